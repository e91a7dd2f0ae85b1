// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Finding the applications of a person by a part of a name or by the number of a passport.
//!
//! The register has no column for either: what finds them are the applications themselves, as long as they
//! are kept. What was typed is compared letter by letter after both sides were brought to one spelling:
//! capitals, `Ё` as `Е`, Cyrillic letters that look like Latin ones as those, nothing but letters and digits.

use epatent_register::{Application, Register, RegisterError};

use crate::application::form::Form;
use crate::document;
use crate::transliteration::transliterate;

/// Least letters and digits that are sought by: fewer fit everybody.
const LEAST: usize = 3;
/// Applications that are looked at together.
const PAGE: u32 = 200;
/// Cyrillic capitals and the Latin ones that they look like.
const ALIKE: [(char, char); 13] = [
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('Ё', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
];

/// A text in the one spelling.
///
/// ```
/// use epatent_office::person_search::folded;
///
/// assert_eq!(folded("Семёнов"), folded("CEMEHOB"));
/// assert_eq!(folded("AB 76-543"), "AB76543");
/// ```
#[must_use]
pub fn folded(text: &str) -> String {
    let plain = |letter: char| {
        let alike = ALIKE.iter().find(|(cyrillic, _)| *cyrillic == letter);
        alike.map_or(letter, |(_, latin)| *latin)
    };
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .map(plain)
        .collect()
}

/// What is sought.
#[derive(Clone, PartialEq, Eq)]
pub struct Sought {
    parts: Vec<String>,
    whole: String,
}

impl Sought {
    /// What was typed, unless it is too short to find anybody.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let parts: Vec<String> = text.split_whitespace().map(folded).collect();
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let whole = folded(text);
        (whole.chars().count() >= LEAST).then_some(Self { parts, whole })
    }

    /// Whether an application is of somebody who is sought: each part begins a name, Cyrillic or Latin, or
    /// all of it begins the number of the identity document.
    #[must_use]
    pub fn fits(&self, form: &Form) -> bool {
        let holder = &form.holder;
        let entered = [
            &holder.surname,
            &holder.given_name,
            &holder.patronymic,
            &holder.surname_latin,
            &holder.given_name_latin,
        ];
        let entered = entered.into_iter().flatten();
        // A Latin form that was not entered is on the card by the rules.
        let by_rules = [&holder.surname, &holder.given_name].into_iter().flatten();
        let by_rules = by_rules.filter_map(|name| transliterate(name).ok());
        let names: Vec<String> = entered
            .cloned()
            .chain(by_rules)
            .flat_map(|name| name.split_whitespace().map(folded).collect::<Vec<_>>())
            .collect();
        let begins = |part: &String| names.iter().any(|name| name.starts_with(part.as_str()));
        folded(&holder.identity_document.number).starts_with(&self.whole)
            || self.parts.iter().all(begins)
    }
}

/// The applications of who is sought, the oldest first, at most `limit`. Those that were erased are not
/// found.
///
/// # Errors
///
/// Those of the register; [`RegisterError::DocumentAltered`] rather than not to find somebody.
pub fn applications(
    register: &mut Register,
    sought: &Sought,
    limit: usize,
) -> Result<Vec<Application>, RegisterError> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page: Vec<Application> = register.rows_after(after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = Some(last.key);
        for application in page {
            let document = application.document()?;
            let form = document.and_then(|document| document::decode(document).ok());
            if !form.is_some_and(|(form, _)| sought.fits(&form)) {
                continue;
            }
            if found.len() == limit {
                return Ok(found);
            }
            found.push(application);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::form::{Holder, IdentityDocument};

    fn form() -> Form {
        Form {
            holder: Holder {
                surname: Some("Семёнова-Рахимова".to_owned()),
                given_name: Some("Дилором".to_owned()),
                surname_latin: Some("SEMENOVA".to_owned()),
                identity_document: IdentityDocument {
                    number: "AB 7654321".to_owned(),
                    ..IdentityDocument::default()
                },
                ..Holder::default()
            },
            ..Form::default()
        }
    }

    #[test]
    fn a_person_is_found_by_parts_of_names_in_any_order_and_by_the_passport() {
        for text in [
            "семенова",
            "СЕМЁНОВА",
            "Сем",
            "CEMEHOBA",
            "дил семёнова",
            "Semen",
            "ab7654321",
            "АВ 76543",
            "семёновара",
            "Dilorom",
        ] {
            assert!(Sought::of(text).unwrap().fits(&form()), "{text}");
        }
        for text in [
            "рахимова",
            "енова",
            "дилором иванова",
            "7654321",
            "AB76543210",
        ] {
            assert!(!Sought::of(text).unwrap().fits(&form()), "{text}");
        }
        for text in ["", "  ", "Се", "- -"] {
            assert!(Sought::of(text).is_none(), "{text}");
        }
    }
}
