// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is done with a card while things go wrong.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use epatent_apdu::flows::{
    Abort, Activate, AppendRecord, GenerateKey, Personalise, ReadFile, SelectApplet, Suspend,
    Terminate,
};
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{
    EF_CAN, EF_CARD_ACCESS, EF_SECURITY_OBJECT, LifeCycle, PaymentLog, Point,
};
use epatent_apdu::scp03::{DiversificationData, OpenScp03, Scp03Channel, SecurityLevel};
use epatent_apdu::secure_messaging::HostChannel;
use epatent_apdu::{FlowError, Link, Transport, drive};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::card::Card;
use crate::in_process::InProcess;
use crate::key::StaticKeys;
use crate::nvm::Nvm;

const SESSION: [u8; 16] = [0x5E; 16];
const CHALLENGE: [u8; 32] = [0x3C; 32];
const CHIP: DiversificationData = *b"TORN-CHIP1";
const CAN: &str = "004711";
/// What a host draws at random; here every run is the same.
const HOST_CHALLENGE: [u8; 8] = [0x8C; 8];
const SECRETS: [u8; Ephemeral::RANDOM] = [0x42; Ephemeral::RANDOM];

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
    /// A payment is added to a committed card.
    Append,
    /// A committed card is suspended.
    Suspend,
    /// A suspended card becomes valid again.
    Activate,
    /// A committed card with a payment comes to its end, and is erased.
    Terminate,
}

