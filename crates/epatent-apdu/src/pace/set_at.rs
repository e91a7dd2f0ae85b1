// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! MANAGE SECURITY ENVIRONMENT: what PACE shall be run with.

use super::PROTOCOL;
use super::parameter::Parameter;
use crate::command::Command;
use crate::profile::{class, instruction};
use crate::tlv::{Objects, TlvError, push};

/// Password reference of the CAN, BSI TR-03110-3 B.1.1.
pub const PASSWORD_CAN: u8 = 0x02;

const TAG_PROTOCOL: u8 = 0x80;
const TAG_PASSWORD: u8 = 0x83;
const TAG_PARAMETER: u8 = 0x84;

/// The data field of MSE:Set AT for PACE.
///
/// | object | value | present |
/// |---|---|---|
/// | `80` | [`PROTOCOL`] | always |
/// | `83` | password reference, 1 byte, `02` for the CAN | always |
/// | `84` | domain parameter, 1 byte | where the card offers several |
///
/// The references are kept as received: what of them exists is for the card to say.
///
/// BSI TR-03110-3 B.1.1 · ICAO Doc 9303-11 §4.4.4.1
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAt {
    /// Which password: [`PASSWORD_CAN`], or another that no card of this profile has.
    pub password: u8,
    /// Which domain parameter, by its [identifier](Parameter::id); `None` where the card offers one only.
    pub parameter: Option<u8>,
}

impl SetAt {
    /// P1, set for computation and verification.
    pub const P1: u8 = 0xC1;
    /// P2, authentication template.
    pub const P2: u8 = 0xA4;

    /// PACE with the CAN.
    #[must_use]
    pub fn can(parameter: Option<Parameter>) -> Self {
        Self {
            password: PASSWORD_CAN,
            parameter: parameter.map(Parameter::id),
        }
    }

    /// The command.
    #[must_use]
    pub fn command(&self) -> Command {
        Command::new(
            class::ISO,
            instruction::MANAGE_SECURITY_ENVIRONMENT,
            Self::P1,
            Self::P2,
        )
        .with_data(self.encode())
    }

    /// The data field.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        push(&mut bytes, TAG_PROTOCOL, &PROTOCOL);
        push(&mut bytes, TAG_PASSWORD, &[self.password]);
        if let Some(parameter) = self.parameter {
            push(&mut bytes, TAG_PARAMETER, &[parameter]);
        }
        bytes
    }

    /// Parses a data field; `None` for another protocol and for objects that are missing, out of
    /// order, of another length, or not in the table.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        Self::parse_objects(bytes).ok().flatten()
    }

    fn parse_objects(bytes: &[u8]) -> Result<Option<Self>, TlvError> {
        let mut objects = Objects::new(bytes);
        let protocol = objects.required(TAG_PROTOCOL)?;
        let password = objects.required(TAG_PASSWORD)?;
        let parameter = objects.optional(TAG_PARAMETER)?;
        objects.end()?;
        let (&[password], None | Some([_])) = (password, parameter) else {
            return Ok(None);
        };
        Ok((protocol == PROTOCOL).then(|| Self {
            password,
            parameter: parameter.and_then(<[u8]>::first).copied(),
        }))
    }
}
