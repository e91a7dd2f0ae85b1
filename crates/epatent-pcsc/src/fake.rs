// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A smart-card service that fails as it is told, at any call.

use std::collections::VecDeque;
use std::ffi::{CStr, CString};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use pcsc::{Disposition, Error, ShareMode, State};

use crate::error::Call;
use crate::service::{Link, Service, Session, Watched};

/// How a call goes wrong.
#[derive(Clone)]
pub(crate) enum Mishap {
    /// It returns this code.
    Fails(Error),
    /// It panics as the PC/SC library does on values it does not know.
    Panics,
    /// It takes this long.
    Takes(Duration),
}

#[derive(Clone)]
pub(crate) struct Fake(Arc<Mutex<Inner>>);

pub(crate) struct Inner {
    pub(crate) readers: Vec<&'static str>,
    pub(crate) states: VecDeque<State>,
    pub(crate) mishaps: Vec<(Call, Mishap)>,
    /// Whether exclusive access is refused although shared access is not.
    pub(crate) shared_only: bool,
    /// Replies to come; then 9000.
    pub(crate) replies: VecDeque<Vec<u8>>,
    /// What was called, in order.
    pub(crate) calls: Vec<String>,
}

impl Fake {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Inner {
            readers: vec!["Reader A 00"],
            states: VecDeque::from([State::PRESENT]),
            mishaps: Vec::new(),
            shared_only: false,
            replies: VecDeque::new(),
            calls: Vec::new(),
        })))
    }

    pub(crate) fn set(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    pub(crate) fn fail(&self, call: Call, error: Error) {
        self.set().mishaps.push((call, Mishap::Fails(error)));
    }

    pub(crate) fn service(&self) -> Arc<dyn Service> {
        Arc::new(self.clone())
    }

    /// The calls of this conversation, without listing and watching.
    pub(crate) fn calls(&self) -> Vec<String> {
        let mut calls = self.set().calls.clone();
        calls.retain(|call| !call.starts_with("Establish") && !call.starts_with("List"));
        calls.retain(|call| !call.starts_with("Watch") && !call.starts_with("Status"));
        calls
    }

    fn step(&self, call: Call, detail: &str) -> Result<(), Error> {
        let mishap = {
            let mut inner = self.set();
            inner
                .calls
                .push(format!("{call:?} {detail}").trim().to_owned());
            inner
                .mishaps
                .iter()
                .find(|(at, _)| *at == call)
                .map(|(_, mishap)| mishap.clone())
        };
        match mishap {
            None => Ok(()),
            Some(Mishap::Fails(error)) => Err(error),
            Some(Mishap::Panics) => panic!("impossible protocol: 0x8"),
            Some(Mishap::Takes(time)) => {
                thread::sleep(time);
                Ok(())
            }
        }
    }
}

impl Service for Fake {
    fn establish(&self) -> Result<Box<dyn Session>, Error> {
        self.step(Call::Establish, "")?;
        Ok(Box::new(self.clone()))
    }
}

impl Session for Fake {
    fn list(&self) -> Result<Vec<CString>, Error> {
        self.step(Call::List, "")?;
        Ok(self
            .set()
            .readers
            .iter()
            .map(|name| CString::new(*name).unwrap())
            .collect())
    }

    fn watch(&self, _limit: Duration, readers: &mut [Watched]) -> Result<(), Error> {
        self.step(Call::Watch, "")?;
        let mut inner = self.set();
        let state = match inner.states.len() {
            0 | 1 => *inner.states.front().unwrap(),
            _ => inner.states.pop_front().unwrap(),
        };
        if readers.iter().all(|reader| reader.known == state) {
            return Err(Error::Timeout);
        }
        for reader in readers {
            reader.now = state | State::CHANGED;
            reader.atr = vec![0x3B, 0x00];
        }
        Ok(())
    }

    fn connect(&self, _reader: &CStr, share: ShareMode) -> Result<Box<dyn Link>, Error> {
        self.step(Call::Connect, &format!("{share:?}"))?;
        if share == ShareMode::Exclusive && self.set().shared_only {
            return Err(Error::SharingViolation);
        }
        Ok(Box::new(FakeLink {
            fake: self.clone(),
            connected: true,
        }))
    }
}

struct FakeLink {
    fake: Fake,
    connected: bool,
}

impl Link for FakeLink {
    fn atr(&self) -> Result<Vec<u8>, Error> {
        self.fake.step(Call::Status, "")?;
        Ok(vec![0x3B, 0x00])
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.fake.step(Call::Begin, "")
    }

    fn transmit(&self, command: &[u8], reply: &mut [u8]) -> Result<usize, Error> {
        self.fake.step(Call::Transmit, &hex(command))?;
        let next = self
            .fake
            .set()
            .replies
            .pop_front()
            .unwrap_or_else(|| vec![0x90, 0x00]);
        if next.len() > reply.len() {
            return Err(Error::InsufficientBuffer);
        }
        reply[..next.len()].copy_from_slice(&next);
        Ok(next.len())
    }

    fn disconnect(mut self: Box<Self>, disposition: Disposition) -> Result<(), Error> {
        self.connected = false;
        self.fake
            .step(Call::Disconnect, &format!("{disposition:?}"))
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
