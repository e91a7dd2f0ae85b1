// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! INTERNAL AUTHENTICATE: the chip proof \[applet-spec card-profile §4.3].

use epatent_apdu::profile::{CHIP_PROOF_PREFIX, EF_SECURITY_OBJECT};
use epatent_apdu::{Command, Response, StatusWord};
use sha2::{Digest, Sha256};

use super::channel::Context;
use super::{Card, Outcome, field};

impl Card {
    pub(super) fn internal_authenticate(&self, command: &Command, context: &Context) -> Outcome {
        let nonce: [u8; 32] = field(command, 0)?;
        let terminal: [u8; 32] = field(command, 32)?;
        let key = self.key()?.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
        let object = self
            .nvm
            .file(EF_SECURITY_OBJECT)
            .ok_or(StatusWord::FILE_NOT_FOUND)?;
        let object_digest: [u8; 32] = Sha256::digest(object).into();
        let payments = self.nvm.payments().head;
        let statement = [
            CHIP_PROOF_PREFIX,
            nonce,
            terminal,
            context.binding,
            object_digest,
            payments,
        ]
        .concat();
        let answer = [payments.as_slice(), &key.sign(&statement)].concat();
        Ok(Response::new(answer, StatusWord::DONE))
    }
}
