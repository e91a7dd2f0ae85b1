// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A smart-card service that fails as it is told, at any call; for tests, with the feature `fake`.
//!
//! It has a reader, a card behind it where a test puts one, and a clock of its own, so that
//! pauses take no time.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::{CStr, CString};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use epatent_apdu::Transport;
use pcsc::{Disposition, ShareMode};

use crate::card_service::CardService;
use crate::error::Call;
use crate::features;
use crate::service::{Control, Link, Service, Session, Watched};

pub use pcsc::{Error as Code, State};

/// Every code of the PC/SC library for Unix.
pub const CODES: [Code; 62] = {
    use Code::*;
    [
        InternalError,
        Cancelled,
        InvalidHandle,
        InvalidParameter,
        InvalidTarget,
        NoMemory,
        WaitedTooLong,
        InsufficientBuffer,
        UnknownReader,
        Timeout,
        SharingViolation,
        NoSmartcard,
        UnknownCard,
        CantDispose,
        ProtoMismatch,
        NotReady,
        InvalidValue,
        SystemCancelled,
        CommError,
        UnknownError,
        InvalidAtr,
        NotTransacted,
        ReaderUnavailable,
        Shutdown,
        PciTooSmall,
        ReaderUnsupported,
        DuplicateReader,
        CardUnsupported,
        NoService,
        ServiceStopped,
        IccInstallation,
        IccCreateorder,
        UnsupportedFeature,
        DirNotFound,
        FileNotFound,
        NoDir,
        NoFile,
        NoAccess,
        WriteTooMany,
        BadSeek,
        InvalidChv,
        UnknownResMng,
        NoSuchCertificate,
        CertificateUnavailable,
        NoReadersAvailable,
        CommDataLost,
        NoKeyContainer,
        ServerTooBusy,
        UnsupportedCard,
        UnresponsiveCard,
        UnpoweredCard,
        ResetCard,
        RemovedCard,
        SecurityViolation,
        WrongChv,
        ChvBlocked,
        Eof,
        CancelledByUser,
        CardNotAuthenticated,
        CacheItemNotFound,
        CacheItemStale,
        CacheItemTooBig,
    ]
};

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mishap {
    /// It does nothing and returns this code.
    Fails(Code),
    /// It does what it should, and returns this code all the same.
    FailsAfterwards(Code),
    /// A command is carried out, and success comes with only this many bytes of the reply.
    Cut(usize),
    /// It panics as the PC/SC library does on values it does not know.
    Panics,
    /// It takes this long.
    Takes(Duration),
}

/// The service. Clones are the same service.
#[derive(Clone)]
pub struct Fake(Arc<Mutex<Inner>>);

/// What is set and seen from outside.
pub struct Inner {
    /// The names of the readers.
    pub readers: Vec<&'static str>,
    /// The states that watching shows, one after the other; the last one stays.
    pub states: VecDeque<State>,
    /// What goes wrong at every call of a kind.
    pub mishaps: Vec<(Call, Mishap)>,
    /// What goes wrong once: at the call of a kind that has this number from 0.
    pub once: Option<(Call, usize, Mishap)>,
    /// Whether exclusive access is refused although shared access is not.
    pub shared_only: bool,
    /// Replies to come; then those of the card.
    pub replies: VecDeque<Vec<u8>>,
    /// The card that answers; without one every command is answered with 9000.
    pub card: Option<Box<dyn Transport + Send>>,
    /// Is called when a card is connected to, and when its power is taken.
    pub on_power: Option<Box<dyn FnMut(Power) + Send>>,
    /// The longest data field in bytes that the driver admits to; it says nothing where there is none.
    pub longest_data: Option<u32>,
    /// What the reader carries; everything where there is none.
    pub reach: Option<Reach>,
    /// How long a transaction may be silent.
    pub longest_silence: Option<Duration>,
    /// What was called, in order, by the names of PC/SC.
    pub calls: Vec<String>,
    /// The length of each reply before anything was cut off, in bytes.
    pub reply_lengths: Vec<usize>,
    /// Time that passed in pauses.
    pub paused: Duration,
    counts: Vec<(Call, usize)>,
}

/// APDUs that a reader carries, and what it does with the others.
///
/// Short commands, and replies to them, always come through; every reader has that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The longest extended command in bytes.
    pub command: usize,
    /// The longest reply in bytes, the status word included.
    pub reply: usize,
    /// What becomes of a command or of a reply that is longer.
    pub beyond: Beyond,
}

/// What a reader does with an APDU that is too long for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Beyond {
    /// It returns this code; the card has seen nothing of a command that was too long.
    Code(Code),
    /// It sends as much as it carries to the card, which answers 6700; a reply it answers with 6700
    /// itself.
    WrongLength,
    /// Success, with this many bytes of the reply.
    Cut(usize),
    /// Nothing for this long; then as [`Beyond::Code`] with a timeout.
    Silence(Duration),
    /// The card loses its power, and this code comes from the connection until it is made anew.
    Reset(Code),
}

