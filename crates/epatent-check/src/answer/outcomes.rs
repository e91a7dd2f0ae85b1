// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every outcome that an officer can meet, each made by a card, a list, a place or a clock.

mod street;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::args::Args;
use crate::commands::give;
use epatent_cli::{Language, verdict as words_of};
use epatent_core::bundle::{Earlier, Withdrawal};
use epatent_core::list::{Annulment, AnnulmentCategory, CardStatus};
use epatent_testkit::desk::Ran;
use epatent_testkit::in_process;
use epatent_testkit::lab::Lab;
use epatent_verify::{Code, Outcome, WrongRegion};
use street::{Shown, Street, at, blank, day, region, text};

use Colour::{Amber, Green, Grey, Info, Red};

/// The table of codes: each with the colours that it may have.
const TABLE: [(&str, &[Colour]); 29] = [
    ("signature-invalid", &[Red]),
    ("digest-mismatch", &[Red]),
    ("clone-suspected", &[Red]),
    ("print-mismatch", &[Red]),
    ("annulled", &[Red]),
    ("superseded", &[Red]),
    ("signer-revoked", &[Red]),
    ("signer-not-entitled", &[Red]),
    ("term-ended", &[Red]),
    ("tax-not-paid", &[Red]),
    ("wrong-region", &[Amber, Red]),
    ("profession-mismatch", &[Amber]),
    ("not-yet-valid", &[Amber]),
    ("suspended", &[Amber]),
    ("issuer-unknown", &[Amber]),
    ("status-stale", &[Amber]),
    ("status-missing", &[Amber]),
    ("list-invalid", &[Amber]),
    ("payment-unknown", &[Amber]),
    ("payment-conflict", &[Amber]),
    ("chip-unreadable", &[Amber]),
    ("read-incomplete", &[Amber]),
    ("access-key-wrong", &[Amber]),
    ("qr-only", &[Amber]),
    ("not-a-patent", &[Grey]),
    ("format-newer", &[Grey]),
    ("clock-doubtful", &[Amber]),
    ("expires-soon", &[Info]),
    ("in-force", &[Green]),
];

/// One thing done to a street check that is otherwise green, and what is shown then.
type Scene = fn(&mut Street) -> Shown;

/// By the code that each leads to.
const SCENES: [(&str, Scene); 30] = [
    ("signature-invalid", |street| {
        street.changed(|card| *card.security_object.last_mut().unwrap() ^= 1)
    }),
    ("digest-mismatch", |street| {
        street.changed(|card| {
            let groups = card.groups.values_mut();
            groups.for_each(|group| *group.last_mut().unwrap() ^= 1);
        })
    }),
    ("clone-suspected", Street::copied),
    ("print-mismatch", |street| {
        street.printed.blank = Some(blank("ВН7654321"));
        street.card()
    }),
    ("annulled", |street| {
        street.annul(AnnulmentCategory::FALSE_DATA);
        street.card()
    }),
    ("superseded", |street| {
        street.status = Some(CardStatus::Superseded);
        street.card()
    }),
    ("signer-revoked", |street| {
        let mut bundle = street.new_bundle();
        bundle.signers[0].withdrawal = Some(Withdrawal {
            since: at("2026-11-01T00:00:00Z"),
            earlier: Earlier::Good,
        });
        street.bundle = Some(bundle);
        street.card()
    }),
    ("signer-not-entitled", |street| {
        let mut bundle = street.new_bundle();
        bundle.signers[0].regions = vec![region("50")];
        street.bundle = Some(bundle);
        street.card()
    }),
    ("term-ended", |street| {
        street.circumstances.date = day("2027-11-02");
        street.card()
    }),
    ("tax-not-paid", |street| {
        street.paid = Some("2026-11-29");
        street.card()
    }),
    ("wrong-region", |street| {
        street.circumstances.region = region("50");
        street.card()
    }),
    ("wrong-region", |street| {
        street.circumstances.region = region("50");
        street.policy.wrong_region = WrongRegion::Red;
        street.card()
    }),
    ("profession-mismatch", |street| {
        street.circumstances.profession = Some(text("Повар"));
        street.card()
    }),
    ("not-yet-valid", |street| {
        street.circumstances.date = day("2026-11-01");
        street.card()
    }),
    ("suspended", |street| {
        street.status = Some(CardStatus::Suspended);
        street.card()
    }),
    ("issuer-unknown", |street| {
        street.root = Lab::new(2).root;
        street.card()
    }),
    ("status-stale", |street| {
        street.circumstances.now = at("2026-12-02T00:00:01Z");
        street.card()
    }),
    ("status-missing", |street| {
        street.status = None;
        street.card()
    }),
    ("list-invalid", |street| {
        street.damages_status = true;
        street.card()
    }),
    ("payment-unknown", |street| {
        street.paid = None;
        street.card()
    }),
    ("payment-conflict", |street| {
        street.with_record("2027-02-01")
    }),
    ("chip-unreadable", Street::blank_card),
    ("read-incomplete", |street| {
        street.changed(|card| {
            card.groups.pop_last();
        })
    }),
    ("access-key-wrong", Street::wrong_number),
    ("qr-only", Street::code),
    ("not-a-patent", Street::stranger),
    ("format-newer", |street| {
        street.changed(|card| {
            // The algorithm Ed25519 in the protected header, and the next number, which has no name.
            let place = card
                .security_object
                .windows(2)
                .position(|two| two == [1, 0x32]);
            card.security_object[place.unwrap() + 1] += 1;
        })
    }),
    ("clock-doubtful", |street| {
        street.circumstances.now = at("2026-11-01T00:00:00Z");
        street.card()
    }),
    ("expires-soon", |street| {
        street.circumstances.date = day("2026-12-31");
        street.card()
    }),
    ("in-force", |street| street.card()),
];

