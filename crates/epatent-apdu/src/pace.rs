// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! PACE: the CAN printed on the card opens a channel, and a listener learns nothing of either.
//!
//! id-PACE-ECDH-GM-AES-CBC-CMAC-128, version 2, with the CAN as password, on P-256 (parameter 12)
//! or brainpoolP256r1 (parameter 13). One command chooses, four run the protocol:
//!
//! | CLA INS P1 P2 | data | response data |
//! |---|---|---|
//! | `00 22 C1 A4` | `80` protocol ‖ `83` `02` ‖ optionally `84` parameter | none |
//! | `10 86 00 00` | `7C 00` | `7C{80 encrypted nonce}` |
//! | `10 86 00 00` | `7C{81 mapping point}` | `7C{82 mapping point}` |
//! | `10 86 00 00` | `7C{83 agreement point}` | `7C{84 agreement point}` |
//! | `00 86 00 00` | `7C{85 token}` | `7C{86 token}` |
//!
//! CLA `10` here marks the steps before the last; it does not split one command into pieces, and
//! each has its own response.
//!
//! The key of the password is the first 16 bytes of SHA-1 over the six digits and `00000003`, and
//! the session keys those over the x coordinate of the agreed point and `00000001` (encryption)
//! or `00000002` (check bytes). A token is the first half of the CMAC over
//! `7F49{06 protocol ‖ 86 point of the other side}`.
//!
//! **Binding**: SHA-256 over the eight data fields of GENERAL AUTHENTICATE in the order in which
//! they were sent, command and response in turn, one after another as they stand in the table:
//! `7C00`, then those with `80` to `86`. All have a fixed length, 322 bytes together, so that no
//! two sessions share one.
//!
//! BSI TR-03110-2 §3.2, TR-03110-3 A.2, A.3, B.1 · ICAO Doc 9303-11 §4.4

mod agreement;
mod can;
mod card;
mod card_access;
mod curve;
mod dynamic;
mod ephemeral;
mod host;
mod key;
mod parameter;
mod set_at;
mod transcript;

pub use can::{Can, CanError};
pub use card::{CardAnswer, CardSession, PaceCard};
pub use card_access::{CARD_ACCESS, CardAccess, CardAccessError, MAX_SECURITY_INFOS, card_access};
pub use ephemeral::{Ephemeral, EphemeralError};
pub use host::{Established, Pace};
pub use parameter::Parameter;
pub use set_at::{PASSWORD_CAN, SetAt};

/// Content of the object identifier 0.4.0.127.0.7.2.2.4.2.2,
/// id-PACE-ECDH-GM-AES-CBC-CMAC-128.
///
/// BSI TR-03110-3 A.1.1.1
pub const PROTOCOL: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02];

/// Length of the nonce in bytes.
pub const NONCE_LENGTH: usize = 16;

/// SHA-256 over the transcript of a session; see the [module](self) for what it is made of.
pub type Binding = [u8; 32];

#[cfg(test)]
mod tests;
