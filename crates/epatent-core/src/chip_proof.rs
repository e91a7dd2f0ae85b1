// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The chip proof: a signature by which a chip shows that it is the card and no copy.
//!
//! What the chip signs is of a fixed length with a prefix of its own, so that no other signature of a
//! chip can pass for it (`card-profile.md` section 4.3).

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use crate::cbor::{self, Value};
use crate::model::{Field, FieldValue, MapReader, MapWriter, ModelError};
use crate::object::Digest;
use crate::{Region, Text, UnixTime};

/// First 32 bytes of every statement: the words, padded with zero bytes.
pub const STATEMENT_PREFIX: [u8; 32] = *b"EPATENT-CHIP-PROOF-1\0\0\0\0\0\0\0\0\0\0\0\0";

/// Length of a statement in bytes.
pub const STATEMENT_LENGTH: usize = 192;

/// The channel binding where no PACE channel is open.
pub const NO_CHANNEL: [u8; 32] = [0; 32];

/// The payment-log head of a card without payment records.
pub const NO_PAYMENT: [u8; 32] = [0; 32];

/// Longest DER encoding of an ECDSA-Sig-Value on P-256 in bytes: two integers of 33.
pub const MAX_SIGNATURE_LENGTH: usize = 72;

/// Longest terminal statement in bytes.
pub const MAX_TERMINAL_STATEMENT_LENGTH: usize = 1024;

const TERMINAL: &str = "terminal statement";
const VERSION: u64 = 1;
const TERMINAL_VERSION: Field = Field::new(TERMINAL, 1, "version");
const CHECKED_AT: Field = Field::new(TERMINAL, 2, "checked-at");
const REGION: Field = Field::new(TERMINAL, 3, "region");
const TERMINAL_NAME: Field = Field::new(TERMINAL, 4, "terminal");

const PROOF: &str = "chip proof";
const HOST_NONCE: Field = Field::new(PROOF, 1, "host-nonce");
const TERMINAL_STATEMENT: Field = Field::new(PROOF, 2, "terminal-statement");
const CHANNEL_BINDING: Field = Field::new(PROOF, 3, "channel-binding");
const PAYMENT_HEAD: Field = Field::new(PROOF, 4, "payment-head");
const SIGNATURE: Field = Field::new(PROOF, 5, "signature");

/// What the chip signs with ECDSA on P-256 over SHA-256 (`card-profile.md` section 4.3).
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 32 | [`STATEMENT_PREFIX`] |
/// | 32 | 32 | host nonce |
/// | 64 | 32 | SHA-256 of the terminal statement |
/// | 96 | 32 | channel binding |
/// | 128 | 32 | SHA-256 of EF.SO |
/// | 160 | 32 | payment-log head |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChipProofStatement {
    /// Random bytes of the host, new for every proof.
    pub host_nonce: [u8; 32],
    /// SHA-256 of the encoded [`TerminalStatement`].
    pub terminal_digest: Digest,
    /// SHA-256 of the PACE transcript of the session, or [`NO_CHANNEL`].
    pub channel_binding: [u8; 32],
    /// SHA-256 of EF.SO as it was read, 32 bytes.
    pub security_object_digest: Digest,
    /// Hash of the newest payment record, or [`NO_PAYMENT`].
    pub payment_head: [u8; 32],
}

impl ChipProofStatement {
    /// The statement as the chip signs it.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; STATEMENT_LENGTH] {
        let parts = [
            &STATEMENT_PREFIX,
            &self.host_nonce,
            self.terminal_digest.as_bytes(),
            &self.channel_binding,
            self.security_object_digest.as_bytes(),
            &self.payment_head,
        ];
        let mut statement = [0; STATEMENT_LENGTH];
        for (place, part) in statement.chunks_exact_mut(32).zip(parts) {
            place.copy_from_slice(part);
        }
        statement
    }
}

/// Where and when a chip proof was asked for. Its digest is in the proof, so that a third party can
/// see it later.
///
/// ```cddl
/// ; MUST be at most 1024 bytes.
/// terminal-statement = {
///   1: 1,                    ; version
///   2: unix-time,            ; of the check
///   3: region,               ; where
///   4: card-text,            ; terminal, no personal data
/// }
/// ```
///
/// `[applet-spec security-object §6]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalStatement {
    /// Time of the check by the terminal's clock, UTC seconds.
    pub checked_at: UnixTime,
    /// The region in which the check is made.
    pub region: Region,
    /// Name of the terminal; no personal data.
    pub terminal: Text,
}

