// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A connection to the card in a reader.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use epatent_apdu::{Transport, TransportError};

use crate::desk::{Desk, Wanted};
use crate::error::ReaderError;
use crate::reader::{ReaderChoice, ReaderInfo, ReaderState};
use crate::service::Service;
use crate::worker::{Lost, Worker};

/// Longest reply: 65,536 bytes of data and the status word (ISO/IEC 7816-4 §5.1).
pub(crate) const REPLY_LIMIT: usize = 65_538;
/// Pause without power. A virtual reader wedged at 300 ms and never at 600.
const POWER_PAUSE: Duration = Duration::from_millis(600);
/// For calls that the service answers by itself.
const SERVICE_LIMIT: Duration = Duration::from_secs(5);
/// For giving the card back when a transport is dropped.
const LEAVE_LIMIT: Duration = Duration::from_secs(2);
/// What a worker may take beyond a limit that it keeps by itself.
const GRACE: Duration = Duration::from_secs(1);

/// How to connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How long to try when another program holds the card.
    pub deadline: Duration,
    /// How long one command may take. Making a key takes a real card up to a few seconds, and after
    /// wrong access numbers a card waits up to a minute on purpose.
    ///
    /// `[applet-spec chip §1]`
    pub command_deadline: Duration,
    /// How to get on with other programs.
    pub sharing: Sharing,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(5),
            command_deadline: Duration::from_secs(65),
            sharing: Sharing::ExclusiveFirst,
        }
    }
}

/// How to get on with other programs that use the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sharing {
    /// Exclusive; when others have connected already, as [`Sharing::Transaction`].
    ExclusiveFirst,
    /// Others may stay connected, but none gets a command in until the end of the conversation.
    /// Windows resets the card when nothing is sent for five seconds.
    Transaction,
}

/// The card in a reader, through PC/SC.
///
/// Dropping it leaves the card powered and as it is. Every call ends: what the service or the
/// card does not answer in time is given up with [`ReaderError::TimedOut`].
pub struct PcscTransport {
    service: Arc<dyn Service>,
    reader: ReaderInfo,
    options: Options,
    atr: Vec<u8>,
    worker: Option<Worker<Desk>>,
}

impl PcscTransport {
    pub(crate) fn open(
        service: Arc<dyn Service>,
        choice: &ReaderChoice,
        options: Options,
    ) -> Result<Self, ReaderError> {
        let reader = choice.find(&list(Arc::clone(&service))?)?.clone();
        let mut transport = Self {
            service,
            reader,
            options,
            atr: Vec::new(),
            worker: None,
        };
        transport.reconnect()?;
        Ok(transport)
    }

    /// The full name of the reader.
    #[must_use]
    pub fn reader(&self) -> &str {
        &self.reader.name
    }

    /// Whether the reader is a program instead of a device.
    #[must_use]
    pub const fn is_virtual(&self) -> bool {
        self.reader.virtual_reader
    }

    /// The card's answer to reset (ISO/IEC 7816-3 §8).
    #[must_use]
    pub fn atr(&self) -> &[u8] {
        &self.atr
    }

    /// Disconnects if connected and connects anew, without a reset: after a removal, a reset by
    /// another program or a restart of the service. It may be another card: check its identity.
    ///
    /// # Errors
    /// When there is no card, or it cannot be had before [`Options::deadline`].
    pub fn reconnect(&mut self) -> Result<(), ReaderError> {
        let (reader, options) = (self.reader.name.clone(), self.options);
        let limit = options.deadline.saturating_add(GRACE);
        let connected = self.on_worker(limit, "the connection", move |desk| {
            desk.connect(&reader, options.sharing, options.deadline)
        });
        self.atr = match connected {
            // The service makes a newcomer wait without a word while another has a transaction.
            Err(ReaderError::TimedOut { .. }) if self.is_in_use() => {
                return Err(ReaderError::SharingViolation {
                    reader: self.reader.name.clone(),
                });
            }
            connected => connected?,
        };
        Ok(())
    }

    /// Takes the power from the card for 600 ms and connects anew: a fresh start with everything
    /// volatile forgotten, as read-back after writing demands.
    ///
    /// # Errors
    /// As [`Self::reconnect`].
    pub fn power_cycle(&mut self) -> Result<(), ReaderError> {
        self.on_worker(SERVICE_LIMIT, "the reader's answer", Desk::unpower)?;
        self.service.pause(POWER_PAUSE);
        self.reconnect()
    }

    /// Waits until a card is in this reader; [`Self::reconnect`] then reaches it. To see a card
    /// changed, wait for the empty reader first.
    ///
    /// # Errors
    /// [`ReaderError::TimedOut`] after `limit`, or when reader or service go away.
    pub fn wait_for_card(&mut self, limit: Duration) -> Result<(), ReaderError> {
        self.wait(Wanted::Card, limit)
    }

    /// Waits until this reader is empty.
    ///
    /// # Errors
    /// [`ReaderError::TimedOut`] after `limit`, or when reader or service go away.
    pub fn wait_for_empty(&mut self, limit: Duration) -> Result<(), ReaderError> {
        self.wait(Wanted::Empty, limit)
    }

