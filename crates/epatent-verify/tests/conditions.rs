// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Day, place, work, status.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{
    Lab, assert_answer, assert_in_force, assert_refused, assert_undetermined, at, day, prove_with,
    region, rng, root_request, text,
};
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::object::Environment;
use epatent_sign::authority::self_signed_root;
use epatent_verify::{
    CheckId, Code, Colour, Freshness, MaxAge, Outcome, Policy, PolicyError, ProofSource, Reason,
    StatusRule, TrustStore, Verdict, Verifier, WrongRegion,
};

#[test]
fn both_ends_of_the_term_are_inside() {
    let mut lab = Lab::new();
    let card = lab.card();
    for (date, verdict, code) in [
        ("2026-11-01", Verdict::Undetermined, Code::NotYetValid),
        ("2026-11-02", Verdict::InForce, Code::InForce),
        ("2027-10-28", Verdict::InForce, Code::InForce),
        ("2027-11-02", Verdict::Refused, Code::TermEnded),
        ("2045-01-01", Verdict::Refused, Code::TermEnded),
        ("1999-01-01", Verdict::Undetermined, Code::NotYetValid),
    ] {
        lab.circumstances.date = day(date);
        let report = lab.verify(&card);
        assert_answer(&report, verdict, code);
        assert_eq!(report.findings.len(), 1, "{date}: {:?}", report.findings);
    }
    lab.circumstances.date = day("2027-11-01");
    let report = lab.verify(&card);
    assert_eq!(report.verdict, Verdict::InForce);
    assert!(report.finding(Code::InForce).is_some());
}

#[test]
fn every_day_around_a_leap_year_term_is_as_a_plain_comparison_says() {
    let mut lab = Lab::new();
    let (from, end) = (20_270_301, 20_280_229);
    let card = lab.card_with(|_, terms| {
        terms.in_force_from = day("2027-03-01");
        terms.latest_end = day("2028-02-29");
    });
    let mut date = day("2027-02-20");
    while date <= day("2028-03-10") {
        lab.circumstances.date = date;
        let number = date.to_yyyymmdd();
        let expected = if number < from {
            Verdict::Undetermined
        } else if number > end {
            Verdict::Refused
        } else {
            Verdict::InForce
        };
        assert_eq!(lab.verify(&card).verdict, expected, "{date}");
        date = date.add_days(1).unwrap();
    }
}

#[test]
fn near_end_is_told_and_stays_green() {
    let mut lab = Lab::new();
    let card = lab.card();
    for (date, told) in [
        ("2027-10-28", false),
        ("2027-10-29", true),
        ("2027-11-01", true),
        ("2027-11-02", false),
    ] {
        lab.circumstances.date = day(date);
        let report = lab.verify(&card);
        let finding = report.finding(Code::ExpiresSoon);
        assert_eq!(finding.is_some(), told, "{date}");
        if let Some(finding) = finding {
            assert_eq!(finding.colour, Colour::Info);
            assert_eq!(report.verdict, Verdict::InForce);
        }
    }
}

#[test]
fn clock_before_the_signing_time_is_doubtful() {
    let mut lab = Lab::new();
    let mut card = lab.card();
    // The statement of the terminal is as early as the clock, so that only the object counts.
    let statement = TerminalStatement {
        checked_at: at("2026-11-02T08:55:00Z"),
        region: region("77"),
        terminal: text("T-1"),
    };
    prove_with(&mut card, &lab.chip, statement.encode().unwrap());
    lab.circumstances.date = day("2026-11-02");
    lab.circumstances.now = at("2026-11-02T08:55:00Z");
    assert_in_force(&lab.verify(&card));
    lab.circumstances.now = at("2026-11-02T08:54:59Z");
    let report = lab.verify(&card);
    assert_undetermined(&report, Code::ClockDoubtful);
    assert_eq!(
        report.findings[0].reason,
        Reason::ClockDoubtful {
            signed: at("2026-11-02T09:00:00Z"),
            now: at("2026-11-02T08:54:59Z"),
        }
    );
}

