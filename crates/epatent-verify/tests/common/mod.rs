// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A laboratory for the verifier's tests: an authority, a chip, a card, and the means to forge.
#![allow(dead_code, reason = "every test binary uses its own part")]

pub(crate) mod lists;
pub(crate) mod under_bundle;

use epatent_core::bundle::{BundlePolicy, ListedSigner, TrustBundle};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::chip_proof::{ChipProof, NO_CHANNEL, NO_PAYMENT, TerminalStatement};
use epatent_core::cose::{Sign1, ToSign, Typ};
use epatent_core::group::{
    Holder, IdentityDocument, ImageFormat, Patent, Permission, Portrait, Remarks,
};
use epatent_core::object::{CardId, ChipKey, Digest, Environment, SecurityObject, StatusReference};
use epatent_core::presentation::Presentation;
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, PatentNumber, Region, Sex, Text, UnixTime,
};
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, issue_signer, self_signed_root,
};
use epatent_sign::{CardContents, FileKey, IssueTerms, Signer, issue};
use epatent_verify::{
    Circumstances, Code, Colour, Policy, ProvedBundle, Report, StatusRule, TrustStore, Verdict,
    Verifier,
};
use p256::ecdsa::signature::Signer as _;
use rand::SeedableRng;
use rand::rngs::StdRng;

pub(crate) fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

pub(crate) fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

pub(crate) fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

pub(crate) fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

/// The kind of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Ed25519,
    P256,
}

impl Kind {
    pub(crate) fn key(self, seed: u64) -> FileKey {
        match self {
            Self::Ed25519 => FileKey::generate_ed25519(&mut rng(seed)),
            Self::P256 => FileKey::generate_p256(&mut rng(seed)),
        }
    }
}

pub(crate) fn root_request() -> RootRequest {
    RootRequest {
        subject: Subject::named("Test root"),
        environment: Environment::Lab,
        not_before: at("2025-01-01T00:00:00Z"),
        not_after: at("2045-12-31T23:59:59Z"),
    }
}

pub(crate) fn signer_request() -> SignerRequest {
    SignerRequest {
        subject: Subject::named("Test signer 77"),
        roles: vec![Role::Document],
        regions: vec![region("77")],
        environment: Environment::Lab,
        not_before: at("2026-01-01T00:00:00Z"),
        not_after: at("2027-01-01T00:00:00Z"),
    }
}

pub(crate) fn contents() -> CardContents {
    CardContents {
        holder: Holder {
            surname: Some(text("Рахимов")),
            given_name: Some(text("Фаррух")),
            patronymic: None,
            surname_latin: Some(text("RAKHIMOV")),
            given_name_latin: Some(text("FARRUKH")),
            birth_date: BirthDate::parse("1988-04").unwrap(),
            sex: Sex::Male,
            citizenship: Country::parse("TJK").unwrap(),
            identity_document: IdentityDocument {
                number: text("401234567"),
                issuing_state: None,
                issued_on: None,
            },
            inn: None,
        },
        portrait: Portrait {
            format: ImageFormat::Jpeg,
            image: vec![0x5A; 400],
        },
        patent: Patent {
            number: PatentNumber::from_parts("77", "2600012345").unwrap(),
            blank_number: BlankNumber::parse("ВН1234567").unwrap(),
            issued_on: day("2026-11-02"),
            issuing_body: text("ГУ МВД России по г. Москве"),
        },
        permission: Permission {
            region: region("77"),
            territory: None,
            professions: vec![text("Бетонщик")],
        },
        remarks: Remarks {
            replacement_index: 0,
            replaces: None,
            remarks: Vec::new(),
        },
    }
}

