// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A desk of the office: its register, open, and who works at it when.

use crate::args::{DeskOption, OfficeOption, RegisterOption};
use crate::bound;
use crate::problems;
use crate::reasons::Reasons;
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Tone, Words};
use epatent_core::object::{Digest, Environment};
use epatent_core::{CivilDate, UnixTime};
use epatent_office::production::OfficeRules;
use epatent_office::rules::{self, RulesError};
use epatent_office::settings::Settings;
use epatent_register::{Actor, CardStatus, Head, Label, Location, Register, RegisterError};

/// The name of a station that has none.
const STATION: &str = "station 1";
/// Hours that Moscow is ahead of UTC.
const MOSCOW: i8 = 3;
/// Where Linux says what a computer is called.
const HOST_NAME: &str = "/proc/sys/kernel/hostname";

/// The register, and in whose name it is changed.
pub(crate) struct Desk {
    pub(crate) register: Register,
    pub(crate) by: Actor,
    /// When the command began: the time of everything that it records.
    pub(crate) at: UnixTime,
    /// What the office allows.
    pub(crate) rules: OfficeRules,
    /// Laboratory or production, as the folder says it.
    pub(crate) environment: Environment,
    /// All that is in force: also what its devices and its own read-back judge by.
    pub(crate) in_force: Settings,
    /// Why it may do something.
    pub(crate) reasons: Reasons,
}

impl Desk {
    /// Opens the register where the office has one; whoever does something there has a number. `None`
    /// for an office without a register, such as a laboratory's.
    pub(crate) fn where_registered(
        args: &OfficeOption,
        console: &Console,
    ) -> Result<Option<Self>, Failure> {
        if !is_registered(&args.register, &console.words)? {
            return Ok(None);
        }
        let operator = args.operator.clone().ok_or_else(|| {
            Failure::new(&console.words, Exit::Usage, "error-operator-needed", &[])
        })?;
        let desk = DeskOption {
            register: args.register.clone(),
            operator,
            station: args.station.clone(),
        };
        Self::open(&desk, console).map(Some)
    }

    /// Opens the register for somebody.
    pub(crate) fn open(args: &DeskOption, console: &Console) -> Result<Self, Failure> {
        let failed = |error: RegisterError| failure(&console.words, &error);
        let station = args.station.clone().unwrap_or_else(station_name);
        let by = Actor {
            operator: Label::parse(&args.operator).map_err(failed)?,
            station: Label::parse(&station).map_err(failed)?,
        };
        let at = epatent_station::now(&console.words)?;
        let mut register = open(&args.register, console)?;
        let said = Store::new(&args.register.store.store).settings(&console.words)?;
        // Rules that became stricter are recorded before anything is done under them.
        let standing = rules::settle(&mut register, &by, at, &said)
            .map_err(|error| rules_failure(&console.words, &error))?;
        if standing.wanted.is_some() {
            console
                .output
                .note_in(Tone::Caution, &console.words.text("note-rules-wait"));
        }
        let in_force = standing.in_force;
        Ok(Self {
            register,
            by,
            at,
            rules: in_force.rules,
            environment: said.environment,
            reasons: Reasons::with(in_force.reasons.clone(), &console.words)?,
            in_force,
        })
    }
}

/// Whether the office has a register. Where it had one that is not there, nothing is done beside it.
pub(crate) fn is_registered(args: &RegisterOption, words: &Words) -> Result<bool, Failure> {
    let store = Store::new(&args.store.store);
    if args.location.is_some() || store.register_file().exists() {
        return Ok(true);
    }
    if !store.has_had_register() {
        return Ok(false);
    }
    let values = [("path", store.register_file().display().to_string().into())];
    Err(Failure::new(
        words,
        Exit::Usage,
        "error-register-gone",
        &values,
    ))
}

/// The day on which something comes in, before a region is known: Moscow's. A day is near enough for all.
pub(crate) fn today(at: UnixTime, words: &Words) -> Result<CivilDate, Failure> {
    CivilDate::of_unix_time(at, MOSCOW)
        .map_err(|_| Failure::new(words, Exit::Device, "error-clock", &[]))
}

