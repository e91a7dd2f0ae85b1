// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a watch says, paragraph by paragraph.

use super::scene::{Scene, View};
use super::shown::Shown;
use crate::checking::ListAge;
use epatent_cli::{Failure, Words, format};
use epatent_station::findings;

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spoken {
    pub(super) text: String,
    pub(super) is_strong: bool,
}

const fn plain(text: String) -> Spoken {
    Spoken {
        text,
        is_strong: false,
    }
}

const fn strong(text: String) -> Spoken {
    Spoken {
        text,
        is_strong: true,
    }
}

/// What to do, where there is no answer.
pub(super) fn instructions(view: &View, words: &Words) -> Vec<Spoken> {
    let said = |ids: &[&str]| ids.iter().map(|id| plain(words.text(id))).collect();
    match view {
        View::Starting | View::Answer(_) => Vec::new(),
        View::Next => said(&["watch-next-card", "watch-next-number"]),
        View::Reading => said(&["watch-leave-card"]),
        View::NumberWanted => said(&["watch-number-how"]),
        View::Hidden => said(&["watch-hidden-why"]),
        View::Failed(failure) => {
            let mut spoken = trouble(failure);
            spoken.push(plain(words.text("watch-again")));
            spoken
        }
        View::Trouble(failure) => {
            let mut spoken = trouble(failure);
            spoken.push(plain(words.text("watch-goes-on")));
            spoken
        }
    }
}

fn trouble(failure: &Failure) -> Vec<Spoken> {
    let hint = failure.hint.iter().cloned().map(plain);
    std::iter::once(strong(failure.message.clone()))
        .chain(hint)
        .collect()
}

/// The findings, worst first, and then the person.
pub(super) fn reasons(shown: &Shown, with_why: bool, words: &Words) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    let labelled = |id: &str, text: &str| plain(format!("{}: {text}", words.text(id)));
    for finding in &shown.findings {
        spoken.push(strong(format!("{} [{}]", finding.headline, finding.code)));
        spoken.push(labelled("screen-next", &finding.next));
        if with_why {
            spoken.push(labelled("screen-why", &finding.why));
        }
    }
    for (label, value) in &shown.person {
        spoken.push(plain(format!("{label}: {value}")));
    }
    spoken
}

/// What was not checked, how old the lists are, and how long it took.
pub(super) fn knowledge(shown: &Shown, words: &Words) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    if !shown.not_checked.is_empty() {
        let names = shown.not_checked.join(", ");
        let label = words.text("screen-not-checked");
        spoken.push(plain(format!("{label}: {names}")));
    }
    spoken.push(plain(lists(&shown.lists, words)));
    let time = format::milliseconds(words.language(), shown.milliseconds);
    spoken.push(plain(words.say("watch-took", &[("time", time.into())])));
    spoken
}

/// The lists in one sentence, or that there is none.
fn lists(lists: &[ListAge], words: &Words) -> String {
    if lists.is_empty() {
        return words.text("watch-no-lists");
    }
    let said: Vec<String> = lists
        .iter()
        .map(|list| {
            words.say(
                "watch-list",
                &[
                    ("kind", list.kind.as_str().into()),
                    ("issued", findings::instant(list.issued).into()),
                    ("age", list.age.into()),
                ],
            )
        })
        .collect();
    said.join(" ")
}

/// The last line: what was typed, and how to end.
pub(super) fn foot(scene: &Scene, words: &Words) -> String {
    /// Digits of an access number.
    const DIGITS: usize = 6;
    let typed = match scene.entry.digits() {
        None => words.text("watch-scanning"),
        Some(0) if scene.has_number() => words.text("watch-number-waits"),
        Some(0) => String::new(),
        Some(digits) => {
            let dots = format!(
                "{}{}",
                "●".repeat(digits),
                "○".repeat(DIGITS.saturating_sub(digits))
            );
            words.say("watch-typed", &[("dots", dots.into())])
        }
    };
    let quit = words.text("watch-quit");
    if typed.is_empty() {
        quit
    } else {
        format!("{typed} · {quit}")
    }
}
