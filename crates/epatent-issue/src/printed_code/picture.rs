// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A QR code as pictures.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Light modules around a symbol (ISO/IEC 18004 section 9.1).
const QUIET_ZONE: usize = 4;
/// Pixels of a module in the PNG, each way: 600 dots an inch print a module of a third of a millimetre.
const PIXELS: usize = 8;

/// A QR code of level M, which reads with 15 in 100 of its area damaged.
pub(crate) struct Symbol(QrCode);

impl Symbol {
    /// The smallest symbol for a text.
    ///
    /// # Errors
    /// A text that no symbol holds, which no code of ours is.
    pub(crate) fn of(text: &str) -> Result<Self, String> {
        QrCode::with_error_correction_level(text, EcLevel::M)
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Modules each way, without the quiet zone.
    pub(crate) fn side(&self) -> usize {
        self.0.width()
    }

    /// Rows of modules with the quiet zone, dark ones `true`.
    pub(crate) fn rows(&self) -> Vec<Vec<bool>> {
        let side = self.side();
        let colours = self.0.to_colors();
        let width = side.saturating_add(2 * QUIET_ZONE);
        let light = || vec![false; width];
        let rows = colours.chunks(side.max(1)).map(|row| {
            let mut modules = light();
            for (place, colour) in modules.iter_mut().skip(QUIET_ZONE).zip(row) {
                *place = *colour == Color::Dark;
            }
            modules
        });
        let quiet = || std::iter::repeat_with(light).take(QUIET_ZONE);
        quiet().chain(rows).chain(quiet()).collect()
    }

    /// A PNG with a byte for each grey pixel.
    pub(crate) fn png(&self) -> Result<Vec<u8>, String> {
        let rows = self.rows();
        let mut pixels = Vec::new();
        for row in &rows {
            let line: Vec<u8> = row
                .iter()
                .flat_map(|dark| [if *dark { 0x00 } else { 0xFF }; PIXELS])
                .collect();
            for _ in 0..PIXELS {
                pixels.extend_from_slice(&line);
            }
        }
        let side = u32::try_from(rows.len().saturating_mul(PIXELS)).map_err(|e| e.to_string())?;
        let mut png = Vec::new();
        PngEncoder::new(&mut png)
            .write_image(&pixels, side, side, ExtendedColorType::L8)
            .map_err(|error| error.to_string())?;
        Ok(png)
    }

    /// An SVG, a unit for each module, in one path.
    pub(crate) fn svg(&self) -> String {
        let rows = self.rows();
        let side = rows.len();
        let mut path = String::new();
        for (y, row) in rows.iter().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
             <path d=\"{path}\" fill=\"#000\"/></svg>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_code_fits_version_17_at_level_m() {
        let text = epatent_core::printed_code::to_text(&[0xD2; 450]);
        assert_eq!(text.len(), 680);
        // Version v has 17 + 4 v modules each way.
        assert_eq!(Symbol::of(&text).unwrap().side(), 17 + 4 * 17);
    }

    #[test]
    fn both_pictures_have_the_same_dark_modules_and_a_quiet_zone() {
        let symbol = Symbol::of("EPC1:BB8").unwrap();
        let dark = symbol.rows().iter().flatten().filter(|dark| **dark).count();
        assert_eq!(symbol.svg().matches("h1v1h-1z").count(), dark);
        let png = image::load_from_memory(&symbol.png().unwrap()).unwrap();
        let png = png.to_luma8();
        let pixels = png.pixels().filter(|pixel| pixel.0 == [0]).count();
        assert_eq!(pixels, dark * PIXELS * PIXELS);
        for row in symbol.rows().iter().take(QUIET_ZONE) {
            assert!(row.iter().all(|dark| !dark));
        }
    }
}
