// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Status words: the two bytes that end every response.

use core::fmt;

/// The status word SW1‖SW2 of a response.
///
/// `[applet-spec §5]` · ISO/IEC 7816-4:2020 §5.6
///
/// ```
/// use epatent_apdu::StatusWord;
/// assert_eq!(StatusWord::FILE_NOT_FOUND.to_string(), "6A82 (no such file or application)");
/// assert_eq!(StatusWord(0x6110).more(), Some(16));
/// assert_eq!(StatusWord(0x6100).more(), Some(256));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// `9000`: done.
    pub const DONE: Self = Self(0x9000);
    /// `6282`: the file ended before Le bytes.
    pub const END_OF_FILE: Self = Self(0x6282);
    /// `6300`: authentication failed.
    pub const AUTHENTICATION_FAILED: Self = Self(0x6300);
    /// `6700`: wrong length.
    pub const WRONG_LENGTH: Self = Self(0x6700);
    /// `6883`: the last command of a chain was expected.
    pub const LAST_OF_CHAIN_EXPECTED: Self = Self(0x6883);
    /// `6884`: command chaining is not supported; no card of this profile says so.
    pub const CHAINING_NOT_SUPPORTED: Self = Self(0x6884);
    /// `6982`: security status not satisfied.
    pub const SECURITY_NOT_SATISFIED: Self = Self(0x6982);
    /// `6984`: the data do not match the manifest.
    pub const DATA_MISMATCH: Self = Self(0x6984);
    /// `6985`: not in this life-cycle state, or another session.
    pub const CONDITIONS_NOT_SATISFIED: Self = Self(0x6985);
    /// `6986`: no file selected.
    pub const NO_FILE_SELECTED: Self = Self(0x6986);
    /// `6987`: a data object of secure messaging is missing.
    pub const SECURE_MESSAGING_MISSING: Self = Self(0x6987);
    /// `6988`: a data object of secure messaging is incorrect.
    pub const SECURE_MESSAGING_INCORRECT: Self = Self(0x6988);
    /// `6A80`: wrong data.
    pub const WRONG_DATA: Self = Self(0x6A80);
    /// `6A82`: no such file or application.
    pub const FILE_NOT_FOUND: Self = Self(0x6A82);
    /// `6A84`: the file would be too long.
    pub const NOT_ENOUGH_SPACE: Self = Self(0x6A84);
    /// `6A86`: wrong P1 or P2.
    pub const WRONG_P1_P2: Self = Self(0x6A86);
    /// `6A88`: no such key, password or domain parameter.
    pub const REFERENCE_NOT_FOUND: Self = Self(0x6A88);
    /// `6B00`: the offset is beyond the end of the file.
    pub const WRONG_OFFSET: Self = Self(0x6B00);
    /// `6D00`: instruction unknown.
    pub const UNKNOWN_INSTRUCTION: Self = Self(0x6D00);
    /// `6E00`: class unknown.
    pub const UNKNOWN_CLASS: Self = Self(0x6E00);
    /// `6F00`: the card met a fault that it does not name.
    pub const INTERNAL: Self = Self(0x6F00);

    /// The status word of two bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 2]) -> Self {
        Self(u16::from_be_bytes(bytes))
    }

    /// SW1 and SW2.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }

    /// Whether this is `9000`.
    #[must_use]
    pub const fn is_done(self) -> bool {
        self.0 == Self::DONE.0
    }

    /// `61xx`: how many more bytes GET RESPONSE gives, 1..=256; 256 means 256 or more.
    #[must_use]
    pub fn more(self) -> Option<u32> {
        self.length_under(0x61)
    }

    /// `6Cxx`: the right Le, 1..=256.
    #[must_use]
    pub fn right_length(self) -> Option<u32> {
        self.length_under(0x6C)
    }

    /// The `61xx` that announces `remaining` bytes; `6100` from 256 on.
    #[must_use]
    pub fn more_bytes(remaining: usize) -> Self {
        let low = u8::try_from(remaining).unwrap_or(0);
        Self::from_bytes([0x61, low])
    }

    fn length_under(self, first: u8) -> Option<u32> {
        let [sw1, sw2] = self.to_bytes();
        (sw1 == first).then_some(if sw2 == 0 { 256 } else { u32::from(sw2) })
    }

    /// What the status word means in this profile, where it has a meaning.
    #[must_use]
    pub const fn meaning(self) -> Option<&'static str> {
        Some(match self {
            Self::DONE => "done",
            Self::END_OF_FILE => "end of file reached before Le bytes",
            Self::AUTHENTICATION_FAILED => "authentication failed",
            Self::WRONG_LENGTH => "wrong length",
            Self::LAST_OF_CHAIN_EXPECTED => "last command of a chain expected",
            Self::CHAINING_NOT_SUPPORTED => "command chaining not supported",
            Self::SECURITY_NOT_SATISFIED => "security status not satisfied",
            Self::DATA_MISMATCH => "data do not match the manifest",
            Self::CONDITIONS_NOT_SATISFIED => "not in this life-cycle state, or another session",
            Self::NO_FILE_SELECTED => "no file selected",
            Self::SECURE_MESSAGING_MISSING => "secure messaging object missing",
            Self::SECURE_MESSAGING_INCORRECT => "secure messaging object incorrect",
            Self::WRONG_DATA => "wrong data",
            Self::FILE_NOT_FOUND => "no such file or application",
            Self::NOT_ENOUGH_SPACE => "file would be too long",
            Self::WRONG_P1_P2 => "wrong P1 or P2",
            Self::REFERENCE_NOT_FOUND => "no such key, password or domain parameter",
            Self::WRONG_OFFSET => "offset beyond the end of the file",
            Self::UNKNOWN_INSTRUCTION => "instruction unknown",
            Self::UNKNOWN_CLASS => "class unknown",
            Self::INTERNAL => "fault inside the card",
            other => match other.0 >> 8 {
                0x61 => "more response data",
                0x6C => "wrong Le",
                _ => return None,
            },
        })
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meaning = self.meaning().unwrap_or("no meaning in this profile");
        write!(formatter, "{:04X} ({meaning})", self.0)
    }
}

#[cfg(test)]
mod tests;
