// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the register is told of a publication, always before it happens.

use epatent_core::UnixTime;
use epatent_core::bundle::key_digest;
use epatent_core::object::Digest;
use epatent_register::{
    Act, ActResult, Actor, Intent, Key, Published, Register, RegisterError, Signature,
    SignatureState, Unique,
};
use epatent_terminal::Disk;

use super::content::{Drafts, Made, digest};
use super::site::{BUNDLE_FILE, Before, Site};
use super::{PublishError, Roots, Signatory};

/// What happens outside the register once a publication is recorded.
pub(super) type Intents = Vec<Key<Intent>>;

/// Finishes what an interrupted publication recorded, and takes away what it did not. True where there
/// was one to finish.
pub(super) fn finish<D: Disk>(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    site: &mut Site<D>,
) -> Result<bool, PublishError> {
    let mut finished = false;
    let open = register.open_intents()?;
    for intent in open {
        let is_done = match intent.act {
            Act::Publish => {
                let (there, waiting) = site.bundles()?;
                if waiting == Some(intent.subject) {
                    site.place_rest()?;
                    finished = true;
                }
                // Of another site, or this one was put back: the next publication has higher numbers.
                [there, waiting].contains(&Some(intent.subject))
            }
            // Written down after the publication to which it belongs.
            Act::RollOver => site.rollover()? == Some(intent.subject),
            _ => continue,
        };
        let result = if is_done {
            ActResult::Done
        } else {
            ActResult::Failed
        };
        let mut transaction = register.transaction(by, at)?;
        transaction.ended(intent.key, result)?;
        transaction.commit()?;
    }
    site.unstage()?;
    let lost = register.open_list_signatures()?;
    let lost: Vec<Key<Signature>> = lost.iter().map(|signature| signature.key).collect();
    give_up(register, by, at, &lost)?;
    Ok(finished)
}

/// The site is the one in which devices were led to the root that they know by bundles alone: one without
/// a bundle leads nobody there.
pub(super) fn demand_led(
    register: &mut Register,
    before: &Before,
    roots: &Roots<'_>,
) -> Result<(), PublishError> {
    if before.bundle.is_some() || !roots.is_changing() {
        return Ok(());
    }
    let mut last = |act| {
        let done = register.acts_done(act)?.pop();
        Ok::<_, RegisterError>(done.map(|intent| intent.key))
    };
    if last(Act::RollOver)? > last(Act::IntroduceRoot)? {
        return Err(PublishError::RolloverLost);
    }
    Ok(())
}

/// Writes down every signature that is going to be asked for.
pub(super) fn intend(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    drafts: &Drafts,
    signatories: &[Signatory],
) -> Result<Vec<Key<Signature>>, PublishError> {
    let mut transaction = register.transaction(by, at)?;
    let mut intended = Vec::with_capacity(drafts.documents.len());
    for draft in &drafts.documents {
        let signer = signatories
            .get(draft.signatory)
            .map(|signatory| key_digest(signatory.certificate.public_key()));
        let key = transaction.intend_other_signature(
            draft.purpose,
            Digest::of(draft.prepared.signature_payload()),
            signer.unwrap_or(Digest::from_bytes([0; Digest::LENGTH])),
        );
        intended.push(key.map_err(|error| match error {
            // The same state of the register at the same second: it was given up a moment ago.
            RegisterError::Duplicate(Unique::SignedBytes) => PublishError::TooSoon {
                before: at,
                now: at,
            },
            other => other.into(),
        })?);
    }
    transaction.commit()?;
    Ok(intended)
}

/// The signatures, if they were made, are on nothing that anybody has.
pub(super) fn give_up(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    intended: &[Key<Signature>],
) -> Result<(), PublishError> {
    if intended.is_empty() {
        return Ok(());
    }
    let mut transaction = register.transaction(by, at)?;
    for signature in intended {
        transaction.other_signature(*signature, SignatureState::Void)?;
    }
    transaction.commit()?;
    Ok(())
}

/// Records the whole publication, and that its files are going to take their places.
pub(super) fn published(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    made: &Made,
    intended: &[Key<Signature>],
) -> Result<Intents, PublishError> {
    let bundle = made.files.iter().find(|file| file.name == BUNDLE_FILE);
    let subject = bundle.map_or(Digest::from_bytes([0; Digest::LENGTH]), digest);
    let mut transaction = register.transaction(by, at)?;
    for signature in intended {
        transaction.other_signature(*signature, SignatureState::Issued)?;
    }
    for file in &made.files {
        transaction.published(&Published {
            kind: file.kind,
            list: file.list,
            version: file.version,
            digest: digest(file),
            next_update: made.next_update,
        })?;
    }
    let mut intents = vec![transaction.intend(Act::Publish, None, subject)?];
    if let Some(rollover) = &made.rollover {
        intents.push(transaction.intend(Act::RollOver, None, Digest::of(rollover))?);
    }
    transaction.commit()?;
    Ok(intents)
}

/// Records that all files are in their places.
pub(super) fn placed(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    intents: &[Key<Intent>],
) -> Result<(), PublishError> {
    let mut transaction = register.transaction(by, at)?;
    for intent in intents {
        transaction.ended(*intent, ActResult::Done)?;
    }
    transaction.commit()?;
    Ok(())
}
