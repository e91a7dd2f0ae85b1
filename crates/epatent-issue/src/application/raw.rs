// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The shape of an application file, before anything in it is checked.

use serde::Deserialize;

/// The schema of application files that this program reads.
pub(super) const SCHEMA: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Application {
    pub(super) schema: u32,
    pub(super) holder: Holder,
    pub(super) portrait: String,
    pub(super) patent: Patent,
    pub(super) permission: Permission,
    pub(super) remarks: Option<Remarks>,
    pub(super) term: Term,
    pub(super) status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Holder {
    pub(super) surname: Option<String>,
    pub(super) given_name: Option<String>,
    pub(super) patronymic: Option<String>,
    pub(super) surname_latin: Option<String>,
    pub(super) given_name_latin: Option<String>,
    pub(super) birth_date: String,
    pub(super) sex: String,
    pub(super) citizenship: String,
    pub(super) identity_document: IdentityDocument,
    pub(super) inn: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityDocument {
    pub(super) number: String,
    pub(super) issued_by: Option<String>,
    pub(super) issued_on: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patent {
    pub(super) series: String,
    pub(super) number: String,
    pub(super) blank_number: String,
    pub(super) issued_on: String,
    pub(super) issuing_body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Permission {
    pub(super) region: String,
    pub(super) territory: Option<String>,
    #[serde(default)]
    pub(super) professions: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remarks {
    #[serde(default)]
    pub(super) replacement_index: u8,
    pub(super) replaces: Option<String>,
    #[serde(default)]
    pub(super) notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Term {
    pub(super) in_force_from: String,
    pub(super) latest_end: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    pub(super) list: u64,
    pub(super) index: u64,
}
