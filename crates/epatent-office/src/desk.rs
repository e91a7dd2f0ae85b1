// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Applications on their way to the queue: received, approved.

use epatent_core::object::Digest;
use epatent_register::{
    Application as Received, ApplicationState, Key, NewApplication, NewPatent, Opaque, Patent,
    PersonKey, RegisterError, Transaction,
};

use crate::application::form::Form;
use crate::rules::four_eyes_now;
use crate::{Application, DocumentError, document};

/// First bytes of what people approve.
const DOMAIN: &[u8] = b"epatent-office application 1\0";

/// First bytes of a list of applications that is approved whole.
const LIST_DOMAIN: &[u8] = b"epatent-office applications 1\0";

/// Why an application was not taken in or approved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The document.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The document was erased.
    #[error("application {0} was erased")]
    Erased(i64),
}

/// How far an approval has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approved {
    /// Another person has to approve it, too.
    ByOne,
    /// The patent is made; it waits for its card.
    Whole(Key<Patent>),
}

/// What people approve of an application: SHA-256 of the domain and of the digest of the document as it is
/// there.
///
/// # Errors
///
/// [`RegisterError::DocumentAltered`].
pub fn approval_manifest(application: &Received) -> Result<Digest, RegisterError> {
    Ok(act_of_document(application.digest()?))
}

/// What a list of applications is approved by as a whole: SHA-256 of the domain and of the digest of each
/// document as it is there, in the order of the list. An application more, or one less, is another list.
///
/// # Errors
///
/// [`RegisterError::DocumentAltered`] for the first that is not as it was received.
pub fn list_manifest(listed: &[Received]) -> Result<Digest, RegisterError> {
    let mut bytes = LIST_DOMAIN.to_vec();
    for one in listed {
        bytes.extend(one.digest()?.as_bytes());
    }
    Ok(Digest::of(&bytes))
}

/// The person of an application: names as in the passport, day of birth and number of the identity
/// document, in capitals and without anything but letters and digits.
#[must_use]
pub fn person(key: &PersonKey, application: &Application) -> Digest {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect()
    };
    let holder = &application.holder;
    let name = |name: &Option<epatent_core::Text>| {
        name.as_ref()
            .map_or(String::new(), |name| plain(name.as_str()))
    };
    key.person(&[
        &name(&holder.surname_latin),
        &name(&holder.given_name_latin),
        &holder.birth_date.to_string(),
        &plain(holder.identity_document.number.as_str()),
    ])
}

/// Records an application that was checked.
///
/// # Errors
///
/// [`DeskError::Document`] for a document that is too long, [`DeskError::Register`] for what the database
/// says.
pub fn receive(
    transaction: &mut Transaction<'_>,
    key: &PersonKey,
    form: &Form,
    application: &Application,
) -> Result<Key<Received>, DeskError> {
    let document: Opaque = document::encode(form, &application.portrait.image)?;
    Ok(transaction.receive_application(&NewApplication {
        region: application.permission.region,
        person: person(key, application),
        document,
    })?)
}

/// The fields in which an application as it is entered now differs from the one in the register: none where
/// the digest of the recorded document is that of what is entered.
///
/// # Errors
///
/// [`DeskError::Document`] for a document that is not of this program's format, [`DeskError::Erased`] where
/// there is nothing left to compare with, [`RegisterError::DocumentAltered`].
pub fn differing(
    recorded: &Received,
    form: &Form,
    application: &Application,
) -> Result<Vec<String>, DeskError> {
    let portrait = &application.portrait.image;
    let entered = document::encode(form, portrait)?;
    if Digest::of(&entered.0) == recorded.digest()? {
        return Ok(Vec::new());
    }
    let document = recorded
        .document()?
        .ok_or(DeskError::Erased(recorded.key.number()))?;
    Ok(document::differing(document, form, portrait)?)
}

/// Approves an application in the name of the transaction's operator, and makes its patent. Where two
/// people are needed the first approval is recorded, and the second one completes it.
///
/// # Errors
///
/// As [`approve_as_read`].
pub fn approve(
    transaction: &mut Transaction<'_>,
    application: Key<Received>,
    four_eyes: bool,
) -> Result<Approved, DeskError> {
    let row = transaction.row(application)?;
    approve_as_read(transaction, &row, four_eyes)
}

/// The same of an application as it was read in this transaction: what is approved, and what the patent is
/// made of, are those very bytes.
///
/// # Errors
///
/// [`RegisterError::State`] unless it is open, or approved by fewer people than are needed by now;
/// [`RegisterError::Duplicate`] for a second approval by
/// one person, and for a patent number that is taken; [`RegisterError::DocumentAltered`].
pub fn approve_as_read(
    transaction: &mut Transaction<'_>,
    row: &Received,
    four_eyes: bool,
) -> Result<Approved, DeskError> {
    let application = row.key;
    let four_eyes = four_eyes_now(transaction)? || four_eyes;
    let manifest = approval_manifest(row)?;
    if row.state == ApplicationState::Approved
        && four_eyes
        && let Some(patent) = transaction.patent_of(application)?
        && let Err(RegisterError::NotApproved { .. }) = transaction.demand_two_approvals(manifest)
    {
        // It was approved when one person was enough.
        transaction.approve(manifest, None)?;
        return Ok(match transaction.demand_two_approvals(manifest) {
            Ok(()) => Approved::Whole(patent.key),
            Err(RegisterError::NotApproved { .. }) => Approved::ByOne,
            Err(error) => return Err(error.into()),
        });
    }
    if row.state == ApplicationState::Open && four_eyes {
        transaction.approve(manifest, None)?;
        match transaction.demand_two_approvals(manifest) {
            Ok(()) => {}
            Err(RegisterError::NotApproved { .. }) => return Ok(Approved::ByOne),
            Err(error) => return Err(error.into()),
        }
    }
    transaction.approve_application(application)?;
    let document = row
        .document()?
        .ok_or(DeskError::Erased(application.number()))?;
    let entered = document::application(document)?;
    let patent = transaction.register_patent(&NewPatent {
        number: entered.number,
        region: entered.permission.region,
        application: Some(application),
        in_force_from: entered.in_force_from,
        latest_end: entered.latest_end,
    })?;
    Ok(Approved::Whole(patent))
}

/// What people approve of an application whose document has this digest.
pub(crate) fn act_of_document(document: Digest) -> Digest {
    Digest::of(&[DOMAIN, document.as_bytes()].concat())
}
