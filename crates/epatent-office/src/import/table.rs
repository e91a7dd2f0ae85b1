// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A table of applications, one a row: RFC 4180 with any delimiter.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::WINDOWS_1251;

use super::{Encoding, ImportError, MAX_ROWS, Mapping, Row, SHAPE};
use crate::application::form::{self, Form, Remarks};
use crate::{Problem, Wrong};

/// Most characters of a cell: a quotation mark that was forgotten swallows the rows behind it.
const MAX_CELL: usize = 2_000;
/// What a delimiter is sought among.
const DELIMITERS: [char; 3] = [';', ',', '\t'];

/// A field that a column can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableField {
    /// Its name, which is also the name of its column by default.
    pub name: &'static str,
    /// Another name of its column by default.
    pub russian: &'static str,
    /// Where it stands in an application, as problems name it.
    pub path: &'static str,
    /// Whether every application has it.
    pub needed: bool,
}

const fn field(
    name: &'static str,
    russian: &'static str,
    path: &'static str,
    needed: bool,
) -> TableField {
    TableField {
        name,
        russian,
        path,
        needed,
    }
}

/// Every field of a table.
pub const FIELDS: [TableField; 24] = [
    field("surname", "Фамилия", "holder.surname", false),
    field("given_name", "Имя", "holder.given_name", false),
    field("patronymic", "Отчество", "holder.patronymic", false),
    field(
        "surname_latin",
        "Фамилия латиницей",
        "holder.surname_latin",
        false,
    ),
    field(
        "given_name_latin",
        "Имя латиницей",
        "holder.given_name_latin",
        false,
    ),
    field("birth_date", "Дата рождения", "holder.birth_date", true),
    field("sex", "Пол", "holder.sex", true),
    field("citizenship", "Гражданство", "holder.citizenship", true),
    field(
        "document_number",
        "Номер документа",
        "holder.identity_document.number",
        true,
    ),
    field(
        "document_issued_by",
        "Документ выдан государством",
        "holder.identity_document.issued_by",
        false,
    ),
    field(
        "document_issued_on",
        "Дата выдачи документа",
        "holder.identity_document.issued_on",
        false,
    ),
    field("inn", "ИНН", "holder.inn", false),
    field("portrait", "Фото", "portrait", true),
    field("series", "Серия патента", "patent.series", true),
    field("number", "Номер патента", "patent.number", true),
    field("blank_number", "Номер бланка", "patent.blank_number", false),
    field("issued_on", "Дата выдачи", "patent.issued_on", true),
    field("issuing_body", "Кем выдан", "patent.issuing_body", true),
    field("region", "Регион", "permission.region", true),
    field("territory", "Территория", "permission.territory", false),
    field("professions", "Профессии", "permission.professions", false),
    field("notes", "Особые отметки", "remarks.notes", false),
    field("in_force_from", "Действует с", "term.in_force_from", true),
    field("latest_end", "Действует по", "term.latest_end", true),
];

/// Fields that hold a day.
const DAYS: [&str; 5] = [
    "birth_date",
    "document_issued_on",
    "issued_on",
    "in_force_from",
    "latest_end",
];

/// The rows of a table whose first line names its columns.
///
/// # Errors
///
/// [`ImportError`] for a file that is none; what is wrong with one row is a problem of that row.
pub fn table(bytes: &[u8], mapping: &Mapping) -> Result<Vec<Row>, ImportError> {
    let text = decoded(bytes, mapping.encoding)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let delimiter = mapping.delimiter.unwrap_or_else(|| delimiter_of(text));
    let mut reader = ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b';'))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = match records.next() {
        Some(header) => header.map_err(|error| of_csv(&error))?,
        None => return Err(ImportError::Empty),
    };
    let columns = Columns::of(&header, mapping)?;
    let mut rows = Vec::new();
    let mut lines = Lines::of(text);
    for record in records {
        let record = record.map_err(|error| of_csv(&error))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == MAX_ROWS {
            return Err(ImportError::TooMany);
        }
        rows.push(columns.row(lines.of_record(&record), &record, mapping));
    }
    if rows.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(rows)
}

fn decoded(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, ImportError> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| ImportError::NotText {
                offset: error.valid_up_to(),
                encoding: "UTF-8",
            }),
        // One byte a character, all of them with a meaning but for 98, which becomes a control
        // character and is refused in its field.
        Encoding::Windows1251 => Ok(WINDOWS_1251.decode_without_bom_handling(bytes).0),
    }
}

fn delimiter_of(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    DELIMITERS
        .into_iter()
        .find(|sign| first.contains(*sign))
        .unwrap_or(';')
}

/// The line alone: the text is UTF-8 before it is cut into rows, and no value of it is repeated.
fn of_csv(error: &csv::Error) -> ImportError {
    let line = error.position().map_or(0, csv::Position::line);
    ImportError::Table { line }
}

/// Lines of the text up to the newest record. The reader's own count stands before the empty lines that
/// it skips.
struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    const fn of(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// The line on which a record begins, from 1; records in their order.
    fn of_record(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let ends = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
        let skipped = self.text.iter().skip(start).take_while(ends).count();
        let start = start.saturating_add(skipped);
        let between = self.text.get(self.counted..start).unwrap_or_default();
        let ended = between.iter().filter(|byte| **byte == b'\n').count();
        self.counted = start.max(self.counted);
        self.line = self.line.saturating_add(ended as u64);
        self.line
    }
}

/// Which cell of a row gives which field.
struct Columns {
    cells: BTreeMap<&'static str, usize>,
    count: usize,
}

