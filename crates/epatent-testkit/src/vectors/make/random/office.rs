// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Genuine cards of random terms, with random lists, records, bundle, place and time.

use epatent_core::bundle::{Earlier, Withdrawal};
use epatent_core::certificate::Role;
use epatent_core::chip_proof::{ChipProof, NO_CHANNEL, NO_PAYMENT};
use epatent_core::cose::Typ;
use epatent_core::list::{AnnulmentCategory, CardStatus, PaidThrough};
use epatent_core::object::{CardId, Digest, StatusReference};
use epatent_core::payment::{PaymentRecord, file_of};
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::printed_code::to_text;
use epatent_core::{CivilDate, UnixTime};
use epatent_sign::sign_printed_code;

use super::super::super::VerdictVector;
use super::super::forge::{Bench, CHECKED_AT, signed as signed_payload};
use super::super::{bundle, list, payment, verdict};
use super::Dice;
use crate::cards::{self, TestCard};
use crate::fixed;
use crate::lab::LabSigner;

const DAY: i64 = 24 * 3600;

/// The laboratory, its offices of all kinds, and its cards.
pub(super) struct Office {
    pub(super) bench: Bench,
    pub(super) status: LabSigner,
    pub(super) payment: LabSigner,
    /// The payment signer before this one, whose records are on cards still.
    old_payment: LabSigner,
}

/// One card, and what is known and believed where it is shown.
pub(super) struct Sample {
    pub(super) card: TestCard,
    pub(super) shown: Presentation,
    /// The payment records on the card, as signed.
    pub(super) records: Vec<Vec<u8>>,
    pub(super) lists: Vec<Vec<u8>>,
    pub(super) bundle: Option<Vec<u8>>,
    /// When the terminal asked the chip.
    pub(super) asked_at: UnixTime,
    /// The code of the card without its chip; the card where there is none.
    pub(super) code_alone: Option<Vec<u8>>,
    /// Trust, policy, place and time; the bytes are put in last.
    pub(super) vector: VerdictVector,
}

pub(super) fn later(time: UnixTime, seconds: i64) -> UnixTime {
    let seconds = time.seconds().saturating_add_signed(seconds);
    fixed(UnixTime::from_seconds(seconds))
}

fn day_of(time: UnixTime) -> CivilDate {
    fixed(CivilDate::parse(
        time.to_string().get(..10).unwrap_or_default(),
    ))
}

impl Office {
    pub(super) fn new() -> Self {
        let bench = Bench::new();
        Self {
            status: list::signer(&bench, Role::Status),
            payment: list::signer(&bench, Role::Payment),
            old_payment: bench.signer_but(|request| {
                request.roles = vec![Role::Payment];
                request.not_after = fixed(UnixTime::parse("2028-06-30T23:59:59Z"));
            }),
            bench,
        }
    }

    /// A card and a check of it: mostly as it should be, every part of it now and then otherwise.
    pub(super) fn sample(&self, dice: &mut Dice) -> Sample {
        let now = later(fixed(UnixTime::parse(CHECKED_AT)), dice.between(-DAY, DAY));
        let far = if dice.once_in(10) { 400 } else { 12 };
        let now = later(now, dice.between(0, far) * DAY);
        let date = fixed(day_of(now).add_days(i32::from(dice.once_in(8))));
        let card = self.card(dice, now);
        let mut shown = card.presentation();
        let asked_at = later(
            now,
            if dice.once_in(12) {
                dice.between(-30 * DAY, 900)
            } else {
                -60
            },
        );
        let records = self.records(dice, &card, now);
        if !records.is_empty() || dice.once_in(4) {
            shown.payments = file_of(records.iter().map(Vec::as_slice));
        }
        prove(&mut shown, &card, asked_at, head_of(&records));
        let code_alone = dice.once_in(8).then(|| self.code(&card));
        let mut vector = verdict::of_bytes("card_x", "x", "card-file", &[], "in-force", &[]);
        vector.circumstances.now = now.to_string();
        vector.circumstances.date = date.to_string();
        vector.circumstances.region = if dice.once_in(6) { "50" } else { "77" }.to_owned();
        self.seen(dice, &card, &mut vector);
        policy(dice, &mut vector);
        let lists = self.lists(dice, &card, now);
        let bundle = dice.once_in(3).then(|| self.bundle(dice, &card, now));
        Sample {
            card,
            shown,
            records,
            lists,
            bundle,
            asked_at,
            code_alone,
            vector,
        }
    }

