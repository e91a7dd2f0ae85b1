// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Progress bars for what takes longer than half a second.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{Value, Words};

/// Work shorter than this shows no bar: a bar that flashes by is noise.
const DELAY: Duration = Duration::from_millis(500);

/// A progress bar on stderr, drawn only on a terminal and only once the work has taken half a second. Dropping it
/// clears its line.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    terminal: bool,
    drawn: Cell<bool>,
}

impl Bar {
    /// A bar named by a message (`progress-...`) for `total` bytes or steps.
    #[must_use]
    pub fn new(words: &Words, id: &str, values: &[(&str, Value<'_>)], total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {percent}%") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(words.say(id, values));
        Self {
            bar,
            started: Instant::now(),
            terminal: io::stderr().is_terminal(),
            drawn: Cell::new(false),
        }
    }

    /// Sets how much is done, of the total.
    pub fn set(&self, position: u64) {
        self.draw_when_due();
        self.bar.set_position(position);
    }

    /// Adds to what is done.
    pub fn advance(&self, amount: u64) {
        self.draw_when_due();
        self.bar.inc(amount);
    }

    /// Sets the total once it is known better.
    pub fn set_total(&self, total: u64) {
        self.bar.set_length(total);
    }

    /// Writes a line to stderr above the bar.
    pub fn above(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    fn draw_when_due(&self) {
        if !self.drawn.get() && due(self.terminal, self.started.elapsed()) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.drawn.set(true);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Whether a bar is to be seen by now.
fn due(terminal: bool, elapsed: Duration) -> bool {
    terminal && elapsed >= DELAY
}

#[cfg(test)]
mod tests;
