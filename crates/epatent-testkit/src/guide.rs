// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The commands in the guides under `docs/`, for the tests of the programs that have to know them.

use std::path::Path;

use crate::fixed;

/// How a block of commands begins and ends.
const BEGIN: &str = "```sh";
const END: &str = "```";

/// The commands of a program in all guides, each as its arguments, the program's name first.
///
/// # Panics
/// There is no guide, or one has a command that a shell would not read.
#[must_use]
pub fn commands(program: &str) -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let mut commands = Vec::new();
    for entry in fixed(std::fs::read_dir(folder)) {
        let path = fixed(entry).path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let text = fixed(std::fs::read_to_string(&path));
            commands.extend(lines(&text).iter().map(|line| split(line)));
        }
    }
    commands.retain(|words| words.first().is_some_and(|first| first == program));
    commands
}

/// The lines of the blocks of commands.
fn lines(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            match *line {
                BEGIN => inside = true,
                END => inside = false,
                _ => return inside,
            }
            false
        })
        .collect()
}

/// The words of a line; double quotes keep words together.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    for character in line.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    assert!(!quoted, "a quote without its end: {line}");
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_at_blanks_outside_quotes() {
        assert_eq!(
            split(r#"one "two words"  three"" """#),
            ["one", "two words", "three", ""]
        );
    }

    #[test]
    fn only_blocks_of_commands_are_read() {
        let text = "a\n```sh\nepatent-issue b\n```\n```text\nc\n```\n";
        assert_eq!(lines(text), ["epatent-issue b"]);
    }
}
