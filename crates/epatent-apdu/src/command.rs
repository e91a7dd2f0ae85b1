// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Command APDUs in the four cases of ISO/IEC 7816-4, short and extended.

use core::fmt;

/// Longest data field in bytes of a short command.
pub const MAX_SHORT_DATA: usize = 255;
/// Longest data field in bytes of an extended command.
pub const MAX_EXTENDED_DATA: usize = 65_535;
/// Most response bytes that a short command can ask for.
pub const MAX_SHORT_EXPECTED: u32 = 256;
/// Most response bytes that an extended command can ask for.
pub const MAX_EXTENDED_EXPECTED: u32 = 65_536;
/// Longest command APDU in bytes: header, extended Lc, data, extended Le.
pub const MAX_COMMAND: usize = 4 + 3 + MAX_EXTENDED_DATA + 2;

/// One command APDU.
///
/// | case | short | extended |
/// |---|---|---|
/// | 1 | `CLA INS P1 P2` | the same |
/// | 2 | header ‖ Le (1) | header ‖ `00` ‖ Le (2) |
/// | 3 | header ‖ Lc (1) ‖ data | header ‖ `00` ‖ Lc (2) ‖ data |
/// | 4 | header ‖ Lc (1) ‖ data ‖ Le (1) | header ‖ `00` ‖ Lc (2) ‖ data ‖ Le (2) |
///
/// Le `00` is 256 and `0000` is 65,536; an Lc of zero does not exist.
///
/// ISO/IEC 7816-4:2020 §5.2
///
/// ```
/// use epatent_apdu::Command;
/// let read = Command::new(0x00, 0xB0, 0x9D, 0x00).expecting(223);
/// assert_eq!(read.encode().unwrap(), [0x00, 0xB0, 0x9D, 0x00, 0xDF]);
/// assert_eq!(Command::parse(&[0x00, 0xB0, 0x9D, 0x00, 0xDF]), Ok(read));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    /// CLA, the class byte: ISO/IEC 7816-4:2020 §5.4.1, and [`class`](crate::profile::class) for this
    /// profile.
    pub class: u8,
    /// INS, the instruction byte: [`instruction`](crate::profile::instruction) for this profile.
    pub instruction: u8,
    /// P1, the first parameter byte; its values stand with each command in `card-profile.md` §4.
    pub p1: u8,
    /// P2, the second parameter byte, as [`p1`](Self::p1).
    pub p2: u8,
    /// The data field, 0..=65535 bytes; empty means that there is none.
    pub data: Vec<u8>,
    /// Ne, the most response bytes wanted, 1..=65536; `None` means that there is no Le field.
    pub expected: Option<u32>,
}

/// The header, and of the data the length: it may be a key, a secret or a person's group.
impl fmt::Debug for Command {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = [self.class, self.instruction, self.p1, self.p2];
        formatter
            .debug_struct("Command")
            .field("header", &format_args!("{header:02X?}"))
            .field("data", &format_args!("{} bytes", self.data.len()))
            .field("expected", &self.expected)
            .finish()
    }
}

/// Why bytes are not a command APDU, or a [`Command`] has no bytes. Offsets count from CLA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// Fewer than the four bytes CLA, INS, P1 and P2 (ISO/IEC 7816-4:2020 §5.2).
    #[error("command of {length} bytes is shorter than its header of 4")]
    HeaderCut {
        /// Bytes received, 0 to 3.
        length: usize,
    },
    /// A length field is cut: five header bytes `.. 00` and one byte more.
    #[error("extended length field at offset {offset} is cut")]
    LengthFieldCut {
        /// Where the length field begins, in bytes from CLA: 4.
        offset: usize,
    },
    /// An extended Lc of zero.
    #[error("extended Lc at offset {offset} is zero")]
    ZeroLength {
        /// Where Lc begins, in bytes from CLA: 4.
        offset: usize,
    },
    /// Lc and the bytes that follow do not fit each other.
    #[error("Lc at offset {offset} announces {declared} bytes of data, {actual} bytes follow")]
    LengthMismatch {
        /// Where Lc begins, in bytes from CLA: 4.
        offset: usize,
        /// Lc: the bytes of data that were announced, 1 to 65535.
        declared: usize,
        /// Bytes after the Lc field, an Le field included.
        actual: usize,
    },
    /// The data field does not fit an extended command.
    #[error("command data of {length} bytes are longer than {MAX_EXTENDED_DATA}")]
    DataTooLong {
        /// Bytes of data, more than 65535.
        length: usize,
    },
    /// Ne is outside 1..=65536.
    #[error("expected length {expected} is outside 1..={MAX_EXTENDED_EXPECTED}")]
    ExpectedOutOfRange {
        /// Ne as given: 0, or more than 65536.
        expected: u32,
    },
}

