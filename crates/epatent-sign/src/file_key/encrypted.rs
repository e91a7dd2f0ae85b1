// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Key files under a passphrase: `EncryptedPrivateKeyInfo` (RFC 5958 section 3) with PBES2 (RFC 8018
//! section 6.2), which `openssl pkey` reads as well.

use pem_rfc7468::LineEnding;
use pkcs5::EncryptionScheme;
use pkcs5::pbes2::{Kdf, Parameters};
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::Encode;
use pkcs8::der::asn1::OctetStringRef;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::{FileKey, PEM_BEGIN, Secret, damaged, is_marked_lab, read_block, with_lab_line};
use crate::SignError;

/// The label of an encrypted key (RFC 7468 section 11).
const PEM_LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// Fewest characters of a passphrase that a new file is written under.
pub const MIN_PASSPHRASE: usize = 12;
/// The most memory that deriving the key may take, in bytes: 128 · N · r (RFC 7914 section 2).
const MAX_SCRYPT_MEMORY: u64 = 256 * 1024 * 1024;
/// The most lanes of scrypt.
const MAX_SCRYPT_LANES: u16 = 16;
/// The most rounds of PBKDF2.
const MAX_PBKDF2_ROUNDS: u32 = 10_000_000;

impl FileKey {
    /// Whether a PEM file holds an encrypted key, so that a passphrase is needed to read it.
    #[must_use]
    pub fn is_encrypted_pem(pem: &str) -> bool {
        pem.lines()
            .any(|line| line.starts_with(PEM_BEGIN) && line.contains(PEM_LABEL))
    }

    /// Reads an encrypted PKCS#8 PEM file, and whether it is marked as a lab key.
    ///
    /// The costs of the key derivation are bounded, so that no file keeps a computer busy for hours.
    ///
    /// # Errors
    ///
    /// [`SignError::Passphrase`] when it does not open the file; [`SignError::KeyDerivationCost`];
    /// those of [`FileKey::from_pkcs8_pem`].
    pub fn from_encrypted_pem(pem: &str, passphrase: &str) -> Result<Self, SignError> {
        let der = read_block(pem, PEM_LABEL)?;
        let file = EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).map_err(damaged)?;
        check_cost(&file.encryption_algorithm)?;
        let secret = file
            .encryption_algorithm
            .decrypt(passphrase, file.encrypted_data.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| SignError::Passphrase)?;
        Ok(Self {
            // CBC has no integrity of its own: a wrong passphrase with a padding that fits by chance
            // shows here.
            secret: Secret::from_pkcs8(&secret).map_err(|_| SignError::Passphrase)?,
            lab: is_marked_lab(pem),
        })
    }

    /// Writes the key under a passphrase: scrypt (RFC 7914) with N 16384, r 8, p 1, AES-256-CBC.
    ///
    /// # Errors
    ///
    /// [`SignError::PassphraseShort`]; [`SignError::KeyFile`], which no valid key causes.
    pub fn to_encrypted_pem<R: CryptoRng + ?Sized>(
        &self,
        passphrase: &str,
        mut rng: &mut R,
    ) -> Result<String, SignError> {
        if passphrase.chars().count() < MIN_PASSPHRASE {
            return Err(SignError::PassphraseShort);
        }
        let parameters = Parameters::generate_scrypt(&mut rng).map_err(damaged)?;
        let encrypted = parameters
            .encrypt(passphrase, &self.secret.to_pkcs8()?)
            .map_err(damaged)?;
        let der = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: EncryptionScheme::Pbes2(parameters),
            encrypted_data: OctetStringRef::new(&encrypted).map_err(damaged)?,
        }
        .to_der()
        .map_err(damaged)?;
        let block = pem_rfc7468::encode_string(PEM_LABEL, LineEnding::LF, &der).map_err(damaged)?;
        Ok(with_lab_line(self.lab, &block).to_string())
    }
}

fn check_cost(scheme: &EncryptionScheme) -> Result<(), SignError> {
    let fits = match scheme.pbes2().map(|parameters| &parameters.kdf) {
        Some(Kdf::Scrypt(scrypt)) => {
            let memory = scrypt
                .cost_parameter
                .saturating_mul(u64::from(scrypt.block_size))
                .saturating_mul(128);
            memory <= MAX_SCRYPT_MEMORY && scrypt.parallelization <= MAX_SCRYPT_LANES
        }
        Some(Kdf::Pbkdf2(pbkdf2)) => pbkdf2.iteration_count <= MAX_PBKDF2_ROUNDS,
        _ => return Err(damaged("a key derivation unknown here")),
    };
    if fits {
        Ok(())
    } else {
        Err(SignError::KeyDerivationCost)
    }
}

#[cfg(test)]
mod tests;
