// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! How long the commands of a connection may be.
//!
//! What the reader's driver says is taken first, so that nothing is tried in vain. Then a command of
//! each length is sent that every card refuses once it has all of it, the longest first. Whatever goes
//! wrong with it - an error, a reply that is cut, silence, a reset - means that this length is not to
//! be used; where the connection may have suffered it is made anew.

use std::time::Duration;

use epatent_apdu::flows::{ProbeLength, SelectApplet};
use epatent_apdu::{ApduLimit, ExchangeError, FlowError, Link, TransportError, drive};
use epatent_cli::{ApduLength, Failure};

use crate::station::Connection;
use crate::trouble::flow_failure;

/// How long a reader may take over the command that is tried. A card refuses it at once; the slowest
/// line, 9600 baud, would take longer, and nobody wants extended APDUs on it.
const PATIENCE: Duration = Duration::from_secs(3);

impl Connection<'_> {
    /// Finds out what one APDU may carry and keeps it for this connection.
    pub(crate) fn find_limit(&mut self) -> Result<(), Failure> {
        let extended = match self.station.apdu {
            ApduLength::Short => return Ok(()),
            ApduLength::Extended => {
                self.limit = self.possible()?.next().unwrap_or_default();
                return Ok(());
            }
            ApduLength::Auto => self.possible()?,
        };
        let before = self.card.set_command_deadline(PATIENCE);
        let found = self.try_lengths(extended);
        self.card.set_command_deadline(before);
        self.limit = found?.unwrap_or_default();
        let body = self.limit.body();
        self.station.remark(&format!("commands of {body} bytes"));
        Ok(())
    }

    /// The extended lengths that the driver does not exclude.
    fn possible(&mut self) -> Result<impl Iterator<Item = ApduLimit> + use<>, Failure> {
        let longest = match self.card.longest_data() {
            Ok(longest) => longest,
            // A driver that fails over the question still has to carry the conversation.
            Err(_) => {
                self.reconnect()?;
                None
            }
        };
        if let Some(longest) = longest {
            let text = format!("the reader says: at most {longest} bytes of data");
            self.station.remark(&text);
        }
        let longest = longest.map_or(usize::MAX, |bytes| {
            usize::try_from(bytes).unwrap_or(usize::MAX)
        });
        Ok(ApduLimit::EXTENDED
            .into_iter()
            .filter(move |limit| limit.body() <= longest))
    }

    fn try_lengths(
        &mut self,
        lengths: impl Iterator<Item = ApduLimit>,
    ) -> Result<Option<ApduLimit>, Failure> {
        let mut selected = false;
        for limit in lengths {
            if !selected {
                match drive(SelectApplet::new(), self) {
                    Ok(_) => selected = true,
                    Err(error) if can_be_told_later(&error) => return Ok(None),
                    Err(error) => return Err(flow_failure(&self.station.console.words, &error)),
                }
            }
            let mut link = Link::new(&mut *self).with_limit(limit);
            match drive(ProbeLength::new(limit), &mut link) {
                Ok(true) => return Ok(Some(limit)),
                Ok(false) => {}
                Err(_) => self.recover()?,
            }
        }
        Ok(None)
    }

    /// Makes the connection anew after an attempt that may have cost it, with a fresh start of the
    /// card where it does not answer after that.
    fn recover(&mut self) -> Result<(), Failure> {
        self.reconnect()?;
        match drive(SelectApplet::new(), self) {
            Err(error) if error.transport().is_some() => self.power_cycle(),
            _ => Ok(()),
        }
    }

    /// After a conversation that failed: whether long commands may be why. Then the connection is made
    /// anew with short ones, and the conversation is to begin anew; nothing is sent again by itself.
    ///
    /// # Errors
    /// The reader's trouble in words, exit 4.
    pub fn falls_back(&mut self, error: Option<&FlowError>) -> Result<bool, Failure> {
        let probed = self.station.apdu == ApduLength::Auto && self.limit.is_extended();
        if !probed || !error.is_some_and(may_be_length) {
            return Ok(false);
        }
        self.limit = ApduLimit::SHORT;
        let console = self.station.console;
        console.output.note(&console.words.text("note-apdu-short"));
        self.reconnect()?;
        Ok(true)
    }
}

/// Trouble that the conversation meets again, and tells better or gets over.
fn can_be_told_later(error: &FlowError) -> bool {
    matches!(
        error.transport(),
        None | Some(TransportError::CardReset | TransportError::OutcomeUnknown { .. })
    )
}

/// What a reader may do with a reply that is too long for it.
const fn may_be_length(error: &FlowError) -> bool {
    match error {
        FlowError::Exchange { error, .. } => match error {
            ExchangeError::Transport(error) => !matches!(
                error,
                TransportError::CardRemoved
                    | TransportError::NoCard
                    | TransportError::NoReader
                    | TransportError::ReaderLost
            ),
            ExchangeError::Channel(_) | ExchangeError::ResponseTooLong { .. } => true,
            _ => false,
        },
        _ => false,
    }
}
