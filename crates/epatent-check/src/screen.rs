// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The officer's screen: the answer in the first line, then why, then who, then what was checked.

use crate::answer::{Answer, Said};
use crate::picture::{self, NoPicture};
use epatent_cli::verdict;
use epatent_cli::{Console, Failure, Language, Table, Tone, Words, format};
use epatent_core::group::{GroupNumber, Holder, Patent, Permission, Remarks};
use epatent_core::object::{Environment, SecurityObject};
use epatent_core::printed_code::PrintedCode;
use epatent_core::{Country, Text};
use epatent_station::findings;
use epatent_verify::{AuthenticCard, CheckId, Colour, Outcome, ProofSource, Report};

pub(crate) fn write(answer: &Answer, details: bool, console: &Console) -> Result<(), Failure> {
    let mut text = String::new();
    if answer
        .report
        .as_ref()
        .is_some_and(|report| report.environment == Environment::Lab)
    {
        text.push_str(&console.words.text("screen-lab-banner"));
        text.push('\n');
    }
    text.push_str(&first_lines(answer, console));
    text.push('\n');
    for said in &answer.findings {
        text.push_str(&paragraph(said, console));
    }
    console.output.answer(&text)?;
    if let Some(report) = &answer.report {
        portrait(&report.card, console)?;
        console
            .output
            .answer(&person(&report.card, &console.words))?;
        console.output.answer(&checks(report, details, console))?;
    }
    console.output.answer(&footer(answer, &console.words))?;
    // Said again where the eye is when the screen was longer than the terminal.
    console.output.answer(&first_lines(answer, console))
}

/// The answer, and under it that it is from a file, where it is.
fn first_lines(answer: &Answer, console: &Console) -> String {
    let mut text = headline(answer, console);
    text.push('\n');
    if let Some(checked) = answer.report.as_ref().and_then(recorded_at) {
        let line = console
            .words
            .say("screen-recorded", &[("checked", checked.into())]);
        text.push_str(&console.output.paint(Tone::Caution, &line));
        text.push('\n');
    }
    if answer.report.as_ref().is_some_and(is_of_code_alone) {
        let line = console.words.text("screen-code-only");
        text.push_str(&console.output.paint(Tone::Caution, &line));
        text.push('\n');
    }
    text
}

fn is_of_code_alone(report: &Report) -> bool {
    report.card.security_object.is_none() && report.card.printed_code.is_some()
}

/// When the chip proved itself, where the answer is from a file: such an answer must say so under
/// its first line ([applet-spec verification-rules §3.7]).
fn recorded_at(report: &Report) -> Option<String> {
    match report.chip_proof {
        Some(ProofSource::Recorded { checked_at }) => Some(findings::instant(checked_at)),
        _ => None,
    }
}

/// The answer itself. The colour repeats what the words say.
fn headline(answer: &Answer, console: &Console) -> String {
    let line = verdict::line(&console.words, answer.verdict.as_str(), answer.worst());
    let worst = answer.findings.iter().map(|said| said.colour).max();
    console
        .output
        .paint(tone(worst.unwrap_or(Colour::Grey)), &line)
}

const fn tone(colour: Colour) -> Tone {
    match colour {
        Colour::Red => Tone::Bad,
        Colour::Amber => Tone::Caution,
        Colour::Green => Tone::Good,
        Colour::Info | Colour::Grey => Tone::Quiet,
    }
}

fn paragraph(said: &Said, console: &Console) -> String {
    let words = &console.words;
    let mut table = Table::new().indented(2);
    table.row(&words.text("screen-why"), &said.words.why);
    table.row(&words.text("screen-next"), &said.words.next);
    let heading = format!("{} [{}]", said.words.headline, said.code);
    format!(
        "{}\n{}\n",
        console.output.paint(tone(said.colour), &heading),
        table.render()
    )
}

fn portrait(card: &AuthenticCard, console: &Console) -> Result<(), Failure> {
    let Some(portrait) = &card.portrait else {
        return Ok(());
    };
    let id = match picture::draw(portrait, console.output.answer_is_styled()) {
        Ok(()) | Err(NoPicture::NotATerminal) => return Ok(()),
        Err(NoPicture::Format) => "screen-photo-format",
        Err(NoPicture::Damaged) => "screen-photo-damaged",
    };
    console.output.answer(&console.words.text(id))
}

