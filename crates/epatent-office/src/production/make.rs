// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! From a blank to a card: taken, signed, written, read back, issued.

use epatent_apdu::flows::{CardStatus, GenerateKey, Personalise, Terminate};
use epatent_apdu::pace::{Can, Parameter, card_access};
use epatent_apdu::profile::{LifeCycle, Point, Status};
use epatent_apdu::scp03::Scp03Channel;
use epatent_apdu::{FlowError, Link, Transport, drive, drive_with_progress};
use epatent_core::certificate::PublicKey;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{CardId, ChipKey, Digest, Environment, SecurityObject};
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::{CivilDate, UnixTime};
use epatent_register::{
    Attempt, Blank, Card, CardState, Fate, Key, Opaque, Reason, RegisterError, Rules, Signing,
    Transaction,
};
use epatent_sign::{IssueTerms, PreparedObject, SignError, prepare};
use rand::CryptoRng;

use super::chip::{self, CardReader, Opened, random};
use super::choose::{Choice, Chosen, choose};
use super::judge::{Judged, read_back};
use super::{
    DocumentSigner, Finished, Issued, Line, Outcome, ProductionError, Step, World, card_files,
    manifest,
};

/// File bytes in one WRITE where APDUs are short: one MAC for many pieces of a chain.
const CHUNK: usize = 1024;
/// Why a card that was read back and is not good is scrapped.
const NOT_GOOD: &str = "read-back";

/// Files on their way to a card, as the register keeps them.
pub(super) struct Job {
    pub(super) card: Key<Card>,
    pub(super) attempt: Key<Attempt>,
    pub(super) presentation: Presentation,
    pub(super) object: SecurityObject,
    pub(super) access_number: AccessNumber,
    pub(super) resumed: bool,
}

/// What came of the choice.
enum Taken {
    Work(Key<Attempt>, Box<Chosen>),
    Nothing(Outcome),
}

/// Prepared to be signed, with the row that says so.
struct Intended {
    card: Key<Card>,
    prepared: PreparedObject,
}

