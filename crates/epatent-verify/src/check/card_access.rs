// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Step 6: EF.CardAccess, which is read before any secure channel.

use epatent_core::object::Digest;

use super::Check;
use crate::{CheckId, Part, PartDefect, Reason};

impl Check<'_> {
    /// Step 6. EF.CardAccess as received, against the object: what the card announced before its
    /// channel was open is what the issuer signed, so that nobody weakened the channel on the way.
    pub fn card_access(&mut self, bytes: &[u8]) {
        self.log.start();
        let Some(expected) = self.basis().map(|object| object.card_access_digest) else {
            return;
        };
        let reason = (Digest::of(bytes) != expected).then_some(Reason::DigestMismatch {
            part: Part::CardAccess,
            defect: PartDefect::Digest,
        });
        self.log.judged(
            CheckId::CardAccess,
            "SHA-256 of EF.CardAccess with the signed digest",
            reason,
        );
    }
}
