// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The cards that misbehave: each profile of a folder in one line.

use std::path::Path;

use epatent_cli::{Console, Failure, FileTrouble};
use epatent_emulator::Profile;

use super::serve::profile_failure;

/// Lists the profiles of a folder, by name.
pub(super) fn list(folder: &Path, console: &Console) -> Result<(), Failure> {
    let Console { words, output } = console;
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
    if output.is_json() {
        let rows: Vec<_> = found
            .iter()
            .map(|(name, profile)| {
                serde_json::json!({ "name": name, "title": profile.title, "why": profile.why })
            })
            .collect();
        return output.json(&serde_json::json!({ "profiles": rows }));
    }
    let width = found.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines: Vec<String> = found
        .iter()
        .map(|(name, profile)| format!("{name:<width$}  {}", profile.title))
        .collect();
    output.answer(&lines.join("\n"))
}
