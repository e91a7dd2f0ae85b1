// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An answer as a watch shows it: in words, and nothing of it that is not on the screen.

use crate::answer::{Answer, Said};
use crate::checking::{Ground, ListAge};
use crate::picture::{self, NoPicture};
use crate::screen;
use epatent_cli::{Words, verdict};
use epatent_core::UnixTime;
use epatent_core::object::Environment;
use epatent_station::findings;
use epatent_verify::{AuthenticCard, Check, Code, Colour, Outcome, Preview, Verdict};
use image::RgbImage;

/// Points of the photo that are kept: as many as a large screen shows.
const PHOTO_WIDTH: u32 = 96;
/// The same downwards.
const PHOTO_HEIGHT: u32 = 128;

/// The photo.
#[derive(Debug, Clone)]
pub(super) enum Photo {
    /// It is still being read.
    Awaited,
    /// Authentic, and as small as it is shown.
    Picture(RgbImage),
    /// Authentic and not to be drawn, in words.
    Words(String),
    /// There is none that is authentic.
    None,
}

/// What stands on the screen about one card.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) verdict: Verdict,
    /// The answer in words.
    pub(super) line: String,
    pub(super) colour: Colour,
    pub(super) is_lab: bool,
    /// The chip was not opened: another number may open it.
    pub(super) is_closed: bool,
    pub(super) findings: Vec<Reasoned>,
    /// Labels and values about the person.
    pub(super) person: Vec<(String, String)>,
    /// Names of the checks that were not made.
    pub(super) not_checked: Vec<String>,
    pub(super) lists: Vec<ListAge>,
    pub(super) photo: Photo,
    pub(super) checked_at: UnixTime,
    /// From the beginning of the reading to these words, without the wait for a number.
    pub(super) milliseconds: u64,
}

/// A finding in words.
#[derive(Debug, Clone)]
pub(super) struct Reasoned {
    pub(super) code: &'static str,
    pub(super) headline: String,
    pub(super) why: String,
    pub(super) next: String,
}

impl Reasoned {
    fn of(said: &Said) -> Self {
        Self {
            code: said.code,
            headline: said.words.headline.clone(),
            why: said.words.why.clone(),
            next: said.words.next.clone(),
        }
    }
}

impl Shown {
    /// What can be said before the photo was read. The reasons follow with it.
    pub(super) fn before_photo(check: &Check<'_>, ground: &Ground, words: &Words) -> Self {
        let Preview { verdict, worst, .. } = check.before_portrait();
        let today = ground.circumstances().date;
        let found = check.findings().iter().map(|finding| {
            let said = epatent_station::describe(words, &finding.reason, today);
            Reasoned {
                code: finding.code.as_str(),
                headline: said.headline,
                why: said.why,
                next: said.next,
            }
        });
        let worst = worst.map(Code::as_str);
        let colour = match verdict {
            Verdict::InForce => Colour::Green,
            Verdict::Refused => Colour::Red,
            Verdict::Undetermined => Colour::Amber,
        };
        Self {
            verdict,
            line: verdict::line(words, verdict.as_str(), worst),
            colour,
            is_lab: ground.environment() == Environment::Lab,
            is_closed: false,
            findings: found.collect(),
            person: person(check.card(), words),
            not_checked: Vec::new(),
            lists: ground.list_ages(),
            photo: Photo::Awaited,
            checked_at: ground.circumstances().now,
            milliseconds: 0,
        }
    }

    /// The answer.
    pub(super) fn of_answer(answer: &Answer, ground: &Ground, words: &Words) -> Self {
        let report = answer.report.as_ref();
        let worst = answer.worst();
        let colour = answer.findings.iter().map(|said| said.colour).max();
        let skipped = report.iter().flat_map(|report| &report.checks);
        Self {
            verdict: answer.verdict,
            line: verdict::line(words, answer.verdict.as_str(), worst),
            colour: colour.unwrap_or(Colour::Grey),
            is_lab: ground.environment() == Environment::Lab,
            is_closed: matches!(worst, Some("access-key-wrong" | "chip-unreadable")),
            findings: answer.findings.iter().map(Reasoned::of).collect(),
            person: report.map_or_else(Vec::new, |report| person(&report.card, words)),
            not_checked: skipped
                .filter(|record| record.outcome == Outcome::NotChecked)
                .map(|record| verdict::check(words, &record.id.to_string()).to_lowercase())
                .collect(),
            lists: ground.list_ages(),
            photo: report.map_or(Photo::None, |report| photo(&report.card, words)),
            checked_at: answer.circumstances.now,
            milliseconds: answer.milliseconds,
        }
    }
}

/// What an officer compares with the person and the passport.
fn person(card: &AuthenticCard, words: &Words) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut row = |id: &str, value: Option<String>| {
        rows.extend(value.map(|value| (words.text(id), value)));
    };
    if let Some(holder) = &card.holder {
        row("field-name", screen::name(holder));
        row("field-name-latin", screen::name_latin(holder));
        row("field-birth-date", Some(screen::birth_date(holder)));
        row(
            "field-document",
            Some(holder.identity_document.number.to_string()),
        );
    }
    if let Some(patent) = &card.patent {
        row("field-patent-number", Some(patent.number.to_string()));
    }
    if let Some(permission) = &card.permission {
        let region = findings::region(words, permission.region);
        row("field-region", Some(region));
        row(
            "field-professions",
            Some(screen::professions(permission, words)),
        );
    }
    rows
}

fn photo(card: &AuthenticCard, words: &Words) -> Photo {
    let Some(portrait) = &card.portrait else {
        return Photo::None;
    };
    match picture::small(portrait, PHOTO_WIDTH, PHOTO_HEIGHT) {
        Ok(picture) => Photo::Picture(picture),
        Err(NoPicture::Format) => Photo::Words(words.text("screen-photo-format")),
        Err(_) => Photo::Words(words.text("screen-photo-damaged")),
    }
}
