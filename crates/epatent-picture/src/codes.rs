// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! QR codes (ISO/IEC 18004) in a photo or a scan.

use image::{GrayImage, ImageReader, Limits};
use std::io::Cursor;

/// The largest picture in pixels, each way.
const MAX_SIDE: u32 = 12_000;
/// The most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// Sides beyond this are made smaller first: a code that fills a card needs no more pixels.
const WORKING_SIDE: u32 = 2_000;
/// Codes in one picture that are read.
pub const MAX_CODES: usize = 16;

/// The texts of the codes in a picture (JPEG or PNG), at most [`MAX_CODES`]; `None` where it is no picture
/// that can be decoded.
#[must_use]
pub fn codes(bytes: &[u8]) -> Option<Vec<String>> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let small = if picture.width().max(picture.height()) > WORKING_SIDE {
        picture.thumbnail(WORKING_SIDE, WORKING_SIDE)
    } else {
        picture
    };
    Some(read(&small.to_luma8()))
}

fn read(picture: &GrayImage) -> Vec<String> {
    let width = usize::try_from(picture.width()).unwrap_or_default();
    let height = usize::try_from(picture.height()).unwrap_or_default();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let at = (u32::try_from(x), u32::try_from(y));
        match at {
            (Ok(x), Ok(y)) => picture
                .get_pixel_checked(x, y)
                .map_or(u8::MAX, |pixel| pixel.0[0]),
            _ => u8::MAX,
        }
    });
    prepared
        .detect_grids()
        .into_iter()
        .take(MAX_CODES)
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_testkit::symbol;
    use image::ImageFormat;

    #[test]
    fn the_text_of_a_code_in_a_picture_is_read() {
        let text = "EPC1:BB8 SOME TEXT";
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let picture = symbol::file(text, 4, format);
            assert_eq!(codes(&picture), Some(vec![text.to_owned()]));
        }
    }

    #[test]
    fn bytes_that_are_no_picture_give_none() {
        for bytes in [
            &b"\x89PNG\r\n\x1A\n"[..],
            b"\xFF\xD8\xFF",
            b"GIF89a",
            b"\0\0",
        ] {
            assert!(codes(bytes).is_none());
        }
    }
}
