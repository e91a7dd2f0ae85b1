// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The picture that an application names: a file beside it or below.

use crate::problems;
use epatent_cli::files::{Unread, read_ordinary};
use epatent_cli::{Exit, Failure, Value, Words};
use epatent_core::group::MAX_IMAGE_LENGTH;
use epatent_office::Wrong;
use epatent_office::application::photo::{self, HEIGHT, PhotoProblem, WIDTH};
use std::io::ErrorKind;
use std::path::{Component, Path};

/// Why a picture cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureProblem {
    #[error("{0}")]
    Read(#[from] Unread),
    #[error("not beside the application or below it")]
    Elsewhere,
    #[error("{0}")]
    Unfit(#[from] PhotoProblem),
}

impl PictureProblem {
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
            Self::Unfit(PhotoProblem::NotJpeg) => fail("error-photo-not-jpeg", &[]),
            Self::Unfit(PhotoProblem::Dimensions { width, height }) => fail(
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
            Self::Unfit(PhotoProblem::CutOff) => fail("error-photo-cut-off", &[]),
            Self::Unfit(PhotoProblem::Damaged(_)) => fail("error-photo-damaged", &[]),
            Self::Unfit(other) => {
                let reason = problems::wrong(&other.clone().into(), words);
                fail("error-photo-unfit", &[("reason", reason.into())])
            }
        }
    }

    /// The problem as one of a row of many.
    pub(crate) fn wrong(self) -> Wrong {
        match self {
            Self::Read(Unread::TooLong { limit }) => Wrong::PhotoTooLong { limit },
            Self::Read(Unread::System(error)) if error.kind() == ErrorKind::NotFound => {
                Wrong::PhotoMissing
            }
            Self::Read(_) => Wrong::PhotoUnread,
            Self::Elsewhere => Wrong::PhotoElsewhere,
            Self::Unfit(problem) => problem.into(),
        }
    }
}

/// Reads a picture that a card can carry as it is.
pub(super) fn read(folder: &Path, name: &Path) -> Result<Vec<u8>, PictureProblem> {
    let image = read_beside(folder, name, MAX_IMAGE_LENGTH as u64)?;
    photo::check(&image)?;
    Ok(image)
}

/// Reads the file that an application names.
///
/// `name` is what an application says, and an application may come from elsewhere: it leads
/// nowhere but to the files beside it and below.
pub(crate) fn read_beside(
    folder: &Path,
    name: &Path,
    limit: u64,
) -> Result<Vec<u8>, PictureProblem> {
    let stays = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !name.components().all(stays) {
        return Err(PictureProblem::Elsewhere);
    }
    Ok(read_ordinary(&folder.join(name), limit)?)
}
