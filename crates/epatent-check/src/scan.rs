// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The text of a printed code: typed, in a text file, or in a picture.

use crate::contained::contained;
use epatent_cli::{Console, Failure, FileTrouble, files};
use epatent_core::printed_code::PREFIX;
use image::{GrayImage, ImageReader, Limits};
use std::io::Cursor;
use std::path::Path;

/// The longest file that is looked at, in bytes: the photo of a telephone.
const MAX_FILE: u64 = 32 * 1024 * 1024;
/// The largest picture in pixels, each way.
const MAX_SIDE: u32 = 12_000;
/// The most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// Sides beyond this are made smaller first: a code that fills a card needs no more pixels.
const WORKING_SIDE: u32 = 2_000;
/// Codes in one picture that are read.
const MAX_CODES: usize = 16;

/// The text of the code that an argument gives: the text itself, or a file with it.
///
/// A picture with several codes gives ours, and the first of them where none is ours: it is for the
/// check to say that it is another kind of code.
pub(crate) fn code(argument: &str, console: &Console) -> Result<String, Failure> {
    if argument.starts_with(PREFIX) {
        return Ok(argument.to_owned());
    }
    let path = Path::new(argument);
    let bytes = files::read_bounded(&console.words, path, MAX_FILE)?;
    if let Some(text) = text(&bytes) {
        return Ok(text);
    }
    let codes = picture(&bytes).ok_or_else(|| {
        let reason = console.words.text("reason-no-picture");
        FileTrouble::Unusable { reason: &reason }.failure(&console.words, path)
    })?;
    let ours = codes.iter().find(|code| code.starts_with(PREFIX));
    ours.or_else(|| codes.first()).cloned().ok_or_else(|| {
        let reason = console.words.text("reason-no-code");
        FileTrouble::Unusable { reason: &reason }.failure(&console.words, path)
    })
}

/// The text of a file that is one, as scanners and mail programs write it: a line end behind.
fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let line = text.trim_end_matches(['\r', '\n']);
    let printable = !line.is_empty() && !line.contains(char::is_control);
    printable.then(|| line.to_owned())
}

/// The codes in a picture; `None` where it is no picture that can be decoded.
fn picture(bytes: &[u8]) -> Option<Vec<String>> {
    contained(|| {
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
    })
    .flatten()
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

    #[test]
    fn a_text_is_one_line_with_or_without_its_end() {
        assert_eq!(text(b"EPC1:BB8\r\n").as_deref(), Some("EPC1:BB8"));
        assert_eq!(text(b"EPC1:BB8").as_deref(), Some("EPC1:BB8"));
        for other in [&b""[..], b"\n", b"a\nb", b"\x89PNG\r\n", b"\xFF\xD8"] {
            assert_eq!(text(other), None, "{other:?}");
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
            assert!(picture(bytes).is_none());
        }
    }
}
