// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

mod chip_acts;
mod faults;
mod plant;
mod second_card;

use super::*;
use crate::rules;
use crate::settings::Settings;
use epatent_core::object::Environment;
use epatent_register::CardState;
use epatent_verify::TrustStore;
use plant::{Plant, StopAfter, form, reason};

#[test]
fn a_blank_becomes_the_card_of_the_patent_that_waits_longest() {
    let mut plant = Plant::new(2);
    let first = plant.approved(&form(1));
    plant.approved(&form(2));
    let Outcome::Issued(issued) = plant.serve(0).unwrap() else {
        panic!()
    };
    assert_eq!(issued.patent, first);
    assert_eq!(issued.blank, plant.blanks[0]);
    assert!(issued.written > 10_000 && !issued.resumed);
    let object = plant.object_on_card(0, &issued.access_number);
    assert_eq!(object, issued.presentation.security_object);
    // What was entered names no blank: the card says the one that it is made of.
    let patent = plant.patent_on(&issued.presentation);
    assert_eq!((patent.number, patent.blank_number), (first, issued.blank));
    let Outcome::Issued(second) = plant.serve(1).unwrap() else {
        panic!()
    };
    assert_ne!(issued.access_number, second.access_number);
    plant.demand_accounted(2);
    // The card that is issued is nobody's work any more.
    let outcome = plant.serve(0).unwrap();
    let state = LifeCycle::Active;
    assert_eq!(outcome, Outcome::NotInWork { state });
}

#[test]
fn stopped_after_any_step_a_card_is_issued_in_the_end_and_once() {
    let all = Step::ALL;
    let happy = &all[..=all.iter().position(|step| *step == Step::Issued).unwrap()];
    for step in happy {
        let mut plant = Plant::new(1);
        plant.approved(&form(1));
        let stopped = plant.serve_watched(0, &mut StopAfter(*step));
        assert!(
            matches!(stopped, Err(ProductionError::Stopped(at)) if at == *step),
            "{step:?}"
        );
        // Another program at another time, which knows the register alone.
        let mut issued = *step == Step::Issued;
        for _ in 0..3 {
            if issued {
                break;
            }
            plant.pull(0);
            match plant.serve(0).unwrap() {
                Outcome::Issued(_) => issued = true,
                Outcome::Returned { .. } => {}
                other => panic!("{step:?}: {other:?}"),
            }
        }
        assert!(issued, "{step:?}");
        plant.demand_accounted(1);
    }
}

#[test]
fn nothing_is_issued_before_what_is_printed_was_kept() {
    struct FullDisk;
    impl Watcher for FullDisk {
        fn keep(&mut self, _: &Finished<'_>) -> Result<(), String> {
            Err("no space left".to_owned())
        }
    }
    let mut plant = Plant::new(1);
    plant.approved(&form(1));
    let refused = plant.serve_watched(0, &mut FullDisk);
    assert!(matches!(refused, Err(ProductionError::NotKept(_))));
    assert_eq!(plant.register().daily_equation().unwrap().issued, 0);
    // The number to be printed is still known.
    let Outcome::Issued(issued) = plant.serve(0).unwrap() else {
        panic!()
    };
    assert!(issued.resumed && issued.written == 0);
    plant.demand_accounted(1);
}

#[test]
fn a_card_that_the_verifier_refuses_is_ended_and_scrapped() {
    let mut plant = Plant::new(1);
    plant.approved(&form(1));
    // Trust that knows another root: nothing on the card is authentic.
    let other = epatent_testkit::lab::Lab::new(2);
    plant.trust = TrustStore::new(plant.environment, [other.root.der()]).unwrap();
    let Outcome::Scrapped { reason, blank, .. } = plant.serve(0).unwrap() else {
        panic!()
    };
    assert_eq!((reason.as_str(), &blank), ("read-back", &plant.blanks[0]));
    assert_eq!(plant.life_cycle(0), LifeCycle::Terminated);
    let equation = plant.register().daily_equation().unwrap();
    assert_eq!((equation.scrapped, equation.signatures_void), (1, 1));
    plant.demand_accounted(0);
}

#[test]
fn a_patent_that_cannot_be_signed_is_passed_over_and_the_next_is_made() {
    let mut plant = Plant::new(1);
    let mut long_ago = form(1);
    // Beyond the term of every certificate: the signer refuses, and would refuse again.
    long_ago.term.latest_end = "2199-01-01".to_owned();
    long_ago.patent.issuing_body = "Я".repeat(2_000);
    let refused = plant.try_approved(&long_ago);
    assert!(refused.is_err(), "a field too long is found before");
    let second = plant.approved(&form(2));
    let Outcome::Issued(issued) = plant.serve(0).unwrap() else {
        panic!()
    };
    assert_eq!(issued.patent, second);
}