impl Line<'_> {
    /// Makes the next card of a blank of the drawer, whose channel is open.
    pub(super) fn make<C: CardReader>(
        &mut self,
        mut opened: Opened<&mut C>,
        blank: &Blank,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        let (attempt, chosen) = match self.take(blank, world)? {
            Taken::Work(attempt, chosen) => (attempt, *chosen),
            Taken::Nothing(outcome) => return Ok(outcome),
        };
        self.current = Some(attempt);
        world.watcher.patent(&chosen.patent.number);
        self.told(world, Step::Taken)?;

        let point = drive(GenerateKey::new(random(world.rng)), &mut opened.link)?;
        self.told(world, Step::KeyMade)?;

        let signer = self.signer(chosen.patent.region)?;
        let intended = match self.intend(attempt, &chosen, blank, &point, signer, world)? {
            Ok(intended) => intended,
            Err(reason) => return self.pass_over(attempt, &chosen, &reason, world),
        };
        self.told(world, Step::SignatureIntended)?;

        let job = match self.sign(attempt, intended, signer, &point, world) {
            Ok(job) => job,
            Err(ProductionError::Signer(error)) => {
                // Whether it exists somewhere in the key's device nobody knows; nobody has it.
                self.give_back(attempt, world)?;
                return Err(ProductionError::Signer(error));
            }
            Err(error) => return Err(error),
        };
        let (card, written) = self.write(opened.link, &job, world)?;
        self.finish(card, &job, written, world)
    }

    fn take(&mut self, blank: &Blank, world: &mut World<'_>) -> Result<Taken, ProductionError> {
        let at = (world.now)();
        let mut transaction = self.register.transaction(&self.by, at)?;
        let choice = choose(
            &mut transaction,
            self.office,
            self.order,
            &self.passed_over,
            blank,
        )?;
        Ok(match choice {
            Choice::Made(chosen) => {
                let attempt = transaction.take(chosen.patent.key, blank.key)?;
                transaction.commit()?;
                Taken::Work(attempt, chosen)
            }
            Choice::Unusable { patent, reason } => {
                self.passed_over.insert(patent.key);
                Taken::Nothing(Outcome::PassedOver {
                    patent: patent.number,
                    reason: reason.to_string(),
                })
            }
            Choice::Nothing => Taken::Nothing(Outcome::NothingWaiting {
                blank: blank.number.clone(),
            }),
        })
    }

    /// One transaction gives the card its place in the list, prepares what names it, and records
    /// that it is going to be signed. The inner error is the signer's refusal to prepare.
    fn intend(
        &mut self,
        attempt: Key<Attempt>,
        chosen: &Chosen,
        blank: &Blank,
        point: &Point,
        signer: &DocumentSigner,
        world: &mut World<'_>,
    ) -> Result<Result<Intended, SignError>, ProductionError> {
        let signed_at = (world.now)();
        let environment = self.office.environment;
        if signer.key.is_lab() && environment == Environment::Production {
            return Ok(Err(SignError::LabKey));
        }
        let chip_key = chip_key_of(point)?;
        let card_id = CardId::from_bytes(random(world.rng));
        let rules = Rules {
            signatures_a_day: self.office.rules.signatures_a_day,
            // People approve applications here: what is signed holds chance and cannot be read.
            four_eyes_for_each_card: false,
        };
        let mut transaction = self.register.transaction(&self.by, signed_at)?;
        let terms = terms(
            &mut transaction,
            chosen,
            environment,
            card_id,
            chip_key,
            signed_at,
        )?;
        let mut contents = chosen.application.contents(blank.number.clone());
        contents.remarks.replacement_index = terms.replacement_index;
        contents.remarks.replaces = replaced(&mut transaction, chosen)?;
        let prepared = match prepare(&contents, &terms, &signer.certificate, &mut *world.rng) {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err(error)),
        };
        let card = transaction.intend_signature(
            &Signing {
                attempt,
                card_id,
                chip_key,
                status: terms.status,
                to_be_signed: Digest::of(prepared.signature_payload()),
                signer: key_digest(signer.certificate.public_key()),
            },
            &rules,
        )?;
        transaction.commit()?;
        Ok(Ok(Intended { card, prepared }))
    }

    fn sign(
        &mut self,
        attempt: Key<Attempt>,
        intended: Intended,
        signer: &DocumentSigner,
        point: &Point,
        world: &mut World<'_>,
    ) -> Result<Job, ProductionError> {
        let signature = signer
            .key
            .sign_checked(intended.prepared.signature_payload())
            .map_err(ProductionError::Signer)?;
        let signed = intended
            .prepared
            .complete(*signature.bytes())
            .map_err(ProductionError::Signer)?;
        self.told(world, Step::Signed)?;
        let access_number = self
            .order
            .access_number
            .unwrap_or_else(|| access_number(world.rng));
        let mut presentation = signed.into_presentation();
        presentation.access_number = Some(access_number);
        let manifest = manifest(&presentation, point)?;
        let files = presentation
            .encode()
            .map_err(|error| ProductionError::Signer(SignError::Model(error)))?;
        let card = intended.card;
        self.change(world, |transaction| {
            transaction.signature_made(card, Digest::from_bytes(manifest), &Opaque(files))?;
            transaction.begin_writing(card)
        })?;
        let job = Job::new(attempt, card, presentation)?;
        self.told(world, Step::SignatureRecorded)?;
        Ok(job)
    }

    /// Writes whatever the card does not have yet, and records that it has everything.
    pub(super) fn write<C: Transport>(
        &mut self,
        mut link: Link<C, Scp03Channel>,
        job: &Job,
        world: &mut World<'_>,
    ) -> Result<(C, u64), ProductionError> {
        let files = card_files(&job.presentation);
        let total = files.values().map(|file| file.len() as u64).sum();
        let session = open_session(&mut link)?.unwrap_or_else(|| random(world.rng));
        let flow = Personalise::new(session, *job.object.chip_key.as_sec1(), files)?
            .with_chunk(link.limit().write_chunk().unwrap_or(CHUNK));
        let watcher = &mut *world.watcher;
        let written = drive_with_progress(flow, &mut link, &mut |progress| {
            watcher.writing(progress.done, total);
        })?;
        self.told(world, Step::Written)?;
        self.change(world, |transaction| transaction.written(job.card))?;
        self.told(world, Step::WritingRecorded)?;
        Ok((link.into_parts().0, written.written))
    }

    /// Starts the card anew, reads it back and issues it; one that is not good is ended.
    pub(super) fn finish(
        &mut self,
        card: &mut impl CardReader,
        job: &Job,
        written: u64,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        card.power_cycle().map_err(started_anew)?;
        let can = Can::parse(job.access_number.expose())
            .map_err(|_| ProductionError::Files(job.card.number()))?;
        let judged = read_back(
            self.office,
            card,
            &job.presentation,
            &job.object,
            &can,
            world,
        )?;
        if judged != Judged::Good {
            return self.terminate(card, job.attempt, world);
        }
        self.told(world, Step::ReadBack)?;
        let (blank, patent) = self.names(job.attempt)?;
        let code = self.code(job, world)?;
        world
            .watcher
            .keep(&Finished {
                patent: &patent,
                blank: &blank,
                card: &job.presentation,
                code: &code.signed,
                region: job.object.region,
            })
            .map_err(ProductionError::NotKept)?;
        self.told(world, Step::Kept)?;
        self.change(world, |transaction| {
            transaction.issued(job.card)?;
            code.issued(transaction)
        })?;
        self.current = None;
        self.order = super::Order::default();
        self.told(world, Step::Issued)?;
        Ok(Outcome::Issued(Box::new(Issued {
            card: job.card,
            card_id: job.object.card_id,
            patent,
            blank,
            access_number: job.access_number,
            presentation: job.presentation.clone(),
            written,
            resumed: job.resumed,
        })))
    }

    /// Ends a card for good and scraps its blank: recorded, done, confirmed by the card, recorded.
    pub(super) fn terminate(
        &mut self,
        card: &mut impl CardReader,
        attempt: Key<Attempt>,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        self.change(world, |transaction| transaction.begin_terminating(attempt))?;
        self.told(world, Step::Terminating)?;
        let chip = self.chip_of(attempt)?;
        if chip::select(card)? != LifeCycle::Terminated {
            let mut opened = chip::open(&mut *card, self.office.chips, chip, world.rng)?;
            drive(Terminate::new(), &mut opened.link)?;
            drop(opened);
            // Done is what the card says after a fresh start.
            card.power_cycle().map_err(started_anew)?;
            let state = chip::select(card)?;
            if state != LifeCycle::Terminated {
                return Err(FlowError::WrongState { state }.into());
            }
        }
        self.told(world, Step::Terminated)?;
        let reason = Reason::parse(NOT_GOOD)?;
        let outcome = self.scrapped(attempt, reason.clone())?;
        self.change(world, |transaction| {
            transaction.give_up(attempt, &Fate::Scrapped(reason))
        })?;
        self.current = None;
        self.told(world, Step::GivenUp)?;
        Ok(outcome)
    }

    /// Gives the blank back: nothing that was signed for it is on its chip.
    fn give_back(
        &mut self,
        attempt: Key<Attempt>,
        world: &mut World<'_>,
    ) -> Result<(), ProductionError> {
        self.change(world, |transaction| {
            transaction.give_up(attempt, &Fate::Returned)
        })?;
        self.current = None;
        self.told(world, Step::GivenUp)
    }

    fn pass_over(
        &mut self,
        attempt: Key<Attempt>,
        chosen: &Chosen,
        reason: &SignError,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        self.passed_over.insert(chosen.patent.key);
        self.give_back(attempt, world)?;
        Ok(Outcome::PassedOver {
            patent: chosen.patent.number.clone(),
            reason: reason.to_string(),
        })
    }
}