impl TerminalStatement {
    /// The statement as it goes into a card file and its digest into the proof.
    ///
    /// # Errors
    ///
    /// The statement is longer than [`MAX_TERMINAL_STATEMENT_LENGTH`].
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let mut fields = MapWriter::with_capacity(4);
        fields.put(TERMINAL_VERSION, VERSION);
        fields.put(CHECKED_AT, self.checked_at.seconds());
        fields.put(REGION, self.region.as_str());
        fields.put_text(TERMINAL_NAME, Some(&self.terminal));
        let bytes = cbor::encode(&fields.finish())?;
        demand_statement_length(&bytes)?;
        Ok(bytes)
    }

    /// Reads a statement.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] first, then what breaks the data model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        demand_statement_length(bytes)?;
        let mut fields = MapReader::new(TERMINAL, cbor::decode(bytes)?)?;
        fields.demand_version(TERMINAL_VERSION, VERSION)?;
        fields.required(TERMINAL_VERSION)?;
        let statement = Self {
            checked_at: fields.required(CHECKED_AT)?.unix_time()?,
            region: fields.required(REGION)?.region()?,
            terminal: fields.required(TERMINAL_NAME)?.text()?,
        };
        fields.finish()?;
        Ok(statement)
    }

    /// SHA-256 of the encoded statement.
    ///
    /// # Errors
    ///
    /// As [`Self::encode`].
    pub fn digest(&self) -> Result<Digest, ModelError> {
        Ok(Digest::of(&self.encode()?))
    }
}

/// A chip proof as it is kept: all that is needed, beside the security object, to verify it again.
///
/// ```cddl
/// chip-proof = {
///   1: bytes .size 32,       ; host nonce
///   2: bytes .cbor terminal-statement,
///   3: bytes .size 32,       ; channel binding
///   4: bytes .size 32,       ; payment-log head
///   5: bytes .size (0..72),  ; ECDSA-Sig-Value, DER; nothing where the chip refused
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipProof {
    /// Random bytes of the host, new for every proof.
    pub host_nonce: [u8; 32],
    /// The terminal statement, as it was hashed; [`TerminalStatement::decode`] reads it.
    pub terminal_statement: Vec<u8>,
    /// SHA-256 of the PACE transcript of the session, or [`NO_CHANNEL`].
    pub channel_binding: [u8; 32],
    /// Hash of the newest payment record, or [`NO_PAYMENT`].
    pub payment_head: [u8; 32],
    /// ECDSA-Sig-Value in DER (RFC 3279 section 2.2.3), as the chip gave it; empty where it refused.
    pub signature: Vec<u8>,
}

impl ChipProof {
    /// The statement that the chip must have signed, for a card with this security object file.
    #[must_use]
    pub fn statement(&self, security_object_digest: Digest) -> ChipProofStatement {
        ChipProofStatement {
            host_nonce: self.host_nonce,
            terminal_digest: Digest::of(&self.terminal_statement),
            channel_binding: self.channel_binding,
            security_object_digest,
            payment_head: self.payment_head,
        }
    }

    pub(crate) fn encode(&self) -> Result<Value, ModelError> {
        demand_statement_length(&self.terminal_statement)?;
        demand_signature_length(&self.signature)?;
        let mut fields = MapWriter::with_capacity(5);
        fields.put_bytes(HOST_NONCE, &self.host_nonce);
        fields.put_bytes(TERMINAL_STATEMENT, &self.terminal_statement);
        fields.put_bytes(CHANNEL_BINDING, &self.channel_binding);
        fields.put_bytes(PAYMENT_HEAD, &self.payment_head);
        fields.put_bytes(SIGNATURE, &self.signature);
        Ok(fields.finish())
    }

    pub(crate) fn decode(value: FieldValue) -> Result<Self, ModelError> {
        let mut fields = value.map(PROOF)?;
        let proof = Self {
            host_nonce: fields.required(HOST_NONCE)?.byte_array("32 bytes")?,
            terminal_statement: fields.required(TERMINAL_STATEMENT)?.bytes()?,
            channel_binding: fields.required(CHANNEL_BINDING)?.byte_array("32 bytes")?,
            payment_head: fields.required(PAYMENT_HEAD)?.byte_array("32 bytes")?,
            signature: fields.required(SIGNATURE)?.bytes()?,
        };
        fields.finish()?;
        demand_statement_length(&proof.terminal_statement)?;
        demand_signature_length(&proof.signature)?;
        Ok(proof)
    }
}

fn demand_statement_length(statement: &[u8]) -> Result<(), ModelError> {
    if statement.len() > MAX_TERMINAL_STATEMENT_LENGTH {
        return Err(ModelError::TooLong {
            document: TERMINAL,
            actual: statement.len(),
            limit: MAX_TERMINAL_STATEMENT_LENGTH,
        });
    }
    Ok(())
}

fn demand_signature_length(signature: &[u8]) -> Result<(), ModelError> {
    if signature.len() > MAX_SIGNATURE_LENGTH {
        return Err(ModelError::OutOfRange {
            field: SIGNATURE.path(),
            expected: "at most 72 bytes",
        });
    }
    Ok(())
}
