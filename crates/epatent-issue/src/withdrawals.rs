// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A withdrawal of a signer on its way into the office's folder: two people approve the digest of the
//! certificate and of the very file that is going to say it.

use crate::desk::Desk;
use crate::folder_acts::{self, Kind, Saying};
use crate::signers::{self, KnownSigner, MAX_WITHDRAWAL};
use crate::store::Store;
use epatent_cli::{Failure, Words};
use epatent_core::object::Digest;

/// First bytes of what is approved.
const DOMAIN: &[u8] = b"epatent-issue withdrawal 1";

/// The file that says it of a signer: what is approved begins with the domain and the SHA-256 of the
/// certificate.
pub(crate) fn saying(store: &Store, signer: &KnownSigner) -> Saying {
    let certificate = Digest::of(signer.certificate.der());
    Saying {
        kind: Kind::Withdrawal,
        about: [DOMAIN, certificate.as_bytes()].concat(),
        place: signers::withdrawal_file(store, &signer.name),
        limit: MAX_WITHDRAWAL,
    }
}

/// Finishes what was written down and interrupted. True where there was something.
pub(crate) fn finish(
    desk: &mut Desk,
    store: &Store,
    signers: &[KnownSigner],
    words: &Words,
) -> Result<bool, Failure> {
    let sayings: Vec<Saying> = signers.iter().map(|one| saying(store, one)).collect();
    folder_acts::finish(desk, Kind::Withdrawal, &sayings, words)
}
