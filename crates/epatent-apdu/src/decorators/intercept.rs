// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A hook around every exchange: where faults are injected and traces are taken.

use crate::link::ApduLimit;
use crate::transport::{Transport, TransportError};

/// Hands every command to a hook together with the transport, so that the hook can drop, cut,
/// change, repeat or delay it, or pass it on.
///
/// ```
/// use epatent_apdu::decorators::Intercept;
/// use epatent_apdu::{Transport, TransportError};
/// # struct Card;
/// # impl Transport for Card {
/// #     fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> { Ok(vec![0x90, 0]) }
/// # }
/// // The reply to the second command is lost.
/// let mut torn = Intercept::new(Card, |card: &mut dyn Transport, position, command: &[u8]| {
///     let reply = card.transmit(command)?;
///     Ok(if position == 1 { Vec::new() } else { reply })
/// });
/// assert_eq!(torn.transmit(&[0, 0, 0, 0]).unwrap(), [0x90, 0x00]);
/// assert_eq!(torn.transmit(&[0, 0, 0, 0]).unwrap(), []);
/// ```
#[derive(Debug)]
pub struct Intercept<T, H> {
    inner: T,
    hook: H,
    position: usize,
}

impl<T, H> Intercept<T, H>
where
    T: Transport,
    H: FnMut(&mut dyn Transport, usize, &[u8]) -> Result<Vec<u8>, TransportError>,
{
    /// The hook gets the transport, the number of the command from 0, and the command.
    pub const fn new(inner: T, hook: H) -> Self {
        Self {
            inner,
            hook,
            position: 0,
        }
    }

    /// Gives the transport back.
    pub fn into_inner(self) -> T {
        self.inner
    }
}

impl<T, H> Transport for Intercept<T, H>
where
    T: Transport,
    H: FnMut(&mut dyn Transport, usize, &[u8]) -> Result<Vec<u8>, TransportError>,
{
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let position = self.position;
        self.position = position.saturating_add(1);
        (self.hook)(&mut self.inner, position, command)
    }

    fn limit(&self) -> ApduLimit {
        self.inner.limit()
    }
}