impl Command {
    /// A command of case 1: no data, no response data.
    #[must_use]
    pub const fn new(class: u8, instruction: u8, p1: u8, p2: u8) -> Self {
        Self {
            class,
            instruction,
            p1,
            p2,
            data: Vec::new(),
            expected: None,
        }
    }

    /// The command with this data field.
    #[must_use]
    pub fn with_data(mut self, data: Vec<u8>) -> Self {
        self.data = data;
        self
    }

    /// The command with Ne set, 1..=65536.
    #[must_use]
    pub const fn expecting(mut self, expected: u32) -> Self {
        self.expected = Some(expected);
        self
    }

    /// Whether this command needs the extended form.
    #[must_use]
    pub fn is_extended(&self) -> bool {
        self.data.len() > MAX_SHORT_DATA || self.expected.is_some_and(|ne| ne > MAX_SHORT_EXPECTED)
    }

    /// The bytes on the wire: the short form wherever it can carry the command.
    ///
    /// # Errors
    /// [`CommandError::DataTooLong`] beyond [`MAX_EXTENDED_DATA`] bytes, [`CommandError::ExpectedOutOfRange`]
    /// outside 1..=[`MAX_EXTENDED_EXPECTED`].
    pub fn encode(&self) -> Result<Vec<u8>, CommandError> {
        let extended = self.is_extended();
        let length = self.data.len();
        let mut bytes = Vec::with_capacity(length.saturating_add(9));
        bytes.extend_from_slice(&[self.class, self.instruction, self.p1, self.p2]);
        if extended {
            bytes.push(0);
        }
        if length > 0 {
            let lc = u16::try_from(length).map_err(|_| CommandError::DataTooLong { length })?;
            push_length(&mut bytes, lc, extended);
            bytes.extend_from_slice(&self.data);
        }
        if let Some(expected) = self.expected {
            let le = match expected {
                1..=0xFFFF => u16::try_from(expected).unwrap_or(0),
                MAX_EXTENDED_EXPECTED => 0,
                _ => return Err(CommandError::ExpectedOutOfRange { expected }),
            };
            push_length(&mut bytes, le, extended);
        }
        Ok(bytes)
    }

    /// Parses the bytes that a card received.
    ///
    /// # Errors
    /// Every byte string that is none of the seven forms, with the offset of the field at fault.
    pub fn parse(bytes: &[u8]) -> Result<Self, CommandError> {
        let Some((&[class, instruction, p1, p2], rest)) = bytes.split_first_chunk::<4>() else {
            return Err(CommandError::HeaderCut {
                length: bytes.len(),
            });
        };
        let header = Self::new(class, instruction, p1, p2);
        match rest {
            [] => Ok(header),
            [le] => Ok(header.expecting(short_expected(*le))),
            [0, high, low] => Ok(header.expecting(extended_expected([*high, *low]))),
            [0, _] => Err(CommandError::LengthFieldCut { offset: 4 }),
            [0, high, low, body @ ..] => {
                let declared = usize::from(u16::from_be_bytes([*high, *low]));
                header.with_body(body, declared, 2)
            }
            [lc, body @ ..] => header.with_body(body, usize::from(*lc), 1),
        }
    }

    /// Takes data and Le from what follows the Lc field; `width` is the number of bytes of Le.
    fn with_body(self, body: &[u8], declared: usize, width: usize) -> Result<Self, CommandError> {
        const OFFSET: usize = 4;
        if declared == 0 {
            return Err(CommandError::ZeroLength { offset: OFFSET });
        }
        let mismatch = CommandError::LengthMismatch {
            offset: OFFSET,
            declared,
            actual: body.len(),
        };
        let (data, le) = body.split_at_checked(declared).ok_or(mismatch)?;
        let command = self.with_data(data.to_vec());
        match (le, width) {
            ([], _) => Ok(command),
            ([le], 1) => Ok(command.expecting(short_expected(*le))),
            ([high, low], 2) => Ok(command.expecting(extended_expected([*high, *low]))),
            _ => Err(mismatch),
        }
    }
}

fn push_length(bytes: &mut Vec<u8>, length: u16, extended: bool) {
    let [high, low] = length.to_be_bytes();
    if extended {
        bytes.push(high);
    }
    bytes.push(low);
}

fn short_expected(le: u8) -> u32 {
    if le == 0 {
        MAX_SHORT_EXPECTED
    } else {
        u32::from(le)
    }
}

fn extended_expected(le: [u8; 2]) -> u32 {
    match u16::from_be_bytes(le) {
        0 => MAX_EXTENDED_EXPECTED,
        le => u32::from(le),
    }
}

#[cfg(test)]
mod tests;
