// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The smart-card service of this computer, through the `pcsc` crate.

use std::ffi::{CStr, CString};
use std::mem;
use std::time::Duration;

use pcsc::{Card, Context, Disposition, Error, Protocols, ReaderState, Scope, ShareMode};

use crate::service::{Control, Link, Service, Session, Watched};

/// Windows resets a card whose transaction was silent for five seconds.
const LONGEST_SILENCE: Duration = Duration::from_secs(4);
/// Tries at giving a card back unharmed.
const DISCONNECT_ATTEMPTS: usize = 2;

pub(crate) struct Native;

struct NativeSession(Context);

struct NativeLink {
    /// Gone only while it is being disconnected.
    card: Option<Card>,
}

impl Service for Native {
    fn establish(&self) -> Result<Box<dyn Session>, Error> {
        Ok(Box::new(NativeSession(Context::establish(Scope::User)?)))
    }

    fn longest_silence(&self) -> Option<Duration> {
        cfg!(windows).then_some(LONGEST_SILENCE)
    }
}

impl Session for NativeSession {
    fn list(&self) -> Result<Vec<CString>, Error> {
        self.0.list_readers_owned()
    }

    fn watch(&self, limit: Duration, readers: &mut [Watched]) -> Result<(), Error> {
        let mut states: Vec<_> = readers
            .iter()
            .map(|reader| ReaderState::new(reader.name.clone(), reader.known))
            .collect();
        self.0.get_status_change(limit, &mut states)?;
        for (reader, state) in readers.iter_mut().zip(&states) {
            reader.now = state.event_state();
            reader.atr = state.atr().to_vec();
        }
        Ok(())
    }

    fn connect(&self, reader: &CStr, share: ShareMode) -> Result<Box<dyn Link>, Error> {
        let card = self.0.connect(reader, share, Protocols::ANY)?;
        Ok(Box::new(NativeLink { card: Some(card) }))
    }
}

impl Link for NativeLink {
    fn atr(&self) -> Result<Vec<u8>, Error> {
        let card = self.card.as_ref().ok_or(Error::InvalidHandle)?;
        let mut names = [0; pcsc::MAX_BUFFER_SIZE];
        let mut atr = [0; pcsc::MAX_ATR_SIZE];
        Ok(card.status2(&mut names, &mut atr)?.atr().to_vec())
    }

    fn begin(&mut self) -> Result<(), Error> {
        let card = self.card.as_mut().ok_or(Error::InvalidHandle)?;
        // The guard would borrow the card for the whole conversation. Disconnecting ends the
        // transaction as well, and a link always ends in a disconnection.
        mem::forget(card.transaction()?);
        Ok(())
    }

    fn transmit(&self, command: &[u8], reply: &mut [u8]) -> Result<usize, Error> {
        let card = self.card.as_ref().ok_or(Error::InvalidHandle)?;
        Ok(card.transmit(command, reply)?.len())
    }

    fn control(&self, code: Control, reply: &mut [u8]) -> Result<usize, Error> {
        let card = self.card.as_ref().ok_or(Error::InvalidHandle)?;
        let code = match code {
            Control::Function(number) => pcsc::ctl_code(number.into()),
            Control::Code(code) => code.into(),
        };
        Ok(card.control(code, &[], reply)?.len())
    }

    fn disconnect(mut self: Box<Self>, disposition: Disposition) -> Result<(), Error> {
        self.card
            .take()
            .map_or(Ok(()), |card| give_back(card, disposition))
    }
}

impl Drop for NativeLink {
    fn drop(&mut self) {
        if let Some(card) = self.card.take() {
            // The card may be gone by now, and there is nobody left to tell.
            let _ = give_back(card, Disposition::LeaveCard);
        }
    }
}

/// Disconnects. A `Card` that is dropped resets the card for every program, so one that cannot be
/// disconnected is forgotten instead; the service cleans up when this program ends.
fn give_back(mut card: Card, disposition: Disposition) -> Result<(), Error> {
    let mut failure = Ok(());
    for _ in 0..DISCONNECT_ATTEMPTS {
        match card.disconnect(disposition) {
            Ok(()) => return Ok(()),
            Err((still_connected, error)) => {
                card = still_connected;
                failure = Err(error);
            }
        }
    }
    mem::forget(card);
    failure
}
