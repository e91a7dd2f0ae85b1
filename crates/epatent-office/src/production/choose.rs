// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whose card is made of the blank on the reader.

use std::collections::BTreeSet;

use epatent_core::CivilDate;
use epatent_register::{Application as Received, Blank, Key, Patent, RegisterError, Transaction};

use super::{Office, Order, ProductionError};
use crate::application::Application;
use crate::desk::approval_manifest;
use crate::{DocumentError, document};

/// Patents that are looked through for one that may have this blank.
const LOOKED_THROUGH: u32 = 200;

/// What a card is made from.
pub(super) struct Chosen {
    pub(super) patent: Patent,
    pub(super) application: Application,
}

/// What there is to do for a blank.
pub(super) enum Choice {
    /// A card of this patent.
    Made(Box<Chosen>),
    /// The application of this patent cannot be read any more.
    Unusable {
        patent: Patent,
        reason: DocumentError,
    },
    /// Nothing.
    Nothing,
}

/// The patent that gets this blank: the one that was ordered, or the first that waits, can be signed
/// here and names no other blank.
pub(super) fn choose(
    transaction: &mut Transaction<'_>,
    office: &Office<'_>,
    order: Order,
    passed_over: &BTreeSet<Key<Patent>>,
    blank: &Blank,
) -> Result<Choice, ProductionError> {
    let waiting = match order.patent {
        Some(ordered) => vec![transaction.row(ordered)?],
        None => transaction.cards_wanted(LOOKED_THROUGH)?,
    };
    for patent in waiting {
        if passed_over.contains(&patent.key)
            || !office.signers.contains_key(&patent.region)
            || is_over(&patent, transaction.time())
        {
            continue;
        }
        let application = match entered(transaction, office, &patent)? {
            Some(Ok(application)) => application,
            Some(Err(reason)) => return Ok(Choice::Unusable { patent, reason }),
            None => continue,
        };
        let other_blank = application
            .blank
            .as_ref()
            .is_some_and(|named| *named != blank.number);
        if !other_blank {
            return Ok(Choice::Made(Box::new(Chosen {
                patent,
                application,
            })));
        }
    }
    Ok(Choice::Nothing)
}

/// A patent whose last possible day is over gets no card: it would be refused everywhere.
fn is_over(patent: &Patent, now: epatent_core::UnixTime) -> bool {
    let offset = patent.region.utc_offset_hours().unwrap_or(0);
    CivilDate::of_unix_time(now, offset).is_ok_and(|today| today > patent.latest_end)
}

/// The application of a patent, approved by as many people as the office demands; `None` where
/// there is none any more, or it is not.
fn entered(
    transaction: &mut Transaction<'_>,
    office: &Office<'_>,
    patent: &Patent,
) -> Result<Option<Result<Application, DocumentError>>, ProductionError> {
    let Some(key) = patent.application else {
        return Ok(None);
    };
    let received: Received = transaction.row(key)?;
    if office.rules.four_eyes {
        match transaction.demand_two_approvals(approval_manifest(received.document_digest)) {
            Ok(()) => {}
            Err(RegisterError::NotApproved { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(received.document.as_ref().map(document::application))
}
