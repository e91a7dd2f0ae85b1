// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Why a desk could not be set up.

use std::fmt;
use std::io;
use std::process::Command;
use std::time::Duration;

use epatent_emulator::ImageError;

use crate::pcscd::SessionError;

/// Why something at a desk did not happen.
#[derive(Debug)]
#[non_exhaustive]
pub enum DeskError {
    /// There is no smart-card service.
    Service(SessionError),
    /// A program is not where it should be, or cannot be started.
    NotStarted {
        /// Its path.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program that prepares something did not succeed.
    Refused {
        /// Its path.
        program: String,
        /// What it said.
        said: String,
    },
    /// There is no card in an image.
    Image(ImageError),
    /// The service did not see a card come or go.
    NotSeen {
        /// The reader.
        reader: &'static str,
        /// What the service last said of it.
        state: String,
        /// How long it was asked.
        after: Duration,
        /// What the service logged.
        log: String,
    },
    /// A file operation failed.
    Io {
        /// What was tried, to be read after "cannot".
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl DeskError {
    pub(super) const fn io(what: &'static str, source: io::Error) -> Self {
        Self::Io { what, source }
    }

    pub(super) fn cannot_start(command: &Command, source: io::Error) -> Self {
        Self::NotStarted {
            program: command.get_program().to_string_lossy().into_owned(),
            source,
        }
    }
}

impl fmt::Display for DeskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => error.fmt(f),
            Self::NotStarted { program, source } => write!(
                f,
                "cannot start {program}: {source}\n\
                 hint: cargo build -p epatent-issue -p epatent-check -p epatent-emulator"
            ),
            Self::Refused { program, said } => write!(f, "{program}: {}", said.trim()),
            Self::Image(error) => error.fmt(f),
            Self::NotSeen {
                reader,
                state,
                after,
                log,
            } => {
                write!(
                    f,
                    "{reader} is still \"{state}\" after {} s; pcscd: {}",
                    after.as_secs(),
                    log.trim()
                )
            }
            Self::Io { what, source } => write!(f, "cannot {what}: {source}"),
        }
    }
}

impl std::error::Error for DeskError {}
