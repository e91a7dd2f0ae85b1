// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Step 13: what the status list says of the card.

use alloc::boxed::Box;

use epatent_core::UnixTime;
use epatent_core::list::{CardStatus, Freshness, ListHead, ListId, ListTimes};

use super::Check;
use super::circumstances::Terms;
use crate::{
    CheckId, ConsultedList, ListKind, MaxAge, Outcome, PaymentGap, Reason, StatusGap, StatusRule,
};

const ID: CheckId = CheckId::Status;
const COMPARED: &str = "the index of the card with the status list, the age of the list";

impl Check<'_> {
    /// The status of the card, where a list speaks of it.
    ///
    /// What a list says against a card holds however old the list is, because an annulment does not
    /// end. That nothing is against it holds for as long as the list is fresh.
    pub(super) fn check_status(&mut self, terms: &Terms) {
        self.log.start();
        let id = list_of(terms);
        let lists = self.verifier.lists;
        let Some(kept) = lists.and_then(|lists| lists.status_list(id)) else {
            self.miss(ID, ListKind::Status, self.verifier.policy.status);
            return;
        };
        let (list, now) = (&kept.list, self.circumstances.now);
        if let Err(why) = kept.check_signers(ListKind::Status, list.head(), &self.verifier, now) {
            let reason = Reason::ListInvalid {
                list: ListKind::Status,
                error: Box::new(why),
            };
            self.log.failed(ID, COMPARED, reason);
            return;
        }
        let issued_at = list.times().issued_at;
        self.lists_at = Some(issued_at);
        self.consult(ListKind::Status, list.head(), issued_at);
        let status = match list.status(terms.status.index) {
            None => Some(Reason::StatusMissing(StatusGap::NotCovered)),
            Some(CardStatus::Valid) => None,
            Some(CardStatus::Annulled(annulment)) => Some(Reason::Annulled {
                annulment,
                issued_at,
            }),
            Some(CardStatus::Suspended) => Some(Reason::Suspended { issued_at }),
            Some(CardStatus::Superseded) => Some(Reason::Superseded { issued_at }),
        };
        let age = self.age(
            ListKind::Status,
            list.times(),
            self.verifier.policy.status_age,
        );
        let mut reasons = [status, age].into_iter().flatten();
        self.log.judged(ID, COMPARED, reasons.next());
        for reason in reasons {
            self.log.find(reason);
        }
    }

    /// Notes that a list was looked into.
    pub(super) fn consult(&mut self, kind: ListKind, head: &ListHead, issued_at: UnixTime) {
        self.newest_list = self.newest_list.max(Some(issued_at));
        self.consulted.push(ConsultedList {
            kind,
            id: head.id,
            sequence: head.sequence,
            issued_at,
        });
    }

    /// A check has no list: either that is open, or the laboratory does without.
    pub(super) fn miss(&mut self, id: CheckId, kind: ListKind, rule: StatusRule) {
        let lists = self.verifier.lists;
        let refusal = lists.and_then(|lists| lists.refusal(kind));
        let reason = match (refusal, kind) {
            (Some(error), list) => Reason::ListInvalid {
                list,
                error: Box::new(error.clone()),
            },
            (None, ListKind::Status) => Reason::StatusMissing(StatusGap::NoList),
            (None, ListKind::PaidThrough) => Reason::PaymentUnknown(PaymentGap::NoList),
        };
        match (rule, refusal) {
            (StatusRule::NotRequired, None) => self.log.skipped(
                id,
                Outcome::NotChecked,
                "the laboratory trust asks for no list",
            ),
            _ => self.log.not_checked(id, "there is no list", reason),
        }
    }

    /// The finding on the age of a list, by its own times and the policy's limits.
    pub(super) fn age(
        &self,
        list: ListKind,
        times: &ListTimes,
        limit: Option<MaxAge>,
    ) -> Option<Reason> {
        let now = self.circumstances.now;
        let freshness = limit.map_or(times.freshness(now), |limit| {
            times
                .freshness(now)
                .max(limit.freshness(times.issued_at, now))
        });
        (freshness != Freshness::Fresh).then_some(Reason::StatusStale {
            list,
            issued_at: times.issued_at,
            freshness,
        })
    }
}

/// The list that speaks of a card.
pub(super) const fn list_of(terms: &Terms) -> ListId {
    ListId {
        region: terms.region,
        number: terms.status.list,
    }
}
