// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask compare`: the same person issued and verified by this toolkit and by isomdl.
//!
//! isomdl is the ISO/IEC 18013-5 library of SpruceID. It signs with ES256, so that this toolkit's
//! ES256 stands beside it, and its Ed25519 as well. The tasks take turns in one run; the ratio of
//! their medians is the answer. What each of them checks is not the same, and is printed with it.

#[path = "../../crates/epatent-bench/benches/office/mod.rs"]
mod office;

use std::collections::BTreeMap;
use std::hint::black_box;

use ciborium::Value;
use epatent_bench::{Task, interleave};
use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::object::{ChipKey, Environment};
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, issue_signer, self_signed_root,
};
use epatent_sign::{CardContents, FileKey, IssueTerms, Signer, issue};
use epatent_verify::{Circumstances, KnownSigners, Policy, StatusRule, TrustStore, Verifier};
use isomdl::definitions::device_key::cose_key::{CoseKey, EC2Curve, EC2Y};
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::{DeviceKeyInfo, DigestAlgorithm, IssuerSigned, ValidityInfo};
use isomdl::issuance::Mdoc;
use isomdl::presentation::authentication::mdoc::issuer_authentication;
use office::{Failure, PORTRAIT, contents, terms};
use p256::ecdsa::{Signature, SigningKey};
use rand::SeedableRng;
use rand::rngs::StdRng;
use time::OffsetDateTime;

/// Slices of a task, and calls in each.
const ROUNDS: u32 = 300;
const CALLS: u32 = 3;
/// COSE header parameter `x5chain` (RFC 9360).
const X5CHAIN: i64 = 33;

const NOTE: &str = "\
What each checks:
  this toolkit  strict encoding, the object's signature, the certificate's signature by a pinned root,
                its term, role and region, every group's digest, EF.CardAccess, dates, place; the content
                is decoded into types, and a report names every check.
  isomdl        parsing with serde, and the issuer's signature under the certificate it carries. Its
                digests of elements, validity and the certificate's chain are not compared by this
                function; its reader has a chain check for the certificate profile of driving licences,
                which a certificate of ours does not follow.
";

/// One issuer of this toolkit.
struct Ours {
    signer: Certificate,
    key: FileKey,
    trust: TrustStore,
    card: Presentation,
}

fn authority(root_key: &FileKey, rng: &mut StdRng) -> Result<Certificate, Failure> {
    let root = RootRequest {
        subject: Subject::named("Comparison root"),
        environment: Environment::Lab,
        not_before: UnixTime::parse("2026-01-01T00:00:00Z")?,
        not_after: UnixTime::parse("2030-01-01T00:00:00Z")?,
    };
    Ok(Certificate::parse(&self_signed_root(
        &root, root_key, rng,
    )?)?)
}

fn certified(
    key: &PublicKey,
    (root, root_key): (&Certificate, &FileKey),
    rng: &mut StdRng,
) -> Result<Certificate, Failure> {
    let request = SignerRequest {
        subject: Subject::named("Comparison signer 77"),
        roles: vec![Role::Document],
        regions: vec![Region::parse("77")?],
        environment: Environment::Lab,
        not_before: root.not_before(),
        not_after: root.not_after(),
    };
    let der = issue_signer(&request, key, root, root_key, rng)?;
    Ok(Certificate::parse(&der)?)
}

impl Ours {
    fn new(
        (root_key, key): (FileKey, FileKey),
        data: (&CardContents, &IssueTerms),
        rng: &mut StdRng,
    ) -> Result<Self, Failure> {
        let root = authority(&root_key, rng)?;
        let signer = certified(&key.public_key(), (&root, &root_key), rng)?;
        let trust = TrustStore::new(Environment::Lab, [root.der()])?;
        let card = issue(data.0, data.1, &signer, &key, rng)?.into_presentation();
        Ok(Self {
            signer,
            key,
            trust,
            card,
        })
    }
}