impl Story {
    /// Every story.
    pub const ALL: [Self; 9] = [
        Self::Issue,
        Self::Personalise,
        Self::Resume,
        Self::Abort,
        Self::Read,
        Self::Append,
        Self::Suspend,
        Self::Activate,
        Self::Terminate,
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
            Self::Append => "append",
            Self::Suspend => "suspend",
            Self::Activate => "activate",
            Self::Terminate => "terminate",
        }
    }

    /// The state of the card at the end.
    pub(super) const fn end(self) -> LifeCycle {
        match self {
            Self::Abort => LifeCycle::Blank,
            Self::Suspend => LifeCycle::Suspended,
            Self::Terminate => LifeCycle::Terminated,
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
            Self::Read | Self::Append => &[ACTIVE],
            Self::Suspend | Self::Activate => &[ACTIVE, LifeCycle::Suspended],
            Self::Terminate => &[ACTIVE, LifeCycle::Terminated],
        }
    }

    /// Whether the story can be told of a card that is at its end, and then says so.
    pub(super) const fn repeats(self) -> bool {
        matches!(self, Self::Read | Self::Append)
    }

    /// Whether the key may go away.
    pub(super) const fn gives_up_the_key(self) -> bool {
        matches!(self, Self::Abort | Self::Terminate)
    }

    /// The memory at the beginning.
    pub(super) fn start(self) -> Result<Nvm, FlowError> {
        Ok(match self {
            Self::Issue => factory(),
            Self::Personalise => starts()?.keyed.clone(),
            Self::Resume | Self::Abort => starts()?.open.clone(),
            Self::Activate => starts()?.suspended.clone(),
            Self::Read | Self::Append | Self::Suspend => starts()?.active.clone(),
            Self::Terminate => starts()?.paid.clone(),
        })
    }

    /// What the office does: by the same commands whether it is the first time or not.
    ///
    /// Returns the point of the key that the office was told in it.
    pub(super) fn act(self, card: &mut dyn Transport) -> Result<Option<Point>, FlowError> {
        match self {
            Self::Append => {
                let flow = AppendRecord::new(PaymentLog::default(), record())?;
                drive(flow, &mut office(card)?)?;
                Ok(None)
            }
            Self::Suspend => drive(Suspend::new(), &mut office(card)?).map(|()| None),
            Self::Activate => drive(Activate::new(), &mut office(card)?).map(|()| None),
            Self::Terminate => drive(Terminate::new(), &mut office(card)?).map(|()| None),
            Self::Issue => {
                let mut office = office(card)?;
                let point = drive(GenerateKey::new(CHALLENGE), &mut office)?;
                drive(Personalise::new(SESSION, point, files())?, &mut office)?;
                Ok(Some(point))
            }
            Self::Personalise | Self::Resume => {
                let flow = Personalise::new(SESSION, starts()?.point, files())?;
                drive(flow, &mut office(card)?)?;
                Ok(None)
            }
            Self::Abort => {
                drive(Abort::new(SESSION), &mut office(card)?)?;
                Ok(None)
            }
            Self::Read => {
                drive(SelectApplet::new(), card)?;
                let mut terminal = terminal(card)?;
                let readable = |(identifier, _): &(u16, _)| *identifier != EF_CAN;
                for (identifier, content) in files().into_iter().filter(readable) {
                    // What is read wrong is an error of the reading here; a terminal finds it by
                    // the digests in the security object.
                    if drive(ReadFile::new(identifier), &mut terminal)? != content {
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

type Office<'a> = Link<&'a mut dyn Transport, Scp03Channel>;
type Terminal<'a> = Link<&'a mut dyn Transport, HostChannel>;

/// Opens the channel of the issuer, with everything protected.
fn office(card: &mut dyn Transport) -> Result<Office<'_>, FlowError> {
    let keys = StaticKeys::lab(&CHIP);
    let open = OpenScp03::new(keys, 0, SecurityLevel::Full, HOST_CHALLENGE);
    let channel = drive(open, card)?.channel;
    Ok(Link::new(card).with_channel(channel))
}

/// Opens the channel of a terminal.
fn terminal(card: &mut dyn Transport) -> Result<Terminal<'_>, FlowError> {
    let unfit = FlowError::Unwritable {
        identifier: EF_CAN,
        length: CAN.len(),
    };
    let can = Can::parse(CAN).map_err(|_| unfit.clone())?;
    let ephemeral = Ephemeral::from_random(Parameter::P256, &SECRETS).map_err(|_| unfit)?;
    let channel = drive(Pace::new(&can, ephemeral), card)?.channel;
    Ok(Link::new(card).with_channel(channel))
}

/// A card from the factory.
fn factory() -> Nvm {
    Nvm::keyed(&CHIP, &StaticKeys::of(&StaticKeys::lab(&CHIP)))
}

/// A card of some hundred bytes: files that end in the middle of a page, at its end and behind it,
/// and one that takes two commands.
pub(super) fn files() -> BTreeMap<u16, Vec<u8>> {
    let file = |length: u8, seed: u8| (0..length).map(move |byte| byte.wrapping_mul(7) ^ seed);
    BTreeMap::from([
        (EF_CAN, CAN.as_bytes().to_vec()),
        (0x0101, file(70, 1).collect()),
        (0x0102, file(200, 2).chain(file(60, 3)).collect()),
        (0x0104, file(64, 4).collect()),
        (EF_CARD_ACCESS, file(22, 5).collect()),
        (EF_SECURITY_OBJECT, file(129, 6).collect()),
    ])
}

/// A payment that takes two transactions of the card.
pub(super) fn record() -> Vec<u8> {
    (0..300_u16).map(|byte| byte.to_be_bytes()[1]).collect()
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
    suspended: Nvm,
    paid: Nvm,
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
        let mut reader = InProcess::new(card(factory()));
        let point = drive(GenerateKey::new(CHALLENGE), &mut office(&mut reader)?)?;
        let keyed = reader.device().memory().clone();

        // The first three files are there, the third one without its end, the second one with a
        // wrong byte; the rest is not. The commands are two of SCP03, STATUS, BEGIN, and a WRITE
        // for each, the third in two pieces.
        let mut open = Stop { reader, left: 8 };
        let stopped = office(&mut open)
            .and_then(|mut office| drive(Personalise::new(SESSION, point, files())?, &mut office));
        let mut reader = open.reader;
        reader.power_cycle();
        let mut memory = reader.device().memory().clone();
        // Where the flow did not stop there is nothing to resume, which the judge will say.
        if stopped.is_err() {
            let _ = memory.write(crate::nvm::Cell::Content(0x0101), 3, &[0xEE]);
        }
        let open = memory;

        let flow = Personalise::new(SESSION, point, files())?;
        drive(flow, &mut office(&mut reader)?)?;
        let active = reader.device().memory().clone();
        drive(Suspend::new(), &mut office(&mut reader)?)?;
        let suspended = reader.device().memory().clone();
        let mut reader = InProcess::new(card(active.clone()));
        let flow = AppendRecord::new(PaymentLog::default(), record())?;
        drive(flow, &mut office(&mut reader)?)?;
        let paid = reader.device().memory().clone();
        Ok(Self {
            keyed,
            open,
            active,
            suspended,
            paid,
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
