// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The body of every `main`: language, arguments, help, errors, exit code.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Command, Parser};

use crate::{Exit, Failure, Language, Output, Words, help, pages, usage};

/// What a program talks with: its words and its streams.
#[derive(Debug)]
pub struct Console {
    /// The words of the user's language.
    pub words: Words,
    /// The streams.
    pub output: Output,
}

/// What a program is started with, apart from its streams.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// The command line, the program's name first.
    pub arguments: Vec<OsString>,
    /// The variable `EPATENT_LANG`.
    pub language: Option<String>,
    /// The system's locales, best first.
    pub locales: Vec<String>,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            arguments: env::args_os().collect(),
            language: env::var("EPATENT_LANG").ok(),
            locales: sys_locale::get_locales().collect(),
        }
    }

    /// The words to use: asked for by the arguments or surroundings. A wrong `--lang` is refused later, by clap.
    #[must_use]
    pub fn words(&self) -> Words {
        let flag = self.option_value("--lang");
        Words::new(Language::detect(
            flag.as_deref(),
            self.language.as_deref(),
            &self.locales,
        ))
    }

    /// Whether `--json` is among the arguments: known before they are parsed, so that even a usage error is JSON.
    #[must_use]
    pub fn json(&self) -> bool {
        self.flags().any(|argument| argument == "--json")
    }

    /// The arguments before `--`, as text.
    fn flags(&self) -> impl Iterator<Item = &str> {
        let arguments = self.arguments.iter().skip(1);
        arguments
            .take_while(|argument| *argument != "--")
            .map(|argument| argument.to_str().unwrap_or_default())
    }

    /// The value of `--name VALUE` or `--name=VALUE`.
    fn option_value(&self, name: &str) -> Option<String> {
        let mut flags = self.flags();
        while let Some(argument) = flags.next() {
            if argument == name {
                return flags.next().map(str::to_owned);
            }
            if let Some(value) = argument
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('='))
            {
                return Some(value.to_owned());
            }
        }
        None
    }
}

/// Runs a program on the process's own arguments, environment and streams: the whole of its `main`.
pub fn run<A: Parser>(work: impl FnOnce(A, &Console) -> Result<Exit, Failure>) -> ExitCode {
    let surroundings = Surroundings::of_process();
    let words = surroundings.words();
    let no_color = env::var("NO_COLOR").ok();
    let term = env::var("TERM").ok();
    let output = Output::standard(
        &words,
        surroundings.json(),
        no_color.as_deref(),
        term.as_deref(),
    );
    run_in(&surroundings, &Console { words, output }, work).into()
}

/// Runs a program in given surroundings: for tests of a whole program without a process.
pub fn run_in<A: Parser>(
    surroundings: &Surroundings,
    console: &Console,
    work: impl FnOnce(A, &Console) -> Result<Exit, Failure>,
) -> Exit {
    let result = attempt(surroundings, console, work);
    result.unwrap_or_else(|failure| {
        console.output.failure(&console.words, &failure);
        failure.exit
    })
}

fn attempt<A: Parser>(
    surroundings: &Surroundings,
    console: &Console,
    work: impl FnOnce(A, &Console) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let Console { words, output } = console;
    let command = help::localise(pages::with_pages(A::command()), words);
    let refused = |error: clap::Error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let screen = error.render();
            let text = if output.answer_is_styled() {
                screen.ansi().to_string()
            } else {
                screen.to_string()
            };
            output.answer(&text).map(|()| Exit::Done)
        }
        _ => Err(usage::failure(
            words,
            &error,
            &reached(&command, surroundings),
        )),
    };
    let matches = match command
        .clone()
        .try_get_matches_from(&surroundings.arguments)
    {
        Ok(matches) => matches,
        Err(error) => return refused(error),
    };
    if let Some(done) = pages::run(&command, &matches, words, output) {
        return done;
    }
    match A::from_arg_matches(&matches) {
        Ok(arguments) => work(arguments, console),
        Err(error) => refused(error),
    }
}

/// The program and the subcommands named on the command line: `epatent-check card`.
fn reached(command: &Command, surroundings: &Surroundings) -> String {
    let mut reached = command.get_name().to_owned();
    let mut at = command;
    for argument in surroundings.flags() {
        if let Some(child) = at.find_subcommand(argument) {
            reached.push(' ');
            reached.push_str(child.get_name());
            at = child;
        }
    }
    reached
}

#[cfg(test)]
mod tests;
