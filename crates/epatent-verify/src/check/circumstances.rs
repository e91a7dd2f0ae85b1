// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Steps 10 to 12: day, place and work, all of them compared with authentic data only.

use alloc::format;

use epatent_core::object::{SecurityObject, StatusReference};
use epatent_core::printed_code::PrintedCode;
use epatent_core::{CivilDate, Region, Text, UnixTime};

use super::Check;
use crate::device;
use crate::{CheckId, LastDay, Outcome, ProofSource, Reason};

/// What days and places are compared with: a security object's words, or a printed code's where there
/// is no chip. Both are authentic.
pub(super) struct Terms {
    pub(super) region: Region,
    pub(super) signed_at: UnixTime,
    pub(super) in_force_from: CivilDate,
    pub(super) latest_end: CivilDate,
    pub(super) status: StatusReference,
}

impl Terms {
    pub(super) const fn of_object(object: &SecurityObject) -> Self {
        Self {
            region: object.region,
            signed_at: object.signed_at,
            in_force_from: object.in_force_from,
            latest_end: object.latest_end,
            status: object.status,
        }
    }

    pub(super) const fn of_code(code: &PrintedCode) -> Self {
        Self {
            region: code.region,
            signed_at: code.signed_at,
            in_force_from: code.in_force_from,
            latest_end: code.latest_end,
            status: code.status,
        }
    }
}

impl Check<'_> {
    /// Civil days, both ends inclusive; and the clocks, which cannot be right when they are earlier
    /// than a signed time: the device's own, and that of the terminal which recorded a chip proof,
    /// because a chip cannot answer for an object that nobody has signed yet.
    pub(super) fn check_dates(&mut self, terms: &Terms) {
        self.log.start();
        let (date, from, end) = (
            self.circumstances.date,
            terms.in_force_from,
            terms.latest_end,
        );
        let compared = format!("{date} with {from} to {end}, the clock with the signing time");
        let now = self.circumstances.now;
        let signed = self.newest_signed_time(terms);
        let tolerance = u64::from(self.verifier.policy.clock_tolerance);

        let is_before = |early: UnixTime, late: UnixTime| {
            early.seconds().saturating_add(tolerance) < late.seconds()
        };

        let clock = is_before(now, signed).then_some(Reason::ClockDoubtful { signed, now });
        let proof = match self.proof {
            Some(ProofSource::Recorded { checked_at })
                if is_before(checked_at, terms.signed_at) =>
            {
                Some(Reason::ProofBeforeSigning {
                    checked_at,
                    signed_at: terms.signed_at,
                })
            }
            _ => None,
        };
        let term = if date < from {
            Some(Reason::NotYetValid {
                in_force_from: from,
            })
        } else if date > end {
            Some(Reason::TermEnded { latest_end: end })
        } else {
            None
        };
        let floor = device::check_clock(
            self.verifier.floor,
            now,
            self.verifier.policy.clock_tolerance,
        )
        .err()
        .map(|back| Reason::ClockBeforeFloor {
            floor: back.floor,
            now: back.now,
        });
        // All are told: a patent that has not begun may only look so by a clock set back.
        let mut reasons = [term, clock, floor, proof].into_iter().flatten();
        self.log.judged(CheckId::Dates, compared, reasons.next());
        for reason in reasons {
            self.log.find(reason);
        }

        let days_left = date.days_until(end);
        if date >= from
            && (0..=i32::from(self.verifier.policy.expires_soon_days)).contains(&days_left)
        {
            self.log.find(Reason::ExpiresSoon {
                last_day: end,
                end: LastDay::Term,
            });
        }
    }

    /// The region of the check and that of the patent.
    pub(super) fn check_place(&mut self, terms: &Terms) {
        self.log.start();
        let (patent, check) = (terms.region, self.circumstances.region);
        let reason = (patent != check).then_some(Reason::WrongRegion { patent, check });
        self.log.judged(
            CheckId::Place,
            format!("region {patent} of the patent with {check} of the check"),
            reason,
        );
    }

    /// The officer's word against the listed ones, when both exist.
    pub(super) fn check_profession(&mut self) {
        const ID: CheckId = CheckId::Profession;
        self.log.start();
        let Some(permission) = &self.card.permission else {
            self.log
                .skipped(ID, Outcome::NotChecked, "there is no authentic permission");
            return;
        };
        if permission.professions.is_empty() {
            self.log
                .skipped(ID, Outcome::NotApplicable, "the patent names no profession");
            return;
        }
        let Some(seen) = &self.circumstances.profession else {
            self.log
                .skipped(ID, Outcome::NotChecked, "no profession was chosen");
            return;
        };
        let listed = permission
            .professions
            .iter()
            .any(|listed| same_profession(listed, seen));
        let reason = (!listed).then(|| Reason::ProfessionMismatch {
            permitted: permission.professions.clone(),
            seen: seen.clone(),
        });
        self.log
            .judged(ID, "the profession seen with those of the patent", reason);
    }
}

/// Letters of either case are the same: officers type in lower case what cards print in upper. So are
/// Е and Ё, which Russian print does not tell apart, and spaces that keep a line together.
pub(super) fn same_profession(listed: &Text, seen: &Text) -> bool {
    folded(listed).eq(folded(seen))
}

fn folded(text: &Text) -> impl Iterator<Item = char> + '_ {
    text.as_str()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'ё' => 'е',
            '\u{A0}' | '\u{2007}' | '\u{202F}' => ' ',
            other => other,
        })
}
