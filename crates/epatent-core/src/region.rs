// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Constituent entities of the Russian Federation by subject code.

use core::fmt;

use crate::Warning;

mod table;
#[cfg(test)]
mod tests;

/// A region: the subject code as two digits.
///
/// Codes on vehicle plates are not subject codes: 77, 97, 99, 177 and others on a plate are all
/// subject 77. A code that the table does not know is accepted and warned about, since the table
/// may be older than the card.
///
/// ```cddl
/// region = text .regexp "[0-9]{2}"    ; subject code of the Russian Federation
/// ```
///
/// ```
/// use epatent_core::Region;
///
/// let moscow = Region::parse("77")?;
/// assert_eq!((moscow.name_en(), moscow.utc_offset_hours()), (Some("Moscow"), Some(3)));
/// # Ok::<(), epatent_core::RegionError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 2]);

/// Why a region is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum RegionError {
    /// Not exactly two digits.
    #[error("region is not a subject code of two digits")]
    NotTwoDigits,
}

/// A row of the table.
struct Entry {
    code: [u8; 2],
    name_ru: &'static str,
    name_en: &'static str,
    utc_offset_hours: i8,
}

impl Region {
    /// Parses two digits, known to the table or not.
    ///
    /// # Errors
    ///
    /// [`RegionError::NotTwoDigits`] for anything else.
    pub fn parse(code: &str) -> Result<Self, RegionError> {
        match <[u8; 2]>::try_from(code.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
            _ => Err(RegionError::NotTwoDigits),
        }
    }

    /// The two digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Digits are UTF-8: the fallback cannot be reached.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the table knows the code.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.entry().is_some()
    }

    /// Name in Russian.
    #[must_use]
    pub fn name_ru(self) -> Option<&'static str> {
        self.entry().map(|entry| entry.name_ru)
    }

    /// Name in English.
    #[must_use]
    pub fn name_en(self) -> Option<&'static str> {
        self.entry().map(|entry| entry.name_en)
    }

    /// Hours by which civil time is ahead of UTC, 2 to 12, without daylight saving.
    ///
    /// Where a region spans several zones it is that of the capital.
    ///
    /// `[applet-spec status-and-payments §4]`
    #[must_use]
    pub fn utc_offset_hours(self) -> Option<i8> {
        self.entry().map(|entry| entry.utc_offset_hours)
    }

    /// Every region of the table in the order of the codes.
    pub fn known() -> impl Iterator<Item = Self> {
        table::ENTRIES.iter().map(|entry| Self(entry.code))
    }

    /// A warning when the table does not know the code.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + use<> {
        let unknown = !self.is_known();
        unknown
            .then(|| Warning::RegionUnknown {
                code: self.as_str().into(),
            })
            .into_iter()
    }

    fn entry(self) -> Option<&'static Entry> {
        let index = table::ENTRIES
            .binary_search_by_key(&self.0, |entry| entry.code)
            .ok()?;
        table::ENTRIES.get(index)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({})", self.as_str())
    }
}
