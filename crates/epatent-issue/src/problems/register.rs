// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the register says, in words: why it refuses, what it found, and its own names of things, states and
//! events.

use epatent_cli::{Value, Words};
use epatent_register::{Finding, RegisterError};

/// Why the register did not do what it was asked.
pub(crate) fn error(error: &RegisterError, words: &Words) -> String {
    let id = format!("register-{}", error.code());
    let say = |values: &[(&str, Value<'_>)]| words.say(&id, values);
    let key = |key: &i64| Value::from(*key);
    match error {
        RegisterError::Location { location }
        | RegisterError::Missing { location }
        | RegisterError::Exists { location } => say(&[("location", location.into())]),
        RegisterError::Unencrypted { host } => say(&[("host", host.into())]),
        RegisterError::Newer { found, known } => {
            say(&[("found", key(found)), ("known", key(known))])
        }
        RegisterError::MigrationDiffers { version } => say(&[("version", key(version))]),
        RegisterError::JournalMode { path, mode } => say(&[
            ("path", path.display().to_string().into()),
            ("mode", mode.into()),
        ]),
        RegisterError::Duplicate(unique) => words.text(&format!("{id}-{}", unique.code())),
        RegisterError::NotFound { what, key } => {
            say(&[("what", thing(what, words).into()), ("key", key.into())])
        }
        RegisterError::State {
            what,
            key: number,
            actual,
            expected,
        } => say(&[
            ("what", thing(what, words).into()),
            ("key", key(number)),
            ("actual", state(what, actual, words).into()),
            ("expected", state(what, expected, words).into()),
        ]),
        RegisterError::NotApproved { approvals } => say(&[("approvals", (*approvals).into())]),
        RegisterError::OverLimit { limit } => say(&[("limit", (*limit).into())]),
        RegisterError::Dates { what } => say(&[("what", named("dates", what, words).into())]),
        RegisterError::Text { what, limit } => {
            let what = named("text", what, words);
            say(&[("what", what.into()), ("limit", (*limit).into())])
        }
        RegisterError::Damaged {
            table,
            key: number,
            column,
        } => say(&[
            ("table", (*table).into()),
            ("key", key(number)),
            ("column", (*column).into()),
        ]),
        RegisterError::RowAltered { table, key: number } => {
            say(&[("table", (*table).into()), ("key", key(number))])
        }
        RegisterError::DocumentAltered { application } => say(&[("number", key(application))]),
        RegisterError::NotOneRow { table } => say(&[("table", (*table).into())]),
        // What a database or the system says, in its own words.
        RegisterError::Busy(detail)
        | RegisterError::CommitUnknown(detail)
        | RegisterError::Database(detail) => say(&[("detail", detail.to_string().into())]),
        RegisterError::Runtime(detail) => say(&[("detail", detail.to_string().into())]),
        // The rest has nothing to be named.
        _ => say(&[]),
    }
}

/// What a verification found.
pub(crate) fn finding(finding: &Finding, words: &Words) -> String {
    let id = format!("register-found-{}", finding.code());
    let row = |table: &str, key: i64, event: i64| {
        let values = [
            ("what", thing(table, words).into()),
            ("key", key.into()),
            ("event", event.into()),
        ];
        words.say(&id, &values)
    };
    let two =
        |a, first: i64, b, second: i64| words.say(&id, &[(a, first.into()), (b, second.into())]);
    match *finding {
        Finding::EventsMissing { first, last } => two("first", first, "last", last),
        Finding::EventAltered { sequence }
        | Finding::EventBehindHead { sequence }
        | Finding::AnchorDiffers { sequence } => words.say(&id, &[("sequence", sequence.into())]),
        Finding::HeadDiffers { head, newest } => two("head", head, "newest", newest),
        Finding::RowMissing { table, key, event }
        | Finding::RowAltered { table, key, event }
        | Finding::RowAlteredBefore { table, key, event } => row(table, key, event),
        Finding::NotApproved {
            table,
            key,
            event,
            approvals,
        } => {
            let values = [
                ("what", thing(table, words).into()),
                ("key", key.into()),
                ("event", event.into()),
                ("approvals", approvals.into()),
            ];
            words.say(&id, &values)
        }
        Finding::RowInserted { table, key } => row(table, key, 0),
        Finding::SchemaDiffers { ref name } => words.say(&id, &[("name", name.as_str().into())]),
        Finding::IndexDiffers { ref said } => words.say(&id, &[("said", said.as_str().into())]),
        Finding::KeysSetBack { next, highest } => two("next", next, "highest", highest),
        ref other => other.to_string(),
    }
}

/// A table as a thing.
pub(crate) fn thing(table: &str, words: &Words) -> String {
    named("thing", table, words)
}

/// The state of a thing.
pub(crate) fn state(table: &str, state: &str, words: &Words) -> String {
    named(&format!("word-{}", slug(table)), state, words)
}

/// What the register calls something, in words; as it is called where there are none.
pub(crate) fn named(family: &str, name: &str, words: &Words) -> String {
    words
        .find_text(&format!("{family}-{}", slug(name)))
        .unwrap_or_else(|| name.to_owned())
}

/// Letters and digits, and one hyphen for whatever is between them.
fn slug(name: &str) -> String {
    let parts = name.split(|character: char| !character.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
