// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signed code on the back of a card: envelope, payload, text.

use epatent_core::Text;
use epatent_core::cbor::{self, Value};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::printed_code::{SignerReference, to_text};
use epatent_sign::{CardContents, Signer, sign_printed_code};

use super::super::Vector;
use super::forge::{Bench, Fields, assembled, edited, flipped, object_under, replaced, signature};
use super::{bad, good};
use crate::fixed;
use crate::lab::LabSigner;

const RULE: &str = "printed-code";
const TEXT: &str = "printed-code-text";
const ALG: i64 = 1;
const KID: i64 = 4;
const TYP: i64 = 16;

/// Digits of the access number of the vectors' cards.
const ACCESS_NUMBER: &str = "048213";

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let code = code(bench, bench.rakhimov());
    let payload = payload_of(&code);
    let mut vectors = accepted(bench, &code, &payload);
    vectors.extend(frames(bench, &code, &payload));
    vectors.extend(headers(bench, &payload));
    vectors.extend(signatures(bench, &code, &payload));
    vectors.extend(payloads(bench, &payload));
    vectors.extend(texts(&code));
    vectors
}

/// A genuine card as the office prints it, with its access number.
pub(super) fn printed(bench: &Bench, contents: CardContents) -> Presentation {
    let mut card = bench.card(contents).presentation();
    card.access_number = AccessNumber::parse(ACCESS_NUMBER);
    card
}

/// The genuine code of a genuine card.
pub(super) fn code(bench: &Bench, contents: CardContents) -> Vec<u8> {
    let signer = bench.lab.signer_for(contents.permission.region);
    let card = printed(bench, contents);
    fixed(sign_printed_code(&card, &signer.certificate, &signer.key))
}

pub(super) fn payload_of(code: &[u8]) -> Vec<u8> {
    fixed(Sign1::parse(code, Typ::QrCode)).payload().to_vec()
}

/// The protected header of a code.
fn header(signer: &LabSigner) -> Vec<(Value, Value)> {
    let reference = SignerReference::of(signer.certificate.der());
    vec![
        (Value::from(ALG), Value::from(signer.key.algorithm().code())),
        (Value::from(KID), Value::from(reference.as_ref())),
        (Value::from(TYP), Value::from(Typ::QrCode.value())),
    ]
}

/// A code over any payload, correctly signed.
pub(super) fn signed(signer: &LabSigner, payload: &[u8]) -> Vec<u8> {
    let protected = fixed(cbor::encode(&Value::Map(header(signer))));
    object_under(&protected, payload, &signer.key)
}

/// A genuine code with something changed in its payload, signed again.
pub(super) fn changed(bench: &Bench, code: &[u8], change: impl FnOnce(&mut Fields)) -> Vec<u8> {
    signed(&bench.lab.signer_77, &edited(&payload_of(code), change))
}

fn accepted(bench: &Bench, code: &[u8], payload: &[u8]) -> Vec<Vector> {
    let mut long = bench.rakhimov();
    let text = |text: &str| fixed(Text::parse(text));
    long.holder.surname = Some(text("МУХАММАДСАИДОВ-АБДУРАХМОНОВ"));
    long.holder.given_name = Some(text("АБДУРАХМОНБЕК"));
    long.holder.patronymic = Some(text("ХУДОЙБЕРДИЕВИЧ"));
    long.permission.professions = vec![text("Уборщик производственных и служебных помещений")];
    let any = bench.toktogulov();
    vec![
        good(
            RULE,
            "code_ed25519",
            "A genuine code, signed with Ed25519.",
            code.to_vec(),
        ),
        good(
            RULE,
            "code_es256",
            "A genuine code, signed with ES256.",
            signed(&bench.es256.signer_77, payload),
        ),
        good(
            RULE,
            "code_shortened",
            "A name with initials and professions that end in an ellipsis, as both are too long.",
            self::code(bench, long),
        ),
        good(
            RULE,
            "code_any_profession",
            "A code without field 14: the patent names no profession.",
            changed(bench, &self::code(bench, any), |fields| fields.remove(14)),
        ),
    ]
}

