// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The portrait in the terminal: decoded only when authentic, within bounds, in safe Rust.

use epatent_core::group::{ImageFormat, Portrait};
use epatent_picture::{contained, jpeg, jpeg2000};
use epatent_verify::Authentic;
use image::{DynamicImage, RgbImage};

/// Columns of the terminal that the portrait takes.
const COLUMNS: u32 = 32;

/// Why there is no picture on the screen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoPicture {
    /// The terminal cannot show pictures, or the answer goes elsewhere.
    NotATerminal,
    /// A format that this program does not draw.
    Format,
    /// The picture is damaged or too large.
    Damaged,
}

/// Draws the portrait at the cursor, in the best way that the terminal knows: its own graphics, or
/// half blocks of colour.
pub(crate) fn draw(portrait: &Authentic<Portrait>, styled: bool) -> Result<(), NoPicture> {
    // Whether there is a picture at all is said wherever the answer goes.
    let picture = decode(portrait)?;
    if !styled {
        return Err(NoPicture::NotATerminal);
    }
    let config = viuer::Config {
        transparent: false,
        absolute_offset: false,
        width: Some(COLUMNS),
        use_kitty: answers(|name| std::env::var(name).ok()),
        ..viuer::Config::default()
    };
    viuer::print(&picture, &config)
        .map(drop)
        .map_err(|_| NoPicture::NotATerminal)
}

/// Whether the terminal says of itself, in the variables of the environment, that it has kitty's graphics. One that
/// has not may leave the question for them without an answer, and it would be waited for without an end.
fn answers(variable: impl Fn(&str) -> Option<String>) -> bool {
    let says = |name, words: &[&str]| {
        variable(name).is_some_and(|value| {
            let value = value.to_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    says("TERM", &["kitty", "ghostty"])
        || says("TERM_PROGRAM", &["kitty", "ghostty", "wezterm"])
        || variable("KONSOLE_VERSION").is_some()
}

/// The portrait so small that it has at most so many points each way.
pub(crate) fn small(
    portrait: &Authentic<Portrait>,
    width: u32,
    height: u32,
) -> Result<RgbImage, NoPicture> {
    let picture = decode(portrait)?;
    Ok(picture.thumbnail(width, height).to_rgb8())
}

fn decode(portrait: &Authentic<Portrait>) -> Result<DynamicImage, NoPicture> {
    let picture = match portrait.format {
        ImageFormat::Jpeg => contained(|| jpeg(&portrait.image)),
        ImageFormat::Jpeg2000 => contained(|| jpeg2000(&portrait.image)),
        _ => return Err(NoPicture::Format),
    };
    picture.flatten().ok_or(NoPicture::Damaged)
}

#[cfg(test)]
mod tests {
    use super::answers;

    #[test]
    fn only_a_terminal_that_names_its_graphics_is_asked_for_them() {
        let with = |name: &'static str, value: &'static str| {
            move |asked: &str| (asked == name).then(|| value.to_owned())
        };
        assert!(answers(with("TERM", "xterm-kitty")));
        assert!(answers(with("TERM_PROGRAM", "WezTerm")));
        assert!(answers(with("KONSOLE_VERSION", "230804")));
        assert!(!answers(with("TERM", "xterm-256color")));
        assert!(!answers(|_| None));
    }
}
