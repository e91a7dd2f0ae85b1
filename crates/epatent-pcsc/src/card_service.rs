// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The smart-card service as programs hold it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::desk::Wanted;
use crate::error::ReaderError;
use crate::native::Native;
use crate::reader::{ReaderChoice, ReaderInfo};
use crate::service::Service;
use crate::transport::{self, Options, PcscTransport};

/// A smart-card service: the one of this computer, or in tests one that fails as it is told.
///
/// It holds no connection: each piece of work opens a new context, because an old one does not
/// survive a restart of the service.
#[derive(Clone)]
pub struct CardService(pub(crate) Arc<dyn Service>);

impl CardService {
    /// The service of this computer. That it does not run is found out when it is asked.
    #[must_use]
    pub fn of_system() -> Self {
        Self(Arc::new(Native))
    }

    /// The readers that are connected, in the order of the service; none is not an error.
    ///
    /// # Errors
    /// When the service does not run, refuses or does not answer.
    pub fn readers(&self) -> Result<Vec<ReaderInfo>, ReaderError> {
        transport::list(Arc::clone(&self.0))
    }

    /// Connects to the card in the chosen reader.
    ///
    /// # Errors
    /// [`ReaderError`]: each reason has its own variant, words and hint.
    pub fn connect(
        &self,
        choice: &ReaderChoice,
        options: Options,
    ) -> Result<PcscTransport, ReaderError> {
        PcscTransport::open(Arc::clone(&self.0), choice, options)
    }

    /// Waits until a card is in the chosen reader, at once when one is in already.
    ///
    /// # Errors
    /// [`ReaderError::TimedOut`] after `limit`, [`ReaderError::CardMute`], or as
    /// [`Self::readers`].
    pub fn wait_for_card(
        &self,
        choice: &ReaderChoice,
        limit: Duration,
    ) -> Result<ReaderInfo, ReaderError> {
        transport::wait(Arc::clone(&self.0), choice, Wanted::Card, limit)
    }

    /// Waits until the chosen reader is empty, at once when it is already.
    ///
    /// # Errors
    /// [`ReaderError::TimedOut`] after `limit`, or as [`Self::readers`].
    pub fn wait_for_empty(
        &self,
        choice: &ReaderChoice,
        limit: Duration,
    ) -> Result<ReaderInfo, ReaderError> {
        transport::wait(Arc::clone(&self.0), choice, Wanted::Empty, limit)
    }
}

impl fmt::Debug for CardService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardService").finish_non_exhaustive()
    }
}
