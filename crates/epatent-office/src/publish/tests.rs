// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Publications of an office of synthetic patents, and the devices that read them.

mod cuts;
mod days;
mod refusals;
mod rollover;

use std::fs;
use std::path::{Path, PathBuf};

use epatent_core::bundle::RetiredRoot;
use epatent_core::certificate::Role;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::list::{
    AnnulmentCategory, CardStatus, PaidThroughEntry, PaidThroughList, StatusList,
};
use epatent_core::object::{CardId, ChipKey, Digest, Environment};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};
use epatent_register::{
    Act, Actor, Card, DecisionAct, Key, Label, Location, NewBlank, NewPatent, Opaque, Patent,
    PaymentLine, Proposal, Reason, Register, Rules, Signing, Transaction,
};
use epatent_terminal::{Folder, ImportError, ListRefusal, TrustState};
use epatent_testkit::lab::{Lab, LabSigner};
use epatent_verify::TrustStore;
use epatent_verify::device::Setback;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use tempfile::TempDir;

use super::*;

const DAY: u64 = 86_400;

/// An office with a register, signers and a site.
struct Office {
    folder: TempDir,
    register: Option<Register>,
    trust: TrustStore,
    signatories: Vec<Signatory>,
    listed: Vec<ListedSigner>,
    policy: BundlePolicy,
    /// What is said of roots.
    introduced: Vec<Vec<u8>>,
    retired: Vec<RetiredRoot>,
    settled: Vec<Digest>,
    end_rollover: bool,
    /// Cards and patents made so far.
    made: u32,
}

impl Office {
    fn new() -> Self {
        let lab = Lab::new(11);
        let signatories = signatories(&lab);
        let mut listed: Vec<ListedSigner> = signatories
            .iter()
            .map(|signatory| super::listed(&signatory.certificate))
            .collect();
        listed.push(super::listed(&lab.signer_77.certificate));
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("site")).unwrap();
        let location = Location::from(folder.path().join("register.db").as_path());
        Self {
            register: Some(Register::create(&location).unwrap()),
            trust: TrustStore::new(Environment::Lab, [lab.root.der()]).unwrap(),
            signatories,
            listed,
            policy: BundlePolicy::default(),
            introduced: Vec::new(),
            retired: Vec::new(),
            settled: Vec::new(),
            end_rollover: false,
            made: 0,
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn site(&self) -> PathBuf {
        self.path("site")
    }

    fn register(&mut self) -> &mut Register {
        self.register.as_mut().unwrap()
    }

    fn roots(&self) -> Roots<'_> {
        Roots {
            introduced: &self.introduced,
            retired: &self.retired,
            settled: &self.settled,
            end_rollover: self.end_rollover,
        }
    }

