// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The answer of a check, for the screen and for JSON alike.

use epatent_cli::verdict::{FindingWords, finding};
use epatent_cli::{Exit, Words};
use epatent_station::describe;
use epatent_terminal::ReadError;
use epatent_verify::{Circumstances, Colour, Report, Verdict};

#[cfg(all(test, target_os = "linux"))]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]
mod outcomes;

/// What is said about one finding.
pub(crate) struct Said {
    pub(crate) code: &'static str,
    pub(crate) colour: Colour,
    pub(crate) words: FindingWords,
    /// The same in English, with the parameters: for reports and logs.
    pub(crate) detail: String,
    /// The part of the card that it is about, where it is about one.
    pub(crate) part: Option<String>,
}

/// A verdict with everything that led to it.
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    /// Worst first.
    pub(crate) findings: Vec<Said>,
    /// The verifier's report; `None` where the card never came so far.
    pub(crate) report: Option<Report>,
    pub(crate) circumstances: Circumstances,
    /// The reader, or the file.
    pub(crate) source: String,
    /// Bytes read in files.
    pub(crate) bytes: usize,
    /// From the first command to the verdict.
    pub(crate) milliseconds: u64,
}

impl Answer {
    pub(crate) fn of_report(words: &Words, report: Report, circumstances: Circumstances) -> Self {
        let findings = report
            .findings
            .iter()
            .map(|finding| Said {
                code: finding.code.as_str(),
                colour: finding.colour,
                words: describe(words, &finding.reason, circumstances.date),
                detail: finding.reason.to_string(),
                part: epatent_station::findings::part_id(&finding.reason),
            })
            .collect();
        Self {
            verdict: report.verdict,
            findings,
            report: Some(report),
            circumstances,
            source: String::new(),
            bytes: 0,
            milliseconds: 0,
        }
    }

    /// A card that shows no patent: another kind of card, one of ours that is not active, or one that
    /// the typed number does not open. All of them leave the question open; none is a forgery.
    pub(crate) fn of_other_card(
        words: &Words,
        error: &ReadError,
        circumstances: Circumstances,
    ) -> Option<Self> {
        let (code, colour) = match error {
            ReadError::NotAPatent { .. } => ("not-a-patent", Colour::Grey),
            ReadError::OtherProfile { .. } => ("format-newer", Colour::Grey),
            ReadError::NotActive { .. } | ReadError::NoChannel(_) => {
                ("chip-unreadable", Colour::Amber)
            }
            ReadError::AccessKeyWrong => ("access-key-wrong", Colour::Amber),
            _ => return None,
        };
        let state = match error {
            ReadError::NotActive { state } => state.name(),
            _ => "",
        };
        let values = match code {
            "chip-unreadable" => vec![("state", state.into())],
            "not-a-patent" => vec![("what", "card".into())],
            _ => vec![],
        };
        let said = Said {
            code,
            colour,
            words: finding(words, code, &values),
            detail: error.to_string(),
            part: None,
        };
        Some(Self::open(said, circumstances))
    }

    /// A code that is none of ours: an address, a receipt, another document.
    pub(crate) fn of_other_code(words: &Words, circumstances: Circumstances) -> Self {
        const CODE: &str = "not-a-patent";
        let said = Said {
            code: CODE,
            colour: Colour::Grey,
            words: finding(words, CODE, &[("what", "code".into())]),
            detail: "the text does not begin as a printed code does".to_owned(),
            part: None,
        };
        Self::open(said, circumstances)
    }

    /// What the chip could not say, and under it what the code said.
    pub(crate) fn with_code(self, words: &Words, report: Report) -> Self {
        let mut answer = Self::of_report(words, report, self.circumstances);
        let place = |said: &Said| std::cmp::Reverse(said.colour);
        answer.findings.extend(self.findings);
        answer.findings.sort_by_key(place);
        answer
    }

    /// One finding that leaves the question open.
    fn open(said: Said, circumstances: Circumstances) -> Self {
        Self {
            verdict: Verdict::Undetermined,
            findings: vec![said],
            report: None,
            circumstances,
            source: String::new(),
            bytes: 0,
            milliseconds: 0,
        }
    }

    /// The exit code that belongs to the verdict.
    pub(crate) const fn exit(&self) -> Exit {
        match self.verdict {
            Verdict::InForce => Exit::Done,
            Verdict::Refused => Exit::Refused,
            Verdict::Undetermined => Exit::Undetermined,
        }
    }

    /// The code that the first line is about: the worst one.
    pub(crate) fn worst(&self) -> Option<&str> {
        self.findings.first().map(|finding| finding.code)
    }
}
