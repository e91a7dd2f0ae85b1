// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a worker does for a transport: every call to the service, one after the other.
//!
//! All of these may block; deadlines here only bound what is repeated. [`crate::worker`] bounds
//! the rest.

use std::ffi::CString;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pcsc::{Disposition, Error as Code, ShareMode, State};

use crate::error::{Call, ReaderError, explain};
use crate::features;
use crate::reader::{ReaderInfo, ReaderState};
use crate::service::{Control, Link, Service, Session, Watched};
use crate::transport::{REPLY_LIMIT, Sharing};

/// Listings before giving up, when readers vanish between two calls.
const LIST_ATTEMPTS: usize = 3;
/// Pause before asking again for a card that another program holds.
const SHARING_PAUSE: Duration = Duration::from_millis(50);
/// Longest list of features or properties of a driver in bytes.
const LIST_LIMIT: usize = 256;
/// Changes of a reader's state looked at in one wait.
const WATCH_LIMIT: usize = 1_000;

/// A longer limit means the same and must not overflow the clock.
const LONGEST_LIMIT: Duration = Duration::from_secs(86_400);

/// The state of a worker: the service, and the connection when there is one.
pub(crate) struct Desk {
    service: Arc<dyn Service>,
    link: Option<Box<dyn Link>>,
    /// Whether the connection is shared, and kept by a transaction.
    in_transaction: bool,
    reply: Vec<u8>,
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Card,
    Empty,
}

impl Desk {
    pub(crate) fn new(service: Arc<dyn Service>) -> Self {
        Self {
            service,
            link: None,
            in_transaction: false,
            reply: Vec::new(),
        }
    }

    pub(crate) fn list(&self) -> Result<Vec<ReaderInfo>, ReaderError> {
        let session = self.session()?;
        for _ in 0..LIST_ATTEMPTS {
            let names = match session.list() {
                Ok(names) => names,
                Err(Code::NoReadersAvailable) => Vec::new(),
                Err(code) => return Err(explain(Call::List, code, "")),
            };
            if names.is_empty() {
                return Ok(Vec::new());
            }
            let mut watched: Vec<_> = names.into_iter().map(Watched::new).collect();
            match session.watch(Duration::ZERO, &mut watched) {
                Ok(()) => return Ok(watched.iter().map(ReaderInfo::of).collect()),
                // One of them was unplugged in between.
                Err(Code::UnknownReader | Code::ReaderUnavailable) => {}
                Err(code) => return Err(explain(Call::Watch, code, "")),
            }
        }
        Err(ReaderError::Other {
            call: Call::Watch,
            code: Code::ReaderUnavailable,
        })
    }

    /// Connects and returns the card's answer to reset.
    pub(crate) fn connect(
        &mut self,
        reader: &str,
        sharing: Sharing,
        limit: Duration,
    ) -> Result<Vec<u8>, ReaderError> {
        // What became of the old connection does not matter to the new one.
        let _ = self.leave();
        let deadline = self.deadline_of(limit);
        let session = self.session()?;
        let (link, in_transaction) = self.open(session.as_ref(), reader, sharing, deadline)?;
        let atr = link
            .atr()
            .map_err(|code| explain(Call::Status, code, reader))?;
        self.link = Some(link);
        self.in_transaction = in_transaction;
        Ok(atr)
    }

    /// Shows a silent transaction to be alive, where the platform would end it by a reset.
    pub(crate) fn keep_alive(&mut self) {
        if let Some(link) = self.link.as_ref().filter(|_| self.in_transaction) {
            // The next command finds out by itself that the connection is gone.
            let _ = link.atr();
        }
    }

    pub(crate) fn transmit(
        &mut self,
        command: &[u8],
        reader: &str,
    ) -> Result<Vec<u8>, ReaderError> {
        let link = self.link.as_ref().ok_or(ReaderError::NotConnected)?;
        self.reply.resize(REPLY_LIMIT, 0);
        let length = link
            .transmit(command, &mut self.reply)
            .map_err(|code| explain(Call::Transmit, code, reader))?;
        // A card torn out in mid-command reads as success with nothing.
        if length < 2 {
            return Err(ReaderError::OutcomeUnknown { length });
        }
        self.reply
            .get(..length)
            .map(<[u8]>::to_vec)
            .ok_or(ReaderError::ReplyTooLong)
    }

    /// How many bytes of data an APDU may carry, where the driver says so. A driver that refuses to
    /// answer says nothing.
    pub(crate) fn longest_data(&self) -> Option<u32> {
        let link = self.link.as_ref()?;
        let mut list = [0; LIST_LIMIT];
        let length = link.control(Control::Function(features::LIST), &mut list);
        let code = features::properties_code(list.get(..length.ok()?)?)?;
        let length = link.control(Control::Code(code), &mut list);
        features::longest_data(list.get(..length.ok()?)?)
    }

