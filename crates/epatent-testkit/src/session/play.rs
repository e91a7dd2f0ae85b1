// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The sessions as they happen: a card in process, our flows, fixed secrets.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use epatent_apdu::decorators::{Entry, Recording};
use epatent_apdu::flows::{
    CardStatus, GenerateKey, InternalAuthenticate, Personalise, ReadFile, SelectApplet,
};
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{EF_CAN, EF_CARD_ACCESS, EF_SECURITY_OBJECT, Point};
use epatent_apdu::scp03::{
    Diversified, Environment, KeySet, OpenScp03, SecurityLevel, SoftwareMasterKey,
};
use epatent_apdu::{Link, Transport, drive};
use epatent_core::object::{CardId, ChipKey, StatusReference};
use epatent_core::{UnixTime, group::ImageFormat, group::Portrait};
use epatent_emulator::{Card, InProcess};
use epatent_sign::{CardContents, IssueTerms, SignedCard, issue};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _, TryCryptoRng, TryRng};

use crate::cards::{CARD_ACCESS, SIGNED_AT, terminal};
use crate::lab::Lab;
use crate::people;

/// The diversification data of the chip.
pub(super) const CHIP: [u8; 10] = [0x50, 0x37, 0x31, 0x00, 0x20, 0x26, 0x00, 0x00, 0x00, 0x2A];
/// The access number.
pub(super) const CAN: &str = "271828";
/// The challenge of the office in INITIALIZE UPDATE.
pub(super) const HOST_CHALLENGE: [u8; 8] = [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17];
/// The challenge of the office in GENERATE KEY.
const KEY_CHALLENGE: [u8; 32] = [0x3C; 32];
/// The session of BEGIN.
const SESSION: [u8; 16] = *b"session 26-11-02";
/// The secret scalars of the terminal in PACE.
pub(super) const TERMINAL_SECRETS: [[u8; 32]; 2] = [[0x41; 32], [0x42; 32]];
/// The nonce of the terminal for the chip proof.
const NONCE: [u8; 32] = [0x4E; 32];
/// File bytes in one WRITE.
const CHUNK: usize = 600;

/// What happened.
pub(super) struct Played {
    /// The static keys of the chip.
    pub(super) keys: KeySet,
    /// What the office and the card said.
    pub(super) office: Vec<Entry>,
    /// The files that were written.
    pub(super) files: BTreeMap<u16, Vec<u8>>,
    /// The public point of the chip.
    pub(super) point: Point,
    /// What the terminal and the card said.
    pub(super) street: Vec<Entry>,
    /// The random bytes that the card drew on the street: nonce, then both scalars.
    pub(super) drawn: Vec<Vec<u8>>,
    /// The binding that the terminal computed.
    pub(super) binding: [u8; 32],
    /// The terminal statement.
    pub(super) statement: Vec<u8>,
}

/// Personalises a card, resets it, and reads it.
pub(super) fn play() -> Result<Played, String> {
    let (card, keys, drawn) = card()?;
    let mut reader = Recording::new(InProcess::new(card));
    let (point, files) = personalise(&mut reader, &keys, CHUNK)?;
    let (mut inner, transcript) = reader.into_parts();
    let office = transcript.entries().to_vec();
    inner.power_cycle();
    let before = heard(&drawn).len();
    let mut reader = Recording::new(inner);
    let (binding, statement) = read(&mut reader)?;
    let street = reader.into_parts().1.entries().to_vec();
    Ok(Played {
        keys,
        office,
        files,
        point,
        street,
        drawn: heard(&drawn).split_off(before),
        binding,
        statement,
    })
}

/// A blank card, the keys of its chip, and what it will have drawn.
pub(super) fn card() -> Result<(Card, KeySet, Drawn), String> {
    let randomness = Heard::new(26);
    let drawn = Arc::clone(&randomness.drawn);
    let master = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab).map_err(told)?;
    let keys = master.for_chip(&CHIP).map_err(told)?;
    Ok((Card::with_keys(CHIP, &keys, randomness), keys, drawn))
}

/// Random bytes that a card drew, one entry a call.
type Drawn = Arc<Mutex<Vec<Vec<u8>>>>;

fn heard(drawn: &Drawn) -> Vec<Vec<u8>> {
    let drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
    drawn.clone()
}

