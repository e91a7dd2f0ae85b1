// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Step 7: the chip proves that it holds the key in the authentic object.

use epatent_core::chip_proof::{ChipProof, TerminalStatement};
use epatent_core::object::Digest;

use super::Check;
use crate::signature::verify_p256_der;
use crate::{CheckId, NewerFormat, ProofDefect, ProofSource, Reason};

/// What the caller sent to the chip, kept by the caller and never taken from the answer.
///
/// `[applet-spec card-profile §4.3]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Challenge {
    /// 32 random bytes, new for every question.
    pub host_nonce: [u8; 32],
    /// SHA-256 of the terminal statement that the chip was asked to sign.
    pub terminal_digest: Digest,
    /// SHA-256 of the transcript of the open secure channel; zero without a channel.
    pub channel_binding: [u8; 32],
}

const LIVE: &str = "the chip's signature with the signed chip key, over the nonce sent just now";
const RECORDED: &str = "the chip's signature with the signed chip key, over the nonce in the file";

impl Check<'_> {
    /// Step 7. The answer of a chip that was asked just now.
    ///
    /// The key is the one in the authentic object and no other: a key that the chip hands over
    /// would prove only that the chip has a key.
    pub fn chip_proof(&mut self, proof: &ChipProof, challenge: &Challenge) {
        self.log.start();
        if self.basis().is_none() {
            return;
        }
        let defect = if proof.host_nonce != challenge.host_nonce {
            Some(ProofDefect::Nonce)
        } else if Digest::of(&proof.terminal_statement) != challenge.terminal_digest {
            Some(ProofDefect::TerminalStatement)
        } else if proof.channel_binding != challenge.channel_binding {
            Some(ProofDefect::Channel)
        } else {
            self.signature_defect(proof)
        };
        if defect.is_none() {
            self.proof = Some(ProofSource::Here);
            self.payment_head = Some(proof.payment_head);
        }
        self.log
            .judged(CheckId::ChipProof, LIVE, defect.map(Reason::CloneSuspected));
    }

    /// Step 7 for a file: an answer that another check asked for and kept.
    ///
    /// It proves that the chip was there then, by the clock of that terminal, whose statement is
    /// under the chip's signature; not that the chip is here now.
    pub fn recorded_chip_proof(&mut self, proof: &ChipProof) {
        self.log.start();
        if self.basis().is_none() {
            return;
        }
        let reason = match self.signature_defect(proof) {
            Some(defect) => Some(Reason::CloneSuspected(defect)),
            None => match TerminalStatement::decode(&proof.terminal_statement) {
                Ok(statement) => {
                    self.proof = Some(ProofSource::Recorded {
                        checked_at: statement.checked_at,
                    });
                    self.payment_head = Some(proof.payment_head);
                    None
                }
                Err(error) => Some(Reason::FormatNewer(NewerFormat::TerminalStatement(error))),
            },
        };
        self.log.judged(CheckId::ChipProof, RECORDED, reason);
    }

    fn signature_defect(&self, proof: &ChipProof) -> Option<ProofDefect> {
        let (Some(object), Some(shown)) = (self.basis(), &self.shown) else {
            return Some(ProofDefect::Signature);
        };
        let statement = proof.statement(Digest::of(shown)).to_bytes();
        p256::ecdsa::VerifyingKey::from_sec1_bytes(object.chip_key.as_sec1())
            .ok()
            .and_then(|key| verify_p256_der(&key, &statement, &proof.signature).ok())
            .map_or(Some(ProofDefect::Signature), |()| None)
    }
}