/// The same data as elements of an mdoc: one a group, and the portrait as bytes.
fn namespaces(contents: &CardContents) -> BTreeMap<String, BTreeMap<String, Value>> {
    let text = |text: String| Value::Text(text);
    let holder = &contents.holder;
    let mut elements: BTreeMap<String, Value> = BTreeMap::new();
    let names = [
        ("surname", &holder.surname),
        ("given_name", &holder.given_name),
        ("surname_latin", &holder.surname_latin),
        ("given_name_latin", &holder.given_name_latin),
    ];
    for (name, value) in names {
        if let Some(value) = value {
            elements.insert(name.to_owned(), text(value.to_string()));
        }
    }
    let patent = &contents.patent;
    for (name, value) in [
        ("birth_date", holder.birth_date.to_string()),
        ("sex", holder.sex.to_string()),
        ("citizenship", holder.citizenship.to_string()),
        (
            "document_number",
            holder.identity_document.number.to_string(),
        ),
        ("patent_number", patent.number.to_string()),
        ("blank_number", patent.blank_number.as_str().to_owned()),
        ("issued_on", patent.issued_on.to_string()),
        ("issuing_body", patent.issuing_body.to_string()),
        ("region", contents.permission.region.to_string()),
    ] {
        elements.insert(name.to_owned(), text(value));
    }
    let professions = contents.permission.professions.iter();
    let professions = professions.map(|name| text(name.to_string())).collect();
    elements.insert("professions".to_owned(), Value::Array(professions));
    elements.insert(
        "portrait".to_owned(),
        Value::Bytes(contents.portrait.image.clone()),
    );
    BTreeMap::from([("org.epatent.comparison".to_owned(), elements)])
}

/// Issues an mdoc and gives its bytes.
fn issue_mdoc(
    namespaces: &BTreeMap<String, BTreeMap<String, Value>>,
    device: &CoseKey,
    (chain, key): (&X5Chain, &SigningKey),
) -> Result<Mdoc, Failure> {
    let day = OffsetDateTime::from_unix_timestamp(1_793_000_000)?;
    let mdoc = Mdoc::builder()
        .doc_type("org.epatent.comparison.1".to_owned())
        .namespaces(namespaces.clone())
        .validity_info(ValidityInfo {
            signed: day,
            valid_from: day,
            valid_until: day + time::Duration::days(364),
            expected_update: None,
        })
        .digest_algorithm(DigestAlgorithm::SHA256)
        .device_key_info(DeviceKeyInfo {
            device_key: device.clone(),
            key_authorizations: None,
            key_info: None,
        })
        .enable_decoy_digests(false)
        .issue::<SigningKey, Signature>(chain.clone(), key.clone())?;
    Ok(mdoc)
}

/// Parses what a holder shows and verifies its issuer.
fn verify_mdoc(bytes: &[u8]) -> Result<(), Failure> {
    let issued: IssuerSigned = isomdl::cbor::from_slice(bytes)?;
    let mut headers = issued.issuer_auth.unprotected.rest.iter();
    let chain = headers.find(|(label, _)| *label == coset::Label::Int(X5CHAIN));
    let chain = chain.map(|(_, value)| value.clone());
    let chain = X5Chain::from_cbor(chain.ok_or("there is no certificate")?)?;
    issuer_authentication(chain, &issued).map_err(|error| format!("{error:?}").into())
}

/// The certificate with its extensions moved from the arc 2.999 to 1.2.3: the `const-oid` that isomdl
/// reads certificates with refuses the former. That breaks the root's signature over it, which nothing
/// on isomdl's side compares here.
fn readable(der: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    let places: Vec<usize> = (0..der.len().saturating_sub(1))
        .filter(|place| der[*place..].starts_with(&[0x88, 0x37]))
        .collect();
    for place in places {
        der[place..place + 2].copy_from_slice(&[0x2A, 0x03]);
    }
    der
}