    /// Waits until the reader holds a card, or none.
    pub(crate) fn wait(
        &self,
        reader: &str,
        wanted: Wanted,
        limit: Duration,
    ) -> Result<ReaderInfo, ReaderError> {
        let deadline = self.deadline_of(limit);
        let session = self.session()?;
        let mut watched = [Watched::new(raw_name(reader)?)];
        let mut patience = Duration::ZERO;
        for _ in 0..WATCH_LIMIT {
            match session.watch(patience, &mut watched) {
                Ok(()) => {}
                Err(Code::Timeout) if !patience.is_zero() => break,
                Err(code) => return Err(explain(Call::Watch, code, reader)),
            }
            let [now] = &mut watched;
            let state = ReaderState::of(now);
            match (wanted, &state) {
                (_, ReaderState::Unavailable) => {
                    return Err(ReaderError::ReaderLost {
                        reader: reader.to_owned(),
                    });
                }
                (Wanted::Card, ReaderState::Mute) => {
                    return Err(ReaderError::CardMute {
                        reader: reader.to_owned(),
                    });
                }
                (Wanted::Card, state) if state.has_card() => return Ok(ReaderInfo::of(now)),
                (Wanted::Empty, ReaderState::Empty) => return Ok(ReaderInfo::of(now)),
                _ => now.known = now.now.difference(State::CHANGED),
            }
            patience = deadline.saturating_duration_since(self.service.now());
            if patience.is_zero() {
                break;
            }
        }
        let awaited = match wanted {
            Wanted::Card => "a card",
            Wanted::Empty => "the removal of the card",
        };
        Err(ReaderError::TimedOut { awaited })
    }

    /// Disconnects and leaves the card powered, as other programs expect.
    pub(crate) fn leave(&mut self) -> Result<(), ReaderError> {
        self.end(Disposition::LeaveCard)
    }

    /// Disconnects and takes the power from the card.
    pub(crate) fn unpower(&mut self) -> Result<(), ReaderError> {
        self.end(Disposition::UnpowerCard)
    }

    fn end(&mut self, disposition: Disposition) -> Result<(), ReaderError> {
        let Some(link) = self.link.take() else {
            return Ok(());
        };
        match link.disconnect(disposition) {
            Ok(()) => Ok(()),
            // The connection is over, which is what was asked for.
            Err(
                Code::RemovedCard
                | Code::NoSmartcard
                | Code::ResetCard
                | Code::InvalidHandle
                | Code::NoService
                | Code::ServiceStopped
                | Code::Shutdown
                | Code::CommError
                | Code::UnknownReader
                | Code::ReaderUnavailable,
            ) => Ok(()),
            Err(code) => Err(explain(Call::Disconnect, code, "")),
        }
    }

    fn session(&self) -> Result<Box<dyn Session>, ReaderError> {
        self.service
            .establish()
            .map_err(|code| explain(Call::Establish, code, ""))
    }

    /// Opens the card for this program alone, or else shared with a transaction over the whole
    /// conversation. A program that never shares would lock out those that always do.
    fn open(
        &self,
        session: &dyn Session,
        reader: &str,
        sharing: Sharing,
        deadline: Instant,
    ) -> Result<(Box<dyn Link>, bool), ReaderError> {
        let raw = raw_name(reader)?;
        loop {
            if sharing == Sharing::ExclusiveFirst {
                match session.connect(&raw, ShareMode::Exclusive) {
                    Ok(link) => return Ok((link, false)),
                    Err(Code::SharingViolation) => {}
                    Err(code) => return Err(explain(Call::Connect, code, reader)),
                }
            }
            match session.connect(&raw, ShareMode::Shared) {
                Ok(mut link) => {
                    link.begin()
                        .map_err(|code| explain(Call::Begin, code, reader))?;
                    return Ok((link, true));
                }
                Err(Code::SharingViolation) if self.service.now() < deadline => {
                    self.service.pause(SHARING_PAUSE);
                }
                Err(code) => return Err(explain(Call::Connect, code, reader)),
            }
        }
    }

    fn deadline_of(&self, limit: Duration) -> Instant {
        self.service.now() + limit.min(LONGEST_LIMIT)
    }
}

fn raw_name(reader: &str) -> Result<CString, ReaderError> {
    CString::new(reader).map_err(|_| ReaderError::ReaderLost {
        reader: reader.to_owned(),
    })
}
