// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Help in the user's language: the clap definition says what exists, the catalogue says it in words.
//!
//! The ids follow the command tree. The program's name loses its `epatent-`:
//!
//! ```text
//! help-check                  about the program       .long  the longer text of --help   .after  examples
//! help-check-card             about a subcommand
//! help-check-card-reader      an argument             .value the name of its value
//! help-check-reader           the same argument of every subcommand of the program, unless it has its own
//! help-common-json            the same argument of every program, unless it has its own
//! ```
//!
//! What the catalogue lacks keeps the text of the definition. A program's test shows that nothing is lacking and nothing
//! left over: `assert_eq!(epatent_cli::help::gaps(&Arguments::command()), Default::default())`.

use std::collections::BTreeSet;

use clap::builder::{Resettable, StyledStr};
use clap::{Arg, ArgAction, Command};

use crate::words::ids;
use crate::{Language, Words};

/// Names of the program-independent help ids.
const COMMON: &str = "help-common";

/// The command with all its help in the language of the words. `--help` and `--version` become arguments like others,
/// and the layout is the same in every language.
#[must_use]
pub fn localise(command: Command, words: &Words) -> Command {
    let program = program_id(&command);
    let command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true);
    let command = localise_command(command, words, &program, &program);
    with_usage(command, words)
}

/// Help ids that a command tree needs and the catalogue lacks, and the reverse.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gaps {
    /// Ids, of which one would have to exist for each nameless thing.
    pub missing: Vec<String>,
    /// Ids of this program that name nothing.
    pub unused: Vec<String>,
}

/// Compares the command tree of a program with the catalogue. Hidden commands and arguments need no words.
#[must_use]
pub fn gaps(command: &Command) -> Gaps {
    let program = program_id(command);
    let known = ids(Language::En);
    let mut used = BTreeSet::new();
    let mut missing = Vec::new();
    visit(
        command,
        &program,
        &program,
        &mut |candidates, hidden| match candidates.iter().find(|id| known.contains(*id)) {
            Some(id) => drop(used.insert(id.clone())),
            None if hidden => {}
            None => missing.extend(candidates.first().cloned()),
        },
    );
    let below = format!("{program}-");
    let unused = known
        .into_iter()
        .filter(|id| (*id == program || id.starts_with(&below)) && !used.contains(id))
        .collect();
    Gaps { missing, unused }
}

/// Lines of a program's help in Russian, of every command, in which an English sentence is left.
#[must_use]
pub fn english_left(command: &Command) -> Vec<String> {
    let mut left = Vec::new();
    let built = localise(command.clone(), &Words::new(Language::Ru));
    collect_english(built, &mut left);
    left
}

fn collect_english(mut command: Command, left: &mut Vec<String>) {
    let text = command.render_long_help().to_string();
    left.extend(
        text.lines()
            .filter(|line| is_english(line))
            .map(str::to_owned),
    );
    for child in command.get_subcommands() {
        collect_english(child.clone(), left);
    }
}

/// Whether a line holds a word that English sentences have and names, codes and commands have not.
pub(crate) fn is_english(line: &str) -> bool {
    const SIGNS: [&str; 24] = [
        "the", "of", "is", "are", "and", "or", "for", "with", "this", "that", "has", "which", "no",
        "a", "an", "it", "in", "to", "be", "by", "on", "was", "as", "at",
    ];
    // What is typed is Latin by nature: commands, options, names of files and columns.
    line.split_whitespace()
        .any(|word| SIGNS.contains(&word.trim_end_matches([',', '.', ':', ';'])))
}

/// Shows every command and argument of the tree to `see`: its candidate ids, best first, and whether it is hidden.
fn visit(command: &Command, id: &str, program: &str, see: &mut impl FnMut(&[String], bool)) {
    see(&[id.to_owned()], command.is_hide_set());
    for arg in command.get_arguments().filter(|arg| !is_own(arg)) {
        see(&argument_ids(arg, id, program), arg.is_hide_set());
    }
    for child in command.get_subcommands() {
        visit(child, &format!("{id}-{}", child.get_name()), program, see);
    }
}

/// `help-check` for `epatent-check`.
fn program_id(command: &Command) -> String {
    let name = command.get_name();
    format!("help-{}", name.strip_prefix("epatent-").unwrap_or(name))
}

/// Ids under which an argument may have its words, best first.
fn argument_ids(arg: &Arg, command_id: &str, program: &str) -> Vec<String> {
    let name = arg.get_id().as_str().replace('_', "-");
    [command_id, program, COMMON]
        .iter()
        .map(|prefix| format!("{prefix}-{name}"))
        .collect()
}

