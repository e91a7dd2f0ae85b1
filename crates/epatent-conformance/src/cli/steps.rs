// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! How far a run has come: a bar on a terminal, a line for each area elsewhere.

use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal as _};

use epatent_cli::{Bar, Console, Value};
use epatent_conformance::{Outcome, Ran};

/// The steps of one run, on stderr.
pub(super) struct Steps<'c> {
    console: &'c Console,
    bar: Option<Bar>,
    total: usize,
    done: Cell<usize>,
    /// Area and stage of the case before.
    last: RefCell<String>,
}

impl<'c> Steps<'c> {
    pub(super) fn new(console: &'c Console, total: usize) -> Self {
        let all = u64::try_from(total).unwrap_or(0);
        let terminal = io::stderr().is_terminal();
        Self {
            console,
            bar: terminal.then(|| Bar::new(&console.words, "progress-conformance", &[], all)),
            total,
            done: Cell::new(0),
            last: RefCell::default(),
        }
    }

    /// One more case was taken.
    pub(super) fn tell(&self, ran: &Ran) {
        let done = self.done.get().saturating_add(1);
        self.done.set(done);
        if let Some(bar) = &self.bar {
            bar.advance(1);
            return;
        }
        let requirement = ran.id.split('.').next().unwrap_or_default();
        let area = requirement.rsplit_once('-').map_or("", |(area, _)| area);
        let stage = ran.stage.name();
        let now = format!("{area} {stage}");
        // A case that is not run takes no time.
        if matches!(ran.outcome, Outcome::NotRun(_)) || *self.last.borrow() == now {
            return;
        }
        self.last.replace(now);
        let values = [
            ("done", Value::from(done)),
            ("total", Value::from(self.total)),
            ("area", Value::from(area)),
            ("stage", Value::from(stage)),
        ];
        let line = self.console.words.say("conformance-step", &values);
        self.console.output.note(&line);
    }
}
