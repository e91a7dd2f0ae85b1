// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The portrait of an application: checked, or made to fit a card.
//!
//! | what | limit |
//! |---|---|
//! | format | JPEG or PNG in, JPEG on the card |
//! | shape | width to height 0.70 to 0.85; a passport picture of 35 x 45 mm has 0.78 |
//! | size given | 240 x 320 up to 8,000 pixels a side and 12 MB |
//! | size on the card | 240 x 320 to 413 x 531 pixels |
//! | bytes on the card | [`BUDGET`] where a picture has to be made anew, 32,000 at most |
//!
//! A picture that fits is kept byte for byte. Another one is brought into 413 x 531 pixels and coded
//! with falling quality, [`QUALITIES`]; when the lowest is still too long, with fewer pixels, never
//! below 240 x 320. Nothing is cropped: what an officer compares is for a person to choose.

use std::io::Cursor;
use std::ops::RangeInclusive;

use epatent_core::group::MAX_IMAGE_LENGTH;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

/// Widths in pixels, ICAO style portraits.
pub const WIDTH: RangeInclusive<u32> = 240..=413;
/// Heights in pixels.
pub const HEIGHT: RangeInclusive<u32> = 320..=531;
/// Bytes that a picture made anew may have: it is read in 1.5 seconds at 424 kbit/s.
pub const BUDGET: usize = 20_000;
/// The longest file that is taken in, in bytes.
pub const MAX_GIVEN: usize = 12_000_000;
/// JPEG qualities that are tried, the best first. Below the last a face loses its features.
pub const QUALITIES: [u8; 7] = [90, 85, 80, 75, 70, 65, 60];

/// Most pixels a side of a picture that is taken in.
const MAX_SIDE: u32 = 8_000;
/// Most bytes that unpacking may take.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// Width to height in thousandths.
const SHAPE: RangeInclusive<u64> = 700..=850;
/// Share of the pixels each way that the next smaller size keeps, in percent.
const STEP: u32 = 88;
/// The last bytes of a JPEG, ISO/IEC 10918-1 B.1.1.3.
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Why a portrait cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhotoProblem {
    /// Another format where only JPEG goes.
    #[error("not a JPEG picture")]
    NotJpeg,
    /// Another format.
    #[error("neither a JPEG nor a PNG picture")]
    NotPicture,
    /// Too long for any portrait.
    #[error("{bytes} bytes; at most {MAX_GIVEN} are taken")]
    TooLong {
        /// Length in bytes.
        bytes: usize,
    },
    /// A picture that no card carries as it is.
    #[error("{width} x {height} pixels; needed are {} to {} x {} to {}", WIDTH.start(), WIDTH.end(), HEIGHT.start(), HEIGHT.end())]
    Dimensions {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Too few pixels to show a face, or more than any camera's.
    #[error("{width} x {height} pixels; needed are at least {} x {}, at most {MAX_SIDE} a side", WIDTH.start(), HEIGHT.start())]
    Resolution {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Not the shape of a passport picture: it would have to be cropped, and a person has to do that.
    #[error(
        "{width} x {height} pixels is not the shape of a passport picture (3:4); crop it to the face and shoulders"
    )]
    NotPortrait {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Longer than the budget at the lowest quality and the smallest size.
    #[error(
        "more than {budget} bytes at the lowest quality and the smallest size; the background is not plain"
    )]
    TooDetailed {
        /// Bytes that the portrait may have on the card.
        budget: usize,
    },
    /// The end is missing.
    #[error("damaged picture: cut off before its end")]
    CutOff,
    /// The decoder gave up.
    #[error("damaged picture: {0}")]
    Damaged(String),
}

impl PhotoProblem {
    /// The stable code; its words are `problem-` and the code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJpeg => "photo-not-jpeg",
            Self::NotPicture => "photo-not-picture",
            Self::TooLong { .. } => "photo-too-long",
            Self::Dimensions { .. } => "photo-dimensions",
            Self::Resolution { .. } => "photo-resolution",
            Self::NotPortrait { .. } => "photo-not-portrait",
            Self::TooDetailed { .. } => "photo-too-detailed",
            Self::CutOff => "photo-cut-off",
            Self::Damaged(_) => "photo-damaged",
        }
    }

    /// Names and values for the words. What a decoder says is not among them: it speaks English only.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { .. } => vec![("limit", MAX_GIVEN.to_string())],
            Self::Dimensions { width, height } => vec![
                ("width", width.to_string()),
                ("height", height.to_string()),
                ("widths", format!("{}-{}", WIDTH.start(), WIDTH.end())),
                ("heights", format!("{}-{}", HEIGHT.start(), HEIGHT.end())),
            ],
            Self::Resolution { width, height } => vec![
                ("width", width.to_string()),
                ("height", height.to_string()),
                ("least-width", WIDTH.start().to_string()),
                ("least-height", HEIGHT.start().to_string()),
                ("most", MAX_SIDE.to_string()),
            ],
            Self::NotPortrait { width, height } => {
                vec![("width", width.to_string()), ("height", height.to_string())]
            }
            Self::TooDetailed { budget } => vec![("budget", budget.to_string())],
            Self::NotJpeg | Self::NotPicture | Self::CutOff | Self::Damaged(_) => Vec::new(),
        }
    }
}

