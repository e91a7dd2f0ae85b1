// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An application: what the office enters about one patent, checked field by field.
//!
//! All problems are told at once, each with its field, so that an operator corrects them in one go.
//! Formats that are not confirmed give notes and do not refuse.

pub mod days;
pub mod form;
pub(crate) mod note;
pub mod photo;
mod wrong;

use epatent_core::group::{
    Holder, IdentityDocument, ImageFormat, Patent, Permission, Portrait, Remarks,
};
use epatent_core::object::{CardId, StatusReference};
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, Inn, PatentNumber, Region, Script, Sex, Text,
    Warning,
};
use epatent_sign::CardContents;

use crate::transliteration::transliterate;
use days::Days;
use form::Form;

pub use note::{Note, Unusual};
pub use wrong::{Place, Wrong};

/// A checked application.
pub struct Application {
    /// Who the patent is for.
    pub holder: Holder,
    /// The portrait as the card carries it.
    pub portrait: Portrait,
    /// Series and number of the patent.
    pub number: PatentNumber,
    /// Day of issue, a civil date in the region.
    pub issued_on: CivilDate,
    /// Who issues it.
    pub issuing_body: Text,
    /// The blank that the application names, where it does.
    pub blank: Option<BlankNumber>,
    /// What the patent permits.
    pub permission: Permission,
    /// What else the card says.
    pub remarks: Remarks,
    /// First day in force, inclusive.
    pub in_force_from: CivilDate,
    /// Latest possible last day, inclusive.
    pub latest_end: CivilDate,
    /// Place in the status lists, where the application has one.
    pub status: Option<StatusReference>,
    /// What is unusual, and refuses nothing.
    pub notes: Vec<Note>,
}

/// Says nothing about the person.
impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application")
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

/// A field that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, as `holder.inn`; in a table its column.
    pub field: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl Application {
    /// Checks what was entered, with the portrait as the card is to carry it.
    ///
    /// # Errors
    ///
    /// Every field that cannot be used.
    pub fn check(form: &Form, image: Vec<u8>) -> Result<Self, Vec<Problem>> {
        let mut fields = Fields::default();
        if form.schema != form::SCHEMA {
            let found = form.schema;
            fields.problem("schema", Wrong::Schema { found });
        }
        let holder = holder(&mut fields, &form.holder);
        let patent = patent(&mut fields, &form.patent);
        let permission = permission(&mut fields, &form.permission);
        let remarks = remarks(&mut fields, form.remarks.as_ref());
        let term = term(&mut fields, &form.term);
        fields.days.term = term;
        fields.compare_days();
        let status = form.status.as_ref().map(|status| StatusReference {
            list: status.list,
            index: status.index,
        });
        match (holder, patent, permission, remarks, term) {
            (Some(holder), Some(patent), Some(permission), Some(remarks), Some(term))
                if fields.problems.is_empty() =>
            {
                Ok(Self {
                    holder,
                    portrait: Portrait {
                        format: ImageFormat::Jpeg,
                        image,
                    },
                    number: patent.number,
                    issued_on: patent.issued_on,
                    issuing_body: patent.issuing_body,
                    blank: patent.blank,
                    permission,
                    remarks,
                    in_force_from: term.0,
                    latest_end: term.1,
                    status,
                    notes: fields.notes,
                })
            }
            _ => Err(fields.problems),
        }
    }

    /// What a card made of this blank says, as it was entered.
    #[must_use]
    pub fn contents(&self, blank_number: BlankNumber) -> CardContents {
        CardContents {
            holder: self.holder.clone(),
            portrait: self.portrait.clone(),
            patent: Patent {
                number: self.number.clone(),
                blank_number,
                issued_on: self.issued_on,
                issuing_body: self.issuing_body.clone(),
            },
            permission: self.permission.clone(),
            remarks: self.remarks.clone(),
        }
    }
}

/// What was entered of the patent.
struct Entered {
    number: PatentNumber,
    blank: Option<BlankNumber>,
    issued_on: CivilDate,
    issuing_body: Text,
}

/// First and last day.
fn term(fields: &mut Fields, form: &form::Term) -> Option<(CivilDate, CivilDate)> {
    let start = fields.parse("term.in_force_from", &form.in_force_from, CivilDate::parse);
    let end = fields.parse("term.latest_end", &form.latest_end, CivilDate::parse);
    Some((start?, end?))
}

