// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card access number.

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Digits of a CAN.
const DIGITS: usize = 6;

/// The card access number: the six digits printed on the card. Wiped when dropped, and never
/// printed by `Debug`.
///
/// ICAO Doc 9303-11 §4.4.1
///
/// ```
/// use epatent_apdu::pace::Can;
/// let can = Can::parse("004711")?;
/// assert_eq!(format!("{can:?}"), "Can(redacted)");
/// assert!(Can::parse("4711").is_err());
/// # Ok::<(), epatent_apdu::pace::CanError>(())
/// ```
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Can([u8; DIGITS]);

/// Why a text is no CAN. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CanError {
    /// Not six characters.
    #[error("a CAN has six digits, not {length} characters")]
    Length {
        /// Characters given; six are needed.
        length: usize,
    },
    /// A character other than 0 to 9.
    #[error("character {position} of the CAN is not a digit")]
    Digit {
        /// Where the character is, from 1.
        position: usize,
    },
}

impl Can {
    /// Takes exactly six ASCII digits.
    ///
    /// # Errors
    /// [`CanError`] for anything else, spaces and other digits than ASCII included.
    pub fn parse(text: &str) -> Result<Self, CanError> {
        let digits = text.as_bytes().try_into();
        let digits: [u8; DIGITS] = digits.map_err(|_| CanError::Length {
            length: text.chars().count(),
        })?;
        match digits.iter().position(|digit| !digit.is_ascii_digit()) {
            Some(index) => Err(CanError::Digit {
                position: index.saturating_add(1),
            }),
            None => Ok(Self(digits)),
        }
    }

    /// The six ASCII digits, for printing on the card and for keeping in the chip.
    #[must_use]
    pub const fn expose(&self) -> &[u8; DIGITS] {
        &self.0
    }
}

impl fmt::Debug for Can {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Can(redacted)")
    }
}
