// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Portraits of people who do not exist: drawn, never photographed.
//!
//! A face of ellipses with soft edges and film grain, so that a JPEG of it weighs what a real
//! portrait of the same size weighs (10 to 20 kB at 300 x 400 pixels).

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// Width of a portrait in pixels.
pub const WIDTH: u32 = 300;
/// Height of a portrait in pixels.
pub const HEIGHT: u32 = 400;
/// JPEG quality, 1 to 100, that lands between 10 and 20 kB.
const QUALITY: u8 = 82;

type Colour = [f32; 3];

const SKIN: [Colour; 4] = [
    [226.0, 184.0, 152.0],
    [204.0, 158.0, 122.0],
    [180.0, 132.0, 98.0],
    [238.0, 202.0, 176.0],
];
const HAIR: [Colour; 4] = [
    [38.0, 28.0, 24.0],
    [70.0, 46.0, 30.0],
    [22.0, 22.0, 26.0],
    [112.0, 108.0, 106.0],
];
const SHIRT: [Colour; 4] = [
    [64.0, 84.0, 120.0],
    [92.0, 96.0, 88.0],
    [120.0, 62.0, 58.0],
    [52.0, 96.0, 92.0],
];

/// A portrait as a JPEG of [`WIDTH`] x [`HEIGHT`] pixels, the same bytes for the same `seed`.
#[must_use]
pub fn jpeg(seed: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into a vector cannot fail; an empty picture would fail every test that uses it.
    if JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode_image(&draw(seed))
        .is_err()
    {
        bytes.clear();
    }
    bytes
}

/// The smallest picture that an office takes, one shade of grey: for tests that do the same thing
/// thousands of times.
#[must_use]
pub fn plain() -> Vec<u8> {
    let grey = RgbImage::from_pixel(240, 320, Rgb([128; 3]));
    let mut bytes = Vec::new();
    // As in `jpeg`.
    if JpegEncoder::new_with_quality(&mut bytes, 1)
        .encode_image(&grey)
        .is_err()
    {
        bytes.clear();
    }
    bytes
}

/// The picture before compression.
#[must_use]
pub fn draw(seed: u32) -> RgbImage {
    let face = Face::of(seed);
    let mut grain = Grain(seed.wrapping_mul(0x9E37_79B9) | 1);
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let colour = face.colour(coordinate(x), coordinate(y));
        let noise = grain.next();
        Rgb(colour.map(|channel| channel_byte(channel + noise)))
    })
}

/// What differs from one face to the next.
struct Face {
    skin: Colour,
    hair: Colour,
    shirt: Colour,
    width: f32,
    hairline: f32,
    brow: f32,
    smile: f32,
    beard: bool,
}

impl Face {
    fn of(seed: u32) -> Self {
        let mut grain = Grain(seed.wrapping_mul(0x85EB_CA6B) | 1);
        let mut vary = |middle: f32, range: f32| middle + range * grain.next() / Grain::RANGE;
        Self {
            skin: pick(&SKIN, seed),
            hair: pick(&HAIR, seed / 3),
            shirt: pick(&SHIRT, seed / 5),
            width: vary(74.0, 8.0),
            hairline: vary(112.0, 10.0),
            brow: vary(4.0, 1.5),
            smile: vary(0.0, 5.0),
            beard: seed % 3 == 1,
        }
    }

