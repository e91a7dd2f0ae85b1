// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! PACE and secure messaging against OpenPACE, somebody else's implementation, in both directions
//! and with both parameters: its terminal reads our card, through a real pcscd too, and our
//! terminal reads its card.
//!
//! Needs the Debian packages pcscd, vsmartcard-vpcd, libpcsclite-dev and libeac-dev and a C
//! compiler; a test that does not find them fails and says so.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod forging;
mod harness;
mod our_card;

use std::path::Path;

use epatent_apdu::decorators::Intercept;
use epatent_apdu::flows::ReadFile;
use epatent_apdu::pace::{Can, Ephemeral, Established, Pace, Parameter, card_access};
use epatent_apdu::profile::{EF_SECURITY_OBJECT, instruction};
use epatent_apdu::{
    ChannelError, ExchangeError, FlowError, Link, StatusWord, Transport, TransportError, drive,
};
use epatent_core::chip_proof::{ChipProofStatement, NO_PAYMENT};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{Digest, SecurityObject};
use epatent_emulator::{Image, InProcess};
use epatent_testkit::desk::{CAN, Desk, Ran};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

use crate::forging::Forging;
use crate::harness::{OpenPaceCard, Session, question, terminal};
use crate::our_card::OurCard;

const BOTH: [Parameter; 2] = [Parameter::P256, Parameter::BrainpoolP256r1];
/// Sessions of one direction with one parameter.
const SESSIONS: u32 = 100;
const WRONG_CAN: &str = "135790";
/// Head of the value of an object in GENERAL AUTHENTICATE: `7C`, its length, a tag, its length.
const VALUE: usize = 4;
/// A day within the term of the example.
const DAY: &str = "2026-12-15";

fn desk() -> Desk {
    Desk::beside(env!("CARGO_BIN_EXE_epatent-emulator")).unwrap_or_else(|error| panic!("{error}"))
}

/// OpenPACE as a terminal at a reader of the desk.
fn at_reader(desk: &Desk, reader: usize, can: &str, sessions: u32) -> Vec<Session> {
    let mut program = desk.foreign_program(harness::program());
    program.args(["terminal", "reader", desk.readers()[reader], can]);
    program.args([&sessions.to_string(), "1"]);
    let ran = Ran::of(&mut program);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    ran.stdout.lines().map(Session::parse).collect()
}

