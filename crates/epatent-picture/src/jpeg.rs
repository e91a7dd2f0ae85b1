// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! JPEG (ISO/IEC 10918-1) within bounds.

use crate::MAX_PORTRAIT_SIDE;
use image::{DynamicImage, ImageReader, Limits};
use std::io::Cursor;

/// The most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 16 * 1024 * 1024;

/// The portrait, where it is within the bounds and not damaged: at most [`MAX_PORTRAIT_SIDE`] pixels each
/// way.
#[must_use]
pub fn jpeg(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), image::ImageFormat::Jpeg);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_PORTRAIT_SIDE);
    limits.max_image_height = Some(MAX_PORTRAIT_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    reader.decode().ok()
}
