// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The test vectors of `test-vectors/`: their form, where they lie, and how they are made.
//!
//! The directory is the list. [`files_in`] gives what is there, [`Vector`] and [`VerdictVector`] are
//! what a file says, [`make::files`] is what `cargo xtask vectors` writes, and [`script`] runs the
//! APDU transcripts, which nobody generates.

mod diagnostic;
pub mod make;
pub mod script;

mod annotated;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use annotated::annotated;
pub use diagnostic::diagnostic;

/// Version of the form of the files.
pub const SCHEMA: u32 = 1;

/// Whether the bytes of a vector must be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// They must be.
    Valid,
    /// They must not be.
    Invalid,
}

/// Bytes that a reader must accept, or must refuse for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Vector {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Name of the file without its ending: part and defect.
    pub name: String,
    /// Why it matters.
    pub comment: String,
    /// What the bytes are meant to be: a rule of `data-model.cddl`, `certificate`, or `any` for
    /// deterministic CBOR of any structure.
    pub rule: String,
    /// The bytes.
    #[serde(with = "hexadecimal")]
    pub hex: Vec<u8>,
    /// The bytes in diagnostic notation (RFC 8949 section 8), where they are deterministic CBOR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostic: Option<String>,
    /// Accepted or refused.
    pub result: Outcome,
    /// Why it is refused, as a word of the README's table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

/// A card file, what is known and believed on the device that checks it, and the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VerdictVector {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Name of the file without its ending: part and defect.
    pub name: String,
    /// Why it matters.
    pub comment: String,
    /// `card-file`, or `printed-code` for a code without its card.
    pub rule: String,
    /// The card file, or the signed code.
    #[serde(with = "hexadecimal")]
    pub hex: Vec<u8>,
    /// The trust store.
    pub trust: Trust,
    /// The file of the trust bundle, where the device has one.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "optional_hexadecimal"
    )]
    pub bundle: Option<Vec<u8>>,
    /// The policy, also where there is a bundle.
    pub policy: Policy,
    /// The signed lists on the device, hexadecimal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<String>,
    /// Place and time.
    pub circumstances: Circumstances,
    /// The answer: `in-force`, `refused` or `undetermined`.
    pub verdict: String,
    /// The codes of all findings, worst first.
    pub findings: Vec<String>,
}

/// What the device trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Trust {
    /// `lab` or `production`.
    pub environment: String,
    /// The pinned roots: names of certificates in `keys/`, without their ending.
    pub roots: Vec<String>,
    /// Certificates of signers at hand, for codes: names of certificates in `keys/`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<String>,
}

/// What the authority of the device decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Policy {
    /// Colour of a patent of another region: `amber` or `red`.
    pub wrong_region: String,
    /// `required` or `not-required`.
    pub status: String,
    /// The same for payment; `not-required` where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
}

/// Where and when the check takes place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Circumstances {
    /// Subject code.
    pub region: String,
    /// The device's clock, RFC 3339.
    pub now: String,
    /// The civil day of the region.
    pub date: String,
    /// The work that the officer saw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profession: Option<String>,
    /// Series and number of the patent, as the officer typed them from the plastic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed_number: Option<String>,
    /// Number of the blank, as the officer typed it from the plastic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed_blank: Option<String>,
    /// Text of the code that was scanned from the back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed_code: Option<String>,
}

/// The folder of the vectors in this work tree.
#[must_use]
pub fn folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).join("test-vectors")
}

/// Every file under `folder`, as paths relative to it with `/`, in order.
///
/// # Errors
///
/// A folder that cannot be read, or a name that is not UTF-8.
pub fn files_in(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut open = vec![String::new()];
    let mut found = Vec::new();
    while let Some(prefix) = open.pop() {
        for entry in std::fs::read_dir(folder.join(&prefix))? {
            let entry = entry?;
            let name = entry.file_name().into_string().map_err(|name| {
                std::io::Error::other(format!("{} is not UTF-8", name.to_string_lossy()))
            })?;
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                open.push(format!("{path}/"));
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Byte strings as lower-case hexadecimal text.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// The same, where there may be none.
mod optional_hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    #[allow(clippy::ref_option, reason = "the form that serde calls")]
    pub(super) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => to.serialize_str(&hex::encode(bytes)),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| hex::decode(text).map_err(D::Error::custom))
            .transpose()
    }
}
