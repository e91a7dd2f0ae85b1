// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signing keys in an HSM or a token, by PKCS#11.
//!
//! A [`KeyUri`] (RFC 7512) names a key, a [`Module`] reaches the token that holds it, and a
//! [`TokenSigner`] is the [`Signer`](epatent_sign::Signer) that everything of `epatent-sign` takes:
//! Ed25519 by `CKM_EDDSA` and P-256 by `CKM_ECDSA` over a SHA-256 made here.
//!
//! ```
//! use epatent_pkcs11::KeyUri;
//!
//! let uri = KeyUri::parse(
//!     "pkcs11:token=Office%2077;object=signer-77?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/run/pin",
//! )?;
//! assert_eq!(uri.token(), "Office 77");
//! assert_eq!(uri.object(), "signer-77");
//! # Ok::<(), epatent_pkcs11::UriError>(())
//! ```
//!
//! A key is used only when the token says that it is sensitive and cannot leave it, and every
//! signature is verified under the public key before it is given out: a token that answers wrongly
//! is a [`SignError::SignatureInvalid`](epatent_sign::SignError) and not a bad card.
//!
//! Domain separation is in the signed bytes (COSE `typ`), because tokens are known to accept the
//! parameters of Ed25519ctx and to sign without them.

mod error;
mod module;
mod point;
mod signer;
mod token;
mod uri;

pub use error::{HsmError, TokenError, Trouble};
pub use module::{Module, Session};
pub use point::{PointError, public_key};
pub use signer::TokenSigner;
pub use token::{Curve, Mechanism, Protection, PublicPoint, Token, generate};
pub use uri::{KeyUri, UriError};
