// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What SELECT says about the applet.

use super::life_cycle::LifeCycle;
use super::{AID, PROFILE};
use crate::flow::{FlowError, ReplyProblem};
use crate::reader::Reader;

/// The answer to SELECT by AID.
///
/// | bytes | field |
/// |---|---|
/// | `6F 13` | FCI template |
/// | `84 09` ‖ AID | DF name |
/// | `A5 06` | proprietary data |
/// | `80 01` ‖ profile | the profile of the card |
/// | `81 01` ‖ state | the life-cycle byte |
///
/// `[applet-spec §4.1]` · ISO/IEC 7816-4:2020 §7.4.3
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppletInfo {
    /// The profile of the card, always [`PROFILE`] after parsing.
    pub profile: u8,
    /// The life-cycle state, as the last byte of the FCI says it.
    pub state: LifeCycle,
}

/// Bytes after the first length byte.
const FCI_LENGTH: u8 = 19;

impl AppletInfo {
    /// What a card of this profile says in a state.
    #[must_use]
    pub const fn new(state: LifeCycle) -> Self {
        Self {
            profile: PROFILE,
            state,
        }
    }

    /// The FCI.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![0x6F, FCI_LENGTH, 0x84, 0x09];
        bytes.extend_from_slice(&AID);
        bytes.extend_from_slice(&[0xA5, 0x06, 0x80, 0x01, self.profile]);
        bytes.extend_from_slice(&[0x81, 0x01, self.state.to_byte()]);
        bytes
    }

    /// Parses an FCI.
    ///
    /// # Errors
    /// [`FlowError::UnsupportedProfile`], which is decided before anything that follows the
    /// profile byte, and [`FlowError::Reply`] with the offset of the first wrong byte.
    pub fn parse(bytes: &[u8]) -> Result<Self, FlowError> {
        let wrong = |problem| FlowError::Reply {
            command: "SELECT",
            problem,
        };
        let mut reader = Reader::new(bytes);
        let (profile, length) = profile_of(&mut reader).map_err(wrong)?;
        if profile != PROFILE {
            return Err(FlowError::UnsupportedProfile { profile });
        }
        let state = state_of(&mut reader, length).map_err(wrong)?;
        Ok(Self { profile, state })
    }
}

/// The profile and the length byte; lengths may differ in another profile.
fn profile_of(reader: &mut Reader<'_>) -> Result<(u8, [u8; 2]), ReplyProblem> {
    reader.exactly(0x6F, "an FCI template, 6F")?;
    let outer = reader.byte()?;
    reader.exactly(0x84, "a DF name, 84")?;
    reader.exactly(0x09, "the length of the AID, 09")?;
    for byte in AID {
        reader.exactly(byte, "the AID of the electronic patent card")?;
    }
    reader.exactly(0xA5, "proprietary data, A5")?;
    let inner = reader.byte()?;
    reader.exactly(0x80, "the profile, 80")?;
    reader.exactly(0x01, "the length of the profile, 01")?;
    Ok((reader.byte()?, [outer, inner]))
}

fn state_of(reader: &mut Reader<'_>, [outer, inner]: [u8; 2]) -> Result<LifeCycle, ReplyProblem> {
    let length = |offset, actual, value, expected| {
        let problem = ReplyProblem::Byte {
            offset,
            actual,
            expected,
        };
        if actual == value {
            Ok(())
        } else {
            Err(problem)
        }
    };
    length(1, outer, FCI_LENGTH, "the length of the FCI, 13")?;
    length(14, inner, 0x06, "the length of the proprietary data, 06")?;
    reader.exactly(0x81, "the life-cycle state, 81")?;
    reader.exactly(0x01, "the length of the life-cycle state, 01")?;
    let offset = reader.offset();
    let actual = reader.byte()?;
    reader.end()?;
    LifeCycle::from_byte(actual).ok_or(ReplyProblem::Byte {
        offset,
        actual,
        expected: "a life-cycle state",
    })
}
