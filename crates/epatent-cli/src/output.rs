// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Where words go: the answer to stdout, the conversation to stderr, colour only where a person sees it.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use clap::builder::styling::{AnsiColor, Effects, Style};
use serde::Serialize;
use terminal_size::{Height, Width, terminal_size_of};

use crate::failure::SCHEMA;
use crate::{Exit, Failure, Words};

mod folded;

use folded::folded;

/// What a colour stands for. The words say it too: colour never carries meaning alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Green: in force, done.
    Good,
    /// Amber: cannot tell, look again.
    Caution,
    /// Red: refused, failed.
    Bad,
    /// Grey: beside the point.
    Quiet,
    /// Bold: a heading or label.
    Strong,
}

impl Tone {
    /// The terminal style of the tone.
    const fn style(self) -> Style {
        match self {
            Self::Good => AnsiColor::Green.on_default().effects(Effects::BOLD),
            Self::Caution => AnsiColor::Yellow.on_default().effects(Effects::BOLD),
            Self::Bad => AnsiColor::Red.on_default().effects(Effects::BOLD),
            Self::Quiet => Style::new().effects(Effects::DIMMED),
            Self::Strong => Style::new().effects(Effects::BOLD),
        }
    }

    /// The text in the tone when `colour`, else the text.
    fn paint(self, text: &str, colour: bool) -> String {
        if colour {
            format!("{0}{text}{0:#}", self.style())
        } else {
            text.to_owned()
        }
    }
}

/// Whether to use colour on a stream: a terminal, `NO_COLOR` unset or empty, and a terminal that is not `dumb`.
pub(crate) fn colour_wanted(terminal: bool, no_color: Option<&str>, term: Option<&str>) -> bool {
    terminal && no_color.is_none_or(str::is_empty) && term != Some("dumb")
}

/// An answer with the version of its shape.
#[derive(Serialize)]
struct Envelope<'a, T> {
    schema: u32,
    #[serde(flatten)]
    answer: &'a T,
}

impl<'a, T> Envelope<'a, T> {
    const fn of(answer: &'a T) -> Self {
        Self {
            schema: SCHEMA,
            answer,
        }
    }
}

/// A stream, whether it takes colour, and how many columns it has where it is a terminal.
struct Stream {
    writer: Mutex<Box<dyn Write + Send>>,
    colour: bool,
    columns: Option<usize>,
}

impl Stream {
    fn new(writer: Box<dyn Write + Send>, colour: bool) -> Self {
        Self {
            writer: Mutex::new(writer),
            colour,
            columns: None,
        }
    }

    /// The same, on a terminal of this size; `None` where it is none.
    fn sized(self, size: Option<(Width, Height)>) -> Self {
        let columns = size.map(|(Width(columns), _)| usize::from(columns));
        Self { columns, ..self }
    }

    /// The text for somebody who reads it here.
    fn folded<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.columns {
            Some(columns) => folded(text, columns).into(),
            None => text.into(),
        }
    }

    /// Writes the text and flushes it: an answer must not be lost in a buffer when a card hangs.
    fn write(&self, text: &str) -> io::Result<()> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.write_all(text.as_bytes())?;
        writer.flush()
    }
}

/// The two streams of a program.
pub struct Output {
    answer: Stream,
    conversation: Stream,
    json: bool,
    lost: String,
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output")
            .field("json", &self.json)
            .finish_non_exhaustive()
    }
}

impl Output {
    /// The process's stdout and stderr. `no_color` and `term` are the variables `NO_COLOR` and `TERM`.
    #[must_use]
    pub fn standard(words: &Words, json: bool, no_color: Option<&str>, term: Option<&str>) -> Self {
        let colour = |terminal| colour_wanted(terminal, no_color, term);
        Self {
            answer: Stream::new(Box::new(io::stdout()), colour(io::stdout().is_terminal()))
                .sized(terminal_size_of(io::stdout())),
            conversation: Stream::new(Box::new(io::stderr()), colour(io::stderr().is_terminal()))
                .sized(terminal_size_of(io::stderr())),
            json,
            lost: words.text("error-stdout-failed"),
        }
    }