impl Job {
    /// The job of a card from its files.
    pub(super) fn new(
        attempt: Key<Attempt>,
        card: Key<Card>,
        presentation: Presentation,
    ) -> Result<Self, ProductionError> {
        let unusable = || ProductionError::Files(card.number());
        // The office's own signature; whether it is authentic is what the read-back asks.
        let sign1 = Sign1::parse(&presentation.security_object, Typ::SecurityObject)
            .map_err(|_| unusable())?;
        let object = SecurityObject::decode(sign1.payload()).map_err(|_| unusable())?;
        let access_number = presentation.access_number.ok_or_else(unusable)?;
        Ok(Self {
            card,
            attempt,
            presentation,
            object,
            access_number,
            resumed: false,
        })
    }
}

fn terms(
    transaction: &mut Transaction<'_>,
    chosen: &Chosen,
    environment: Environment,
    card_id: CardId,
    chip_key: ChipKey,
    signed_at: UnixTime,
) -> Result<IssueTerms, ProductionError> {
    let region = chosen.patent.region;
    let offset = region.utc_offset_hours().unwrap_or(0);
    let today = CivilDate::of_unix_time(signed_at, offset)
        .map_err(|error| ProductionError::Trust(error.to_string()))?;
    Ok(IssueTerms {
        environment,
        card_id,
        replacement_index: transaction.replacement_index(chosen.patent.key)?,
        signed_at,
        in_force_from: chosen.patent.in_force_from,
        latest_end: chosen.patent.latest_end,
        status: transaction.allocate(region, today)?,
        chip_key,
        card_access: card_access(&[Parameter::P256]),
        region,
    })
}