/// The register of a store, for reading.
pub(crate) fn open(args: &RegisterOption, console: &Console) -> Result<Register, Failure> {
    let location = location(args, &console.words)?;
    let mut register =
        Register::open(&location).map_err(|error| failure(&console.words, &error))?;
    bound::demand(
        &Store::new(&args.store.store),
        &mut register,
        &console.words,
    )?;
    Ok(register)
}

/// Where the register is: as typed, else in the store.
pub(crate) fn location(args: &RegisterOption, words: &Words) -> Result<Location, Failure> {
    match &args.location {
        Some(text) => Location::parse(text).map_err(|error| failure(words, &error)),
        None => Ok(Location::File(
            Store::new(&args.store.store).register_file(),
        )),
    }
}

/// What the register says, in words: 2 where something else has to be asked for, 4 where the
/// database is in trouble.
pub(crate) fn failure(words: &Words, error: &RegisterError) -> Failure {
    let (exit, id) = match error {
        RegisterError::Missing { .. } => (Exit::Usage, "error-register-missing"),
        RegisterError::Exists { .. } => (Exit::Usage, "error-register-exists"),
        RegisterError::Location { .. } | RegisterError::Unencrypted { .. } => {
            (Exit::Usage, "error-register-location")
        }
        RegisterError::Newer { .. } | RegisterError::MigrationDiffers { .. } => {
            (Exit::Usage, "error-register-newer")
        }
        RegisterError::NotApproved { .. } => (Exit::Usage, "error-not-approved"),
        RegisterError::NotProposed => (Exit::Usage, "error-act-not-proposed"),
        RegisterError::Lapsed => (Exit::Usage, "error-act-lapsed"),
        RegisterError::OverLimit { .. } => (Exit::Usage, "error-over-limit"),
        RegisterError::Duplicate(_)
        | RegisterError::NotFound { .. }
        | RegisterError::State { .. }
        | RegisterError::Dates { .. }
        | RegisterError::TooManyCards
        | RegisterError::Operator
        | RegisterError::Text { .. } => (Exit::Usage, "error-register-refused"),
        RegisterError::Busy(_) => (Exit::Device, "error-register-busy"),
        RegisterError::CommitUnknown(_) => (Exit::Device, "error-register-unknown"),
        RegisterError::DocumentAltered { .. } => (Exit::Device, "error-application-altered"),
        RegisterError::Damaged { .. } | RegisterError::NotOneRow { .. } => {
            (Exit::Device, "error-register-damaged")
        }
        _ => (Exit::Device, "error-register"),
    };
    let reason = problems::register::error(error, words);
    Failure::new(words, exit, id, &[("reason", reason.into())])
}

/// Why the rules in force are not known, in words.
pub(crate) fn rules_failure(words: &Words, error: &RulesError) -> Failure {
    match error {
        RulesError::Register(error) => failure(words, error),
        RulesError::Changed => Failure::new(words, Exit::Refused, "error-rules-changed", &[]),
        other => {
            let values = [("reason", other.to_string().into())];
            Failure::new(words, Exit::Usage, "error-register-newer", &values)
        }
    }
}

/// A digest as it was typed: 64 hexadecimal digits.
pub(crate) fn digest(text: &str) -> Option<Digest> {
    let mut bytes = [0; Digest::LENGTH];
    hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
    Some(Digest::from_bytes(bytes))
}

/// A head as it is printed and kept: the number of an event and its hash.
pub(crate) fn head_text(head: Head) -> String {
    format!("{} {}", head.sequence, head.hash)
}

/// A head as it was printed.
pub(crate) fn head(line: &str) -> Option<Head> {
    let (sequence, hash) = line.trim().split_once(char::is_whitespace)?;
    Some(Head {
        sequence: sequence.parse().ok().filter(|number| *number >= 0)?,
        hash: digest(hash)?,
    })
}

/// What lists say of a card, as a word.
pub(crate) const fn status_word(status: CardStatus) -> &'static str {
    match status {
        CardStatus::Valid => "valid",
        CardStatus::Annulled => "annulled",
        CardStatus::Suspended => "suspended",
        CardStatus::Superseded => "superseded",
    }
}

/// What this computer is called.
fn station_name() -> String {
    std::fs::read_to_string(HOST_NAME)
        .ok()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| STATION.to_owned())
}
