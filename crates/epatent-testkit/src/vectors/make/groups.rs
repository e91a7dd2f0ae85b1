// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Data groups, card files and terminal statements: one broken rule of `data-model.cddl` a vector.

use epatent_core::cbor::Value;
use epatent_core::group::GroupNumber;

use super::super::Vector;
use super::forge::{Bench, Fields, edited, proved};
use super::{bad, good};
use crate::cards::TestCard;
use crate::fixed;

/// Key of the content in a data group.
const CONTENT: i64 = 2;

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let rakhimov = bench.card(bench.rakhimov());
    let mut vectors = accepted(bench, &rakhimov);
    vectors.extend(holders(&group(&rakhimov, GroupNumber::HOLDER)));
    vectors.extend(other_groups(&rakhimov));
    vectors.extend(files(&rakhimov));
    vectors
}

fn accepted(bench: &Bench, rakhimov: &TestCard) -> Vec<Vector> {
    let yusupova = bench.card(bench.yusupova());
    let toktogulov = bench.card(bench.toktogulov());
    let shown = proved(rakhimov);
    let statement = shown
        .chip_proof
        .as_ref()
        .map(|proof| proof.terminal_statement.clone());
    vec![
        good(
            "holder-group",
            "holder_complete",
            "Every field is there.",
            group(rakhimov, GroupNumber::HOLDER),
        ),
        good(
            "holder-group",
            "holder_birth_day_unknown",
            "No patronymic, and a birth date of year and month.",
            group(&yusupova, GroupNumber::HOLDER),
        ),
        good(
            "holder-group",
            "holder_surname_only",
            "No given name, a birth year only, stateless.",
            group(&toktogulov, GroupNumber::HOLDER),
        ),
        good(
            "portrait-group",
            "portrait_opaque",
            "The picture is bytes here; only a screen decodes it, and only when it is authentic.",
            group(rakhimov, GroupNumber::PORTRAIT),
        ),
        good(
            "patent-group",
            "patent_complete",
            "The blank number is in Cyrillic.",
            group(rakhimov, GroupNumber::PATENT),
        ),
        good(
            "permission-group",
            "permission_two_professions",
            "A patent for two kinds of work.",
            group(rakhimov, GroupNumber::PERMISSION),
        ),
        good(
            "permission-group",
            "permission_any_profession",
            "Professions absent: not restricted. The territory is.",
            group(&yusupova, GroupNumber::PERMISSION),
        ),
        good(
            "remarks-group",
            "remarks_first_card",
            "Nothing but the replacement index 0.",
            group(rakhimov, GroupNumber::REMARKS),
        ),
        good(
            "remarks-group",
            "remarks_with_text",
            "A remark.",
            group(&toktogulov, GroupNumber::REMARKS),
        ),
        good(
            "terminal-statement",
            "terminal_complete",
            "What a terminal says of itself before it asks for a chip proof.",
            fixed(statement.ok_or("a proved card has a proof")),
        ),
        good(
            "card-file",
            "card_file_with_proof",
            "Everything that was read from a card.",
            fixed(shown.encode()),
        ),
        good(
            "card-file",
            "card_file_with_access_number",
            "A file of the issuing office, which prints the number on the card.",
            edited(&fixed(rakhimov.presentation().encode()), |file| {
                file.put(6, "004217");
            }),
        ),
        good(
            "card-file",
            "card_file_without_proof",
            "Everything that is to be written to a card.",
            fixed(rakhimov.presentation().encode()),
        ),
    ]
}