fn frames(bench: &Bench, code: &[u8], payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.lab.signer_77;
    let protected = fixed(cbor::encode(&Value::Map(header(signer))));
    let raw = signature(&protected, payload, &signer.key);
    let mut trailing = code.to_vec();
    trailing.push(0);
    let shorter = code.split_last().map(|(_, most)| most.to_vec());
    let hint = Value::Map(vec![(Value::from(KID), Value::from(b"77".as_slice()))]);
    [
        (
            "code_empty",
            "A code without a byte.",
            Vec::new(),
            "truncated",
        ),
        (
            "code_truncated",
            "The last byte is not there.",
            shorter.unwrap_or_default(),
            "truncated",
        ),
        (
            "code_trailing_byte",
            "A byte that no signature is over.",
            trailing,
            "trailing-bytes",
        ),
        (
            "code_tag_missing",
            "The array alone: tag 18 is demanded.",
            code.get(1..).unwrap_or_default().to_vec(),
            "tag-missing",
        ),
        (
            "code_unprotected_not_empty",
            "A second reference that nothing signs.",
            assembled(&protected, hint, Value::from(payload), &raw),
            "unprotected-header",
        ),
    ]
    .map(|(name, comment, bytes, refusal)| bad(RULE, name, comment, bytes, refusal))
    .into()
}

fn headers(bench: &Bench, payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.lab.signer_77;
    let with = |parameters: Vec<(Value, Value)>| {
        let protected = fixed(cbor::encode(&Value::Map(parameters)));
        object_under(&protected, payload, &signer.key)
    };
    let all_but = |label: i64| {
        let mut parameters = header(signer);
        parameters.retain(|(found, _)| *found != Value::from(label));
        parameters
    };
    let put = |label: i64, value: Value| {
        let mut parameters = all_but(label);
        parameters.push((Value::from(label), value));
        with(parameters)
    };
    let without = |label: i64| with(all_but(label));
    let stranger = SignerReference::of(b"a certificate that nobody has");
    [
        (
            "code_kid_missing",
            "Nobody is named.",
            without(KID),
            "missing-header",
        ),
        (
            "code_kid_of_seven",
            "A shorter reference would select more.",
            put(KID, Value::Bytes(vec![7; 7])),
            "wrong-header-type",
        ),
        (
            "code_kid_as_text",
            "A reference is bytes.",
            put(KID, Value::from("77777777")),
            "wrong-header-type",
        ),
        (
            "code_kid_of_nobody",
            "A reference that no certificate at hand has: unknown, and not forged.",
            put(KID, Value::from(stranger.as_ref())),
            "signer-unknown",
        ),
        (
            "code_with_certificate",
            "A certificate beside the reference: a code names its signer in one way.",
            // Not a whole certificate: with one the code would be refused for its length first.
            put(33, Value::from([0x30, 0x00].as_slice())),
            "unknown-header",
        ),
        (
            "code_typ_of_security_object",
            "An object of another kind is no code.",
            put(TYP, Value::from(65_001)),
            "wrong-typ",
        ),
        (
            "code_typ_missing",
            "Of no kind.",
            without(TYP),
            "missing-header",
        ),
        (
            "code_algorithm_unknown",
            "EdDSA without its curve is not used here.",
            put(ALG, Value::from(-8)),
            "unknown-algorithm",
        ),
        (
            "code_algorithm_of_another_key",
            "The header says ES256 and the named key is Ed25519.",
            put(ALG, Value::from(-7)),
            "algorithm-mismatch",
        ),
        (
            "code_critical",
            "A parameter that must be understood: none is.",
            put(2, Value::Array(vec![Value::from(TYP)])),
            "critical-header",
        ),
        (
            "code_header_extra",
            "A content type that nobody asked for.",
            put(3, Value::from(60)),
            "unknown-header",
        ),
    ]
    .map(|(name, comment, bytes, refusal)| bad(RULE, name, comment, bytes, refusal))
    .into()
}

fn signatures(bench: &Bench, code: &[u8], payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.lab.signer_77;
    let protected = fixed(cbor::encode(&Value::Map(header(signer))));
    let thief = object_under(&protected, payload, &bench.lab.signer_50.key);
    let number = b"2600";
    let other_region = changed(bench, code, |fields| fields.put(7, "50"));
    [
        (
            "code_signature_bit_flipped",
            "One bit of the signature.",
            flipped(code, -1),
            "signature",
        ),
        (
            "code_number_changed",
            "A digit of the patent number, under the old signature.",
            replaced(code, number, b"2601", 0),
            "signature",
        ),
        (
            "code_signed_by_another_key",
            "The reference of one signer over the signature of another.",
            thief,
            "signature",
        ),
        (
            "code_region_of_another_signer",
            "A signer of region 77 signs for region 50.",
            other_region,
            "not-entitled",
        ),
    ]
    .map(|(name, comment, bytes, refusal)| bad(RULE, name, comment, bytes, refusal))
    .into()
}

