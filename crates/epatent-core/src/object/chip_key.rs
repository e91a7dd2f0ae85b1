// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use core::fmt;

use p256::PublicKey;

use crate::cbor::Value;
use crate::model::{Field, FieldPath, FieldValue, MapWriter, ModelError};

/// First byte of an uncompressed point (SEC 1 section 2.3.3).
const UNCOMPRESSED: u8 = 0x04;

const MAP: &str = "security object.chip-key";
const KEY_TYPE: Field = Field::new(MAP, 1, "key-type");
const CURVE: Field = Field::new(MAP, -1, "curve");
const X: Field = Field::new(MAP, -2, "x");
const Y: Field = Field::new(MAP, -3, "y");

/// COSE key type EC2 (RFC 9053 section 7.1).
const EC2: u64 = 2;
/// COSE curve P-256 (RFC 9053 section 7.1).
const P256: u64 = 1;

/// The public key of a chip: a point on P-256, proved to be on the curve.
///
/// ```cddl
/// ; COSE_Key, EC2 on P-256 (RFC 9053 section 7.1.1). MUST be a point of the curve.
/// chip-key = { 1: 2, -1: 1, -2: bytes .size 32, -3: bytes .size 32 }
/// ```
///
/// `[applet-spec security-object §5]`
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChipKey([u8; 65]);

/// Why bytes are not the public key of a chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChipKeyError {
    /// Another form than the uncompressed one: `04`, X, Y.
    #[error("the chip key is not an uncompressed point of 65 bytes")]
    NotUncompressed,
    /// The coordinates are no point of the curve.
    #[error("the chip key is not a point on P-256")]
    NotOnCurve,
}

impl ChipKey {
    /// Length of the uncompressed point in bytes.
    pub const LENGTH: usize = 65;

    /// The key from an uncompressed point, `04 ‖ X ‖ Y` (SEC 1 section 2.3.3).
    ///
    /// # Errors
    ///
    /// The point has another form or is not on the curve.
    pub fn from_sec1(point: &[u8]) -> Result<Self, ChipKeyError> {
        let bytes =
            <[u8; Self::LENGTH]>::try_from(point).map_err(|_| ChipKeyError::NotUncompressed)?;
        if bytes.first() != Some(&UNCOMPRESSED) {
            return Err(ChipKeyError::NotUncompressed);
        }
        PublicKey::from_sec1_bytes(&bytes).map_err(|_| ChipKeyError::NotOnCurve)?;
        Ok(Self(bytes))
    }

    /// The uncompressed point, `04 ‖ X ‖ Y`.
    #[must_use]
    pub const fn as_sec1(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The key as a COSE_Key (RFC 9053 section 7.1.1).
    #[must_use]
    pub fn to_cose(&self) -> Value {
        let [_, coordinates @ ..] = &self.0;
        let (x, y) = coordinates.split_at(32);
        let mut key = MapWriter::with_capacity(4);
        key.put(KEY_TYPE, EC2);
        key.put(CURVE, P256);
        key.put_bytes(X, x);
        key.put_bytes(Y, y);
        key.finish()
    }

    /// The key from a COSE_Key with exactly the fields of the CDDL.
    ///
    /// # Errors
    ///
    /// A field is missing, unknown, of another type or value, or the point is not on the curve.
    pub fn from_cose(key: Value) -> Result<Self, ModelError> {
        let mut key = FieldValue::new(FieldPath::of_map(MAP), key).map(MAP)?;
        key.required(KEY_TYPE)?.exactly(EC2, "2 (EC2)")?;
        key.required(CURVE)?.exactly(P256, "1 (P-256)")?;
        let x: [u8; 32] = key.required(X)?.byte_array("32 bytes")?;
        let y: [u8; 32] = key.required(Y)?.byte_array("32 bytes")?;
        key.finish()?;
        let mut point = [UNCOMPRESSED; Self::LENGTH];
        let [_, coordinates @ ..] = &mut point;
        let (left, right) = coordinates.split_at_mut(32);
        left.copy_from_slice(&x);
        right.copy_from_slice(&y);
        Self::from_sec1(&point).map_err(|_| ModelError::OutOfRange {
            field: FieldPath::of_map(MAP),
            expected: "a point on P-256",
        })
    }
}

impl fmt::Debug for ChipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChipKey(")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}
