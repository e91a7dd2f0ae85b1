// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Everything that the files of an office's folder say of how it works, of what devices are told and of why
//! things are decided: `office.toml`, the policy of `trust/trust.toml`, and `reasons.toml`, as one document.

use crate::production::OfficeRules;
use epatent_core::object::Environment;
use epatent_terminal::PolicySettings;
use epatent_verify::{Policy, StatusRule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A reason of an office's own: what its code may stand for, and what is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnReason {
    /// Acts that it may stand for.
    pub r#for: Vec<String>,
    /// What a status list says of it; of an annulment only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// In English.
    pub en: String,
    /// In Russian.
    pub ru: String,
}

/// Reasons by their codes.
pub type OwnReasons = BTreeMap<String, OwnReason>;

/// The settings of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Document", from = "Document")]
pub struct Settings {
    /// What it allows.
    pub rules: OfficeRules,
    /// What its devices and its own read-back judge by.
    pub policy: Policy,
    /// The reasons that it has beside those of the program.
    pub reasons: OwnReasons,
}

/// The settings as the register keeps them and as people read them, TOML: every default is said, so that what
/// was agreed on does not change with the program.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    four_eyes: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    signatures_a_day: Option<u64>,
    late_report_days: u16,
    next_update_hours: u32,
    expires_days: u32,
    policy: PolicySettings,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reason: OwnReasons,
}

/// A field of which two settings say different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its place in the document: `policy.status`, `reason.CODE.category`.
    pub field: String,
    /// What the one says; `None` where it has no such field.
    pub in_force: Option<String>,
    /// What the other says.
    pub wanted: Option<String>,
}

impl Settings {
    /// Those of an office whose register has none. A laboratory may do without lists.
    #[must_use]
    pub fn of_program(environment: Environment) -> Self {
        Self {
            rules: OfficeRules::default().effective(),
            policy: policy_of_program(environment),
            reasons: OwnReasons::new(),
        }
    }

    /// Reads the document.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with its line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The document, in one way only.
    ///
    /// # Errors
    ///
    /// A number that TOML cannot carry, which no file says.
    pub fn text(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// Every field of the document of which the other says something else, in the order of the fields' names.
    ///
    /// # Errors
    ///
    /// As [`Settings::text`].
    pub fn differences(&self, wanted: &Self) -> Result<Vec<Difference>, toml::ser::Error> {
        let (ours, theirs) = (self.fields()?, wanted.fields()?);
        let mut names: Vec<&String> = ours.keys().chain(theirs.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let difference = |field: &String| Difference {
            field: field.clone(),
            in_force: ours.get(field).cloned(),
            wanted: theirs.get(field).cloned(),
        };
        let all = names.into_iter().map(difference);
        Ok(all.filter(|one| one.in_force != one.wanted).collect())
    }

    /// Every field of the document by its place, with its value as people read it.
    ///
    /// # Errors
    ///
    /// As [`Settings::text`].
    pub fn fields(&self) -> Result<BTreeMap<String, String>, toml::ser::Error> {
        let mut fields = BTreeMap::new();
        flatten("", &toml::Value::try_from(self)?, &mut fields);
        Ok(fields)
    }
}

/// The policy of devices where an office never agreed on another.
#[must_use]
pub fn policy_of_program(environment: Environment) -> Policy {
    match environment {
        Environment::Production => Policy::default(),
        Environment::Lab => Policy {
            status: StatusRule::NotRequired,
            payment: StatusRule::NotRequired,
            ..Policy::default()
        },
    }
}

/// Tables are gone into; no document has more than two of them within each other.
fn flatten(place: &str, value: &toml::Value, fields: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                let place = match place {
                    "" => name.clone(),
                    place => format!("{place}.{name}"),
                };
                flatten(&place, value, fields);
            }
        }
        toml::Value::Array(values) => {
            let words: Vec<String> = values.iter().map(word).collect();
            fields.insert(place.to_owned(), words.join(", "));
        }
        value => {
            fields.insert(place.to_owned(), word(value));
        }
    }
}

