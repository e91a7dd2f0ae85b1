// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A small office in memory: a laboratory's keys, a register in a folder, emulated cards.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use epatent_apdu::pace::Can;
use epatent_apdu::profile::LifeCycle;
use epatent_apdu::scp03::{Diversified, SoftwareMasterKey};
use epatent_apdu::{Transport, TransportError};
use epatent_core::bundle::ListedSigner;
use epatent_core::group::{self, GroupNumber, Patent, Remarks};
use epatent_core::object::Environment;
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, UnixTime};
use epatent_emulator::{Card, InProcess};
use epatent_register::{
    Actor, Application as Received, Card as Made, DecisionAct, Key, Label, Location, NewBlank,
    Opaque, Patent as Registered, PersonKey, Proposal, Reason, Register, RegisterError,
    Transaction,
};
use epatent_testkit::{chip, lab::Lab, portrait};
use epatent_verify::{Policy, TrustStore};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::application::form::{Form, Holder, IdentityDocument, Permission, Term};
use crate::application::{Application, form as shape};
use crate::desk::{self, Approved, DeskError};
use crate::production::chip_acts::{ChipError, Clerk, Moment};
use crate::production::{
    CardReader, DocumentSigner, Line, Office, OfficeRules, Order, Outcome, ProductionError, Step,
    Watcher, World,
};

/// A card in a reader of this process, which may be torn out at a command.
pub(super) struct Slot {
    pub(super) card: InProcess<Card>,
    /// Commands that still go through; `None` for all.
    pub(super) left: Option<usize>,
    /// Whether the last command still reaches the card, and only its reply is lost.
    pub(super) reply_lost: bool,
    /// Commands so far.
    pub(super) sent: usize,
}

impl Transport for Slot {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.sent += 1;
        match &mut self.left {
            Some(0) => Err(TransportError::NoCard),
            Some(left) => {
                *left -= 1;
                if *left > 0 {
                    return self.card.transmit(command);
                }
                if self.reply_lost {
                    let _ = self.card.transmit(command);
                }
                Err(TransportError::CardRemoved)
            }
            None => self.card.transmit(command),
        }
    }
}

impl CardReader for Slot {
    fn power_cycle(&mut self) -> Result<(), TransportError> {
        if self.left == Some(0) {
            return Err(TransportError::NoCard);
        }
        self.card.power_cycle();
        Ok(())
    }
}

pub(super) struct Plant {
    pub(super) folder: tempfile::TempDir,
    pub(super) environment: Environment,
    master: SoftwareMasterKey,
    pub(super) signers: BTreeMap<epatent_core::Region, DocumentSigner>,
    pub(super) trust: TrustStore,
    policy: Policy,
    pub(super) listed: Vec<ListedSigner>,
    pub(super) rules: OfficeRules,
    pub(super) slots: Vec<Slot>,
    pub(super) blanks: Vec<BlankNumber>,
    rng: StdRng,
    clock: u64,
}

impl Plant {
    /// An office with this many blanks in the drawer.
    pub(super) fn new(blanks: usize) -> Self {
        let lab = Lab::new(1);
        let folder = tempfile::tempdir().unwrap();
        let trust = TrustStore::new(Environment::Lab, [lab.root.der()]).unwrap();
        let signer = DocumentSigner {
            key: Box::new(lab.signer_77.key),
            certificate: lab.signer_77.certificate,
        };
        let region = epatent_core::Region::parse("77").unwrap();
        let mut plant = Self {
            folder,
            environment: Environment::Lab,
            master: SoftwareMasterKey::lab(),
            signers: BTreeMap::from([(region, signer)]),
            trust,
            policy: Policy::default(),
            listed: Vec::new(),
            rules: OfficeRules::default(),
            slots: Vec::new(),
            blanks: Vec::new(),
            rng: StdRng::seed_from_u64(1),
            clock: 0,
        };
        Register::create(&plant.location()).unwrap();
        for seed in 0..blanks {
            plant.add_blank(seed as u64 + 1);
        }
        plant
    }

    fn add_blank(&mut self, seed: u64) {
        self.slots.push(Slot {
            card: InProcess::new(chip::blank(seed)),
            left: None,
            reply_lost: false,
            sent: 0,
        });
        let at = self.slots.len() - 1;
        // A chip that was never received says what it is known by.
        let Outcome::NotReceived { chip } = self.serve(at).unwrap() else {
            panic!()
        };
        let number = BlankNumber::parse(&format!("РА{:07}", seed)).unwrap();
        self.blanks.push(number.clone());
        let blank = NewBlank {
            chip_id: Opaque(hex::decode(chip).unwrap()),
            number,
        };
        self.change(|transaction| {
            transaction.receive(day("2026-11-25"), &label("note 1"), 1, &[blank])
        });
    }

