// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check doctor`: whether this device can check cards, and what to do about each thing that is
//! in the way.

mod device;
mod finding;
mod knowledge;

use self::finding::{Finding, Health};
use crate::args::Doctor;
use epatent_cli::{Console, Exit, Failure, Tone, Words};
use epatent_core::UnixTime;
use epatent_pcsc::CardService;
use serde::Serialize;

#[derive(Serialize)]
struct Answer<'a> {
    /// Whether nothing keeps this device from checking cards.
    healthy: bool,
    findings: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    subject: &'static str,
    code: &'a str,
    health: &'static str,
    message: String,
    /// What to do, with the exact command where there is one.
    fix: Option<String>,
}

/// Exit 0 where nothing is in the way, 4 where service, reader, card or clock is, 2 where files are.
pub(crate) fn run(
    args: &Doctor,
    console: &Console,
    service: &CardService,
) -> Result<Exit, Failure> {
    let now = epatent_station::now(&console.words).ok();
    let findings = examine(args, console, service, now);
    let words = &console.words;
    let answer = Answer {
        healthy: findings.iter().all(|finding| finding.health != Health::Bad),
        findings: findings
            .iter()
            .map(|finding| said(finding, words))
            .collect(),
    };
    if console.output.is_json() {
        console.output.json(&answer)?;
    } else {
        for (finding, said) in findings.iter().zip(&answer.findings) {
            console.output.answer(&paragraph(finding, said, console))?;
        }
    }
    Ok(exit(&findings))
}

/// Everything that can be looked at, in the order in which it has to work.
fn examine(
    args: &Doctor,
    console: &Console,
    service: &CardService,
    now: Option<UnixTime>,
) -> Vec<Finding> {
    let known = knowledge::open(args.trust.as_deref(), console);
    let mut findings = device::examine(service, args.reader.as_deref(), known.environment());
    findings.extend(known.examine(now, console));
    findings.extend(knowledge::stores(args));
    findings
}

fn exit(findings: &[Finding]) -> Exit {
    let bad = || {
        findings
            .iter()
            .filter(|finding| finding.health == Health::Bad)
    };
    if bad().any(|finding| finding.fault() == Exit::Device) {
        Exit::Device
    } else if bad().next().is_some() {
        Exit::Usage
    } else {
        Exit::Done
    }
}

fn said<'a>(finding: &'a Finding, words: &Words) -> Said<'a> {
    let id = format!("doctor-{}", finding.code);
    let values = finding.values();
    Said {
        subject: finding.subject(),
        code: finding.code,
        health: finding.health.as_str(),
        message: words.say(&id, &values),
        fix: words.attribute(&id, "fix", &values),
    }
}

fn paragraph(finding: &Finding, said: &Said<'_>, console: &Console) -> String {
    let words = &console.words;
    let tone = match finding.health {
        Health::Good => Tone::Good,
        Health::Warning => Tone::Caution,
        Health::Bad => Tone::Bad,
        Health::NotChecked => Tone::Quiet,
    };
    let mark = words.text(&format!("doctor-health-{}", said.health));
    let subject = words.text(&format!("doctor-subject-{}", said.subject));
    let line = format!(
        "{} {subject}: {}",
        console.output.paint(tone, &mark),
        said.message
    );
    match &said.fix {
        Some(fix) => format!("{line}\n    {}: {fix}", words.text("screen-next")),
        None => line,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