#[test]
fn chips_from_elsewhere_are_named_and_left_alone() {
    let mut plant = Plant::new(2);
    plant.approved(&form(1));
    plant.forget_stock_of(1);
    assert!(matches!(
        plant.serve(1).unwrap(),
        Outcome::NotReceived { .. }
    ));
    assert_eq!(plant.life_cycle(1), LifeCycle::Blank);
    let spoiled = plant.blanks[0].clone();
    let blank = plant.register().blank_by_number(&spoiled).unwrap().unwrap();
    plant.change(|transaction| transaction.scrap_blank(blank.key, &reason("cracked")));
    let outcome = plant.serve(0).unwrap();
    assert_eq!(
        outcome,
        Outcome::NotInDrawer {
            blank: spoiled,
            state: BlankState::Scrapped
        }
    );
}

#[test]
fn a_blank_waits_where_nothing_waits_for_it() {
    let mut plant = Plant::new(1);
    let nothing = Outcome::NothingWaiting {
        blank: plant.blanks[0].clone(),
    };
    assert_eq!(plant.serve(0).unwrap(), nothing);
    // Over, of a region that this office has no key for, or naming another blank.
    let mut over = form(1);
    over.patent.issued_on = "2024-01-10".to_owned();
    over.term.in_force_from = "2024-01-10".to_owned();
    over.term.latest_end = "2025-01-09".to_owned();
    let mut elsewhere = form(2);
    elsewhere.permission.region = "78".to_owned();
    let mut named = form(3);
    named.patent.blank_number = Some("РА7654321".to_owned());
    for form in [over, elsewhere, named] {
        plant.approved(&form);
        assert_eq!(plant.serve(0).unwrap(), nothing);
    }
    let rules = plant.rules;
    let waiting = plant.change(|transaction| {
        Ok(waiting(transaction, rules, |region| {
            region.as_str() == "77"
        }))
    });
    let waiting = waiting.unwrap();
    assert!(!waiting.iter().any(Waiting::can_be_made), "{waiting:?}");
    let why: Vec<_> = waiting
        .iter()
        .map(|waits| waits.obstacle.clone().unwrap())
        .collect();
    assert_eq!(
        why,
        [
            Obstacle::TermOver(plant::day("2025-01-09")),
            Obstacle::NoSigner(Region::parse("78").unwrap()),
            Obstacle::NamesBlank {
                number: BlankNumber::parse("РА7654321").unwrap(),
                is_received: false
            },
        ]
    );
    let mut ours = form(4);
    ours.patent.blank_number = Some(plant.blanks[0].to_string());
    let number = plant.approved(&ours);
    let Outcome::Issued(issued) = plant.serve(0).unwrap() else {
        panic!()
    };
    assert_eq!(issued.patent, number);
    plant.demand_accounted(1);
}

#[test]
fn a_named_blank_that_cannot_be_had_any_more_keeps_nobody_waiting() {
    let mut plant = Plant::new(3);
    let mut named = form(1);
    named.patent.blank_number = Some(plant.blanks[0].to_string());
    let number = plant.approved(&named);
    assert!(matches!(
        plant.serve(1).unwrap(),
        Outcome::NothingWaiting { .. }
    ));
    let spoiled = plant.blanks[0].clone();
    let blank = plant.register().blank_by_number(&spoiled).unwrap().unwrap();
    plant.change(|transaction| transaction.scrap_blank(blank.key, &reason("cracked")));
    let Outcome::Issued(first) = plant.serve(1).unwrap() else {
        panic!()
    };
    assert_eq!((&first.patent, &first.blank), (&number, &plant.blanks[1]));
    assert_eq!(
        plant.patent_on(&first.presentation).blank_number,
        first.blank
    );
    // The replacement takes what is there, too.
    plant.replace(&number, first.card);
    let Outcome::Issued(second) = plant.serve(2).unwrap() else {
        panic!()
    };
    assert_eq!((&second.patent, &second.blank), (&number, &plant.blanks[2]));
    plant.demand_accounted(2);
}

#[test]
fn a_replacement_is_made_of_another_blank_than_the_application_named() {
    let mut plant = Plant::new(2);
    let mut named = form(1);
    named.patent.blank_number = Some(plant.blanks[0].to_string());
    let number = plant.approved(&named);
    let Outcome::Issued(first) = plant.serve(0).unwrap() else {
        panic!()
    };
    plant.replace(&number, first.card);
    let Outcome::Issued(second) = plant.serve(1).unwrap() else {
        panic!()
    };
    assert_eq!((&second.patent, &second.blank), (&number, &plant.blanks[1]));
    plant.demand_accounted(2);
}

