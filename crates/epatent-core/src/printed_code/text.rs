// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signed bytes as the text that a QR code carries.

use alloc::string::String;
use alloc::vec::Vec;

use super::MAX_SIGNED_LENGTH;
use crate::base45::{self, Base45Error};

/// What the text of a printed code begins with: the kind and the version of the text's form. All of
/// its characters are of the alphanumeric mode.
pub const PREFIX: &str = "EPC1:";

/// Why a text is no printed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeTextError {
    /// It begins otherwise: some other code.
    #[error("the text does not begin with {PREFIX}: it is another kind of code")]
    OtherKind,
    /// It says more than a signed code may be long.
    #[error("the code is longer than {MAX_SIGNED_LENGTH} bytes")]
    TooLong,
    /// What follows the prefix is not Base45.
    #[error("after {PREFIX}: {0}")]
    Base45(#[from] Base45Error),
}

/// The text of a signed code, for a QR code of the alphanumeric mode.
///
/// `[applet-spec qr-evidence-report §1]` · RFC 9285
#[must_use]
pub fn to_text(signed: &[u8]) -> String {
    let mut text = String::from(PREFIX);
    text.push_str(&base45::encode(signed));
    text
}

/// The signed code in a text, which no white space may surround.
///
/// # Errors
///
/// [`CodeTextError::OtherKind`] without [`PREFIX`]; [`CodeTextError::TooLong`] for more than a signed
/// code of [`MAX_SIGNED_LENGTH`] bytes makes, before anything is decoded; else what is not Base45.
pub fn from_text(text: &str) -> Result<Vec<u8>, CodeTextError> {
    let encoded = text.strip_prefix(PREFIX).ok_or(CodeTextError::OtherKind)?;
    if encoded.len() > base45::encoded_length(MAX_SIGNED_LENGTH) {
        return Err(CodeTextError::TooLong);
    }
    Ok(base45::decode(encoded)?)
}