/// Name, comment, change of the fields, refusal.
type Defect = (&'static str, &'static str, fn(&mut Fields), &'static str);

const HOLDER: [Defect; 20] = [
    (
        "holder_name_missing",
        "A holder whom nobody can name: the grammar cannot say it, the rule stands in a comment.",
        |holder| (1..=5).for_each(|key| holder.remove(key)),
        "missing-field",
    ),
    (
        "holder_birth_date_missing",
        "A mandatory field is not there.",
        |holder| holder.remove(6),
        "missing-field",
    ),
    (
        "holder_field_unknown",
        "A field that the edition does not name would be authentic and unseen.",
        |holder| holder.put(11, "x"),
        "unknown-field",
    ),
    (
        "holder_surname_bytes",
        "Bytes where text must be.",
        |holder| holder.put(1, b"\x41".as_slice()),
        "wrong-type",
    ),
    (
        "holder_surname_empty",
        "An empty text is not the absence of a name.",
        |holder| holder.put(1, ""),
        "invalid-value",
    ),
    (
        "holder_surname_edge_space",
        "A space at the end is invisible and makes another name.",
        |holder| holder.put(1, "Рахимов "),
        "invalid-value",
    ),
    (
        "holder_surname_direction_changed",
        "U+202E turns the order of letters on the officer's screen.",
        |holder| holder.put(1, "Рахи\u{202e}мов"),
        "invalid-value",
    ),
    (
        "holder_surname_zero_width",
        "U+200B is seen by a comparison and by nobody else.",
        |holder| holder.put(1, "Рахи\u{200b}мов"),
        "invalid-value",
    ),
    (
        "holder_surname_line_break",
        "A control character starts a line of its own in a report.",
        |holder| holder.put(1, "Рахимов\nin force"),
        "invalid-value",
    ),
    (
        "holder_surname_201_characters",
        "200 characters are the most.",
        |holder| holder.put(1, "Я".repeat(201)),
        "invalid-value",
    ),
    (
        "holder_birth_date_empty",
        "An array without a year.",
        |holder| holder.put(6, Value::Array(Vec::new())),
        "out-of-range",
    ),
    (
        "holder_birth_date_not_in_calendar",
        "30 February fits the grammar and no calendar.",
        |holder| holder.put(6, numbers(&[1988, 2, 30])),
        "invalid-value",
    ),
    (
        "holder_birth_month_zero",
        "An unknown month is left out, not zero.",
        |holder| holder.put(6, numbers(&[1988, 0])),
        "invalid-value",
    ),
    (
        "holder_birth_date_of_four",
        "A fourth element has no meaning.",
        |holder| holder.put(6, numbers(&[1988, 4, 17, 1])),
        "out-of-range",
    ),
    (
        "holder_sex_unknown_code",
        "0, 1 and 2 are the codes.",
        |holder| holder.put(7, 9),
        "invalid-value",
    ),
    (
        "holder_sex_negative",
        "A negative number where an unsigned one must be.",
        |holder| holder.put(7, -1),
        "wrong-type",
    ),
    (
        "holder_citizenship_lower_case",
        "Country codes are capitals.",
        |holder| holder.put(8, "tjk"),
        "invalid-value",
    ),
    (
        "holder_citizenship_of_two",
        "Alpha-2 is another code list.",
        |holder| holder.put(8, "TJ"),
        "invalid-value",
    ),
    (
        "holder_document_number_missing",
        "A document without its number.",
        |holder| holder.inside(9, |document| document.remove(1)),
        "missing-field",
    ),
    (
        "holder_inn_letter",
        "A Cyrillic letter O for a zero.",
        |holder| holder.put(10, "77О912345616"),
        "invalid-value",
    ),
];

fn holders(genuine: &[u8]) -> Vec<Vector> {
    HOLDER
        .into_iter()
        .map(|(name, comment, change, kind)| {
            let bytes = edited(genuine, |group| group.inside(CONTENT, change));
            bad("holder-group", name, comment, bytes, kind)
        })
        .collect()
}

/// Rule, group, name, comment, change of the whole group, refusal.
type GroupDefect = (
    &'static str,
    GroupNumber,
    &'static str,
    &'static str,
    fn(&mut Fields),
    &'static str,
);

const GROUPS: [GroupDefect; 14] = [
    (
        "holder-group",
        GroupNumber::HOLDER,
        "group_salt_short",
        "15 bytes of salt: the strength of a published digest is laid down.",
        |group| group.put(1, [0x11; 15].as_slice()),
        "out-of-range",
    ),
    (
        "holder-group",
        GroupNumber::HOLDER,
        "group_salt_missing",
        "Without salt a published digest can be searched for likely names.",
        |group| group.remove(1),
        "missing-field",
    ),
    (
        "holder-group",
        GroupNumber::HOLDER,
        "group_number_of_another",
        "A genuine group in the place of another: the number is inside what is hashed.",
        |group| group.put(0, 5),
        "wrong-group",
    ),
    (
        "portrait-group",
        GroupNumber::PORTRAIT,
        "portrait_empty",
        "A picture without a byte.",
        |group| group.inside(CONTENT, |portrait| portrait.put(2, b"".as_slice())),
        "out-of-range",
    ),
    (
        "portrait-group",
        GroupNumber::PORTRAIT,
        "portrait_format_unknown",
        "A decoder that guesses is the door for pictures made to break it.",
        |group| group.inside(CONTENT, |portrait| portrait.put(1, 3)),
        "out-of-range",
    ),
    (
        "patent-group",
        GroupNumber::PATENT,
        "patent_blank_number_latin",
        "Latin B and H look like the Cyrillic letters and are never found again.",
        |group| group.inside(CONTENT, |patent| patent.put(3, "BH1234567")),
        "out-of-range",
    ),
    (
        "patent-group",
        GroupNumber::PATENT,
        "patent_blank_number_of_eight",
        "A blank number has nine characters.",
        |group| group.inside(CONTENT, |patent| patent.put(3, "ВН123456")),
        "invalid-value",
    ),
    (
        "patent-group",
        GroupNumber::PATENT,
        "patent_date_not_in_calendar",
        "31 November 2026.",
        |group| group.inside(CONTENT, |patent| patent.put(4, 20_261_131)),
        "invalid-value",
    ),
    (
        "patent-group",
        GroupNumber::PATENT,
        "patent_number_with_space",
        "Series and number are two fields, so that nobody has to split them.",
        |group| group.inside(CONTENT, |patent| patent.put(2, "77 2600012345")),
        "invalid-value",
    ),
    (
        "permission-group",
        GroupNumber::PERMISSION,
        "permission_region_of_three",
        "A subject code has two digits; 777 is a number plate.",
        |group| group.inside(CONTENT, |permission| permission.put(1, "777")),
        "invalid-value",
    ),
    (
        "permission-group",
        GroupNumber::PERMISSION,
        "permission_professions_empty",
        "An empty list could mean any work or none.",
        |group| group.inside(CONTENT, |permission| permission.put(3, numbers(&[]))),
        "out-of-range",
    ),
    (
        "permission-group",
        GroupNumber::PERMISSION,
        "permission_professions_17",
        "16 are the most.",
        |group| {
            let many = vec![Value::from("Повар"); 17];
            group.inside(CONTENT, |permission| permission.put(3, Value::Array(many)));
        },
        "out-of-range",
    ),
    (
        "remarks-group",
        GroupNumber::REMARKS,
        "remarks_index_256",
        "The replacement index is one byte.",
        |group| group.inside(CONTENT, |remarks| remarks.put(1, 256)),
        "out-of-range",
    ),
    (
        "remarks-group",
        GroupNumber::REMARKS,
        "remarks_replaced_card_short",
        "A card id of 8 bytes.",
        |group| group.inside(CONTENT, |remarks| remarks.put(2, [0x22; 8].as_slice())),
        "out-of-range",
    ),
];

fn other_groups(card: &TestCard) -> Vec<Vector> {
    GROUPS
        .into_iter()
        .map(|(rule, number, name, comment, change, kind)| {
            bad(
                rule,
                name,
                comment,
                edited(&group(card, number), change),
                kind,
            )
        })
        .collect()
}

/// Rule, name, comment, change, refusal.
type FileDefect = (
    &'static str,
    &'static str,
    &'static str,
    fn(&mut Fields),
    &'static str,
);

const FILES: [FileDefect; 9] = [
    (
        "card-file",
        "card_file_of_another_kind",
        "Some other program's file.",
        |file| file.put(0, "epatent-list"),
        "out-of-range",
    ),
    (
        "card-file",
        "card_file_version_2",
        "A newer file is newer and not broken: its version is looked at before its fields.",
        |file| file.put(1, 2),
        "unsupported-version",
    ),
    (
        "card-file",
        "card_file_group_17",
        "There is no file for a group 17.",
        |file| file.inside(3, |groups| groups.put(17, b"".as_slice())),
        "unknown-field",
    ),
    (
        "card-file",
        "card_file_card_access_missing",
        "An unread EF.CardAccess is no empty one.",
        |file| file.remove(4),
        "missing-field",
    ),
    (
        "card-file",
        "card_file_nonce_short",
        "A host nonce of 31 bytes.",
        |file| file.inside(5, |proof| proof.put(1, [0x42; 31].as_slice())),
        "out-of-range",
    ),
    (
        "card-file",
        "card_file_proof_signature_long",
        "73 bytes: no signature on P-256 is so long.",
        |file| file.inside(5, |proof| proof.put(5, [0x30; 73].as_slice())),
        "out-of-range",
    ),
    (
        "card-file",
        "card_file_access_number_of_five",
        "Card access numbers have six digits.",
        |file| file.put(6, "12345"),
        "out-of-range",
    ),
    (
        "terminal-statement",
        "terminal_version_2",
        "A newer statement is newer and not broken.",
        |statement| statement.put(1, 2),
        "unsupported-version",
    ),
    (
        "terminal-statement",
        "terminal_time_of_eleven_digits",
        "A time in milliseconds.",
        |statement| statement.put(2, 1_795_168_800_000_u64),
        "invalid-value",
    ),
];

fn files(card: &TestCard) -> Vec<Vector> {
    let shown = proved(card);
    let file = fixed(shown.encode());
    let statement = shown.chip_proof.map(|proof| proof.terminal_statement);
    let statement = statement.unwrap_or_default();
    FILES
        .into_iter()
        .map(|(rule, name, comment, change, kind)| {
            let genuine = if rule == "card-file" {
                &file
            } else {
                &statement
            };
            bad(rule, name, comment, edited(genuine, change), kind)
        })
        .collect()
}

fn group(card: &TestCard, number: GroupNumber) -> Vec<u8> {
    fixed(
        card.signed
            .groups
            .get(&number)
            .cloned()
            .ok_or("every sample has five groups"),
    )
}

fn numbers(numbers: &[u32]) -> Value {
    Value::Array(numbers.iter().copied().map(Value::from).collect())
}
