// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A signing key in a file: Ed25519 or P-256, PKCS#8 in PEM.

mod encrypted;

use core::{fmt, hint};

use ed25519_dalek::pkcs8::KeypairBytes;
use epatent_core::certificate::PublicKey;
use epatent_core::cose::SignatureAlgorithm;
use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::Generate;
use p256::pkcs8::EncodePrivateKey;
use pem_rfc7468::LineEnding;
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};
use rand::CryptoRng;
use zeroize::Zeroizing;

pub use encrypted::MIN_PASSPHRASE;

use crate::signer::{SIGNATURE_LENGTH, algorithm_of};
use crate::{CheckedSignature, SignError, Signer, many};

/// The line above the PEM block of a lab key. PEM readers skip what stands outside the block
/// (RFC 7468 section 2), so `openssl pkey` reads the file all the same.
pub const LAB_KEY_LINE: &str = "LAB KEY - not for production";

/// Longest key file that is read, in bytes; a real one has about 250.
const MAX_KEY_FILE_LENGTH: usize = 16_384;
const PEM_LABEL: &str = "PRIVATE KEY";
const PEM_BEGIN: &str = "-----BEGIN";
/// RFC 8410 section 3.
const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// RFC 5480 section 2.1.1.
const ID_EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// A signing key held in memory and kept in a PKCS#8 PEM file (RFC 5958, RFC 8410, RFC 5915).
///
/// The secret is erased from memory on drop and never printed.
pub struct FileKey {
    secret: Secret,
    lab: bool,
}

enum Secret {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl FileKey {
    /// A new Ed25519 key (RFC 8032 section 5.1.5).
    #[must_use]
    pub fn generate_ed25519<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut seed = Zeroizing::new([0_u8; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::from_ed25519_seed(&seed)
    }

    /// A new P-256 key (FIPS 186-5 appendix A.2.2).
    #[must_use]
    pub fn generate_p256<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        Self {
            secret: Secret::P256(p256::ecdsa::SigningKey::generate_from_rng(rng)),
            lab: false,
        }
    }

    /// The Ed25519 key of a 32-byte seed, the "private key" of RFC 8032.
    #[must_use]
    pub fn from_ed25519_seed(seed: &[u8; 32]) -> Self {
        Self {
            secret: Secret::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed)),
            lab: false,
        }
    }

    /// The same key marked for lab use: its file says so, and it signs nothing for production.
    #[must_use]
    pub fn marked_lab(mut self) -> Self {
        self.lab = true;
        self
    }

    /// Reads a PKCS#8 PEM file, version 1 or 2, and whether it is marked as a lab key.
    ///
    /// # Errors
    ///
    /// [`SignError::KeyFileTooLong`]; [`SignError::KeyFileLabel`] for an encrypted or older key
    /// file; [`SignError::KeyFile`] for damage, another algorithm, or a public half that does not
    /// belong to the private one.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, SignError> {
        Ok(Self {
            secret: Secret::from_pkcs8(&read_block(pem, PEM_LABEL)?)?,
            lab: is_marked_lab(pem),
        })
    }

    /// Writes the key as a PKCS#8 PEM file with Unix line ends, the lab line above it if marked.
    ///
    /// # Errors
    ///
    /// [`SignError::KeyFile`], which no valid key causes.
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, SignError> {
        let der = self.secret.to_pkcs8()?;
        let block = pem_rfc7468::encode_string(PEM_LABEL, LineEnding::LF, &der)
            .map(Zeroizing::new)
            .map_err(damaged)?;
        Ok(with_lab_line(self.lab, &block))
    }
}

/// The lab line, if the key is marked, and the PEM block.
fn with_lab_line(lab: bool, block: &str) -> Zeroizing<String> {
    // Room for all of it, so that no copy of the secret stays behind in a smaller buffer.
    let room = LAB_KEY_LINE
        .len()
        .saturating_add(1)
        .saturating_add(block.len());
    let mut text = Zeroizing::new(String::with_capacity(room));
    if lab {
        text.push_str(LAB_KEY_LINE);
        text.push('\n');
    }
    text.push_str(block);
    text
}

/// Whether the lab line stands above the PEM block.
fn is_marked_lab(pem: &str) -> bool {
    pem.lines()
        .take_while(|line| !line.starts_with(PEM_BEGIN))
        .any(|line| line.trim() == LAB_KEY_LINE)
}

/// The content of the one PEM block of a key file.
fn read_block(pem: &str, expected: &str) -> Result<Zeroizing<Vec<u8>>, SignError> {
    if pem.len() > MAX_KEY_FILE_LENGTH {
        return Err(SignError::KeyFileTooLong {
            length: pem.len(),
            limit: MAX_KEY_FILE_LENGTH,
        });
    }
    let (label, der) = pem_rfc7468::decode_vec(pem.as_bytes()).map_err(damaged)?;
    let der = Zeroizing::new(der);
    if label == expected {
        Ok(der)
    } else {
        Err(SignError::KeyFileLabel {
            label: label.to_owned(),
        })
    }
}

