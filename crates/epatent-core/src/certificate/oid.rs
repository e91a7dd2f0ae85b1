// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use core::fmt;

use der::asn1::AnyRef;
use der::{DecodeValue, EncodeValue, FixedTag, Header, Length, Reader, Tag, Writer};

/// Longest content of an object identifier in bytes.
pub const MAX_OID_LENGTH: usize = 39;

/// High bit of a byte: the arc goes on in the next one.
const MORE: u8 = 0x80;

/// An object identifier by its DER content (X.690 section 8.19).
///
/// The identifiers of this system stand under 2.999, the arc for examples, and office authorities use
/// others that the general-purpose type cannot hold: it ends at a second arc of 39 and at arcs of 32
/// bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Oid {
    length: u8,
    content: [u8; MAX_OID_LENGTH],
}

impl Oid {
    /// An identifier of this crate, whose content is at most [`MAX_OID_LENGTH`] bytes long.
    #[allow(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        reason = "evaluated at compile time over the constants of this crate"
    )]
    pub(crate) const fn from_static(content: &'static [u8]) -> Self {
        let mut oid = Self {
            length: content.len() as u8,
            content: [0; MAX_OID_LENGTH],
        };
        let mut index = 0;
        while index < content.len() {
            oid.content[index] = content[index];
            index += 1;
        }
        oid
    }

    /// The content of the DER encoding, without tag and length.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.content
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }

    /// The identifier with this DER content; `None` when it is empty, longer than [`MAX_OID_LENGTH`],
    /// ends within an arc or has an arc that is not in its shortest form.
    #[must_use]
    pub fn from_content(bytes: &[u8]) -> Option<Self> {
        let mut content = [0; MAX_OID_LENGTH];
        content.get_mut(..bytes.len())?.copy_from_slice(bytes);
        let mut within_arc = false;
        for &byte in bytes {
            if !within_arc && byte == MORE {
                return None;
            }
            within_arc = byte & MORE != 0;
        }
        if bytes.is_empty() || within_arc {
            return None;
        }
        let length = u8::try_from(bytes.len()).ok()?;
        Some(Self { length, content })
    }
}

/// Dotted decimal: `2.999.643.2.1`; hexadecimal content when an arc is beyond 128 bits.
impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        let mut arc = 0_u128;
        for &byte in self.content() {
            let Some(shifted) = arc.checked_mul(128) else {
                return self
                    .content()
                    .iter()
                    .try_for_each(|byte| write!(f, "{byte:02x}"));
            };
            arc = shifted | u128::from(byte & !MORE);
            if byte & MORE != 0 {
                continue;
            }
            if first {
                let root = (arc / 40).min(2);
                write!(f, "{root}.{}", arc - root * 40)?;
                first = false;
            } else {
                write!(f, ".{arc}")?;
            }
            arc = 0;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

impl FixedTag for Oid {
    const TAG: Tag = Tag::ObjectIdentifier;
}

impl<'a> DecodeValue<'a> for Oid {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        let value = AnyRef::decode_value(reader, header)?;
        Self::from_content(value.value()).ok_or_else(|| Tag::ObjectIdentifier.value_error().into())
    }
}

impl EncodeValue for Oid {
    fn value_len(&self) -> der::Result<Length> {
        Ok(Length::from(self.length))
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(self.content())
    }
}
