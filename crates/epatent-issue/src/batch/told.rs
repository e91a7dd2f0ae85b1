// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Events of a batch as lines: for people, and for programs.

use super::board::Board;
use super::news::Event;
use crate::desk;
use crate::keys::signing_failure;
use crate::problems::register;
use epatent_cli::{Console, Exit, Failure, Value};
use epatent_office::production::{Obstacle, Outcome, ProductionError, Waiting};
use epatent_sign::SignError;
use epatent_station::{flow_failure, reader_failure};
use serde::Serialize;

/// Patents that wait and are told one by one.
const TOLD: usize = 20;

/// A line of JSON.
#[derive(Serialize, Default)]
pub(super) struct Line {
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blank: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    /// A stable code, or for what failed the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resumed: Option<bool>,
}

/// The last line.
#[derive(Serialize)]
struct End {
    event: &'static str,
    issued: u64,
    scrapped: u64,
    passed_over: u64,
    left: u64,
    /// Cards whose making was begun and not ended: put them on a reader again.
    unfinished: u64,
    /// Patents that wait for something else than a blank.
    waiting: Vec<Waits>,
}

/// A patent that waits, and for what.
#[derive(Serialize)]
struct Waits {
    patent: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Waits {
    fn of(waiting: &Waiting) -> Self {
        let (reason, detail) = match &waiting.obstacle {
            None => ("blank", None),
            Some(Obstacle::NoSigner(region)) => ("no-signer", Some(region.to_string())),
            Some(Obstacle::TermOver(day)) => ("term-over", Some(day.to_string())),
            Some(Obstacle::NotApproved) => ("not-approved", None),
            Some(Obstacle::Unreadable) => ("unreadable", None),
            Some(Obstacle::Altered(number)) => ("altered", Some(number.to_string())),
            Some(Obstacle::NamesBlank {
                number,
                is_received: true,
            }) => ("names-blank", Some(number.to_string())),
            Some(Obstacle::NamesBlank { number, .. }) => {
                ("names-unknown-blank", Some(number.to_string()))
            }
        };
        Self {
            patent: waiting.patent.to_string(),
            reason,
            detail,
        }
    }

    fn text(&self, console: &Console) -> String {
        let values = [
            ("patent", self.patent.as_str().into()),
            ("detail", self.detail.clone().unwrap_or_default().into()),
        ];
        console
            .words
            .say(&format!("batch-waits-{}", self.reason), &values)
    }
}

impl Line {
    /// The line of an event, its words apart.
    pub(super) fn of(event: &Event, reader: &str, console: &Console) -> Self {
        let mut line = Self {
            reader: Some(reader.to_owned()),
            ..Self::default()
        };
        match event {
            Event::Served(outcome) => return Self::of_outcome(outcome, reader),
            Event::Failed(error) => {
                line.event = "failed";
                line.reason = Some(words_of(error, console));
            }
            Event::Unknown => line.event = "unknown-card",
            Event::Reader(error) => {
                line.event = "reader-failed";
                line.reason = Some(reader_failure(&console.words, error).message);
            }
        }
        line
    }

    /// The line of what became of a card.
    pub(super) fn of_outcome(outcome: &Outcome, reader: &str) -> Self {
        let mut line = Self {
            reader: Some(reader.to_owned()),
            ..Self::default()
        };
        line.outcome(outcome);
        line
    }

    fn outcome(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Issued(issued) => {
                self.event = "issued";
                self.patent = Some(issued.patent.to_string());
                self.blank = Some(issued.blank.to_string());
                self.card = Some(issued.card_id.to_string());
                self.resumed = Some(issued.resumed);
            }
            Outcome::Returned { blank, patent } => {
                self.event = "returned";
                self.patent = Some(patent.to_string());
                self.blank = Some(blank.to_string());
            }
            Outcome::Scrapped {
                blank,
                patent,
                reason,
            } => {
                self.event = "scrapped";
                self.patent = Some(patent.to_string());
                self.blank = Some(blank.to_string());
                self.reason = Some(reason.to_string());
            }
            Outcome::PassedOver { patent, reason } => {
                self.event = "passed-over";
                self.patent = Some(patent.to_string());
                self.reason = Some(reason.clone());
            }
            Outcome::NotReceived { chip } => {
                self.event = "not-received";
                self.reason = Some(chip.clone());
            }
            Outcome::NotInDrawer { blank, state } => {
                self.event = "not-in-drawer";
                self.blank = Some(blank.to_string());
                self.reason = Some(state.word().to_owned());
            }
            Outcome::NotInWork { state } => {
                self.event = "not-in-work";
                self.reason = Some(state.name().to_owned());
            }
            Outcome::NothingWaiting { blank } => {
                self.event = "nothing-waiting";
                self.blank = Some(blank.to_string());
            }
            _ => self.event = "other",
        }
    }