    fn card(&self, dice: &mut Dice, now: UnixTime) -> TestCard {
        let mut contents = match dice.between(0, 5) {
            0 => self.bench.yusupova(),
            1 | 2 => self.bench.toktogulov(),
            _ => self.bench.rakhimov(),
        };
        if dice.once_in(4) {
            contents.remarks.replacement_index = fixed(u8::try_from(dice.between(1, 255)));
            contents.remarks.replaces = Some(CardId::from_bytes([7; 16]));
        }
        let lab = if dice.once_in(4) && contents.permission.region.as_str() == "77" {
            &self.bench.es256
        } else {
            &self.bench.lab
        };
        let seed = fixed(u64::try_from(dice.between(1, i64::MAX)));
        cards::signed_but(lab, contents, seed, |terms| {
            if dice.once_in(4) {
                terms.signed_at = later(now, dice.between(-20 * DAY, 900));
            }
            if dice.once_in(4) {
                terms.in_force_from = fixed(day_of(now).add_days(dice.days(-5, 5)));
            }
            terms.latest_end = fixed(terms.in_force_from.add_days(dice.days(0, 364)));
            terms.status = StatusReference {
                list: list::NUMBER.saturating_add(u64::from(dice.once_in(12))),
                index: fixed(u64::try_from(dice.between(0, 103))),
            };
        })
    }

    fn records(&self, dice: &mut Dice, card: &TestCard, now: UnixTime) -> Vec<Vec<u8>> {
        let mut row: Vec<(PaymentRecord, Vec<u8>)> = Vec::new();
        let mut recorded_at = later(now, dice.between(-9 * DAY, -DAY));
        for _ in 0..dice.between(0, 6).saturating_sub(3) {
            let through = fixed(day_of(now).add_days(dice.days(-9, 40)));
            let mut record = payment::record(
                card,
                row.last(),
                &through.to_string(),
                &recorded_at.to_string(),
            );
            record.paid = paid(dice, through);
            let by = if dice.once_in(2) {
                &self.old_payment
            } else {
                &self.payment
            };
            let signed = payment::sign(by, &record);
            row.push((record, signed));
            // Now and then a record is older than the one before it.
            recorded_at = later(recorded_at, dice.between(-DAY / 8, DAY));
        }
        row.into_iter().map(|(_, signed)| signed).collect()
    }

    fn lists(&self, dice: &mut Dice, card: &TestCard, now: UnixTime) -> Vec<Vec<u8>> {
        let index = fixed(u32::try_from(card.terms.status.index));
        let listed = index < 100;
        let mut lists = Vec::new();
        if !dice.once_in(3) {
            let status = match dice.between(0, 9) {
                0 => list::annulled("2026-11-01", AnnulmentCategory::CONDITIONS),
                1 => CardStatus::Suspended,
                2 => CardStatus::Superseded,
                _ => CardStatus::Valid,
            };
            let entry = (listed && status != CardStatus::Valid).then_some((index, status));
            let content = fixed(list::statuses(&issued(dice, now), entry).encode());
            lists.push(list::signed(&self.status, Typ::StatusList, content));
        }
        if !dice.once_in(3) {
            let through = fixed(day_of(now).add_days(dice.days(-9, 40)));
            let entry = (listed && !dice.once_in(5)).then(|| (index, paid(dice, through)));
            let list = list::payments(&issued(dice, now), entry);
            let content = fixed(list.encode_snapshot());
            let signed = list::signed(&self.payment, Typ::PaidThroughSnapshot, content);
            lists.push(signed);
        }
        lists
    }

    fn bundle(&self, dice: &mut Dice, card: &TestCard, now: UnixTime) -> Vec<u8> {
        let mut bundle = bundle::bundle(&self.bench);
        bundle.issued = later(now, dice.between(-26 * 3600, 3600));
        bundle.next_update = later(bundle.issued, DAY);
        bundle.expires = later(bundle.issued, 7 * DAY);
        for (signer, role) in [
            (&self.status, Role::Status),
            (&self.payment, Role::Payment),
            (&self.old_payment, Role::Payment),
        ] {
            bundle.signers.push(bundle::listed(signer, role));
        }
        bundle.signers.sort_by_key(|signer| signer.certificate);
        for reference in &mut bundle.lists {
            // The lists of the vectors have sequence 7.
            reference.sequence = fixed(u64::try_from(dice.between(1, 8)));
        }
        if dice.once_in(4) {
            let place = dice.place(bundle.signers.len());
            bundle.signers.remove(place);
        } else if dice.once_in(2) {
            let place = dice.place(bundle.signers.len());
            let object = Digest::of(&card.signed.security_object);
            if let Some(listed) = bundle.signers.get_mut(place) {
                listed.withdrawal = Some(Withdrawal {
                    since: later(now, dice.between(-25 * DAY, DAY)),
                    earlier: match dice.between(0, 3) {
                        0 => Earlier::Good,
                        1 => Earlier::Falls,
                        2 => Earlier::Listed(vec![Digest::of(b"another")]),
                        _ => Earlier::Listed(vec![object]),
                    },
                });
            }
        }
        signed_payload(
            &self.bench.bundle_signer,
            Typ::TrustBundle,
            &fixed(bundle.encode()),
        )
    }

