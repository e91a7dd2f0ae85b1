// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The words of the programs: Fluent catalogues built into the program, one language at a time.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::{Language, visible};

/// A catalogue file in both languages.
macro_rules! catalogue {
    ($($name:literal),+ $(,)?) => {
        &[$((
            include_str!(concat!("../locales/en/", $name, ".ftl")),
            include_str!(concat!("../locales/ru/", $name, ".ftl")),
        )),+]
    };
}

/// The catalogue files: (English, Russian).
const CATALOGUES: &[(&str, &str)] = catalogue![
    "verdict",
    "errors",
    "screen",
    "issue",
    "production",
    "check",
    "help",
    "help-check",
    "help-issue",
    "help-production",
    "help-emulator",
    "emulator",
    "office",
    "help-office",
    "roots",
    "decisions",
    "help-conformance",
    "conformance",
    "desk",
    "help-desk",
    "register",
    "cards",
];

/// A value put into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text; characters that could steer a terminal are replaced before it is shown ([`visible`]).
    Text(Cow<'a, str>),
    /// A whole number; decides plural forms, shown without grouping.
    Number(i64),
}

impl Value<'_> {
    /// What the thing prints as.
    pub fn show(thing: &impl fmt::Display) -> Value<'static> {
        Value::Text(Cow::Owned(thing.to_string()))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

/// Numbers beyond `i64` are shown as its limit: no count of ours comes near it.
macro_rules! number {
    ($($type:ty),+) => {$(
        impl From<$type> for Value<'_> {
            fn from(number: $type) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )+};
}
number!(u8, u16, u32, u64, usize, i8, i16, i32, i64);

/// The words of one language, with English behind it.
pub struct Words {
    language: Language,
    own: FluentBundle<FluentResource>,
    english: Option<FluentBundle<FluentResource>>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl Words {
    /// The words of the language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self {
            language,
            own: bundle(language),
            english: (language != Language::En).then(|| bundle(Language::En)),
        }
    }

    /// The language spoken.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The message with its values. A message that the language lacks is said in English, and one that English lacks as
    /// its id: a screen with a strange word is better than none.
    #[must_use]
    pub fn say(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        self.find(id, None, values).unwrap_or_else(|| id.to_owned())
    }

    /// The message without values.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.say(id, &[])
    }

    /// The message, or `None` where no language has it.
    #[must_use]
    pub fn find_text(&self, id: &str) -> Option<String> {
        self.find(id, None, &[])
    }

    /// An attribute of the message (`.hint`, `.why`), or `None` where the message has none.
    #[must_use]
    pub fn attribute(&self, id: &str, name: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        self.find(id, Some(name), values)
    }

    /// Whether the language itself, or English behind it, has the message.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundles().any(|bundle| bundle.has_message(id))
    }

    /// The language's own bundle, then English.
    fn bundles(&self) -> impl Iterator<Item = &FluentBundle<FluentResource>> {
        std::iter::once(&self.own).chain(&self.english)
    }

    /// The first bundle's text for the message or attribute.
    fn find(
        &self,
        id: &str,
        attribute: Option<&str>,
        values: &[(&str, Value<'_>)],
    ) -> Option<String> {
        let arguments = arguments(values);
        self.bundles().find_map(|bundle| {
            let message = bundle.get_message(id)?;
            let pattern = match attribute {
                Some(name) => message.get_attribute(name)?.value(),
                None => message.value()?,
            };
            // A value that the caller forgot is left as `{$name}`; the tests of the catalogue look for it.
            let mut troubles = Vec::new();
            Some(
                bundle
                    .format_pattern(pattern, Some(&arguments), &mut troubles)
                    .into_owned(),
            )
        })
    }
}

/// Every message id of the language's catalogue.
#[must_use]
pub(crate) fn ids(language: Language) -> BTreeSet<String> {
    sources(language)
        .flat_map(str::lines)
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(id, _)| id.trim().to_owned())
        .collect()
}

/// The catalogue texts of the language.
fn sources(language: Language) -> impl Iterator<Item = &'static str> {
    CATALOGUES
        .iter()
        .map(move |(english, russian)| match language {
            Language::En => *english,
            Language::Ru => *russian,
        })
}

/// The language's catalogues, parsed. Isolation marks are off: both alphabets run left to right, and the marks
/// show up as boxes in terminals and spoil searching.
fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    for source in sources(language) {
        // A line that does not parse is left out; the tests of the catalogue refuse such a line.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The values as Fluent takes them.
fn arguments<'a>(values: &'a [(&'a str, Value<'a>)]) -> FluentArgs<'a> {
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        let value = match value {
            Value::Text(text) => FluentValue::String(visible(text)),
            Value::Number(number) => FluentValue::from(*number),
        };
        arguments.set(*name, value);
    }
    arguments
}

#[cfg(test)]
mod tests;
