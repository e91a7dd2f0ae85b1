// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The profiles of this crate, which every program carries with it: their texts, the images that they start from, and
//! what a terminal that checks these cards must trust.

use std::path::Path;

use super::{Bytes, Memory, Profile, ProfileError};
use crate::image::Image;

/// The number printed on the cards, which opens them: six digits.
pub const ACCESS_NUMBER: &str = "004711";
/// The region in which `expect` holds.
pub const REGION: &str = "77";
/// The day on which `expect` holds, YYYY-MM-DD.
pub const DAY: &str = "2026-11-20";

/// The trust directory under which `expect` holds: path and text of each file. Its root ends with 2035.
pub const TRUST: [(&str, &str); 2] = [
    (
        "trust.toml",
        include_str!("../../profiles/trust/trust.toml"),
    ),
    (
        "roots/lab-root.pem",
        include_str!("../../profiles/trust/roots/lab-root.pem"),
    ),
];

macro_rules! texts {
    ($($name:literal,)*) => {
        [$(($name, include_str!(concat!("../../profiles/", $name, ".toml")))),*]
    };
}

/// Name and text of each profile, by name.
pub static PROFILES: [(&str, &str); 79] = texts![
    "6cxx-zero",
    "atr-garbage",
    "atr-too-short",
    "card-access-bit-flipped",
    "card-access-missing",
    "channel-dropped",
    "channel-nonce-cut",
    "channel-point-of-infinity",
    "channel-refused",
    "channel-token-flipped",
    "chip-cloned",
    "chip-key-stripped",
    "chip-without-key",
    "drip-nothing",
    "drip-one-byte",
    "endless-61xx",
    "endless-61xx-one-byte",
    "endless-6cxx",
    "file-ends-early",
    "file-never-ends",
    "group-denied-as-absent",
    "group-extra-regional",
    "group-extra-reserved",
    "group-holder-bit-flipped",
    "group-missing",
    "group-patent-bit-flipped",
    "group-permission-bit-flipped",
    "group-portrait-bit-flipped",
    "group-remarks-bit-flipped",
    "groups-swapped",
    "holder-of-another-card",
    "holder-with-tail",
    "honest",
    "issuer-forged",
    "mute-after-ten-commands",
    "mute-at-once",
    "mute-at-the-proof",
    "object-cut",
    "object-deeply-nested",
    "object-empty-map",
    "object-header-bit-flipped",
    "object-length-bomb",
    "object-missing",
    "object-of-another-card",
    "object-signature-bit-flipped",
    "object-with-tail",
    "portrait-cut",
    "portrait-missing",
    "portrait-of-another-card",
    "proof-bit-flipped",
    "proof-constant",
    "proof-cut",
    "proof-empty",
    "proof-of-infinity",
    "proof-payment-head-changed",
    "proof-refused",
    "proof-replayed",
    "read-bit-flipped-on-the-line",
    "read-memory-failure",
    "read-repeats-itself",
    "read-reply-too-long",
    "read-security-status",
    "read-status-unknown",
    "reply-cut-before-status",
    "reply-empty",
    "reply-of-one-byte",
    "select-fci-cut",
    "select-fci-length-wrong",
    "select-fci-with-tail",
    "select-lies-about-state",
    "select-other-profile",
    "select-profile-01",
    "select-unknown",
    "select-unknown-state",
    "select-without-fci",
    "state-blank",
    "state-copies-disagree",
    "state-suspended",
    "state-terminated",
];

/// The images that the profiles name.
const IMAGES: [(&str, &str); 4] = [
    (
        "images/forged.json",
        include_str!("../../profiles/images/forged.json"),
    ),
    (
        "images/issued.json",
        include_str!("../../profiles/images/issued.json"),
    ),
    (
        "images/other.json",
        include_str!("../../profiles/images/other.json"),
    ),
    (
        "images/stripped.json",
        include_str!("../../profiles/images/stripped.json"),
    ),
];

impl Profile {
    /// The profile of this name among [`PROFILES`]; `None` where there is none.
    ///
    /// # Errors
    /// Where this crate was built with a profile that is none, which its tests exclude.
    pub fn named(name: &str) -> Option<Result<Self, ProfileError>> {
        let (_, text) = PROFILES.iter().find(|(known, _)| *known == name)?;
        Some(Self::carried(text))
    }

    fn carried(text: &str) -> Result<Self, ProfileError> {
        let mut profile = Self::parse(text)?;
        profile.carried = Some(image(&profile.image)?);
        for change in &mut profile.memory {
            if let Memory::Take { file, from } = change {
                let other = image(from)?;
                let content = other.memory().file(file.0).unwrap_or_default().to_vec();
                *change = Memory::Put {
                    file: *file,
                    content: Bytes(content),
                };
            }
        }
        Ok(profile)
    }
}

/// The image at this path beside the profiles.
fn image(path: &Path) -> Result<Image, ProfileError> {
    let (_, text) = IMAGES
        .iter()
        .find(|(known, _)| Path::new(known) == path)
        .ok_or_else(|| ProfileError::Misfit(format!("no image {}", path.display())))?;
    Ok(Image::from_json(text)?)
}