    fn publisher(&self) -> Publisher<'_> {
        Publisher {
            trust: &self.trust,
            roots: self.roots(),
            signatories: &self.signatories,
            listed: &self.listed,
            policy: &self.policy,
            terms: Terms::default(),
            category: &|reason| match reason.as_str() {
                "own-request" => AnnulmentCategory::OWN_REQUEST,
                _ => AnnulmentCategory::UNSTATED,
            },
            demand: &demand_whole,
        }
    }

    fn publish(&mut self, at: UnixTime) -> Result<Summary, PublishError> {
        let mut site = Site::at(&self.site());
        self.publish_to(&mut site, at)
    }

    fn publish_to<D: Disk>(
        &mut self,
        site: &mut Site<D>,
        at: UnixTime,
    ) -> Result<Summary, PublishError> {
        let mut register = self.register.take().unwrap();
        let result = publish(&mut register, &by("17"), at, &self.publisher(), site);
        self.register = Some(register);
        result
    }

    fn change<T>(&mut self, at: UnixTime, work: impl FnOnce(&mut Transaction<'_>) -> T) -> T {
        self.change_by("17", at, work)
    }

    fn change_by<T>(
        &mut self,
        operator: &str,
        at: UnixTime,
        work: impl FnOnce(&mut Transaction<'_>) -> T,
    ) -> T {
        let mut transaction = self.register().transaction(&by(operator), at).unwrap();
        let done = work(&mut transaction);
        transaction.commit().unwrap();
        done
    }

    /// A patent with an issued card.
    fn issue(&mut self, at: UnixTime) -> (Key<Patent>, Key<Card>) {
        self.made += 1;
        let number = self.made;
        let today = day("2026-11-25");
        let blank = NewBlank {
            chip_id: Opaque(number.to_be_bytes().to_vec()),
            number: BlankNumber::parse(&format!("РА{number:07}")).unwrap(),
        };
        let patent = self.change(at, |t| {
            let blank = [blank.clone()];
            t.receive(today, &Label::parse("note").unwrap(), 1, &blank)
                .unwrap();
            t.register_patent(&NewPatent {
                number: patent_number(number),
                region: Region::parse("77").unwrap(),
                application: None,
                in_force_from: today,
                latest_end: day("2027-11-24"),
            })
            .unwrap()
        });
        let blank = self
            .register()
            .blank_by_chip(&blank.chip_id)
            .unwrap()
            .unwrap();
        let card = self.change(at, |t| {
            let attempt = t.take(patent, blank.key).unwrap();
            let signing = Signing {
                attempt,
                card_id: CardId::from_bytes(u128::from(number).to_be_bytes()),
                chip_key: chip_key(number),
                status: t.allocate(Region::parse("77").unwrap(), today).unwrap(),
                to_be_signed: Digest::of(&number.to_be_bytes()),
                signer: Digest::of(b"signer"),
            };
            let card = t.intend_signature(&signing, &Rules::default()).unwrap();
            t.signature_made(card, Digest::of(b"manifest"), &Opaque(vec![1]))
                .unwrap();
            t.begin_writing(card).unwrap();
            t.written(card).unwrap();
            t.issued(card).unwrap();
            card
        });
        (patent, card)
    }

    /// A payment for the month that begins on a day.
    fn pay(&mut self, number: u32, from: &str, through: &str, at: UnixTime) {
        let line = PaymentLine {
            receipt: Label::parse(&format!("receipt {number} {from}")).unwrap(),
            patent: patent_number(number),
            paid_on: day("2026-11-25"),
            paid_from: day(from),
            paid_through: day(through),
            kopecks: 1_000_000,
        };
        self.change(at, |t| t.import_payments(&[line]).unwrap());
    }

    /// Annuls a patent by the word of two people.
    fn annul(&mut self, patent: Key<Patent>, code: &str, at: UnixTime) {
        let proposal = Proposal {
            act: DecisionAct::Annul,
            patent,
            card: None,
            payment: None,
            reason: Reason::parse(code).unwrap(),
            effective_on: day("2026-11-26"),
        };
        for operator in ["17", "18"] {
            self.change_by(operator, at, |t| {
                let act = t.act_digest(&proposal).unwrap();
                t.approve(act, None).unwrap()
            });
        }
        self.change(at, |t| t.decide(&proposal).unwrap());
    }

    /// A device with nothing but the root.
    fn device(&self, name: &str) -> Device {
        let path = self.path(name);
        fs::create_dir(&path).unwrap();
        Device {
            state: TrustState::open(Folder::new(&path.join("state")), &self.trust).unwrap(),
        }
    }
}

/// A police device.
struct Device {
    state: TrustState<Folder>,
}

impl Device {
    /// Takes what lies in the site; everything there has to be good or known.
    #[track_caller]
    fn takes(&mut self, site: &Path, now: UnixTime) {
        let Ok(bundle) = fs::read(site.join(BUNDLE_FILE)) else {
            // Nothing was ever published.
            return;
        };
        // What lies there during a change of the root is past for a device that followed it.
        if let Ok(rollover) = fs::read(site.join(ROLLOVER_FILE)) {
            match self.state.import(&rollover, now) {
                Ok(_) | Err(ImportError::Setback(Setback::Rollback { .. })) => {}
                Err(error) => panic!("{error}"),
            }
        }
        self.state.import(&bundle, now).unwrap();
        let named: Vec<String> = self
            .state
            .bundle()
            .unwrap()
            .lists
            .iter()
            .map(|reference| reference.name.to_string())
            .collect();
        let mut files: Vec<Vec<u8>> = Vec::new();
        for name in names(&site.join(LISTS_FOLDER)) {
            let belongs = named.iter().any(|list| {
                let rest = name.strip_prefix(list.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            if belongs {
                files.push(fs::read(site.join(LISTS_FOLDER).join(name)).unwrap());
            }
        }
        let slices: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        for taken in self.state.import_lists(&slices, now).unwrap() {
            match taken {
                Ok(_) => {}
                // Changes that this device is past.
                Err(ListRefusal::Setback(_)) => {}
                Err(other) => {
                    let text = other.to_string();
                    assert!(text.contains("is there already"), "{text}");
                }
            }
        }
        // Every list that the bundle names is there, at least as new as it says.
        let bundle = self.state.bundle().unwrap();
        for reference in &bundle.lists {
            let seen = self
                .state
                .state()
                .lists
                .iter()
                .find(|seen| (seen.kind, seen.region, seen.list) == reference.key());
            assert!(
                seen.is_some_and(|seen| seen.sequence >= reference.sequence),
                "{reference:?}: {seen:?}"
            );
        }
    }

    /// Sequence and digest of each list.
    fn lists(&self) -> Vec<(u64, Digest)> {
        let lists = self.state.state().lists.iter();
        lists.map(|seen| (seen.sequence, seen.state)).collect()
    }
}

/// Who signs lists and bundle under the root of a lab.
fn signatories(lab: &Lab) -> Vec<Signatory> {
    let signer = |seed, role| {
        lab.signer_but(seed, |request| {
            request.roles = vec![role];
            if role == Role::Bundle {
                request.regions.clear();
            }
        })
    };
    [
        signer(21, Role::Status),
        signer(22, Role::Payment),
        signer(23, Role::Bundle),
    ]
    .into_iter()
    .map(|LabSigner { certificate, key }| Signatory {
        key: Box::new(key),
        certificate,
    })
    .collect()
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What the site's status list says of an index.
fn status(site: &Path, index: u64) -> Option<CardStatus> {
    let bytes = fs::read(site.join("lists/status-772026.cbor")).unwrap();
    let sign1 = Sign1::parse(&bytes, Typ::StatusList).unwrap();
    StatusList::decode(sign1.payload()).unwrap().status(index)
}

/// What the site's paid-through list says of an index.
fn paid(site: &Path, index: u64) -> PaidThroughEntry {
    let bytes = fs::read(site.join("lists/paid-772026.cbor")).unwrap();
    let sign1 = Sign1::parse(&bytes, Typ::PaidThroughSnapshot).unwrap();
    PaidThroughList::decode_snapshot(sign1.payload())
        .unwrap()
        .entry(index)
}

fn by(operator: &str) -> Actor {
    Actor {
        operator: Label::parse(operator).unwrap(),
        station: Label::parse("station 1").unwrap(),
    }
}

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

/// Noon of a day after 25 November 2026.
fn noon(days: u64) -> UnixTime {
    let first = UnixTime::parse("2026-11-25T12:00:00Z").unwrap();
    UnixTime::from_seconds(first.seconds() + days * DAY).unwrap()
}

fn patent_number(number: u32) -> PatentNumber {
    PatentNumber::parse(&format!("77 26{number:08}")).unwrap()
}

/// The public key of the private key `number`.
fn chip_key(number: u32) -> ChipKey {
    let mut secret = [0; 32];
    secret[28..].copy_from_slice(&number.to_be_bytes());
    let secret = p256::SecretKey::from_slice(&secret).unwrap();
    ChipKey::from_sec1(secret.public_key().to_sec1_point(false).as_bytes()).unwrap()
}
