// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The office: its keys, its register, its clock and what it publishes.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use epatent_apdu::scp03::{Diversified, SoftwareMasterKey};
use epatent_core::bundle::{BundlePolicy, ListedSigner};
use epatent_core::certificate::Role;
use epatent_core::list::AnnulmentCategory;
use epatent_core::object::Environment;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_office::production::{DocumentSigner, Office, OfficeRules};
use epatent_office::publish::{self, Publisher, Roots, Signatory, Site, Terms};
use epatent_register::{Actor, Label, Location, PersonKey, Register, RegisterError, Transaction};
use epatent_testkit::lab::{Lab, LabSigner};
use epatent_verify::{Policy, TrustStore};

use crate::failure::{Failure, unplanned};
use crate::medium::{Health, Medium};
use crate::token::Token;

/// The region of the office.
pub(crate) const REGION: &str = "77";
/// Hours from UTC to the region's civil day.
const MOSCOW: u64 = 3;
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// Where a register costs no wear of a disk, on Linux. What a disk does is tried elsewhere.
const MEMORY: &str = "/dev/shm";

/// The office's clock: it goes on by a second whenever somebody looks.
pub(crate) struct Clock(Cell<u64>);

impl Clock {
    pub(crate) fn now(&self) -> Result<UnixTime, Failure> {
        self.0.set(self.0.get() + 1);
        UnixTime::from_seconds(self.0.get()).map_err(unplanned)
    }

    /// The same where a time is all that can be answered; it cannot go back.
    pub(crate) fn second(&self, last: &mut UnixTime) -> UnixTime {
        if let Ok(now) = self.now() {
            *last = now;
        }
        *last
    }

    /// The morning of the day after.
    pub(crate) fn to_next_morning(&self) {
        let midnight = (self.0.get() + MOSCOW * HOUR) / DAY * DAY + DAY;
        self.0.set(midnight - MOSCOW * HOUR + 9 * HOUR);
    }

    pub(crate) fn today(&self) -> Result<CivilDate, Failure> {
        let now = UnixTime::from_seconds(self.0.get()).map_err(unplanned)?;
        CivilDate::of_unix_time(now, 3).map_err(unplanned)
    }
}

pub(crate) struct Bureau {
    folder: tempfile::TempDir,
    pub(crate) clock: Clock,
    pub(crate) trust: TrustStore,
    pub(crate) token: Token,
    pub(crate) persons: PersonKey,
    pub(crate) health: Health,
    /// The folder of the bundle, and that of the lists, as a web server gives them out.
    pub(crate) published: (Medium, Medium),
    signers: BTreeMap<Region, DocumentSigner>,
    master: SoftwareMasterKey,
    policy: Policy,
    signatories: Vec<Signatory>,
    listed: Vec<ListedSigner>,
    rules_of_answers: BundlePolicy,
}

impl Bureau {
    /// A new office on the evening before its first day.
    pub(crate) fn new(seed: u64) -> Result<Self, Failure> {
        let lab = Lab::new(seed);
        let folder = if Path::new(MEMORY).is_dir() {
            tempfile::tempdir_in(MEMORY)
        } else {
            tempfile::tempdir()
        }
        .map_err(unplanned)?;
        let location = Location::File(folder.path().join("register.db"));
        let register = Register::create(&location).map_err(unplanned)?;
        register.close().map_err(unplanned)?;
        let signatories: Vec<Signatory> = [Role::Status, Role::Payment, Role::Bundle]
            .into_iter()
            .zip(21..)
            .map(|(role, key)| {
                let LabSigner { certificate, key } = lab.signer_but(key, |request| {
                    request.roles = vec![role];
                    if role == Role::Bundle {
                        request.regions.clear();
                    }
                });
                Signatory {
                    key: Box::new(key),
                    certificate,
                }
            })
            .collect();
        let listed = signatories
            .iter()
            .map(|signatory| &signatory.certificate)
            .chain([&lab.signer_77.certificate])
            .map(publish::listed)
            .collect();
        let token = Token::new(lab.signer_77.key, location);
        let region = Region::parse(REGION).map_err(unplanned)?;
        let signer = DocumentSigner {
            key: Box::new(token.clone()),
            certificate: lab.signer_77.certificate,
        };
        let health = Health::default();
        let first = UnixTime::parse("2026-11-01T15:00:00Z").map_err(unplanned)?;
        Ok(Self {
            folder,
            clock: Clock(Cell::new(first.seconds())),
            trust: TrustStore::new(Environment::Lab, [lab.root.der()]).map_err(unplanned)?,
            token,
            persons: PersonKey::new([7; 32]),
            published: (Medium::with(&health), Medium::with(&health)),
            health,
            signers: BTreeMap::from([(region, signer)]),
            master: SoftwareMasterKey::lab(),
            policy: Policy::default(),
            signatories,
            listed,
            rules_of_answers: BundlePolicy::default(),
        })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("register.db")
    }

