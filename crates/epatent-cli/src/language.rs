// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Which language to speak.

/// A language of the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, clap::ValueEnum)]
pub enum Language {
    /// English: the default when nothing says otherwise.
    #[default]
    En,
    /// Russian.
    Ru,
}

impl Language {
    /// Every language, in the order of the documentation.
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// The language code of ISO 639-1: the name of the catalogue's directory.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// Reads `ru`, `ru-RU`, `ru_RU.UTF-8`, `en`, and `C` or `POSIX` as English; `None` for any other language.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "ru" => Some(Self::Ru),
            "en" | "c" | "posix" => Some(Self::En),
            _ => None,
        }
    }

    /// The language to use: the `--lang` of the command line, else the variable `EPATENT_LANG`, else the first system
    /// locale that is one of ours, else English. A tag that is not one of ours is passed over.
    #[must_use]
    pub fn detect(flag: Option<&str>, variable: Option<&str>, system: &[String]) -> Self {
        let system = system.iter().map(String::as_str);
        flag.into_iter()
            .chain(variable)
            .chain(system)
            .find_map(Self::parse)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