/// An authority, a signer under it, and a chip.
pub(crate) struct Lab {
    pub(crate) root: Vec<u8>,
    pub(crate) root_key: FileKey,
    pub(crate) signer: Vec<u8>,
    pub(crate) signer_key: FileKey,
    pub(crate) chip: p256::ecdsa::SigningKey,
    pub(crate) policy: Policy,
    pub(crate) circumstances: Circumstances,
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self::of(Kind::Ed25519, Kind::Ed25519)
    }

    pub(crate) fn of(root: Kind, signer: Kind) -> Self {
        Self::with(root, signer, &root_request(), &signer_request())
    }

    pub(crate) fn with_signer(change: impl FnOnce(&mut SignerRequest)) -> Self {
        let mut request = signer_request();
        change(&mut request);
        Self::with(Kind::Ed25519, Kind::Ed25519, &root_request(), &request)
    }

    pub(crate) fn with(
        root: Kind,
        signer: Kind,
        authority: &RootRequest,
        request: &SignerRequest,
    ) -> Self {
        let (root_key, signer_key) = (root.key(1), signer.key(2));
        let root = self_signed_root(authority, &root_key, &mut rng(3)).unwrap();
        let signer = issue_signer(
            request,
            &signer_key.public_key(),
            &Certificate::parse(&root).unwrap(),
            &root_key,
            &mut rng(4),
        )
        .unwrap();
        Self {
            root,
            root_key,
            signer,
            signer_key,
            chip: chip(5),
            policy: Policy {
                status: StatusRule::NotRequired,
                payment: StatusRule::NotRequired,
                ..Policy::default()
            },
            circumstances: Circumstances {
                region: region("77"),
                now: at("2026-11-10T09:00:00Z"),
                date: day("2026-11-10"),
                profession: None,
            },
        }
    }

    pub(crate) fn terms(&self) -> IssueTerms {
        let point = self.chip.verifying_key().to_sec1_point(false);
        IssueTerms {
            environment: Environment::Lab,
            card_id: CardId::from_bytes([7; 16]),
            replacement_index: 0,
            signed_at: at("2026-11-02T09:00:00Z"),
            in_force_from: day("2026-11-02"),
            latest_end: day("2027-11-01"),
            status: StatusReference {
                list: 772_026,
                index: 41,
            },
            chip_key: ChipKey::from_sec1(point.as_bytes()).unwrap(),
            card_access: b"\x31\x00".to_vec(),
            region: region("77"),
        }
    }

    /// A genuine card of this laboratory, with the proof of its chip.
    pub(crate) fn card(&self) -> Presentation {
        self.card_with(|_, _| {})
    }

    pub(crate) fn card_with(
        &self,
        change: impl FnOnce(&mut CardContents, &mut IssueTerms),
    ) -> Presentation {
        let (mut contents, mut terms) = (contents(), self.terms());
        change(&mut contents, &mut terms);
        let certificate = Certificate::parse(&self.signer).unwrap();
        let card = issue(
            &contents,
            &terms,
            &certificate,
            &self.signer_key,
            &mut rng(6),
        )
        .unwrap();
        let mut card = card.into_presentation();
        prove(&mut card, &self.chip);
        card
    }

    /// Changes the security object of a card and signs it again, whatever it now says.
    pub(crate) fn resign(&self, card: &mut Presentation, change: impl FnOnce(&mut SecurityObject)) {
        let mut object = object_of(card);
        change(&mut object);
        self.sign(card, object.encode().unwrap());
    }

    /// Replaces the content of a group and signs its digest.
    pub(crate) fn regroup(&self, card: &mut Presentation, number: u8, bytes: Vec<u8>) {
        let number = epatent_core::group::GroupNumber::new(number).unwrap();
        self.resign(card, |object| {
            object.digests.insert(number, Digest::of(&bytes));
        });
        card.groups.insert(number, bytes);
    }

    /// Signs any payload with the laboratory's signer.
    pub(crate) fn sign(&self, card: &mut Presentation, payload: Vec<u8>) {
        sign(card, payload, &self.signer, &self.signer_key);
        prove(card, &self.chip);
    }

    pub(crate) fn trust(&self) -> TrustStore {
        TrustStore::new(Environment::Lab, [&self.root]).unwrap()
    }

    pub(crate) fn verify(&self, card: &Presentation) -> Report {
        self.verify_under(card, &self.trust())
    }

    pub(crate) fn verify_under(&self, card: &Presentation, trust: &TrustStore) -> Report {
        Verifier::new(trust, &self.policy)
            .unwrap()
            .verify(card, &self.circumstances)
    }
}

