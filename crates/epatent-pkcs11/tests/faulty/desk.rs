// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A desk that signs cards with a key in a token and writes down what it is going to do.

use std::cell::RefCell;

use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::cose::SignatureAlgorithm;
use epatent_core::object::{CardId, Digest, Environment};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};
use epatent_pkcs11::{HsmError, KeyUri, Module, Session, TokenError, TokenSigner};
use epatent_register::{
    Actor, Fate, Label, Location, NewBlank, NewPatent, Opaque, Register, Rules, SignatureState,
    Signing, Transaction,
};
use epatent_sign::authority::{SignerRequest, Subject, issue_signer};
use epatent_sign::{CardContents, IssueTerms, SignError, Signer, prepare};
use epatent_testkit::cards::{CARD_ACCESS, ChipSecret, SIGNED_AT};
use epatent_testkit::faulty_module::FaultyModule;
use epatent_testkit::lab::{Lab, NOT_AFTER, NOT_BEFORE};
use epatent_testkit::people;
use epatent_testkit::softhsm::SoftHsm;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Label of the key.
pub(crate) const KEY: &str = "signer-77";

/// What a signature that was refused says.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) trouble: &'static str,
    pub(crate) text: String,
}

pub(crate) struct Desk {
    module: Module,
    uri: KeyUri,
    lab: Lab,
    contents: CardContents,
    register: Register,
    /// The register as another station sees it: what is not on the disk is not there.
    witness: RefCell<Register>,
    pub(crate) cards: u32,
    pub(crate) void: u32,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new(faults: &FaultyModule) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::File(folder.path().join("register.db"));
        let register = Register::create(&location).unwrap();
        let uri = format!(
            "pkcs11:token={};object={KEY}?module-path={}",
            SoftHsm::LABEL.replace(' ', "%20"),
            faults.path().display()
        );
        Self {
            module: Module::load(faults.path()).unwrap(),
            uri: KeyUri::parse(&uri).unwrap(),
            lab: Lab::new(1),
            contents: people::rakhimov(),
            witness: RefCell::new(Register::open(&location).unwrap()),
            register,
            cards: 0,
            void: 0,
            _folder: folder,
        }
    }

    pub(crate) fn open(&self) -> Result<Session, TokenError> {
        self.module.open(&self.uri, SoftHsm::PIN)
    }

    /// The signer as a desk opens it in the morning.
    pub(crate) fn signer(&self) -> Result<TokenSigner<Session>, HsmError> {
        Ok(TokenSigner::new(self.open()?, KEY, None)?.marked_lab())
    }

    /// One card up to its signature: the intent is on the disk before the token is asked, and the
    /// result before the files would go anywhere.
    pub(crate) fn card(&mut self, signer: &TokenSigner<Session>) -> Result<(), Refused> {
        self.cards += 1;
        let number = self.cards;
        let certificate = self.certificate(signer);
        let chip_key = ChipSecret::new(number.into()).public();
        let region = self.contents.permission.region;
        let day = CivilDate::parse("2026-11-25").unwrap();

        let mut t = begin(&mut self.register);
        let blank = NewBlank {
            chip_id: Opaque(number.to_be_bytes().to_vec()),
            number: BlankNumber::parse(&format!("РА{number:07}")).unwrap(),
        };
        let note = Label::parse("note").unwrap();
        t.receive(day, &note, 1, &[blank]).unwrap();
        let patent = t
            .register_patent(&NewPatent {
                number: PatentNumber::parse(&format!("77 26{number:08}")).unwrap(),
                region,
                application: None,
                in_force_from: day,
                latest_end: CivilDate::parse("2027-11-24").unwrap(),
            })
            .unwrap();
        t.commit().unwrap();
        let blank = BlankNumber::parse(&format!("РА{number:07}")).unwrap();
        let blank = self.register.blank_by_number(&blank).unwrap().unwrap();

        let mut t = begin(&mut self.register);
        let attempt = t.take(patent, blank.key).unwrap();
        let status = t.allocate(region, day).unwrap();
        let card_id = CardId::from_bytes(u128::from(number).to_be_bytes());
        let terms = IssueTerms {
            environment: Environment::Lab,
            card_id,
            replacement_index: self.contents.remarks.replacement_index,
            signed_at: UnixTime::parse(SIGNED_AT).unwrap(),
            in_force_from: day,
            latest_end: CivilDate::parse("2027-11-24").unwrap(),
            status,
            chip_key,
            card_access: CARD_ACCESS.to_vec(),
            region,
        };
        let rng = &mut StdRng::seed_from_u64(number.into());
        let prepared = prepare(&self.contents, &terms, &certificate, rng).unwrap();
        let signing = Signing {
            attempt,
            card_id,
            chip_key,
            status,
            to_be_signed: Digest::of(prepared.signature_payload()),
            signer: Digest::of(certificate.der()),
        };
        let card = t.intend_signature(&signing, &Rules::default()).unwrap();
        t.commit().unwrap();

        let witnessed = Witnessed {
            signer,
            register: &self.witness,
        };
        let signed = witnessed.sign_checked(prepared.signature_payload());
        let mut t = begin(&mut self.register);
        match signed {
            Ok(signature) => {
                let files = prepared.complete(*signature.bytes()).unwrap();
                let manifest = Digest::of(&files.security_object);
                t.signature_made(card, manifest, &Opaque(files.security_object))
                    .unwrap();
                t.commit().unwrap();
                Ok(())
            }
            Err(error) => {
                // The token may have signed and the answer been lost: void either way.
                t.give_up(attempt, &Fate::Returned).unwrap();
                t.commit().unwrap();
                self.void += 1;
                match error {
                    SignError::Token { trouble, text } => Err(Refused { trouble, text }),
                    other => panic!("{other}"),
                }
            }
        }
    }

    /// Nothing is unaccounted, and the token made no more signatures than have rows.
    pub(crate) fn close(&mut self, signatures: usize) {
        let equation = self.register.daily_equation().unwrap();
        assert_eq!(equation.differences(), []);
        assert_eq!(self.register.contradictions().unwrap(), []);
        assert_eq!(self.register.verify(&[]).unwrap().findings, []);
        assert_eq!(equation.signatures, u64::from(self.cards));
        assert_eq!(equation.signatures_void, u64::from(self.void));
        // Twice for one card where a session was lost after the token had signed.
        assert!(signatures > usize::try_from(self.cards - self.void).unwrap());
    }

    fn certificate(&self, signer: &TokenSigner<Session>) -> Certificate {
        let request = SignerRequest {
            subject: Subject::named("Document signer in a token"),
            roles: vec![Role::Document],
            regions: vec![Region::parse("77").unwrap()],
            environment: Environment::Lab,
            not_before: UnixTime::parse(NOT_BEFORE).unwrap(),
            not_after: UnixTime::parse(NOT_AFTER).unwrap(),
        };
        let rng = &mut StdRng::seed_from_u64(7);
        let (root, key) = (&self.lab.root, &self.lab.root_key);
        let der = issue_signer(&request, &signer.public_key(), root, key, rng).unwrap();
        Certificate::parse(&der).unwrap()
    }
}

fn begin(register: &mut Register) -> Transaction<'_> {
    let by = Actor {
        operator: Label::parse("17").unwrap(),
        station: Label::parse("station-1").unwrap(),
    };
    register
        .transaction(&by, UnixTime::parse(SIGNED_AT).unwrap())
        .unwrap()
}

/// A signer that refuses to ask the token for a signature that has no row on the disk.
struct Witnessed<'a> {
    signer: &'a TokenSigner<Session>,
    register: &'a RefCell<Register>,
}

impl Signer for Witnessed<'_> {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.signer.algorithm()
    }

    fn public_key(&self) -> PublicKey {
        self.signer.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let row = self
            .register
            .borrow_mut()
            .signature(Digest::of(message))
            .unwrap();
        assert_eq!(
            row.map(|row| row.state),
            Some(SignatureState::Intended),
            "a signature without a row"
        );
        self.signer.sign(message)
    }
}
