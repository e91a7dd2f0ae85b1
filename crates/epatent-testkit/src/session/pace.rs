// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! PACE computed a second time: `secure-channels.md` §2.

use p256::elliptic_curve::PrimeField as _;
use p256::elliptic_curve::sec1::{FromSec1Point as _, ToSec1Point as _};
use p256::{AffinePoint, ProjectivePoint, Scalar};

use super::crypt::{array, block, cmac, first_8, kdf, same, sha256};
use super::exchange::Exchange;
use super::messaging::Messaging;
use super::play::{CAN, Played, TERMINAL_SECRETS};
use super::text::Text;

type Point = [u8; 65];

fn scalar(bytes: &[u8; 32]) -> Result<Scalar, String> {
    Option::from(Scalar::from_repr((*bytes).into())).ok_or_else(|| "no scalar".to_owned())
}

fn point(bytes: &[u8]) -> Result<ProjectivePoint, String> {
    AffinePoint::from_sec1_bytes(bytes)
        .map(ProjectivePoint::from)
        .map_err(|_| "no point of the curve".to_owned())
}

fn bytes(point: ProjectivePoint) -> Result<Point, String> {
    array(
        "a point",
        AffinePoint::from(point).to_sec1_point(false).as_bytes(),
    )
}

/// The two scalars of the card.
fn card_secrets(played: &Played) -> Result<([u8; 16], [[u8; 32]; 2]), String> {
    let nonce = played.drawn.iter().find(|bytes| bytes.len() == 16);
    let both = played.drawn.iter().find(|bytes| bytes.len() == 128);
    let (nonce, both) = nonce.zip(both).ok_or("the card drew something else")?;
    let parts = both.as_chunks::<32>().0;
    let [_, mapping, _, agreement] = parts else {
        return Err("the card drew something else".to_owned());
    };
    Ok((array("the nonce", nonce)?, [*mapping, *agreement]))
}

/// What a token is computed over.
fn object(point: &Point) -> Vec<u8> {
    const OID: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02];
    [
        &[0x7F, 0x49, 0x4F, 0x06, 0x0A][..],
        &OID,
        &[0x86, 0x41],
        point,
    ]
    .concat()
}

/// The five commands with every value between them, and the channel that they open.
pub(super) fn explain(
    played: &Played,
    steps: &[Exchange],
    text: &mut Text,
) -> Result<Messaging, String> {
    let [set_at, nonce, mapping, agreement, token] = steps else {
        return Err("PACE has five commands".to_owned());
    };
    let (s, [a_card, b_card]) = card_secrets(played)?;
    let [a_terminal, b_terminal] = TERMINAL_SECRETS;

    text.title("step 0, MSE:SET AT");
    text.line(set_at);

    text.title("step 1: the encrypted nonce");
    let password = kdf(CAN.as_bytes(), 3);
    text.value("access number", CAN.as_bytes());
    text.value("its key", &password);
    text.value("s", &s);
    text.value("z", &block(&password, s));
    text.line(nonce);
    same(
        "z",
        &[&[0x7C, 0x12, 0x80, 0x10][..], &block(&password, s)].concat(),
        &nonce.response.data,
    )?;

    text.title("step 2: the mapping");
    let generator = ProjectivePoint::GENERATOR;
    let a_terminal_point = bytes(generator * scalar(&a_terminal)?)?;
    let a_card_point = bytes(generator * scalar(&a_card)?)?;
    let shared = point(&a_terminal_point)? * scalar(&a_card)?;
    same(
        "H",
        &bytes(shared)?,
        &bytes(point(&a_card_point)? * scalar(&a_terminal)?)?,
    )?;
    let mut wide = [0; 32];
    if let Some(low) = wide.last_chunk_mut() {
        *low = s;
    }
    let mapped = generator * scalar(&wide)? + shared;
    text.value("a_terminal", &a_terminal);
    text.value("a_card", &a_card);
    text.line(mapping);
    text.value("H", &bytes(shared)?);
    text.value("G'", &bytes(mapped)?);
    same(
        "A_terminal",
        &[&[0x7C, 0x43, 0x81, 0x41][..], &a_terminal_point].concat(),
        &mapping.command.data,
    )?;
    same(
        "A_card",
        &[&[0x7C, 0x43, 0x82, 0x41][..], &a_card_point].concat(),
        &mapping.response.data,
    )?;

    text.title("step 3: the agreement");
    let b_terminal_point = bytes(mapped * scalar(&b_terminal)?)?;
    let b_card_point = bytes(mapped * scalar(&b_card)?)?;
    let secret = bytes(point(&b_terminal_point)? * scalar(&b_card)?)?;
    let x = secret.get(1..33).unwrap_or_default();
    let (enc, mac) = (kdf(x, 1), kdf(x, 2));
    text.value("b_terminal", &b_terminal);
    text.value("b_card", &b_card);
    text.line(agreement);
    text.value("x coordinate of K", x);
    text.value("KS_enc", &enc);
    text.value("KS_mac", &mac);
    same(
        "B_terminal",
        &[&[0x7C, 0x43, 0x83, 0x41][..], &b_terminal_point].concat(),
        &agreement.command.data,
    )?;
    same(
        "B_card",
        &[&[0x7C, 0x43, 0x84, 0x41][..], &b_card_point].concat(),
        &agreement.response.data,
    )?;

    text.title("step 4: the tokens");
    let from_terminal = first_8(cmac(&mac, &object(&b_card_point)));
    let from_card = first_8(cmac(&mac, &object(&b_terminal_point)));
    text.value("T_terminal over", &object(&b_card_point));
    text.value("T_card over", &object(&b_terminal_point));
    text.line(token);
    same(
        "T_terminal",
        &[&[0x7C, 0x0A, 0x85, 0x08][..], &from_terminal].concat(),
        &token.command.data,
    )?;
    same(
        "T_card",
        &[&[0x7C, 0x0A, 0x86, 0x08][..], &from_card].concat(),
        &token.response.data,
    )?;

    let fields = [nonce, mapping, agreement, token]
        .map(|step| [step.command.data.as_slice(), step.response.data.as_slice()].concat());
    let binding = sha256(&fields.concat());
    same("binding", &binding, &played.binding)?;
    text.title("the binding: SHA-256 of the 322 bytes of data of steps 1 to 4");
    text.value("binding", &binding);
    Ok(Messaging::new(enc, mac))
}
