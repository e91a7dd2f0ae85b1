// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Diagnostic notation (RFC 8949 section 8).

use epatent_core::cbor::Value;

/// A value in diagnostic notation, on one line.
#[must_use]
pub fn diagnostic(value: &Value) -> String {
    match value {
        Value::Integer(integer) => i128::from(*integer).to_string(),
        Value::Bytes(bytes) => format!("h'{}'", hex::encode(bytes)),
        Value::Text(text) => quoted(text),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => "null".to_owned(),
        Value::Tag(tag, inner) => format!("{tag}({})", diagnostic(inner)),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(diagnostic).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", diagnostic(key), diagnostic(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        // Deterministic CBOR of this system has no other.
        other => format!("{other:?}"),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            // An invisible character must not be invisible in a vector about it.
            hidden if !hidden.is_ascii_graphic() && hidden != ' ' && !hidden.is_alphanumeric() => {
                quoted.push_str(&hidden.escape_unicode().to_string());
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_has_its_notation() {
        let value = Value::Map(vec![
            (Value::from(1), Value::from(-7)),
            (
                Value::from(2),
                Value::Array(vec![Value::Bytes(vec![0xAB]), Value::Null]),
            ),
            (
                Value::from(3),
                Value::Tag(18, Box::new(Value::from("a\"\u{202e}Я"))),
            ),
        ]);
        assert_eq!(
            diagnostic(&value),
            r#"{1: -7, 2: [h'ab', null], 3: 18("a\"\u{202e}Я")}"#
        );
    }
}