fn random(rng: &mut StdRng) -> [u8; Ephemeral::RANDOM] {
    let mut bytes = [0; Ephemeral::RANDOM];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Our terminal, up to the open channel.
fn open(
    card: &mut impl Transport,
    can: &str,
    parameter: Parameter,
    rng: &mut StdRng,
) -> Result<Established, FlowError> {
    let ephemeral = Ephemeral::from_random(parameter, &random(rng)).unwrap();
    let mut pace = Pace::new(&Can::parse(can).unwrap(), ephemeral);
    if rng.random() {
        pace = pace.naming_parameter();
    }
    drive(pace, card)
}

/// Our terminal, from the open channel to the end of EF.SO.
fn read(card: &mut impl Transport, opened: Established, chunk: u32) -> Result<Vec<u8>, FlowError> {
    let mut link = Link::new(card).with_channel(opened.channel);
    drive(
        ReadFile::new(EF_SECURITY_OBJECT).with_chunk(chunk),
        &mut link,
    )
}

/// What our own reader gets of the card in an image.
fn our_reading(image: &Path) -> Vec<u8> {
    let mut rng = StdRng::seed_from_u64(1);
    let card = Image::load(image)
        .unwrap()
        .into_card(StdRng::seed_from_u64(2));
    let mut card = InProcess::new(card);
    let opened = open(&mut card, CAN, Parameter::P256, &mut rng).unwrap();
    read(&mut card, opened, 223).unwrap()
}

/// Whether a chip answered OpenPACE's question with a signature that names this channel.
fn is_proof(security_object: &[u8], binding: [u8; 32], proof: &[u8]) -> bool {
    let object = Sign1::parse(security_object, Typ::SecurityObject).unwrap();
    let object = SecurityObject::decode(object.payload()).unwrap();
    let key = VerifyingKey::from_sec1_bytes(object.chip_key.as_sec1()).unwrap();
    let (host_nonce, terminal_digest) = question();
    let (head, signature) = proof.split_at(32);
    let statement = ChipProofStatement {
        host_nonce,
        terminal_digest: Digest::from_bytes(terminal_digest),
        channel_binding: binding,
        security_object_digest: Digest::of(security_object),
        payment_head: NO_PAYMENT,
    };
    let signature = Signature::from_der(signature).unwrap();
    head == NO_PAYMENT && key.verify(&statement.to_bytes(), &signature).is_ok()
}

/// Every session read `file`, and `is_bound` holds of its binding and proof.
#[track_caller]
fn all_read(sessions: &[Session], file: &[u8], is_bound: impl Fn([u8; 32], &[u8]) -> bool) {
    assert_eq!(sessions.len(), SESSIONS as usize);
    let mut bindings = std::collections::BTreeSet::new();
    for session in sessions {
        let Session::Read {
            binding,
            proof,
            file: got,
        } = session
        else {
            panic!("{session:?}");
        };
        assert!(got == file, "another EF.SO than our own reader got");
        assert!(is_bound(*binding, proof));
        bindings.insert(*binding);
    }
    assert_eq!(bindings.len(), sessions.len(), "no session twice");
}

#[test]
fn openpace_reads_our_cards_through_pcscd_and_neither_wrong_number_nor_changed_reply_passes() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("rakhimov", &office).unwrap();
    let file = our_reading(&image);

    // An issued card, parameter 12. The chip signs the binding that OpenPACE computed.
    let card = desk.insert(0, &image, &[]).unwrap();
    let sessions = at_reader(&desk, 0, CAN, SESSIONS);
    all_read(&sessions, &file, |binding, proof| {
        is_proof(&file, binding, proof)
    });
    let wrong = at_reader(&desk, 0, WRONG_CAN, 1);
    let refused = Session::Failed("token refused, status 6300".into());
    assert_eq!(wrong, std::slice::from_ref(&refused));
    let again = at_reader(&desk, 0, CAN, 1);
    assert!(matches!(again[..], [Session::Read { .. }]), "{again:?}");
    card.remove();
    desk.wait_until_empty(0).unwrap();

    // Parameter 13.
    let card = OurCard::new(CAN, Parameter::BrainpoolP256r1, file.clone());
    let card = desk.insert_device(1, Box::new(card)).unwrap();
    let sessions = at_reader(&desk, 1, CAN, SESSIONS);
    all_read(&sessions, &file, |binding, proof| binding == *proof);
    assert_eq!(at_reader(&desk, 1, WRONG_CAN, 1), [refused]);
    card.remove();

    // One bit of the first reply under secure messaging.
    let genuine = Image::load(&image)
        .unwrap()
        .into_card(StdRng::seed_from_u64(3));
    let changed = Forging::new(
        genuine,
        instruction::INTERNAL_AUTHENTICATE,
        |_, mut reply| {
            reply[10] ^= 1;
            reply
        },
    );
    let card = desk.insert_device(0, Box::new(changed)).unwrap();
    let not_authentic = Session::Failed("reply not authentic, status 9000".into());
    assert_eq!(at_reader(&desk, 0, CAN, 1), [not_authentic]);
    card.remove();
    println!(
        "OpenPACE read {SESSIONS} sessions with parameter 12 and {SESSIONS} with 13 through pcscd"
    );
}

#[test]
fn openpace_takes_no_reply_of_ours_with_a_byte_changed_or_cut_off() {
    for parameter in BOTH {
        let sessions = |forge: fn(usize, Vec<u8>) -> Vec<u8>| {
            let mut session = 0;
            let card = OurCard::new(CAN, parameter, vec![7; 300]);
            let forging =
                Forging::new(card, instruction::INTERNAL_AUTHENTICATE, move |_, reply| {
                    session += 1;
                    forge(session - 1, reply)
                });
            // `87` with 48 bytes and the indicator, `99`, `8E`, status word.
            terminal(&mut InProcess::new(forging), CAN, 51 + 4 + 10 + 2)
        };
        let flipped = sessions(|index, mut reply| {
            reply[index] ^= 1 << (index % 8);
            reply
        });
        let cut = sessions(|index, mut reply| {
            // Of the data: what a card cuts off still has a status word.
            let end = reply.len() - 2;
            reply.drain(index.min(end - 1)..end);
            reply
        });
        for session in flipped.into_iter().chain(cut) {
            let Session::Failed(why) = session else {
                panic!("{session:?}");
            };
            assert!(why.starts_with("reply not authentic"), "{why}");
        }
    }
}

#[test]
fn our_terminal_reads_openpace_s_card_in_a_hundred_random_sessions_with_each_parameter() {
    for parameter in BOTH {
        let mut rng = StdRng::seed_from_u64(5);
        let file: Vec<u8> = (0..900).map(|_| rng.random()).collect();
        let mut card = OpenPaceCard::insert(CAN, &card_access(&[parameter]), &file);
        for session in 0..SESSIONS {
            let opened = open(&mut card, CAN, parameter, &mut rng).unwrap();
            assert_eq!(opened.binding, card.binding(), "session {session}");
            let chunk = rng.random_range(16..=223);
            assert!(read(&mut card, opened, chunk).unwrap() == file, "{session}");
        }
        let wrong = open(&mut card, WRONG_CAN, parameter, &mut rng).unwrap_err();
        assert_eq!(wrong.status(), Some(StatusWord::AUTHENTICATION_FAILED));
    }
}

