// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The rows of the register. `migrations/` has the tables; a test compares the two.
//!
//! What is kept about a person: the application as the office received it, until it is erased; a
//! keyed digest that finds the same person again; the patent's number and days; receipts. No name,
//! no portrait and no access number has a column of its own. See DESIGN.md.

use crate::RegisterError;
use crate::cell::{Cell, Stored};
use crate::record::{Cells, Column, Key, Record, Table, record, sealed};
use crate::words::{
    Act, ActResult, ApplicationState, BlankState, CardState, CardStatus, ChipAct, ChipState,
    DecisionAct, Kept, Label, Opaque, Outcome, PatentState, PublicationKind, Purpose, Reason,
    SignatureState, Subject,
};
use epatent_core::object::{CardId, ChipKey, Digest, StatusReference};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};

/// Every table whose rows events answer for, parents before children.
pub(crate) const TABLES: [&Table; 19] = [
    &<Delivery as sealed::Row>::TABLE,
    &<Application as sealed::Row>::TABLE,
    &<Blank as sealed::Row>::TABLE,
    &<Patent as sealed::Row>::TABLE,
    &<List as sealed::Row>::TABLE,
    &<Card as sealed::Row>::TABLE,
    &<Signature as sealed::Row>::TABLE,
    &<Attempt as sealed::Row>::TABLE,
    &<Intent as sealed::Row>::TABLE,
    &<Job as sealed::Row>::TABLE,
    &<Decision as sealed::Row>::TABLE,
    &<Payment as sealed::Row>::TABLE,
    &<Approval as sealed::Row>::TABLE,
    &<Publication as sealed::Row>::TABLE,
    &<PaymentFile as sealed::Row>::TABLE,
    &<CardAct as sealed::Row>::TABLE,
    &<Proposed as sealed::Row>::TABLE,
    &<RulesInForce as sealed::Row>::TABLE,
    &<Settled as sealed::Row>::TABLE,
];

record! {
    /// Blank cards that arrived together.
    Delivery in "delivery", 1 {
        /// Day of arrival.
        received_on: CivilDate,
        /// Number of the delivery note.
        note: Label,
        /// Blanks by the delivery note.
        declared: u32,
    }
}

record! {
    /// An application for a patent.
    Application in "application", 2 {
        /// When it was received.
        received_at: UnixTime,
        /// Region it is for.
        region: Region,
        /// Keyed digest of the person; see [`crate::PersonKey`].
        person: Digest,
        /// The application as received; `None` once it was erased. See [`Application::document`].
        document: Option<Kept>,
        /// SHA-256 of the application as received, which stays. See [`Application::digest`].
        document_digest: Digest,
        /// How far it has come.
        state: ApplicationState,
        /// Why it was refused.
        reason: Option<Reason>,
    }
}

record! {
    /// A blank card: plastic with a number and a chip with an identifier.
    Blank in "blank", 3 {
        /// Delivery it came with.
        delivery: Key<Delivery>,
        /// What the chip is known by and its keys are derived from.
        chip_id: Opaque,
        /// Number printed on the plastic.
        number: BlankNumber,
        /// Where it is.
        state: BlankState,
        /// Why it was scrapped or lost.
        reason: Option<Reason>,
        /// When its state last changed.
        changed_at: UnixTime,
    }
}

record! {
    /// A patent.
    Patent in "patent", 4 {
        /// Series and number.
        number: PatentNumber,
        /// Region it is for.
        region: Region,
        /// Application it was made from; `None` for one taken over from elsewhere.
        application: Option<Key<Application>>,
        /// First day in force.
        in_force_from: CivilDate,
        /// Latest possible last day.
        latest_end: CivilDate,
        /// Last paid day; never computed from an amount.
        paid_through: Option<CivilDate>,
        /// What the office decided about it.
        state: PatentState,
    }
}

record! {
    /// A status list: a region and a year. Its key is its number in signed data.
    List in "list", 5 {
        /// Region.
        region: Region,
        /// Year, 1900 to 2200.
        year: u16,
        /// Index of the next card, which is the number of cards so far.
        next_index: u32,
    }
}