fn payloads(bench: &Bench, payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.lab.signer_77;
    let with = |key: i64, value: Value| {
        signed(
            signer,
            &edited(payload, move |fields| fields.put(key, value)),
        )
    };
    let without = |key: i64| signed(signer, &edited(payload, |fields| fields.remove(key)));
    let texts = |texts: &[&str]| Value::Array(texts.iter().copied().map(Value::from).collect());
    [
        (
            "code_version_2",
            "Of a later edition: newer, and not forged.",
            with(1, Value::from(2)),
            "unsupported-version",
        ),
        (
            "code_environment_3",
            "Neither lab nor production.",
            with(2, Value::from(3)),
            "out-of-range",
        ),
        (
            "code_digest_short",
            "31 bytes are no SHA-256.",
            with(3, Value::Bytes(vec![7; 31])),
            "out-of-range",
        ),
        (
            "code_digest_missing",
            "Bound to no chip.",
            without(3),
            "missing-field",
        ),
        (
            "code_access_number_of_five",
            "Opens no chip.",
            with(4, Value::from("04821")),
            "out-of-range",
        ),
        (
            "code_access_number_integer",
            "48213 has lost its zero.",
            with(4, Value::from(48_213)),
            "wrong-type",
        ),
        (
            "code_number_of_one_part",
            "A series and no number.",
            with(5, texts(&["77"])),
            "out-of-range",
        ),
        (
            "code_number_with_space",
            "A part is one word.",
            with(5, texts(&["77", "26 1"])),
            "invalid-value",
        ),
        (
            "code_blank_number_latin",
            "Latin look-alikes are stored as the Cyrillic letters.",
            with(6, Value::from("BH1234567")),
            "out-of-range",
        ),
        (
            "code_region_letter",
            "A region is two digits.",
            with(7, Value::from("7A")),
            "invalid-value",
        ),
        (
            "code_name_missing",
            "A code of nobody.",
            without(8),
            "missing-field",
        ),
        (
            "code_name_too_long",
            "98 bytes: the code might not fit.",
            with(8, Value::from("Ы".repeat(49))),
            "out-of-range",
        ),
        (
            "code_signed_at_text",
            "A time is seconds.",
            with(9, Value::from("2026-11-02")),
            "wrong-type",
        ),
        (
            "code_date_impossible",
            "30 February.",
            with(10, Value::from(20_260_230)),
            "invalid-value",
        ),
        (
            "code_end_missing",
            "Without an end it would last for ever.",
            without(11),
            "missing-field",
        ),
        (
            "code_status_of_one",
            "A list without an index.",
            with(12, Value::Array(vec![Value::from(1)])),
            "out-of-range",
        ),
        (
            "code_replacement_index_256",
            "The index is one byte.",
            with(13, Value::from(256)),
            "out-of-range",
        ),
        (
            "code_professions_too_long",
            "58 bytes.",
            with(14, Value::from("ы".repeat(29))),
            "out-of-range",
        ),
        (
            "code_professions_array",
            "A code has them as one text.",
            with(14, texts(&["Маляр"])),
            "wrong-type",
        ),
        (
            "code_field_unknown",
            "A field of no meaning.",
            with(15, Value::from(1)),
            "unknown-field",
        ),
    ]
    .map(|(name, comment, bytes, refusal)| bad(RULE, name, comment, bytes, refusal))
    .into()
}

fn texts(code: &[u8]) -> Vec<Vector> {
    let text = to_text(code);
    let accepted = good(
        TEXT,
        "code_text",
        "What the QR code on the card carries.",
        text.clone().into_bytes(),
    );
    let refused = [
        (
            "code_text_of_another_kind",
            "A health certificate is no patent.",
            text.replacen("EPC1:", "HC1:", 1),
            "other-kind",
        ),
        (
            "code_text_lower_case",
            "Base45 has no lower case.",
            text.replacen("EPC1:", "EPC1:a", 1),
            "base45",
        ),
        (
            "code_text_space_behind",
            "A space is a digit of Base45, and one is left over.",
            padded(&text),
            "base45",
        ),
        (
            "code_text_overflow",
            "GGW stands for 65536.",
            "EPC1:GGW".to_owned(),
            "base45",
        ),
        (
            "code_text_too_long",
            "451 bytes.",
            to_text(&[0xD2; 451]),
            "too-long",
        ),
    ];
    std::iter::once(accepted)
        .chain(refused.map(|(name, comment, text, refusal)| {
            bad(TEXT, name, comment, text.into_bytes(), refusal)
        }))
        .collect()
}

/// The text with as many spaces behind as leave one character over.
fn padded(text: &str) -> String {
    let mut padded = text.to_owned();
    let prefix = "EPC1:".len();
    loop {
        padded.push(' ');
        if padded.len().saturating_sub(prefix) % 3 == 1 {
            return padded;
        }
    }
}
