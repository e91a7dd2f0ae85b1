// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The threat model: which tests it names, what no emulator can show, what is planned.

use super::is_identifier;

/// What the machinery knows of the threat model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Threats {
    /// Threats in the order of the table: number and name.
    pub threats: Vec<String>,
    /// Those whose counter-measure, or a part of it, is not built yet.
    pub planned: Vec<String>,
    /// Tests that it names.
    pub tests: Vec<String>,
    /// Requirements that an emulator cannot show, with the reason.
    pub not_shown: Vec<(String, String)>,
}

/// The heading over the list of what an emulator cannot show.
pub(super) const NOT_SHOWN: &str = "Not shown by the emulator";
/// The heading over the threats.
const TABLE: &str = "Threats";

impl Threats {
    /// Reads the page.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut threats = Self {
            tests: tests(text),
            ..Self::default()
        };
        let mut section = "";
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                section = heading;
                continue;
            }
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if !line.starts_with('|') {
                continue;
            }
            if section.ends_with(NOT_SHOWN) {
                if let [id, reason] = cells.as_slice()
                    && is_identifier(id)
                {
                    threats
                        .not_shown
                        .push(((*id).to_owned(), (*reason).to_owned()));
                }
            } else if section.ends_with(TABLE)
                && let [number, name, rest @ ..] = cells.as_slice()
                && number.parse::<u8>().is_ok()
            {
                let threat = format!("{number} {name}");
                if rest.iter().any(|cell| cell.contains("planned")) {
                    threats.planned.push(threat.clone());
                }
                threats.threats.push(threat);
            }
        }
        threats
    }
}

/// What stands between backticks and is a path.
fn tests(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|words| words.contains("::"))
        .map(str::to_owned)
        .collect()
}