pub(crate) fn chip(seed: u64) -> p256::ecdsa::SigningKey {
    use p256::elliptic_curve::Generate;
    p256::ecdsa::SigningKey::generate_from_rng(&mut rng(seed))
}

pub(crate) fn object_of(card: &Presentation) -> SecurityObject {
    SecurityObject::decode(&payload_of(card)).unwrap()
}

pub(crate) fn payload_of(card: &Presentation) -> Vec<u8> {
    let sign1 = Sign1::parse(&card.security_object, Typ::SecurityObject).unwrap();
    sign1.payload().to_vec()
}

/// Signs any payload with any key under any certificate.
pub(crate) fn sign(
    card: &mut Presentation,
    payload: Vec<u8>,
    certificate: &[u8],
    key: &dyn Signer,
) {
    let to_sign = ToSign::new(Typ::SecurityObject, key.algorithm(), certificate, payload).unwrap();
    let signature = key.sign(&to_sign.to_be_signed()).unwrap();
    card.security_object = to_sign.complete(signature).unwrap();
}

pub(crate) fn terminal_statement() -> Vec<u8> {
    TerminalStatement {
        checked_at: at("2026-11-10T08:59:58Z"),
        region: region("77"),
        terminal: text("T-1"),
    }
    .encode()
    .unwrap()
}

/// Lets a chip answer for the security object of a card.
pub(crate) fn prove(card: &mut Presentation, chip: &p256::ecdsa::SigningKey) {
    prove_with(card, chip, terminal_statement());
}

pub(crate) fn prove_with(
    card: &mut Presentation,
    chip: &p256::ecdsa::SigningKey,
    statement: Vec<u8>,
) {
    prove_all(card, chip, statement, NO_PAYMENT);
}

/// Lets a chip answer that has payment records with this head.
pub(crate) fn prove_head(
    card: &mut Presentation,
    chip: &p256::ecdsa::SigningKey,
    payment_head: [u8; 32],
) {
    prove_all(card, chip, terminal_statement(), payment_head);
}

fn prove_all(
    card: &mut Presentation,
    chip: &p256::ecdsa::SigningKey,
    statement: Vec<u8>,
    payment_head: [u8; 32],
) {
    let mut proof = ChipProof {
        host_nonce: [9; 32],
        terminal_statement: statement,
        channel_binding: NO_CHANNEL,
        payment_head,
        signature: Vec::new(),
    };
    let statement = proof.statement(Digest::of(&card.security_object));
    let signature: p256::ecdsa::Signature = chip.sign(&statement.to_bytes());
    proof.signature = signature.to_der().as_bytes().to_vec();
    card.chip_proof = Some(proof);
}

/// Replaces bytes of a certificate by as many others and signs it again with an Ed25519 root.
pub(crate) fn patch_certificate(der: &[u8], from: &[u8], to: &[u8], root_key: &FileKey) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let tbs_length = Certificate::parse(der).unwrap().tbs().len();
    let mut der = der.to_vec();
    let places: Vec<usize> = (0..der.len())
        .filter(|&start| der[start..].starts_with(from))
        .collect();
    let [place] = places[..] else {
        panic!(
            "the bytes to replace must occur once, not {} times",
            places.len()
        );
    };
    der[place..place + to.len()].copy_from_slice(to);
    // Certificate: SEQUENCE of 4 bytes head, then the part that is signed.
    let signature = root_key.sign(&der[4..4 + tbs_length]).unwrap();
    let end = der.len();
    der[end - 64..].copy_from_slice(&signature);
    der
}

