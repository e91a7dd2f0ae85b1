// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The portrait of an application: a JPEG of the size that a card carries.

use epatent_cli::files::{Unread, read_ordinary};
use epatent_cli::{Exit, Failure, Value, Words};
use image::{ImageFormat, ImageReader};
use std::io::Cursor;
use std::ops::RangeInclusive;
use std::path::{Component, Path};

/// Widths in pixels, ICAO style portraits.
const WIDTH: RangeInclusive<u32> = 240..=413;
/// Heights in pixels.
const HEIGHT: RangeInclusive<u32> = 320..=531;
/// The largest portrait in bytes, so that the data group fits a file of 32,767 bytes.
const MAX_BYTES: u64 = epatent_core::group::MAX_IMAGE_LENGTH as u64;
/// The last bytes of a JPEG, ISO/IEC 10918-1 B.1.1.3.
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Why a portrait cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PhotoProblem {
    #[error("{0}")]
    Read(#[from] Unread),
    #[error("not beside the application or below it")]
    Elsewhere,
    #[error("not a JPEG picture")]
    NotJpeg,
    #[error("{width} x {height} pixels; needed are {} to {} x {} to {}", WIDTH.start(), WIDTH.end(), HEIGHT.start(), HEIGHT.end())]
    Dimensions { width: u32, height: u32 },
    #[error("damaged picture: cut off before its end")]
    CutOff,
    #[error("damaged picture: {0}")]
    Damaged(String),
}

impl PhotoProblem {
    /// The problem in words.
    pub(crate) fn failure(&self, words: &Words, path: &Path) -> Failure {
        let at = path.display().to_string();
        let fail = |id: &str, values: &[(&str, Value<'_>)]| {
            let mut all = vec![("path", Value::from(at.as_str()))];
            all.extend(values.iter().cloned());
            Failure::new(words, Exit::Usage, id, &all)
        };
        match self {
            Self::Read(error) => error.failure(words, path),
            Self::Elsewhere => fail("error-photo-elsewhere", &[]),
            Self::NotJpeg => fail("error-photo-not-jpeg", &[]),
            Self::Dimensions { width, height } => fail(
                "error-photo-dimensions",
                &[
                    ("width", (*width).into()),
                    ("height", (*height).into()),
                    (
                        "widths",
                        format!("{}-{}", WIDTH.start(), WIDTH.end()).into(),
                    ),
                    (
                        "heights",
                        format!("{}-{}", HEIGHT.start(), HEIGHT.end()).into(),
                    ),
                ],
            ),
            Self::CutOff => fail("error-photo-cut-off", &[]),
            Self::Damaged(reason) => fail("error-photo-damaged", &[("reason", reason.into())]),
        }
    }
}

/// Reads the portrait and decodes it once, so that no card carries a picture that cannot be shown.
///
/// `name` is what an application says, and an application may come from elsewhere: it leads
/// nowhere but to the files beside it and below.
pub(super) fn read(folder: &Path, name: &Path) -> Result<Vec<u8>, PhotoProblem> {
    let stays = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !name.components().all(stays) {
        return Err(PhotoProblem::Elsewhere);
    }
    let image = read_ordinary(&folder.join(name), MAX_BYTES)?;
    check(&image)?;
    Ok(image)
}

fn check(image: &[u8]) -> Result<(), PhotoProblem> {
    if image::guess_format(image).ok() != Some(ImageFormat::Jpeg) {
        return Err(PhotoProblem::NotJpeg);
    }
    let damaged = |error: image::ImageError| PhotoProblem::Damaged(error.to_string());
    // Dimensions come from the header, so that a huge picture is refused before it is unpacked.
    let (width, height) = ImageReader::with_format(Cursor::new(image), ImageFormat::Jpeg)
        .into_dimensions()
        .map_err(damaged)?;
    if !WIDTH.contains(&width) || !HEIGHT.contains(&height) {
        return Err(PhotoProblem::Dimensions { width, height });
    }
    // The decoder fills what was cut off with grey, and a card would carry half a face.
    if !image.ends_with(&END_OF_IMAGE) {
        return Err(PhotoProblem::CutOff);
    }
    ImageReader::with_format(Cursor::new(image), ImageFormat::Jpeg)
        .decode()
        .map_err(damaged)?;
    Ok(())
}
