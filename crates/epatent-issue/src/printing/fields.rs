// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The fields of a card's two sides.
//!
//! There is no last day among them: a patent lives from paid month to paid month, and a day on the
//! plastic would be taken for the end of the permission.

use epatent_core::group::{GroupContent, GroupNumber, Holder, Patent, Permission, Remarks, decode};
use epatent_core::object::{Environment, SecurityObject};
use epatent_core::presentation::Presentation;
use epatent_core::{Sex, Text};
use epatent_office::production::Finished;
use serde::{Deserialize, Serialize};

/// Version of this shape.
const SCHEMA: u32 = 1;

/// What the card printer's software is given.
#[derive(Serialize, Deserialize)]
pub(crate) struct PrintCard {
    schema: u32,
    /// A specimen, which says so on both sides.
    pub(crate) lab: bool,
    pub(crate) patent_series: String,
    pub(crate) patent_number: String,
    replacement_index: u8,
    pub(crate) blank_number: String,
    /// Six digits that open the chip; on the back.
    pub(crate) access_number: String,
    pub(crate) surname: String,
    pub(crate) given_name: String,
    pub(crate) patronymic: String,
    pub(crate) surname_latin: String,
    pub(crate) given_name_latin: String,
    pub(crate) birth_date: String,
    pub(crate) sex: String,
    pub(crate) citizenship: String,
    pub(crate) document_number: String,
    pub(crate) inn: String,
    pub(crate) professions: String,
    pub(crate) region: String,
    pub(crate) region_name: String,
    pub(crate) territory: String,
    pub(crate) issuing_body: String,
    pub(crate) issued_on: String,
    pub(crate) notes: String,
    photo: String,
    qr: String,
}

impl PrintCard {
    /// The columns of the table, in the order of [`PrintCard::row`].
    pub(super) const COLUMNS: [&'static str; 24] = [
        "patent_series",
        "patent_number",
        "blank_number",
        "access_number",
        "surname",
        "given_name",
        "patronymic",
        "surname_latin",
        "given_name_latin",
        "birth_date",
        "sex",
        "citizenship",
        "document_number",
        "inn",
        "professions",
        "region",
        "region_name",
        "territory",
        "issuing_body",
        "issued_on",
        "notes",
        "photo",
        "qr",
        "lab",
    ];

    pub(super) fn of(card: &Finished<'_>) -> Result<Self, String> {
        let files = card.card;
        let holder: Holder = content(files, GroupNumber::HOLDER)?;
        let patent: Patent = content(files, GroupNumber::PATENT)?;
        let permission: Permission = content(files, GroupNumber::PERMISSION)?;
        let remarks: Remarks = content(files, GroupNumber::REMARKS)?;
        let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string).unwrap_or_default();
        let list = |texts: &[Text]| {
            let texts: Vec<&str> = texts.iter().map(Text::as_str).collect();
            texts.join(", ")
        };
        let number = patent.number;
        let access_number = files.access_number.ok_or("no access number")?;
        let region = permission.region;
        let mut fields = Self {
            schema: SCHEMA,
            lab: is_lab(files)?,
            patent_series: number.series().to_owned(),
            patent_number: number.number().to_owned(),
            replacement_index: remarks.replacement_index,
            blank_number: patent.blank_number.to_string(),
            access_number: access_number.expose().to_owned(),
            surname: text(&holder.surname),
            given_name: text(&holder.given_name),
            patronymic: text(&holder.patronymic),
            surname_latin: text(&holder.surname_latin),
            given_name_latin: text(&holder.given_name_latin),
            birth_date: russian_day(&holder.birth_date.to_string()),
            sex: match holder.sex {
                Sex::Male => "М".to_owned(),
                Sex::Female => "Ж".to_owned(),
                Sex::NotStated => String::new(),
            },
            citizenship: holder.citizenship.to_string(),
            document_number: holder.identity_document.number.to_string(),
            inn: holder
                .inn
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            professions: list(&permission.professions),
            region: region.to_string(),
            region_name: region.name_ru().unwrap_or_default().to_owned(),
            territory: text(&permission.territory),
            issuing_body: patent.issuing_body.to_string(),
            issued_on: russian_day(&patent.issued_on.to_string()),
            notes: list(&remarks.remarks),
            photo: String::new(),
            qr: String::new(),
        };
        let name = fields.name();
        fields.photo = format!("{name}/photo.jpg");
        fields.qr = format!("{name}/qr.png");
        Ok(fields)
    }

    /// The name of the card's folder.
    pub(super) fn name(&self) -> String {
        format!(
            "{}{}-{}",
            self.patent_series, self.patent_number, self.replacement_index
        )
    }

    /// The row of the table.
    pub(super) fn row(&self) -> [&str; 24] {
        [
            &self.patent_series,
            &self.patent_number,
            &self.blank_number,
            &self.access_number,
            &self.surname,
            &self.given_name,
            &self.patronymic,
            &self.surname_latin,
            &self.given_name_latin,
            &self.birth_date,
            &self.sex,
            &self.citizenship,
            &self.document_number,
            &self.inn,
            &self.professions,
            &self.region,
            &self.region_name,
            &self.territory,
            &self.issuing_body,
            &self.issued_on,
            &self.notes,
            &self.photo,
            &self.qr,
            if self.lab { "lab" } else { "" },
        ]
    }
}

/// A data group of a card that was read back.
pub(super) fn content<G: GroupContent>(
    card: &Presentation,
    number: GroupNumber,
) -> Result<G, String> {
    let bytes = card.groups.get(&number).ok_or("a data group is missing")?;
    decode(bytes)
        .map(|(_, content)| content)
        .map_err(|error| error.to_string())
}

fn is_lab(card: &Presentation) -> Result<bool, String> {
    use epatent_core::cose::{Sign1, Typ};
    let sign1 = Sign1::parse(&card.security_object, Typ::SecurityObject)
        .map_err(|error| error.to_string())?;
    let object = SecurityObject::decode(sign1.payload()).map_err(|error| error.to_string())?;
    Ok(object.environment == Environment::Lab)
}

/// `YYYY-MM-DD`, `YYYY-MM` or `YYYY` as a card says it: `DD.MM.YYYY`, `MM.YYYY` or `YYYY`.
fn russian_day(day: &str) -> String {
    let mut parts: Vec<&str> = day.split('-').collect();
    parts.reverse();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_on_russian_documents() {
        for (day, said) in [
            ("1988-04-17", "17.04.1988"),
            ("1979-06", "06.1979"),
            ("1961", "1961"),
        ] {
            assert_eq!(russian_day(day), said);
        }
    }
}
