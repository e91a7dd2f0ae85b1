// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The cards that misbehave, each in one line, and the trust directory that checks them.

use std::path::Path;

use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Failure, FileTrouble, Value, Words};
use epatent_emulator::Profile;
use epatent_emulator::profile::built_in::{ACCESS_NUMBER, DAY, PROFILES, REGION, TRUST};

use super::serve::profile_failure;

/// Lists the profiles of a folder, or those of the program, by name.
pub(super) fn list(folder: Option<&Path>, console: &Console) -> Result<(), Failure> {
    let Console { words, output } = console;
    let found = match folder {
        Some(folder) => in_folder(folder, words)?,
        None => carried(words)?,
    };
    if output.is_json() {
        let rows: Vec<_> = found
            .iter()
            .map(|(name, profile)| {
                let expected = serde_json::json!({
                    "exit": profile.expect.exit, "code": profile.expect.code,
                });
                serde_json::json!({
                    "name": name, "title": profile.title, "why": profile.why, "expect": expected,
                })
            })
            .collect();
        return output.json(&serde_json::json!({
            "region": REGION, "on": DAY, "can": ACCESS_NUMBER, "profiles": rows,
        }));
    }
    let width = |text: fn(&(String, Profile)) -> &str| {
        let lengths = found.iter().map(|row| text(row).len());
        lengths.max().unwrap_or(0)
    };
    let (names, codes) = (
        width(|(name, _)| name),
        width(|(_, profile)| &profile.expect.code),
    );
    let lines: Vec<String> = found
        .iter()
        .map(|(name, profile)| {
            let code = &profile.expect.code;
            format!("{name:<names$}  {code:<codes$}  {}", profile.title)
        })
        .collect();
    output.answer(&lines.join("\n"))?;
    output.note(&words.say("emulator-profiles-checked", &circumstances()));
    Ok(())
}

/// Writes the trust directory of those who signed the cards.
pub(super) fn trust(to: &Path, console: &Console) -> Result<(), Failure> {
    let Console { words, output } = console;
    for (name, text) in TRUST {
        let path = to.join(name);
        let folder = path.parent().unwrap_or(to);
        std::fs::create_dir_all(folder)
            .map_err(|error| FileTrouble::NotWritten(&error).failure(words, folder))?;
        files::write_new(words, &path, text.as_bytes(), Readable::ByAll)?;
    }
    let shown = to.display().to_string();
    if output.is_json() {
        return output.json(&serde_json::json!({
            "trust": shown, "region": REGION, "on": DAY, "can": ACCESS_NUMBER,
        }));
    }
    let mut values = circumstances().to_vec();
    values.push(("trust", Value::from(shown.as_str())));
    output.answer(&words.say("emulator-profiles-trust", &values))
}

/// Where and when the answers hold.
fn circumstances() -> [(&'static str, Value<'static>); 3] {
    [
        ("region", Value::from(REGION)),
        ("day", Value::from(DAY)),
        ("can", Value::from(ACCESS_NUMBER)),
    ]
}

fn carried(words: &Words) -> Result<Vec<(String, Profile)>, Failure> {
    PROFILES
        .iter()
        .filter_map(|(name, _)| Some((name, Profile::named(name)?)))
        .map(|(name, profile)| {
            let profile =
                profile.map_err(|error| profile_failure(&error, Path::new(name), words))?;
            Ok(((*name).to_owned(), profile))
        })
        .collect()
}

fn in_folder(folder: &Path, words: &Words) -> Result<Vec<(String, Profile)>, Failure> {
    let unread = |error: std::io::Error| FileTrouble::NotRead(&error).failure(words, folder);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let profile =
                Profile::load(&path).map_err(|error| profile_failure(&error, &path, words))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            found.push((name.into_owned(), profile));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}
