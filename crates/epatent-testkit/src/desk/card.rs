// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards on the readers of a desk: by an emulator process, or by this program itself.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use epatent_emulator::{Device, DeviceError, Image, StoredCard, vpcd};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::DeskError;

/// How long a reader may take to accept a card.
const PATIENCE: Duration = Duration::from_secs(5);

/// A card served by an emulator process, which ends with this value.
#[derive(Debug)]
pub struct InsertedCard {
    process: Child,
}

impl InsertedCard {
    pub(super) fn start(command: &mut Command) -> Result<Self, DeskError> {
        let process = command
            .stdout(Stdio::null())
            .spawn()
            .map_err(|source| DeskError::cannot_start(command, source))?;
        Ok(Self { process })
    }

    /// Takes the card out, by killing the emulator (SIGKILL).
    pub fn remove(self) {}
}

impl Drop for InsertedCard {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it stays behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What happens after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The next one.
    GoOn,
    /// The card is taken out.
    Remove,
}

/// Is called before a command reaches the card, with the command; may wait.
pub type Hook = Box<dyn FnMut(&[u8]) -> Then + Send>;

/// A card served by this program, until it is dropped or taken out by its hook.
pub struct StrangeCard {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl StrangeCard {
    pub(super) fn stored(port: u16, image: &Path, hook: Hook) -> Result<Self, DeskError> {
        let loaded = Image::load(image).map_err(DeskError::Image)?;
        // The chip draws new numbers in every life of the process, as one on a desk would.
        let card = loaded.into_card(StdRng::from_rng(&mut rand::rng()));
        Ok(Self::serve(
            port,
            Box::new(StoredCard::new(card, image.to_owned())),
            hook,
        ))
    }

    pub(super) fn always(port: u16, reply: &[u8]) -> Self {
        Self::of(port, Box::new(Always(reply.to_vec())))
    }

    pub(super) fn of(port: u16, card: Box<dyn Device + Send>) -> Self {
        Self::serve(port, card, Box::new(|_| Then::GoOn))
    }

    fn serve(port: u16, card: Box<dyn Device + Send>, hook: Hook) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut device = Hooked {
            card,
            hook,
            stop: Arc::clone(&stop),
        };
        let stopped = Arc::clone(&stop);
        let place = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let thread = thread::spawn(move || {
            // A card that cannot be put in is noticed by the wait for it.
            let _ = vpcd::serve(&[place], &mut device, PATIENCE, &stopped, |_| ());
        });
        Self {
            stop,
            thread: Some(thread),
        }
    }

    /// Takes the card out.
    pub fn remove(self) {}
}

impl fmt::Debug for StrangeCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StrangeCard")
            .field("stop", &self.stop)
            .finish_non_exhaustive()
    }
}

impl Drop for StrangeCard {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A hook that panicked has failed its test already.
            let _ = thread.join();
        }
    }
}

/// A card with a hook.
struct Hooked {
    card: Box<dyn Device + Send>,
    hook: Hook,
    stop: Arc<AtomicBool>,
}

impl Device for Hooked {
    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn reset(&mut self) {
        self.card.reset();
    }

    fn atr(&self) -> Vec<u8> {
        self.card.atr()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        if (self.hook)(command) == Then::Remove {
            self.stop.store(true, Ordering::Relaxed);
        }
        self.card.exchange(command)
    }

    fn processing_time(&self) -> Duration {
        self.card.processing_time()
    }
}

/// A card that knows one answer.
struct Always(Vec<u8>);

impl Device for Always {
    fn power_off(&mut self) {}

    fn reset(&mut self) {}

    fn atr(&self) -> Vec<u8> {
        vec![0x3B, 0x80, 0x01, 0x81]
    }

    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, DeviceError> {
        Ok(self.0.clone())
    }
}
