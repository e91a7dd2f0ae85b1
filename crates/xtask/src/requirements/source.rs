// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The tests in the sources and transcripts, and what they say they show.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// A test, or a part of a transcript that a test runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// `crate::path::name`, or the path of the transcript.
    pub name: String,
    /// The requirements that it shows.
    pub shows: Vec<String>,
}

/// Every test, and what is wrong with what they say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// The tests, those that show nothing as well.
    pub evidence: Vec<Evidence>,
    /// What is wrong.
    pub problems: Vec<String>,
}

/// Folders with tests.
const FOLDERS: [&str; 2] = ["crates", "examples"];
/// The folder of the transcripts.
const TRANSCRIPTS: &str = "test-vectors/apdu";
/// What begins the list of requirements in a comment.
const SHOWS: &str = "shows:";

impl Sources {
    /// Reads the sources and transcripts of a work tree.
    ///
    /// # Errors
    /// A folder or a file that cannot be read.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut sources = Self::default();
        for folder in FOLDERS {
            for path in files(root, folder, "rs")? {
                let text = std::fs::read_to_string(root.join(&path))?;
                sources.take_source(&path, &text);
            }
        }
        for path in files(root, TRANSCRIPTS, "txt")? {
            let text = std::fs::read_to_string(root.join(&path))?;
            sources.take_transcript(&path, &text);
        }
        Ok(sources)
    }

    /// The names of all tests.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        let all = self.evidence.iter();
        all.map(|evidence| evidence.name.as_str()).collect()
    }

    /// Takes the tests of a source file, `path` being the one in the work tree.
    pub fn take_source(&mut self, path: &str, text: &str) {
        let file = module_path(path);
        let (mut shows, mut test) = (Vec::new(), false);
        // The modules that are open, with the column at which each ends.
        let mut modules: Vec<(usize, String)> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.trim_start();
            let column = line.len() - code.len();
            if let Some(list) = code.strip_prefix("// ").and_then(shown) {
                shows.extend(list);
                continue;
            }
            if code.starts_with("//") || code.is_empty() {
                continue;
            }
            if code.starts_with("#[") || code.ends_with(")]") {
                test |= code.starts_with("#[test]");
                continue;
            }
            while modules.last().is_some_and(|(start, _)| column <= *start) {
                modules.pop();
            }
            if let Some(name) = opened_module(code) {
                modules.push((column, name.to_owned()));
            }
            let name = function(code).filter(|_| test);
            if let Some(name) = name {
                let mut parts = vec![file.as_str()];
                parts.extend(modules.iter().map(|(_, module)| module.as_str()));
                parts.push(name);
                self.evidence.push(Evidence {
                    name: parts.join("::"),
                    shows: std::mem::take(&mut shows),
                });
            } else if !shows.is_empty() {
                self.problems.push(format!(
                    "{path}:{number}: {} stand above no test",
                    shows.join(", ")
                ));
                shows.clear();
            }
            test = false;
        }
    }

    /// Takes a transcript.
    pub fn take_transcript(&mut self, path: &str, text: &str) {
        let lines = text.lines().filter_map(|line| line.strip_prefix("# "));
        let shows = lines.filter_map(shown).flatten().collect();
        self.evidence.push(Evidence {
            name: path.to_owned(),
            shows,
        });
    }
}

/// The identifiers of a comment that says what is shown.
fn shown(comment: &str) -> Option<Vec<String>> {
    let list = comment.trim().strip_prefix(SHOWS)?;
    let words = list.split(',').map(str::trim);
    Some(
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// The name of a function that a line begins.
fn function(code: &str) -> Option<&str> {
    let code = code.strip_prefix("pub ").unwrap_or(code);
    let rest = code.strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

/// The name of a module that a line opens.
fn opened_module(code: &str) -> Option<&str> {
    let code = code.strip_prefix("pub ").unwrap_or(code);
    code.strip_prefix("mod ")?.strip_suffix(" {")
}

/// `crates/epatent-apdu/src/pace/tests/files.rs` is `epatent_apdu::pace::tests::files`, and
/// `crates/epatent-check/tests/cards.rs` is `epatent_check::tests::cards`.
fn module_path(path: &str) -> String {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_prefix("crates/").unwrap_or(path);
    let (name, inside) = path.split_once('/').unwrap_or((path, ""));
    let mut parts = vec![name.replace('-', "_")];
    let inside = inside.strip_prefix("src/").unwrap_or(inside);
    let steps = inside
        .split('/')
        .filter(|step| !matches!(*step, "lib" | "main" | "mod" | ""));
    parts.extend(steps.map(str::to_owned));
    parts.join("::")
}

/// The files under a folder with an ending, as paths in the work tree, in order.
fn files(root: &Path, folder: &str, ending: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(root.join(folder)) {
        let entry = entry?;
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != ending) {
            continue;
        }
        let inside = path.strip_prefix(root).unwrap_or(path);
        let text = inside
            .to_str()
            .ok_or_else(|| io::Error::other(format!("{} is not UTF-8", inside.display())))?;
        found.push(text.replace('\\', "/"));
    }
    found.sort();
    Ok(found)
}
