// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The requirements of the pages that a card is built from, and which of them cases can show.

use std::collections::BTreeMap;

use crate::case::Case;

mod not_covered;

/// The pages, with their names.
const PAGES: [(&str, &str); 4] = [
    (
        "card-profile.md",
        include_str!("../../../applet-spec/card-profile.md"),
    ),
    ("chip.md", include_str!("../../../applet-spec/chip.md")),
    (
        "personalisation.md",
        include_str!("../../../applet-spec/personalisation.md"),
    ),
    (
        "secure-channels.md",
        include_str!("../../../applet-spec/secure-channels.md"),
    ),
];

/// Requirements that no case shows, with the reason.
const NOT_COVERED: &[(&str, &str)] = not_covered::NOT_COVERED;

/// One requirement, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Its identifier, such as `EPC-READ-06`.
    pub id: String,
    /// The page of `applet-spec/` on which it stands, such as `chip.md`.
    pub page: &'static str,
    /// Its words, without marks.
    pub sentence: String,
    /// The cases that show it, by identifier.
    pub cases: Vec<String>,
    /// Why there are none; absent where there are.
    pub reason: Option<&'static str>,
}

/// Every requirement of the card's pages.
#[must_use]
pub fn coverage(cases: &[Case]) -> Vec<Coverage> {
    let reasons: BTreeMap<&str, &'static str> = NOT_COVERED.iter().copied().collect();
    let mut all: Vec<Coverage> = PAGES
        .iter()
        .flat_map(|(page, text)| requirements(text).map(move |found| (*page, found)))
        .map(|(page, (id, sentence))| Coverage {
            cases: cases
                .iter()
                .filter(|case| case.shows().any(|shown| shown == id))
                .map(|case| case.id.clone())
                .collect(),
            reason: reasons.get(id.as_str()).copied(),
            id,
            page,
            sentence,
        })
        .collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    all
}

/// Identifiers and sentences of a page: `**EPC-..-..** sentence`, to the next one or the end of its paragraph.
fn requirements(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    text.split("**EPC-").skip(1).filter_map(|part| {
        let (number, rest) = part.split_once("**")?;
        let end = ["\n- ", "\n\n", "\n|"]
            .iter()
            .filter_map(|mark| rest.find(mark))
            .min()
            .unwrap_or(rest.len());
        let words: Vec<&str> = rest.get(..end)?.split_whitespace().collect();
        Some((format!("EPC-{number}"), words.join(" ").replace('`', "")))
    })
}

#[cfg(test)]
mod tests;