/// A portrait as a card carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct Fitted {
    /// The JPEG as the card carries it.
    pub image: Vec<u8>,
    /// How it was made anew, or `None` where it is as it was given.
    pub recoded: Option<Recoded>,
}

/// How a picture was made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recoded {
    /// JPEG quality, one of [`QUALITIES`].
    pub quality: u8,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Checks that a card can carry a picture as it is, and decodes it once, so that no card carries one
/// that cannot be shown.
///
/// # Errors
///
/// [`PhotoProblem::NotJpeg`], [`PhotoProblem::Dimensions`] outside [`WIDTH`] and [`HEIGHT`], and what the
/// decoder says.
pub fn check(image: &[u8]) -> Result<(), PhotoProblem> {
    if image::guess_format(image).ok() != Some(ImageFormat::Jpeg) {
        return Err(PhotoProblem::NotJpeg);
    }
    // Dimensions come from the header, so that a huge picture is refused before it is unpacked.
    let (width, height) = dimensions(image, ImageFormat::Jpeg)?;
    if !WIDTH.contains(&width) || !HEIGHT.contains(&height) {
        return Err(PhotoProblem::Dimensions { width, height });
    }
    decode(image, ImageFormat::Jpeg).map(|_| ())
}

/// Makes a picture fit a card within [`BUDGET`]; see the table above.
///
/// # Errors
///
/// As [`fit_within`].
pub fn fit(given: &[u8]) -> Result<Fitted, PhotoProblem> {
    fit_within(given, BUDGET)
}

/// [`fit`] with another budget, 1 to 32,000 bytes.
///
/// # Errors
///
/// The [`PhotoProblem`] that a person has to mend: another format than JPEG and PNG, damage, a file beyond
/// [`MAX_GIVEN`], too few pixels or too many, a shape that would have to be cropped, or more detail than the
/// budget holds at the lowest quality.
pub fn fit_within(given: &[u8], budget: usize) -> Result<Fitted, PhotoProblem> {
    if given.len() > MAX_GIVEN {
        let bytes = given.len();
        return Err(PhotoProblem::TooLong { bytes });
    }
    let format = match image::guess_format(given) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png)) => format,
        _ => return Err(PhotoProblem::NotPicture),
    };
    let (width, height) = dimensions(given, format)?;
    demand_portrait(width, height)?;
    let picture = decode(given, format)?;
    let as_it_is = format == ImageFormat::Jpeg
        && given.len() <= budget.min(MAX_IMAGE_LENGTH)
        && WIDTH.contains(&width)
        && HEIGHT.contains(&height);
    if as_it_is {
        return Ok(Fitted {
            image: given.to_vec(),
            recoded: None,
        });
    }
    shrink(&picture, budget.min(MAX_IMAGE_LENGTH))
}

fn demand_portrait(width: u32, height: u32) -> Result<(), PhotoProblem> {
    let enough = width >= *WIDTH.start() && height >= *HEIGHT.start();
    if !enough || width.max(height) > MAX_SIDE {
        return Err(PhotoProblem::Resolution { width, height });
    }
    let shape = u64::from(width) * 1_000 / u64::from(height.max(1));
    if SHAPE.contains(&shape) {
        Ok(())
    } else {
        Err(PhotoProblem::NotPortrait { width, height })
    }
}

fn shrink(picture: &DynamicImage, budget: usize) -> Result<Fitted, PhotoProblem> {
    let mut box_width = *WIDTH.end();
    let mut box_height = *HEIGHT.end();
    loop {
        // `resize` also enlarges; a picture with too few pixels was refused before.
        let larger = picture.width() > box_width || picture.height() > box_height;
        let smaller = if larger {
            picture.resize(box_width, box_height, FilterType::Lanczos3)
        } else {
            picture.clone()
        };
        let (width, height) = (smaller.width(), smaller.height());
        if !WIDTH.contains(&width) || !HEIGHT.contains(&height) {
            return Err(PhotoProblem::TooDetailed { budget });
        }
        let pixels = smaller.to_rgb8();
        for quality in QUALITIES {
            let mut image = Vec::with_capacity(budget);
            JpegEncoder::new_with_quality(&mut image, quality)
                .encode_image(&pixels)
                .map_err(damaged)?;
            if image.len() <= budget {
                let recoded = Some(Recoded {
                    quality,
                    width,
                    height,
                });
                return Ok(Fitted { image, recoded });
            }
        }
        box_width = width * STEP / 100;
        box_height = height * STEP / 100;
    }
}

fn dimensions(image: &[u8], format: ImageFormat) -> Result<(u32, u32), PhotoProblem> {
    ImageReader::with_format(Cursor::new(image), format)
        .into_dimensions()
        .map_err(damaged)
}

fn decode(image: &[u8], format: ImageFormat) -> Result<DynamicImage, PhotoProblem> {
    // The decoder fills what was cut off with grey, and a card would carry half a face.
    if format == ImageFormat::Jpeg && !image.ends_with(&END_OF_IMAGE) {
        return Err(PhotoProblem::CutOff);
    }
    let mut reader = ImageReader::with_format(Cursor::new(image), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_UNPACKED);
    reader.limits(limits);
    reader.decode().map_err(damaged)
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn damaged(error: image::ImageError) -> PhotoProblem {
    PhotoProblem::Damaged(error.to_string())
}

#[cfg(test)]
mod tests;
