// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Session keys, cryptograms and pseudo-random challenges.

use core::fmt;

use aes::Aes128;
use cmac::{Cmac, KeyInit as _, Mac as _};
use zeroize::Zeroizing;

use super::{Eight, KeySet};

/// What is derived; the last byte of the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    CardCryptogram = 0x00,
    HostCryptogram = 0x01,
    CardChallenge = 0x02,
    SessionEnc = 0x04,
    SessionMac = 0x06,
    SessionResponseMac = 0x07,
}

/// AES-CMAC of the parts one after the other, RFC 4493.
pub(super) fn cmac(key: &[u8; 16], parts: &[&[u8]]) -> [u8; 16] {
    let mut mac = Cmac::<Aes128>::new(key.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// One block of the key derivation of SP 800-108 in counter mode with AES-CMAC over
///
/// | bytes | field |
/// |---|---|
/// | 12 | label: 11 zero bytes ‖ derivation constant |
/// | 1 | `00` |
/// | 2 | L, the length wanted in bits |
/// | 1 | i, the counter: `01` |
/// | any | context |
///
/// Amendment D §4.1.5
fn derive(key: &[u8; 16], purpose: Purpose, bits: u16, context: &[&[u8]]) -> [u8; 16] {
    let [high, low] = bits.to_be_bytes();
    let tail = [purpose as u8, 0x00, high, low, 0x01];
    let mut parts: Vec<&[u8]> = vec![&[0; 11], &tail];
    parts.extend_from_slice(context);
    cmac(key, &parts)
}

fn key(key: &[u8; 16], purpose: Purpose, context: &[&[u8]]) -> Zeroizing<[u8; 16]> {
    Zeroizing::new(derive(key, purpose, 0x0080, context))
}

fn eight(key: &[u8; 16], purpose: Purpose, context: &[&[u8]]) -> Eight {
    first_eight(derive(key, purpose, 0x0040, context))
}

/// The first half of a block: how S8 mode cuts a MAC.
pub(super) const fn first_eight(block: [u8; 16]) -> Eight {
    let [a, b, c, d, e, f, g, h, ..] = block;
    [a, b, c, d, e, f, g, h]
}

/// The pseudo-random card challenge: under Key-ENC, over the sequence counter and the AID of the
/// application that opens the channel.
///
/// Amendment D §6.2.2.1
pub(super) fn card_challenge(keys: &KeySet, counter: [u8; 3], aid: &[u8]) -> Eight {
    eight(keys.enc(), Purpose::CardChallenge, &[&counter, aid])
}

/// S-ENC, S-MAC and S-RMAC of one session, with the two cryptograms.
///
/// Amendment D §6.2.1 and §6.2.2
pub(super) struct SessionKeys {
    pub(super) enc: Zeroizing<[u8; 16]>,
    pub(super) mac: Zeroizing<[u8; 16]>,
    pub(super) response_mac: Zeroizing<[u8; 16]>,
    pub(super) card_cryptogram: Eight,
    pub(super) host_cryptogram: Eight,
}

impl SessionKeys {
    pub(super) fn derive(keys: &KeySet, host_challenge: &Eight, card_challenge: &Eight) -> Self {
        let context: [&[u8]; 2] = [host_challenge, card_challenge];
        let mac = key(keys.mac(), Purpose::SessionMac, &context);
        Self {
            enc: key(keys.enc(), Purpose::SessionEnc, &context),
            response_mac: key(keys.mac(), Purpose::SessionResponseMac, &context),
            card_cryptogram: eight(&mac, Purpose::CardCryptogram, &context),
            host_cryptogram: eight(&mac, Purpose::HostCryptogram, &context),
            mac,
        }
    }
}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionKeys(redacted)")
    }
}
