// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Mapping, key agreement and tokens: what both sides compute alike.

use zeroize::Zeroizing;

use super::curve::{ScalarBytes, map, multiply};
use super::ephemeral::Ephemeral;
use super::key::{ENCRYPTION, MAC, derive};
use super::parameter::Parameter;
use super::{NONCE_LENGTH, PROTOCOL};
use crate::profile::Point;
use crate::secure_messaging::SessionKeys;
use crate::secure_messaging::primitive::{CHECK_BYTES, mac};
use crate::tlv::push;

/// Length of a token in bytes.
pub(super) const TOKEN_LENGTH: usize = CHECK_BYTES;

/// An authentication token.
pub(super) type Token = [u8; TOKEN_LENGTH];

/// The point of the other side is not on the curve, or it is our own sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadPoint;

/// After the mapping: a generator that only who knows the password shares.
pub(super) struct Mapped {
    parameter: Parameter,
    secret: Zeroizing<ScalarBytes>,
    point: Point,
    #[cfg(test)]
    pub(super) generator: Point,
}

impl Mapped {
    /// Maps the nonce with the mapping point of the other side.
    pub(super) fn new(
        ephemeral: &Ephemeral,
        nonce: &[u8; NONCE_LENGTH],
        peer: &Point,
    ) -> Result<Self, BadPoint> {
        let parameter = ephemeral.parameter();
        if peer == ephemeral.point() {
            return Err(BadPoint);
        }
        let generator = map(parameter, nonce, peer, ephemeral.mapping()).ok_or(BadPoint)?;
        let generator = Zeroizing::new(generator);
        let secret = Zeroizing::new(*ephemeral.agreement());
        let point = multiply(parameter, &generator, &secret).ok_or(BadPoint)?;
        Ok(Self {
            parameter,
            secret,
            point,
            #[cfg(test)]
            generator: *generator,
        })
    }

    /// Our point for the agreement.
    pub(super) const fn point(&self) -> &Point {
        &self.point
    }

    /// Agrees with the point of the other side.
    pub(super) fn agree(self, peer: &Point) -> Result<Agreed, BadPoint> {
        if *peer == self.point {
            return Err(BadPoint);
        }
        let shared = multiply(self.parameter, peer, &self.secret).ok_or(BadPoint)?;
        let shared = Zeroizing::new(shared);
        let x = shared.get(1..33).ok_or(BadPoint)?;
        Ok(Agreed {
            encryption: derive(x, ENCRYPTION),
            mac: derive(x, MAC),
            own: self.point,
            peer: *peer,
        })
    }
}

/// After the agreement: keys that still have to be confirmed.
pub(super) struct Agreed {
    pub(super) encryption: Zeroizing<[u8; 16]>,
    pub(super) mac: Zeroizing<[u8; 16]>,
    own: Point,
    peer: Point,
}

impl Agreed {
    /// The token that we send: over the point of the other side.
    pub(super) fn own_token(&self) -> Token {
        self.token(&self.peer)
    }

    /// The token that we must get: over our point.
    pub(super) fn peer_token(&self) -> Token {
        self.token(&self.own)
    }

    pub(super) fn keys(&self) -> SessionKeys {
        SessionKeys::new(*self.encryption, *self.mac)
    }

    fn token(&self, point: &Point) -> Token {
        mac(&self.mac, &[&token_input(point)])
    }
}

/// The public key object that a token is computed over, ICAO Doc 9303-11 §4.4.3.4, §9.4.2.
pub(super) fn token_input(point: &Point) -> Vec<u8> {
    let mut content = Vec::new();
    push(&mut content, 0x06, &PROTOCOL);
    push(&mut content, 0x86, point);
    let mut bytes = vec![0x7F];
    push(&mut bytes, 0x49, &content);
    bytes
}
