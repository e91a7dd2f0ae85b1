// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue search`: the patents that a number, a thing or a person leads to. It takes names, and shows
//! none.

use super::show::{ApplicationShown, PatentShown};
use crate::args::Search;
use crate::desk;
use crate::problems::register::state;
use epatent_cli::{Console, Failure, format};
use epatent_core::{BlankNumber, PatentNumber};
use epatent_office::person_search::{Sought, applications};
use epatent_register::{Blank, Card, Label, Opaque, Patent, Register, RegisterError};
use serde::Serialize;

/// Most patents that a search gives.
const MAX_FOUND: u32 = 50;
/// Digits of a patent's series and number when nothing stands between them.
const SERIES: usize = 2;
const SERIES_AND_NUMBER: usize = 12;
/// Cyrillic capitals that a hexadecimal digit is taken for.
const ALIKE: [(char, char); 4] = [('А', 'A'), ('В', 'B'), ('С', 'C'), ('Е', 'E')];

#[derive(Serialize)]
struct Found {
    patents: Vec<PatentShown>,
    /// Applications of whom no patent was made yet.
    applications: Vec<ApplicationShown>,
    /// The blank that was named, where no card was made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    blank: Option<BlankShown>,
    /// Whether there are more than are shown.
    more: bool,
}

#[derive(Serialize)]
struct BlankShown {
    number: String,
    state: &'static str,
}

pub(crate) fn run(args: &Search, console: &Console) -> Result<(), Failure> {
    let failed = |error: RegisterError| desk::failure(&console.words, &error);
    let mut register = desk::open(&args.register, console)?;
    let found = all(&mut register, &args.what).map_err(failed)?;
    if console.output.is_json() {
        return console.output.json(&found);
    }
    console.output.answer(&text(&found, console))
}

fn all(register: &mut Register, what: &str) -> Result<Found, RegisterError> {
    let mut patents = find(register, what, MAX_FOUND + 1)?;
    let mut without = Vec::new();
    let mut blank = None;
    if patents.is_empty() {
        blank = find_blank(register, what)?;
    }
    if patents.is_empty()
        && blank.is_none()
        && let Some(sought) = Sought::of(what)
    {
        let limit = usize::try_from(MAX_FOUND).unwrap_or(usize::MAX);
        for application in applications(register, &sought, limit + 1)? {
            match register.patent_of(application.key)? {
                Some(patent) => patents.push(patent),
                None => without.push(ApplicationShown::from(&application)),
            }
        }
    }
    let limit = usize::try_from(MAX_FOUND).unwrap_or(usize::MAX);
    let more = patents.len() + without.len() > limit;
    patents.truncate(limit);
    without.truncate(limit - patents.len());
    Ok(Found {
        patents: patents.iter().map(PatentShown::from).collect(),
        applications: without,
        blank: blank.map(|blank| BlankShown {
            number: blank.number.to_string(),
            state: blank.state.word(),
        }),
        more,
    })
}

fn text(found: &Found, console: &Console) -> String {
    let words = &console.words;
    let mut text = String::new();
    for patent in &found.patents {
        let in_words = words.text(&format!("word-patent-{}", patent.state));
        let paid = patent.paid_through.as_deref().map(format::date_iso);
        let paid = paid.unwrap_or_else(|| words.text("word-nothing-paid"));
        let values = [
            ("number", patent.number.as_str().into()),
            ("region", patent.region.as_str().into()),
            ("state", in_words.into()),
            ("paid", paid.into()),
        ];
        text.push_str(&format!("{}\n", words.say("found-patent", &values)));
    }
    for one in &found.applications {
        let values = [
            ("number", one.application.into()),
            ("region", one.region.as_str().into()),
            ("state", state("application", one.state, words).into()),
        ];
        text.push_str(&format!("{}\n", words.say("found-application", &values)));
    }
    if let Some(blank) = &found.blank {
        let values = [
            ("number", blank.number.as_str().into()),
            ("state", state("blank", blank.state, words).into()),
        ];
        text.push_str(&format!("{}\n", words.say("found-blank", &values)));
    }
    if text.is_empty() {
        text.push_str(&words.text("note-nothing-found"));
    }
    if found.more {
        text.push_str(&words.text("note-more-found"));
    }
    text
}

/// The patents that a text names: by its own number or the beginning of it, by a card, a blank, a chip
/// or a receipt.
pub(super) fn find(
    register: &mut Register,
    what: &str,
    limit: u32,
) -> Result<Vec<Patent>, RegisterError> {
    let what = what.trim();
    if let Ok(number) = PatentNumber::parse(&numbered(what))
        && let Some(patent) = register.patent(&number)?
    {
        return Ok(vec![patent]);
    }
    let of_card = |register: &mut Register, card: Option<Card>| {
        let patent = card.map(|card| register.row(card.patent)).transpose()?;
        Ok::<_, RegisterError>(patent.flatten().into_iter().collect::<Vec<Patent>>())
    };
    if let Ok(id) = crate::args::card_id(&hexadecimal(what)) {
        let card = register.card(id)?;
        return of_card(register, card);
    }
    if let Some(blank) = find_blank(register, what)? {
        let card = register.card_on(blank.key)?;
        return of_card(register, card);
    }
    if let Ok(receipt) = Label::parse(what)
        && let Some(payment) = register.payment(&receipt)?
    {
        return Ok(register.row(payment.patent)?.into_iter().collect());
    }
    if what.is_empty() || limit <= 1 {
        return Ok(Vec::new());
    }
    register.patents_beginning(what, limit)
}

/// A blank by what its chip is known by, or by its number.
pub(super) fn find_blank(
    register: &mut Register,
    what: &str,
) -> Result<Option<Blank>, RegisterError> {
    let chip = hex::decode(hexadecimal(what)).ok();
    if let Some(chip) = chip.filter(|bytes| !bytes.is_empty())
        && let Some(blank) = register.blank_by_chip(&Opaque(chip))?
    {
        return Ok(Some(blank));
    }
    match BlankNumber::parse(what) {
        Ok(number) => register.blank_by_number(&number),
        Err(_) => Ok(None),
    }
}

/// Series and number with one space between them, however they were written: `№ 77-2600000001`.
fn numbered(what: &str) -> String {
    let plain: String = what.chars().filter(char::is_ascii_digit).collect();
    let others = what
        .chars()
        .all(|sign| sign.is_ascii_digit() || sign.is_whitespace() || matches!(sign, '-' | '№'));
    match plain.split_at_checked(SERIES) {
        Some((series, number)) if others && plain.len() == SERIES_AND_NUMBER => {
            format!("{series} {number}")
        }
        _ => what.to_owned(),
    }
}

/// Hexadecimal digits without what people write between them, and with Latin letters.
fn hexadecimal(what: &str) -> String {
    what.chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, ':' | '-'))
        .flat_map(char::to_uppercase)
        .map(|sign| {
            let alike = ALIKE.iter().find(|(cyrillic, _)| *cyrillic == sign);
            alike.map_or(sign, |(_, latin)| *latin)
        })
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for text in [
            "77 2600000001",
            "772600000001",
            "№ 77-2600000001",
            "77  26 00000001",
        ] {
            assert_eq!(numbered(text), "77 2600000001", "{text}");
        }
        for text in ["77 26", "R-1", "77 260000000A", "7726000000010"] {
            assert_eq!(numbered(text), text);
        }
        assert_eq!(hexadecimal("0A:АВ-Се 1"), "0aabce1");
    }
}