#[test]
fn a_card_whose_signer_is_withdrawn_before_it_is_read_back_is_ended_and_not_issued() {
    use epatent_core::UnixTime;
    use epatent_core::bundle::{Earlier, Withdrawal};
    let certificate = |plant: &Plant| {
        let signer = plant.signers.values().next().unwrap();
        crate::publish::listed(&signer.certificate)
    };
    for (earlier, is_issued) in [(Earlier::Falls, false), (Earlier::Good, true)] {
        let mut plant = Plant::new(1);
        plant.approved(&form(1));
        let stopped = plant.serve_watched(0, &mut StopAfter(Step::WritingRecorded));
        assert!(stopped.is_err());
        let mut signer = certificate(&plant);
        signer.withdrawal = Some(Withdrawal {
            since: UnixTime::from_seconds(plant.now().seconds() + 86_400).unwrap(),
            earlier,
        });
        plant.listed.push(signer);
        plant.pull(0);
        let outcome = plant.serve(0).unwrap();
        assert_eq!(
            matches!(outcome, Outcome::Issued(_)),
            is_issued,
            "{outcome:?}"
        );
        assert_eq!(matches!(outcome, Outcome::Scrapped { .. }), !is_issued);
    }
}

#[test]
fn with_four_eyes_a_card_needs_two_people() {
    let mut plant = Plant::new(1);
    plant.rules.four_eyes = true;
    let application = plant.received(&form(1));
    let first = plant.approve(application, "17").unwrap();
    assert_eq!(first, crate::desk::Approved::ByOne);
    // Not twice the same.
    for same in ["17", "017", " 17", "17 ", "１７"] {
        assert!(plant.approve(application, same).is_err(), "{same:?}");
    }
    assert!(matches!(
        plant.serve(0).unwrap(),
        Outcome::NothingWaiting { .. }
    ));
    let second = plant.approve(application, "23").unwrap();
    assert!(matches!(second, crate::desk::Approved::Whole(_)));
    assert!(matches!(plant.serve(0).unwrap(), Outcome::Issued(_)));
}

#[test]
fn nothing_is_made_of_an_application_that_was_altered_after_it_was_approved() {
    let mut plant = Plant::new(2);
    plant.rules.four_eyes = true;
    let mut numbers = Vec::new();
    for number in [1, 2] {
        let application = plant.received(&form(number));
        plant.approve(application, "17").unwrap();
        let approved = plant.approve(application, "23").unwrap();
        let crate::desk::Approved::Whole(patent) = approved else {
            panic!()
        };
        numbers.push((application, patent));
    }
    let [(first, patent), (second, _)] = [numbers[0], numbers[1]];
    let file = plant.folder.path().join("register.db");
    let exchange = |columns: &[&str]| {
        let (a, b) = (first.number(), second.number());
        let sets: Vec<String> = columns
            .iter()
            .map(|column| {
                format!("{column} = (SELECT {column} FROM kept WHERE kept.id = {a} + {b} - application.id)")
            })
            .collect();
        let sets = sets.join(", ");
        let sql = format!(
            "CREATE TABLE kept AS SELECT * FROM application; \
             UPDATE application SET {sets} WHERE id IN ({a}, {b}); DROP TABLE kept"
        );
        epatent_testkit::beside::alter(&file, &sql);
    };
    let obstacles = |plant: &mut Plant| {
        let rules = plant.rules;
        let waiting = plant.change(|transaction| Ok(waiting(transaction, rules, |_| true)));
        let waiting = waiting.unwrap().into_iter();
        waiting.map(|one| one.obstacle).collect::<Vec<_>>()
    };
    // The document of each stands in the place of the other.
    exchange(&["document"]);
    let altered = [first, second].map(|key| Some(Obstacle::Altered(key.number())));
    assert_eq!(obstacles(&mut plant), altered);
    let nothing = plant.serve(0).unwrap();
    assert!(
        matches!(nothing, Outcome::NothingWaiting { .. }),
        "{nothing:?}"
    );
    // Ordered by its number it is an error that names the application.
    let ordered = plant.serve_ordered(0, patent);
    let Err(ProductionError::Register(RegisterError::DocumentAltered { application })) = ordered
    else {
        panic!("{ordered:?}")
    };
    assert_eq!(application, first.number());
    // With their digests: each is approved by two, and of another patent.
    exchange(&["document_digest"]);
    assert_eq!(
        obstacles(&mut plant),
        [(); 2].map(|()| Some(Obstacle::Unreadable))
    );
    let other = plant.serve(0).unwrap();
    assert!(matches!(other, Outcome::PassedOver { .. }), "{other:?}");
    exchange(&["document", "document_digest"]);
    assert_eq!(obstacles(&mut plant), [None, None]);
    assert_eq!(plant.register().verify(&[]).unwrap().findings, []);
    for slot in [0, 1] {
        let made = plant.serve(slot).unwrap();
        assert!(matches!(made, Outcome::Issued(_)), "{made:?}");
    }
    plant.demand_accounted(2);
}

