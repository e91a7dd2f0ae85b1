// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The key of a police device: it signs reports of checks, and nothing else that this system knows.

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use epatent_core::check_report::{CheckReport, device_reference, keyed};
use epatent_core::cose::{CoseError, Sign1, SignatureAlgorithm, ToSign, Typ};
use epatent_core::model::ModelError;
use epatent_core::object::Digest;
use zeroize::Zeroizing;

/// First line of a key file.
const FIRST_LINE: &str = "EPATENT DEVICE KEY 1";
/// What the key of the log's digests is derived with.
const LOG_LABEL: &[u8] = b"epatent check log 1";

/// Ed25519 key of a device (RFC 8032). The secret is erased on drop and never printed.
pub struct DeviceKey(SigningKey);

/// Its public half only.
impl core::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "DeviceKey({})", hex::encode(self.public_key()))
    }
}

/// Why a report is none that its device signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Not a signed object of this kind.
    #[error("not a signed report: {0}")]
    Envelope(#[from] CoseError),
    /// Signed with another algorithm than devices have.
    #[error("signed with {0}, and devices sign with Ed25519")]
    Algorithm(SignatureAlgorithm),
    /// The content breaks the data model.
    #[error("the report cannot be read: {0}")]
    Content(#[from] ModelError),
    /// The header names another key than the content.
    #[error("the report names two devices")]
    OtherDevice,
    /// Changed after signing.
    #[error("the signature does not verify under the key of the device that the report names")]
    Signature,
}

impl DeviceKey {
    /// The key of 32 random bytes.
    #[must_use]
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a key file: a first line that says what it is, and the seed as 64 hexadecimal digits. `None` for
    /// anything else; the text is not repeated.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return None;
        }
        let mut seed = Zeroizing::new([0; 32]);
        hex::decode_to_slice(lines.next()?, seed.as_mut()).ok()?;
        lines.next().is_none().then(|| Self::from_seed(&seed))
    }

    /// The content of a key file.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.0.as_bytes()));
        Zeroizing::new(format!("{FIRST_LINE}\n{}\n", digits.as_str()))
    }

    /// The public half, 32 bytes (RFC 8032 section 5.1.5), by which others know the device.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// What the log keeps of a patent number: the same for the same number on this device, and of no
    /// use to anybody without the device's key, who would otherwise try all numbers.
    ///
    /// `[applet-spec qr-evidence-report §4]`
    #[must_use]
    pub fn log_digest(&self, series: &str, number: &str) -> Digest {
        let key = Zeroizing::new(*keyed(self.0.as_bytes(), &[LOG_LABEL]).as_bytes());
        keyed(key.as_ref(), &[series.as_bytes(), b" ", number.as_bytes()])
    }
}

/// Signs a report. The report must name this device.
///
/// `[applet-spec qr-evidence-report §3]`
///
/// # Errors
///
/// A report that cannot be encoded, or one of another device.
pub fn sign_report(report: &CheckReport, key: &DeviceKey) -> Result<Vec<u8>, ReportError> {
    if report.device != key.public_key() {
        return Err(ReportError::OtherDevice);
    }
    let to_sign = ToSign::new(
        Typ::CheckReport,
        SignatureAlgorithm::Ed25519,
        &device_reference(&report.device),
        report.encode()?,
    )
    .map_err(ModelError::from)?;
    let signature = key.0.sign(&to_sign.to_be_signed()).to_bytes();
    Ok(to_sign.complete(signature).map_err(ModelError::from)?)
}

/// Verifies a report under the key that it names. Whether that device is one to be believed is for the
/// reader to compare: [`CheckReport::device`].
///
/// `[applet-spec qr-evidence-report §3]`
///
/// # Errors
///
/// [`ReportError::Algorithm`] for another one than Ed25519, [`ReportError::OtherDevice`] where header and
/// content name two keys, [`ReportError::Signature`] where it was changed; otherwise what is wrong with the
/// form of the object or of the report.
pub fn open_report(bytes: &[u8]) -> Result<CheckReport, ReportError> {
    let sign1 = Sign1::parse(bytes, Typ::CheckReport)?;
    if sign1.algorithm() != SignatureAlgorithm::Ed25519 {
        return Err(ReportError::Algorithm(sign1.algorithm()));
    }
    let report = CheckReport::decode(sign1.payload())?;
    if sign1.key_reference() != Some(device_reference(&report.device)) {
        return Err(ReportError::OtherDevice);
    }
    let signature = ed25519_dalek::Signature::from_bytes(sign1.signature());
    VerifyingKey::from_bytes(&report.device)
        .and_then(|key| key.verify_strict(&sign1.to_be_signed(), &signature))
        .map_err(|_| ReportError::Signature)?;
    Ok(report)
}

#[cfg(test)]
mod tests;
