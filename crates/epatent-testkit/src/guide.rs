// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The commands in the guides under `docs/`, for the tests of the programs that have to know them.

use std::path::Path;

use crate::fixed;

/// How a block of commands begins and ends.
const BEGIN: &str = "```sh";
const END: &str = "```";

/// The commands of a program in all guides that it does not know: `knows` is asked with the arguments,
/// the program's name first, as they stand there and then with each of the `settings` that a reader's
/// shell has for options.
///
/// # Panics
/// There is no guide, one has a command that a shell would not read, or fewer than `least` are there.
#[must_use]
pub fn unknown(
    program: &str,
    least: usize,
    settings: &[[&str; 2]],
    knows: impl Fn(Vec<&str>) -> bool,
) -> Vec<String> {
    let commands = commands(program);
    assert!(commands.len() >= least, "{commands:?}");
    let is_known = |command: &Vec<String>| {
        (0..=settings.len()).any(|count| {
            let set = settings.iter().take(count).flatten().copied();
            knows(command.iter().map(String::as_str).chain(set).collect())
        })
    };
    let unknown = commands.iter().filter(|command| !is_known(command));
    unknown.map(|command| command.join(" ")).collect()
}

/// The commands of a program in all guides, each as its arguments, the program's name first.
fn commands(program: &str) -> Vec<Vec<String>> {
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