/// The answer to a scene on the officer's screen and in his language.
fn screen(scene: Scene, language: &str) -> (Answer, Ran) {
    let mut kept = None;
    let arguments = ["epatent-check", "--lang", language, "readers"];
    let ran = in_process::run(arguments, |_: Args, console| {
        let mut street = Street::new();
        let shown = scene(&mut street);
        let answer = street.answer(&console.words, shown);
        let exit = give(&answer, true, console);
        kept = Some(answer);
        exit
    });
    (kept.unwrap(), ran)
}

/// What holds of every answer, whatever it says.
fn assert_told(answer: &Answer, ran: &Ran, language: Language, scene: &str) {
    let colours: Vec<Colour> = answer.findings.iter().map(|said| said.colour).collect();
    assert!(
        colours.is_sorted_by(|one, two| one >= two),
        "{scene}: {colours:?}"
    );
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut from = 0;
    for finding in &answer.findings {
        let words = &finding.words;
        for text in [&words.headline, &words.why, &words.next] {
            assert!(
                !text.is_empty() && !text.contains(['{', '}']),
                "{scene}: {text}"
            );
        }
        // The reason holds what the card says, which is in its own letters.
        for text in [&words.headline, &words.next] {
            assert_eq!(
                is_cyrillic(text),
                language == Language::Ru,
                "{scene}: {text}"
            );
        }
        let heading = format!("{} [{}]", words.headline, finding.code);
        let place = said[from..].find(&heading);
        assert!(
            place.is_some(),
            "{scene}: {heading} is not in its place\n{said}"
        );
        from += place.unwrap();
        assert!(said.contains(&words.next), "{scene}: {}", words.next);
    }
    let Some(report) = &answer.report else { return };
    assert_eq!(report.findings.len(), answer.findings.len(), "{scene}");
    let skipped = report.checks.iter();
    for check in skipped.filter(|check| check.outcome == Outcome::NotChecked) {
        let name = words_of::check(&epatent_cli::Words::new(language), &check.id.to_string());
        assert_ne!(
            name,
            check.id.to_string(),
            "{scene}: {} has no words",
            check.id
        );
        let lower = said.to_lowercase();
        assert!(
            lower.contains(&name.to_lowercase()),
            "{scene}: {name} is not named"
        );
    }
}

fn is_cyrillic(text: &str) -> bool {
    let cyrillic = |letter: &char| ('а'..='я').contains(letter);
    let latin = |letter: &char| letter.is_ascii_lowercase();
    text.chars().filter(cyrillic).count() > text.chars().filter(latin).count()
}

