// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the register keeps of an application: the form as it was entered, and the portrait as the
//! card will carry it.
//!
//! ```cddl
//! application-document = [form: bytes, portrait: bytes] ; the form as JSON; JPEG
//! ```

use std::collections::BTreeMap;

use epatent_core::cbor::{self, Value};
use epatent_register::Opaque;

use crate::application::form::Form;
use crate::{Application, Note, Problem};

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
    /// What it says of the patent is not what the register says of it.
    #[error("the application in the register is of another patent than the one that has it")]
    OtherPatent,
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

/// What a document holds, and what this program thinks of it.
pub struct Entered {
    /// What was entered.
    pub form: Form,
    /// The picture as the card will carry it.
    pub portrait: Vec<u8>,
    /// What is unusual.
    pub notes: Vec<Note>,
    /// Fields that this program refuses and the one that took it in did not.
    pub problems: Vec<Problem>,
}

/// A document for somebody who is going to judge it.
///
/// # Errors
///
/// [`DocumentError::Format`] for bytes that [`encode`] did not make.
pub fn read(document: &Opaque) -> Result<Entered, DocumentError> {
    let (form, portrait) = decode(document)?;
    let (notes, problems) = match Application::check(&form, portrait.clone()) {
        Ok(application) => (application.notes, Vec::new()),
        Err(problems) => (Vec::new(), problems),
    };
    Ok(Entered {
        form,
        portrait,
        notes,
        problems,
    })
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

/// What was entered, field by field: `holder.birth_date` and its value. The name of the picture's file is
/// none of them: another name is no other picture.
#[must_use]
pub fn fields(form: &Form) -> BTreeMap<String, serde_json::Value> {
    let mut fields = BTreeMap::new();
    if let Ok(serde_json::Value::Object(parts)) = serde_json::to_value(form) {
        for (part, values) in parts {
            if let serde_json::Value::Object(values) = values {
                gather(&part, values, &mut fields);
            }
        }
    }
    fields
}

fn gather(
    part: &str,
    values: serde_json::Map<String, serde_json::Value>,
    fields: &mut BTreeMap<String, serde_json::Value>,
) {
    for (name, value) in values {
        let name = format!("{part}.{name}");
        match value {
            // A form is three levels deep, and this ends with it.
            serde_json::Value::Object(values) => gather(&name, values, fields),
            value => {
                fields.insert(name, value);
            }
        }
    }
}

/// The fields in which an application as it is entered now differs from a document, in the order of their
/// names; `portrait` for another picture.
///
/// # Errors
///
/// [`DocumentError::Format`] for bytes that [`encode`] did not make.
pub fn differing(
    document: &Opaque,
    form: &Form,
    portrait: &[u8],
) -> Result<Vec<String>, DocumentError> {
    let (recorded, picture) = decode(document)?;
    let (recorded, entered) = (fields(&recorded), fields(form));
    let names = recorded.keys().chain(entered.keys());
    let mut differing: Vec<String> = names
        .filter(|name| recorded.get(*name) != entered.get(*name))
        .cloned()
        .collect();
    if picture != portrait {
        differing.push("portrait".to_owned());
    }
    differing.sort_unstable();
    differing.dedup();
    Ok(differing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rakhimov() -> Form {
        let text = include_str!("../../../examples/applications/rakhimov.json");
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn every_field_that_differs_is_named_and_the_name_of_the_picture_is_none() {
        let form = rakhimov();
        let document = encode(&form, b"picture").unwrap();
        let mut other = form.clone();
        other.portrait = "another-name.jpg".to_owned();
        assert!(differing(&document, &other, b"picture").unwrap().is_empty());
        other.holder.birth_date = "1988-04-18".to_owned();
        other.holder.identity_document.number = "AB 1".to_owned();
        other.permission.professions.push("welder".to_owned());
        other.patent.blank_number = None;
        let told = differing(&document, &other, b"another picture").unwrap();
        let names = [
            "holder.birth_date",
            "holder.identity_document.number",
            "patent.blank_number",
            "permission.professions",
            "portrait",
        ];
        assert_eq!(told, names);
        assert_eq!(fields(&form)["holder.birth_date"], form.holder.birth_date);
    }
}
