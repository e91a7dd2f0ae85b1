// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Data groups: the files of a card that hold what is known about a patent and its holder.
//!
//! ```cddl
//! ; MUST be at most 32767 bytes: READ BINARY addresses 15 bits.
//! group<n, content> = { 0: n, 1: salt, 2: content }
//! salt = bytes .size 16      ; random, new for every group of every card
//! ```
//!
//! The salt keeps the digest of a group from being guessed out of a report. The number inside the
//! group keeps a genuine group from being shown in the place of another.

mod holder;
mod number;
mod patent;
mod permission;
mod portrait;
mod remarks;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use crate::cbor::{self, Value};
use crate::model::{Field, MapReader, MapWriter, ModelError, byte_string};

pub use holder::{Holder, IdentityDocument};
pub use number::GroupNumber;
pub use patent::Patent;
pub(crate) use patent::patent_number;
pub use permission::{MAX_PROFESSIONS, Permission};
pub use portrait::{ImageFormat, MAX_IMAGE_LENGTH, Portrait};
pub use remarks::{MAX_REMARKS, Remarks};

/// Longest file of a card in bytes: READ BINARY addresses 15 bits (`card-profile.md` section 2).
pub const MAX_FILE_LENGTH: usize = 0x7FFF;

const NUMBER: Field = Field::new("data group", 0, "number");
const SALT: Field = Field::new("data group", 1, "salt");
const FIELDS: Field = Field::new("data group", 2, "fields");

byte_string! {
    /// Random bytes that make the digest of a data group unguessable; new for every group of every
    /// card.
    Salt, 16
}

/// The content of one kind of data group.
pub trait GroupContent: Sized {
    /// The number of the group, which is in the group itself and names its file.
    const NUMBER: GroupNumber;

    /// The fields of the group as a CBOR map.
    ///
    /// # Errors
    ///
    /// The value breaks a bound of the data model.
    fn encode_fields(&self) -> Result<Value, ModelError>;

    /// Reads the fields of the group, all of them and no others.
    ///
    /// # Errors
    ///
    /// A field is missing, unknown, of another type or out of bounds.
    fn decode_fields(fields: Value) -> Result<Self, ModelError>;
}

/// The bytes of a data group, as they stand on a card and as their digest is made.
///
/// # Errors
///
/// The content breaks a bound of the data model or the group is longer than [`MAX_FILE_LENGTH`].
pub fn encode<G: GroupContent>(content: &G, salt: &Salt) -> Result<Vec<u8>, ModelError> {
    let mut group = MapWriter::with_capacity(3);
    group.put(NUMBER, G::NUMBER.get());
    group.put_bytes(SALT, salt.as_bytes());
    group.put(FIELDS, content.encode_fields()?);
    let bytes = cbor::encode(&group.finish())?;
    demand_file_length(&bytes)?;
    Ok(bytes)
}

/// Reads a data group.
///
/// What it says is worth nothing until its digest is in an authentic security object.
///
/// # Errors
///
/// The bytes are not deterministic CBOR, are another group, or break the data model; the error
/// names the field.
pub fn decode<G: GroupContent>(bytes: &[u8]) -> Result<(Salt, G), ModelError> {
    demand_file_length(bytes)?;
    let mut group = MapReader::new("data group", cbor::decode(bytes)?)?;
    let number = group.required(NUMBER)?.unsigned()?;
    if number != u64::from(G::NUMBER.get()) {
        return Err(ModelError::WrongGroup {
            expected: G::NUMBER,
            actual: number,
        });
    }
    let salt = group.required(SALT)?.byte_array("16 bytes")?;
    let fields = group.required(FIELDS)?.into_value();
    group.finish()?;
    Ok((Salt::from_bytes(salt), G::decode_fields(fields)?))
}

fn demand_file_length(bytes: &[u8]) -> Result<(), ModelError> {
    if bytes.len() > MAX_FILE_LENGTH {
        return Err(ModelError::TooLong {
            document: "data group",
            actual: bytes.len(),
            limit: MAX_FILE_LENGTH,
        });
    }
    Ok(())
}
