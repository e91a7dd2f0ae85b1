// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The answer as JSON: `"schema": 1`, stable names, words beside codes.

use crate::answer::{Answer, Said};
use epatent_cli::{Console, Failure};
use epatent_core::group::{Holder, Patent, Permission, Remarks};
use epatent_core::object::{Environment, SecurityObject};
use epatent_core::printed_code::PrintedCode;
use epatent_core::{CivilDate, Text};
use epatent_verify::{AuthenticCard, CheckRecord, ProofSource, Report};
use serde::Serialize;

#[derive(Serialize)]
struct Json<'a> {
    verdict: &'static str,
    findings: Vec<FindingJson<'a>>,
    checks: Vec<CheckJson<'a>>,
    environment: Option<&'static str>,
    chip_proof: Option<ChipProofJson>,
    region: String,
    date: String,
    checked_at: String,
    source: &'a str,
    bytes: usize,
    milliseconds: u64,
    card: CardJson,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    colour: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
    headline: &'a str,
    why: &'a str,
    next: &'a str,
    detail: &'a str,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    id: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    compared: &'a str,
    microseconds: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "source")]
enum ChipProofJson {
    Here,
    Recorded { checked_at: String },
}

/// Authentic content only; a part that failed its check is null.
#[derive(Serialize)]
struct CardJson {
    object: Option<ObjectJson>,
    holder: Option<HolderJson>,
    patent: Option<PatentJson>,
    permission: Option<PermissionJson>,
    remarks: Option<RemarksJson>,
    portrait_bytes: Option<usize>,
    printed_code: Option<CodeJson>,
}

#[derive(Serialize)]
struct ObjectJson {
    card_id: String,
    replacement_index: u8,
    signed_at: String,
    in_force_from: String,
    latest_end: String,
    status_list: u64,
    status_index: u64,
}

#[derive(Serialize)]
struct HolderJson {
    surname: Option<String>,
    given_name: Option<String>,
    patronymic: Option<String>,
    surname_latin: Option<String>,
    given_name_latin: Option<String>,
    birth_date: String,
    sex: String,
    citizenship: String,
    document_number: String,
    document_issued_by: Option<String>,
    document_issued_on: Option<String>,
    inn: Option<String>,
}

#[derive(Serialize)]
struct PatentJson {
    series: String,
    number: String,
    blank_number: String,
    issued_on: String,
    issuing_body: String,
}

#[derive(Serialize)]
struct PermissionJson {
    region: String,
    territory: Option<String>,
    professions: Vec<String>,
}

#[derive(Serialize)]
struct RemarksJson {
    replacement_index: u8,
    replaces: Option<String>,
    remarks: Vec<String>,
}

/// An authentic code; its access number is left out, as it is on every screen.
#[derive(Serialize)]
struct CodeJson {
    name: String,
    series: String,
    number: String,
    blank_number: String,
    region: String,
    professions: Option<String>,
    signed_at: String,
    in_force_from: String,
    latest_end: String,
    replacement_index: u8,
    status_list: u64,
    status_index: u64,
}

pub(crate) fn write(answer: &Answer, console: &Console) -> Result<(), Failure> {
    let report = answer.report.as_ref();
    let json = Json {
        verdict: answer.verdict.as_str(),
        findings: answer.findings.iter().map(finding).collect(),
        checks: report
            .map(|report| report.checks.iter().map(check).collect())
            .unwrap_or_default(),
        environment: report.map(environment),
        chip_proof: report.and_then(|report| report.chip_proof).map(chip_proof),
        region: answer.circumstances.region.to_string(),
        date: answer.circumstances.date.to_string(),
        checked_at: answer.circumstances.now.to_string(),
        source: &answer.source,
        bytes: answer.bytes,
        milliseconds: answer.milliseconds,
        card: card(report.map(|report| &report.card)),
    };
    console.output.json(&json)
}

fn finding(said: &Said) -> FindingJson<'_> {
    FindingJson {
        code: said.code,
        colour: said.colour.as_str(),
        part: said.part.as_deref(),
        headline: &said.words.headline,
        why: &said.words.why,
        next: &said.words.next,
        detail: &said.detail,
    }
}

