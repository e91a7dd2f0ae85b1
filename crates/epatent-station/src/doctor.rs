// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a doctor says: findings in the order in which things have to work, one thing to do for each.

use epatent_cli::{Console, Exit, Failure, Tone, Value, Words};
use epatent_pcsc::ReaderError;
use serde::Serialize;

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Good,
    /// Cards are checked, and this should be seen to.
    Warning,
    /// Cards cannot be checked, or never with the answer "in force".
    Bad,
    /// It could not be looked at, because of something before it or because nobody asked.
    NotChecked,
}

impl Health {
    /// `good`, `warning`, `bad` or `not-checked`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::NotChecked => "not-checked",
        }
    }
}

/// What was found. The code names the message, and before its first dash the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `reader-none`: subject and what is the matter with it.
    pub code: &'static str,
    /// How it was found.
    pub health: Health,
    values: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding without values.
    #[must_use]
    pub const fn new(health: Health, code: &'static str) -> Self {
        Self {
            code,
            health,
            values: Vec::new(),
        }
    }

    /// The same with a value for the words.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// `service`, `reader`, `driver`, `card`, `clock`; of an officer `trust`, `roots`, `bundle`, `lists`, `store`; of an
    /// office `office`, `keys`, `register`, `work`, `publication`, `disk`.
    #[must_use]
    pub fn subject(&self) -> &'static str {
        self.code
            .split_once('-')
            .map_or(self.code, |(subject, _)| subject)
    }

    /// Whose fault it is, as the exit codes of all commands say.
    #[must_use]
    pub fn fault(&self) -> Exit {
        match self.subject() {
            "service" | "reader" | "driver" | "card" | "clock" => Exit::Device,
            _ => Exit::Usage,
        }
    }

    fn values(&self) -> Vec<(&str, Value<'_>)> {
        self.values
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect()
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    /// Whether nothing is in the way.
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

/// Says the findings. Exit 0 where nothing is in the way, 4 where service, reader, card or clock is, 2
/// where files are.
///
/// # Errors
/// Stdout refused them.
pub fn give(findings: &[Finding], console: &Console) -> Result<Exit, Failure> {
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
    Ok(exit(findings))
}

/// What is the matter with the service.
#[must_use]
pub fn of_service(error: &ReaderError) -> Finding {
    let code = match error {
        ReaderError::ServiceUnavailable | ReaderError::ServiceLost => "service-stopped",
        ReaderError::AccessDenied => "service-denies",
        error => {
            let reason = error.to_string();
            return Finding::new(Health::Bad, "service-fails").with("reason", reason);
        }
    };
    Finding::new(Health::Bad, code)
}

/// What is the matter with the choice of a reader.
#[must_use]
pub fn of_choice(error: &ReaderError) -> Finding {
    let joined = |names: &[String]| names.join(", ");
    match error {
        ReaderError::NoReader => Finding::new(Health::Bad, "reader-none"),
        ReaderError::UnknownReader { wanted, names } => Finding::new(Health::Bad, "reader-unknown")
            .with("wanted", wanted)
            .with("names", joined(names)),
        ReaderError::SeveralReaders { names } | ReaderError::AmbiguousReader { names, .. } => {
            // Nothing is broken; every other command only has to be told which.
            Finding::new(Health::Warning, "reader-several")
                .with("names", joined(names))
                .with("first", names.first().map_or("", String::as_str))
        }
        error => Finding::new(Health::Bad, "reader-fails").with("reason", error.to_string()),
    }
}

/// How the program ends with these.
#[must_use]
pub fn exit(findings: &[Finding]) -> Exit {
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
