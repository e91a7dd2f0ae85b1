// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A signer as a bundle lists it, and its withdrawal.

use alloc::vec::Vec;

use super::codec::{entries, rising};
use crate::cbor::Value;
use crate::certificate::Role;
use crate::model::{Field, FieldValue, MapWriter, ModelError};
use crate::object::Digest;
use crate::{Region, UnixTime};

const SIGNER: &str = "listed signer";
const CERTIFICATE: Field = Field::new(SIGNER, 1, "certificate");
const ROLES: Field = Field::new(SIGNER, 2, "roles");
const REGIONS: Field = Field::new(SIGNER, 3, "regions");
const WITHDRAWN: Field = Field::new(SIGNER, 4, "withdrawn");

const WITHDRAWAL: &str = "withdrawal";
const SINCE: Field = Field::new(WITHDRAWAL, 1, "since");
const EARLIER: Field = Field::new(WITHDRAWAL, 2, "earlier");
const ISSUED: Field = Field::new(WITHDRAWAL, 3, "issued");

/// Most regions of a signer.
const MAX_REGIONS: usize = 128;
/// Most objects that the withdrawal of a signer names one by one.
pub(super) const MAX_ISSUED: usize = 1024;

/// A signer that devices may meet: what it may sign, and whether it still does.
///
/// ```cddl
/// ; A signer may sign what both its certificate and its entry permit. **EPC-BUNDLE-22** The entry of a
/// ; document signer MUST have regions.
/// listed-signer = {
///   1: digest,               ; SHA-256 of the certificate, DER
///   2: [1*4 signer-role],    ; rising
///   ? 3: [1*128 region],     ; rising
///   ? 4: withdrawal,
/// }
/// signer-role = 1 / 2 / 3 / 4         ; document, payment, status, bundle
/// ```
///
/// `[applet-spec trust §2]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSigner {
    /// SHA-256 of its certificate, DER.
    pub certificate: Digest,
    /// What it may sign, rising, at least one.
    pub roles: Vec<Role>,
    /// Where it may, rising; empty for a signer whose work has no region.
    pub regions: Vec<Region>,
    /// Set when its key signs nothing any more.
    pub withdrawal: Option<Withdrawal>,
}

/// The end of a signer's key before its term.
///
/// ```cddl
/// withdrawal = {
///   1: unix-time,            ; since: nothing signed then or later is good
///   2: 1 / 2 / 3,            ; what was signed before: stays good, falls, stays good if named here
///   ? 3: [1*1024 digest],    ; rising; SHA-256 of each security object that stays good; with 3 and no other
/// }
/// ```
///
/// `[applet-spec trust §2]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The first second in which a signature is worth nothing.
    pub since: UnixTime,
    /// What becomes of earlier signatures.
    pub earlier: Earlier,
}

/// What becomes of what a withdrawn key signed before.
///
/// `signed at` is the word of the key's holder. A thief can set it back, so that [`Earlier::Good`]
/// is for keys that were given up, or whose theft the office can date and whose objects are in the
/// status lists; [`Earlier::Listed`] and [`Earlier::Falls`] do not believe the thief.
///
/// `[applet-spec trust §6]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    /// It stays good, if it is signed before the withdrawal.
    Good,
    /// It falls: the cards have to be made anew.
    Falls,
    /// Only these objects stay good, by rising SHA-256 of EF.SO: the ones that the office knows it
    /// signed; 1 to 1024.
    Listed(Vec<Digest>),
}

impl Withdrawal {
    /// Whether an object of this digest, signed at this time by its own word, is still good.
    #[must_use]
    pub fn spares(&self, object: Digest, signed_at: UnixTime) -> bool {
        signed_at < self.since
            && match &self.earlier {
                Earlier::Good => true,
                Earlier::Falls => false,
                Earlier::Listed(objects) => objects.binary_search(&object).is_ok(),
            }
    }
}