impl Reach {
    fn carries(&self, command: &[u8], reply: usize) -> bool {
        const SHORT: usize = 4 + 1 + 255 + 1;
        const SHORT_REPLY: usize = 256 + 2;
        command.len() <= self.command.max(SHORT) && reply <= self.reply.max(SHORT_REPLY)
    }
}

/// What happens to the card's power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Power {
    /// It is connected to, without a reset.
    Connected,
    /// Its power is taken away.
    Off,
}

impl Default for Fake {
    fn default() -> Self {
        Self::new()
    }
}

impl Fake {
    /// One reader with a card in it that answers every command with 9000.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Inner {
            readers: vec!["Reader A 00"],
            states: VecDeque::from([State::PRESENT]),
            mishaps: Vec::new(),
            once: None,
            shared_only: false,
            replies: VecDeque::new(),
            card: None,
            on_power: None,
            longest_data: None,
            reach: None,
            longest_silence: None,
            calls: Vec::new(),
            reply_lengths: Vec::new(),
            paused: Duration::ZERO,
            counts: Vec::new(),
        })))
    }

    /// What can be set and seen. It must not be held while the service is called.
    pub fn set(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// Every call of this kind returns this code.
    pub fn fail(&self, call: Call, code: Code) {
        self.set().mishaps.push((call, Mishap::Fails(code)));
    }

    /// The service as a program takes it.
    #[must_use]
    pub fn service(&self) -> CardService {
        CardService(Arc::new(self.clone()))
    }

    /// The calls of this conversation, without listing and watching.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        let mut calls = self.set().calls.clone();
        calls.retain(|call| !call.starts_with("Establish") && !call.starts_with("List"));
        calls.retain(|call| !call.starts_with("Watch") && !call.starts_with("Status"));
        calls
    }

    /// How many calls of each kind there were.
    #[must_use]
    pub fn counts(&self) -> Vec<(Call, usize)> {
        self.set().counts.clone()
    }

    /// Notes a call and says what goes wrong with it, where that is not over at once.
    fn step(&self, call: Call, detail: &str) -> Result<Option<Mishap>, Code> {
        let mishap = {
            let mut inner = self.set();
            inner
                .calls
                .push(format!("{call:?} {detail}").trim().to_owned());
            let number = inner.count(call);
            let once = inner
                .once
                .filter(|(at, which, _)| (*at, *which) == (call, number));
            let always = inner.mishaps.iter().find(|(at, _)| *at == call);
            once.map(|(_, _, mishap)| mishap)
                .or_else(|| always.map(|(_, mishap)| *mishap))
        };
        match mishap {
            Some(Mishap::Fails(code)) => Err(code),
            Some(Mishap::Panics) => panic!("impossible protocol: 0x8"),
            Some(Mishap::Takes(time)) => {
                thread::sleep(time);
                Ok(None)
            }
            other => Ok(other),
        }
    }
}

impl Inner {
    fn count(&mut self, call: Call) -> usize {
        match self.counts.iter_mut().find(|(known, _)| *known == call) {
            Some((_, count)) => {
                *count += 1;
                *count - 1
            }
            None => {
                self.counts.push((call, 1));
                0
            }
        }
    }

    fn power(&mut self, event: Power) {
        if let Some(hook) = &mut self.on_power {
            hook(event);
        }
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fake").finish_non_exhaustive()
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("readers", &self.readers)
            .field("once", &self.once)
            .field("calls", &self.calls)
            .finish_non_exhaustive()
    }
}

/// Where a mishap comes after the work, it is the result.
fn outcome<T>(mishap: Option<Mishap>, done: T) -> Result<T, Code> {
    match mishap {
        Some(Mishap::FailsAfterwards(code)) => Err(code),
        _ => Ok(done),
    }
}

impl Service for Fake {
    fn establish(&self) -> Result<Box<dyn Session>, Code> {
        let mishap = self.step(Call::Establish, "")?;
        outcome(mishap, Box::new(self.clone()))
    }

    fn now(&self) -> Instant {
        Instant::now() + self.set().paused
    }

    fn pause(&self, time: Duration) {
        self.set().paused += time;
    }

    fn longest_silence(&self) -> Option<Duration> {
        self.set().longest_silence
    }
}

impl Session for Fake {
    fn list(&self) -> Result<Vec<CString>, Code> {
        let mishap = self.step(Call::List, "")?;
        let names = self.set().readers.clone();
        let names = names.iter().map(|name| CString::new(*name).unwrap());
        outcome(mishap, names.collect())
    }