#[test]
fn every_code_of_the_table_is_reached_with_its_colour_and_told_in_both_languages() {
    let mut reached: BTreeMap<&str, BTreeSet<Colour>> = BTreeMap::new();
    for (code, scene) in SCENES {
        for (language, tag) in [(Language::Ru, "ru"), (Language::En, "en")] {
            let (answer, ran) = screen(scene, tag);
            assert_told(&answer, &ran, language, code);
            let found = answer.findings.iter().find(|said| said.code == code);
            let codes: Vec<&str> = answer.findings.iter().map(|said| said.code).collect();
            let colour = found.map(|said| said.colour);
            assert!(colour.is_some(), "{code} was not reached: {codes:?}");
            reached.entry(code).or_default().extend(colour);
            let expected = match answer.findings[0].colour {
                Red => Verdict::Refused,
                Amber | Grey => Verdict::Undetermined,
                Info | Green => Verdict::InForce,
            };
            assert_eq!(answer.verdict, expected, "{code}: {codes:?}");
            assert_eq!(ran.exit, Some(answer.exit().code().into()), "{code}");
        }
    }
    let table = TABLE.map(|(code, colours)| (code, colours.iter().copied().collect()));
    assert_eq!(reached, BTreeMap::from(table));
}

#[test]
fn the_table_holds_every_code_of_the_verifier_and_of_a_reading() {
    let table: BTreeSet<&str> = TABLE.iter().map(|(code, _)| *code).collect();
    let verifier = Code::ALL.iter().map(|code| code.as_str());
    let reading = ["chip-unreadable", "access-key-wrong", "not-a-patent"];
    assert_eq!(table, verifier.chain(reading).collect());
}

#[test]
fn all_that_is_found_is_told_the_worst_first() {
    let scene: Scene = |street| {
        street.annul(AnnulmentCategory::CONDITIONS);
        street.paid = Some("2026-12-03");
        street.circumstances.region = region("50");
        street.circumstances.profession = Some(text("Повар"));
        street.circumstances.now = at("2026-12-02T10:00:00Z");
        street.changed(|card| {
            card.groups.pop_last();
        })
    };
    for (language, tag) in [(Language::Ru, "ru"), (Language::En, "en")] {
        let (answer, ran) = screen(scene, tag);
        assert_told(&answer, &ran, language, "all at once");
        let codes: Vec<&str> = answer.findings.iter().map(|said| said.code).collect();
        let expected = [
            "annulled",
            "wrong-region",
            "profession-mismatch",
            "status-stale",
            "status-stale",
            "read-incomplete",
            "expires-soon",
        ];
        assert_eq!(codes, expected);
    }
}

/// What an officer must never read in the words of an annulment: medicine and crime, in any form.
const NEVER: [&str; 14] = [
    "health",
    "medic",
    "disease",
    "hiv",
    "drug",
    "crim",
    "convict",
    "offence",
    "здоров",
    "медиц",
    "болез",
    "вич",
    "преступ",
    "судим",
];

#[test]
fn an_annulment_is_told_by_its_category_and_never_by_what_is_behind_it() {
    let mut whys = BTreeSet::new();
    for code in 0..=255 {
        for language in Language::ALL {
            let words = Words::new(language);
            let reason = epatent_verify::Reason::Annulled {
                annulment: Annulment {
                    on: day("2026-11-30"),
                    category: AnnulmentCategory::from_code(code),
                },
                issued_at: at("2026-12-01T00:00:00Z"),
            };
            let said = describe(&words, &reason, day("2026-12-01"));
            let text = format!("{} {} {}", said.headline, said.why, said.next).to_lowercase();
            for word in NEVER {
                let starts = text.split(|letter: char| !letter.is_alphabetic());
                let mut starts = starts.filter(|other| other.starts_with(word));
                assert_eq!(starts.next(), None, "{code}");
            }
            assert!(said.why.contains("30.11.2026"), "{}", said.why);
            whys.insert(said.why);
        }
    }
    // Six categories and "another ground", in two languages.
    assert_eq!(whys.len(), 2 * 7);
}