/// What is authentic about the person and the permission.
fn person(card: &AuthenticCard, words: &Words) -> String {
    let mut table = Table::new();
    if let Some(holder) = &card.holder {
        holder_rows(&mut table, holder, words);
    }
    if let Some(patent) = &card.patent {
        patent_rows(&mut table, patent, words);
    }
    if let Some(permission) = &card.permission {
        permission_rows(&mut table, permission, words);
    }
    if let Some(object) = &card.security_object {
        object_rows(&mut table, object, words);
    }
    if let Some(remarks) = &card.remarks {
        remarks_rows(&mut table, remarks, words);
    }
    if card.security_object.is_none()
        && let Some(code) = &card.printed_code
    {
        code_rows(&mut table, code, words);
    }
    table.render()
}

/// The name as printed on the card.
pub(crate) fn name(holder: &Holder) -> Option<String> {
    joined(&[&holder.surname, &holder.given_name, &holder.patronymic])
}

/// The name as in the passport.
pub(crate) fn name_latin(holder: &Holder) -> Option<String> {
    joined(&[&holder.surname_latin, &holder.given_name_latin])
}

pub(crate) fn birth_date(holder: &Holder) -> String {
    let birth = &holder.birth_date;
    format::partial_date(birth.year(), birth.month(), birth.day())
}

/// The professions, or that none is named.
pub(crate) fn professions(permission: &Permission, words: &Words) -> String {
    if permission.professions.is_empty() {
        words.text("screen-not-restricted")
    } else {
        findings::texts(&permission.professions)
    }
}

fn holder_rows(table: &mut Table, holder: &Holder, words: &Words) {
    table.row_if(&words.text("field-name"), name(holder).as_deref());
    table.row_if(
        &words.text("field-name-latin"),
        name_latin(holder).as_deref(),
    );
    table.row(&words.text("field-birth-date"), &birth_date(holder));
    table.row(
        &words.text("field-sex"),
        &words.say(&format!("sex-{}", holder.sex), &[]),
    );
    table.row(
        &words.text("field-citizenship"),
        &country(holder.citizenship, words),
    );
    let document = &holder.identity_document;
    let mut shown = document.number.to_string();
    if let Some(state) = document.issuing_state {
        shown = format!("{shown}, {}", country(state, words));
    }
    if let Some(day) = document.issued_on {
        shown = format!("{shown}, {}", findings::date(day));
    }
    table.row(&words.text("field-document"), &shown);
    table.row_if(
        &words.text("field-inn"),
        holder.inn.as_ref().map(|inn| inn.as_str()),
    );
}

fn patent_rows(table: &mut Table, patent: &Patent, words: &Words) {
    table.row(
        &words.text("field-patent-number"),
        &patent.number.to_string(),
    );
    table.row(
        &words.text("field-blank-number"),
        patent.blank_number.as_str(),
    );
    table.row(
        &words.text("field-issued-on"),
        &findings::date(patent.issued_on),
    );
    table.row(&words.text("field-issuer"), patent.issuing_body.as_str());
}

fn permission_rows(table: &mut Table, permission: &Permission, words: &Words) {
    table.row(
        &words.text("field-region"),
        &findings::region(words, permission.region),
    );
    table.row_if(
        &words.text("field-territory"),
        permission.territory.as_ref().map(Text::as_str),
    );
    table.row(
        &words.text("field-professions"),
        &professions(permission, words),
    );
}

fn object_rows(table: &mut Table, object: &SecurityObject, words: &Words) {
    table.row(
        &words.text("field-in-force-from"),
        &findings::date(object.in_force_from),
    );
    // Not "valid until": the patent ends the day after the last paid day, which no card knows.
    table.row(
        &words.text("field-latest-end"),
        &findings::date(object.latest_end),
    );
}