#[test]
fn clock_before_a_recorded_check_is_doubtful() {
    let mut lab = Lab::new();
    let card = lab.card();
    lab.circumstances.now = at("2026-11-10T08:00:00Z");
    assert_undetermined(&lab.verify(&card), Code::ClockDoubtful);
}

#[test]
fn recorded_check_before_the_card_was_signed_is_doubtful() {
    let lab = Lab::new();
    let mut card = lab.card();
    let recorded = |card: &mut _, checked_at: &str| {
        let statement = TerminalStatement {
            checked_at: at(checked_at),
            region: region("77"),
            terminal: text("T-1"),
        };
        prove_with(card, &lab.chip, statement.encode().unwrap());
    };
    // The card was signed at 09:00; clocks may differ by five minutes.
    recorded(&mut card, "2026-11-02T08:55:00Z");
    assert_in_force(&lab.verify(&card));
    for impossible in ["2026-11-02T08:54:59Z", "1970-01-01T00:00:00Z"] {
        recorded(&mut card, impossible);
        let report = lab.verify(&card);
        assert_undetermined(&report, Code::ClockDoubtful);
        assert_eq!(
            report.findings[0].reason,
            Reason::ProofBeforeSigning {
                checked_at: at(impossible),
                signed_at: at("2026-11-02T09:00:00Z"),
            }
        );
        assert_eq!(report.findings[0].colour, Colour::Amber);
        let dates = report.check(CheckId::Dates).unwrap();
        assert_eq!(dates.outcome, Outcome::Failed);
        assert_eq!(
            report.chip_proof,
            Some(ProofSource::Recorded {
                checked_at: at(impossible)
            })
        );
    }
}

#[test]
fn clock_set_back_is_told_beside_the_date() {
    let mut lab = Lab::new();
    let card = lab.card();
    lab.circumstances.now = at("2026-01-10T08:00:00Z");
    lab.circumstances.date = day("2026-01-10");
    let report = lab.verify(&card);
    assert_answer(&report, Verdict::Undetermined, Code::NotYetValid);
    assert!(report.finding(Code::ClockDoubtful).is_some());
}

#[test]
fn wrong_region_is_amber_unless_the_policy_says_red() {
    let mut lab = Lab::new();
    let card = lab.card();
    lab.circumstances.region = region("50");
    let report = lab.verify(&card);
    assert_undetermined(&report, Code::WrongRegion);
    assert_eq!(
        report.findings[0].reason,
        Reason::WrongRegion {
            patent: region("77"),
            check: region("50"),
        }
    );
    lab.policy.wrong_region = WrongRegion::Red;
    assert_refused(&lab.verify(&card), Code::WrongRegion);
}

#[test]
fn profession_is_compared_when_both_sides_name_one() {
    let mut lab = Lab::new();
    let card = lab.card();
    let outcome = |lab: &Lab, card| {
        let report = lab.verify(card);
        (
            report.verdict,
            report.check(CheckId::Profession).unwrap().outcome,
        )
    };
    assert_eq!(
        outcome(&lab, &card),
        (Verdict::InForce, Outcome::NotChecked)
    );
    lab.circumstances.profession = Some(text("бетонщик"));
    assert_eq!(outcome(&lab, &card), (Verdict::InForce, Outcome::Passed));
    lab.circumstances.profession = Some(text("Повар"));
    assert_eq!(
        outcome(&lab, &card),
        (Verdict::Undetermined, Outcome::Failed)
    );
    assert_undetermined(&lab.verify(&card), Code::ProfessionMismatch);
    let free = lab.card_with(|contents, _| contents.permission.professions.clear());
    assert_eq!(
        outcome(&lab, &free),
        (Verdict::InForce, Outcome::NotApplicable)
    );
}