fn holder(fields: &mut Fields, raw: &form::Holder) -> Option<Holder> {
    let surname = fields.name("holder.surname", raw.surname.as_deref(), Script::Cyrillic);
    let given_name = fields.name(
        "holder.given_name",
        raw.given_name.as_deref(),
        Script::Cyrillic,
    );
    let patronymic = fields.name(
        "holder.patronymic",
        raw.patronymic.as_deref(),
        Script::Cyrillic,
    );
    let surname_latin = fields.name(
        "holder.surname_latin",
        raw.surname_latin.as_deref(),
        Script::Latin,
    );
    let given_name_latin = fields.name(
        "holder.given_name_latin",
        raw.given_name_latin.as_deref(),
        Script::Latin,
    );
    let surname_latin =
        surname_latin.or_else(|| fields.latin("holder.surname_latin", surname.as_ref()));
    let given_name_latin =
        given_name_latin.or_else(|| fields.latin("holder.given_name_latin", given_name.as_ref()));
    if [&surname, &given_name, &surname_latin, &given_name_latin]
        .iter()
        .all(|name| name.is_none())
    {
        fields.problem("holder.surname", Wrong::Nameless);
    }
    let parse_birth = |text: &str| BirthDate::parse(text).map_err(Wrong::Birth);
    let birth_date = fields.parse("holder.birth_date", &raw.birth_date, parse_birth);
    fields.days.born = birth_date;
    let sex = fields.parse("holder.sex", &raw.sex, Sex::parse);
    let citizenship = fields.parse("holder.citizenship", &raw.citizenship, Country::parse);
    let inn = fields.optional("holder.inn", raw.inn.as_deref(), Inn::parse);
    if let Some(inn) = &inn {
        fields.notes("holder.inn", inn.warnings());
    }
    let document = &raw.identity_document;
    let number = fields.parse(
        "holder.identity_document.number",
        &document.number,
        Text::parse,
    );
    let issuing_state = fields.optional(
        "holder.identity_document.issued_by",
        document.issued_by.as_deref(),
        Country::parse,
    );
    let issued_on = fields.optional(
        "holder.identity_document.issued_on",
        document.issued_on.as_deref(),
        CivilDate::parse,
    );
    fields.days.document_issued_on = issued_on;
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

fn patent(fields: &mut Fields, raw: &form::Patent) -> Option<Entered> {
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
    let blank = fields.optional(
        "patent.blank_number",
        raw.blank_number.as_deref(),
        BlankNumber::parse,
    );
    if let Some(blank_number) = &blank {
        fields.notes("patent.blank_number", blank_number.warnings());
    }
    let issued_on = fields.parse("patent.issued_on", &raw.issued_on, CivilDate::parse);
    fields.days.issued_on = issued_on;
    let issuing_body = fields.parse("patent.issuing_body", &raw.issuing_body, Text::parse);
    Some(Entered {
        number: number?,
        blank,
        issued_on: issued_on?,
        issuing_body: issuing_body?,
    })
}

fn permission(fields: &mut Fields, raw: &form::Permission) -> Option<Permission> {
    let region = fields.parse("permission.region", &raw.region, Region::parse);
    if let Some(region) = &region {
        fields.notes("permission.region", region.warnings());
    }
    let territory = fields.optional(
        "permission.territory",
        raw.territory.as_deref(),
        Text::parse,
    );
    let professions = fields.texts("permission.professions", &raw.professions);
    Some(Permission {
        region: region?,
        territory,
        professions,
    })
}

fn remarks(fields: &mut Fields, raw: Option<&form::Remarks>) -> Option<Remarks> {
    let nothing = form::Remarks::default();
    let raw = raw.unwrap_or(&nothing);
    let replaces = raw.replaces.as_deref().and_then(|text| {
        let bytes = hex::decode(text)
            .ok()
            .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        if bytes.is_none() {
            fields.problem("remarks.replaces", Wrong::CardId);
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
    days: Days,
}

impl Fields {
    fn problem(&mut self, field: &str, wrong: impl Into<Wrong>) {
        self.problems.push(Problem {
            field: field.to_owned(),
            wrong: wrong.into(),
        });
    }

    fn compare_days(&mut self) {
        let found = self.days.check();
        for (field, wrong) in found.wrong {
            self.problem(field, wrong);
        }
        self.notes.extend(found.notes);
    }

    fn notes(&mut self, field: &'static str, warnings: impl Iterator<Item = Warning>) {
        self.notes.extend(warnings.map(|warning| Note {
            field,
            unusual: Unusual::Value(warning),
        }));
    }

    fn parse<T, E: Into<Wrong>>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        parse(text).map_err(|error| self.problem(field, error)).ok()
    }

    fn optional<T, E: Into<Wrong>>(
        &mut self,
        field: &str,
        text: Option<&str>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        text.and_then(|text| self.parse(field, text, parse))
    }

    fn name(&mut self, field: &'static str, text: Option<&str>, script: Script) -> Option<Text> {
        let name = self.optional(field, text, Text::parse)?;
        self.notes(field, name.name_warnings(script));
        Some(name)
    }

    /// The Latin form of a name for which the passport's own was not entered.
    fn latin(&mut self, field: &'static str, name: Option<&Text>) -> Option<Text> {
        let name = name?;
        let latin = match transliterate(name.as_str()) {
            Ok(latin) if latin.is_empty() => return None,
            Ok(latin) => self.parse(field, &latin, Text::parse)?,
            Err(error) => {
                self.problem(field, error);
                return None;
            }
        };
        self.notes.push(Note {
            field,
            unusual: Unusual::Transliterated,
        });
        Some(latin)
    }

    fn texts(&mut self, field: &str, texts: &[String]) -> Vec<Text> {
        let parsed = texts
            .iter()
            .enumerate()
            .map(|(index, text)| self.parse(&format!("{field}[{index}]"), text, Text::parse));
        parsed.collect::<Vec<_>>().into_iter().flatten().collect()
    }
}
