// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reason codes: those that the program knows, and those that the office adds in `reasons.toml` of its
//! folder and two people put in force.

use crate::problems;
use epatent_cli::{Exit, Failure, FileTrouble, Language, Words, files};
use epatent_core::list::AnnulmentCategory;
use epatent_office::settings::{OwnReason, OwnReasons};
use epatent_register::{DecisionAct, Reason};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

/// The reasons that every office has.
const OWN: &str = include_str!("reasons.toml");
/// The largest file of an office's own, in bytes.
const MAX_FILE: u64 = 256 * 1024;
const SCHEMA: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    reason: Vec<Entry>,
}

/// What is known of a code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    /// Acts that it may stand for.
    r#for: Vec<String>,
    /// What a status list says of it.
    #[serde(default)]
    category: Option<String>,
    en: String,
    ru: String,
}

/// Acts beside decisions that need a reason.
const OTHER_ACTS: [&str; 9] = [
    SIGNER_WITHDRAW,
    ROOT_RETIRE,
    ROOT_SETTLE,
    CARD_SUSPEND,
    CARD_ACTIVATE,
    CARD_TERMINATE,
    STOCK_SCRAP,
    STOCK_LOSE,
    STOCK_SETTLE,
];
/// Withdrawing a signer.
pub(crate) const SIGNER_WITHDRAW: &str = "signer-withdraw";
/// Retiring a root.
pub(crate) const ROOT_RETIRE: &str = "root-retire";
/// Saying that every device is set up with a root.
pub(crate) const ROOT_SETTLE: &str = "root-settle";
/// Suspending the chip of an issued card.
pub(crate) const CARD_SUSPEND: &str = "card-suspend";
/// Activating it again.
pub(crate) const CARD_ACTIVATE: &str = "card-activate";
/// Ending it.
pub(crate) const CARD_TERMINATE: &str = "card-terminate";
/// Settling a delivery that differs from its note.
pub(crate) const STOCK_SETTLE: &str = "stock-settle";
/// Scrapping a blank.
pub(crate) const STOCK_SCRAP: &str = "stock-scrap";
/// Saying that a blank is not to be found.
pub(crate) const STOCK_LOSE: &str = "stock-lose";

/// All reasons of an office, by their codes.
#[derive(Debug)]
pub(crate) struct Reasons(OwnReasons);

impl Reasons {
    /// Those that the office has in force, and the program's, which nobody says anew.
    pub(crate) fn with(mut own: OwnReasons, words: &Words) -> Result<Self, Failure> {
        own.extend(program(words)?);
        Ok(Self(own))
    }

    /// The code, if it may stand for the act.
    pub(crate) fn demand(&self, act: &str, code: &str, words: &Words) -> Result<Reason, Failure> {
        let fits = |entry: &&OwnReason| entry.r#for.iter().any(|name| name == act);
        let known = self.0.get(code).filter(fits);
        let reason = known.and_then(|_| Reason::parse(code).ok());
        reason.ok_or_else(|| {
            let codes: Vec<&str> = self
                .0
                .iter()
                .filter(|(_, entry)| fits(entry))
                .map(|(code, _)| code.as_str())
                .collect();
            let values = [("code", code.into()), ("codes", codes.join(", ").into())];
            let id = match code {
                "" => "error-reason-needed",
                _ => "error-reason-unknown",
            };
            Failure::new(words, Exit::Usage, id, &values)
        })
    }

    /// What lists say of it. A code that is not known any more is told as not stated.
    pub(crate) fn category(&self, reason: &Reason) -> AnnulmentCategory {
        self.0
            .get(reason.as_str())
            .and_then(|entry| category(entry.category.as_deref()?))
            .unwrap_or(AnnulmentCategory::UNSTATED)
    }

    /// The code in words.
    pub(crate) fn say(&self, reason: &Reason, words: &Words) -> String {
        let entry = self.0.get(reason.as_str());
        let said = entry.map(|entry| match words.language() {
            Language::En => &entry.en,
            Language::Ru => &entry.ru,
        });
        said.map_or_else(|| reason.to_string(), |said| format!("{said} [{reason}]"))
    }
}

fn category(name: &str) -> Option<AnnulmentCategory> {
    [
        AnnulmentCategory::UNSTATED,
        AnnulmentCategory::OWN_REQUEST,
        AnnulmentCategory::CONDITIONS,
        AnnulmentCategory::FALSE_DATA,
        AnnulmentCategory::AUTHORITY,
        AnnulmentCategory::ISSUED_IN_ERROR,
    ]
    .into_iter()
    .find(|category| category.name() == name)
}

/// Everything that a reason may stand for.
fn acts() -> impl Iterator<Item = &'static str> {
    let decisions = DecisionAct::ALL.iter().map(|act| act.word());
    decisions.chain(OTHER_ACTS)
}

