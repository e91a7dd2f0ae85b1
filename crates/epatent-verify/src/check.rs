// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The check of one card, step by step as its bytes arrive.

mod bundle;
mod card_access;
mod chip;
mod circumstances;
mod group;
mod log;
mod object;
mod payment;
mod payment_log;
mod print;
mod status;

use alloc::vec::Vec;

use epatent_core::UnixTime;
use epatent_core::group::GroupNumber;
use epatent_core::object::SecurityObject;
use epatent_core::payment::PaymentRecord;
use epatent_core::presentation::Presentation;

pub use chip::Challenge;
pub use group::REQUIRED_GROUPS;
pub use print::PrintedNumbers;

use crate::{
    Authentic, AuthenticCard, CheckId, Circumstances, Code, Colour, ConsultedList, Finding,
    NewerFormat, PaidUntil, Part, ProofSource, Reason, Report, StatusRule, Verdict, Verifier,
};
use circumstances::Terms;
use log::Log;

/// The answer as it stands before the portrait was read; see [`Check::before_portrait`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preview {
    /// What the verdict will be.
    pub verdict: Verdict,
    /// The code of the worst finding so far.
    pub worst: Option<Code>,
}

/// The check of one card.
///
/// The steps are called in the order of the methods below, each when its bytes are there;
/// [`Check::report`] decides what only depends on the authentic object (dates, place, profession,
/// status), names every step that was not taken, and gives the verdict. No order of calls leads to
/// a green answer with a step left out: before the object is authentic every other step is "not
/// checked".
///
/// A clone may be asked for its report before the photo has been read, which takes the longest;
/// its verdict is at best [`Verdict::Undetermined`].
///
/// `[applet-spec verification-rules §2]`
#[derive(Debug, Clone)]
pub struct Check<'a> {
    verifier: Verifier<'a>,
    circumstances: &'a Circumstances,
    log: Log<'a>,
    /// EF.SO as received, once it was shown.
    shown: Option<Vec<u8>>,
    card: AuthenticCard,
    proof: Option<ProofSource>,
    /// The payment-log head that the chip signed, once its proof has passed.
    payment_head: Option<[u8; 32]>,
    /// EF.Payments as received, or that the card says it has none.
    payments: Option<Vec<u8>>,
    payments_absent: bool,
    /// The newest record of a row that was proved.
    newest_record: Option<PaymentRecord>,
    /// When the status list that spoke was issued.
    lists_at: Option<UnixTime>,
    /// The newest time of a list that spoke.
    newest_list: Option<UnixTime>,
    consulted: Vec<ConsultedList>,
    /// The payment, when it is good on the day.
    paid: Option<PaidUntil>,
}

impl<'a> Check<'a> {
    pub(crate) fn new(verifier: Verifier<'a>, circumstances: &'a Circumstances) -> Self {
        Self {
            verifier,
            circumstances,
            log: Log::new(verifier.policy, verifier.stopwatch),
            shown: None,
            card: AuthenticCard::default(),
            proof: None,
            payment_head: None,
            payments: None,
            payments_absent: false,
            newest_record: None,
            lists_at: None,
            newest_list: None,
            consulted: Vec::new(),
            paid: None,
        }
    }

    /// What is authentic so far.
    #[must_use]
    pub const fn card(&self) -> &AuthenticCard {
        &self.card
    }

