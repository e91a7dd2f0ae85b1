// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_testkit::portrait;
use image::RgbImage;

/// A sample portrait in another size.
fn sized(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(portrait::draw(7)).resize_exact(width, height, FilterType::Triangle)
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(&picture.to_rgb8())
        .unwrap();
    bytes
}

/// What no coder can make short: every pixel is its own.
fn noise(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |_, _| {
        image::Rgb([next(), next(), next()])
    }))
}

#[test]
fn a_picture_that_fits_is_kept_byte_for_byte() {
    let given = jpeg(&sized(240, 320), 70);
    assert!(given.len() <= BUDGET);
    let fitted = fit(&given).unwrap();
    assert!(fitted.image == given && fitted.recoded.is_none());
}

#[test]
fn a_large_picture_is_brought_into_the_card_and_can_be_shown() {
    for given in [
        jpeg(&sized(1_200, 1_600), 95),
        png(&sized(600, 800)),
        png(&sized(413, 531)),
    ] {
        let fitted = fit(&given).unwrap();
        let recoded = fitted.recoded.unwrap();
        assert!(fitted.image.len() <= BUDGET);
        assert!(WIDTH.contains(&recoded.width) && HEIGHT.contains(&recoded.height));
        assert!(QUALITIES.contains(&recoded.quality));
        check(&fitted.image).unwrap();
    }
}

#[test]
fn quality_falls_before_size_and_neither_below_its_minimum() {
    let given = png(&sized(413, 531));
    let mut before = (u32::MAX, u8::MAX);
    for budget in [32_000, 20_000, 14_000, 10_000] {
        let fitted = fit_within(&given, budget).unwrap();
        let Recoded {
            quality,
            width,
            height,
        } = fitted.recoded.unwrap();
        assert!(fitted.image.len() <= budget);
        assert!(width >= 240 && height >= 320 && quality >= 60);
        assert!(
            (width, quality) <= before || width < before.0,
            "{budget}: {width} {quality} after {before:?}"
        );
        // Fewer pixels only after every quality was tried with more.
        if width < 413 {
            let larger = jpeg(&sized(413, 531), 60);
            assert!(larger.len() > budget);
        }
        before = (width, quality);
    }
}

#[test]
fn a_picture_of_noise_is_refused_with_a_reason() {
    let refused = fit_within(&png(&noise(300, 400)), 5_000);
    assert!(matches!(
        refused,
        Err(PhotoProblem::TooDetailed { budget: 5_000 })
    ));
}

#[test]
fn another_shape_is_refused_and_never_cropped() {
    for (width, height) in [(600, 600), (800, 600), (400, 800), (1_000, 1_100)] {
        let refused = fit(&png(&sized(width, height)));
        let expected = PhotoProblem::NotPortrait { width, height };
        assert_eq!(refused.err(), Some(expected));
    }
    for (width, height) in [(239, 320), (240, 319), (10, 13)] {
        let refused = fit(&png(&sized(width, height)));
        let expected = PhotoProblem::Resolution { width, height };
        assert_eq!(refused.err(), Some(expected));
    }
}

#[test]
fn what_is_no_picture_or_was_cut_off_is_refused() {
    let whole = jpeg(&sized(240, 320), 80);
    assert_eq!(fit(b"no picture").err(), Some(PhotoProblem::NotPicture));
    assert_eq!(fit(&[]).err(), Some(PhotoProblem::NotPicture));
    let cut = &whole[..whole.len() - 1];
    assert_eq!(fit(cut).err(), Some(PhotoProblem::CutOff));
    let drawn = png(&sized(240, 320));
    assert!(matches!(
        fit(&drawn[..drawn.len() / 2]),
        Err(PhotoProblem::Damaged(_))
    ));
    let long = vec![0xFF; MAX_GIVEN + 1];
    assert!(matches!(fit(&long), Err(PhotoProblem::TooLong { .. })));
    // A header that promises more than any camera makes.
    let mut bomb = drawn;
    bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&80_000_u32.to_be_bytes());
    assert!(fit(&bomb).is_err());
}
