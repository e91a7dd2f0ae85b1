// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! How the columns of a table become fields.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::FIELDS;

/// How the columns of a table become fields, TOML. Everything may be left out:
///
/// ```toml
/// delimiter = ";"                 # else the first of ; , and tab that the first line holds
/// encoding = "windows-1251"       # else utf-8, with or without a byte order mark
/// list_separator = "|"            # between professions and between notes
/// ignore = ["Телефон"]            # columns that nothing is taken from
///
/// [columns]                       # field = column; else the names of `FIELDS`
/// surname = "Фамилия заявителя"
///
/// [defaults]                      # for rows whose cell is empty, or a column that is not there
/// issuing_body = "ГУ МВД России по г. Москве"
/// region = "77"
///
/// [values.citizenship]            # what stands in a cell = what it means
/// "Таджикистан" = "TJK"
/// ```
///
/// Days may be written `2026-11-25` or `25.11.2026`, sex as `male`, `female` or as in [`Mapping::SEX`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Between two cells: one ASCII character, no quote and no line end.
    pub delimiter: Option<char>,
    /// How characters are written.
    pub encoding: Encoding,
    /// Between two items of a list in one cell.
    pub list_separator: char,
    /// Columns that nothing is taken from.
    pub ignore: Vec<String>,
    /// Name of a field to the name of its column, where that is none of `FIELDS`.
    pub columns: BTreeMap<String, String>,
    /// Name of a field to its value, where a cell is empty or the table has no such column.
    pub defaults: BTreeMap<String, String>,
    /// Name of a field, to what stands in a cell, to what it means.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// How the characters of a table are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Russian office programs wrote before.
    #[serde(rename = "windows-1251")]
    Windows1251,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            delimiter: None,
            encoding: Encoding::Utf8,
            list_separator: '|',
            ignore: Vec::new(),
            columns: BTreeMap::new(),
            defaults: BTreeMap::new(),
            values: BTreeMap::new(),
        }
    }
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// Not TOML of this shape.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A field that applications do not have.
    #[error("{0} is no field; fields are: {names}", names = names())]
    Field(String),
    /// A delimiter or separator that cannot be one.
    #[error("{0:?} cannot stand between cells")]
    Delimiter(char),
}

impl Mapping {
    /// What a cell of the column `sex` may say beside the words of the card.
    pub const SEX: [(&'static str, &'static str); 6] = [
        ("М", "male"),
        ("МУЖ", "male"),
        ("МУЖСКОЙ", "male"),
        ("Ж", "female"),
        ("ЖЕН", "female"),
        ("ЖЕНСКИЙ", "female"),
    ];

    /// Reads the text of a mapping.
    ///
    /// # Errors
    ///
    /// [`MappingError::Field`] for a field that applications do not have, [`MappingError::Delimiter`] for a
    /// sign that cannot stand between cells, otherwise where the text is not TOML of this shape.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text)?;
        let named = mapping
            .columns
            .keys()
            .chain(mapping.defaults.keys())
            .chain(mapping.values.keys());
        for name in named {
            if !FIELDS.iter().any(|field| field.name == name) {
                return Err(MappingError::Field(name.clone()));
            }
        }
        let cut = |sign: char| !sign.is_ascii() || matches!(sign, '"' | '\n' | '\r');
        match mapping.delimiter.filter(|sign| cut(*sign)) {
            Some(delimiter) => Err(MappingError::Delimiter(delimiter)),
            None => Ok(mapping),
        }
    }
}

/// Every field of a table, as a mapping may name it.
#[must_use]
pub fn names() -> String {
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    names.join(", ")
}