    /// What the officer saw and typed.
    fn seen(&self, dice: &mut Dice, card: &TestCard, vector: &mut VerdictVector) {
        let given = &mut vector.circumstances;
        if dice.once_in(4) {
            let listed = card.contents.permission.professions.first();
            given.profession = match (dice.between(0, 2), listed) {
                (0, Some(listed)) => Some(listed.to_string()),
                (1, Some(listed)) => Some(listed.to_string().to_lowercase()),
                _ => Some("Повар".to_owned()),
            };
        }
        let other = self.bench.yusupova().patent;
        let patent = |dice: &mut Dice| {
            let patent = &card.contents.patent;
            if dice.once_in(4) { &other } else { patent }.clone()
        };
        if dice.once_in(6) {
            given.printed_number = Some(patent(dice).number.to_string());
        }
        if dice.once_in(6) {
            given.printed_blank = Some(patent(dice).blank_number.to_string());
        }
        if dice.once_in(6) {
            given.printed_code = Some(to_text(&self.code(card)));
        }
        vector.trust.signers = ["lab-signer-77", "lab-signer-50", "lab-signer-77-es256"]
            .into_iter()
            .filter(|_| !dice.once_in(8))
            .map(ToOwned::to_owned)
            .collect();
    }

    /// The code that the office prints on the card.
    pub(super) fn code(&self, card: &TestCard) -> Vec<u8> {
        let mut shown = card.presentation();
        shown.access_number = AccessNumber::parse(cards::CAN);
        let bench = &self.bench;
        let of_card = |signer: &&LabSigner| {
            let bytes = signer.certificate.der();
            let object = &card.signed.security_object;
            object.windows(bytes.len()).any(|part| part == bytes)
        };
        let signers = [
            &bench.lab.signer_77,
            &bench.lab.signer_50,
            &bench.es256.signer_77,
        ];
        let signer = signers.into_iter().find(of_card);
        let signer = fixed(signer.ok_or("a card of no signer of the laboratory"));
        fixed(sign_printed_code(&shown, &signer.certificate, &signer.key))
    }
}

fn policy(dice: &mut Dice, vector: &mut VerdictVector) {
    let required = |yes| if yes { "required" } else { "not-required" }.to_owned();
    vector.policy.status = required(dice.once_in(2));
    vector.policy.payment = Some(required(dice.once_in(2)));
    if dice.once_in(2) {
        "red".clone_into(&mut vector.policy.wrong_region);
    }
}

/// When a list was issued: mostly today, now and then too long ago or after the clock.
fn issued(dice: &mut Dice, now: UnixTime) -> String {
    let ago = if dice.once_in(5) {
        dice.between(-900, 16 * DAY)
    } else {
        dice.between(60, DAY)
    };
    later(now, -ago).to_string()
}

fn paid(dice: &mut Dice, through: CivilDate) -> PaidThrough {
    if dice.once_in(5) {
        let first = fixed(through.add_days(dice.days(-30, 0)));
        PaidThrough::restored(first, through)
    } else {
        PaidThrough::new(through)
    }
}

pub(super) fn head_of(records: &[Vec<u8>]) -> [u8; 32] {
    records
        .last()
        .map_or(NO_PAYMENT, |record| *Digest::of(record).as_bytes())
}

/// Lets the chip of the card answer for the security object that `shown` has now.
pub(super) fn prove(shown: &mut Presentation, card: &TestCard, at: UnixTime, head: [u8; 32]) {
    let terminal = cards::terminal(&at.to_string(), card.terms.region);
    let mut proof = ChipProof {
        host_nonce: [0x42; 32],
        terminal_statement: fixed(terminal.encode()),
        channel_binding: NO_CHANNEL,
        payment_head: head,
        signature: Vec::new(),
    };
    let statement = proof.statement(Digest::of(&shown.security_object));
    proof.signature = card.chip.sign(&statement);
    shown.chip_proof = Some(proof);
}

impl Sample {
    /// Proves the key of the card again, after its object or records were changed.
    pub(super) fn prove(&mut self) {
        prove(
            &mut self.shown,
            &self.card,
            self.asked_at,
            head_of(&self.records),
        );
    }

    pub(super) fn into_vector(mut self, number: u64, what: &str) -> VerdictVector {
        self.vector.name = format!("card_{number}");
        self.vector.comment = format!("A random card, {what}.");
        self.vector.lists = self.lists.iter().map(hex::encode).collect();
        self.vector.bundle = self.bundle;
        match self.code_alone {
            Some(code) => {
                "printed-code".clone_into(&mut self.vector.rule);
                self.vector.circumstances.printed_code = None;
                self.vector.hex = code;
            }
            None => self.vector.hex = fixed(self.shown.encode()),
        }
        self.vector
    }
}
