// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec::Vec;

use super::{GroupContent, GroupNumber};
use crate::Text;
use crate::cbor::Value;
use crate::model::{Field, MapReader, MapWriter, ModelError};
use crate::object::CardId;

/// Most remarks that a card can carry.
pub const MAX_REMARKS: usize = 16;

const REPLACEMENT_INDEX: Field = Field::new("remarks", 1, "replacement-index");
const REPLACES: Field = Field::new("remarks", 2, "replaces");
const REMARKS: Field = Field::new("remarks", 3, "remarks");

/// Data group 5: the card among the cards of its patent, and remarks.
///
/// ```cddl
/// remarks-group = group<5, remarks>
/// remarks = {
///   1: replacement-index,
///   ? 2: card-id,            ; of the card that this one replaces
///   ? 3: [1*16 card-text],   ; remarks
/// }
/// ```
///
/// `[applet-spec card-profile §2]`, file `0105`
#[derive(Clone, PartialEq, Eq)]
pub struct Remarks {
    /// 0 for the first card of a patent, one more for each that replaces it, up to 255.
    pub replacement_index: u8,
    /// The card that this one replaces.
    pub replaces: Option<CardId>,
    /// Remarks as printed, 0 to [`MAX_REMARKS`].
    pub remarks: Vec<Text>,
}

/// Which replacement, and how many remarks; not what they say.
impl core::fmt::Debug for Remarks {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Remarks")
            .field("replacement_index", &self.replacement_index)
            .field("remarks", &self.remarks.len())
            .finish_non_exhaustive()
    }
}

impl GroupContent for Remarks {
    const NUMBER: GroupNumber = GroupNumber::REMARKS;

    fn encode_fields(&self) -> Result<Value, ModelError> {
        if self.remarks.len() > MAX_REMARKS {
            return Err(ModelError::OutOfRange {
                field: REMARKS.path(),
                expected: "at most 16 remarks",
            });
        }
        let mut fields = MapWriter::with_capacity(3);
        fields.put(REPLACEMENT_INDEX, self.replacement_index);
        if let Some(card) = &self.replaces {
            fields.put_bytes(REPLACES, card.as_bytes());
        }
        fields.put_texts(REMARKS, &self.remarks);
        Ok(fields.finish())
    }

    fn decode_fields(fields: Value) -> Result<Self, ModelError> {
        let mut fields = MapReader::new("remarks", fields)?;
        let remarks = Self {
            replacement_index: fields.required(REPLACEMENT_INDEX)?.byte()?,
            replaces: match fields.optional(REPLACES)? {
                Some(value) => Some(CardId::from_bytes(value.byte_array("16 bytes")?)),
                None => None,
            },
            remarks: match fields.optional(REMARKS)? {
                Some(value) => value.texts(MAX_REMARKS, "1 to 16 remarks")?,
                None => Vec::new(),
            },
        };
        fields.finish()?;
        Ok(remarks)
    }
}
