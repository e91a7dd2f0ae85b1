// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! EF.CardAccess: what PACE can be run with, readable before it.

use super::PROTOCOL;
use super::parameter::Parameter;
use crate::tlv::{Objects, TlvError, push};

/// Most SecurityInfos in one EF.CardAccess.
pub const MAX_SECURITY_INFOS: usize = 16;

/// EF.CardAccess of a card of this profile: PACE on P-256.
///
/// BSI TR-03110-3 A.1.1.1
pub const CARD_ACCESS: [u8; 22] = [
    0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02,
    0x02, 0x01, VERSION, 0x02, 0x01, 12,
];

const SET: u8 = 0x31;
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OBJECT_IDENTIFIER: u8 = 0x06;

/// PACE version 2, the only one that the standard still has.
const VERSION: u8 = 2;

/// EF.CardAccess that offers these parameters.
///
/// ```
/// use epatent_apdu::pace::{CARD_ACCESS, Parameter, card_access};
/// assert_eq!(card_access(&[Parameter::P256]), CARD_ACCESS);
/// ```
#[must_use]
pub fn card_access(parameters: &[Parameter]) -> Vec<u8> {
    let mut infos: Vec<Vec<u8>> = parameters.iter().map(|one| pace_info(*one)).collect();
    // DER: the elements of a SET OF stand in rising order of their encodings.
    infos.sort_unstable();
    infos.dedup();
    let mut bytes = Vec::new();
    push(&mut bytes, SET, &infos.concat());
    bytes
}

fn pace_info(parameter: Parameter) -> Vec<u8> {
    let mut content = Vec::new();
    push(&mut content, OBJECT_IDENTIFIER, &PROTOCOL);
    push(&mut content, INTEGER, &[VERSION]);
    push(&mut content, INTEGER, &[parameter.id()]);
    let mut bytes = Vec::new();
    push(&mut bytes, SEQUENCE, &content);
    bytes
}

/// What an EF.CardAccess offers.
///
/// ```text
/// SecurityInfos ::= SET OF SecurityInfo
/// SecurityInfo  ::= SEQUENCE { protocol OBJECT IDENTIFIER, requiredData ANY, optionalData ANY OPTIONAL }
/// PACEInfo      ::= SEQUENCE { protocol OBJECT IDENTIFIER, version INTEGER (2), parameterId INTEGER }
/// ```
///
/// What is read here is not authentic before the digest in the security object says so.
///
/// BSI TR-03110-3 A.1.1.1 · ICAO Doc 9303-11 §9.2.1
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardAccess {
    parameters: Vec<Parameter>,
}

/// Why an EF.CardAccess cannot be used. Offsets count from its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CardAccessError {
    /// Not a SET OF SecurityInfo in DER, or more than [`MAX_SECURITY_INFOS`].
    #[error("EF.CardAccess is no DER SecurityInfos at offset {offset}")]
    Malformed {
        /// Where the object at fault begins, in bytes from the start of the file.
        offset: usize,
    },
    /// No PACEInfo of the protocol with a parameter that this crate has.
    #[error("EF.CardAccess offers no PACE that this program knows")]
    NoPace,
}

impl CardAccess {
    /// Parses the whole file.
    ///
    /// SecurityInfos of other protocols and parameters are skipped, as the standard wants it;
    /// everything must be DER, in rising order, without duplicates.
    ///
    /// # Errors
    /// [`CardAccessError::Malformed`] with the offset of what is not DER, not in order, there twice or
    /// one more than [`MAX_SECURITY_INFOS`]; [`CardAccessError::NoPace`] where nothing in it can be used.
    pub fn parse(bytes: &[u8]) -> Result<Self, CardAccessError> {
        let malformed = |base: usize| {
            move |error: TlvError| CardAccessError::Malformed {
                offset: base.saturating_add(error.offset),
            }
        };
        let mut outer = Objects::new(bytes);
        let content = outer.required(SET).map_err(malformed(0))?;
        outer.end().map_err(malformed(0))?;
        let base = bytes.len().saturating_sub(content.len());
        let mut infos = Objects::new(content);
        let mut parameters = Vec::new();
        let mut last: &[u8] = &[];
        for _ in 0..MAX_SECURITY_INFOS {
            if infos.is_empty() {
                break;
            }
            let start = infos.offset();
            let offset = base.saturating_add(start);
            let info = infos.required(SEQUENCE).map_err(malformed(base))?;
            let encoding = content.get(start..infos.offset()).unwrap_or_default();
            if encoding <= last {
                return Err(CardAccessError::Malformed { offset });
            }
            last = encoding;
            let parameter = parse_info(info).map_err(|_| CardAccessError::Malformed { offset })?;
            parameters.extend(parameter);
        }
        infos.end().map_err(malformed(base))?;
        if parameters.is_empty() {
            return Err(CardAccessError::NoPace);
        }
        parameters.sort_unstable();
        Ok(Self { parameters })
    }

    /// The parameters that can be used, in rising order, at least one.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The parameter to use: the lowest.
    #[must_use]
    pub fn preferred(&self) -> Parameter {
        self.parameters.first().copied().unwrap_or(Parameter::P256)
    }
}

/// The parameter of a PACEInfo; `None` for what this crate does not have.
fn parse_info(bytes: &[u8]) -> Result<Option<Parameter>, TlvError> {
    let mut objects = Objects::new(bytes);
    let protocol = objects.required(OBJECT_IDENTIFIER)?;
    if protocol != PROTOCOL {
        return Ok(None);
    }
    let version = objects.required(INTEGER)?;
    let parameter = objects.required(INTEGER)?;
    objects.end()?;
    match (version, parameter) {
        ([VERSION], [id]) => Ok(Parameter::from_id(*id)),
        _ => Ok(None),
    }
}
