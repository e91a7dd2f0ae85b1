// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The examples in `security-object.md`: two vectors byte by byte.

use super::super::{Vector, annotated};

/// What stands at which path of a holder group.
const HOLDER: &[(&str, &str)] = &[
    ("0", "number of the group"),
    ("1", "salt"),
    ("2", "content"),
    ("2/1", "surname, Cyrillic"),
    ("2/2", "given name, Cyrillic"),
    ("2/3", "patronymic, Cyrillic"),
    ("2/4", "surname, Latin"),
    ("2/5", "given name, Latin"),
    ("2/6", "birth date"),
    ("2/6/0", "year"),
    ("2/6/1", "month"),
    ("2/6/2", "day"),
    ("2/7", "sex: male"),
    ("2/8", "citizenship"),
    ("2/9", "identity document"),
    ("2/9/1", "number"),
    ("2/9/2", "issuing state"),
    ("2/9/3", "issued on"),
    ("2/10", "INN"),
];

/// What stands at which path of a security object.
const OBJECT: &[(&str, &str)] = &[
    ("0", "protected header"),
    ("0/*/1", "alg: Ed25519"),
    ("0/*/16", "typ: security object"),
    ("0/*/33", "x5chain: certificate of the signer"),
    ("1", "unprotected header"),
    ("2", "payload"),
    ("2/*/1", "version"),
    ("2/*/2", "environment: lab"),
    ("2/*/3", "card id"),
    ("2/*/4", "replacement index"),
    ("2/*/5", "digests of the groups"),
    ("2/*/5/1", "holder"),
    ("2/*/5/2", "portrait"),
    ("2/*/5/3", "patent"),
    ("2/*/5/4", "permission"),
    ("2/*/5/5", "remarks"),
    ("2/*/6", "signed at"),
    ("2/*/7", "in force from"),
    ("2/*/8", "latest possible end"),
    ("2/*/9", "status reference"),
    ("2/*/9/0", "list"),
    ("2/*/9/1", "index"),
    ("2/*/10", "chip key"),
    ("2/*/10/1", "kty: EC2"),
    ("2/*/10/-1", "crv: P-256"),
    ("2/*/10/-2", "x"),
    ("2/*/10/-3", "y"),
    ("2/*/11", "SHA-256 of EF.CardAccess"),
    ("2/*/12", "algorithm suite"),
    ("2/*/13", "region"),
    ("3", "signature"),
];

/// The vectors that are shown, and the words for them.
const SHOWN: [(&str, &[(&str, &str)]); 2] =
    [("holder_complete", HOLDER), ("object_ed25519", OBJECT)];

/// The page with its examples as they must be.
///
/// # Errors
///
/// An example that has no place in the page, or whose vector does not exist.
pub(super) fn in_page(page: &str, vectors: &[Vector]) -> Result<String, String> {
    let mut page = page.to_owned();
    for (name, words) in SHOWN {
        let vector = vectors
            .iter()
            .find(|vector| vector.name == name)
            .ok_or_else(|| format!("there is no vector {name}"))?;
        let (begin, end) = (
            format!("<!-- vector {name} -->\n"),
            format!("<!-- end of {name} -->\n"),
        );
        let parts = page
            .split_once(&begin)
            .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
        let (before, after) = parts.ok_or_else(|| format!("no place for the vector {name}"))?;
        let text = annotated(&vector.hex, words);
        page = format!("{before}{begin}```text\n{text}```\n{end}{after}");
    }
    Ok(page)
}