    /// The register, as a program that has just been started opens it.
    pub(crate) fn register(&self) -> Result<Register, RegisterError> {
        Register::open(&Location::File(self.path()))
    }

    /// What an operator asks the register, or changes in it, while nothing goes wrong.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Register) -> Result<T, RegisterError>,
    ) -> Result<T, Failure> {
        let mut register = self.register().map_err(unplanned)?;
        let done = work(&mut register).map_err(unplanned)?;
        register.close().map_err(unplanned)?;
        Ok(done)
    }

    /// One transaction of an operator.
    pub(crate) fn change<T, E: std::fmt::Display>(
        &self,
        operator: &str,
        act: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, Failure> {
        let (by, at) = (by(operator)?, self.clock.now()?);
        let mut register = self.register().map_err(unplanned)?;
        let mut transaction = register.transaction(&by, at).map_err(unplanned)?;
        let done = act(&mut transaction).map_err(unplanned)?;
        transaction.commit().map_err(unplanned)?;
        register.close().map_err(unplanned)?;
        Ok(done)
    }

    /// The keys of the office's chips.
    pub(crate) fn chips(&self) -> Result<Diversified<&SoftwareMasterKey>, Failure> {
        Diversified::new(&self.master, Environment::Lab).map_err(unplanned)
    }

    /// What cards are made with.
    pub(crate) fn office<'o>(
        &'o self,
        chips: &'o Diversified<&'o SoftwareMasterKey>,
    ) -> Office<'o> {
        Office {
            environment: Environment::Lab,
            chips,
            signers: &self.signers,
            trust: &self.trust,
            policy: &self.policy,
            listed: &self.listed,
            rules: OfficeRules {
                four_eyes: true,
                ..OfficeRules::default()
            },
        }
    }

    /// Publishes what the register says.
    pub(crate) fn publish(&self) -> Result<(), Failure> {
        let publisher = Publisher {
            trust: &self.trust,
            roots: Roots::default(),
            signatories: &self.signatories,
            listed: &self.listed,
            policy: &self.rules_of_answers,
            terms: Terms::default(),
            category: &|_| AnnulmentCategory::UNSTATED,
            demand: &publish::demand_whole,
        };
        let (root, lists) = self.published.clone();
        let mut site = Site::new(root, lists);
        let (by, at) = (by("17")?, self.clock.now()?);
        let mut register = self.register().map_err(unplanned)?;
        let published = publish::publish(&mut register, &by, at, &publisher, &mut site);
        register.close().map_err(unplanned)?;
        published.map(|_| ()).map_err(unplanned)
    }
}

/// An operator at the office's desk.
pub(crate) fn by(operator: &str) -> Result<Actor, Failure> {
    Ok(Actor {
        operator: Label::parse(operator).map_err(unplanned)?,
        station: Label::parse("desk 1").map_err(unplanned)?,
    })
}
