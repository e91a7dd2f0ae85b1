// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lists and payment records.

use epatent_core::Region;
use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::Typ;
use epatent_core::list::{ListHead, ListTimes, PaidThroughDelta, PaidThroughList, StatusList};
use epatent_core::object::Environment;
use epatent_core::payment::{MAX_RECORD_LENGTH, PaymentRecord};

use crate::document::{DocumentTerms, PreparedDocument};
use crate::{SignError, Signer};

/// Prepares a status list for a key elsewhere; `certificate` is the status signer's.
///
/// `[applet-spec status-and-payments §1.2]`
///
/// # Errors
///
/// The list breaks the data model, or the certificate does not entitle its holder to it.
pub fn prepare_status_list(
    list: &StatusList,
    certificate: &Certificate,
) -> Result<PreparedDocument, SignError> {
    let terms = (list.head(), list.times());
    let payload = list.encode()?;
    prepare(Typ::StatusList, Role::Status, payload, terms, certificate)
}

/// Signs a status list with a key at hand and returns the file.
///
/// # Errors
///
/// Those of [`prepare_status_list`] and of [`PreparedDocument::sign`].
pub fn sign_status_list(
    list: &StatusList,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Vec<u8>, SignError> {
    prepare_status_list(list, certificate)?.sign(signer, list.head().environment)
}

/// Prepares a paid-through list as a whole for a key elsewhere; `certificate` is the payment signer's.
///
/// `[applet-spec status-and-payments §1.3]`
///
/// # Errors
///
/// The list breaks the data model, or the certificate does not entitle its holder to it.
pub fn prepare_paid_through_snapshot(
    list: &PaidThroughList,
    certificate: &Certificate,
) -> Result<PreparedDocument, SignError> {
    let terms = (list.head(), list.times());
    let payload = list.encode_snapshot()?;
    let typ = Typ::PaidThroughSnapshot;
    prepare(typ, Role::Payment, payload, terms, certificate)
}

/// Signs a paid-through list as a whole with a key at hand and returns the file.
///
/// # Errors
///
/// Those of [`prepare_paid_through_snapshot`] and of [`PreparedDocument::sign`].
pub fn sign_paid_through_snapshot(
    list: &PaidThroughList,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Vec<u8>, SignError> {
    prepare_paid_through_snapshot(list, certificate)?.sign(signer, list.head().environment)
}

/// Prepares the changes of a day for a key elsewhere; `certificate` is the payment signer's.
///
/// `[applet-spec status-and-payments §1.3]`
///
/// # Errors
///
/// The changes break the data model, or the certificate does not entitle its holder to them.
pub fn prepare_paid_through_delta(
    delta: &PaidThroughDelta,
    certificate: &Certificate,
) -> Result<PreparedDocument, SignError> {
    let terms = (delta.head(), delta.times());
    let payload = delta.encode()?;
    let typ = Typ::PaidThroughDelta;
    prepare(typ, Role::Payment, payload, terms, certificate)
}

/// Signs the changes of a day with a key at hand and returns the file.
///
/// # Errors
///
/// Those of [`prepare_paid_through_delta`] and of [`PreparedDocument::sign`].
pub fn sign_paid_through_delta(
    delta: &PaidThroughDelta,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Vec<u8>, SignError> {
    prepare_paid_through_delta(delta, certificate)?.sign(signer, delta.head().environment)
}

/// Signs a payment record for a card of this region and environment, and returns what APPEND RECORD
/// writes.
///
/// `[applet-spec status-and-payments §2]`
///
/// # Errors
///
/// The record breaks the data model or would not fit on a card ([`SignError::FileTooLong`]), or the
/// certificate does not entitle its holder to it; those of [`PreparedDocument::sign`].
pub fn sign_payment_record(
    record: &PaymentRecord,
    region: Region,
    environment: Environment,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Vec<u8>, SignError> {
    let terms = DocumentTerms {
        role: Role::Payment,
        regions: &[region],
        environment,
        signed_at: record.recorded_at,
    };
    let payload = record.encode()?;
    let prepared = PreparedDocument::new(Typ::PaymentRecord, payload, &terms, certificate)?;
    let signed = prepared.sign(signer, environment)?;
    if signed.len() > MAX_RECORD_LENGTH {
        return Err(SignError::FileTooLong {
            file_id: EF_PAYMENTS,
            length: signed.len(),
            limit: MAX_RECORD_LENGTH,
        });
    }
    Ok(signed)
}

/// EF.Payments ([applet-spec card-profile §2]).
const EF_PAYMENTS: u16 = 0x011E;

fn prepare(
    typ: Typ,
    role: Role,
    payload: Vec<u8>,
    (head, times): (&ListHead, &ListTimes),
    certificate: &Certificate,
) -> Result<PreparedDocument, SignError> {
    let terms = DocumentTerms {
        role,
        regions: &[head.id.region],
        environment: head.environment,
        signed_at: times.issued_at,
    };
    PreparedDocument::new(typ, payload, &terms, certificate)
}
