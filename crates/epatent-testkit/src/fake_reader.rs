// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A smart-card service that fails as it is told, with an emulated card in its reader.
//!
//! [`Course`] notes which calls a program makes when nothing fails; its [injections](Injection) are
//! every way in which every one of them can fail.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use epatent_apdu::{Transport, TransportError};
use epatent_emulator::{Card, InProcess};
use epatent_pcsc::fake::{CODES, Code, Fake, Mishap, Power};
use epatent_pcsc::{Call, CardService};

/// A reader with a card in it.
#[derive(Debug)]
pub struct FakeReader {
    fake: Fake,
    card: Held,
}

/// What lies in the reader, shared with the service.
#[derive(Clone, Debug)]
struct Held(Arc<Mutex<Tray>>);

#[derive(Debug)]
struct Tray {
    card: InProcess<Card>,
    commands: usize,
    /// Commands before each connection.
    connections: Vec<usize>,
    /// The card that lies there from this connection on.
    next: Option<(usize, Card)>,
}

impl Held {
    fn lock(&self) -> MutexGuard<'_, Tray> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tray {
    fn power(&mut self, event: Power) {
        match event {
            Power::Off => self.card.power_cycle(),
            _ => {
                let number = self.connections.len();
                self.connections.push(self.commands);
                if let Some((_, card)) = self.next.take_if(|(at, _)| *at == number) {
                    self.card = InProcess::new(card);
                }
            }
        }
    }
}

impl Transport for Held {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut tray = self.lock();
        tray.commands += 1;
        tray.card.transmit(command)
    }
}

impl FakeReader {
    /// Puts a card into a reader.
    #[must_use]
    pub fn with(card: Card) -> Self {
        let fake = Fake::new();
        let card = Held(Arc::new(Mutex::new(Tray {
            card: InProcess::new(card),
            commands: 0,
            connections: Vec::new(),
            next: None,
        })));
        let powered = card.clone();
        let mut set = fake.set();
        set.card = Some(Box::new(card.clone()));
        set.on_power = Some(Box::new(move |event| powered.lock().power(event)));
        drop(set);
        Self { fake, card }
    }

    /// The same, where something goes wrong once.
    #[must_use]
    pub fn failing(card: Card, injection: Injection) -> Self {
        let reader = Self::with(card);
        reader.fake.set().once = Some((injection.call, injection.number, injection.mishap));
        reader
    }

    /// The service as a program takes it.
    #[must_use]
    pub fn service(&self) -> CardService {
        self.fake.service()
    }

    /// What the service does can be changed here, and what was called is seen.
    #[must_use]
    pub const fn fake(&self) -> &Fake {
        &self.fake
    }

    /// Looks at the card, while the service is not called.
    pub fn look<T>(&self, at: impl FnOnce(&Card) -> T) -> T {
        at(self.card.lock().card.device())
    }

    /// Puts another card in its place before the connection of this number, from 0.
    pub fn exchange_at(&self, connection: usize, card: Card) {
        self.card.lock().next = Some((connection, card));
    }

    /// The calls that were made.
    #[must_use]
    pub fn course(&self) -> Course {
        Course {
            calls: self.fake.counts(),
            replies: self.fake.set().reply_lengths.clone(),
            connections: self.card.lock().connections.clone(),
        }
    }
}

/// The calls that a program makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// How many of each kind.
    pub calls: Vec<(Call, usize)>,
    /// The length of each reply of a card, in bytes.
    pub replies: Vec<usize>,
    /// How many commands there were before each connection.
    pub connections: Vec<usize>,
}

/// One call that goes wrong once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Injection {
    /// Which kind of call.
    pub call: Call,
    /// Which of its kind, from 0.
    pub number: usize,
    /// How.
    pub mishap: Mishap,
}

impl Course {
    /// Every code of the library and a panic at every call; at every command the code before and
    /// after the card has carried it out, and every beginning of its reply from none.
    #[must_use]
    pub fn injections(&self) -> Vec<Injection> {
        let mut all = Vec::new();
        for &(call, count) in &self.calls {
            for number in 0..count {
                let at = |mishap| Injection {
                    call,
                    number,
                    mishap,
                };
                all.extend(CODES.map(|code| at(Mishap::Fails(code))));
                all.push(at(Mishap::Panics));
                if call == Call::Transmit {
                    all.extend(CODES.map(|code| at(Mishap::FailsAfterwards(code))));
                    let length = self.replies.get(number).copied().unwrap_or_default();
                    all.extend((0..length).map(|length| at(Mishap::Cut(length))));
                }
            }
        }
        all
    }
}

impl Injection {
    /// The code of the error that a program must report, where it does not get over it. A reply
    /// that was cut off may be taken for several things.
    #[must_use]
    pub fn troubles(&self) -> &'static [&'static str] {
        match self.mishap {
            Mishap::Fails(code) | Mishap::FailsAfterwards(code) => self.trouble(code),
            Mishap::Cut(_) => &[
                "card-removed",
                "outcome-unknown",
                "bad-reply",
                "command-refused",
                "office-channel",
            ],
            _ => &["reader-other"],
        }
    }

    fn trouble(&self, code: Code) -> &'static [&'static str] {
        let transmitting = self.call == Call::Transmit;
        let connected = matches!(self.call, Call::Transmit | Call::Begin | Call::Status);
        match code {
            Code::NoService
            | Code::ServiceStopped
            | Code::Shutdown
            | Code::CommError
            | Code::InvalidHandle => &["service-unavailable"],
            Code::SecurityViolation | Code::NoAccess if !transmitting => &["access-denied"],
            Code::UnknownReader | Code::ReaderUnavailable => &["reader-lost"],
            Code::NoReadersAvailable => &["no-reader"],
            Code::NoSmartcard | Code::RemovedCard if connected => &["card-removed"],
            Code::NoSmartcard | Code::RemovedCard => &["no-card"],
            Code::ResetCard => &["card-reset"],
            Code::UnresponsiveCard
            | Code::UnpoweredCard
            | Code::InvalidAtr
            | Code::NotReady
            | Code::ProtoMismatch
            | Code::UnsupportedCard
            | Code::CardUnsupported => &["card-unresponsive"],
            Code::SharingViolation => &["card-in-use"],
            // While a card is read nothing can be done by half: then it is a card that is gone.
            Code::NotTransacted | Code::CommDataLost if transmitting => {
                &["outcome-unknown", "card-removed"]
            }
            Code::NotTransacted | Code::CommDataLost => &["card-unresponsive"],
            Code::Timeout | Code::WaitedTooLong => &["card-timed-out"],
            Code::InsufficientBuffer if transmitting => &["reply-too-long"],
            _ => &["reader-other"],
        }
    }

    /// Whether a program is to get over it and go on to the end.
    #[must_use]
    pub fn is_overcome(&self) -> bool {
        let (Mishap::Fails(code) | Mishap::FailsAfterwards(code)) = self.mishap else {
            return false;
        };
        matches!(
            (self.call, code),
            // It tries to share, and then again until its deadline.
            (Call::Connect, Code::SharingViolation)
                // A reader vanished between the listing and the look at it.
                | (Call::Watch, Code::UnknownReader | Code::ReaderUnavailable)
                // It starts over.
                | (Call::Transmit, Code::ResetCard)
        )
    }
}