fn main() -> Result<(), Failure> {
    let rng = &mut StdRng::seed_from_u64(1);
    let device = SigningKey::from_slice(&[3; 32])?;
    let point = device.verifying_key().to_encoded_point(false);
    let chip = ChipKey::from_sec1(point.as_bytes())?;
    let (contents, terms) = (contents()?, terms(chip)?);
    let data = (&contents, &terms);
    let ed25519 = (
        FileKey::generate_ed25519(rng),
        FileKey::generate_ed25519(rng),
    );
    let es256 = (FileKey::generate_p256(rng), FileKey::generate_p256(rng));
    let ours = [
        ("Ed25519", Ours::new(ed25519, data, rng)?),
        ("ES256", Ours::new(es256, data, rng)?),
    ];

    let issuer = SigningKey::from_slice(&[5; 32])?;
    let public = issuer.verifying_key().to_encoded_point(false);
    let root_key = FileKey::generate_p256(rng);
    let root = authority(&root_key, rng)?;
    let key = PublicKey::P256(public.as_bytes().try_into()?);
    let certificate = certified(&key, (&root, &root_key), rng)?;
    let der = readable(certificate.der());
    let chain = X5Chain::builder().with_der_certificate(&der)?.build()?;
    let device = CoseKey::EC2 {
        crv: EC2Curve::P256,
        x: point.x().ok_or("no x")?.to_vec(),
        y: EC2Y::Value(point.y().ok_or("no y")?.to_vec()),
    };
    let elements = namespaces(&contents);
    let mdoc = issue_mdoc(&elements, &device, (&chain, &issuer))?;
    let shown = isomdl::cbor::to_vec(&IssuerSigned {
        namespaces: Some(mdoc.namespaces),
        issuer_auth: mdoc.issuer_auth,
    })?;
    verify_mdoc(&shown)?;
    let mut broken = shown.clone();
    let photo = broken.windows(64).position(|bytes| bytes == [0x5A; 64]);
    broken[photo.ok_or("there is no photo")?] ^= 1;
    let believes_another_photo = verify_mdoc(&broken).is_ok();

    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let circumstances = Circumstances {
        region: Region::parse("77")?,
        now: UnixTime::parse("2026-11-10T09:00:00Z")?,
        date: CivilDate::parse("2026-11-10")?,
        profession: None,
    };
    let known = KnownSigners::new();
    let mut rows: Vec<(String, Task<'_>)> = vec![
        (
            "isomdl, ES256: issue".to_owned(),
            Task::new(|| {
                black_box(issue_mdoc(&elements, &device, (&chain, &issuer)).is_ok());
            }),
        ),
        (
            "isomdl, ES256: parse and verify the issuer".to_owned(),
            Task::new(|| {
                black_box(verify_mdoc(black_box(&shown)).is_ok());
            }),
        ),
    ];
    for (name, ours) in &ours {
        let mut rng = StdRng::seed_from_u64(7);
        let (contents, terms, circumstances) = (&contents, &terms, &circumstances);
        rows.push((
            format!("this toolkit, {name}: issue"),
            Task::new(move || {
                black_box(issue(contents, terms, &ours.signer, &ours.key, &mut rng).is_ok());
            }),
        ));
        let verifier = Verifier::new(&ours.trust, &policy)?;
        let report = verifier.verify(&ours.card, circumstances);
        if report.card.portrait.is_none() {
            return Err(format!("our card does not verify: {:?}", report.findings).into());
        }
        rows.push((
            format!("this toolkit, {name}: verify, with the certificate"),
            Task::new(move || {
                black_box(verifier.verify(black_box(&ours.card), circumstances));
            }),
        ));
        let verifier = verifier.remembering(&known);
        rows.push((
            format!("this toolkit, {name}: verify, signer known"),
            Task::new(move || {
                black_box(verifier.verify(black_box(&ours.card), circumstances));
            }),
        ));
    }
    let mut tasks: Vec<&mut Task<'_>> = rows.iter_mut().map(|(_, task)| task).collect();
    interleave(&mut tasks, ROUNDS, CALLS);
    println!(
        "one person, {PORTRAIT} bytes of portrait; medians of {ROUNDS} interleaved slices, microseconds\n"
    );
    let base = [
        rows[0].1.median_micros(CALLS),
        rows[1].1.median_micros(CALLS),
    ];
    for (name, task) in &rows {
        let time = task.median_micros(CALLS);
        let of = base[usize::from(name.contains("verify"))];
        println!("{name:<52} {time:>8.1}   {:>5.2} of isomdl's", time / of);
    }
    println!("\n{NOTE}");
    println!(
        "  An mdoc with one changed byte of its photo: issuer_authentication says {}.",
        if believes_another_photo { "good" } else { "no" }
    );
    Ok(())
}
