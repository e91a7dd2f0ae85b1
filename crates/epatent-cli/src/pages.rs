// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Man pages and shell completions from the one clap definition.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{Exit, Failure, FileTrouble, Output, Words};

/// Section headings of a man page: what clap_mangen writes, and the message that replaces it.
const HEADINGS: &[(&str, &str)] = &[
    ("NAME", "man-name"),
    ("SYNOPSIS", "man-synopsis"),
    ("DESCRIPTION", "man-description"),
    ("OPTIONS", "man-options"),
    ("SUBCOMMANDS", "man-subcommands"),
    ("EXTRA", "man-extra"),
    ("VERSION", "man-version"),
];

/// The command with two hidden subcommands: `man DIR` and `completions SHELL`.
#[must_use]
pub fn with_pages(command: Command) -> Command {
    let man = Command::new("man")
        .hide(true)
        .about("Write the man pages into a directory")
        .arg(
            Arg::new("directory")
                .required(true)
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf)),
        );
    let completions = Command::new("completions")
        .hide(true)
        .about("Print the completions of a shell")
        .arg(
            Arg::new("shell")
                .required(true)
                .value_name("SHELL")
                .value_parser(value_parser!(Shell)),
        );
    command.subcommand(man).subcommand(completions)
}

/// Runs `man` or `completions` where one of them was asked for; `None` for anything else.
///
/// # Errors
/// The directory or stdout could not be written.
pub fn run(
    command: &Command,
    matches: &ArgMatches,
    words: &Words,
    output: &Output,
) -> Option<Result<Exit, Failure>> {
    match matches.subcommand()? {
        ("man", found) => {
            let directory = found.get_one::<PathBuf>("directory")?;
            Some(write_man_pages(command, words, directory).map(|_| Exit::Done))
        }
        ("completions", found) => {
            let shell = *found.get_one::<Shell>("shell")?;
            Some(
                output
                    .answer(&completions(command, shell))
                    .map(|()| Exit::Done),
            )
        }
        _ => None,
    }
}

/// Writes a man page of section 1 for the command and each subcommand that is not hidden, making the directory where
/// needed; returns the files.
///
/// # Errors
/// A file could not be written (exit 2).
pub fn write_man_pages(
    command: &Command,
    words: &Words,
    directory: &Path,
) -> Result<Vec<PathBuf>, Failure> {
    let written = |path: &Path, result: std::io::Result<()>| {
        result.map_err(|error| FileTrouble::NotWritten(&error).failure(words, path))
    };
    written(directory, fs::create_dir_all(directory))?;
    let mut built = command.clone();
    built.build();
    let mut files = Vec::new();
    let mut waiting = vec![&built];
    while let Some(command) = waiting.pop() {
        let man = Man::new(command.clone());
        let path = directory.join(man.get_filename());
        let mut page = Vec::new();
        written(&path, man.render(&mut page))?;
        let page = with_headings(&String::from_utf8_lossy(&page), words);
        written(&path, fs::write(&path, page))?;
        files.push(path);
        waiting.extend(
            command
                .get_subcommands()
                .filter(|child| !child.is_hide_set()),
        );
    }
    files.sort();
    Ok(files)
}

/// The page with its section headings in the language.
fn with_headings(page: &str, words: &Words) -> String {
    let mut text = String::with_capacity(page.len());
    for line in page.lines() {
        let heading = line.strip_prefix(".SH ").and_then(|heading| {
            HEADINGS
                .iter()
                .find(|(english, _)| *english == heading)
                .map(|(_, id)| words.text(id))
        });
        match heading {
            Some(heading) => text.push_str(&format!(".SH \"{heading}\"")),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// The completion script of a shell.
#[must_use]
pub fn completions(command: &Command, shell: Shell) -> String {
    let mut script = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command.clone(), name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
