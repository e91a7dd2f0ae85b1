// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An application file: what the office enters about one patent, checked field by field.
//!
//! All problems of a file are told at once, each with its field, so that an operator corrects the
//! file in one go. Formats that are not confirmed give notes and do not refuse.

mod note;
mod photo;
mod raw;

use epatent_cli::JsonProblem;
use epatent_cli::files::{Unread, read_ordinary};
use epatent_core::group::{
    Holder, IdentityDocument, ImageFormat, Patent, Permission, Portrait, Remarks,
};
use epatent_core::object::{CardId, StatusReference};
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, Inn, PatentNumber, Region, Script, Sex, Text,
    Warning,
};
use epatent_sign::CardContents;
use std::fmt::Display;
use std::path::{Path, PathBuf};

pub(crate) use note::{Note, Unusual};
pub(crate) use photo::PhotoProblem;

/// The largest application file that is read, in bytes.
const MAX_FILE: u64 = 64 * 1024;

/// A checked application: ready to be signed.
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

/// What is wrong with one field.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) field: String,
    pub(crate) reason: String,
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
    Photo { path: PathBuf, source: PhotoProblem },
}

impl Application {
    /// Reads the application at `path` and the portrait it names, which is sought beside it or
    /// below.
    ///
    /// # Errors
    /// [`ApplicationError`], with every unusable field where the file has the right shape.
    pub(crate) fn read(path: &Path) -> Result<Self, ApplicationError> {
        let bytes = read_ordinary(path, MAX_FILE).map_err(|source| ApplicationError::Read {
            path: path.to_owned(),
            source,
        })?;
        let text = String::from_utf8(bytes).map_err(|error| ApplicationError::NotText {
            path: path.to_owned(),
            offset: error.utf8_error().valid_up_to(),
        })?;
        let raw: raw::Application =
            serde_json::from_str(&text).map_err(|error| ApplicationError::Json {
                path: path.to_owned(),
                source: (&error).into(),
            })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let image = photo::read(folder, Path::new(&raw.portrait)).map_err(|source| {
            ApplicationError::Photo {
                path: folder.join(&raw.portrait),
                source,
            }
        })?;
        check(raw, image).map_err(|problems| ApplicationError::Fields {
            path: path.to_owned(),
            problems,
        })
    }
}

fn check(raw: raw::Application, image: Vec<u8>) -> Result<Application, Vec<Problem>> {
    let mut fields = Fields::default();
    if raw.schema != raw::SCHEMA {
        fields.problem(
            "schema",
            format!(
                "{} is unknown; this program reads {}",
                raw.schema,
                raw::SCHEMA
            ),
        );
    }
    let holder = holder(&mut fields, raw.holder);
    let patent = patent(&mut fields, &raw.patent);
    let permission = permission(&mut fields, raw.permission);
    let remarks = remarks(&mut fields, raw.remarks.unwrap_or_default());
    let in_force_from = fields.parse(
        "term.in_force_from",
        &raw.term.in_force_from,
        CivilDate::parse,
    );
    let latest_end = fields.parse("term.latest_end", &raw.term.latest_end, CivilDate::parse);
    if let (Some(start), Some(end)) = (in_force_from, latest_end)
        && end < start
    {
        fields.problem(
            "term.latest_end",
            format!("{end} is before {start}, the first day in force"),
        );
    }
    if let (Some(start), Some(end), Some(patent)) = (in_force_from, latest_end, &patent) {
        fields
            .notes
            .extend(note::of_term(start, end, patent.issued_on));
    }
    let status = StatusReference {
        list: raw.status.list,
        index: raw.status.index,
    };
    let portrait = Portrait {
        format: ImageFormat::Jpeg,
        image,
    };
    match (
        holder,
        patent,
        permission,
        remarks,
        in_force_from,
        latest_end,
    ) {
        (
            Some(holder),
            Some(patent),
            Some(permission),
            Some(remarks),
            Some(in_force_from),
            Some(latest_end),
        ) if fields.problems.is_empty() => Ok(Application {
            contents: CardContents {
                holder,
                portrait,
                patent,
                permission,
                remarks,
            },
            in_force_from,
            latest_end,
            status,
            notes: fields.notes,
        }),
        _ => Err(fields.problems),
    }
}

