// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the register keeps of an application: the form as it was entered, and the portrait as the
//! card will carry it.
//!
//! ```cddl
//! application-document = [form: bytes, portrait: bytes] ; the form as JSON; JPEG
//! ```

use epatent_core::cbor::{self, Value};
use epatent_register::Opaque;

use crate::application::form::Form;
use crate::{Application, Problem};

/// Most bytes of a document: a form of 64 KiB and a portrait of 32,000 bytes.
const MAX_LENGTH: usize = 100_000;

/// Why a document of the register cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Not what this crate writes.
    #[error("the application in the register is not of this program's format")]
    Format,
    /// Longer than the register keeps.
    #[error("the application is too long to be kept")]
    TooLong,
    /// A field that was good when it was taken in, and is not any more.
    #[error("{} fields of the application in the register cannot be used", .0.len())]
    Fields(Vec<Problem>),
}

/// The document of a form and a portrait that [`Application::check`] has seen.
///
/// # Errors
///
/// [`DocumentError::TooLong`] for more than the register keeps of one application.
pub fn encode(form: &Form, portrait: &[u8]) -> Result<Opaque, DocumentError> {
    let form = serde_json::to_vec(form).map_err(|_| DocumentError::Format)?;
    let document = Value::Array(vec![Value::Bytes(form), Value::Bytes(portrait.to_vec())]);
    cbor::encode_within(&document, MAX_LENGTH)
        .map(Opaque)
        .map_err(|_| DocumentError::TooLong)
}

/// The form and the portrait of a document.
///
/// # Errors
///
/// [`DocumentError::Format`] for bytes that [`encode`] did not make.
pub fn decode(document: &Opaque) -> Result<(Form, Vec<u8>), DocumentError> {
    let value = cbor::decode_within(&document.0, MAX_LENGTH).map_err(|_| DocumentError::Format)?;
    let Value::Array(parts) = value else {
        return Err(DocumentError::Format);
    };
    match <[Value; 2]>::try_from(parts) {
        Ok([Value::Bytes(form), Value::Bytes(portrait)]) => {
            let form = serde_json::from_slice(&form).map_err(|_| DocumentError::Format)?;
            Ok((form, portrait))
        }
        _ => Err(DocumentError::Format),
    }
}

/// The application of a document, checked again.
///
/// # Errors
///
/// [`DocumentError::Format`] for bytes that [`encode`] did not make, [`DocumentError::Fields`] with every
/// field that this program refuses and the one that took it in did not.
pub fn application(document: &Opaque) -> Result<Application, DocumentError> {
    let (form, portrait) = decode(document)?;
    Application::check(&form, portrait).map_err(DocumentError::Fields)
}
