// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Pictures of a printed code, as a camera or a scanner might give them.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};

use crate::fixed;

/// Light modules around a symbol (ISO/IEC 18004 section 9.1).
const QUIET: u32 = 4;

/// The symbol of a text, dark grey on light grey, with so many pixels for a module.
#[must_use]
pub fn picture(text: &str, pixels: u32) -> GrayImage {
    let code = fixed(QrCode::with_error_correction_level(text, EcLevel::M));
    let width = fixed(u32::try_from(code.width()));
    let colours = code.to_colors();
    let side = width.saturating_add(2 * QUIET).saturating_mul(pixels);
    GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| {
            let within = at.checked_div(pixels)?.checked_sub(QUIET)?;
            (within < width).then_some(within)
        };
        let colour = module(x).zip(module(y)).and_then(|(x, y)| {
            let place = usize::try_from(y.checked_mul(width)?.checked_add(x)?).ok()?;
            colours.get(place)
        });
        Luma([if colour == Some(&Color::Dark) {
            0x20
        } else {
            0xE0
        }])
    })
}

/// The same as a file of this format.
#[must_use]
pub fn file(text: &str, pixels: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    fixed(picture(text, pixels).write_to(&mut Cursor::new(&mut bytes), format));
    bytes
}