/// What a code says where there is no chip.
fn code_rows(table: &mut Table, code: &PrintedCode, words: &Words) {
    let professions = code
        .professions
        .as_ref()
        .map_or_else(|| words.text("screen-not-restricted"), ToString::to_string);
    let region = findings::region(words, code.region);
    for (label, value) in [
        ("field-name", code.name.to_string()),
        ("field-patent-number", code.patent_number.to_string()),
        ("field-blank-number", code.blank_number.to_string()),
        ("field-region", region),
        ("field-professions", professions),
        ("field-in-force-from", findings::date(code.in_force_from)),
        ("field-latest-end", findings::date(code.latest_end)),
    ] {
        table.row(&words.text(label), &value);
    }
}

fn remarks_rows(table: &mut Table, remarks: &Remarks, words: &Words) {
    if remarks.replacement_index > 0 {
        table.row(
            &words.text("field-replacement"),
            &remarks.replacement_index.to_string(),
        );
    }
    if !remarks.remarks.is_empty() {
        table.row(
            &words.text("field-remarks"),
            &findings::texts(&remarks.remarks),
        );
    }
}

fn joined(parts: &[&Option<Text>]) -> Option<String> {
    let present: Vec<&str> = parts
        .iter()
        .filter_map(|part| part.as_ref())
        .map(Text::as_str)
        .collect();
    (!present.is_empty()).then(|| present.join(" "))
}

fn country(country: Country, words: &Words) -> String {
    let name = match words.language() {
        Language::Ru => country.name_ru(),
        Language::En => country.name_en(),
    };
    name.map_or_else(|| country.to_string(), |name| format!("{country} {name}"))
}

/// How the checks ended: in short what failed and what was not made, in full every one.
fn checks(report: &Report, details: bool, console: &Console) -> String {
    let words = &console.words;
    let mut table = Table::new().indented(2);
    table.blank();
    table.heading(&words.text("screen-checks"));
    for record in &report.checks {
        // A proof from a file is told in short as well: it is not the proof of a card that is here.
        let recorded = recorded_at(report).filter(|_| record.id == CheckId::ChipProof);
        let mark = match record.outcome {
            Outcome::Failed => "x",
            Outcome::Passed if details || recorded.is_some() => "+",
            Outcome::NotChecked if details => "?",
            Outcome::NotApplicable if details => "-",
            _ => continue,
        };
        let mut outcome = verdict::outcome(words, record.outcome.as_str());
        if let Some(checked) = recorded {
            let recorded = words.say("screen-recorded-proof", &[("checked", checked.into())]);
            outcome = format!("{outcome} ({recorded})");
        } else if record.outcome == Outcome::Passed && is_unread(record.id) {
            outcome = format!("{outcome} ({})", words.text("screen-content-unread"));
        }
        table.row(
            &verdict::check(words, &record.id.to_string()),
            &format!("{mark} {outcome}"),
        );
    }
    let with = |outcome| {
        report
            .checks
            .iter()
            .filter(move |record| record.outcome == outcome)
    };
    let passed = with(Outcome::Passed).count();
    let skipped: Vec<String> = with(Outcome::NotChecked)
        .map(|record| verdict::check(words, &record.id.to_string()).to_lowercase())
        .collect();
    format!(
        "{}  {}\n  {}: {}\n",
        table.render(),
        words.say("screen-passed", &[("count", passed.into())]),
        words.text("screen-not-checked"),
        skipped.join(", ")
    )
}

/// Groups 7 and 9 limit nothing: that they are the signed ones is all that passed (EPC-VER-15).
fn is_unread(id: CheckId) -> bool {
    [GroupNumber::SIGNATURE_IMAGE, GroupNumber::REGIONAL_DATA]
        .map(CheckId::Group)
        .contains(&id)
}

fn footer(answer: &Answer, words: &Words) -> String {
    let language = words.language();
    words.say(
        "screen-footer",
        &[
            ("region", answer.circumstances.region.as_str().into()),
            ("date", findings::date(answer.circumstances.date).into()),
            ("bytes", format::bytes(language, answer.bytes as u64).into()),
            (
                "time",
                format::milliseconds(language, answer.milliseconds).into(),
            ),
        ],
    )
}