record! {
    /// A card that was signed, or is about to be.
    Card in "card", 6 {
        /// Identifier in the security object.
        card_id: CardId,
        /// Patent it is for.
        patent: Key<Patent>,
        /// Blank it is made of.
        blank: Key<Blank>,
        /// 0 for the first card of the patent.
        replacement_index: u8,
        /// Its status list.
        list: Key<List>,
        /// Its index there.
        list_index: u32,
        /// Public key of the chip.
        chip_key: ChipKey,
        /// Manifest digest under which the chip is written, once the card is signed.
        manifest: Option<Digest>,
        /// How far it has come.
        state: CardState,
        /// What the next status list says.
        status: CardStatus,
        /// What the next paid-through list says; equal to the patent's.
        paid_through: Option<CivilDate>,
        /// When its state last changed.
        changed_at: UnixTime,
    }
}

impl Card {
    /// Where signed lists speak of this card.
    #[must_use]
    pub fn status_reference(&self) -> StatusReference {
        StatusReference {
            // A key is never negative.
            list: self.list.number().unsigned_abs(),
            index: self.list_index.into(),
        }
    }

    /// What an act on this card is about: its manifest, or its identifier before there is one.
    pub(crate) fn subject(&self) -> Digest {
        self.manifest.unwrap_or(Digest::of(self.card_id.as_bytes()))
    }
}

record! {
    /// A signature that was asked for.
    Signature in "signature", 7 {
        /// What it is for.
        purpose: Purpose,
        /// SHA-256 of the signed bytes.
        digest: Digest,
        /// SHA-256 of the signer's public key.
        signer: Digest,
        /// Card it is for, where it is for one.
        card: Option<Key<Card>>,
        /// Operator it was made for.
        operator: Label,
        /// What became of it.
        state: SignatureState,
        /// When it was asked for.
        at: UnixTime,
    }
}

record! {
    /// A blank taken to make a card of it.
    Attempt in "attempt", 8 {
        /// Patent.
        patent: Key<Patent>,
        /// Blank.
        blank: Key<Blank>,
        /// Card, once one is being signed.
        card: Option<Key<Card>>,
        /// Operator.
        operator: Label,
        /// Station that has the blank.
        station: Label,
        /// When it was taken.
        started_at: UnixTime,
        /// When it ended.
        ended_at: Option<UnixTime>,
        /// How it ended; `None` while it is open.
        outcome: Option<Outcome>,
        /// Why it ended other than issued.
        reason: Option<Reason>,
    }
}

record! {
    /// An act outside the register, written down before it happens.
    Intent in "intent", 9 {
        /// What.
        act: Act,
        /// Attempt it belongs to.
        attempt: Option<Key<Attempt>>,
        /// Card it is done to.
        card: Option<Key<Card>>,
        /// Digest of what is signed, written or published.
        subject: Digest,
        /// Station that does it.
        station: Label,
        /// When it was written down.
        at: UnixTime,
        /// How it ended; `None` until known.
        result: Option<ActResult>,
        /// When that was written down.
        result_at: Option<UnixTime>,
    }
}

record! {
    /// Files of a card that is not issued yet. The key is the card's. Deleted when the card is
    /// issued or void, since they hold a person's data and the access number.
    Job in "job", 10 {
        /// The files, in the office's own format.
        files: Opaque,
    }
}

record! {
    /// A decision about a patent or a card.
    Decision in "decision", 11 {
        /// Patent.
        patent: Key<Patent>,
        /// Card, where it is about one.
        card: Option<Key<Card>>,
        /// What was decided.
        act: DecisionAct,
        /// Why.
        reason: Reason,
        /// Day from which it holds.
        effective_on: CivilDate,
        /// Digest of the act that was approved.
        manifest: Digest,
        /// Operator who carried it out.
        operator: Label,
        /// When.
        at: UnixTime,
    }
}

