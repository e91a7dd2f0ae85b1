// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards in each state, for the tests of this crate.

use std::collections::BTreeMap;
use std::ops::Deref;

use epatent_apdu::flows::{GenerateKey, Personalise};
use epatent_apdu::pace::{self, Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{EF_CAN, EF_CARD_ACCESS, EF_SECURITY_OBJECT, LifeCycle, Point};
use epatent_apdu::scp03::{
    self, DiversificationData, Diversified, Environment, HandshakeError, KeySet, KeySource,
    OpenScp03, Scp03Channel, SecurityLevel, SoftwareMasterKey, UNNAMED_CHIP,
};
use epatent_apdu::secure_messaging::HostChannel;
use epatent_apdu::{Channel, Command, FlowError, Link, Response, StatusWord, Transport, drive};
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

/// What a card announces: PACE with parameter 12.
pub(crate) const CARD_ACCESS: [u8; 22] =
    hex_literal::hex!("31 14 30 12 06 0A 04 00 7F 00 07 02 02 04 02 02 02 01 02 02 01 0C");

/// The access number of the cards here.
pub(crate) const CAN: &str = "004711";

/// What is written to a card: the files that can be read, and the access number.
pub(crate) fn contents() -> BTreeMap<u16, Vec<u8>> {
    let mut contents = files();
    contents.insert(EF_CAN, CAN.as_bytes().to_vec());
    contents
}

/// Runs PACE with these digits.
pub(crate) fn pace(reader: &mut impl Transport, can: &str) -> Result<pace::Established, FlowError> {
    let can = Can::parse(can).expect("six digits");
    let ephemeral = Ephemeral::from_random(Parameter::P256, &[0x42; 128]).expect("secrets");
    drive(Pace::new(&can, ephemeral), reader)
}

/// The lab's keys of the chip that a card names, and of [`blank`]'s chip for a card that names none.
struct Keys;

impl KeySource for Keys {
    fn keys(&self, chip: &DiversificationData, _: u8) -> Result<KeySet, HandshakeError> {
        let keys = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab)?;
        if *chip == UNNAMED_CHIP {
            keys.for_chip(&blank().memory().chip())
        } else {
            keys.for_chip(chip)
        }
    }
}

/// Opens SCP03 with the keys of the lab.
pub(crate) fn scp03(
    reader: &mut impl Transport,
    level: SecurityLevel,
) -> Result<scp03::Established, FlowError> {
    drive(OpenScp03::new(Keys, 0, level, *b"hostrand"), reader)
}

/// Whatever answers commands in a test.
pub(crate) trait Answers {
    /// One command in the clear, one response in the clear.
    fn answer(&mut self, command: &[u8]) -> Vec<u8>;
}

impl Answers for Card {
    fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        self.process(command)
    }
}

/// A card and a channel to it: what is said in the clear goes protected, pieces of a chain and
/// GET RESPONSE as they are.
pub(crate) struct Spoken<C> {
    pub(crate) card: Card,
    pub(crate) channel: C,
    /// The binding of PACE.
    pub(crate) binding: [u8; 32],
}

/// A card before its issuer.
pub(crate) type Office = Spoken<Scp03Channel>;
/// A card before a terminal.
pub(crate) type Terminal = Spoken<HostChannel>;

/// Opens SCP03 with everything protected.
pub(crate) fn office(card: Card) -> Office {
    office_at(card, SecurityLevel::Full)
}

/// Opens SCP03 with this protection.
pub(crate) fn office_at(card: Card, level: SecurityLevel) -> Office {
    let mut reader = InProcess::new(card);
    let session = scp03(&mut reader, level).expect("the keys of the lab");
    Spoken {
        card: reader.into_device(),
        channel: session.channel,
        binding: [0; 32],
    }
}

/// Opens PACE.
pub(crate) fn terminal(card: Card) -> Terminal {
    let mut reader = InProcess::new(card);
    let session = pace(&mut reader, CAN).expect("the right number");
    Spoken {
        card: reader.into_device(),
        channel: session.channel,
        binding: session.binding,
    }
}

impl<C: Channel> Spoken<C> {
    /// The protected form of a command.
    pub(crate) fn wrap(&mut self, command: &Command) -> Command {
        self.channel.wrap(command.clone()).expect("protectable")
    }

    /// Any command, protected, and its answer in the clear.
    pub(crate) fn exchange(&mut self, command: &Command) -> Response {
        let wrapped = self.wrap(command);
        let whole = self.whole(&wrapped);
        self.channel.unwrap(whole).expect("authentic")
    }

    /// The card's answer to a protected command, fetched to its end.
    fn whole(&mut self, command: &Command) -> Response {
        let bytes = command.encode().expect("a command");
        let mut whole = Response::parse(&self.card.process(&bytes)).expect("a response");
        while let Some(length) = whole.status.more() {
            let next = Command::new(0x00, 0xC0, 0, 0).expecting(length);
            let part = self.card.process(&next.encode().expect("a command"));
            let part = Response::parse(&part).expect("a response");
            whole.data.extend_from_slice(&part.data);
            whole.status = part.status;
        }
        whole
    }
}

impl<C: Channel> Answers for Spoken<C> {
    fn answer(&mut self, bytes: &[u8]) -> Vec<u8> {
        let command = Command::parse(bytes)
            .ok()
            .filter(|command| command.class & 0x10 == 0 && command.instruction != 0xC0);
        let Some(command) = command else {
            return self.card.process(bytes);
        };
        self.exchange(&command).encode()
    }
}

impl<C> Deref for Spoken<C> {
    type Target = Card;

    fn deref(&self) -> &Card {
        &self.card
    }
}

pub(crate) fn send(card: &mut impl Answers, command: &[u8]) -> Response {
    Response::parse(&card.answer(command)).expect("a response")
}

/// Sends a command that must be answered `9000`.
pub(crate) fn ask(card: &mut impl Answers, command: &Command) -> Vec<u8> {
    let response = send(card, &command.encode().expect("a command"));
    assert_eq!(response.status, StatusWord::DONE, "{command:02X?}");
    response.data
}

pub(crate) fn make_key(card: Card) -> (Card, Point) {
    let mut reader = InProcess::new(card);
    let session = scp03(&mut reader, SecurityLevel::Full).expect("the keys of the lab");
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    let point = drive(GenerateKey::new([7; 32]), &mut link).expect("a key");
    (reader.into_device(), point)
}

pub(crate) fn flow(point: Point) -> Personalise {
    Personalise::new(SESSION, point, contents()).expect("possible files")
}

pub(crate) fn active() -> Card {
    let (card, point) = make_key(blank());
    let mut reader = InProcess::new(card);
    let session = scp03(&mut reader, SecurityLevel::Full).expect("the keys of the lab");
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    drive(flow(point), &mut link).expect("an issued card");
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
