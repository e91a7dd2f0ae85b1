// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Step 14: until which day the patent is paid, by the list and by the card's own records.

use alloc::boxed::Box;
use alloc::format;
use core::cmp::Ordering;

use epatent_core::list::{PaidThrough, PaidThroughEntry};
use epatent_core::{CivilDate, Region, UnixTime};

use super::Check;
use super::circumstances::Terms;
use super::status::list_of;
use crate::{CheckId, LastDay, ListKind, PaidUntil, PaymentGap, PaymentSource, Reason};

const ID: CheckId = CheckId::Payment;

/// What counts after list and chip were compared.
struct Word {
    paid: PaidThrough,
    /// When it was signed.
    at: UnixTime,
    source: PaymentSource,
}

impl Check<'_> {
    /// Payment on the day of the check.
    ///
    /// The list counts, and a record of the chip that was signed after the list counts more: it is the
    /// newer word of the same office. A record for a payment that came after the patent had ended
    /// extends nothing, unless it says that the office began a new period.
    pub(super) fn check_payment(&mut self, terms: &Terms) {
        self.log.start();
        let lists = self.verifier.lists;
        let Some(kept) = lists.and_then(|lists| lists.paid_through_list(list_of(terms))) else {
            self.miss(ID, ListKind::PaidThrough, self.verifier.policy.payment);
            return;
        };
        let (list, now) = (&kept.list, self.circumstances.now);
        if let Err(why) =
            kept.check_signers(ListKind::PaidThrough, list.head(), &self.verifier, now)
        {
            let reason = Reason::ListInvalid {
                list: ListKind::PaidThrough,
                error: Box::new(why),
            };
            self.log.failed(ID, "the list with the roots", reason);
            return;
        }
        let times = *list.times();
        self.consult(ListKind::PaidThrough, list.head(), times.issued_at);
        let listed = list.entry(terms.status.index);
        let (word, conflict) = if listed == PaidThroughEntry::NotCovered {
            // The list speaks of other patents: no record makes up for that [EPC-LIST-02].
            (None, None)
        } else {
            self.decide(listed.paid(), times.issued_at, terms.region)
        };
        // Also where a record of the chip counts: that it is paid is green by a fresh list only, since
        // a later word of the office would stand in the list [EPC-LIST-07].
        let age = self.age(
            ListKind::PaidThrough,
            &times,
            self.verifier.policy.payment_age,
        );
        let state = match (&word, listed) {
            (Some(word), _) => self.judge_word(word, terms),
            (None, PaidThroughEntry::NotCovered) => {
                Some(Reason::PaymentUnknown(PaymentGap::NotCovered))
            }
            (None, _) => Some(Reason::PaymentUnknown(PaymentGap::NoEntry)),
        };
        let date = self.circumstances.date;
        let compared = match &word {
            Some(word) => format!("{date} with the last paid day {}", word.paid.through),
            None => format!("{date} with the paid-through list"),
        };
        let is_paid = state.is_none();
        let mut reasons = [state, conflict, age].into_iter().flatten();
        self.log.judged(ID, compared, reasons.next());
        for reason in reasons {
            self.log.find(reason);
        }
        if let Some(word) = word.filter(|_| is_paid) {
            let through = word.paid.through.min(terms.latest_end);
            let days_left = date.days_until(through);
            // The end of the term itself is announced with the term.
            if through < terms.latest_end
                && (0..=i32::from(self.verifier.policy.expires_soon_days)).contains(&days_left)
            {
                self.log.find(Reason::ExpiresSoon {
                    last_day: through,
                    end: LastDay::Payment,
                });
            }
            self.paid = Some(PaidUntil {
                through,
                source: word.source,
                at: word.at,
            });
        }
    }

    /// Which word counts, and the conflict where the two exclude each other.
    fn decide(
        &self,
        listed: Option<PaidThrough>,
        list_at: UnixTime,
        region: Region,
    ) -> (Option<Word>, Option<Reason>) {
        let by_list = |paid| Word {
            paid,
            at: list_at,
            source: PaymentSource::List,
        };
        let Some(record) = &self.newest_record else {
            return (listed.map(by_list), None);
        };
        let by_record = || Word {
            paid: record.paid,
            at: record.recorded_at,
            source: PaymentSource::Record,
        };
        let conflict = |winner| {
            Some(Reason::PaymentConflict {
                listed: listed.map(|paid| paid.through),
                list_at,
                recorded: record.paid.through,
                recorded_at: record.recorded_at,
                winner,
            })
        };
        if record.recorded_at <= list_at {
            // A chip that was not written again is behind the list, which is no conflict; a chip that
            // promises more than the newer list is one.
            let promises_more = listed.is_none_or(|paid| record.paid.through > paid.through);
            let conflict = promises_more
                .then(|| conflict(PaymentSource::List))
                .flatten();
            return (listed.map(by_list), conflict);
        }
        // The list has nothing yet, or the office began a new period after it.
        let Some(paid) = listed.filter(|_| record.paid.restored_from.is_none()) else {
            return (Some(by_record()), None);
        };
        match record.paid.through.cmp(&paid.through) {
            Ordering::Equal => (Some(by_list(paid)), None),
            Ordering::Less => (Some(by_record()), conflict(PaymentSource::Record)),
            Ordering::Greater => {
                let recorded_on = civil_day(record.recorded_at, region);
                if recorded_on.is_none_or(|day| day > paid.through) {
                    return (Some(by_list(paid)), conflict(PaymentSource::List));
                }
                let mut word = by_record();
                word.paid.restored_from = paid.restored_from;
                (Some(word), None)
            }
        }
    }

    /// What follows from the word that counts.
    fn judge_word(&self, word: &Word, terms: &Terms) -> Option<Reason> {
        let date = self.circumstances.date;
        if word.paid.covers(date) {
            return None;
        }
        let through = word.paid.through;
        if let Some(from) = word.paid.restored_from.filter(|from| date < *from) {
            return Some(Reason::NotYetValid {
                in_force_from: from,
            });
        }
        // A list of the last paid day or of a day before it cannot know what was paid after it.
        let known_on = civil_day(word.at, terms.region);
        if known_on.is_none_or(|day| day <= through) {
            return Some(Reason::PaymentUnknown(PaymentGap::EndedSince {
                through,
                at: word.at,
            }));
        }
        let days_over = through.days_until(date);
        let within_grace = days_over <= i32::from(self.verifier.policy.payment_grace_days);
        Some(Reason::TaxNotPaid {
            through,
            at: word.at,
            within_grace,
        })
    }
}

/// The civil day of an instant in a region. A region that the table does not know has none, so that
/// nothing is decided on a day that may be another one there.
fn civil_day(at: UnixTime, region: Region) -> Option<CivilDate> {
    CivilDate::of_unix_time(at, region.utc_offset_hours()?).ok()
}
