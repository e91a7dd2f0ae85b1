// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The reply to INITIALIZE UPDATE.

use super::level::CardOptions;
use super::{DiversificationData, Eight};
use crate::flow::ReplyProblem;
use crate::reader::Reader;

/// The protocol in the key information.
const SCP03: u8 = 0x03;

/// The reply to INITIALIZE UPDATE in S8 mode.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 10 | key diversification data |
/// | 10 | 1 | key version |
/// | 11 | 1 | protocol: `03` |
/// | 12 | 1 | implementation option *i* |
/// | 13 | 8 | card challenge |
/// | 21 | 8 | card cryptogram |
/// | 29 | 3 | sequence counter, only where bit `10` of *i* says that the challenge is pseudo-random |
///
/// Amendment D §7.1.1.6
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InitializeReply {
    pub(super) diversification: DiversificationData,
    pub(super) key_version: u8,
    pub(super) options: CardOptions,
    pub(super) challenge: Eight,
    pub(super) cryptogram: Eight,
    pub(super) counter: Option<[u8; 3]>,
}

impl InitializeReply {
    pub(super) fn parse(data: &[u8]) -> Result<Self, ReplyProblem> {
        let mut reader = Reader::new(data);
        let diversification = reader.array()?;
        let key_version = reader.byte()?;
        reader.exactly(SCP03, "03, the protocol SCP03")?;
        let offset = reader.offset();
        let code = reader.byte()?;
        let options = CardOptions::new(code).ok_or(ReplyProblem::Byte {
            offset,
            actual: code,
            expected: "an implementation option in S8 mode",
        })?;
        let challenge = reader.array()?;
        let cryptogram = reader.array()?;
        let counter = if options.has_sequence_counter() {
            Some(reader.array()?)
        } else {
            None
        };
        reader.end()?;
        Ok(Self {
            diversification,
            key_version,
            options,
            challenge,
            cryptogram,
            counter,
        })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let information = [self.key_version, SCP03, self.options.code()];
        let counter = self.counter.as_ref().map_or(&[][..], |counter| counter);
        let parts: [&[u8]; 5] = [
            &self.diversification,
            &information,
            &self.challenge,
            &self.cryptogram,
            counter,
        ];
        parts.concat()
    }
}