    fn watch(&self, _limit: Duration, readers: &mut [Watched]) -> Result<(), Code> {
        let mishap = self.step(Call::Watch, "")?;
        let mut inner = self.set();
        let state = match inner.states.len() {
            0 | 1 => *inner.states.front().unwrap(),
            _ => inner.states.pop_front().unwrap(),
        };
        if readers.iter().all(|reader| reader.known == state) {
            return Err(Code::Timeout);
        }
        for reader in readers {
            reader.now = state | State::CHANGED;
            reader.atr = vec![0x3B, 0x00];
        }
        outcome(mishap, ())
    }

    fn connect(&self, _reader: &CStr, share: ShareMode) -> Result<Box<dyn Link>, Code> {
        let mishap = self.step(Call::Connect, &format!("{share:?}"))?;
        if share == ShareMode::Exclusive && self.set().shared_only {
            return Err(Code::SharingViolation);
        }
        self.set().power(Power::Connected);
        outcome(
            mishap,
            Box::new(FakeLink {
                fake: self.clone(),
                connected: true,
                lost: Cell::new(None),
            }),
        )
    }
}

struct FakeLink {
    fake: Fake,
    connected: bool,
    /// What every command brings since the reader lost the card.
    lost: Cell<Option<Code>>,
}

/// What a card says to a command that was cut.
const WRONG_LENGTH: [u8; 2] = [0x67, 0x00];

impl FakeLink {
    /// What becomes of an APDU that is too long for the reader.
    fn beyond(&self, beyond: Beyond, answer: &[u8], reply: &mut [u8]) -> Result<usize, Code> {
        let mut say = |bytes: &[u8]| {
            reply[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        };
        match beyond {
            Beyond::Code(code) => Err(code),
            Beyond::WrongLength => say(&WRONG_LENGTH),
            Beyond::Cut(length) => say(&answer[..length.min(answer.len())]),
            Beyond::Silence(time) => {
                thread::sleep(time);
                Err(Code::Timeout)
            }
            Beyond::Reset(code) => {
                self.fake.set().power(Power::Off);
                self.lost.set(Some(code));
                Err(code)
            }
        }
    }
}

impl Link for FakeLink {
    fn atr(&self) -> Result<Vec<u8>, Code> {
        let mishap = self.fake.step(Call::Status, "")?;
        outcome(mishap, vec![0x3B, 0x00])
    }

    fn begin(&mut self) -> Result<(), Code> {
        let mishap = self.fake.step(Call::Begin, "")?;
        outcome(mishap, ())
    }

    fn transmit(&self, command: &[u8], reply: &mut [u8]) -> Result<usize, Code> {
        let mishap = self.fake.step(Call::Transmit, &hex(command))?;
        if let Some(code) = self.lost.get() {
            return Err(code);
        }
        let reach = self.fake.set().reach;
        if let Some(reach) = reach.filter(|reach| !reach.carries(command, 0)) {
            return self.beyond(reach.beyond, &WRONG_LENGTH, reply);
        }
        let next = {
            let mut inner = self.fake.set();
            match (inner.replies.pop_front(), &mut inner.card) {
                (Some(reply), _) => reply,
                // A card that falls silent reads as success with nothing.
                (None, Some(card)) => card.transmit(command).unwrap_or_default(),
                (None, None) => vec![0x90, 0x00],
            }
        };
        self.fake.set().reply_lengths.push(next.len());
        if let Some(reach) = reach.filter(|reach| !reach.carries(command, next.len())) {
            return self.beyond(reach.beyond, &next, reply);
        }
        let length = match mishap {
            Some(Mishap::Cut(length)) => length.min(next.len()),
            _ => next.len(),
        };
        let place = reply.get_mut(..length).ok_or(Code::InsufficientBuffer)?;
        place.copy_from_slice(&next[..length]);
        outcome(mishap, length)
    }

    fn control(&self, code: Control, reply: &mut [u8]) -> Result<usize, Code> {
        const PROPERTIES: u32 = 0x4233_0012;
        let mishap = self.fake.step(Call::Control, &format!("{code:?}"))?;
        let longest = self.fake.set().longest_data;
        let longest = longest.ok_or(Code::UnsupportedFeature)?;
        let (head, value) = match code {
            Control::Function(features::LIST) => ([0x12, 4], PROPERTIES.to_be_bytes()),
            Control::Code(PROPERTIES) => ([0x0A, 4], longest.to_le_bytes()),
            _ => return Err(Code::InvalidParameter),
        };
        let answer = [&head[..], &value].concat();
        reply[..answer.len()].copy_from_slice(&answer);
        outcome(mishap, answer.len())
    }

    fn disconnect(mut self: Box<Self>, disposition: Disposition) -> Result<(), Code> {
        self.connected = false;
        let mishap = self
            .fake
            .step(Call::Disconnect, &format!("{disposition:?}"))?;
        if disposition == Disposition::UnpowerCard {
            self.fake.set().power(Power::Off);
        }
        outcome(mishap, ())
    }
}

impl Drop for FakeLink {
    fn drop(&mut self) {
        if self.connected {
            let _ = self.fake.step(Call::Disconnect, "LeaveCard");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