/// Whether clap or this module added the argument.
fn is_own(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

/// One command and those below it.
fn localise_command(mut command: Command, words: &Words, id: &str, program: &str) -> Command {
    if let Some(about) = words.find_text(id) {
        command = command
            .about(about.clone())
            .long_about(Resettable::<StyledStr>::Reset);
        if let Some(long) = words.attribute(id, "long", &[]) {
            command = command.long_about(format!("{about}\n\n{long}"));
        }
    }
    if let Some(after) = words.attribute(id, "after", &[]) {
        command = command.after_help(after);
    }
    let hidden_value = words.text("help-word-command");
    command = command
        .mut_args(|arg| localise_argument(arg, words, id, program))
        .subcommand_value_name(hidden_value)
        .arg(own_flag("help", 'h', ArgAction::Help, words));
    if command.get_version().is_some() {
        command = command.arg(own_flag("version", 'V', ArgAction::Version, words));
    }
    let template = template(&command, words);
    command.help_template(template).mut_subcommands(|child| {
        let id = format!("{id}-{}", child.get_name());
        localise_command(child, words, &id, program)
    })
}

/// One argument: help, the name of its value, and what clap would append in English.
fn localise_argument(arg: Arg, words: &Words, command_id: &str, program: &str) -> Arg {
    let candidates = argument_ids(&arg, command_id, program);
    let id = candidates.iter().find(|id| words.has(id));
    let mut help = id.and_then(|id| words.find_text(id));
    if help.is_none() {
        help = arg.get_help().map(ToString::to_string);
    }
    let long = id.and_then(|id| words.attribute(id, "long", &[]));
    let value = id.and_then(|id| words.attribute(id, "value", &[]));
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);

    let mut notes = Vec::new();
    let note = |word: &str, text: String| format!("[{}: {text}]", words.text(word));
    let defaults: Vec<_> = arg
        .get_default_values()
        .iter()
        .map(|v| v.to_string_lossy())
        .collect();
    if takes_value && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        notes.push(note("help-word-default", defaults.join(" ")));
    }
    let possible: Vec<_> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    if takes_value && !possible.is_empty() && !arg.is_hide_possible_values_set() {
        notes.push(note("help-word-possible", possible.join(", ")));
    }
    if let Some(variable) = arg.get_env().filter(|_| !arg.is_hide_env_set()) {
        notes.push(note(
            "help-word-env",
            variable.to_string_lossy().into_owned(),
        ));
    }

    let mut arg = arg;
    if takes_value {
        arg = arg
            .hide_default_value(true)
            .hide_possible_values(true)
            .hide_env(true);
    }
    if let Some(value) = value {
        arg = arg.value_name(value);
    }
    if let Some(help) = help {
        let full = std::iter::once(help)
            .chain(notes)
            .collect::<Vec<_>>()
            .join(" ");
        let long = long.map_or(Resettable::Reset, |long| {
            Resettable::Value(StyledStr::from(format!("{full}\n\n{long}")))
        });
        arg = arg.help(full).long_help(long);
    }
    arg
}

/// `--help` or `--version` with words of ours.
fn own_flag(name: &'static str, short: char, action: ArgAction, words: &Words) -> Arg {
    let help = words.text(&format!("help-word-{name}"));
    Arg::new(name)
        .short(short)
        .long(name)
        .action(action)
        .help(help)
        .display_order(990)
}

/// The layout of a help screen, with headings in the language.
fn template(command: &Command, words: &Words) -> String {
    let header = command.get_styles().get_header();
    let heading = |id: &str| format!("{header}{}:{header:#}", words.text(id));
    let mut template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n",
        heading("help-heading-usage")
    );
    if command.get_subcommands().any(|child| !child.is_hide_set()) {
        template.push_str(&format!(
            "\n{}\n{{subcommands}}\n",
            heading("help-heading-commands")
        ));
    }
    if command.get_positionals().any(|arg| !arg.is_hide_set()) {
        template.push_str(&format!(
            "\n{}\n{{positionals}}\n",
            heading("help-heading-arguments")
        ));
    }
    template.push_str(&format!(
        "\n{}\n{{options}}{{after-help}}",
        heading("help-heading-options")
    ));
    template
}

/// Replaces the English `[OPTIONS]` of clap's usage lines.
fn with_usage(command: Command, words: &Words) -> Command {
    if words.language() == Language::En {
        return command;
    }
    let mut built = command.clone();
    built.build();
    override_usage(command, &mut built, words)
}

fn override_usage(command: Command, built: &mut Command, words: &Words) -> Command {
    let options = format!("[{}]", words.text("help-word-options"));
    let usage = built.render_usage().to_string();
    let usage = usage
        .strip_prefix("Usage: ")
        .unwrap_or(&usage)
        .replace("[OPTIONS]", &options);
    command.override_usage(usage).mut_subcommands(|child| {
        let name = child.get_name().to_owned();
        match built.find_subcommand_mut(&name) {
            Some(built) => override_usage(child, built, words),
            None => child,
        }
    })
}

#[cfg(test)]
mod tests;
