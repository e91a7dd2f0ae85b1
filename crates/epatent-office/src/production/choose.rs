// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whose card is made of the blank on the reader, and what keeps the others waiting.

use std::collections::BTreeSet;

use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region};
use epatent_register::{
    Application as Received, Blank, BlankState, Key, Patent, RegisterError, Transaction,
};

use super::{Office, OfficeRules, Order, ProductionError};
use crate::application::Application;
use crate::desk::approval_manifest;
use crate::rules::four_eyes_now;
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

/// What keeps a patent from getting a card of just any blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Nobody at hand signs for its region.
    NoSigner(Region),
    /// Its last possible day is over.
    TermOver(CivilDate),
    /// Fewer people approved its application than the office demands, or it has none any more.
    NotApproved,
    /// Its application cannot be read any more.
    Unreadable,
    /// Its application, of this number, is not the one that was received.
    Altered(i64),
    /// Its application names a blank.
    NamesBlank {
        /// The blank.
        number: BlankNumber,
        /// Whether it was received; otherwise it may come with another delivery.
        is_received: bool,
    },
}

/// A patent that waits for a card and which nobody works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub patent: PatentNumber,
    /// What it waits for beside a blank; `None` for nothing.
    pub obstacle: Option<Obstacle>,
}

impl Waiting {
    /// Whether its card can be made of a blank that the office has or may have.
    #[must_use]
    pub const fn can_be_made(&self) -> bool {
        matches!(
            self.obstacle,
            None | Some(Obstacle::NamesBlank {
                is_received: true,
                ..
            })
        )
    }
}

/// The first patents that wait for a card, in the order in which they get one, each with what keeps it;
/// `signs_for` says for which regions there is a signer. At most 200, which are also all that are
/// looked through for a blank.
///
/// # Errors
///
/// The register's.
pub fn waiting(
    transaction: &mut Transaction<'_>,
    rules: OfficeRules,
    signs_for: impl Fn(Region) -> bool,
) -> Result<Vec<Waiting>, ProductionError> {
    let mut all = Vec::new();
    for patent in transaction.cards_wanted(LOOKED_THROUGH)? {
        let obstacle = if !signs_for(patent.region) {
            Some(Obstacle::NoSigner(patent.region))
        } else if is_over(&patent, transaction.time()) {
            Some(Obstacle::TermOver(patent.latest_end))
        } else {
            match entered(transaction, rules, &patent) {
                Err(RegisterError::DocumentAltered { application }) => {
                    Some(Obstacle::Altered(application))
                }
                Err(error) => return Err(error.into()),
                Ok(None) => Some(Obstacle::NotApproved),
                Ok(Some(Err(_))) => Some(Obstacle::Unreadable),
                Ok(Some(Ok(application))) => match application.blank {
                    Some(number) if is_bound(transaction, patent.key, &number)? => {
                        let is_received = transaction.blank_by_number(&number)?.is_some();
                        Some(Obstacle::NamesBlank {
                            number,
                            is_received,
                        })
                    }
                    _ => None,
                },
            }
        };
        all.push(Waiting {
            patent: patent.number,
            obstacle,
        });
    }
    Ok(all)
}

/// The patent that gets this blank: the one that was ordered, or the first that waits, can be signed
/// here and waits for no other blank.
pub(super) fn choose(
    transaction: &mut Transaction<'_>,
    office: &Office<'_>,
    order: Order,
    passed_over: &BTreeSet<Key<Patent>>,
    blank: &Blank,
) -> Result<Choice, ProductionError> {
    let rules = OfficeRules {
        four_eyes: four_eyes_now(transaction)? || office.rules.four_eyes,
        ..office.rules
    };
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
        let application = match entered(transaction, rules, &patent) {
            Ok(Some(Ok(application))) => application,
            Ok(Some(Err(reason))) => return Ok(Choice::Unusable { patent, reason }),
            Ok(None) => continue,
            // The others are made, and `waiting` tells of this one.
            Err(RegisterError::DocumentAltered { .. }) if order.patent.is_none() => continue,
            Err(error) => return Err(error.into()),
        };
        let bound = match &application.blank {
            Some(named) if *named != blank.number => is_bound(transaction, patent.key, named)?,
            _ => false,
        };
        if !bound {
            return Ok(Choice::Made(Box::new(Chosen {
                patent,
                application,
            })));
        }
    }
    Ok(Choice::Nothing)
}

/// Whether a patent waits for the blank that its application names. That was entered for the first
/// card, and says nothing of one that replaces it; and where the named blank is spoiled, lost or
/// somebody else's card by now, no waiting would bring it.
fn is_bound(
    transaction: &mut Transaction<'_>,
    patent: Key<Patent>,
    named: &BlankNumber,
) -> Result<bool, ProductionError> {
    if transaction.replacement_index(patent)? > 0 {
        return Ok(false);
    }
    let named = transaction.blank_by_number(named)?;
    // One that is not known yet may come with the next delivery.
    Ok(named.is_none_or(|blank| matches!(blank.state, BlankState::Blank | BlankState::InWork)))
}

/// A patent whose last possible day is over gets no card: it would be refused everywhere.
fn is_over(patent: &Patent, now: epatent_core::UnixTime) -> bool {
    let offset = patent.region.utc_offset_hours().unwrap_or(0);
    CivilDate::of_unix_time(now, offset).is_ok_and(|today| today > patent.latest_end)
}

/// The application of a patent, approved by as many people as the office demands; `None` where
/// there is none any more, or it is not. Nothing is made of one that is not as it was received, or says
/// something else of the patent than the register.
fn entered(
    transaction: &mut Transaction<'_>,
    rules: OfficeRules,
    patent: &Patent,
) -> Result<Option<Result<Application, DocumentError>>, RegisterError> {
    let Some(key) = patent.application else {
        return Ok(None);
    };
    let received: Received = transaction.row(key)?;
    if rules.four_eyes {
        match transaction.demand_two_approvals(approval_manifest(&received)?) {
            Ok(()) => {}
            Err(RegisterError::NotApproved { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let entered = received.document()?.map(document::application);
    Ok(entered.map(|application| {
        application.and_then(|application| match is_of(&application, patent) {
            true => Ok(application),
            false => Err(DocumentError::OtherPatent),
        })
    }))
}

/// Whether a patent was made of an application.
fn is_of(application: &Application, patent: &Patent) -> bool {
    application.number == patent.number
        && application.permission.region == patent.region
        && application.in_force_from == patent.in_force_from
        && application.latest_end == patent.latest_end
}