#[test]
fn an_application_of_one_person_s_time_is_approved_by_two_or_refused() {
    let mut plant = Plant::new(1);
    let application = plant.received(&form(1));
    let patent = match plant.approve(application, "17").unwrap() {
        crate::desk::Approved::Whole(patent) => patent,
        other => panic!("{other:?}"),
    };
    plant.rules.four_eyes = true;
    let nothing = plant.serve(0).unwrap();
    assert!(matches!(nothing, Outcome::NothingWaiting { .. }));
    let first = plant.approve(application, "17").unwrap();
    assert_eq!(first, crate::desk::Approved::ByOne);
    assert!(plant.approve(application, "17").is_err());
    let second = plant.approve(application, "23").unwrap();
    assert_eq!(second, crate::desk::Approved::Whole(patent));
    assert!(plant.approve(application, "31").is_err());
    assert!(matches!(plant.serve(0).unwrap(), Outcome::Issued(_)));
    // With a card it is not refused any more.
    let refused = |plant: &mut Plant, application| {
        let (mut register, at) = (plant.register(), plant.now());
        let mut transaction = register.transaction(&plant::by("17"), at).unwrap();
        let refused = transaction.refuse_application(application, &reason("declined"));
        refused.and_then(|()| transaction.commit())
    };
    assert!(refused(&mut plant, application).is_err());
    let other = plant.received(&form(2));
    let Ok(crate::desk::Approved::ByOne) = plant.approve(other, "17") else {
        panic!()
    };
    let Ok(crate::desk::Approved::Whole(patent)) = plant.approve(other, "23") else {
        panic!()
    };
    refused(&mut plant, other).unwrap();
    let row = plant.register().row(patent).unwrap().unwrap();
    assert_eq!(row.state, epatent_register::PatentState::Annulled);
    let nothing = plant.serve(0).unwrap();
    assert!(matches!(nothing, Outcome::NotInWork { .. }), "{nothing:?}");
}

#[test]
fn whoever_tightens_the_rules_is_heard_by_a_station_that_began_before() {
    let mut plant = Plant::new(1);
    let application = plant.received(&form(1));
    let alone = plant.approve(application, "17").unwrap();
    assert!(matches!(alone, crate::desk::Approved::Whole(_)));
    // Another station puts four eyes in force; this one goes on with what it read in the morning.
    let mut settings = Settings::of_program(Environment::Lab);
    settings.rules.four_eyes = true;
    let strict = rules::document(&settings).unwrap();
    plant.change(|transaction| transaction.tighten_rules(&strict));
    assert!((rules::FOUR_EYES.demanded_by)(&strict) && !plant.rules.four_eyes);
    let nothing = plant.serve(0).unwrap();
    assert!(matches!(nothing, Outcome::NothingWaiting { .. }));
    let first = plant.approve(application, "17").unwrap();
    assert_eq!(first, crate::desk::Approved::ByOne);
    let second = plant.approve(application, "23").unwrap();
    assert!(matches!(second, crate::desk::Approved::Whole(_)));
    assert!(matches!(plant.serve(0).unwrap(), Outcome::Issued(_)));
    let verified = plant.register().verify_with(&[], rules::FOUR_EYES).unwrap();
    assert_eq!(verified.findings, []);
}

#[test]
fn a_replacement_by_decision_names_the_card_before() {
    let mut plant = Plant::new(2);
    let number = plant.approved(&form(1));
    let Outcome::Issued(first) = plant.serve(0).unwrap() else {
        panic!()
    };
    let patent = plant.replace(&number, first.card);
    let Outcome::Issued(second) = plant.serve(1).unwrap() else {
        panic!()
    };
    let remarks = plant.remarks_on(&second.presentation);
    assert_eq!(remarks.replacement_index, 1);
    assert_eq!(remarks.replaces, Some(first.card_id));
    let cards = plant.register().cards_of(patent).unwrap();
    assert!(cards.iter().all(|card| card.state == CardState::Issued));
    plant.demand_accounted(2);
}
