// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Where a program meets cards: the smart-card service, and the trace of what is said.

use std::path::Path;
use std::time::Duration;

use epatent_apdu::decorators::View;
use epatent_apdu::{ApduLimit, Transport, TransportError};
use epatent_cli::{ApduLength, Console, Failure};
use epatent_pcsc::{CardService, Options, PcscTransport, ReaderChoice, ReaderError};

use crate::reader_failure;
use crate::trace::Trace;

/// How often a conversation begins anew because another program reset the card.
pub const MAX_RESTARTS: u32 = 2;

/// A smart-card service, and a trace where one was asked for.
#[derive(Debug)]
pub struct Station<'a> {
    pub(crate) console: &'a Console,
    service: &'a CardService,
    trace: Trace<'a>,
    pub(crate) apdu: ApduLength,
}

impl<'a> Station<'a> {
    /// Conversations over this service, traced in a new file where one is named.
    ///
    /// # Errors
    /// The file is there already or cannot be written, in words, exit 2.
    pub fn new(
        console: &'a Console,
        service: &'a CardService,
        trace: Option<&Path>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            console,
            service,
            trace: Trace::begin(console, trace)?,
            apdu: ApduLength::Short,
        })
    }

    /// The same with commands of another length.
    #[must_use]
    pub const fn with_apdu(mut self, apdu: ApduLength) -> Self {
        self.apdu = apdu;
        self
    }

    /// Connects to the card in the named reader, or in the only one.
    ///
    /// # Errors
    /// The reader's trouble in words, exit 4. That it carries no extended APDUs is none.
    pub fn connect(&self, reader: Option<&str>) -> Result<Connection<'_>, Failure> {
        let choice = reader.map_or(ReaderChoice::Only, |name| {
            ReaderChoice::Named(name.to_owned())
        });
        let connected = self.service.connect(&choice, Options::default());
        self.tell("connected", connected.as_ref().err());
        if let Ok(card) = &connected {
            self.trace.remark(&format!("reader {:?}", card.reader()));
        }
        let card = connected.map_err(|error| reader_failure(&self.console.words, &error))?;
        let mut connection = Connection {
            station: self,
            card,
            view: View::new(),
            limit: ApduLimit::SHORT,
        };
        connection.find_limit()?;
        Ok(connection)
    }

    /// A line of the trace for people.
    pub(crate) fn remark(&self, text: &str) {
        self.trace.remark(text);
    }

    /// Tells the trace what happened to the connection, or why it did not.
    fn tell(&self, event: &str, error: Option<&ReaderError>) {
        match error {
            None => self.trace.remark(event),
            Some(error) => self.trace.remark(&format!("not {event}: {error}")),
        }
    }
}

/// The card in a reader; what is said to it is traced where the station keeps a trace.
#[derive(Debug)]
pub struct Connection<'a> {
    pub(crate) station: &'a Station<'a>,
    pub(crate) card: PcscTransport,
    view: View,
    pub(crate) limit: ApduLimit,
}

impl Connection<'_> {
    /// The full name of the reader.
    #[must_use]
    pub fn reader(&self) -> &str {
        self.card.reader()
    }

    /// As [`PcscTransport::reconnect`]. It may be another card: check its identity.
    ///
    /// # Errors
    /// The reader's trouble in words, exit 4.
    pub fn reconnect(&mut self) -> Result<(), Failure> {
        let done = self.card.reconnect();
        self.begun_anew("connected again", done)
    }

    /// As [`PcscTransport::power_cycle`]. It may be another card: check its identity.
    ///
    /// # Errors
    /// The reader's trouble in words, exit 4.
    pub fn power_cycle(&mut self) -> Result<(), Failure> {
        let done = self.card.power_cycle();
        self.begun_anew("powered off and on", done)
    }

    /// For a conversation that another program's reset ended: connects again, says so, and the
    /// conversation is to begin anew; nothing is sent again by itself.
    ///
    /// # Errors
    /// The reader's trouble in words, exit 4.
    pub fn start_over(&mut self) -> Result<(), Failure> {
        let console = self.station.console;
        console.output.note(&console.words.text("note-card-reset"));
        self.reconnect()
    }

    /// Waits until the card was taken out and another one, or the same, is in.
    ///
    /// # Errors
    /// The reader's trouble in words, exit 4.
    pub fn wait_for_another_card(&mut self, limit: Duration) -> Result<(), Failure> {
        let done = self.card.wait_for_another_card(limit);
        self.begun_anew("another card is in", done)
    }

    fn begun_anew(&mut self, event: &str, done: Result<(), ReaderError>) -> Result<(), Failure> {
        self.view = View::new();
        self.station.tell(event, done.as_ref().err());
        done.map_err(|error| reader_failure(&self.station.console.words, &error))
    }
}

impl Transport for Connection<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let (card, trace) = (&mut self.card, &self.station.trace);
        self.view
            .exchange(command, || card.transmit(command), &mut |traced| {
                trace.exchange(traced);
            })
    }

    fn limit(&self) -> ApduLimit {
        self.limit
    }
}

/// Whether a conversation failed because another program reset the card.
#[must_use]
pub const fn is_foreign_reset(error: Option<&TransportError>) -> bool {
    matches!(error, Some(TransportError::CardReset))
}
