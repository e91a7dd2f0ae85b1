// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sample people: names in two alphabets, an absent patronymic, partial birth dates.
//!
//! None of them exists. Every call gives the same person, drawn portrait included.

use epatent_core::group::{
    Holder, IdentityDocument, ImageFormat, Patent, Permission, Portrait, Remarks,
};
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, Inn, PatentNumber, Region, Sex, Text,
};
use epatent_sign::CardContents;

use crate::{fixed, portrait};

/// A man with names in both alphabets, patronymic and INN; region 77, two professions.
#[must_use]
pub fn rakhimov() -> CardContents {
    CardContents {
        holder: Holder {
            surname: Some(text("Рахимов")),
            given_name: Some(text("Фаррух")),
            patronymic: Some(text("Саидович")),
            surname_latin: Some(text("RAKHIMOV")),
            given_name_latin: Some(text("FARRUKH")),
            birth_date: fixed(BirthDate::parse("1988-04-17")),
            sex: Sex::Male,
            citizenship: country("TJK"),
            identity_document: IdentityDocument {
                number: text("401234567"),
                issuing_state: Some(country("TJK")),
                issued_on: Some(date("2021-03-02")),
            },
            inn: Some(fixed(Inn::parse("770912345616"))),
        },
        portrait: drawn(1),
        patent: Patent {
            number: fixed(PatentNumber::from_parts("77", "2600012345")),
            blank_number: fixed(BlankNumber::parse("ВН1234567")),
            issued_on: date("2026-11-02"),
            issuing_body: text("ГУ МВД России по г. Москве"),
        },
        permission: Permission {
            region: region("77"),
            territory: None,
            professions: vec![text("Подсобный рабочий"), text("Бетонщик")],
        },
        remarks: first_card(),
    }
}

/// A woman without patronymic, of whose birth the day is unknown; region 50, one town only, any
/// profession.
#[must_use]
pub fn yusupova() -> CardContents {
    CardContents {
        holder: Holder {
            surname: Some(text("Юсупова")),
            given_name: Some(text("Дилором")),
            patronymic: None,
            surname_latin: Some(text("YUSUPOVA")),
            given_name_latin: Some(text("DILOROM")),
            birth_date: fixed(BirthDate::parse("1979-06")),
            sex: Sex::Female,
            citizenship: country("UZB"),
            identity_document: IdentityDocument {
                number: text("FA7654321"),
                issuing_state: Some(country("UZB")),
                issued_on: Some(date("2019-08-20")),
            },
            inn: None,
        },
        portrait: drawn(2),
        patent: Patent {
            number: fixed(PatentNumber::from_parts("50", "2600098765")),
            blank_number: fixed(BlankNumber::parse("MK7654321")),
            issued_on: date("2026-10-19"),
            issuing_body: text("ГУ МВД России по Московской области"),
        },
        permission: Permission {
            region: region("50"),
            territory: Some(text("Городской округ Химки")),
            professions: Vec::new(),
        },
        remarks: first_card(),
    }
}

/// A stateless man with a surname only, of whose birth only the year is known; region 77, a remark.
#[must_use]
pub fn toktogulov() -> CardContents {
    CardContents {
        holder: Holder {
            surname: Some(text("Токтогулов")),
            given_name: None,
            patronymic: None,
            surname_latin: Some(text("TOKTOGULOV")),
            given_name_latin: None,
            birth_date: fixed(BirthDate::parse("1961")),
            sex: Sex::Male,
            citizenship: country("XXA"),
            identity_document: IdentityDocument {
                number: text("ВН 000451"),
                issuing_state: None,
                issued_on: None,
            },
            inn: Some(fixed(Inn::parse("500100732259"))),
        },
        portrait: drawn(3),
        patent: Patent {
            number: fixed(PatentNumber::from_parts("77", "2600054321")),
            blank_number: fixed(BlankNumber::parse("ва0000451")),
            issued_on: date("2026-11-16"),
            issuing_body: text("ГУ МВД России по г. Москве"),
        },
        permission: Permission {
            region: region("77"),
            territory: None,
            professions: vec![text("Дворник")],
        },
        remarks: Remarks {
            remarks: vec![text("Имя и отчество в документе отсутствуют")],
            ..first_card()
        },
    }
}

/// All of them.
#[must_use]
pub fn all() -> [CardContents; 3] {
    [rakhimov(), yusupova(), toktogulov()]
}

fn first_card() -> Remarks {
    Remarks {
        replacement_index: 0,
        replaces: None,
        remarks: Vec::new(),
    }
}

fn drawn(seed: u32) -> Portrait {
    Portrait {
        format: ImageFormat::Jpeg,
        image: portrait::jpeg(seed),
    }
}

fn text(text: &str) -> Text {
    fixed(Text::parse(text))
}

fn country(code: &str) -> Country {
    fixed(Country::parse(code))
}

fn region(code: &str) -> Region {
    fixed(Region::parse(code))
}

fn date(text: &str) -> CivilDate {
    fixed(CivilDate::parse(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_cover_what_names_and_birth_dates_can_lack() {
        let [whole, day_unknown, year_only] = all();
        assert!(whole.holder.patronymic.is_some() && whole.holder.birth_date.day().is_some());
        assert!(day_unknown.holder.patronymic.is_none());
        assert!(day_unknown.holder.birth_date.day().is_none());
        assert!(day_unknown.holder.birth_date.month().is_some());
        assert!(year_only.holder.given_name.is_none());
        assert!(year_only.holder.birth_date.month().is_none());
    }

    #[test]
    fn a_sample_is_the_same_every_time() {
        assert!(rakhimov().portrait == rakhimov().portrait);
        assert!(rakhimov().portrait != yusupova().portrait);
    }
}