fn check(record: &CheckRecord) -> CheckJson<'_> {
    CheckJson {
        id: record.id.to_string(),
        outcome: record.outcome.as_str(),
        code: record.code.map(|code| code.as_str()),
        compared: &record.compared,
        microseconds: record.micros,
    }
}

fn environment(report: &Report) -> &'static str {
    match report.environment {
        Environment::Lab => "lab",
        Environment::Production => "production",
    }
}

fn chip_proof(source: ProofSource) -> ChipProofJson {
    match source {
        ProofSource::Here => ChipProofJson::Here,
        ProofSource::Recorded { checked_at } => ChipProofJson::Recorded {
            checked_at: checked_at.to_string(),
        },
    }
}

fn card(card: Option<&AuthenticCard>) -> CardJson {
    CardJson {
        object: card
            .and_then(|card| card.security_object.as_deref())
            .map(object),
        holder: card.and_then(|card| card.holder.as_deref()).map(holder),
        patent: card.and_then(|card| card.patent.as_deref()).map(patent),
        permission: card
            .and_then(|card| card.permission.as_deref())
            .map(permission),
        remarks: card.and_then(|card| card.remarks.as_deref()).map(remarks),
        portrait_bytes: card
            .and_then(|card| card.portrait.as_ref())
            .map(|portrait| portrait.image.len()),
        printed_code: card.and_then(|card| card.printed_code.as_deref()).map(code),
    }
}

fn code(code: &PrintedCode) -> CodeJson {
    CodeJson {
        name: code.name.to_string(),
        series: code.patent_number.series().to_owned(),
        number: code.patent_number.number().to_owned(),
        blank_number: code.blank_number.to_string(),
        region: code.region.to_string(),
        professions: code.professions.as_ref().map(Text::to_string),
        signed_at: code.signed_at.to_string(),
        in_force_from: code.in_force_from.to_string(),
        latest_end: code.latest_end.to_string(),
        replacement_index: code.replacement_index,
        status_list: code.status.list,
        status_index: code.status.index,
    }
}

fn object(object: &SecurityObject) -> ObjectJson {
    ObjectJson {
        card_id: object.card_id.to_string(),
        replacement_index: object.replacement_index,
        signed_at: object.signed_at.to_string(),
        in_force_from: object.in_force_from.to_string(),
        latest_end: object.latest_end.to_string(),
        status_list: object.status.list,
        status_index: object.status.index,
    }
}

fn holder(holder: &Holder) -> HolderJson {
    let text = |text: &Option<Text>| text.as_ref().map(Text::to_string);
    HolderJson {
        surname: text(&holder.surname),
        given_name: text(&holder.given_name),
        patronymic: text(&holder.patronymic),
        surname_latin: text(&holder.surname_latin),
        given_name_latin: text(&holder.given_name_latin),
        birth_date: holder.birth_date.to_string(),
        sex: holder.sex.to_string(),
        citizenship: holder.citizenship.to_string(),
        document_number: holder.identity_document.number.to_string(),
        document_issued_by: holder
            .identity_document
            .issuing_state
            .as_ref()
            .map(ToString::to_string),
        document_issued_on: holder
            .identity_document
            .issued_on
            .as_ref()
            .map(CivilDate::to_string),
        inn: holder.inn.as_ref().map(ToString::to_string),
    }
}

fn patent(patent: &Patent) -> PatentJson {
    PatentJson {
        series: patent.number.series().to_owned(),
        number: patent.number.number().to_owned(),
        blank_number: patent.blank_number.to_string(),
        issued_on: patent.issued_on.to_string(),
        issuing_body: patent.issuing_body.to_string(),
    }
}

fn permission(permission: &Permission) -> PermissionJson {
    PermissionJson {
        region: permission.region.to_string(),
        territory: permission.territory.as_ref().map(Text::to_string),
        professions: permission.professions.iter().map(Text::to_string).collect(),
    }
}

fn remarks(remarks: &Remarks) -> RemarksJson {
    RemarksJson {
        replacement_index: remarks.replacement_index,
        replaces: remarks.replaces.as_ref().map(ToString::to_string),
        remarks: remarks.remarks.iter().map(Text::to_string).collect(),
    }
}
