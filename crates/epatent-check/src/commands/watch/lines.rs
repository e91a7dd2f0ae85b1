// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A watch in lines, for a program or a log: they hold nothing about a person.

use super::scene::Seen;
use super::shown::Shown;
use super::words;
use epatent_cli::{Console, Failure};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
enum Event<'a> {
    Trouble { trouble: Trouble<'a> },
    Waiting,
    Card,
    NumberWanted,
    BeforePhoto { answer: Answer<'a> },
    Answer { answer: Answer<'a> },
    Failed { trouble: Trouble<'a> },
    Removed,
    Ended,
}

#[derive(Serialize)]
struct Trouble<'a> {
    code: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
}

#[derive(Serialize)]
struct Answer<'a> {
    verdict: &'static str,
    /// The codes of the findings, worst first.
    codes: Vec<&'a str>,
    not_checked: &'a [String],
    environment: &'static str,
    checked_at: String,
    lists: Vec<List>,
    milliseconds: u64,
}

#[derive(Serialize)]
struct List {
    kind: &'static str,
    region: String,
    issued: String,
    age: &'static str,
}

/// Writes what was seen.
pub(super) fn write(seen: &Seen, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        console.output.json_line(&event(seen))
    } else {
        console.output.answer(&text(seen, console))
    }
}

/// Writes that it is over.
pub(super) fn end(console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        console.output.json_line(&Event::Ended)
    } else {
        console.output.answer(&console.words.text("watch-ended"))
    }
}

fn event(seen: &Seen) -> Event<'_> {
    match seen {
        Seen::Trouble(failure) => Event::Trouble {
            trouble: trouble(failure),
        },
        Seen::Empty => Event::Waiting,
        Seen::Card => Event::Card,
        Seen::NumberWanted => Event::NumberWanted,
        Seen::BeforePhoto(shown) => Event::BeforePhoto {
            answer: answer(shown),
        },
        Seen::Answer(shown) => Event::Answer {
            answer: answer(shown),
        },
        Seen::Failed(failure) => Event::Failed {
            trouble: trouble(failure),
        },
        Seen::Removed => Event::Removed,
    }
}

fn trouble(failure: &Failure) -> Trouble<'_> {
    Trouble {
        code: &failure.code,
        message: &failure.message,
        hint: failure.hint.as_deref(),
    }
}

fn answer(shown: &Shown) -> Answer<'_> {
    Answer {
        verdict: shown.verdict.as_str(),
        codes: shown.findings.iter().map(|finding| finding.code).collect(),
        not_checked: &shown.not_checked,
        environment: if shown.is_lab { "lab" } else { "production" },
        checked_at: shown.checked_at.to_string(),
        lists: shown
            .lists
            .iter()
            .map(|list| List {
                kind: list.kind.as_str(),
                region: list.region.to_string(),
                issued: list.issued.to_string(),
                age: list.age,
            })
            .collect(),
        milliseconds: shown.milliseconds,
    }
}

fn text(seen: &Seen, console: &Console) -> String {
    let words = &console.words;
    match seen {
        Seen::Trouble(failure) | Seen::Failed(failure) => match &failure.hint {
            Some(hint) => format!("{}: {hint}", failure.message),
            None => failure.message.clone(),
        },
        Seen::Empty => words.text("watch-next-card"),
        Seen::Card => words.text("watch-leave-card"),
        Seen::NumberWanted => words.text("watch-number-how"),
        Seen::BeforePhoto(shown) => {
            words.say("screen-before-photo", &[("line", (&shown.line).into())])
        }
        Seen::Answer(shown) => {
            let mut lines = Vec::new();
            if shown.is_lab {
                lines.push(words.text("screen-lab-banner"));
            }
            lines.push(shown.line.clone());
            for finding in &shown.findings {
                lines.push(format!("  {} [{}]", finding.headline, finding.code));
            }
            for spoken in words::knowledge(shown, words) {
                lines.push(format!("  {}", spoken.text));
            }
            lines.join("\n")
        }
        Seen::Removed => words.text("watch-removed"),
    }
}