fn program(words: &Words) -> Result<OwnReasons, Failure> {
    let path = Path::new("reasons.toml");
    parse(OWN).map_err(|reason| FileTrouble::Unusable { reason: &reason }.failure(words, path))
}

/// What an office's own file says, which is not what is in force; nothing where there is none. A code of the
/// program is refused with its line: what people decided by it would get another meaning.
pub(crate) fn own(path: &Path, words: &Words) -> Result<OwnReasons, Failure> {
    if !path.exists() {
        return Ok(OwnReasons::new());
    }
    let unusable = |reason: String| FileTrouble::Unusable { reason: &reason }.failure(words, path);
    let bytes = files::read_bounded(words, path, MAX_FILE)?;
    let text = String::from_utf8(bytes).map_err(|error| unusable(error.to_string()))?;
    let file: File =
        toml::from_str(&text).map_err(|error| problems::toml(&error, &text, path, words))?;
    let program = program(words)?;
    let anew = |entry: &&Entry| program.contains_key(entry.code.get_ref());
    if let Some(entry) = file.reason.iter().find(anew) {
        let before = text.get(..entry.code.span().start).unwrap_or_default();
        let values = [
            ("line", (before.matches('\n').count() + 1).into()),
            ("code", entry.code.get_ref().as_str().into()),
        ];
        return Err(unusable(words.say("reason-entry-of-program", &values)));
    }
    entries(file)
        .map_err(|detail| unusable(words.say("reason-entry-wrong", &[("detail", detail.into())])))
}

fn parse(text: &str) -> Result<OwnReasons, String> {
    entries(toml::from_str(text).map_err(|error| error.to_string())?)
}

fn entries(file: File) -> Result<OwnReasons, String> {
    if file.schema != SCHEMA {
        return Err(format!("schema {}", file.schema));
    }
    let mut entries = OwnReasons::new();
    for entry in file.reason {
        let code = entry.code.into_inner();
        let stands_for = &entry.r#for;
        let known = |name: &String| acts().any(|act| act == name);
        if Reason::parse(&code).is_err() || stands_for.is_empty() || !stands_for.iter().all(known) {
            return Err(format!("reason {code:?}: code or acts"));
        }
        let annuls = stands_for
            .iter()
            .any(|name| name == DecisionAct::Annul.word());
        if annuls && entry.category.as_deref().and_then(category).is_none() {
            return Err(format!("reason {code:?}: category"));
        }
        let reason = OwnReason {
            r#for: entry.r#for,
            category: entry.category,
            en: entry.en,
            ru: entry.ru,
        };
        if entries.insert(code.clone(), reason).is_some() {
            return Err(format!("reason {code:?}: twice"));
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_program_can_be_used_and_every_act_has_one() {
        let reasons = Reasons(parse(OWN).unwrap());
        let words = Words::new(Language::Ru);
        for act in acts() {
            let codes = reasons
                .0
                .iter()
                .filter(|(_, entry)| entry.r#for.iter().any(|name| name == act));
            let mut count = 0;
            for (code, entry) in codes {
                let reason = reasons.demand(act, code, &words).unwrap();
                assert!(reasons.say(&reason, &words).contains(&entry.ru));
                count += 1;
            }
            assert!(count > 0, "{act:?}");
        }
        assert!(
            reasons
                .demand(DecisionAct::Annul.word(), "damaged", &words)
                .is_err()
        );
    }

    #[test]
    fn a_category_is_what_lists_know_and_never_more() {
        let reasons = Reasons(parse(OWN).unwrap());
        let of = |code| reasons.category(&Reason::parse(code).unwrap());
        assert_eq!(of("court"), AnnulmentCategory::AUTHORITY);
        assert_eq!(of("not-known-here"), AnnulmentCategory::UNSTATED);
    }

    #[test]
    fn what_is_in_force_beside_the_program_never_says_a_code_of_it_anew() {
        let words = Words::new(Language::En);
        let mut own = parse(OWN).unwrap();
        for reason in own.values_mut() {
            reason.category = Some("false-data".to_owned());
        }
        let reasons = Reasons::with(own, &words).unwrap();
        let asked = Reason::parse("own-request").unwrap();
        assert_eq!(reasons.category(&asked), AnnulmentCategory::OWN_REQUEST);
    }

    #[test]
    fn a_file_that_says_more_or_less_is_refused() {
        let entry =
            "schema = 1\n[[reason]]\ncode = \"x\"\nfor = [\"annul\"]\nen = \"x\"\nru = \"x\"\n";
        for wrong in [
            entry.to_owned(),
            format!("{entry}category = \"crime\"\n"),
            format!("{entry}category = \"authority\"\narticle = \"1\"\n"),
            entry.replace("annul", "erase"),
            entry.replace("schema = 1", "schema = 2"),
            entry.replace("\"x\"\nfor", "\"X\"\nfor"),
        ] {
            assert!(parse(&wrong).is_err(), "{wrong}");
        }
        assert!(parse(&format!("{entry}category = \"authority\"\n")).is_ok());
    }
}