    /// What was found so far, in the order of finding.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        self.log.findings()
    }

    /// Whether a check was made, one way or the other.
    #[must_use]
    pub fn has_result(&self, id: CheckId) -> bool {
        self.log.has_result(id)
    }

    /// The groups that the authentic object lists: the ones to read, and no others. Empty until
    /// the object is authentic.
    pub fn listed_groups(&self) -> impl Iterator<Item = GroupNumber> + '_ {
        self.card
            .security_object
            .iter()
            .flat_map(|object| object.digests.keys().copied())
    }

    /// Takes the steps of a card that a file keeps, in their order. A chip proof in it was asked for
    /// elsewhere and earlier.
    pub fn presentation(&mut self, presentation: &Presentation) {
        // A card that did not show it has an empty one: it was not read, which the report says.
        if !presentation.security_object.is_empty() {
            self.security_object(&presentation.security_object);
        }
        self.card_access(&presentation.card_access);
        if let Some(proof) = &presentation.chip_proof {
            self.recorded_chip_proof(proof);
        }
        for (number, bytes) in &presentation.groups {
            self.group(*number, bytes);
        }
        for number in &presentation.absent {
            self.group_absent(*number);
        }
        if let Some(payments) = &presentation.payments {
            self.payments(payments);
        }
    }

    /// What the answer will be if the portrait, which takes the longest to read, is the signed one: for
    /// an officer who need not wait for it. Not a [`Report`], so that nothing takes it for the answer.
    #[must_use]
    pub fn before_portrait(&self) -> Preview {
        const ID: CheckId = CheckId::Group(GroupNumber::PORTRAIT);
        let mut check = self.clone();
        let listed = self
            .listed_groups()
            .any(|number| number == GroupNumber::PORTRAIT);
        if listed && !check.log.has_result(ID) {
            check.log.passed(ID, "taken for granted");
        }
        let report = check.report();
        Preview {
            verdict: report.verdict,
            worst: report.findings.first().map(|finding| finding.code),
        }
    }

    /// The answer: what is left is decided, what was not made is named, and the worst finding gives the verdict.
    #[must_use]
    pub fn report(mut self) -> Report {
        match self.card.security_object.take() {
            Some(object) => {
                self.name_missing_parts(&object);
                let terms = Terms::of_object(&object);
                self.check_payment_log(&object);
                // Before the dates, because lists carry times that a clock is compared with.
                self.check_status(&terms);
                self.check_payment(&terms);
                self.check_dates(&terms);
                self.check_place(&terms);
                self.check_profession();
                self.check_bundle();
                if self.verdict() == Verdict::InForce {
                    self.log.find(Reason::InForce {
                        region: object.region,
                        latest_end: object.latest_end,
                        paid: self.paid,
                        status_at: self.lists_at,
                    });
                }
                self.card.security_object = Some(object);
            }
            None => match self.card.printed_code.take() {
                Some(code) => {
                    self.report_lone_code(&code);
                    self.card.printed_code = Some(code);
                }
                None => self.name_unfounded_checks(),
            },
        }
        self.name_print_checks();
        let verdict = self.verdict();
        let (findings, checks) = self.log.into_sorted();
        Report {
            verdict,
            findings,
            checks,
            card: self.card,
            environment: self.verifier.trust.environment(),
            chip_proof: self.proof,
            lists: self.consulted,
        }
    }

    /// Red refuses; anything else above information leaves it open; and green is not the absence
    /// of findings but the presence of every demanded proof.
    fn verdict(&self) -> Verdict {
        let worst = self.log.findings().iter().map(|found| found.colour).max();
        if worst == Some(Colour::Red) {
            return Verdict::Refused;
        }
        if worst < Some(Colour::Grey) && self.every_demanded_check_passed() {
            Verdict::InForce
        } else {
            Verdict::Undetermined
        }
    }

    fn every_demanded_check_passed(&self) -> bool {
        let policy = self.verifier.policy;
        let required = |rule, id| (rule == StatusRule::Required).then_some(id);
        let records = self
            .payment_records_expected()
            .then_some(CheckId::PaymentLog);
        let bundle = self.demands_bundle().then_some(CheckId::Bundle);
        DEMANDED
            .into_iter()
            .chain(REQUIRED_GROUPS.map(CheckId::Group))
            .chain(bundle)
            .chain(records)
            .chain(required(policy.status, CheckId::Status))
            .chain(required(policy.payment, CheckId::Payment))
            .all(|id| self.log.has_passed(id))
    }

    fn name_missing_parts(&mut self, object: &SecurityObject) {
        if !self.log.has_result(CheckId::CardAccess) {
            self.not_read(CheckId::CardAccess, Part::CardAccess);
        }
        if !self.log.has_result(CheckId::ChipProof) {
            self.not_read(CheckId::ChipProof, Part::ChipProof);
        }
        for number in object.digests.keys().copied() {
            if !self.log.has_result(CheckId::Group(number)) {
                self.not_read(CheckId::Group(number), Part::Group(number));
            }
        }
        for number in REQUIRED_GROUPS {
            if !object.digests.contains_key(&number) && !self.log.has_result(CheckId::Group(number))
            {
                let reason = Reason::FormatNewer(NewerFormat::GroupNotListed(number));
                self.log.not_checked(
                    CheckId::Group(number),
                    "the object lists no such group",
                    reason,
                );
            }
        }
    }

    fn not_read(&mut self, id: CheckId, part: Part) {
        self.log
            .not_checked(id, "it was not read", Reason::ReadIncomplete(part));
    }

    /// Without an authentic object there is nothing to compare anything with.
    fn name_unfounded_checks(&mut self) {
        // Where a code was shown alone, nobody tried to read a chip.
        if self.shown.is_none() && !self.log.has_record(CheckId::PrintedCode) {
            self.not_read(CheckId::Object, Part::SecurityObject);
        }
        for id in DEMANDED.into_iter().chain([
            CheckId::Listed,
            CheckId::PaymentLog,
            CheckId::Profession,
            CheckId::Bundle,
            CheckId::Status,
            CheckId::Payment,
        ]) {
            if !self.log.has_record(id) {
                self.log.unfounded(id);
            }
        }
    }

    /// The newest time that anything signed carries that this check used.
    fn newest_signed_time(&self, terms: &Terms) -> UnixTime {
        let card = match self.proof {
            Some(ProofSource::Recorded { checked_at }) => terms.signed_at.max(checked_at),
            Some(ProofSource::Here) | None => terms.signed_at,
        };
        let record = self.newest_record.as_ref().map(|record| record.recorded_at);
        [self.newest_list, record]
            .into_iter()
            .flatten()
            .fold(card, UnixTime::max)
    }

    /// The authentic object, as the basis of another check.
    fn basis(&self) -> Option<&Authentic<SecurityObject>> {
        self.card.security_object.as_ref()
    }
}

/// What a green answer demands besides the required groups and the status.
const DEMANDED: [CheckId; 9] = [
    CheckId::Object,
    CheckId::Chain,
    CheckId::Role,
    CheckId::SignerRegion,
    CheckId::Environment,
    CheckId::CardAccess,
    CheckId::ChipProof,
    CheckId::Dates,
    CheckId::Place,
];

#[cfg(test)]
mod tests;