    fn location(&self) -> Location {
        Location::File(self.folder.path().join("register.db"))
    }

    pub(super) fn register(&self) -> Register {
        Register::open(&self.location()).unwrap()
    }

    pub(super) fn now(&self) -> UnixTime {
        let noon = UnixTime::parse("2026-11-25T09:00:00Z").unwrap();
        UnixTime::from_seconds(noon.seconds() + self.clock).unwrap()
    }

    pub(super) fn change<T>(
        &mut self,
        act: impl FnOnce(&mut Transaction<'_>) -> Result<T, RegisterError>,
    ) -> T {
        self.change_by("17", act)
    }

    pub(super) fn change_by<T>(
        &mut self,
        operator: &str,
        act: impl FnOnce(&mut Transaction<'_>) -> Result<T, RegisterError>,
    ) -> T {
        let mut register = self.register();
        let mut transaction = register.transaction(&by(operator), self.now()).unwrap();
        let done = act(&mut transaction).unwrap();
        transaction.commit().unwrap();
        done
    }

    pub(super) fn received(&mut self, form: &Form) -> Key<Received> {
        self.try_received(form).unwrap()
    }

    fn try_received(&mut self, form: &Form) -> Result<Key<Received>, String> {
        let application = Application::check(form, picture()).map_err(|all| format!("{all:?}"))?;
        let mut register = self.register();
        let mut transaction = register.transaction(&by("17"), self.now()).unwrap();
        let key = PersonKey::new([7; 32]);
        let received = desk::receive(&mut transaction, &key, form, &application);
        let received = received.map_err(|error| error.to_string())?;
        transaction.commit().unwrap();
        Ok(received)
    }

    pub(super) fn approve(
        &mut self,
        application: Key<Received>,
        operator: &str,
    ) -> Result<Approved, DeskError> {
        let four_eyes = self.rules.four_eyes;
        let mut register = self.register();
        let mut transaction = register.transaction(&by(operator), self.now())?;
        let approved = desk::approve(&mut transaction, application, four_eyes)?;
        transaction.commit().unwrap();
        Ok(approved)
    }

    /// An application that was approved: the number of its patent.
    pub(super) fn approved(&mut self, form: &Form) -> PatentNumber {
        self.try_approved(form).unwrap()
    }

    pub(super) fn try_approved(&mut self, form: &Form) -> Result<PatentNumber, String> {
        let number = PatentNumber::from_parts(&form.patent.series, &form.patent.number).unwrap();
        let application = self.try_received(form)?;
        self.approve(application, "17")
            .map_err(|error| error.to_string())?;
        Ok(number)
    }

    /// Decides by two people that a card is replaced: the patent.
    pub(super) fn replace(&mut self, number: &PatentNumber, card: Key<Made>) -> Key<Registered> {
        let patent = self.register().patent(number).unwrap().unwrap().key;
        let replace = Proposal {
            act: DecisionAct::Replace,
            patent,
            card: Some(card),
            payment: None,
            reason: reason("lost"),
            effective_on: day("2026-11-25"),
        };
        for operator in ["17", "23"] {
            self.change_by(operator, |transaction| {
                let act = transaction.act_digest(&replace)?;
                transaction.approve(act, None)
            });
        }
        self.change(|transaction| transaction.decide(&replace));
        patent
    }

    pub(super) fn serve(&mut self, slot: usize) -> Result<Outcome, ProductionError> {
        self.serve_watched(slot, &mut ())
    }

    /// As a program that has just been started.
    pub(super) fn serve_watched(
        &mut self,
        slot: usize,
        watcher: &mut dyn Watcher,
    ) -> Result<Outcome, ProductionError> {
        self.serve_for(slot, Order::default(), watcher)
    }

    /// The card of one patent.
    pub(super) fn serve_ordered(
        &mut self,
        slot: usize,
        patent: Key<Registered>,
    ) -> Result<Outcome, ProductionError> {
        let order = Order {
            patent: Some(patent),
            ..Order::default()
        };
        self.serve_for(slot, order, &mut ())
    }

    fn serve_for(
        &mut self,
        slot: usize,
        order: Order,
        watcher: &mut dyn Watcher,
    ) -> Result<Outcome, ProductionError> {
        self.clock += 1;
        let now = self.now();
        let register = self.register();
        let keys = Diversified::new(&self.master, self.environment).unwrap();
        let office = Office {
            environment: self.environment,
            chips: &keys,
            signers: &self.signers,
            trust: &self.trust,
            policy: &self.policy,
            listed: &self.listed,
            rules: self.rules,
        };
        let mut world = World {
            now: &mut || now,
            rng: &mut self.rng,
            watcher,
        };
        let mut line = Line::new(&office, register, by("17")).ordered(order);
        line.serve(&mut self.slots[slot], &mut world)
    }

    /// Does something to a card as a program that has just been started.
    pub(super) fn with_card<T>(
        &mut self,
        slot: usize,
        told: &mut dyn FnMut(Moment) -> ControlFlow<()>,
        act: impl FnOnce(&mut Slot, &mut Clerk<'_>) -> Result<T, ChipError>,
    ) -> Result<T, ChipError> {
        self.clock += 1;
        let now = self.now();
        let keys = Diversified::new(&self.master, self.environment).unwrap();
        let mut clerk = Clerk {
            register: &mut self.register(),
            by: &by("17"),
            chips: &keys,
            now: &mut || now,
            rng: &mut self.rng,
            told,
        };
        act(&mut self.slots[slot], &mut clerk)
    }

    /// Takes the card off the reader and puts it on again.
    pub(super) fn pull(&mut self, slot: usize) {
        self.slots[slot].left = None;
        self.slots[slot].card.power_cycle();
    }

    /// Puts a chip into the slot that was never received.
    pub(super) fn forget_stock_of(&mut self, slot: usize) {
        self.slots[slot].card = InProcess::new(chip::blank(1_000));
    }

    pub(super) fn life_cycle(&mut self, slot: usize) -> LifeCycle {
        self.slots[slot].card.device().life_cycle()
    }

    pub(super) fn object_on_card(&mut self, slot: usize, number: &AccessNumber) -> Vec<u8> {
        let can = Can::parse(number.expose()).unwrap();
        let card = &mut self.slots[slot].card;
        super::super::chip::security_object(card, &can, &mut self.rng)
            .unwrap()
            .unwrap()
    }

    pub(super) fn patent_on(&self, card: &Presentation) -> Patent {
        group::decode::<Patent>(&card.groups[&GroupNumber::PATENT])
            .unwrap()
            .1
    }

    pub(super) fn remarks_on(&self, card: &Presentation) -> Remarks {
        group::decode::<Remarks>(&card.groups[&GroupNumber::REMARKS])
            .unwrap()
            .1
    }

    /// Every blank, card and signature is accounted for, and the chain of events is whole.
    pub(super) fn demand_accounted(&mut self, issued: u64) {
        let mut register = self.register();
        let equation = register.daily_equation().unwrap();
        assert!(equation.differences().is_empty(), "{equation:?}");
        assert!(equation.is_closed(), "{equation:?}");
        assert_eq!(equation.issued, issued);
        assert_eq!(register.contradictions().unwrap(), []);
        assert_eq!(register.verify(&[]).unwrap().findings, []);
        assert!(register.open_attempts().unwrap().is_empty());
    }
}

/// Ends the work after a step, as a kill would.
pub(super) struct StopAfter(pub(super) Step);

impl Watcher for StopAfter {
    fn step(&mut self, step: Step) -> ControlFlow<()> {
        if step == self.0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// A portrait, drawn once.
fn picture() -> Vec<u8> {
    static PICTURE: OnceLock<Vec<u8>> = OnceLock::new();
    PICTURE.get_or_init(|| portrait::jpeg(1)).clone()
}

/// An application of a person of this number.
pub(super) fn form(number: u32) -> Form {
    Form {
        schema: shape::SCHEMA,
        holder: Holder {
            surname: Some("Рахимов".to_owned()),
            given_name: Some("Фаррух".to_owned()),
            birth_date: "1988-04-17".to_owned(),
            sex: "male".to_owned(),
            citizenship: "TJK".to_owned(),
            identity_document: IdentityDocument {
                number: format!("40{number:07}"),
                ..IdentityDocument::default()
            },
            ..Holder::default()
        },
        portrait: "photo.jpg".to_owned(),
        patent: shape::Patent {
            series: "77".to_owned(),
            number: format!("26{number:08}"),
            blank_number: None,
            issued_on: "2026-11-25".to_owned(),
            issuing_body: "ГУ МВД России по г. Москве".to_owned(),
        },
        permission: Permission {
            region: "77".to_owned(),
            ..Permission::default()
        },
        term: Term {
            in_force_from: "2026-11-25".to_owned(),
            latest_end: "2027-11-24".to_owned(),
        },
        ..Form::default()
    }
}

pub(super) fn by(operator: &str) -> Actor {
    Actor {
        operator: label(operator),
        station: label("desk 1"),
    }
}

pub(super) fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

pub(super) fn reason(code: &str) -> Reason {
    Reason::parse(code).unwrap()
}

pub(super) fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}
