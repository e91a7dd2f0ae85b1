// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The requirements of `applet-spec/`, and the tests that show them.
//!
//! | where | what |
//! |---|---|
//! | a page | `**EPC-READ-03** The card MUST ...` defines a requirement |
//! | a source | `// shows: EPC-READ-03, EPC-SW-02` above a test says what it shows |
//! | a transcript | `# shows: EPC-READ-03` says the same of the lines that follow |
//! | `epatent-conformance` | its cases name the requirements that they are for |
//! | `threat-model.md` | names tests and requirements, and lists what no emulator can show |
//! | `requirements.md` | is generated: each requirement with its tests |
//!
//! [`Specification::read`] reads all of it, and [`Specification::problems`] tells what does not fit.

mod check;
mod page;
mod source;
mod table;
mod threats;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

pub use page::{Page, Requirement};
pub use source::{Evidence, Sources};
pub use threats::Threats;

/// The folder of the specification.
pub const FOLDER: &str = "applet-spec";
/// The generated page in it.
pub const TABLE: &str = "requirements.md";
/// The page of the threats in it.
pub const THREATS: &str = "threat-model.md";

/// Pages that a card is built from, in which nothing is demanded without an identifier.
pub const CARD_SIDE: [&str; 4] = [
    "card-profile.md",
    "secure-channels.md",
    "personalisation.md",
    "chip.md",
];

/// Everything that is said about requirements.
#[derive(Debug)]
pub struct Specification {
    /// The pages, in the order of their names.
    pub pages: Vec<Page>,
    /// The tests and what they say they show.
    pub sources: Sources,
    /// The conformance cases of each requirement.
    pub cases: BTreeMap<String, Vec<String>>,
    /// What the threat model says.
    pub threats: Threats,
    /// The generated page as it is, empty where there is none.
    pub table: String,
}

impl Specification {
    /// Reads the pages and sources of a work tree.
    ///
    /// # Errors
    /// A folder or a file that cannot be read.
    pub fn read(root: &Path) -> io::Result<Self> {
        let folder = root.join(FOLDER);
        let mut pages = Vec::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let Some(name) = name.filter(|name| is_page(name)) else {
                continue;
            };
            pages.push(Page::parse(name, &std::fs::read_to_string(&path)?));
        }
        pages.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self {
            pages,
            sources: Sources::read(root)?,
            cases: conformance_cases(),
            threats: Threats::parse(&std::fs::read_to_string(folder.join(THREATS))?),
            table: std::fs::read_to_string(folder.join(TABLE)).unwrap_or_default(),
        })
    }

    /// Every requirement by its identifier; of one that is defined twice, the first.
    #[must_use]
    pub fn requirements(&self) -> BTreeMap<&str, &Requirement> {
        let all = self.pages.iter().flat_map(|page| &page.requirements);
        let mut found = BTreeMap::new();
        for requirement in all {
            found.entry(requirement.id.as_str()).or_insert(requirement);
        }
        found
    }

    /// What shows a requirement, in order.
    #[must_use]
    pub fn evidence(&self, id: &str) -> Vec<&Evidence> {
        let all = self.sources.evidence.iter();
        all.filter(|evidence| evidence.shows.iter().any(|shown| shown == id))
            .collect()
    }

    /// What does not fit, each in a line.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        check::problems(self)
    }

    /// The generated page as it must be.
    #[must_use]
    pub fn wanted_table(&self) -> String {
        table::page(self)
    }

    /// A line with the counts.
    #[must_use]
    pub fn summary(&self) -> String {
        let requirements = self.requirements();
        let showing = self
            .sources
            .evidence
            .iter()
            .filter(|evidence| !evidence.shows.is_empty());
        format!(
            "{} requirements on {} pages, {} shown by {} tests and transcripts, {} not shown by the emulator",
            requirements.len(),
            self.pages
                .iter()
                .filter(|page| !page.requirements.is_empty())
                .count(),
            requirements.len() - self.threats.not_shown.len().min(requirements.len()),
            showing.count(),
            self.threats.not_shown.len(),
        )
    }
}

/// The cases of the conformance suite, by requirement.
fn conformance_cases() -> BTreeMap<String, Vec<String>> {
    let mut by_requirement: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in epatent_conformance::cases::all() {
        for shown in case.shows() {
            let cases = by_requirement.entry(shown.to_owned()).or_default();
            cases.push(case.id.clone());
        }
    }
    by_requirement
}

/// Pages and the grammar; the generated page repeats what others say.
fn is_page(name: &str) -> bool {
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    matches!(ending, "md" | "cddl") && name != TABLE
}

/// The identifiers of requirements in a text, with where each begins.
fn identifiers(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices(PREFIX) {
        let before = text.get(..start).and_then(|head| head.chars().next_back());
        if before.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let tail = text.get(start..).unwrap_or_default();
        let length = tail
            .find(|character: char| !(character.is_ascii_alphanumeric() || character == '-'))
            .unwrap_or(tail.len());
        let word = tail.get(..length).unwrap_or_default().trim_end_matches('-');
        if word.len() > PREFIX.len() {
            found.push((start, word));
        }
    }
    found
}

const PREFIX: &str = "EPC-";

/// Whether this is `EPC-<AREA>-<two digits>`.
fn is_identifier(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let [first, area, number] = parts.as_slice() else {
        return false;
    };
    *first == "EPC"
        && !area.is_empty()
        && area.chars().all(|letter| letter.is_ascii_uppercase())
        && number.len() == 2
        && number.chars().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests;