fn holder(fields: &mut Fields, raw: raw::Holder) -> Option<Holder> {
    let surname = fields.name("holder.surname", raw.surname, Script::Cyrillic);
    let given_name = fields.name("holder.given_name", raw.given_name, Script::Cyrillic);
    let patronymic = fields.name("holder.patronymic", raw.patronymic, Script::Cyrillic);
    let surname_latin = fields.name("holder.surname_latin", raw.surname_latin, Script::Latin);
    let given_name_latin = fields.name(
        "holder.given_name_latin",
        raw.given_name_latin,
        Script::Latin,
    );
    if [&surname, &given_name, &surname_latin, &given_name_latin]
        .iter()
        .all(|name| name.is_none())
    {
        fields.problem(
            "holder.surname",
            "a holder needs a surname or a given name, Cyrillic or Latin",
        );
    }
    let birth_date = fields.parse("holder.birth_date", &raw.birth_date, BirthDate::parse);
    let sex = fields.parse("holder.sex", &raw.sex, Sex::parse);
    let citizenship = fields.parse("holder.citizenship", &raw.citizenship, Country::parse);
    let inn = fields.optional("holder.inn", raw.inn, Inn::parse);
    if let Some(inn) = &inn {
        fields.notes("holder.inn", inn.warnings());
    }
    let document = raw.identity_document;
    let number = fields.parse(
        "holder.identity_document.number",
        &document.number,
        Text::parse,
    );
    let issuing_state = fields.optional(
        "holder.identity_document.issued_by",
        document.issued_by,
        Country::parse,
    );
    let issued_on = fields.optional(
        "holder.identity_document.issued_on",
        document.issued_on,
        CivilDate::parse,
    );
    Some(Holder {
        surname,
        given_name,
        patronymic,
        surname_latin,
        given_name_latin,
        birth_date: birth_date?,
        sex: sex?,
        citizenship: citizenship?,
        identity_document: IdentityDocument {
            number: number?,
            issuing_state,
            issued_on,
        },
        inn,
    })
}

fn patent(fields: &mut Fields, raw: &raw::Patent) -> Option<Patent> {
    let number = match PatentNumber::from_parts(&raw.series, &raw.number) {
        Ok(number) => {
            fields.notes("patent.number", number.warnings());
            Some(number)
        }
        Err(error) => {
            fields.problem("patent.number", error);
            None
        }
    };
    let blank_number = fields.parse("patent.blank_number", &raw.blank_number, BlankNumber::parse);
    if let Some(blank_number) = &blank_number {
        fields.notes("patent.blank_number", blank_number.warnings());
    }
    let issued_on = fields.parse("patent.issued_on", &raw.issued_on, CivilDate::parse);
    let issuing_body = fields.parse("patent.issuing_body", &raw.issuing_body, Text::parse);
    Some(Patent {
        number: number?,
        blank_number: blank_number?,
        issued_on: issued_on?,
        issuing_body: issuing_body?,
    })
}

fn permission(fields: &mut Fields, raw: raw::Permission) -> Option<Permission> {
    let region = fields.parse("permission.region", &raw.region, Region::parse);
    if let Some(region) = &region {
        fields.notes("permission.region", region.warnings());
    }
    let territory = fields.optional("permission.territory", raw.territory, Text::parse);
    let professions = fields.texts("permission.professions", &raw.professions);
    Some(Permission {
        region: region?,
        territory,
        professions,
    })
}

fn remarks(fields: &mut Fields, raw: raw::Remarks) -> Option<Remarks> {
    let replaces = raw.replaces.and_then(|text| {
        let bytes = hex::decode(&text)
            .ok()
            .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        if bytes.is_none() {
            fields.problem("remarks.replaces", "a card id is 32 hexadecimal digits");
        }
        bytes.map(CardId::from_bytes)
    });
    let remarks = fields.texts("remarks.notes", &raw.notes);
    Some(Remarks {
        replacement_index: raw.replacement_index,
        replaces,
        remarks,
    })
}

/// Collects what is wrong and what is unusual while fields are parsed.
#[derive(Default)]
struct Fields {
    problems: Vec<Problem>,
    notes: Vec<Note>,
}

impl Fields {
    fn problem(&mut self, field: &str, reason: impl Display) {
        self.problems.push(Problem {
            field: field.to_owned(),
            reason: reason.to_string(),
        });
    }

    fn notes(&mut self, field: &'static str, warnings: impl Iterator<Item = Warning>) {
        self.notes.extend(warnings.map(|warning| Note {
            field,
            unusual: Unusual::Value(warning),
        }));
    }

    fn parse<T, E: Display>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        parse(text).map_err(|error| self.problem(field, error)).ok()
    }

    fn optional<T, E: Display>(
        &mut self,
        field: &str,
        text: Option<String>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        text.and_then(|text| self.parse(field, &text, parse))
    }

    fn name(&mut self, field: &'static str, text: Option<String>, script: Script) -> Option<Text> {
        let name = self.optional(field, text, Text::parse)?;
        self.notes(field, name.name_warnings(script));
        Some(name)
    }

    fn texts(&mut self, field: &str, texts: &[String]) -> Vec<Text> {
        let parsed = texts
            .iter()
            .enumerate()
            .map(|(index, text)| self.parse(&format!("{field}[{index}]"), text, Text::parse));
        parsed.collect::<Vec<_>>().into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests;
