// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Where a key is: the part of RFC 7512 that names one key in one token.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use thiserror::Error;

/// The scheme of a PKCS#11 URI (RFC 7512 section 2.3).
const SCHEME: &str = "pkcs11:";
/// Longest URI that is read, in bytes.
const MAX_URI: usize = 2048;
/// Longest label of a token or an object, in bytes; PKCS#11 pads token labels to 32.
const MAX_LABEL: usize = 255;

/// Names one key in one token: `pkcs11:token=T;object=O?module-path=FILE&pin-source=FILE`.
///
/// Values are percent-encoded. `serial` and `id` are optional and narrow the choice. `pin-source`
/// names a file that holds the PIN; a PIN itself has no place in a URI, which stands in process
/// lists, histories and logs (RFC 7512 section 2.4 warns of it), so `pin-value` is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUri {
    token: String,
    serial: Option<String>,
    object: String,
    id: Option<Vec<u8>>,
    module: PathBuf,
    pin_source: Option<PathBuf>,
}

/// Why a text names no key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UriError {
    /// Not a PKCS#11 URI at all.
    #[error("a key in a token is named by a URI that begins with \"pkcs11:\" (RFC 7512)")]
    Scheme,
    /// Longer than any real one.
    #[error("the URI is longer than {MAX_URI} bytes")]
    TooLong,
    /// An attribute that this program does not know: it might narrow the choice.
    #[error(
        "the attribute \"{0}\" of the URI is not known here, and leaving it out might choose another key"
    )]
    Unknown(String),
    /// An attribute twice, or one without a value.
    #[error("the attribute \"{0}\" of the URI stands twice, or is without a value")]
    Malformed(String),
    /// An attribute is missing.
    #[error("the URI lacks the attribute \"{0}\"")]
    Missing(&'static str),
    /// A value is not UTF-8 after percent-decoding, or too long.
    #[error("the value of \"{0}\" is no text of 1 to {MAX_LABEL} bytes")]
    Value(&'static str),
    /// The PIN itself was put into the URI.
    #[error(
        "a PIN has no place in a URI, where process lists and logs show it; name a file with pin-source"
    )]
    PinValue,
    /// The key is to be of another type than a private one.
    #[error("the URI is for an object of another type than a private key")]
    Type,
}

impl KeyUri {
    /// Reads a URI.
    ///
    /// # Errors
    /// [`UriError`], which names the attribute: one that is missing, there twice, unknown or no text; a PIN in
    /// the URI itself is refused as [`UriError::PinValue`].
    pub fn parse(text: &str) -> Result<Self, UriError> {
        if text.len() > MAX_URI {
            return Err(UriError::TooLong);
        }
        let rest = text.strip_prefix(SCHEME).ok_or(UriError::Scheme)?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut parts = Parts::default();
        for pair in path.split(';').chain(query.split('&')) {
            if !pair.is_empty() {
                parts.take(pair)?;
            }
        }
        Ok(Self {
            token: parts.token.ok_or(UriError::Missing("token"))?,
            serial: parts.serial,
            object: parts.object.ok_or(UriError::Missing("object"))?,
            id: parts.id,
            module: parts.module.ok_or(UriError::Missing("module-path"))?,
            pin_source: parts.pin_source,
        })
    }

    /// Label of the token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Serial number of the token, where the label alone does not tell it from another.
    #[must_use]
    pub fn serial(&self) -> Option<&str> {
        self.serial.as_deref()
    }

    /// Label of the key (`CKA_LABEL`).
    #[must_use]
    pub fn object(&self) -> &str {
        &self.object
    }

    /// Identifier of the key (`CKA_ID`), where given.
    #[must_use]
    pub fn id(&self) -> Option<&[u8]> {
        self.id.as_deref()
    }

    /// The PKCS#11 module: a library that the vendor of the token delivers.
    #[must_use]
    pub fn module(&self) -> &Path {
        &self.module
    }

    /// The file that holds the PIN, where given.
    #[must_use]
    pub fn pin_source(&self) -> Option<&Path> {
        self.pin_source.as_deref()
    }

    /// The same place with another key.
    #[must_use]
    pub fn with_object(&self, object: &str) -> Self {
        Self {
            object: object.to_owned(),
            id: None,
            ..self.clone()
        }
    }
}

#[derive(Default)]
struct Parts {
    token: Option<String>,
    serial: Option<String>,
    object: Option<String>,
    id: Option<Vec<u8>>,
    module: Option<PathBuf>,
    pin_source: Option<PathBuf>,
}

impl Parts {
    fn take(&mut self, pair: &str) -> Result<(), UriError> {
        let malformed = || UriError::Malformed(name_of(pair));
        let (name, value) = pair.split_once('=').ok_or_else(malformed)?;
        let fresh = match name {
            "token" => self.token.replace(text("token", value)?).is_none(),
            "serial" => self.serial.replace(text("serial", value)?).is_none(),
            "object" => self.object.replace(text("object", value)?).is_none(),
            "id" => self
                .id
                .replace(percent_decode_str(value).collect())
                .is_none(),
            "type" if value == "private" => true,
            "type" => return Err(UriError::Type),
            "module-path" => self.module.replace(path("module-path", value)?).is_none(),
            "pin-source" => self
                .pin_source
                .replace(path("pin-source", value)?)
                .is_none(),
            "pin-value" => return Err(UriError::PinValue),
            other => return Err(UriError::Unknown(other.to_owned())),
        };
        if fresh && !value.is_empty() {
            Ok(())
        } else {
            Err(malformed())
        }
    }
}

/// The name of an attribute alone: what follows may be a secret.
fn name_of(pair: &str) -> String {
    pair.split('=').next().unwrap_or_default().to_owned()
}

fn text(name: &'static str, value: &str) -> Result<String, UriError> {
    let decoded = percent_decode_str(value)
        .decode_utf8()
        .map_err(|_| UriError::Value(name))?;
    if (1..=MAX_LABEL).contains(&decoded.len()) {
        Ok(decoded.into_owned())
    } else {
        Err(UriError::Value(name))
    }
}

/// A path, or a `file:` URI of one (RFC 7512 section 2.4 allows both for `pin-source`).
fn path(name: &'static str, value: &str) -> Result<PathBuf, UriError> {
    let decoded = text(name, value)?;
    let plain = decoded
        .strip_prefix("file://")
        .or_else(|| decoded.strip_prefix("file:"))
        .unwrap_or(&decoded);
    Ok(PathBuf::from(plain))
}

#[cfg(test)]
mod tests;