/// A text as it is, and escaped where it would begin a line of its own.
fn word(value: &toml::Value) -> String {
    value
        .as_str()
        .filter(|text| !text.chars().any(char::is_control))
        .map_or_else(|| value.to_string(), str::to_owned)
}

impl From<Settings> for Document {
    fn from(settings: Settings) -> Self {
        let Settings {
            rules,
            policy,
            reasons,
        } = settings;
        Self {
            four_eyes: rules.four_eyes,
            signatures_a_day: rules.signatures_a_day,
            late_report_days: rules.late_report_days(),
            next_update_hours: rules.next_update_hours(),
            expires_days: rules.expires_days(),
            policy: PolicySettings::of(&policy),
            reason: reasons,
        }
    }
}

impl From<Document> for Settings {
    fn from(document: Document) -> Self {
        Self {
            rules: OfficeRules {
                four_eyes: document.four_eyes,
                signatures_a_day: document.signatures_a_day,
                late_report_days: Some(document.late_report_days),
                next_update_hours: Some(document.next_update_hours),
                expires_days: Some(document.expires_days),
            },
            policy: document.policy.policy(),
            reasons: document.reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_verify::{MaxAge, WrongRegion};

    /// Settings in which every field says something.
    fn whole() -> Settings {
        let age = |stale| Some(MaxAge { stale, expired: 9 });
        let reason = OwnReason {
            r#for: vec!["annul".to_owned(), "suspend".to_owned()],
            category: Some("conditions".to_owned()),
            en: "left".to_owned(),
            ru: "выехал".to_owned(),
        };
        Settings {
            rules: OfficeRules::parse("four_eyes = true\nsignatures_a_day = 5").unwrap(),
            policy: Policy {
                wrong_region: WrongRegion::Red,
                status_age: age(7),
                payment_age: age(8),
                payment_grace_days: 2,
                expires_soon_days: 9,
                clock_tolerance: 60,
                ..Policy::default()
            },
            reasons: OwnReasons::from([("left".to_owned(), reason)]),
        }
    }

    #[test]
    fn settings_are_read_as_they_are_written_with_every_default_said() {
        for environment in [Environment::Lab, Environment::Production] {
            let own = Settings::of_program(environment);
            let text = own.text().unwrap();
            assert_eq!(Settings::parse(&text).unwrap(), own, "{text}");
            for said in ["late_report_days = 14", "payment = ", "clock-tolerance"] {
                assert!(text.contains(said), "{said}: {text}");
            }
        }
        let whole = whole();
        let text = whole.text().unwrap();
        let read = Settings::parse(&text).unwrap();
        assert_eq!(read.text().unwrap(), text);
        assert!(read.differences(&whole).unwrap().is_empty(), "{text}");
        assert!(Settings::parse(&format!("{text}article = \"1\"\n")).is_err());
        assert!(Settings::parse("four_eyes = true\nlate_report_days = 14\n").is_err());
    }

    #[test]
    fn every_field_that_differs_is_named_with_both_values() {
        let own = Settings::of_program(Environment::Production);
        let told: Vec<(String, Option<String>, Option<String>)> = own
            .differences(&whole())
            .unwrap()
            .into_iter()
            .map(|one| (one.field, one.in_force, one.wanted))
            .collect();
        let expected = [
            ("four_eyes", Some("false"), Some("true")),
            ("policy.clock-tolerance-seconds", Some("300"), Some("60")),
            ("policy.expires-soon-days", Some("3"), Some("9")),
            ("policy.payment-age-seconds", None, Some("8, 9")),
            ("policy.payment-grace-days", Some("0"), Some("2")),
            ("policy.status-age-seconds", None, Some("7, 9")),
            ("policy.wrong-region", Some("amber"), Some("red")),
            ("reason.left.category", None, Some("conditions")),
            ("reason.left.en", None, Some("left")),
            ("reason.left.for", None, Some("annul, suspend")),
            ("reason.left.ru", None, Some("выехал")),
            ("signatures_a_day", None, Some("5")),
        ]
        .map(|(field, before, after)| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            (field.to_owned(), owned(before), owned(after))
        });
        assert_eq!(told, expected);
    }
}
