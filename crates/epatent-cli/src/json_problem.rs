// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is wrong with a JSON file, without what is in it.
//!
//! The parser's own errors quote the value they stumbled over. In an application that is a name or
//! a number of a person, and errors end in logs and on other people's screens.

use std::fmt;

/// Where a JSON file is wrong, and how; no value of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonProblem {
    line: usize,
    column: usize,
    fault: JsonFault,
}

/// How a JSON file is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonFault {
    /// Not JSON.
    Syntax,
    /// It ends too early.
    Cut,
    /// JSON of another shape: what kind of thing was found, and what was expected.
    Shape(String),
}

impl JsonProblem {
    /// Line and column, both from 1.
    #[must_use]
    pub const fn position(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    /// What is wrong there.
    #[must_use]
    pub const fn fault(&self) -> &JsonFault {
        &self.fault
    }
}

impl From<&serde_json::Error> for JsonProblem {
    fn from(error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        Self {
            line: error.line(),
            column: error.column(),
            fault: match error.classify() {
                Category::Data => JsonFault::Shape(without_value(&error.to_string())),
                Category::Eof => JsonFault::Cut,
                Category::Syntax | Category::Io => JsonFault::Syntax,
            },
        }
    }
}

impl std::error::Error for JsonProblem {}

impl fmt::Display for JsonProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}: ", self.line, self.column)?;
        match &self.fault {
            JsonFault::Syntax => formatter.write_str("not JSON"),
            JsonFault::Cut => formatter.write_str("JSON that ends too early"),
            JsonFault::Shape(reason) => formatter.write_str(reason),
        }
    }
}

/// The messages of serde that hold no value, but at most the name of a field.
const WITHOUT_VALUE: [&str; 4] = [
    "missing field ",
    "unknown field ",
    "duplicate field ",
    "invalid length ",
];

/// The messages of serde in which a kind and then the value itself follow, in quotation marks of
/// one or the other form (`serde::de::Unexpected`).
const WITH_VALUE: [&str; 3] = ["invalid type", "invalid value", "unknown variant"];

/// The parser's reason without its position, which is told beside it, and without any value. What
/// is not known to be without one is not repeated.
fn without_value(text: &str) -> String {
    let reason = text
        .rsplit_once(" at line ")
        .map_or(text, |(reason, _)| reason);
    if WITHOUT_VALUE.iter().any(|known| reason.starts_with(known)) {
        return reason.to_owned();
    }
    // The last one, because a value may hold the same words.
    let (found, expected) = match reason.rsplit_once(", expected ") {
        Some((found, expected)) => (found, format!(", expected {expected}")),
        None => (reason, String::new()),
    };
    if WITH_VALUE.iter().any(|known| found.starts_with(known)) {
        let kind = found.split(['`', '"']).next().unwrap_or_default();
        return format!("{}{expected}", kind.trim_end());
    }
    "a value that cannot be used".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what cannot be read matters")]
    struct Person {
        name: String,
        size: u8,
        sex: Option<Sex>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Sex {
        Male,
        Female,
    }

    fn problem(json: &str) -> String {
        JsonProblem::from(&serde_json::from_str::<Person>(json).unwrap_err()).to_string()
    }

    #[test]
    fn kind_expectation_and_place_are_told_and_no_value() {
        for (json, expected) in [
            (
                r#"{"name": 770912345616}"#,
                "line 1, column 21: invalid type: integer, expected a string",
            ),
            (
                r#"{"name": "", "size": "RAKHIMOV"}"#,
                "line 1, column 31: invalid type: string, expected u8",
            ),
            (
                r#"{"name": "", "size": 1988}"#,
                "line 1, column 25: invalid value: integer, expected u8",
            ),
            (
                r#"{"name": -19.88}"#,
                "line 1, column 15: invalid type: floating point, expected a string",
            ),
            (
                r#"{"name": ["RAKHIMOV"]}"#,
                "line 1, column 9: invalid type: sequence, expected a string",
            ),
            (
                r#"{"sex": "RAKHIMOV"}"#,
                "line 1, column 18: unknown variant, expected `male` or `female`",
            ),
            (
                r#"{"size": "`RAKHIMOV\", expected RAKHIMOV at line 7"}"#,
                "line 1, column 51: invalid type: string, expected u8",
            ),
            (
                "{\n  \"nam\": \"\"}",
                "line 2, column 7: unknown field `nam`, expected one of `name`, `size`, `sex`",
            ),
            (
                r#"{"name": "RAKHIMOV"}"#,
                "line 1, column 20: missing field `size`",
            ),
            (r#"{"name": "#, "line 1, column 9: JSON that ends too early"),
            (r#"{"name": RAKHIMOV}"#, "line 1, column 10: not JSON"),
        ] {
            assert_eq!(problem(json), expected);
        }
    }

    #[test]
    fn a_message_of_unknown_form_is_not_repeated() {
        assert_eq!(
            without_value("RAKHIMOV is no name at line 1 column 2"),
            "a value that cannot be used"
        );
    }
}
