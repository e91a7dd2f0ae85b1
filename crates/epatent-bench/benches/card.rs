// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo bench -p epatent-bench`: issue and verify of one card beside their floors.
//!
//! The floor is the same primitive operations on the same bytes and nothing else: no CBOR, no X.509,
//! no report, and the keys already unpacked.

mod authority;
mod office;

use std::hint::black_box;
use std::process::ExitCode;

use authority::Authority;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use epatent_bench::{Task, interleave};
use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::chip_proof::{ChipProof, NO_CHANNEL, NO_PAYMENT, TerminalStatement};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{ChipKey, Digest, Environment};
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_sign::{CardContents, FileKey, IssueTerms, issue};
use epatent_verify::{
    Circumstances, KnownSigners, Policy, StatusRule, TrustStore, Verdict, Verifier,
};
use office::{Failure, PORTRAIT, contents, terms};
use p256::ecdsa::signature::Verifier as _;
use p256::elliptic_curve::Generate;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sha2::{Digest as _, Sha256};

/// Slices of a task; their median counts.
const ROUNDS: u32 = 1000;
/// Calls in a slice: long enough for the clock, short enough to share a disturbance.
const CALLS: u32 = 3;

fn main() -> Result<ExitCode, Failure> {
    // Only `cargo bench` measures; a test run of all targets makes sure that it would.
    let rounds = if std::env::args().any(|argument| argument == "--bench") {
        ROUNDS
    } else {
        1
    };
    Bench::new()?.run(rounds)
}

/// A laboratory with one card.
struct Bench {
    root: Certificate,
    signer: Certificate,
    signer_key: FileKey,
    signer_secret: SigningKey,
    contents: CardContents,
    terms: IssueTerms,
    card: Presentation,
}

/// One line of the answer.
struct Row<'a> {
    name: &'static str,
    limit: f64,
    task: Task<'a>,
    floor: Task<'a>,
}

impl Bench {
    fn new() -> Result<Self, Failure> {
        let rng = &mut StdRng::seed_from_u64(1);
        let authority = Authority::new(rng)?;
        let signer_seed = [2_u8; 32];
        let signer_key = FileKey::from_ed25519_seed(&signer_seed);
        let region = Region::parse("77")?;
        let signer = authority.certify(vec![Role::Document], vec![region], &signer_key, rng)?;
        let chip = p256::ecdsa::SigningKey::generate_from_rng(rng);
        let chip_key = ChipKey::from_sec1(chip.verifying_key().to_sec1_point(false).as_bytes())?;
        let (contents, terms) = (contents()?, terms(chip_key)?);
        let card = issue(&contents, &terms, &signer, &signer_key, rng)?.into_presentation();
        let card = prove(card, &chip)?;
        Ok(Self {
            root: authority.root,
            signer,
            signer_key,
            signer_secret: SigningKey::from_bytes(&signer_seed),
            contents,
            terms,
            card,
        })
    }