    /// The line in words.
    pub(super) fn text(&self, console: &Console) -> String {
        let value = |text: &Option<String>| Value::from(text.clone().unwrap_or_default());
        // A state is a word of the register or of the profile.
        let reason = self.reason.clone().unwrap_or_default();
        let reason = match self.event {
            "not-in-drawer" => register::state("blank", &reason, &console.words),
            "not-in-work" => register::named("life-cycle", &reason, &console.words),
            _ => reason,
        };
        let values = [
            ("reader", value(&self.reader)),
            ("patent", value(&self.patent)),
            ("blank", value(&self.blank)),
            ("reason", reason.into()),
        ];
        let id = match (self.event, self.reason.as_deref()) {
            ("not-in-drawer", Some("lost")) => "batch-not-in-drawer-lost".to_owned(),
            (event, _) => format!("batch-{event}"),
        };
        console.words.say(&id, &values)
    }

    /// Tells it.
    pub(super) fn tell(&self, console: &Console) -> Result<(), Failure> {
        if console.output.is_json() {
            console.output.json_line(self)
        } else {
            console.output.answer(&self.text(console))
        }
    }
}

/// What failed, in the words that every command has for it.
fn words_of(error: &ProductionError, console: &Console) -> String {
    let words = &console.words;
    match error {
        ProductionError::Register(error) => desk::failure(words, error).message,
        ProductionError::Card(error) => flow_failure(words, error).message,
        ProductionError::NotKept(reason) => {
            words.say("batch-not-kept", &[("reason", reason.as_str().into())])
        }
        ProductionError::Signer(error) => {
            let reason = match error {
                SignError::Token { .. } => {
                    let failure = signing_failure(words, &words.text("batch-signer"), error);
                    let hint = failure.hint.unwrap_or_default();
                    format!("{}; {hint}", failure.message)
                }
                other => other.to_string(),
            };
            words.say("batch-signer-failed", &[("reason", reason.into())])
        }
        ProductionError::Trust(detail) => {
            words.say("production-trust", &[("detail", detail.into())])
        }
        ProductionError::Files(card) => {
            words.say("production-files", &[("number", (*card).into())])
        }
        ProductionError::Stopped(_) => words.text("production-stopped"),
        other => other.to_string(),
    }
}

/// Tells how it ended.
pub(super) fn end(
    board: &Board,
    unfinished: u64,
    waits: &[Waiting],
    console: &Console,
) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json_line(&End {
            event: "end",
            issued: board.issued,
            scrapped: board.scrapped,
            passed_over: board.passed_over,
            left: board.left,
            unfinished,
            waiting: waits.iter().map(Waits::of).collect(),
        });
    }
    let values = [
        ("issued", board.issued.into()),
        ("scrapped", board.scrapped.into()),
        ("left", board.left.into()),
        ("unfinished", unfinished.into()),
    ];
    console
        .output
        .answer(&console.words.say("batch-end", &values))
}

/// A batch that ended because nothing more can be made: what waits, and for what.
pub(super) fn left(waits: &[Waiting], console: &Console) -> Failure {
    let lines: Vec<String> = waits
        .iter()
        .take(TOLD)
        .map(|waits| Waits::of(waits).text(console))
        .collect();
    let values = [("count", waits.len().into())];
    Failure::new(&console.words, Exit::Refused, "error-batch-left", &values).with_details(&lines)
}
