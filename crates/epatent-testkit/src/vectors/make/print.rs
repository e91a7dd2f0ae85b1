// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Codes alone, and cards with what is printed on them, and the answers.

use epatent_core::printed_code::to_text;

use super::super::VerdictVector;
use super::forge::{Bench, proved};
use super::{qr, verdict};

pub(super) fn vectors(bench: &Bench) -> Vec<VerdictVector> {
    let mut vectors = alone(bench);
    vectors.extend(together(bench));
    vectors
}

/// A code, and no chip.
fn alone(bench: &Bench) -> Vec<VerdictVector> {
    let code = qr::code(bench, bench.rakhimov());
    let judged = |name: &str, comment: &str, code: &[u8], verdict: &str, findings: &[&str]| {
        let mut vector = verdict::of_bytes(name, comment, "printed-code", code, verdict, findings);
        vector.trust.signers = vec!["lab-signer-77".to_owned()];
        vector
    };
    let mut unknown = judged(
        "code_signer_not_at_hand",
        "The device has no certificate with the code's reference: it cannot tell.",
        &code,
        "undetermined",
        &["issuer-unknown"],
    );
    unknown.trust.signers = vec!["lab-signer-50".to_owned()];
    let mut elsewhere = judged(
        "code_wrong_region",
        "Checked in the Moscow region: told as for a card.",
        &code,
        "undetermined",
        &["wrong-region", "qr-only"],
    );
    "50".clone_into(&mut elsewhere.circumstances.region);
    let mut late = judged(
        "code_term_ended",
        "Red needs no chip: nobody can lengthen a term by copying a code.",
        &code,
        "refused",
        &["term-ended", "qr-only"],
    );
    "2027-11-15".clone_into(&mut late.circumstances.date);
    "2027-11-15T10:00:00Z".clone_into(&mut late.circumstances.now);
    let mut other_number = judged(
        "code_number_typed_otherwise",
        "The plastic says another patent number than its own code.",
        &code,
        "refused",
        &["print-mismatch", "qr-only"],
    );
    other_number.circumstances.printed_number = Some("77 2600099999".to_owned());
    let forged = super::forge::flipped(&code, -1);
    let cut = judged(
        "code_alone_cut",
        "The first half of a genuine code cannot be read, which is no sign of forgery.",
        code.split_at(code.len() / 2).0,
        "undetermined",
        &["read-incomplete"],
    );
    vec![
        cut,
        judged(
            "code_alone",
            "A genuine code without its chip can be a copy: amber at best.",
            &code,
            "undetermined",
            &["qr-only"],
        ),
        judged(
            "code_alone_forged",
            "A code that no office signed.",
            &forged,
            "refused",
            &["signature-invalid"],
        ),
        unknown,
        elsewhere,
        late,
        other_number,
    ]
}

/// A card with its chip, and what is printed on it.
fn together(bench: &Bench) -> Vec<VerdictVector> {
    let card = bench.card(bench.rakhimov());
    let shown = proved(&card);
    let number = card.contents.patent.number.to_string();
    let blank = card.contents.patent.blank_number.to_string();
    let code = qr::code(bench, bench.rakhimov());
    let good = |name: &str, comment: &str| verdict::in_force(name, comment, &shown);
    let bad = |name: &str, comment: &str| verdict::refused(name, comment, &shown, "print-mismatch");
    let mut typed = good(
        "print_numbers_typed",
        "Both numbers of the plastic, typed with Latin letters and without a space.",
    );
    typed.circumstances.printed_number = Some(number.replace(' ', ""));
    typed.circumstances.printed_blank = Some(latin(&blank));
    let mut bound = good("print_code_scanned", "The card's own code.");
    bound.circumstances.printed_code = Some(to_text(&code));
    let mut other_number = bad(
        "print_number_other",
        "A genuine chip in another patent's plastic.",
    );
    other_number.circumstances.printed_number = Some("77 2600099999".to_owned());
    let mut other_blank = bad("print_blank_other", "A genuine chip on another blank.");
    other_blank.circumstances.printed_blank = Some("ВН0000001".to_owned());
    let mut other_card = bad(
        "print_code_of_another_card",
        "The genuine code of another person's card.",
    );
    let other = qr::code(bench, bench.toktogulov());
    other_card.circumstances.printed_code = Some(to_text(&other));
    let mut resigned = bad(
        "print_code_contradicts",
        "The card's digest beside another last day: whoever signed it, it is not the card's.",
    );
    let longer = qr::changed(bench, &code, |fields| fields.put(11, 20_281_101));
    resigned.circumstances.printed_code = Some(to_text(&longer));
    let mut by_another = bad(
        "print_code_of_another_signer",
        "One key signs card and code.",
    );
    let payload = super::forge::edited(&qr::payload_of(&code), |_| {});
    let signed = qr::signed(&bench.es256.signer_77, &payload);
    by_another.circumstances.printed_code = Some(to_text(&signed));
    let unread = |name: &str, comment: &str, text: &str| {
        let mut vector = verdict::undetermined(name, comment, &shown, "read-incomplete");
        vector.circumstances.printed_code = Some(text.to_owned());
        vector
    };
    let web = unread(
        "print_code_of_another_kind",
        "An address in the place of the code: a scan of something else says nothing of the card.",
        "HTTPS://EXAMPLE.ORG",
    );
    let whole = to_text(&code);
    let cut = unread(
        "print_code_cut",
        "The first half of the card's own code: to be scanned again.",
        whole.split_at(whole.len() / 2).0,
    );
    let line = unread(
        "print_code_with_a_line_end",
        "White space is not of the alphabet; who takes the text from a scanner removes it.",
        &format!("{whole}\n"),
    );
    vec![
        typed,
        bound,
        other_number,
        other_blank,
        other_card,
        resigned,
        by_another,
        web,
        cut,
        line,
    ]
}

/// The Latin letters that look like the Cyrillic ones of a blank number.
fn latin(blank: &str) -> String {
    let letter = |letter| match letter {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        other => other,
    };
    blank.chars().map(letter).collect()
}
