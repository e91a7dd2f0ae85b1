// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! JPEG 2000 (ISO/IEC 15444-1), its bounds looked at before the decoder sees it.
//!
//! A decoder allocates what the header announces: sides, components and tiles. All three are read here
//! first, so that no header of thirty bytes takes the memory of the device.

use crate::MAX_PORTRAIT_SIDE;
use hayro_jpeg2000::{DecodeSettings, Image};
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

/// Start of a codestream: SOC and SIZ (ISO/IEC 15444-1 annex A.4.1 and A.5.1).
const START: [u8; 4] = [0xFF, 0x4F, 0xFF, 0x51];
/// Where the fields of SIZ stand, counted from [`START`].
const XSIZ: usize = 8;
const YSIZ: usize = 12;
const XTSIZ: usize = 24;
const YTSIZ: usize = 28;
const CSIZ: usize = 40;
/// Colours and transparency.
const MAX_COMPONENTS: u32 = 4;
/// A portrait is one tile; cameras make a few.
const MAX_TILES: u32 = 64;

/// The portrait, a file or a bare codestream, where it is within the bounds and not damaged: at most
/// [`MAX_PORTRAIT_SIDE`] pixels each way.
#[must_use]
pub fn jpeg2000(bytes: &[u8]) -> Option<DynamicImage> {
    if !every_header_is_within_bounds(bytes) {
        return None;
    }
    let image = Image::new(bytes, &DecodeSettings::default()).ok()?;
    let (width, height) = (image.width(), image.height());
    if width.max(height) > MAX_PORTRAIT_SIDE {
        return None;
    }
    let channels = image.color_space().num_channels() + u8::from(image.has_alpha());
    let pixels = image.decode().ok()?;
    match channels {
        1 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        2 => GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        3 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        4 => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        _ => None,
    }
}

/// Every place that looks like the start of a codestream, because nobody but the decoder knows which
/// one it takes; and there must be one.
fn every_header_is_within_bounds(bytes: &[u8]) -> bool {
    let mut seen = false;
    for place in 0..bytes.len() {
        let header = bytes.get(place..).unwrap_or_default();
        if header.starts_with(&START) {
            seen = true;
            if !is_within_bounds(header) {
                return false;
            }
        }
    }
    seen
}

fn is_within_bounds(header: &[u8]) -> bool {
    let word = |at: usize| {
        let bytes = header.get(at..at.saturating_add(4))?;
        bytes.try_into().ok().map(u32::from_be_bytes)
    };
    let components = header
        .get(CSIZ..CSIZ + 2)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u16::from_be_bytes);
    let (Some(width), Some(height), Some(across), Some(down), Some(components)) =
        (word(XSIZ), word(YSIZ), word(XTSIZ), word(YTSIZ), components)
    else {
        return false;
    };
    let tiles = |side: u32, tile: u32| {
        if tile == 0 {
            u32::MAX
        } else {
            side.div_ceil(tile)
        }
    };
    width <= MAX_PORTRAIT_SIDE
        && height <= MAX_PORTRAIT_SIDE
        && u32::from(components) <= MAX_COMPONENTS
        && tiles(width, across).saturating_mul(tiles(height, down)) <= MAX_TILES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contained;

    /// A drawn face of 120 x 160 pixels.
    const PORTRAIT: &[u8] = include_bytes!("portrait.jp2");

    fn siz() -> usize {
        PORTRAIT
            .windows(START.len())
            .position(|part| part == START)
            .unwrap()
    }

    fn with(at: usize, value: &[u8]) -> Vec<u8> {
        let mut bytes = PORTRAIT.to_vec();
        let place = siz() + at;
        bytes[place..place + value.len()].copy_from_slice(value);
        bytes
    }

    #[test]
    fn a_portrait_is_decoded_as_a_file_and_as_a_bare_codestream() {
        for bytes in [PORTRAIT, &PORTRAIT[siz()..]] {
            let picture = jpeg2000(bytes).unwrap();
            assert_eq!((picture.width(), picture.height()), (120, 160));
            // A face is no plain surface.
            let grey = picture.to_luma8();
            let (darkest, lightest) = grey.pixels().fold((255, 0), |(low, high), pixel| {
                (pixel.0[0].min(low), pixel.0[0].max(high))
            });
            assert!(lightest - darkest > 60, "{darkest} to {lightest}");
        }
    }

    #[test]
    fn headers_that_ask_for_too_much_are_never_given_to_the_decoder() {
        for (at, value) in [
            (XSIZ, &[0, 0, 0x04, 0x27][..]), // 1063 pixels
            (YSIZ, &[0xFF; 4]),
            (XTSIZ, &[0, 0, 0, 1]),
            (XTSIZ, &[0; 4]),
            (YTSIZ, &[0, 0, 0, 1]),
            (CSIZ, &[0, 5]),
            (CSIZ, &[0x40, 0]),
        ] {
            let bytes = with(at, value);
            assert!(!every_header_is_within_bounds(&bytes), "{at} {value:?}");
            assert!(jpeg2000(&bytes).is_none());
        }
        // A decoy in front of the real header, and one behind it.
        let huge = with(XSIZ, &[0xFF; 4]);
        let decoy = [&PORTRAIT[siz()..], &huge].concat();
        assert!(jpeg2000(&decoy).is_none());
        assert!(jpeg2000(&[&huge[siz()..], PORTRAIT].concat()).is_none());
        assert!(jpeg2000(b"").is_none() && jpeg2000(&START).is_none());
    }

    #[test]
    fn truncations_and_changed_bytes_end_in_a_picture_or_in_none() {
        let mut pictures = 0;
        for place in (0..PORTRAIT.len()).step_by(5) {
            let mut changed = PORTRAIT.to_vec();
            changed[place] ^= 0xA5;
            for bytes in [&PORTRAIT[..place], &changed] {
                if let Some(Some(picture)) = contained(|| jpeg2000(bytes)) {
                    assert!(
                        picture.width() <= MAX_PORTRAIT_SIDE
                            && picture.height() <= MAX_PORTRAIT_SIDE
                    );
                    pictures += 1;
                }
            }
        }
        assert!(pictures > 0);
    }
}
