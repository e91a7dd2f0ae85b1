// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The shape of an application, before anything in it is checked: a JSON file, or a row of a table.
//!
//! It is what the register keeps of an application, so a field is only ever added.

use serde::{Deserialize, Serialize};

/// The schema of application files that this program reads.
pub const SCHEMA: u32 = 1;

/// An application as it was entered.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Version of the shape, [`SCHEMA`].
    pub schema: u32,
    /// Who the patent is for.
    pub holder: Holder,
    /// The picture: a file beside the application or below it.
    pub portrait: String,
    /// The patent.
    pub patent: Patent,
    /// What it permits.
    pub permission: Permission,
    /// What else the card says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<Remarks>,
    /// When it is in force.
    pub term: Term,
    /// Place in the status lists; an office with a register gives it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// Who the patent is for.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Surname in Cyrillic, as printed; absent where the holder has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// Given name in Cyrillic, as printed; absent where the holder has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Patronymic in Cyrillic, as printed; absent where the holder has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<String>,
    /// As in the passport; where absent, by the rules of [`crate::transliteration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname_latin: Option<String>,
    /// As in the passport; where absent, by the same rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name_latin: Option<String>,
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    pub birth_date: String,
    /// `male`, `female` or `not-stated`.
    pub sex: String,
    /// State, ISO 3166-1 alpha-3; `XXA` for a stateless person.
    pub citizenship: String,
    /// Passport or what stands for it.
    pub identity_document: IdentityDocument,
    /// Taxpayer number: twelve digits; another form gives a note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
}

/// Passport or what stands for it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityDocument {
    /// The number as printed, with its series where it has one.
    pub number: String,
    /// Issuing state, ISO 3166-1 alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
    /// Day of issue, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<String>,
}

/// The patent.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Patent {
    /// Two digits, the code of the region.
    pub series: String,
    /// The ten digits of the number.
    pub number: String,
    /// The blank that is printed already; an office with a register takes the one on the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank_number: Option<String>,
    /// Day of issue, `YYYY-MM-DD`.
    pub issued_on: String,
    /// The issuing body, as printed.
    pub issuing_body: String,
}

/// What it permits.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// Code of the region, two digits.
    pub region: String,
    /// A part of the region, where the patent names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// At most 16; none for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub professions: Vec<String>,
}

/// What else the card says.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Remarks {
    /// 0 for the first card of the patent, at most 255; an office with a register counts itself.
    #[serde(default)]
    pub replacement_index: u8,
    /// Number of the card before, 32 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// Lines for the card, at most 16 of 1 to 200 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// When the patent is in force.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// First day in force, `YYYY-MM-DD`, inclusive.
    pub in_force_from: String,
    /// Latest possible last day, `YYYY-MM-DD`, inclusive.
    pub latest_end: String,
}

/// A place in the status lists.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Number of the list in the region.
    pub list: u64,
    /// Index in it, from 0.
    pub index: u64,
}