impl Secret {
    /// PKCS#8 in DER; Ed25519 in version 1, because OpenSSL 3.0 does not read version 2.
    fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, SignError> {
        match self {
            Self::Ed25519(key) => KeypairBytes {
                secret_key: key.to_bytes(),
                public_key: None,
            }
            .to_pkcs8_der(),
            Self::P256(key) => key.to_pkcs8_der(),
        }
        .map(|document| document.to_bytes())
        .map_err(damaged)
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, SignError> {
        let info = PrivateKeyInfoRef::try_from(der).map_err(damaged)?;
        match info.algorithm.oid {
            ID_ED25519 => ed25519_dalek::SigningKey::try_from(info)
                .map(Self::Ed25519)
                .map_err(damaged),
            ID_EC_PUBLIC_KEY => p256::ecdsa::SigningKey::try_from(info)
                .map(Self::P256)
                .map_err(damaged),
            other => Err(SignError::KeyFile(format!("algorithm {other}"))),
        }
    }
}

impl Signer for FileKey {
    fn algorithm(&self) -> SignatureAlgorithm {
        algorithm_of(&self.public_key())
    }

    fn public_key(&self) -> PublicKey {
        match &self.secret {
            Secret::Ed25519(key) => PublicKey::Ed25519(key.verifying_key().to_bytes()),
            Secret::P256(key) => PublicKey::P256(uncompressed(key.verifying_key())),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], SignError> {
        Ok(match &self.secret {
            Secret::Ed25519(key) => key.sign(message).to_bytes(),
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
        })
    }

    /// Ed25519 signs twice and compares; P-256 verifies, which costs no more than a second signature.
    ///
    /// Ed25519 is deterministic (RFC 8032 section 5.1.6), so two runs of an undisturbed computer
    /// agree, at less than half of what a strict verification costs. A passing fault in either run,
    /// which is what would leak the key, makes them differ, and no byte of either is given out then.
    /// The public half that enters the hash is the one that callers compare with the certificate
    /// before. What this does not catch is one and the same fault in both runs, such as a secret
    /// that memory has corrupted: such a signature says nothing about the true secret, and the
    /// read-back of every card through the verifier refuses the card.
    fn sign_checked(&self, message: &[u8]) -> Result<CheckedSignature, SignError> {
        let first = self.sign(message)?;
        let Secret::Ed25519(_) = &self.secret else {
            return CheckedSignature::verify(&self.public_key(), message, first);
        };
        // The compiler must not fold two equal calls into one.
        let second = hint::black_box(self).sign(hint::black_box(message))?;
        Ok(CheckedSignature::made_here(
            self.public_key(),
            agreed(first, second)?,
        ))
    }

    /// Ed25519 signs each message once and verifies all signatures together, which costs less than
    /// half of a second signature each.
    ///
    /// It says more than two equal runs do. What is computed is the verification of RFC 8032 under the
    /// bytes of the public half, all signatures in one equation with random coefficients, so that a
    /// fault is found also where it would be the same in both runs.
    fn sign_many_checked(
        &self,
        messages: &[&[u8]],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<CheckedSignature>, SignError> {
        let key = self.public_key();
        let (PublicKey::Ed25519(point), true) = (&key, messages.len() >= many::MANY) else {
            return messages
                .iter()
                .map(|message| self.sign_checked(message))
                .collect();
        };
        let signatures: Vec<_> = messages
            .iter()
            .map(|message| self.sign(message))
            .collect::<Result<_, _>>()?;
        demand_all_good(point, messages, &signatures, rng)?;
        Ok(signatures
            .into_iter()
            .map(|signature| CheckedSignature::made_here(key.clone(), signature))
            .collect())
    }

    fn is_lab(&self) -> bool {
        self.lab
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FileKey(redacted)")
    }
}

/// No byte of any signature is given out where one of them is wrong.
fn demand_all_good(
    key: &[u8; 32],
    messages: &[&[u8]],
    signatures: &[[u8; SIGNATURE_LENGTH]],
    rng: &mut dyn CryptoRng,
) -> Result<(), SignError> {
    if many::are_good(key, messages, signatures, rng) {
        Ok(())
    } else {
        Err(SignError::ComputingFault)
    }
}

/// The signature that two runs agree on.
fn agreed(
    first: [u8; SIGNATURE_LENGTH],
    second: [u8; SIGNATURE_LENGTH],
) -> Result<[u8; SIGNATURE_LENGTH], SignError> {
    if first == second {
        Ok(first)
    } else {
        Err(SignError::ComputingFault)
    }
}

/// The point as `04 ‖ X ‖ Y` (SEC 1 section 2.3.3).
fn uncompressed(key: &p256::ecdsa::VerifyingKey) -> [u8; 65] {
    let mut point = [0_u8; 65];
    let encoded = key.to_sec1_point(false);
    for (to, from) in point.iter_mut().zip(encoded.as_bytes()) {
        *to = *from;
    }
    point
}

fn damaged(error: impl fmt::Display) -> SignError {
    SignError::KeyFile(error.to_string())
}

#[cfg(test)]
mod tests;