    /// Waits until the card was taken out and a card is in again, which [`Self::reconnect`] then
    /// reaches. The service looks every 400 ms: a card changed faster than that is not seen to be
    /// another one, so check its identity all the same.
    ///
    /// # Errors
    /// [`ReaderError::TimedOut`] after `limit`, or when reader or service go away.
    pub fn wait_for_another_card(&mut self, limit: Duration) -> Result<(), ReaderError> {
        let began = self.service.now();
        self.wait_for_empty(limit)?;
        let used = self.service.now().saturating_duration_since(began);
        self.wait_for_card(limit.saturating_sub(used))
    }

    /// Sends one APDU and returns the reply, status word included.
    ///
    /// # Errors
    /// As [`Transport::transmit`], in the words of this crate.
    pub fn send(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        if self.worker.is_none() {
            return Err(ReaderError::NotConnected);
        }
        let (command, reader) = (command.to_vec(), self.reader.name.clone());
        self.on_worker(
            self.options.command_deadline,
            "the card's reply",
            move |desk| desk.transmit(&command, &reader),
        )
    }

    /// The longest data field of an APDU in bytes that the reader's driver admits to, 0 where it takes
    /// short APDUs only; none where it does not say. No command goes to the card.
    ///
    /// # Errors
    /// When the driver does not answer at all; [`Self::reconnect`] may help.
    pub fn longest_data(&mut self) -> Result<Option<u32>, ReaderError> {
        let ask = |desk: &mut Desk| Ok(desk.longest_data());
        self.on_worker(SERVICE_LIMIT, "the reader's answer", ask)
    }

    /// Sets [`Options::command_deadline`] for the commands to come, and returns the one so far.
    pub const fn set_command_deadline(&mut self, limit: Duration) -> Duration {
        let before = self.options.command_deadline;
        self.options.command_deadline = limit;
        before
    }

    /// Ends the connection and leaves the card powered and as it is.
    ///
    /// # Errors
    /// When the service does not take the card back; it does so at the latest when this program
    /// ends.
    pub fn disconnect(mut self) -> Result<(), ReaderError> {
        self.leave(SERVICE_LIMIT)
    }

    fn is_in_use(&self) -> bool {
        list(Arc::clone(&self.service)).is_ok_and(|readers| {
            readers.iter().any(|reader| {
                reader.name == self.reader.name && matches!(reader.state, ReaderState::InUse { .. })
            })
        })
    }

    fn leave(&mut self, limit: Duration) -> Result<(), ReaderError> {
        if self.worker.is_none() {
            return Ok(());
        }
        let left = self.on_worker(limit, "the reader's answer", Desk::leave);
        self.worker = None;
        left
    }

    fn wait(&mut self, wanted: Wanted, limit: Duration) -> Result<(), ReaderError> {
        let reader = self.reader.name.clone();
        let wait = move |desk: &mut Desk| desk.wait(&reader, wanted, limit);
        self.on_worker(limit.saturating_add(GRACE), "the reader's answer", wait)
            .map(drop)
    }

    /// Runs a job on the worker, a new one if the last was given up.
    fn on_worker<T: Send + 'static>(
        &mut self,
        limit: Duration,
        awaited: &'static str,
        job: impl FnOnce(&mut Desk) -> Result<T, ReaderError> + Send + 'static,
    ) -> Result<T, ReaderError> {
        let worker = match self.worker.take() {
            Some(worker) => worker,
            None => {
                let desk = Desk::new(Arc::clone(&self.service));
                let silence = self.service.longest_silence();
                Worker::attended(desk, silence, Desk::keep_alive)
                    .map_err(|lost| given_up(lost, awaited))?
            }
        };
        match worker.call(limit, job) {
            Ok(result) => {
                self.worker = Some(worker);
                result
            }
            Err(lost) => Err(given_up(lost, awaited)),
        }
    }
}

impl Transport for PcscTransport {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.send(command).map_err(TransportError::from)
    }
}

impl Drop for PcscTransport {
    fn drop(&mut self) {
        // Waiting matters: a program that ends first would leave it to the service to clean up,
        // and the service resets the card then.
        let _ = self.leave(LEAVE_LIMIT);
    }
}

impl fmt::Debug for PcscTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PcscTransport")
            .field("reader", &self.reader.name)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

pub(crate) fn list(service: Arc<dyn Service>) -> Result<Vec<ReaderInfo>, ReaderError> {
    once(service, SERVICE_LIMIT, |desk| desk.list())
}

pub(crate) fn wait(
    service: Arc<dyn Service>,
    choice: &ReaderChoice,
    wanted: Wanted,
    limit: Duration,
) -> Result<ReaderInfo, ReaderError> {
    let reader = choice.find(&list(Arc::clone(&service))?)?.name.clone();
    once(service, limit.saturating_add(GRACE), move |desk| {
        desk.wait(&reader, wanted, limit)
    })
}

/// Runs one job on a worker of its own.
fn once<T: Send + 'static>(
    service: Arc<dyn Service>,
    limit: Duration,
    job: impl FnOnce(&mut Desk) -> Result<T, ReaderError> + Send + 'static,
) -> Result<T, ReaderError> {
    let awaited = "the answer of the smart-card service";
    let worker = Worker::start(Desk::new(service));
    let result = worker.and_then(|worker| worker.call(limit, job));
    result.map_err(|lost| given_up(lost, awaited))?
}

fn given_up(lost: Lost, awaited: &'static str) -> ReaderError {
    match lost {
        Lost::TimedOut => ReaderError::TimedOut { awaited },
        Lost::Panicked(words) => ReaderError::DriverFault { words },
    }
}

#[cfg(test)]
mod tests;
