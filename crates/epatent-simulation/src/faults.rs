// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What goes wrong while a card is on the reader.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use epatent_core::presentation::AccessNumber;
use epatent_emulator::nvm::{Cut, PowerCut, Torn};
use epatent_office::production::chip_acts::Moment;
use epatent_office::production::{Finished, Step, Watcher};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::failure::{Failure, unplanned};
use crate::token::Refusal;

/// Commands of a card that is made, about: later ones are never reached.
const COMMANDS: u32 = 190;
/// Pages that are programmed for a card, about.
const PAGES: u64 = 420;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// None: most cards are made like that.
    None,
    /// The card is torn out at a command.
    Tear {
        /// Commands before it.
        commands: u32,
        /// Whether the chip still does the last one.
        reply_lost: bool,
    },
    /// The chip loses power within a write, perhaps again while it recovers.
    Cut(PowerCut),
    /// The program is killed after a step.
    Kill(Step),
    /// The token fails.
    Token {
        /// Which trouble.
        trouble: usize,
        /// Whether it signed.
        after_signing: bool,
    },
    /// The register's disk is full from a step on.
    DiskFull(Step),
}

impl Fault {
    /// Draws one; three of ten cards are made without.
    pub(crate) fn draw(rng: &mut StdRng) -> Self {
        let step = |rng: &mut StdRng| {
            let place = rng.random_range(0..Step::ALL.len());
            Step::ALL.get(place).copied().unwrap_or(Step::Asked)
        };
        match rng.random_range(0..10) {
            0..3 => Self::None,
            3..5 => Self::Tear {
                commands: rng.random_range(0..COMMANDS),
                reply_lost: rng.random(),
            },
            5..7 => {
                let cuts = 1 + usize::from(rng.random_bool(0.3));
                Self::Cut((0..cuts).map(|_| cut(rng)).collect())
            }
            7 => Self::Kill(step(rng)),
            8 => Self::Token {
                trouble: rng.random_range(0..6),
                after_signing: rng.random(),
            },
            _ => Self::DiskFull(step(rng)),
        }
    }

    /// Draws one for an act upon a card that was handed over, of about so many commands; or the moment at
    /// which the program is killed.
    pub(crate) fn draw_at_desk(rng: &mut StdRng, commands: u32) -> (Self, Option<Moment>) {
        match rng.random_range(0..4) {
            0 => (Self::None, None),
            1 => {
                let tear = Self::Tear {
                    commands: rng.random_range(0..commands),
                    reply_lost: rng.random(),
                };
                (tear, None)
            }
            2 => (Self::Cut(std::iter::once(cut(rng)).collect()), None),
            _ => {
                let place = rng.random_range(0..Moment::ALL.len());
                (Self::None, Moment::ALL.get(place).copied())
            }
        }
    }

    /// The word it is counted under.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Tear { .. } => "tear",
            Self::Cut(_) => "power",
            Self::Kill(_) => "kill",
            Self::Token { .. } => "token",
            Self::DiskFull(_) => "disk",
        }
    }

    /// What the token does.
    pub(crate) const fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Token {
                trouble,
                after_signing,
            } => Some(Refusal {
                trouble: *trouble,
                after_signing: *after_signing,
            }),
            _ => None,
        }
    }
}

/// A loss of power, of every kind but a bit that goes bad later.
fn cut(rng: &mut StdRng) -> Cut {
    let torn = loop {
        match Torn::from_bits(rng.next_u64()) {
            Torn::Weak { .. } => {}
            torn => break torn,
        }
    };
    Cut {
        after: rng.random_range(0..PAGES),
        torn,
    }
}

/// Whoever stands at the reader: kills the program, fills the disk, and keeps what is printed.
pub(crate) struct Hand<'f> {
    fault: &'f Fault,
    disk: Option<FullDisk>,
    /// The access number of the card that was finished.
    pub(crate) printed: Option<AccessNumber>,
    /// Why the disk could not be filled.
    pub(crate) failed: Option<Failure>,
}

impl<'f> Hand<'f> {
    pub(crate) const fn new(fault: &'f Fault) -> Self {
        Self {
            fault,
            disk: None,
            printed: None,
            failed: None,
        }
    }
}

impl Watcher for Hand<'_> {
    fn step(&mut self, step: Step) -> ControlFlow<()> {
        match self.fault {
            Fault::Kill(at) if *at == step => ControlFlow::Break(()),
            Fault::DiskFull(from) if *from == step && self.disk.is_none() => {
                match FullDisk::begin() {
                    Ok(disk) => self.disk = Some(disk),
                    Err(failure) => self.failed = Some(failure),
                }
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Continue(()),
        }
    }

    fn keep(&mut self, card: &Finished<'_>) -> Result<(), String> {
        self.printed = card.card.access_number;
        Ok(())
    }
}

/// No file of this process grows or is written while it lives: `write` says EFBIG, which the register's
/// library takes for a full disk.
pub(crate) struct FullDisk(Rlimit);

impl FullDisk {
    pub(crate) fn begin() -> Result<Self, Failure> {
        let before = getrlimit(Resource::Fsize);
        let full = Rlimit {
            current: Some(0),
            maximum: before.maximum,
        };
        setrlimit(Resource::Fsize, full).map_err(unplanned)?;
        Ok(Self(before))
    }
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        // The limit from before is within the one that nobody may exceed.
        let _ = setrlimit(Resource::Fsize, self.0);
    }
}

/// Keeps the signal of a file that would grow too large from ending the process; the call fails then.
pub(crate) fn outlive_full_disks() -> Result<(), Failure> {
    let ignored = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, ignored).map_err(unplanned)?;
    Ok(())
}