record! {
    /// A payment as the treasury reported it.
    Payment in "payment", 12 {
        /// Identifier of the receipt.
        receipt: Label,
        /// Patent.
        patent: Key<Patent>,
        /// Day of the payment.
        paid_on: CivilDate,
        /// First day paid for.
        paid_from: CivilDate,
        /// Last day paid for.
        paid_through: CivilDate,
        /// Amount in kopecks, for the accounts alone.
        kopecks: i64,
        /// Decision by which it counts though it came late or left a gap.
        accepted_by: Option<Key<Decision>>,
        /// When it was recorded.
        recorded_at: UnixTime,
    }
}

record! {
    /// One person's approval of an act.
    Approval in "approval", 13 {
        /// Digest of the act.
        manifest: Digest,
        /// Who approved.
        operator: Label,
        /// The approval signed by that person, where the office has keys for its people.
        signature: Option<Opaque>,
        /// When.
        at: UnixTime,
    }
}

record! {
    /// A list or bundle that was published.
    Publication in "publication", 14 {
        /// What.
        kind: PublicationKind,
        /// Number of the list; 0 for a bundle.
        list: i64,
        /// Version, rising.
        version: i64,
        /// SHA-256 of the file.
        digest: Digest,
        /// When it was issued.
        issued_at: UnixTime,
        /// When the next is due.
        next_update: UnixTime,
    }
}

record! {
    /// A file of the treasury that was imported. Its payments have the keys behind its own, up to
    /// `last_key`: nothing else gets a key while a file is imported.
    PaymentFile in "payment_file", 15 {
        /// Its name, without the folders.
        name: Label,
        /// SHA-256 of its bytes.
        digest: Digest,
        /// Lines of it.
        lines: u32,
        /// Sum of its lines in kopecks, as the treasury declared it too.
        kopecks: i64,
        /// Days after the last paid day for which a payment counted by the word of this file alone.
        late_days: u16,
        /// The newest key that its import gave.
        last_key: i64,
        /// Operator who imported it.
        operator: Label,
        /// When.
        at: UnixTime,
    }
}

record! {
    /// Something that was done to the chip of an issued card.
    CardAct in "card_act", 16 {
        /// The card.
        card: Key<Card>,
        /// What.
        act: ChipAct,
        /// Why.
        reason: Reason,
        /// Who.
        operator: Label,
        /// The act as it was written down.
        intent: Key<Intent>,
        /// When that was.
        at: UnixTime,
        /// What the chip said afterwards; `None` until it was asked.
        found: Option<ChipState>,
    }
}

record! {
    /// An act that somebody proposed to a second person, whole.
    Proposed in "proposal", 17 {
        /// What people approve: the digest of the act.
        digest: Digest,
        /// What kind of act it is.
        subject: Subject,
        /// Patent that a decision is about.
        patent: Option<Key<Patent>>,
        /// What is decided.
        act: Option<DecisionAct>,
        /// Card that a decision is about, where it is about one.
        card: Option<Key<Card>>,
        /// Payment that a decision is about, where it is about one.
        payment: Option<Key<Payment>>,
        /// Why a decision is made.
        reason: Option<Reason>,
        /// Day from which a decision holds.
        effective_on: Option<CivilDate>,
        /// What another act is about: the name of a signer.
        name: Option<Label>,
        /// What another act says, whole, in the office's own format.
        document: Option<Opaque>,
        /// Who proposed it.
        operator: Label,
        /// When.
        at: UnixTime,
    }
}

record! {
    /// Rules of the office from a moment on.
    RulesInForce in "rules", 18 {
        /// What they are, in the office's own format.
        document: Opaque,
        /// What two people approved, where they allow more than those before.
        manifest: Option<Digest>,
        /// Operator under whom they came in force.
        operator: Label,
        /// When.
        at: UnixTime,
    }
}

record! {
    /// Why a delivery holds another number of blanks than its note says: looked into, and not open any more.
    Settled in "settled", 19 {
        /// The delivery.
        delivery: Key<Delivery>,
        /// Blanks that the note says and the box had not; negative where it had more.
        missing: i64,
        /// Why.
        reason: Reason,
        /// Who looked into it.
        operator: Label,
        /// When.
        at: UnixTime,
    }
}
