// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Where other settings than those in force are asked for: each field in words, with both values.

use epatent_cli::{Table, Words};
use epatent_office::settings::Difference;

/// The field in words and as its file spells it.
pub(crate) fn field(field: &str, words: &Words) -> String {
    let parts: Vec<&str> = field.split('.').collect();
    let (id, code) = match parts.as_slice() {
        ["reason", code, part] => (format!("rules-field-reason-{part}"), *code),
        parts => (format!("rules-field-{}", parts.join("-")), ""),
    };
    let values = [("field", field.into()), ("code", code.into())];
    words.say(&id, &values)
}

/// What the one and the other say of a field.
pub(crate) fn values(difference: &Difference, words: &Words) -> (String, String) {
    let said = |value: &Option<String>| {
        let nothing = || words.text("rules-value-none");
        value.clone().unwrap_or_else(nothing)
    };
    (said(&difference.in_force), said(&difference.wanted))
}

/// One difference in one line.
pub(crate) fn say(difference: &Difference, words: &Words) -> String {
    let field = field(&difference.field, words);
    let (in_force, wanted) = values(difference, words);
    let values = [
        ("field", field.into()),
        ("in-force", in_force.into()),
        ("wanted", wanted.into()),
    ];
    words.say("rules-difference", &values)
}

/// All of them under one label; nothing where there is none.
pub(crate) fn show(differences: &[Difference], table: &mut Table, words: &Words) {
    let lines: Vec<String> = differences.iter().map(|one| say(one, words)).collect();
    let lines = Some(lines.join("\n")).filter(|lines| !lines.is_empty());
    table.row_if(&words.text("field-rules-differences"), lines.as_deref());
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_cli::Language;
    use epatent_core::object::Environment;
    use epatent_office::settings::Settings;

    #[test]
    fn every_field_of_the_settings_has_words_in_both_languages() {
        let ages = "status-age-seconds = [1, 2]\npayment-age-seconds = [1, 2]\n";
        let reason =
            "[reason.x]\nfor = [\"annul\"]\ncategory = \"authority\"\nen = \"x\"\nru = \"x\"\n";
        let text = Settings::of_program(Environment::Lab).text().unwrap();
        let whole = format!("signatures_a_day = 5\n{text}{ages}{reason}");
        let fields = Settings::parse(&whole).unwrap().fields().unwrap();
        assert!(fields.len() > 14, "{fields:?}");
        for language in [Language::En, Language::Ru] {
            let words = Words::new(language);
            let mut told = std::collections::BTreeSet::new();
            for name in fields.keys() {
                let said = field(name, &words);
                assert!(said.ends_with(&format!("({name})")), "{said}");
                assert!(told.insert(said));
            }
        }
    }
}