/// The report gives this answer, and its worst finding has this code.
#[track_caller]
pub(crate) fn assert_answer(report: &Report, verdict: Verdict, code: Code) {
    assert_eq!(report.verdict, verdict, "{:#?}", report.findings);
    assert_eq!(report.findings[0].code, code, "{:#?}", report.findings);
    if verdict == Verdict::Refused {
        assert_eq!(report.findings[0].colour, Colour::Red);
    }
}

#[track_caller]
pub(crate) fn assert_in_force(report: &Report) {
    assert_answer(report, Verdict::InForce, Code::InForce);
}

/// The report refuses because of this one finding and no other.
#[track_caller]
pub(crate) fn assert_refused(report: &Report, code: Code) {
    assert_answer(report, Verdict::Refused, code);
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
}

/// The report leaves it open because of this one finding and no other.
#[track_caller]
pub(crate) fn assert_undetermined(report: &Report, code: Code) {
    assert_answer(report, Verdict::Undetermined, code);
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
}

/// A bundle signer under the laboratory's root.
pub(crate) struct BundleDesk {
    pub(crate) certificate: Certificate,
    pub(crate) key: FileKey,
}

impl BundleDesk {
    pub(crate) fn sign(&self, bundle: &TrustBundle) -> Vec<u8> {
        epatent_sign::sign_bundle(bundle, &self.certificate, &self.key).unwrap()
    }
}

impl Lab {
    /// A bundle signer, another one for every seed.
    pub(crate) fn bundle_desk(&self, seed: u64) -> BundleDesk {
        let key = Kind::Ed25519.key(seed);
        let request = SignerRequest {
            subject: Subject::named("Test bundle signer"),
            roles: vec![Role::Bundle],
            regions: Vec::new(),
            ..signer_request()
        };
        let der = issue_signer(
            &request,
            &key.public_key(),
            &Certificate::parse(&self.root).unwrap(),
            &self.root_key,
            &mut rng(seed),
        )
        .unwrap();
        BundleDesk {
            certificate: Certificate::parse(&der).unwrap(),
            key,
        }
    }

    /// Bundle 1, which lists the laboratory's signer and nothing else.
    pub(crate) fn bundle(&self) -> TrustBundle {
        TrustBundle {
            environment: Environment::Lab,
            version: 1,
            issued: at("2026-11-09T00:00:00Z"),
            next_update: at("2026-11-12T00:00:00Z"),
            expires: at("2026-11-20T00:00:00Z"),
            previous: None,
            signers: vec![ListedSigner {
                certificate: Digest::of(&self.signer),
                roles: vec![Role::Document],
                regions: vec![region("77")],
                withdrawal: None,
            }],
            lists: Vec::new(),
            policy: BundlePolicy {
                required: Vec::new(),
                ..BundlePolicy::default()
            },
            next_roots: Vec::new(),
            retired_roots: Vec::new(),
        }
    }

    pub(crate) fn proved(&self, bundle: &TrustBundle) -> ProvedBundle {
        let bytes = self.bundle_desk(30).sign(bundle);
        ProvedBundle::prove(&bytes, &self.trust(), self.circumstances.now).unwrap()
    }

    /// The answer of a device that has this bundle.
    pub(crate) fn verify_with(&self, card: &Presentation, bundle: &TrustBundle) -> Report {
        let (trust, proved) = (self.trust(), self.proved(bundle));
        let policy = Policy::of_bundle(&proved.policy);
        Verifier::new(&trust, &policy)
            .unwrap()
            .under(&proved)
            .verify(card, &self.circumstances)
    }
}

/// Every order of the numbers below `count`.
pub(crate) fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(count - 1) {
        for place in 0..count {
            let mut order = shorter.clone();
            order.insert(place, count - 1);
            all.push(order);
        }
    }
    all
}
