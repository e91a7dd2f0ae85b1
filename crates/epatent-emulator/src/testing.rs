// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards in each state, for the tests of this crate.

use std::collections::BTreeMap;

use epatent_apdu::flows::{GenerateKey, Personalise};
use epatent_apdu::pace::{self, Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{EF_CAN, EF_CARD_ACCESS, EF_SECURITY_OBJECT, LifeCycle, Point};
use epatent_apdu::scp03::{
    self, Diversified, Environment, OpenScp03, SecurityLevel, SoftwareMasterKey,
};
use epatent_apdu::{Command, FlowError, Response, StatusWord, drive};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::nvm::{Cell, Nvm};
use crate::{Card, InProcess};

pub(crate) const SESSION: [u8; 16] = [0x5E; 16];

/// The same numbers on every run.
pub(crate) fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub(crate) fn blank() -> Card {
    Card::blank(rng(1))
}

/// Files of lengths around every boundary of a short APDU.
pub(crate) fn files() -> BTreeMap<u16, Vec<u8>> {
    let file = |length, seed| {
        (0..=250)
            .cycle()
            .take(length)
            .map(|byte: u8| byte ^ seed)
            .collect()
    };
    BTreeMap::from([
        (0x0101, file(255, 1)),
        (0x0102, file(1_000, 2)),
        (0x0103, file(256, 3)),
        (0x0104, file(1, 4)),
        (EF_CARD_ACCESS, file(20, 5)),
        (EF_SECURITY_OBJECT, file(257, 6)),
    ])
}

/// The access number of the cards here.
pub(crate) const CAN: &str = "004711";

/// The card with an access number, as if it had been written.
pub(crate) fn with_can(card: &Card) -> Card {
    let mut memory = card.memory().clone();
    memory
        .write(Cell::Content(EF_CAN), 0, CAN.as_bytes())
        .expect("in range");
    memory
        .write(Cell::Length(EF_CAN), 0, &[0, 6])
        .expect("in range");
    Card::with_memory(memory, rng(3))
}

/// Runs PACE with these digits.
pub(crate) fn pace(
    reader: &mut InProcess<Card>,
    can: &str,
) -> Result<pace::Established, FlowError> {
    let can = Can::parse(can).expect("six digits");
    let ephemeral = Ephemeral::from_random(Parameter::P256, &[0x42; 128]).expect("secrets");
    drive(Pace::new(&can, ephemeral), reader)
}

/// Opens SCP03 with the keys of the lab.
pub(crate) fn scp03(
    reader: &mut InProcess<Card>,
    level: SecurityLevel,
) -> Result<scp03::Established, FlowError> {
    let keys = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab).expect("a lab");
    drive(OpenScp03::new(keys, 0, level, *b"hostrand"), reader)
}

pub(crate) fn send(card: &mut Card, command: &[u8]) -> Response {
    Response::parse(&card.process(command)).expect("a response")
}

/// Sends a command that must be answered `9000`.
pub(crate) fn ask(card: &mut Card, command: &Command) -> Vec<u8> {
    let response = send(card, &command.encode().expect("a command"));
    assert_eq!(response.status, StatusWord::DONE, "{command:02X?}");
    response.data
}

pub(crate) fn make_key(card: Card) -> (Card, Point) {
    let mut reader = InProcess::new(card);
    let point = drive(GenerateKey::new([7; 32]), &mut reader).expect("a key");
    (reader.into_device(), point)
}

pub(crate) fn flow(point: Point) -> Personalise {
    Personalise::new(SESSION, point, files()).expect("possible files")
}

pub(crate) fn active() -> Card {
    let (card, point) = make_key(blank());
    let mut reader = InProcess::new(card);
    drive(flow(point), &mut reader).expect("an issued card");
    let card = reader.into_device();
    assert_eq!(card.life_cycle(), LifeCycle::Active);
    card
}

/// A card whose state no command of this edition leads to, or a card in an open session.
pub(crate) fn in_state(state: LifeCycle) -> Card {
    let mut memory: Nvm = match state {
        LifeCycle::Blank => make_key(blank()).0.memory().clone(),
        _ => active().memory().clone(),
    };
    let byte = state.to_byte();
    memory
        .write(Cell::LifeCycle, 0, &[byte, !byte])
        .expect("in range");
    Card::with_memory(memory, rng(2))
}