    /// Other writers in place of stdout and stderr, without colour: for tests and for answers kept in memory.
    #[must_use]
    pub fn to_writers(
        words: &Words,
        json: bool,
        answer: Box<dyn Write + Send>,
        conversation: Box<dyn Write + Send>,
    ) -> Self {
        Self {
            answer: Stream::new(answer, false),
            conversation: Stream::new(conversation, false),
            json,
            lost: words.text("error-stdout-failed"),
        }
    }

    /// Whether the answer is to be JSON.
    #[must_use]
    pub const fn is_json(&self) -> bool {
        self.json
    }

    /// Whether the answer may carry terminal sequences (colour, pictures).
    #[must_use]
    pub const fn answer_is_styled(&self) -> bool {
        self.answer.colour
    }

    /// The text in the tone, for the answer.
    #[must_use]
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        tone.paint(text, self.answer.colour)
    }

    /// Writes the text, and a line end where it has none, to stdout. On a terminal, lines that are too long for it are
    /// broken between words.
    ///
    /// # Errors
    /// Stdout refused it (disk full). A reader that went away is not an error: it has seen what it wanted.
    pub fn answer(&self, text: &str) -> Result<(), Failure> {
        // JSON that was broken would be another text to whoever copies it from the screen.
        if self.json {
            self.put(text)
        } else {
            self.put(&self.answer.folded(text))
        }
    }

    fn put(&self, text: &str) -> Result<(), Failure> {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        match self.answer.write(&format!("{text}{end}")) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(self.lost(&error)),
            _ => Ok(()),
        }
    }

    /// Writes the answer to stdout as one JSON object with `"schema": 1` first.
    ///
    /// # Errors
    /// As [`answer`](Self::answer); also when the answer is not a struct or map.
    pub fn json(&self, answer: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(&Envelope::of(answer));
        self.put(&text.map_err(|error| self.lost(&error))?)
    }

    /// As [`json`](Self::json), in one line: for a command that gives an object for each thing it sees.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn json_line(&self, answer: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(&Envelope::of(answer));
        self.put(&text.map_err(|error| self.lost(&error))?)
    }

    /// Writes a line to stderr, broken as an [`answer`](Self::answer). What stderr refuses is lost: nobody is listening.
    pub fn note(&self, text: &str) {
        let text = self.conversation.folded(text.trim_end_matches('\n'));
        let _unheard = self.conversation.write(&format!("{text}\n"));
    }

    /// As [`note`](Self::note), in the tone.
    pub fn note_in(&self, tone: Tone, text: &str) {
        self.note(&tone.paint(text, self.conversation.colour));
    }

    /// `error: ...` and `hint: ...` to stderr; with `--json` the failure as JSON to stdout instead.
    pub fn failure(&self, words: &Words, failure: &Failure) {
        if self.json {
            let text = serde_json::to_string_pretty(&failure.to_json()).unwrap_or_default();
            if self.answer(&text).is_ok() {
                return;
            }
        }
        let label = |tone: Tone, id: &str| {
            tone.paint(&format!("{}:", words.text(id)), self.conversation.colour)
        };
        self.note(&format!(
            "{} {}",
            label(Tone::Bad, "label-error"),
            failure.message
        ));
        if let Some(hint) = &failure.hint {
            self.note(&format!("{} {hint}", label(Tone::Strong, "label-hint")));
        }
    }

    /// The failure of stdout itself.
    fn lost(&self, error: &dyn fmt::Display) -> Failure {
        Failure {
            exit: Exit::Device,
            code: "stdout-failed".to_owned(),
            message: format!("{}: {error}", self.lost),
            hint: None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
