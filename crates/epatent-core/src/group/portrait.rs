// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec::Vec;

use super::{GroupContent, GroupNumber};
use crate::cbor::Value;
use crate::model::{Field, MapReader, MapWriter, ModelError};

/// Longest image in bytes; leaves room for the rest of the group in a file of 32767 bytes.
pub const MAX_IMAGE_LENGTH: usize = 32_000;

const FORMAT: Field = Field::new("portrait", 1, "format");
const IMAGE: Field = Field::new("portrait", 2, "image");

/// How an image is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageFormat {
    /// JPEG, ISO/IEC 10918-1.
    Jpeg,
    /// JPEG 2000, ISO/IEC 15444-1.
    Jpeg2000,
}

impl ImageFormat {
    /// The code in the data group: 1 or 2.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Jpeg => 1,
            Self::Jpeg2000 => 2,
        }
    }
}

/// Data group 2: the photograph of the holder.
///
/// ```cddl
/// portrait-group = group<2, portrait>
/// portrait = { 1: image-format, 2: image }
/// image-format = 1 / 2       ; JPEG (ISO/IEC 10918-1), JPEG 2000 (ISO/IEC 15444-1)
/// image = bytes .size (1..32000)
/// ```
///
/// The image is opaque here: only a program that shows it decodes it, and only when authentic.
///
/// `[applet-spec card-profile §2]`, file `0102`
#[derive(Clone, PartialEq, Eq)]
pub struct Portrait {
    /// How `image` is coded.
    pub format: ImageFormat,
    /// The coded image, 1 to [`MAX_IMAGE_LENGTH`] bytes.
    pub image: Vec<u8>,
}

/// The length stands for the image.
impl core::fmt::Debug for Portrait {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Portrait")
            .field("format", &self.format)
            .field("bytes", &self.image.len())
            .finish()
    }
}

fn demand_image_length(image: &[u8]) -> Result<(), ModelError> {
    if image.is_empty() || image.len() > MAX_IMAGE_LENGTH {
        return Err(ModelError::OutOfRange {
            field: IMAGE.path(),
            expected: "1 to 32000 bytes",
        });
    }
    Ok(())
}

impl GroupContent for Portrait {
    const NUMBER: GroupNumber = GroupNumber::PORTRAIT;

    fn encode_fields(&self) -> Result<Value, ModelError> {
        demand_image_length(&self.image)?;
        let mut fields = MapWriter::with_capacity(2);
        fields.put(FORMAT, self.format.code());
        fields.put_bytes(IMAGE, &self.image);
        Ok(fields.finish())
    }

    fn decode_fields(fields: Value) -> Result<Self, ModelError> {
        let mut fields = MapReader::new("portrait", fields)?;
        let format = match fields.required(FORMAT)?.unsigned()? {
            1 => ImageFormat::Jpeg,
            2 => ImageFormat::Jpeg2000,
            _ => {
                return Err(ModelError::OutOfRange {
                    field: FORMAT.path(),
                    expected: "1 (JPEG) or 2 (JPEG 2000)",
                });
            }
        };
        let image = fields.required(IMAGE)?.bytes()?;
        fields.finish()?;
        demand_image_length(&image)?;
        Ok(Self { format, image })
    }
}
