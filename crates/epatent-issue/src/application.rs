// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Application files: one application of a patent and the portrait that it names.
//!
//! What the fields may hold is [`epatent_office::application`]'s to say.

mod picture;

use epatent_cli::JsonProblem;
use epatent_cli::files::{Unread, read_ordinary};
use epatent_core::CivilDate;
use epatent_core::object::StatusReference;
use epatent_office::application::form::Form;
use epatent_office::{Note, Problem, Wrong};
use epatent_sign::CardContents;
use std::path::{Path, PathBuf};

pub(crate) use picture::{PictureProblem, read_beside};

/// The largest application file that is read, in bytes.
const MAX_FILE: u64 = 64 * 1024;

/// A checked application of an office without a register: ready to be signed.
pub(crate) struct Application {
    pub(crate) contents: CardContents,
    pub(crate) in_force_from: CivilDate,
    pub(crate) latest_end: CivilDate,
    pub(crate) status: StatusReference,
    pub(crate) notes: Vec<Note>,
}

/// Says nothing about the person.
impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application")
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

/// Why an application cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApplicationError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Read { path: PathBuf, source: Unread },
    /// Not UTF-8 text, from this byte on.
    #[error("{}: not UTF-8 at byte {offset}", path.display())]
    NotText { path: PathBuf, offset: usize },
    /// Not JSON, or not of this shape.
    #[error("{}: {source}", path.display())]
    Json { path: PathBuf, source: JsonProblem },
    /// Fields that cannot be used, all of them.
    #[error("{}: {} fields cannot be used", path.display(), problems.len())]
    Fields {
        path: PathBuf,
        problems: Vec<Problem>,
    },
    /// The portrait cannot be used.
    #[error("{}: {source}", path.display())]
    Photo {
        path: PathBuf,
        source: PictureProblem,
    },
}

impl Application {
    /// Reads the application at `path` and the portrait it names, which is sought beside it or
    /// below. Without a register it has to name its blank and its place in the status lists.
    ///
    /// # Errors
    /// [`ApplicationError`], with every unusable field where the file has the right shape.
    pub(crate) fn read(path: &Path) -> Result<Self, ApplicationError> {
        let form = form(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let image = picture::read(folder, Path::new(&form.portrait)).map_err(|source| {
            ApplicationError::Photo {
                path: folder.join(&form.portrait),
                source,
            }
        })?;
        check(&form, image).map_err(|problems| ApplicationError::Fields {
            path: path.to_owned(),
            problems,
        })
    }
}

/// Reads what was entered at `path`, before anything in it is checked.
///
/// # Errors
/// [`ApplicationError`] for a file that has not the right shape.
pub(crate) fn form(path: &Path) -> Result<Form, ApplicationError> {
    let bytes = read_ordinary(path, MAX_FILE).map_err(|source| ApplicationError::Read {
        path: path.to_owned(),
        source,
    })?;
    let text = String::from_utf8(bytes).map_err(|error| ApplicationError::NotText {
        path: path.to_owned(),
        offset: error.utf8_error().valid_up_to(),
    })?;
    serde_json::from_str(&text).map_err(|error| ApplicationError::Json {
        path: path.to_owned(),
        source: (&error).into(),
    })
}

fn check(form: &Form, image: Vec<u8>) -> Result<Application, Vec<Problem>> {
    let missing = |field: &str| {
        vec![Problem {
            field: field.to_owned(),
            wrong: Wrong::MissingWithoutRegister,
        }]
    };
    let entered = epatent_office::Application::check(form, image)?;
    let blank = entered
        .blank
        .clone()
        .ok_or_else(|| missing("patent.blank_number"))?;
    Ok(Application {
        contents: entered.contents(blank),
        in_force_from: entered.in_force_from,
        latest_end: entered.latest_end,
        status: entered.status.ok_or_else(|| missing("status"))?,
        notes: entered.notes,
    })
}

#[cfg(test)]
mod tests;