#[test]
fn profession_is_the_same_in_either_case_with_either_letter_and_with_either_space() {
    let mut lab = Lab::new();
    for (listed, seen, same) in [
        (
            "Маляр-штукатур, отдёлочник",
            "маляр-штукатур, отделочник",
            true,
        ),
        ("Отделочник", "ОТДЁЛОЧНИК", true),
        ("Монтажник труб", "монтажник\u{A0}труб", true),
        ("Монтажник\u{202F}труб", "монтажник труб", true),
        ("Монтажник труб", "монтажник", false),
        ("Монтажник", "монтажник труб", false),
        ("Сварщик", "Сварщица", false),
        ("Строй", "Строи", false),
    ] {
        let card = lab.card_with(|contents, _| {
            contents.permission.professions = vec![text("Повар"), text(listed)];
        });
        lab.circumstances.profession = Some(text(seen));
        let verdict = lab.verify(&card).verdict;
        assert_eq!(verdict == Verdict::InForce, same, "{listed}, {seen}");
    }
}

#[test]
fn without_a_status_list_nothing_is_green_unless_the_laboratory_does_without() {
    let mut lab = Lab::new();
    let card = lab.card();
    let record = lab.verify(&card).check(CheckId::Status).cloned().unwrap();
    assert_eq!((record.outcome, record.code), (Outcome::NotChecked, None));
    lab.policy.status = StatusRule::Required;
    let report = lab.verify(&card);
    assert_undetermined(&report, Code::StatusMissing);
    let record = report.check(CheckId::Status).unwrap();
    assert_eq!(record.outcome, Outcome::NotChecked);
    assert_eq!(record.code, Some(Code::StatusMissing));
}

#[test]
fn production_cannot_do_without_a_status() {
    let mut request = root_request();
    request.environment = Environment::Production;
    let key = common::Kind::Ed25519.key(90);
    let root = self_signed_root(&request, &key, &mut rng(91)).unwrap();
    let trust = TrustStore::new(Environment::Production, [root]).unwrap();
    let lax = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    assert_eq!(
        Verifier::new(&trust, &lax).unwrap_err(),
        PolicyError::StatusNotRequiredInProduction
    );
    assert!(Verifier::new(&trust, &Policy::default()).is_ok());
}

#[test]
fn policy_demands_a_status_unless_told_otherwise() {
    assert_eq!(Policy::default().status, StatusRule::Required);
    assert_eq!(Policy::default().wrong_region, WrongRegion::Amber);
}

#[test]
fn colours_are_called_in_reports_as_the_schema_says() {
    for (colour, name) in [
        (Colour::Green, "green"),
        (Colour::Info, "info"),
        (Colour::Grey, "grey"),
        (Colour::Amber, "amber"),
        (Colour::Red, "red"),
    ] {
        assert_eq!((colour.as_str(), colour.to_string().as_str()), (name, name));
    }
}

#[test]
fn an_age_is_within_its_limit_to_the_last_second() {
    let limit = MaxAge {
        stale: 10,
        expired: 20,
    };
    let issued = at("2026-11-20T10:00:00Z");
    for (age, expected) in [
        (0, Freshness::Fresh),
        (10, Freshness::Fresh),
        (11, Freshness::Stale),
        (20, Freshness::Stale),
        (21, Freshness::Expired),
    ] {
        let now = epatent_core::UnixTime::from_seconds(issued.seconds() + age).unwrap();
        assert_eq!(limit.freshness(issued, now), expected, "{age}");
        // What comes from the future has no age; the clock is another check.
        assert_eq!(limit.freshness(now, issued), Freshness::Fresh, "{age}");
    }
}

#[test]
fn outcomes_and_verdicts_are_called_in_reports_as_the_schema_says() {
    for (outcome, name) in [
        (Outcome::Passed, "passed"),
        (Outcome::Failed, "failed"),
        (Outcome::NotChecked, "not-checked"),
        (Outcome::NotApplicable, "not-applicable"),
    ] {
        assert_eq!(
            (outcome.as_str(), outcome.to_string().as_str()),
            (name, name)
        );
    }
    for (verdict, name) in [
        (Verdict::InForce, "in-force"),
        (Verdict::Refused, "refused"),
        (Verdict::Undetermined, "undetermined"),
    ] {
        assert_eq!(
            (verdict.as_str(), verdict.to_string().as_str()),
            (name, name)
        );
    }
}
