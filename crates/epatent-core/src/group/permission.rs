// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec::Vec;

use super::{GroupContent, GroupNumber};
use crate::cbor::Value;
use crate::model::{Field, MapReader, MapWriter, ModelError};
use crate::{Region, Text};

/// Most professions that a patent can name.
pub const MAX_PROFESSIONS: usize = 16;

const REGION: Field = Field::new("permission", 1, "region");
const TERRITORY: Field = Field::new("permission", 2, "territory");
const PROFESSIONS: Field = Field::new("permission", 3, "professions");

/// Data group 4: where and as what the holder may work.
///
/// ```cddl
/// permission-group = group<4, permission>
/// permission = {
///   1: region,
///   ? 2: card-text,          ; territory, where narrower than the region
///   ? 3: [1*16 card-text],   ; professions; absent: not restricted
/// }
/// ```
///
/// `[applet-spec card-profile §2]`, file `0104`
#[derive(Clone, PartialEq, Eq)]
pub struct Permission {
    /// The region that the patent is valid in.
    pub region: Region,
    /// The part of the region, where the patent is not valid in all of it.
    pub territory: Option<Text>,
    /// The professions named, at most [`MAX_PROFESSIONS`]; empty: not restricted.
    pub professions: Vec<Text>,
}

/// Where, and how many professions; not which.
impl core::fmt::Debug for Permission {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Permission")
            .field("region", &self.region)
            .field("professions", &self.professions.len())
            .finish_non_exhaustive()
    }
}

impl GroupContent for Permission {
    const NUMBER: GroupNumber = GroupNumber::PERMISSION;

    fn encode_fields(&self) -> Result<Value, ModelError> {
        if self.professions.len() > MAX_PROFESSIONS {
            return Err(ModelError::OutOfRange {
                field: PROFESSIONS.path(),
                expected: "at most 16 professions",
            });
        }
        let mut fields = MapWriter::with_capacity(3);
        fields.put(REGION, self.region.as_str());
        fields.put_text(TERRITORY, self.territory.as_ref());
        fields.put_texts(PROFESSIONS, &self.professions);
        Ok(fields.finish())
    }

    fn decode_fields(fields: Value) -> Result<Self, ModelError> {
        let mut fields = MapReader::new("permission", fields)?;
        let permission = Self {
            region: fields.required(REGION)?.region()?,
            territory: fields.optional_text(TERRITORY)?,
            professions: match fields.optional(PROFESSIONS)? {
                Some(value) => value.texts(MAX_PROFESSIONS, "1 to 16 professions")?,
                None => Vec::new(),
            },
        };
        fields.finish()?;
        Ok(permission)
    }
}