/// The office's part, with so many file bytes in one WRITE.
pub(super) fn personalise(
    reader: &mut impl Transport,
    keys: &KeySet,
    chunk: usize,
) -> Result<(Point, BTreeMap<u16, Vec<u8>>), String> {
    drive(SelectApplet::new(), &mut *reader).map_err(told)?;
    let open = OpenScp03::new(keys.clone(), 0, SecurityLevel::Full, HOST_CHALLENGE);
    let session = drive(open, &mut *reader).map_err(told)?;
    let mut link = Link::new(reader).with_channel(session.channel);
    drive(CardStatus::new(), &mut link).map_err(told)?;
    let point = drive(GenerateKey::new(KEY_CHALLENGE), &mut link).map_err(told)?;
    let card = signed(ChipKey::from_sec1(&point).map_err(told)?)?;
    let mut files = BTreeMap::from([
        (EF_CAN, CAN.as_bytes().to_vec()),
        (EF_CARD_ACCESS, card.card_access),
        (EF_SECURITY_OBJECT, card.security_object),
    ]);
    files.extend(
        card.groups
            .into_iter()
            .map(|(number, group)| (number.file_id(), group)),
    );
    let flow = Personalise::new(SESSION, point, files.clone()).map_err(told)?;
    drive(flow.with_chunk(chunk), &mut link).map_err(told)?;
    Ok((point, files))
}

/// The terminal's part: binding and terminal statement.
pub(super) fn read(reader: &mut impl Transport) -> Result<([u8; 32], Vec<u8>), String> {
    let contents = contents()?;
    let statement = terminal("2026-11-20T10:00:00Z", contents.permission.region)
        .encode()
        .map_err(told)?;
    drive(SelectApplet::new(), &mut *reader).map_err(told)?;
    drive(ReadFile::new(EF_CARD_ACCESS), &mut *reader).map_err(told)?;
    let [mapping, agreement] = TERMINAL_SECRETS;
    let secrets = Ephemeral::from_scalars(Parameter::P256, mapping, agreement).map_err(told)?;
    let can = Can::parse(CAN).map_err(told)?;
    let opened = drive(Pace::new(&can, secrets), &mut *reader).map_err(told)?;
    let mut link = Link::new(reader).with_channel(opened.channel);
    let proof = InternalAuthenticate::new(NONCE, super::crypt::sha256(&statement));
    drive(proof, &mut link).map_err(told)?;
    for identifier in [EF_SECURITY_OBJECT, 0x0104] {
        drive(ReadFile::new(identifier), &mut link).map_err(told)?;
    }
    Ok((opened.binding, statement))
}

/// A sample person with a portrait of 16 pixels, so that the page stays short.
fn contents() -> Result<CardContents, String> {
    let mut contents = people::rakhimov();
    let picture = RgbImage::from_pixel(4, 4, Rgb([0xC0, 0xA0, 0x80]));
    let mut image = Vec::new();
    JpegEncoder::new_with_quality(&mut image, 50)
        .encode_image(&picture)
        .map_err(told)?;
    contents.portrait = Portrait {
        format: ImageFormat::Jpeg,
        image,
    };
    Ok(contents)
}

fn signed(chip_key: ChipKey) -> Result<SignedCard, String> {
    let lab = Lab::new(1);
    let contents = contents()?;
    let region = contents.permission.region;
    let in_force_from = contents.patent.issued_on;
    let terms = IssueTerms {
        environment: lab.setup.environment,
        card_id: CardId::from_bytes(*b"card of session."),
        replacement_index: contents.remarks.replacement_index,
        signed_at: UnixTime::parse(SIGNED_AT).map_err(told)?,
        in_force_from,
        latest_end: in_force_from.add_days(364).map_err(told)?,
        status: StatusReference { list: 1, index: 42 },
        chip_key,
        card_access: CARD_ACCESS.to_vec(),
        region,
    };
    let signer = lab.signer_for(region);
    let mut salts = StdRng::seed_from_u64(7);
    issue(
        &contents,
        &terms,
        &signer.certificate,
        &signer.key,
        &mut salts,
    )
    .map_err(told)
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A source of randomness that says afterwards what it gave. Of the 128 bytes that a card draws for
/// PACE, the upper half of each 64 is zero, so that the lower half is the secret scalar itself.
struct Heard {
    source: StdRng,
    drawn: Drawn,
}

impl Heard {
    fn new(seed: u64) -> Self {
        Self {
            source: StdRng::seed_from_u64(seed),
            drawn: Arc::default(),
        }
    }
}

impl TryRng for Heard {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.source.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.source.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.source.fill_bytes(bytes);
        if bytes.len() == Ephemeral::RANDOM {
            for half in bytes.chunks_mut(32).step_by(2) {
                half.fill(0);
            }
        }
        self.drawn
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(bytes.to_vec());
        Ok(())
    }
}

impl TryCryptoRng for Heard {}