    fn run(&self, rounds: u32) -> Result<ExitCode, Failure> {
        let trust = TrustStore::new(Environment::Lab, [self.root.der()])?;
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
        let uncached = Verifier::new(&trust, &policy)?;
        let cached = uncached.remembering(&known);
        let bare = Presentation {
            chip_proof: None,
            access_number: None,
            payments: None,
            ..self.card.clone()
        };
        for (verifier, card, verdict) in [
            (&uncached, &self.card, Verdict::InForce),
            (&cached, &self.card, Verdict::InForce),
            (&cached, &self.card, Verdict::InForce),
            (&uncached, &bare, Verdict::Undetermined),
        ] {
            if verifier.verify(card, &circumstances).verdict != verdict {
                return Err("the card of the benchmark does not verify as it must".into());
            }
        }

        let verify = |verifier: Verifier<'_>, card: &Presentation| {
            black_box(verifier.verify(black_box(card), &circumstances));
        };
        let floor = Floor::of(self)?;
        let mut rng = StdRng::seed_from_u64(7);
        let mut rows = [
            Row {
                name: "issue",
                limit: 2.0,
                task: Task::new(|| {
                    let card = issue(
                        &self.contents,
                        &self.terms,
                        &self.signer,
                        &self.signer_key,
                        &mut rng,
                    );
                    black_box(card.is_ok());
                }),
                floor: Task::new(|| {
                    black_box(self.signer_secret.sign(black_box(&floor.to_be_signed)));
                    floor.hash();
                }),
            },
            Row {
                name: "verify, with the signer's certificate",
                limit: 1.4,
                task: Task::new(|| verify(uncached, &bare)),
                floor: Task::new(|| {
                    floor.certificate();
                    floor.object();
                    floor.hash();
                }),
            },
            Row {
                name: "verify, signer known",
                limit: 1.3,
                task: Task::new(|| verify(cached, &bare)),
                floor: Task::new(|| {
                    floor.object();
                    floor.hash();
                }),
            },
            Row {
                name: "verify, with the certificate and the chip proof",
                limit: 1.4,
                task: Task::new(|| verify(uncached, &self.card)),
                floor: Task::new(|| {
                    floor.certificate();
                    floor.object();
                    floor.hash();
                    floor.chip();
                }),
            },
            Row {
                name: "verify, signer known, with the chip proof",
                limit: 1.3,
                task: Task::new(|| verify(cached, &self.card)),
                floor: Task::new(|| {
                    floor.object();
                    floor.hash();
                    floor.chip();
                }),
            },
        ];
        let mut tasks: Vec<&mut Task<'_>> = rows
            .iter_mut()
            .flat_map(|row| [&mut row.task, &mut row.floor])
            .collect();
        interleave(&mut tasks, rounds, CALLS);
        let within = print(&rows, floor.hashed_length());
        Ok(if within || rounds < ROUNDS {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// Prints the rows; whether all are within their limits.
#[allow(
    clippy::print_stdout,
    reason = "the figures are the answer of this program"
)]
fn print(rows: &[Row<'_>], hashed: usize) -> bool {
    println!("one card, 5 groups, {PORTRAIT} bytes of portrait, {hashed} bytes hashed;");
    println!("medians of {ROUNDS} interleaved slices of {CALLS} calls, microseconds");
    println!();
    println!(
        "{:<48} {:>8} {:>8} {:>7} {:>7}",
        "", "time", "floor", "ratio", "limit"
    );
    let mut all_within = true;
    for row in rows {
        let (time, floor) = (
            row.task.median_micros(CALLS),
            row.floor.median_micros(CALLS),
        );
        let ratio = time / floor;
        let within = ratio <= row.limit;
        all_within &= within;
        println!(
            "{:<48} {time:>8.1} {floor:>8.1} {ratio:>7.2} {:>7.1}{}",
            row.name,
            row.limit,
            if within { "" } else { "  over the limit" },
        );
    }
    all_within
}

/// The primitive operations of a card, unpacked beforehand.
struct Floor {
    root: VerifyingKey,
    signer: VerifyingKey,
    chip: p256::ecdsa::VerifyingKey,
    certified: Vec<u8>,
    certificate_signature: Signature,
    to_be_signed: Vec<u8>,
    object_signature: Signature,
    files: Vec<Vec<u8>>,
    chip_statement: [u8; 192],
    chip_signature: p256::ecdsa::Signature,
}

impl Floor {
    fn of(bench: &Bench) -> Result<Self, Failure> {
        let object = Sign1::parse(&bench.card.security_object, Typ::SecurityObject)?;
        let proof = bench
            .card
            .chip_proof
            .as_ref()
            .ok_or("the card has a chip proof")?;
        let mut files: Vec<Vec<u8>> = bench.card.groups.values().cloned().collect();
        files.push(bench.card.card_access.clone());
        Ok(Self {
            root: ed25519(bench.root.public_key())?,
            signer: ed25519(bench.signer.public_key())?,
            chip: p256::ecdsa::VerifyingKey::from_sec1_bytes(bench.terms.chip_key.as_sec1())?,
            certified: bench.signer.tbs().to_vec(),
            certificate_signature: Signature::from_slice(bench.signer.signature_value())?,
            to_be_signed: object.to_be_signed(),
            object_signature: Signature::from_bytes(object.signature()),
            files,
            chip_statement: proof
                .statement(Digest::of(&bench.card.security_object))
                .to_bytes(),
            chip_signature: p256::ecdsa::Signature::from_der(&proof.signature)?,
        })
    }

    fn certificate(&self) {
        let certified = black_box(self.certified.as_slice());
        let good = self
            .root
            .verify_strict(certified, &self.certificate_signature);
        black_box(good.is_ok());
    }

    fn object(&self) {
        let object = black_box(self.to_be_signed.as_slice());
        let good = self.signer.verify_strict(object, &self.object_signature);
        black_box(good.is_ok());
    }

    fn chip(&self) {
        let statement = black_box(self.chip_statement.as_slice());
        black_box(self.chip.verify(statement, &self.chip_signature).is_ok());
    }

    fn hash(&self) {
        for file in &self.files {
            black_box(Sha256::digest(black_box(file)));
        }
    }

    fn hashed_length(&self) -> usize {
        self.files.iter().map(Vec::len).sum()
    }
}

fn ed25519(key: &PublicKey) -> Result<VerifyingKey, Failure> {
    match key {
        PublicKey::Ed25519(bytes) => Ok(VerifyingKey::from_bytes(bytes)?),
        PublicKey::P256(_) => Err("the benchmark signs with Ed25519".into()),
    }
}

fn prove(mut card: Presentation, chip: &p256::ecdsa::SigningKey) -> Result<Presentation, Failure> {
    let mut proof = ChipProof {
        host_nonce: [9; 32],
        terminal_statement: TerminalStatement {
            checked_at: UnixTime::parse("2026-11-10T08:59:58Z")?,
            region: Region::parse("77")?,
            terminal: Text::parse("T-1")?,
        }
        .encode()?,
        channel_binding: NO_CHANNEL,
        payment_head: NO_PAYMENT,
        signature: Vec::new(),
    };
    let statement = proof.statement(Digest::of(&card.security_object));
    let signature: p256::ecdsa::Signature = chip.sign(&statement.to_bytes());
    proof.signature = signature.to_der().as_bytes().to_vec();
    card.chip_proof = Some(proof);
    Ok(card)
}
