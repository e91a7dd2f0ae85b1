// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Countries by ISO 3166-1 alpha-3 code.

use core::fmt;

use crate::Warning;

mod table;
#[cfg(test)]
mod tests;

/// A citizenship or issuing state: an ISO 3166-1 alpha-3 code, or `XXA` for a stateless person
/// (ICAO Doc 9303-3 §5).
///
/// ```cddl
/// country = text .regexp "[A-Z]{3}"   ; ISO 3166-1 alpha-3, XXA stateless
/// ```
///
/// ```
/// use epatent_core::Country;
///
/// assert_eq!(Country::parse("UZB")?.name_en(), Some("Uzbekistan"));
/// assert!(Country::parse("SUN").is_err());
/// # Ok::<(), epatent_core::CountryError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 3]);

/// Why a country is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum CountryError {
    /// Not exactly three capital Latin letters.
    #[error("country is not a code of three capital Latin letters")]
    NotThreeCapitals,
    /// Three capital letters that ISO 3166-1 does not list.
    #[error("country code is not listed in ISO 3166-1, and is not XXA")]
    NotListed,
}

/// A row of the table.
struct Entry {
    code: [u8; 3],
    name_ru: &'static str,
    name_en: &'static str,
}

impl Country {
    /// `XXA`: stateless, as defined by the 1954 convention.
    pub const STATELESS: Self = Self(*b"XXA");

    /// Parses a listed code or `XXA`: what an issuing office may write.
    ///
    /// # Errors
    ///
    /// [`CountryError::NotThreeCapitals`] for another form, [`CountryError::NotListed`] for a code that
    /// ISO 3166-1 does not have.
    pub fn parse(code: &str) -> Result<Self, CountryError> {
        let country = Self::from_code_shape(code)?;
        if country.is_listed() {
            Ok(country)
        } else {
            Err(CountryError::NotListed)
        }
    }

    /// Takes any three capitals: what a card may show, since a card can be newer than the table.
    ///
    /// # Errors
    ///
    /// [`CountryError::NotThreeCapitals`] for anything but three of `A` to `Z`.
    pub fn from_code_shape(code: &str) -> Result<Self, CountryError> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(CountryError::NotThreeCapitals),
        }
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Capitals are UTF-8: the fallback cannot be reached.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the code is in ISO 3166-1, or is `XXA`.
    #[must_use]
    pub fn is_listed(self) -> bool {
        self.entry().is_some()
    }

    /// Short name in Russian.
    #[must_use]
    pub fn name_ru(self) -> Option<&'static str> {
        self.entry().map(|entry| entry.name_ru)
    }

    /// Short name in English.
    #[must_use]
    pub fn name_en(self) -> Option<&'static str> {
        self.entry().map(|entry| entry.name_en)
    }

    /// Every code of the table and `XXA`, in alphabetical order.
    pub fn listed() -> impl Iterator<Item = Self> {
        table::ENTRIES.iter().map(|entry| Self(entry.code))
    }

    /// A warning when the code is not listed.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + use<> {
        let unknown = !self.is_listed();
        unknown
            .then(|| Warning::CountryUnknown {
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

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.as_str())
    }
}
