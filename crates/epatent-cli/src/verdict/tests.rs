// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use crate::Language::{self, En, Ru};

/// Sample values for the names.
fn values(names: &[&'static str]) -> Vec<(&'static str, Value<'static>)> {
    let value = |name| match name {
        "days" => Value::Number(3),
        "defect" => "digest".into(),
        _ => "sample".into(),
    };
    names.iter().map(|name| (*name, value(*name))).collect()
}

fn all(language: Language) -> Vec<(&'static str, FindingWords)> {
    let words = Words::new(language);
    FINDINGS
        .iter()
        .map(|(code, names)| (*code, finding(&words, code, &values(names))))
        .collect()
}

#[test]
fn every_finding_has_a_headline_a_reason_and_a_next_step_with_all_values_filled() {
    for language in Language::ALL {
        for (code, found) in all(language) {
            for text in [&found.headline, &found.why, &found.next] {
                assert!(
                    !text.is_empty() && !text.contains(['{', '}']),
                    "{code}: {text:?}"
                );
                assert!(!text.starts_with("finding-"), "{code}: no words");
            }
        }
    }
}

#[test]
fn every_value_of_a_finding_changes_its_words_in_both_languages() {
    for language in Language::ALL {
        let words = Words::new(language);
        for (code, names) in FINDINGS {
            for changed in *names {
                let mut other = values(names);
                for (name, value) in &mut other {
                    if name == changed {
                        *value = match *name {
                            "days" => Value::Number(0),
                            "reason" if *code == "issuer-unknown" => "other-key".into(),
                            "reason" if *code == "list-invalid" => "rollback".into(),
                            "reason" if *code == "payment-unknown" => "no-list".into(),
                            "what" if *code == "expires-soon" => "payment".into(),
                            "what" if *code == "status-stale" => "status".into(),
                            "category" => "own-request".into(),
                            "grace" => "yes".into(),
                            "which" => "paid-through".into(),
                            "age" => "expired".into(),
                            "winner" => "record".into(),
                            "paid" | "status" => "no".into(),
                            "reason" => "role".into(),
                            "defect" => "absent".into(),
                            "what" if *code == "print-mismatch" => "other-card".into(),
                            "what" if *code == "not-a-patent" => "code".into(),
                            "what" if *code == "read-incomplete" => "code".into(),
                            "what" if *code == "status-missing" => "bundle".into(),
                            "what" => "recorded".into(),
                            "when" => "after".into(),
                            "state" => "BLANK".into(),
                            _ => "another".into(),
                        };
                    }
                }
                let said = finding(&words, code, &values(names));
                assert_ne!(
                    finding(&words, code, &other),
                    said,
                    "{code} ignores {changed} in {language:?}"
                );
            }
        }
    }
}

#[test]
fn only_red_cryptographic_failures_claim_signs_of_forgery() {
    for (language, word) in [(En, "forgery"), (Ru, "поддел")] {
        for (code, found) in all(language) {
            let claims = format!("{} {}", found.headline, found.why)
                .to_lowercase()
                .contains(word);
            assert_eq!(claims, FORGERY.contains(&code), "{code}");
        }
    }
}

#[test]
fn forged_not_in_force_and_cannot_tell_never_share_a_first_line() {
    let cases = [
        ("in-force", Some("in-force"), "В СИЛЕ"),
        (
            "refused",
            Some("clone-suspected"),
            "НЕДЕЙСТВИТЕЛЕН: ПРИЗНАКИ ПОДДЕЛКИ",
        ),
        ("refused", Some("term-ended"), "НЕ ДЕЙСТВУЕТ"),
        ("refused", Some("signer-not-entitled"), "НЕ ДЕЙСТВУЕТ"),
        (
            "refused",
            Some("wrong-region"),
            "НЕ ДЕЙСТВУЕТ В ЭТОМ РЕГИОНЕ",
        ),
        ("undetermined", Some("wrong-region"), "НЕ УСТАНОВЛЕНО"),
        ("undetermined", Some("issuer-unknown"), "НЕ УСТАНОВЛЕНО"),
        ("undetermined", Some("not-a-patent"), "НЕ КАРТА ПАТЕНТА"),
        ("undetermined", None, "НЕ УСТАНОВЛЕНО"),
    ];
    let words = Words::new(Ru);
    for (verdict, worst, expected) in cases {
        assert_eq!(
            line(&words, verdict, worst),
            expected,
            "{verdict} {worst:?}"
        );
    }
}

#[test]
fn a_verdict_that_is_none_of_ours_is_never_said_to_be_in_force() {
    assert_eq!(
        line(&Words::new(En), "green", Some("in-force")),
        "NOT ESTABLISHED"
    );
}

#[test]
fn days_are_counted_in_russian_plural_forms() {
    let words = Words::new(Ru);
    for (days, expected) in [
        (0, "Сегодня"),
        (1, "1 день"),
        (3, "3 дня"),
        (5, "5 дней"),
        (21, "21 день"),
    ] {
        let values = [("date", "31.01.2026".into()), ("days", Value::Number(days))];
        let why = finding(&words, "expires-soon", &values).why;
        assert!(why.contains(expected), "{why}");
    }
}

#[test]
fn a_check_of_a_group_names_the_group() {
    let words = Words::new(Ru);
    assert_eq!(check(&words, "group-2"), "Часть: фотография");
    assert_eq!(check(&words, "group-6"), "Часть: 6");
    assert_eq!(check(&words, "group-0"), "Часть: 0");
    assert_eq!(check(&words, "chip-proof"), "Подтверждение чипа");
    assert_eq!(check(&words, "unheard-of"), "unheard-of");
}