    /// The colour at one point, painted from the back to the front.
    fn colour(&self, x: f32, y: f32) -> Colour {
        let mut paint = Paint {
            x,
            y,
            colour: [206.0 - y * 0.06, 212.0 - y * 0.06, 220.0 - y * 0.05],
        };
        paint.ellipse(150.0, 420.0, 128.0, 112.0, self.shirt);
        paint.ellipse(150.0, 330.0, 36.0, 56.0, shade(self.skin, 0.86));
        paint.ellipse(150.0, 170.0, self.width + 14.0, 106.0, self.hair);
        for side in [-1.0, 1.0] {
            paint.ellipse(
                150.0 + side * self.width,
                206.0,
                11.0,
                22.0,
                shade(self.skin, 0.9),
            );
        }
        paint.ellipse(
            150.0,
            200.0 + (self.hairline - 112.0) * 0.4,
            self.width,
            100.0,
            self.skin,
        );
        // Light from the upper left gives the cheeks their form.
        let light = 1.0 - ((x - 118.0).powi(2) + (y - 168.0).powi(2)).sqrt() / 900.0;
        paint.colour = shade(paint.colour, light);
        if self.beard {
            paint.ellipse(
                150.0,
                276.0,
                self.width * 0.66,
                34.0,
                shade(self.hair, 1.25),
            );
        }
        for side in [-1.0, 1.0] {
            let eye = 150.0 + side * 31.0;
            paint.ellipse(eye, 172.0, 19.0, self.brow, self.hair);
            paint.ellipse(eye, 192.0, 15.0, 8.0, [244.0, 242.0, 238.0]);
            paint.ellipse(eye, 192.0, 7.0, 7.5, [74.0, 54.0, 40.0]);
            paint.ellipse(eye, 192.0, 3.2, 3.4, [14.0, 12.0, 12.0]);
        }
        paint.ellipse(146.0, 222.0, 7.0, 26.0, shade(self.skin, 1.06));
        paint.ellipse(151.0, 244.0, 15.0, 6.0, shade(self.skin, 0.8));
        paint.ellipse(
            150.0,
            270.0 + self.smile * 0.4,
            27.0,
            6.5,
            [166.0, 88.0, 82.0],
        );
        paint.ellipse(
            150.0,
            270.0 + self.smile * 0.6,
            25.0,
            1.6,
            [112.0, 52.0, 50.0],
        );
        paint.colour
    }
}

struct Paint {
    x: f32,
    y: f32,
    colour: Colour,
}

impl Paint {
    /// Lays an ellipse with a soft edge over what is there.
    fn ellipse(
        &mut self,
        centre_x: f32,
        centre_y: f32,
        radius_x: f32,
        radius_y: f32,
        colour: Colour,
    ) {
        let dx = (self.x - centre_x) / radius_x;
        let dy = (self.y - centre_y) / radius_y;
        let outside = ((dx * dx + dy * dy).sqrt() - 1.0) * radius_x.min(radius_y);
        let cover = (0.5 - outside / 2.5).clamp(0.0, 1.0);
        for (below, above) in self.colour.iter_mut().zip(colour) {
            *below += (above - *below) * cover;
        }
    }
}

/// Film grain: a small linear congruential generator, because pictures need no secrets.
struct Grain(u32);

impl Grain {
    const RANGE: f32 = 5.0;

    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [high, ..] = self.0.to_be_bytes();
        (f32::from(high) / 127.5 - 1.0) * Self::RANGE
    }
}

fn pick(palette: &[Colour; 4], index: u32) -> Colour {
    let mut colours = palette.iter().cycle().skip((index % 4) as usize);
    colours.next().copied().unwrap_or_default()
}

fn shade(colour: Colour, factor: f32) -> Colour {
    colour.map(|channel| channel * factor)
}

fn coordinate(pixel: u32) -> f32 {
    u16::try_from(pixel).map_or(0.0, f32::from)
}

// A float has no checked conversion to a byte; the clamp makes it exact.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn channel_byte(value: f32) -> u8 {
    value.clamp(0.0, 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portrait_weighs_between_10_and_20_kilobytes_and_is_reproducible() {
        for seed in 0..12 {
            let bytes = jpeg(seed);
            assert!(
                (10_000..=20_000).contains(&bytes.len()),
                "seed {seed}: {}",
                bytes.len()
            );
            assert_eq!(bytes, jpeg(seed));
        }
    }

    #[test]
    fn different_seeds_draw_different_people() {
        assert_ne!(jpeg(1), jpeg(2));
    }
}
