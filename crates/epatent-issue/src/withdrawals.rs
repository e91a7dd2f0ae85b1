// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A withdrawal of a signer on its way into the office's folder.
//!
//! Two people approve the digest of the certificate and of the very file that is going to say it. The file
//! is laid beside its place, the register says that it is going to take that, and then it does. Whatever
//! interrupts this, the next `publish` or the same command again finishes it.

use crate::desk::{self, Desk};
use crate::signers::{self, KnownSigner, MAX_WITHDRAWAL};
use crate::store::Store;
use epatent_cli::files::{self, Readable};
use epatent_cli::{Exit, Failure, FileTrouble, Words};
use epatent_core::certificate::Certificate;
use epatent_core::object::Digest;
use epatent_register::{Act, ActResult, Intent, RegisterError};
use std::fs::File;
use std::path::{Path, PathBuf};

/// First bytes of what is approved.
const DOMAIN: &[u8] = b"epatent-issue withdrawal 1";

/// What two people approve: SHA-256 of the domain, the SHA-256 of the certificate, and the file.
pub(crate) fn act(certificate: &Certificate, file: &[u8]) -> Digest {
    let certificate = Digest::of(certificate.der());
    Digest::of(&[DOMAIN, certificate.as_bytes(), file].concat())
}

/// Does what was approved: writes it down, and then lets the folder say it.
pub(crate) fn carry_out(
    desk: &mut Desk,
    store: &Store,
    signer: &KnownSigner,
    text: &str,
    words: &Words,
) -> Result<(), Failure> {
    let failed = |error: RegisterError| desk::failure(words, &error);
    let act = act(&signer.certificate, text.as_bytes());
    let waiting = waiting_file(store, &signer.name);
    let begun = open(desk, words)?
        .into_iter()
        .find(|intent| intent.subject == act);
    if let Some(intent) = begun {
        if settle(desk, store, std::slice::from_ref(signer), &intent, words)? {
            return Ok(());
        }
        lay(&waiting, text, words)?;
    } else {
        files::refuse_existing(words, &signers::withdrawal_file(store, &signer.name))?;
        let mut transaction = desk
            .register
            .transaction(&desk.by, desk.at)
            .map_err(failed)?;
        transaction.withdraw_signer(act).map_err(failed)?;
        lay(&waiting, text, words)?;
        transaction.commit().map_err(failed)?;
    }
    finish(desk, store, std::slice::from_ref(signer), words).map(drop)
}

/// Finishes what was written down and interrupted. True where there was something.
///
/// Fails where the file of a withdrawal is not in this folder: nothing is published without it.
pub(crate) fn finish(
    desk: &mut Desk,
    store: &Store,
    signers: &[KnownSigner],
    words: &Words,
) -> Result<bool, Failure> {
    let open = open(desk, words)?;
    for intent in &open {
        if !settle(desk, store, signers, intent, words)? {
            let values = [("digest", intent.subject.to_string().into())];
            let id = "error-withdrawal-open";
            return Err(Failure::new(words, Exit::Usage, id, &values));
        }
    }
    Ok(!open.is_empty())
}

fn open(desk: &mut Desk, words: &Words) -> Result<Vec<Intent>, Failure> {
    let mut open = desk
        .register
        .open_intents()
        .map_err(|error| desk::failure(words, &error))?;
    open.retain(|intent| intent.act == Act::Withdraw);
    Ok(open)
}

/// Lets the file of a withdrawal take its place, and writes that down. False where no signer has it.
fn settle(
    desk: &mut Desk,
    store: &Store,
    signers: &[KnownSigner],
    intent: &Intent,
    words: &Words,
) -> Result<bool, Failure> {
    let says = |path: &Path, signer: &KnownSigner| {
        let bytes = path
            .exists()
            .then(|| files::read_bounded(words, path, MAX_WITHDRAWAL))
            .transpose()?;
        Ok::<_, Failure>(
            bytes.is_some_and(|file| act(&signer.certificate, &file) == intent.subject),
        )
    };
    for signer in signers {
        let place = signers::withdrawal_file(store, &signer.name);
        let waiting = waiting_file(store, &signer.name);
        if !says(&place, signer)? {
            if !says(&waiting, signer)? {
                continue;
            }
            files::refuse_existing(words, &place)?;
            std::fs::rename(&waiting, &place)
                .and_then(|()| File::open(store.signers())?.sync_all())
                .map_err(|error| FileTrouble::NotWritten(&error).failure(words, &place))?;
        }
        let failed = |error: RegisterError| desk::failure(words, &error);
        let mut transaction = desk
            .register
            .transaction(&desk.by, desk.at)
            .map_err(failed)?;
        transaction
            .ended(intent.key, ActResult::Done)
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        return Ok(true);
    }
    Ok(false)
}

/// Where a withdrawal waits until the register knows of it.
fn waiting_file(store: &Store, name: &str) -> PathBuf {
    store.signers().join(format!("{name}.withdrawn.next"))
}

/// Writes the file that waits. One of an attempt before, which the register never knew, gives way.
fn lay(waiting: &Path, text: &str, words: &Words) -> Result<(), Failure> {
    if waiting.exists() {
        std::fs::remove_file(waiting)
            .map_err(|error| FileTrouble::NotWritten(&error).failure(words, waiting))?;
    }
    files::write_new(words, waiting, text.as_bytes(), Readable::ByAll)
}
