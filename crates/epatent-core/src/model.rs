// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reading and writing of CBOR maps with integer keys, and the errors that this gives.
//!
//! Every map of the data model is closed: a field that the model does not name is refused with its
//! number, so that nothing on a card can be read by one program and overlooked by another.

mod error;
mod reader;
mod writer;

#[cfg(test)]
mod tests;

pub use error::{FieldPath, ModelError, ValueError};
pub(crate) use reader::{FieldValue, MapReader, NORMAL_FORM, invalid};
pub(crate) use writer::MapWriter;

/// One field of a map of the data model: where it stands, its key and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    /// Name of the map, for error messages.
    map: &'static str,
    /// CBOR map key.
    key: i64,
    /// Name of the field within the map.
    name: &'static str,
}

impl Field {
    /// A field with the key `key` of the map named `map`.
    pub(crate) const fn new(map: &'static str, key: i64, name: &'static str) -> Self {
        Self { map, key, name }
    }

    /// The path that an error names.
    pub(crate) const fn path(self) -> FieldPath {
        FieldPath::of_field(self.map, self.key, self.name)
    }
}

/// Byte strings of a fixed length that are only compared, stored and printed.
macro_rules! byte_string {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Length in bytes.
            pub const LENGTH: usize = $length;

            /// The value of exactly these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl From<[u8; $length]> for $name {
            fn from(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        /// Lower-case hexadecimal.
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}
pub(crate) use byte_string;