impl Columns {
    fn of(header: &StringRecord, mapping: &Mapping) -> Result<Self, ImportError> {
        let mut cells = BTreeMap::new();
        let mut unknown = Vec::new();
        for (at, name) in header.iter().map(str::trim).enumerate() {
            match FIELDS.iter().find(|field| names(field, name, mapping)) {
                Some(field) if cells.insert(field.name, at).is_some() => {
                    return Err(ImportError::ColumnTwice(shown(name)));
                }
                Some(_) => {}
                None if mapping.ignore.iter().any(|ignored| ignored == name) => {}
                None if name.is_empty() => {}
                None => unknown.push(shown(name)),
            }
        }
        if !unknown.is_empty() {
            return Err(ImportError::UnknownColumns(unknown));
        }
        let missing = |field: &&TableField| {
            let wanted = field.needed && !mapping.defaults.contains_key(field.name);
            (wanted || mapping.columns.contains_key(field.name)) && !cells.contains_key(field.name)
        };
        let missing: Vec<String> = FIELDS
            .iter()
            .filter(missing)
            .map(|field| field.name.to_owned())
            .collect();
        if !missing.is_empty() {
            return Err(ImportError::MissingColumns(missing));
        }
        Ok(Self {
            cells,
            count: header.len(),
        })
    }

    fn row(&self, number: u64, record: &StringRecord, mapping: &Mapping) -> Row {
        let mut row = Row {
            number,
            form: Form {
                schema: form::SCHEMA,
                ..Form::default()
            },
            problems: Vec::new(),
        };
        if record.len() != self.count {
            let (cells, columns) = (record.len(), self.count);
            row.problems.push(Problem {
                field: SHAPE.to_owned(),
                wrong: Wrong::Cells { cells, columns },
            });
            return row;
        }
        for field in &FIELDS {
            let cell = self.cells.get(field.name).and_then(|at| record.get(*at));
            let entered = cell.map(str::trim).filter(|text| !text.is_empty());
            let value = entered.or_else(|| mapping.defaults.get(field.name).map(String::as_str));
            match value {
                Some(value) if value.chars().nth(MAX_CELL).is_some() => {
                    row.problem(field, Wrong::TooLong { limit: MAX_CELL });
                }
                Some(value) => put(
                    &mut row.form,
                    field.name,
                    &meaning(field, value, mapping),
                    mapping,
                ),
                None if field.needed => row.problem(field, Wrong::Missing),
                None => {}
            }
        }
        row
    }
}

impl Row {
    fn problem(&mut self, field: &TableField, wrong: Wrong) {
        self.problems.push(Problem {
            field: field.path.to_owned(),
            wrong,
        });
    }
}

/// Whether a column of this name gives the field.
fn names(field: &TableField, column: &str, mapping: &Mapping) -> bool {
    match mapping.columns.get(field.name) {
        Some(mapped) => mapped == column,
        None => field.name == column || field.russian == column,
    }
}

/// A column's name, short enough for a screen.
fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

/// What a cell means: by the mapping, or by the usual ways of writing days and sex.
fn meaning<'a>(field: &TableField, cell: &'a str, mapping: &'a Mapping) -> Cow<'a, str> {
    let mapped = mapping
        .values
        .get(field.name)
        .and_then(|values| values.get(cell));
    if let Some(mapped) = mapped {
        return Cow::Borrowed(mapped);
    }
    if field.name == "sex" {
        let word = cell.trim_end_matches('.').to_uppercase();
        let usual = Mapping::SEX.iter().find(|(usual, _)| *usual == word);
        return usual.map_or(Cow::Borrowed(cell), |(_, meaning)| Cow::Borrowed(meaning));
    }
    if DAYS.contains(&field.name) {
        return civil(cell).map_or(Cow::Borrowed(cell), Cow::Owned);
    }
    Cow::Borrowed(cell)
}

/// `DD.MM.YYYY` as `YYYY-MM-DD`; whether there is such a day is for the field to say.
fn civil(cell: &str) -> Option<String> {
    let parts: Vec<&str> = cell.split('.').collect();
    match parts.as_slice() {
        [day, month, year]
            if (day.len(), month.len(), year.len()) == (2, 2, 4)
                && parts
                    .iter()
                    .all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) =>
        {
            Some(format!("{year}-{month}-{day}"))
        }
        _ => None,
    }
}

fn put(form: &mut Form, field: &str, value: &str, mapping: &Mapping) {
    let text = value.to_owned();
    let list = || {
        value
            .split(mapping.list_separator)
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let holder = &mut form.holder;
    match field {
        "surname" => holder.surname = Some(text),
        "given_name" => holder.given_name = Some(text),
        "patronymic" => holder.patronymic = Some(text),
        "surname_latin" => holder.surname_latin = Some(text),
        "given_name_latin" => holder.given_name_latin = Some(text),
        "birth_date" => holder.birth_date = text,
        "sex" => holder.sex = text,
        "citizenship" => holder.citizenship = text,
        "document_number" => holder.identity_document.number = text,
        "document_issued_by" => holder.identity_document.issued_by = Some(text),
        "document_issued_on" => holder.identity_document.issued_on = Some(text),
        "inn" => holder.inn = Some(text),
        "portrait" => form.portrait = text,
        "series" => form.patent.series = text,
        "number" => form.patent.number = text,
        "blank_number" => form.patent.blank_number = Some(text),
        "issued_on" => form.patent.issued_on = text,
        "issuing_body" => form.patent.issuing_body = text,
        "region" => form.permission.region = text,
        "territory" => form.permission.territory = Some(text),
        "professions" => form.permission.professions = list(),
        "notes" => {
            form.remarks = Some(Remarks {
                notes: list(),
                ..Remarks::default()
            });
        }
        "in_force_from" => form.term.in_force_from = text,
        "latest_end" => form.term.latest_end = text,
        _ => {}
    }
}