impl ListedSigner {
    pub(super) fn encode(&self) -> Value {
        let mut map = MapWriter::default();
        map.put_bytes(CERTIFICATE, self.certificate.as_bytes());
        let roles = self.roles.iter().map(|role| Value::from(role_code(*role)));
        map.put(ROLES, Value::Array(roles.collect()));
        if !self.regions.is_empty() {
            let regions = self
                .regions
                .iter()
                .map(|region| Value::from(region.as_str()));
            map.put(REGIONS, Value::Array(regions.collect()));
        }
        map.put_optional(WITHDRAWN, self.withdrawal.as_ref().map(Withdrawal::encode));
        map.finish()
    }

    pub(super) fn decode(value: FieldValue) -> Result<Self, ModelError> {
        let mut map = value.map(SIGNER)?;
        let certificate = map.required(CERTIFICATE)?.byte_array("32 bytes")?;
        let roles = entries(
            map.required(ROLES)?,
            1..=Role::ALL.len(),
            "1 to 4 roles",
            role,
        )?;
        rising(ROLES, &roles)?;
        let regions = match map.optional(REGIONS)? {
            Some(regions) => entries(
                regions,
                1..=MAX_REGIONS,
                "1 to 128 regions",
                FieldValue::region,
            )?,
            None => Vec::new(),
        };
        rising(REGIONS, &regions)?;
        if regions.is_empty() && roles.contains(&Role::Document) {
            return Err(ModelError::MissingField {
                field: REGIONS.path(),
            });
        }
        let withdrawal = map
            .optional(WITHDRAWN)?
            .map(Withdrawal::decode)
            .transpose()?;
        map.finish()?;
        Ok(Self {
            certificate: Digest::from_bytes(certificate),
            roles,
            regions,
            withdrawal,
        })
    }
}

impl Withdrawal {
    fn encode(&self) -> Value {
        let mut map = MapWriter::with_capacity(3);
        map.put(SINCE, self.since.seconds());
        map.put(
            EARLIER,
            match self.earlier {
                Earlier::Good => 1_u8,
                Earlier::Falls => 2,
                Earlier::Listed(_) => 3,
            },
        );
        if let Earlier::Listed(objects) = &self.earlier {
            let objects = objects
                .iter()
                .map(|digest| Value::Bytes(digest.as_bytes().to_vec()));
            map.put(ISSUED, Value::Array(objects.collect()));
        }
        map.finish()
    }

    fn decode(value: FieldValue) -> Result<Self, ModelError> {
        let mut map = value.map(WITHDRAWAL)?;
        let since = map.required(SINCE)?.unix_time()?;
        let earlier = match map.required(EARLIER)?.unsigned()? {
            1 => Earlier::Good,
            2 => Earlier::Falls,
            3 => {
                let objects = entries(
                    map.required(ISSUED)?,
                    1..=MAX_ISSUED,
                    "1 to 1024 digests",
                    |value| value.byte_array("32 bytes").map(Digest::from_bytes),
                )?;
                rising(ISSUED, &objects)?;
                Earlier::Listed(objects)
            }
            _ => {
                return Err(ModelError::OutOfRange {
                    field: EARLIER.path(),
                    expected: "1 (stays good), 2 (falls) or 3 (only what is named)",
                });
            }
        };
        map.finish()?;
        Ok(Self { since, earlier })
    }
}

const fn role_code(role: Role) -> u8 {
    match role {
        Role::Document => 1,
        Role::Payment => 2,
        Role::Status => 3,
        Role::Bundle => 4,
    }
}

fn role(value: FieldValue) -> Result<Role, ModelError> {
    let code = value.unsigned()?;
    Role::ALL
        .into_iter()
        .find(|role| u64::from(role_code(*role)) == code)
        .ok_or(ModelError::OutOfRange {
            field: ROLES.path(),
            expected: "1 (document), 2 (payment), 3 (status) or 4 (bundle)",
        })
}