/// The card that the new one takes the place of.
fn replaced(
    transaction: &mut Transaction<'_>,
    chosen: &Chosen,
) -> Result<Option<CardId>, RegisterError> {
    let cards = transaction.cards_of(chosen.patent.key)?;
    let issued = cards
        .iter()
        .filter(|card| card.state == CardState::Issued)
        .max_by_key(|card| card.replacement_index);
    Ok(issued.map(|card| card.card_id))
}

fn chip_key_of(point: &Point) -> Result<ChipKey, ProductionError> {
    ChipKey::from_sec1(point).map_err(|_| {
        ProductionError::Card(FlowError::OtherKey {
            point: Some(*point),
        })
    })
}

/// SHA-256 of a signer's public key.
pub(super) fn key_digest(key: &PublicKey) -> Digest {
    match key {
        PublicKey::Ed25519(bytes) => Digest::of(bytes),
        PublicKey::P256(bytes) => Digest::of(bytes),
    }
}

/// The session that is open on the card, which a resumed writing goes on with.
fn open_session<C: Transport>(
    link: &mut Link<C, Scp03Channel>,
) -> Result<Option<[u8; 16]>, FlowError> {
    Ok(match drive(CardStatus::new(), link)? {
        Status::Personalisation(open) => Some(open.session),
        _ => None,
    })
}

/// Six random digits, each of the million numbers equally likely.
#[must_use]
pub fn access_number(rng: &mut dyn CryptoRng) -> AccessNumber {
    /// A multiple of a million below 2^32: what is above it would favour small numbers.
    const FAIR: u32 = 4_294_000_000;
    loop {
        let drawn = u32::from_be_bytes(random(rng));
        if drawn < FAIR
            && let Some(number) = AccessNumber::parse(&format!("{:06}", drawn % 1_000_000))
        {
            return number;
        }
    }
}

/// The card was not given power anew.
pub(super) fn started_anew(error: epatent_apdu::TransportError) -> FlowError {
    FlowError::Exchange {
        command: "power",
        error: error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use std::collections::BTreeSet;

    // shows: EPC-PACE-02
    #[test]
    fn access_numbers_are_six_digits_from_all_over_the_million() {
        let mut rng = StdRng::seed_from_u64(1);
        let drawn: BTreeSet<String> = (0..500)
            .map(|_| access_number(&mut rng).expose().to_owned())
            .collect();
        assert!(drawn.iter().all(|number| number.len() == 6));
        let first: BTreeSet<u8> = drawn.iter().map(|number| number.as_bytes()[0]).collect();
        // A digit that never comes first in 500 draws has a chance of 10 * 0.9^500.
        assert_eq!((first.len(), drawn.len() > 480), (10, true));
    }
}
