// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Applications taken in from files: JSON, or tables with a column mapping.
//!
//! Every row is read and checked to its end before anything is recorded, so that all problems of a
//! file are told at once, each with its row and field:
//!
//! 1. [`json`] or [`table`] makes [`Row`]s of the bytes;
//! 2. [`check`] checks the fields of a row and makes its portrait fit;
//! 3. [`demand_new`] compares the rows with each other and with the register;
//! 4. [`crate::desk::receive`] records the good ones.

mod duplicates;
mod mapping;
mod table;

use epatent_core::CivilDate;
use serde_json::Value;

use crate::application::form::Form;
use crate::application::{note, photo};
use crate::{Application, Problem, Wrong};

pub use duplicates::demand_new;
pub use mapping::{Encoding, Mapping, MappingError, names};
pub use table::{FIELDS, TableField, table};

/// Most applications of a file.
pub const MAX_ROWS: usize = 100_000;
/// Most bytes of a file.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Most characters of the name of a field that is repeated.
const MAX_NAME: usize = 40;
/// The field of a problem that is one of the whole row.
pub const SHAPE: &str = "application";

/// An application as it stands in a file, before its fields are checked.
pub struct Row {
    /// Its place: the number of the object in a JSON file, the line in a table; from 1.
    pub number: u64,
    /// What was entered, as far as it has the right shape.
    pub form: Form,
    /// What is wrong with its shape.
    pub problems: Vec<Problem>,
}

/// A row after all checks.
pub struct Checked {
    /// Its place in the file, as [`Row::number`].
    pub number: u64,
    /// What was entered.
    pub form: Form,
    /// The application, unless there are problems.
    pub application: Option<Application>,
    /// How the portrait was made to fit, where it was.
    pub recoded: Option<photo::Recoded>,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
}

impl Checked {
    /// Whether it can be recorded.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        self.problems.is_empty() && self.application.is_some()
    }
}

/// Why a file as a whole cannot be taken in. No reason holds a value of the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Not text in the encoding that was said.
    #[error("byte {offset} is not {encoding}")]
    NotText {
        /// Place of the first such byte, from 0.
        offset: usize,
        /// Name of the encoding.
        encoding: &'static str,
    },
    /// Not JSON, or one application of another shape.
    #[error("line {}, column {}: not an application", .0.line(), .0.column())]
    Json(serde_json::Error),
    /// Nothing in it.
    #[error("there is no application in it")]
    Empty,
    /// More rows than [`MAX_ROWS`].
    #[error("more than {MAX_ROWS} applications")]
    TooMany,
    /// The rows are no table.
    #[error("line {line}: not a row of a table")]
    Table {
        /// The line, from 1; 0 where that is not known.
        line: u64,
    },
    /// Columns that nothing is taken from, which may be misspelled ones.
    #[error("columns that are not known: {}; map them or ignore them", .0.join(", "))]
    UnknownColumns(Vec<String>),
    /// Columns that the mapping names and the file lacks, or that no application can do without.
    #[error("columns that are missing: {}", .0.join(", "))]
    MissingColumns(Vec<String>),
    /// A column that is there twice.
    #[error("column {0} is there twice")]
    ColumnTwice(String),
}

impl ImportError {
    /// The stable code; its words are `import-` and the code. What is wrong with JSON has words of its own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotText { .. } => "not-text",
            Self::Json(_) => "other",
            Self::Empty => "empty",
            Self::TooMany => "too-many",
            Self::Table { .. } => "table",
            Self::UnknownColumns(_) => "unknown-columns",
            Self::MissingColumns(_) => "missing-columns",
            Self::ColumnTwice(_) => "column-twice",
        }
    }

    /// Names and values for the words.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotText { offset, encoding } => vec![
                ("offset", offset.to_string()),
                ("encoding", (*encoding).to_owned()),
            ],
            Self::Json(_) | Self::Empty => Vec::new(),
            Self::TooMany => vec![("limit", MAX_ROWS.to_string())],
            Self::Table { line } => vec![("line", line.to_string())],
            Self::UnknownColumns(names) | Self::MissingColumns(names) => {
                vec![("names", names.join(", "))]
            }
            Self::ColumnTwice(name) => vec![("names", name.clone())],
        }
    }
}