#[test]
fn our_terminal_takes_no_answer_of_openpace_s_card_with_a_byte_changed() {
    for parameter in BOTH {
        let mut rng = StdRng::seed_from_u64(6);
        let mut card = OpenPaceCard::insert(CAN, &card_access(&[parameter]), &[7; 300]);
        // MSE:Set AT is answered with no data; then nonce, two points and a token.
        for (position, length) in [(1, 20), (2, 69), (3, 69), (4, 12)] {
            for index in 0..length {
                let mut forged = changing(&mut card, position, index);
                let error = open(&mut forged, CAN, parameter, &mut rng).unwrap_err();
                let by_card = error.status() == Some(StatusWord::AUTHENTICATION_FAILED);
                assert!(
                    by_card || matches!(error, FlowError::Reply { .. }),
                    "{error:?}"
                );
            }
        }
        // The first protected reply: 16 bytes of the file.
        for index in 0..19 + 16 + 4 + 10 + 2 {
            let opened = open(&mut card, CAN, parameter, &mut rng).unwrap();
            let error = read(&mut changing(&mut card, 0, index), opened, 16).unwrap_err();
            assert!(is_not_authentic(&error), "{index}: {error:?}");
        }
    }
}

/// The card with one bit changed in one byte of the reply at one position.
fn changing(card: &mut OpenPaceCard, position: usize, index: usize) -> impl Transport + '_ {
    let hook = move |card: &mut dyn Transport, at: usize, command: &[u8]| {
        let mut reply = card.transmit(command)?;
        if let (true, Some(byte)) = (at == position, reply.get_mut(index)) {
            *byte ^= 1 << (index % 8);
        }
        Ok::<_, TransportError>(reply)
    };
    Intercept::new(card, hook)
}

fn is_not_authentic(error: &FlowError) -> bool {
    let FlowError::Exchange { error, .. } = error else {
        return false;
    };
    matches!(error, ExchangeError::Channel(ChannelError::NotAuthentic))
}

#[test]
fn our_program_gives_no_answer_for_a_card_that_forges_pace_through_pcscd() {
    /// Of brainpoolP256r1's generator: on no point of P-256.
    const OTHER_CURVE: &str = "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262\
                               547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997";
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("rakhimov", &office).unwrap();
    type Forge = fn(usize, Vec<u8>) -> Vec<u8>;
    let forgeries: [(&str, Forge, &str); 4] = [
        (
            "wrong token",
            |answer, mut reply| {
                reply[VALUE] ^= u8::from(answer == 3);
                reply
            },
            "chip-unreadable",
        ),
        (
            "replayed nonce: the one of another session",
            |answer, mut reply| {
                if answer == 0 {
                    reply[VALUE..VALUE + 16].copy_from_slice(&[0x5A; 16]);
                }
                reply
            },
            "access-key-wrong",
        ),
        (
            "point off the curve",
            |answer, mut reply| {
                if answer == 2 {
                    reply[VALUE + 1..VALUE + 65]
                        .copy_from_slice(&hex::decode(OTHER_CURVE).unwrap());
                }
                reply
            },
            "chip-unreadable",
        ),
        (
            "truncated object",
            |answer, mut reply| {
                if answer == 1 {
                    reply.remove(VALUE + 64);
                }
                reply
            },
            "chip-unreadable",
        ),
    ];
    for (name, forge, code) in forgeries {
        let genuine = Image::load(&image)
            .unwrap()
            .into_card(StdRng::seed_from_u64(4));
        let card = Forging::new(genuine, instruction::GENERAL_AUTHENTICATE, forge);
        let card = desk.insert_device(0, Box::new(card)).unwrap();
        let mut check = desk.program("epatent-check");
        check.args([
            "card",
            "--json",
            "--lang",
            "en",
            "--reader",
            desk.readers()[0],
        ]);
        check.args(["--region", "77", "--on", DAY, "--trust"]);
        let ran = Ran::of(check.arg(office.join("trust")));
        assert_eq!(
            (ran.exit, ran.findings()),
            (Some(3), vec![code.to_owned()]),
            "{name}: {ran:?}"
        );
        card.remove();
        desk.wait_until_empty(0).unwrap();
    }
}
