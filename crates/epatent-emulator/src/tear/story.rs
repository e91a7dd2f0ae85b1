// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is done with a card while things go wrong.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use epatent_apdu::flows::{Abort, GenerateKey, Personalise, ReadFile, SelectApplet};
use epatent_apdu::profile::{EF_CARD_ACCESS, EF_SECURITY_OBJECT, LifeCycle, Point};
use epatent_apdu::{Flow, FlowError, Transport, drive};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::card::Card;
use crate::in_process::InProcess;
use crate::nvm::Nvm;

const SESSION: [u8; 16] = [0x5E; 16];
const CHALLENGE: [u8; 32] = [0x3C; 32];

/// A card and what an office does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Story {
    /// A card from the factory gets a key and its files, and is committed.
    Issue,
    /// A card with a key gets its files and is committed.
    Personalise,
    /// A session in which a file is wrong from its first byte on and another one stops in the
    /// middle is taken up again: files are written over.
    Resume,
    /// A session is given up: the card becomes as it left the factory.
    Abort,
    /// A committed card is read.
    Read,
}

impl Story {
    /// Every story.
    pub const ALL: [Self; 5] = [
        Self::Issue,
        Self::Personalise,
        Self::Resume,
        Self::Abort,
        Self::Read,
    ];

    /// A word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Personalise => "personalise",
            Self::Resume => "resume",
            Self::Abort => "abort",
            Self::Read => "read",
        }
    }

    /// The state of the card at the end.
    pub(super) const fn end(self) -> LifeCycle {
        match self {
            Self::Abort => LifeCycle::Blank,
            _ => LifeCycle::Active,
        }
    }

    /// The states in which a fault may leave the card.
    pub(super) const fn allowed(self) -> &'static [LifeCycle] {
        const BLANK: LifeCycle = LifeCycle::Blank;
        const OPEN: LifeCycle = LifeCycle::Personalisation;
        const ACTIVE: LifeCycle = LifeCycle::Active;
        match self {
            Self::Issue | Self::Personalise => &[BLANK, OPEN, ACTIVE],
            Self::Resume => &[OPEN, ACTIVE],
            Self::Abort => &[BLANK, OPEN],
            Self::Read => &[ACTIVE],
        }
    }

    /// Whether the key may go away.
    pub(super) const fn gives_up_the_key(self) -> bool {
        matches!(self, Self::Abort)
    }

    /// The memory at the beginning.
    pub(super) fn start(self) -> Result<Nvm, FlowError> {
        Ok(match self {
            Self::Issue => Nvm::blank(),
            Self::Personalise => starts()?.keyed.clone(),
            Self::Resume | Self::Abort => starts()?.open.clone(),
            Self::Read => starts()?.active.clone(),
        })
    }

    /// What the office does: by the same commands whether it is the first time or not.
    ///
    /// Returns the point of the key that the office was told in it.
    pub(super) fn act(self, card: &mut dyn Transport) -> Result<Option<Point>, FlowError> {
        match self {
            Self::Issue => {
                let point = ask(GenerateKey::new(CHALLENGE), card)?;
                ask(Personalise::new(SESSION, point, files())?, card)?;
                Ok(Some(point))
            }
            Self::Personalise | Self::Resume => {
                ask(Personalise::new(SESSION, starts()?.point, files())?, card)?;
                Ok(None)
            }
            Self::Abort => {
                ask(Abort::new(SESSION), card)?;
                Ok(None)
            }
            Self::Read => {
                ask(SelectApplet::new(), card)?;
                for (identifier, content) in files() {
                    // What is read wrong is an error of the reading here; a terminal finds it by
                    // the digests in the security object.
                    if ask(ReadFile::new(identifier), card)? != content {
                        return Err(FlowError::NotWritten { identifier });
                    }
                }
                Ok(None)
            }
        }
    }

    /// The key at the beginning.
    pub(super) fn point(self) -> Result<Option<Point>, FlowError> {
        match self {
            Self::Issue => Ok(None),
            _ => Ok(Some(starts()?.point)),
        }
    }
}

/// One conversation with the card. Every command of a story goes through here: a secure channel
/// around it belongs here, too.
fn ask<F: Flow>(flow: F, card: &mut dyn Transport) -> Result<F::Output, FlowError> {
    drive(flow, card)
}

/// A card of some hundred bytes: files that end in the middle of a page, at its end and behind it,
/// and one that takes two commands.
pub(super) fn files() -> BTreeMap<u16, Vec<u8>> {
    let file = |length: u8, seed: u8| (0..length).map(move |byte| byte.wrapping_mul(7) ^ seed);
    BTreeMap::from([
        (0x0101, file(70, 1).collect()),
        (0x0102, file(200, 2).chain(file(60, 3)).collect()),
        (0x0104, file(64, 4).collect()),
        (EF_CARD_ACCESS, file(22, 5).collect()),
        (EF_SECURITY_OBJECT, file(129, 6).collect()),
    ])
}

/// A card that draws from this seed, so that every run of a story makes the same key.
pub(super) fn card(memory: Nvm) -> Card {
    Card::with_memory(memory, StdRng::seed_from_u64(11))
}

/// Memories at the beginning of stories, made once.
struct Starts {
    keyed: Nvm,
    open: Nvm,
    active: Nvm,
    point: Point,
}

fn starts() -> Result<&'static Starts, FlowError> {
    static STARTS: OnceLock<Result<Starts, FlowError>> = OnceLock::new();
    STARTS
        .get_or_init(Starts::make)
        .as_ref()
        .map_err(Clone::clone)
}

impl Starts {
    fn make() -> Result<Self, FlowError> {
        let mut reader = InProcess::new(card(Nvm::blank()));
        let point = ask(GenerateKey::new(CHALLENGE), &mut reader)?;
        let keyed = reader.device().memory().clone();

        // The first two files are there, the second one without its end and with a wrong byte;
        // the rest is not.
        let mut open = Stop { reader, left: 4 };
        let stopped = drive(Personalise::new(SESSION, point, files())?, &mut open);
        let mut reader = open.reader;
        let mut memory = reader.device().memory().clone();
        // Where the flow did not stop there is nothing to resume, which the judge will say.
        if stopped.is_err() {
            let _ = memory.write(crate::nvm::Cell::Content(0x0101), 3, &[0xEE]);
        }
        let open = memory;

        drive(Personalise::new(SESSION, point, files())?, &mut reader)?;
        let active = reader.device().memory().clone();
        Ok(Self {
            keyed,
            open,
            active,
            point,
        })
    }
}

/// A reader that lets some commands through.
struct Stop {
    reader: InProcess<Card>,
    left: u32,
}

impl Transport for Stop {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, epatent_apdu::TransportError> {
        let removed = epatent_apdu::TransportError::CardRemoved;
        self.left = self.left.checked_sub(1).ok_or(removed)?;
        self.reader.transmit(command)
    }
}