/// The rows of a JSON file: one application, or an array of them.
///
/// # Errors
///
/// [`ImportError`]; what is wrong with the shape of one of several is a problem of its row.
pub fn json(text: &str) -> Result<Vec<Row>, ImportError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if !text.trim_start().starts_with('[') {
        let form = serde_json::from_str(text).map_err(ImportError::Json)?;
        return Ok(vec![Row {
            number: 1,
            form,
            problems: Vec::new(),
        }]);
    }
    let values: Vec<Value> = serde_json::from_str(text).map_err(ImportError::Json)?;
    match values.len() {
        0 => return Err(ImportError::Empty),
        count if count > MAX_ROWS => return Err(ImportError::TooMany),
        _ => {}
    }
    Ok((1..).zip(values).map(of_value).collect())
}

fn of_value((number, value): (u64, Value)) -> Row {
    match serde_json::from_value(value) {
        Ok(form) => Row {
            number,
            form,
            problems: Vec::new(),
        },
        Err(error) => Row {
            number,
            form: Form::default(),
            problems: vec![Problem {
                field: SHAPE.to_owned(),
                wrong: shape(&error),
            }],
        },
    }
}

/// What the parser says of a shape: the name of a field, or nothing, since its other reasons quote the
/// value.
fn shape(error: &serde_json::Error) -> Wrong {
    let text = error.to_string();
    let named = |beginning: &str| {
        let name = text.strip_prefix(beginning)?.split('`').nth(1)?;
        Some(name.chars().take(MAX_NAME).collect::<String>())
    };
    named("missing field ")
        .map(Wrong::FieldMissing)
        .or_else(|| named("unknown field ").map(Wrong::FieldUnknown))
        .or_else(|| named("duplicate field ").map(Wrong::FieldTwice))
        .unwrap_or(Wrong::Kind)
}

/// Checks the fields of a row and makes its portrait fit a card. `portrait` is the file that the row
/// names, or why it could not be read; `today` is the day on which a card is wanted.
#[must_use]
pub fn check(row: Row, portrait: Result<Vec<u8>, Wrong>, today: CivilDate) -> Checked {
    let Row {
        number,
        form,
        mut problems,
    } = row;
    // Of a row without a shape there is nothing more to be said.
    if problems.iter().any(|problem| problem.field == SHAPE) {
        return Checked {
            number,
            form,
            application: None,
            recoded: None,
            problems,
        };
    }
    let mut recoded = None;
    let fitted = portrait.and_then(|given| Ok(photo::fit(&given)?));
    let image = match fitted {
        Ok(fitted) => {
            recoded = fitted.recoded;
            fitted.image
        }
        Err(wrong) => {
            problems.push(Problem {
                field: "portrait".to_owned(),
                wrong,
            });
            Vec::new()
        }
    };
    let application = match Application::check(&form, image) {
        Ok(mut application) => {
            let end = application.latest_end;
            if end < today {
                problems.push(Problem {
                    field: "term.latest_end".to_owned(),
                    wrong: Wrong::Over { end },
                });
            }
            let far = note::of_issue(application.issued_on, today);
            application.notes.extend(far);
            Some(application)
        }
        Err(found) => {
            let known: Vec<String> = problems
                .iter()
                .map(|problem| problem.field.clone())
                .collect();
            let more = found
                .into_iter()
                .filter(|problem| !known.contains(&problem.field));
            problems.extend(more);
            None
        }
    };
    Checked {
        number,
        form,
        application,
        recoded,
        problems,
    }
}

#[cfg(test)]
mod tests;
