// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! PACE as `secure-channels.md` §2 writes it down, one step at a time.

use p256::elliptic_curve::PrimeField as _;
use p256::elliptic_curve::sec1::{FromSec1Point as _, ToSec1Point as _};
use p256::{AffinePoint, ProjectivePoint, Scalar};

use crate::answer::spaced;
use crate::arithmetic::{Block, cmac, decrypt_block, first_8, kdf, sha256};
use crate::messaging::{Messaging, object};

/// An uncompressed point.
pub(crate) type Point = [u8; 65];

/// Data of MSE:SET AT: the protocol, and the CAN as password.
pub(crate) const SET_AT: &str = "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02";

/// One run, on the side of the terminal.
pub(crate) struct Pace {
    key: Block,
    secrets: [Scalar; 2],
    mapped: ProjectivePoint,
    own: [Point; 2],
    mac: Block,
    enc: Block,
    card_point: Point,
    nonce: Block,
    shared: Vec<u8>,
    transcript: Vec<u8>,
}

/// A run that went well.
pub(crate) struct Opened {
    pub(crate) channel: Messaging,
    pub(crate) binding: [u8; 32],
}

fn scalar(bytes: &[u8; 32]) -> Scalar {
    let mut bytes = *bytes;
    // Below the order of the curve, whose first byte is FF, and not zero.
    bytes[0] = 0x01;
    Option::from(Scalar::from_repr(bytes.into())).unwrap_or(Scalar::ONE)
}

pub(crate) fn point(bytes: &[u8]) -> Result<ProjectivePoint, &'static str> {
    if bytes.len() != 65 {
        return Err("a point that is not 65 bytes");
    }
    AffinePoint::from_sec1_bytes(bytes)
        .map(ProjectivePoint::from)
        .map_err(|_| "a point that is not on the curve")
}

fn bytes(point: ProjectivePoint) -> Point {
    let encoded = AffinePoint::from(point).to_sec1_point(false);
    encoded.as_bytes().try_into().unwrap_or([0; 65])
}

/// The one object in `7C`, exactly as the table has it.
fn value<const N: usize>(data: &[u8], tag: u8) -> Result<[u8; N], &'static str> {
    let head = data.split_last_chunk::<N>().ok_or("a reply that is cut")?;
    if object(0x7C, &object(tag, head.1)) == data {
        Ok(*head.1)
    } else {
        Err("not the one object of this step")
    }
}

fn token(key: &Block, point: &Point) -> [u8; 8] {
    let head = [
        0x7F, 0x49, 0x4F, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02,
        0x86, 0x41,
    ];
    first_8(&cmac(key, &[&head, point]))
}

impl Pace {
    /// A run with these digits and two secrets of 32 random bytes.
    pub(crate) fn new(can: &str, random: &[[u8; 32]; 2]) -> Self {
        let [first, second] = random;
        let secrets = [scalar(first), scalar(second)];
        Self {
            key: kdf(can.as_bytes(), 3),
            mapped: ProjectivePoint::GENERATOR,
            own: [bytes(ProjectivePoint::GENERATOR * secrets[0]), [0; 65]],
            secrets,
            mac: [0; 16],
            enc: [0; 16],
            card_point: [0; 65],
            nonce: [0; 16],
            shared: Vec::new(),
            transcript: vec![0x7C, 0x00],
        }
    }

    /// Takes the encrypted nonce and gives the data of step 2.
    pub(crate) fn nonce(&mut self, reply: &[u8]) -> Result<Vec<u8>, &'static str> {
        let sealed = value::<16>(reply, 0x80)?;
        let nonce = decrypt_block(&self.key, &sealed);
        self.nonce = nonce;
        let mut wide = [0; 32];
        for (to, from) in wide.iter_mut().skip(16).zip(nonce) {
            *to = from;
        }
        let nonce: Option<Scalar> = Scalar::from_repr(wide.into()).into();
        self.mapped = ProjectivePoint::GENERATOR * nonce.unwrap_or(Scalar::ONE);
        let data = object(0x7C, &object(0x81, &self.own[0]));
        self.note(reply, &data);
        Ok(data)
    }

    /// Takes the mapping point of the card and gives the data of step 3.
    pub(crate) fn mapping(&mut self, reply: &[u8]) -> Result<Vec<u8>, &'static str> {
        let card = value::<65>(reply, 0x82)?;
        if card == self.own[0] {
            return Err("the terminal's own mapping point");
        }
        self.mapped += point(&card)? * self.secrets[0];
        self.own[1] = bytes(self.mapped * self.secrets[1]);
        let data = object(0x7C, &object(0x83, &self.own[1]));
        self.note(reply, &data);
        Ok(data)
    }

    /// Takes the agreement point of the card and gives the data of step 4.
    pub(crate) fn agreement(&mut self, reply: &[u8]) -> Result<Vec<u8>, &'static str> {
        let card = value::<65>(reply, 0x84)?;
        if card == self.own[1] {
            return Err("the terminal's own agreement point");
        }
        let shared = bytes(point(&card)? * self.secrets[1]);
        let x = shared.get(1..33).unwrap_or_default();
        self.enc = kdf(x, 1);
        self.mac = kdf(x, 2);
        self.card_point = card;
        self.shared = x.to_vec();
        let data = object(0x7C, &object(0x85, &token(&self.mac, &card)));
        self.note(reply, &data);
        Ok(data)
    }

    /// Takes the token of the card and opens the channel.
    pub(crate) fn token(&mut self, reply: &[u8]) -> Result<Opened, &'static str> {
        let card = value::<8>(reply, 0x86)?;
        if card != token(&self.mac, &self.own[1]) {
            return Err("a wrong token");
        }
        self.transcript.extend_from_slice(reply);
        Ok(Opened {
            channel: Messaging::new(self.enc, self.mac),
            binding: sha256(&[&self.transcript]),
        })
    }

    /// What the tokens of this run were computed from, as far as it came; the secrets of the channel where all may
    /// be told.
    pub(crate) fn computed(&self, received: &[u8], all: bool) -> Vec<(&'static str, String)> {
        let [mapping, agreement] = &self.own;
        let mut told = vec![
            (
                "token of the card expected",
                spaced(&token(&self.mac, agreement)),
            ),
            (
                "token of the card received",
                match received {
                    [] => "none".to_owned(),
                    bytes => spaced(bytes),
                },
            ),
            (
                "token of the terminal",
                spaced(&token(&self.mac, &self.card_point)),
            ),
            ("mapping point of the terminal", spaced(mapping)),
            ("agreement point of the terminal", spaced(agreement)),
            ("agreement point of the card", spaced(&self.card_point)),
        ];
        if all {
            told.extend([
                ("nonce s", spaced(&self.nonce)),
                ("key of the access number", spaced(&self.key)),
                ("mapped generator G'", spaced(&bytes(self.mapped))),
                ("x coordinate of K", spaced(&self.shared)),
                ("KS_enc", spaced(&self.enc)),
                ("KS_mac", spaced(&self.mac)),
            ]);
        }
        told
    }

    fn note(&mut self, reply: &[u8], data: &[u8]) {
        self.transcript.extend_from_slice(reply);
        self.transcript.extend_from_slice(data);
    }
}
