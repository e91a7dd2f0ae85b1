// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Text on the card.

use alloc::string::String;
use core::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc as is_nfc_checked};

use crate::Warning;

#[cfg(test)]
mod tests;

/// Most characters (Unicode scalar values) of one text.
pub const MAX_CHARACTERS: usize = 200;
/// Most characters that compose to one, Unicode Standard Annex 15 §14.
const MOST_DECOMPOSED: usize = 4;

/// Text in Unicode normalisation form C: 1 to [`MAX_CHARACTERS`] characters, none of them a
/// control or invisible character, no white space at either end.
///
/// Invisible and direction-changing characters are refused because they make two different texts
/// look alike on an officer's screen.
///
/// ```cddl
/// ; MUST be in NFC. MUST hold no control, invisible or direction-changing character, and no white
/// ; space at either end. Characters are Unicode scalar values.
/// card-text = text .regexp "[^ ]|[^ ].{0,198}[^ ]"    ; 1 to 200 characters
/// ```
///
/// `[applet-spec security-object §1]`
///
/// ```
/// use epatent_core::Text;
///
/// let text = Text::parse("Андреи\u{306}")?;
/// assert_eq!(text.as_str(), "Андрей");
/// # Ok::<(), epatent_core::TextError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// No character at all.
    #[error("text is empty")]
    Empty,
    /// More than [`MAX_CHARACTERS`] once normalised.
    #[error("text is longer than {MAX_CHARACTERS} characters")]
    TooLong,
    /// White space at the start or the end.
    #[error("text starts or ends with white space")]
    EdgeSpace,
    /// A control, invisible or direction-changing character.
    #[error("text holds the control or invisible character U+{:04X}", u32::from(*character))]
    Control {
        /// The first such character.
        character: char,
    },
}

/// The alphabet that a name should be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// As printed on the card.
    Cyrillic,
    /// As in the passport.
    Latin,
}

impl Text {
    /// Brings `text` to normalisation form C and checks it.
    ///
    /// # Errors
    ///
    /// [`TextError::Empty`]; [`TextError::TooLong`] beyond [`MAX_CHARACTERS`] once normalised;
    /// [`TextError::Control`] with the first character that is hidden; [`TextError::EdgeSpace`] for
    /// white space at either end. Nothing is trimmed or replaced.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        // Normalisation buffers a whole run of combining marks: hostile length ends here.
        if text.chars().nth(MAX_CHARACTERS * MOST_DECOMPOSED).is_some() {
            return Err(TextError::TooLong);
        }
        let mut normal = String::new();
        for (index, character) in text.nfc().enumerate() {
            if index >= MAX_CHARACTERS {
                return Err(TextError::TooLong);
            }
            if is_hidden(character) {
                return Err(TextError::Control { character });
            }
            normal.push(character);
        }
        if normal.trim() != normal {
            return Err(TextError::EdgeSpace);
        }
        Ok(Self(normal))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unusual in this text as a name written in `script`: characters that names do not
    /// have, and letters of another alphabet (a Latin `C` among Cyrillic letters looks right and
    /// is never found again). At most one warning of each kind.
    pub fn name_warnings(&self, script: Script) -> impl Iterator<Item = Warning> + use<> {
        let strange = self
            .0
            .chars()
            .find(|&c| !c.is_alphabetic() && !is_name_mark(c));
        let foreign = self
            .0
            .chars()
            .find(|&c| c.is_alphabetic() && !script.has(c));
        let strange = strange.map(|character| Warning::NameCharacter { character });
        let foreign = foreign.map(|character| Warning::NameScript { character });
        strange.into_iter().chain(foreign)
    }
}

impl Script {
    /// Whether `letter` belongs to the script; modifier letters used as apostrophes belong to both.
    const fn has(self, letter: char) -> bool {
        if is_name_mark(letter) {
            return true;
        }
        match self {
            Self::Cyrillic => matches!(letter, '\u{400}'..='\u{52f}'),
            Self::Latin => matches!(
                letter,
                'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{259}' | '\u{1e00}'..='\u{1eff}'
            ),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Whether `text` is in normalisation form C; ASCII and composed Cyrillic cost one pass.
pub(crate) fn is_nfc(text: &str) -> bool {
    text.is_ascii() || is_nfc_checked(text)
}

/// What stands between the letters of names: spaces, hyphens, full stops, brackets and the
/// apostrophes in use, among them the modifier letters of Uzbek (U+02BB, U+02BC).
const fn is_name_mark(character: char) -> bool {
    matches!(
        character,
        ' ' | '-'
            | '.'
            | '('
            | ')'
            | '\''
            | '`'
            | '\u{2010}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{2bb}'
            | '\u{2bc}'
            | '\u{2bf}'
    )
}

/// Control characters, line and paragraph separators, invisible and direction-changing ones.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}
