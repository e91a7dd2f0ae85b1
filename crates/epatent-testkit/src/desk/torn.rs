// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card that is torn out in the middle of a command, and put back.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use epatent_apdu::profile::LifeCycle;
use epatent_emulator::nvm::{Nvm, PowerCut, Torn};
use epatent_emulator::{Card, Device, DeviceError, vpcd};

/// How long a reader may take to accept a card.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the service may take to see a card that was put back.
const SEEN_WITHIN: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Where in a command a card loses power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tear {
    /// Before the command arrives.
    BeforeCommand,
    /// While memory is programmed, at this page of the command or of a later one; a card that
    /// programs nothing is not torn.
    InMemory(u64),
    /// After the command was carried out, before the reply.
    BeforeReply,
    /// In the reply, after this many bytes of it.
    InReply(usize),
}

/// A card in a reader, served by this program. A card that was torn out is put back after the pause
/// that a reader needs.
#[derive(Debug)]
pub struct TornCard {
    shared: Arc<Mutex<Shared>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    card: Card,
    /// Commands until the tear, and the tear.
    planned: Option<(u64, Tear)>,
    commands: u64,
    tears: u64,
    /// Whether the service has given power since the last tear.
    powered: bool,
    /// Torn out, and not powered again.
    dead: bool,
}

impl TornCard {
    /// Puts a card into the reader at this port.
    #[must_use]
    pub fn insert(port: u16, card: Card) -> Self {
        let shared = Arc::new(Mutex::new(Shared {
            card,
            planned: None,
            commands: 0,
            tears: 0,
            powered: false,
            dead: false,
        }));
        let stop = Arc::new(AtomicBool::new(false));
        let (mut device, stopped) = (Handle(Arc::clone(&shared)), Arc::clone(&stop));
        let place = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let thread = thread::spawn(move || {
            // A card that cannot be put in is noticed by the wait for it.
            let _ = vpcd::serve(&[place], &mut device, PATIENCE, &stopped, |_| ());
        });
        Self {
            shared,
            stop,
            thread: Some(thread),
        }
    }

    /// Plans a tear in the command of this number from 0, counted from now.
    pub fn plan(&self, commands: u64, tear: Tear) {
        self.lock().planned = Some((commands, tear));
    }

    /// Forgets the tear that has not happened.
    pub fn spare(&self) {
        let mut shared = self.lock();
        shared.planned = None;
        shared.card.cut_power(PowerCut::default());
    }

    /// How often it was torn out.
    #[must_use]
    pub fn tears(&self) -> u64 {
        self.lock().tears
    }

    /// How many commands reached it.
    #[must_use]
    pub fn commands(&self) -> u64 {
        self.lock().commands
    }

    /// What its chip holds, to make the same card of it in another place
    /// ([`chip::again`](crate::chip::again)).
    #[must_use]
    pub fn memory(&self) -> Nvm {
        self.lock().card.memory().clone()
    }

    /// Its life-cycle state.
    #[must_use]
    pub fn state(&self) -> LifeCycle {
        self.lock().card.life_cycle()
    }

    /// Waits until the service has given the card power after it was put in; whether it did.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        let began = Instant::now();
        while began.elapsed() < SEEN_WITHIN {
            if self.lock().powered {
                return true;
            }
            thread::sleep(LOOK_AGAIN);
        }
        false
    }

    /// Takes the card out for good.
    pub fn remove(self) {}

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for TornCard {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // Nothing in it panics that has not failed the test already.
            let _ = thread.join();
        }
    }
}

/// The reader's side of the card.
struct Handle(Arc<Mutex<Shared>>);

impl Handle {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn tear(&mut self) {
        self.tears = self.tears.saturating_add(1);
        self.dead = true;
        self.powered = false;
    }

    /// The tear of this command, if it is its turn.
    fn turn(&mut self) -> Option<Tear> {
        self.commands = self.commands.saturating_add(1);
        let (left, tear) = self.planned.take()?;
        if left == 0 {
            return Some(tear);
        }
        self.planned = Some((left.saturating_sub(1), tear));
        None
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        if self.dead {
            return Err(DeviceError::PowerLost);
        }
        let tear = self.turn();
        if tear == Some(Tear::BeforeCommand) {
            self.tear();
            return Err(DeviceError::PowerLost);
        }
        if let Some(Tear::InMemory(page)) = tear {
            self.card.cut_power(PowerCut::once(page, Torn::FirstHalf));
        }
        let reply = self.card.process(command);
        if reply.is_empty() {
            // The cut in memory met this command.
            self.tear();
            return Err(DeviceError::PowerLost);
        }
        match tear {
            Some(Tear::BeforeReply) => {
                self.tear();
                Err(DeviceError::PowerLost)
            }
            Some(Tear::InReply(bytes)) => {
                self.tear();
                let came = reply.get(..bytes).unwrap_or(&reply).to_vec();
                let whole = reply.len();
                Err(DeviceError::AnswerTorn { came, whole })
            }
            _ => Ok(reply),
        }
    }
}

impl Device for Handle {
    fn power_off(&mut self) {
        Device::power_off(&mut self.lock().card);
    }

    fn reset(&mut self) {
        let mut shared = self.lock();
        shared.dead = false;
        shared.powered = true;
        Device::reset(&mut shared.card);
    }

    fn atr(&self) -> Vec<u8> {
        Device::atr(&self.lock().card)
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self.lock().exchange(command)
    }

    fn processing_time(&self) -> Duration {
        self.lock().card.processing_time()
    }
}
