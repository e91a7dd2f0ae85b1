// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What became of the mutants of a module.

use crate::run::Done;
use std::path::Path;

/// The counts of one module.
pub(super) struct Outcome {
    pub(super) module: &'static str,
    caught: usize,
    timeout: usize,
    unviable: usize,
    /// The mutants that no test noticed.
    missed: Vec<String>,
}

impl Outcome {
    /// What cargo-mutants wrote into its folder: one file for each outcome, one mutant a line.
    pub(super) fn read(module: &'static str, folder: &Path) -> Done<Self> {
        let lines = |name: &str| -> Done<Vec<String>> {
            let path = folder.join(name);
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            Ok(text.lines().map(str::to_owned).collect())
        };
        Ok(Self {
            module,
            caught: lines("caught.txt")?.len(),
            timeout: lines("timeout.txt")?.len(),
            unviable: lines("unviable.txt")?.len(),
            missed: lines("missed.txt")?,
        })
    }

    /// Whether nothing was tested.
    pub(super) const fn is_empty(&self) -> bool {
        self.viable() == 0 && self.unviable == 0
    }

    /// Whether at least `goal` percent of the mutants that compile were noticed.
    pub(super) const fn reaches(&self, goal: usize) -> bool {
        self.noticed() * 100 >= self.viable() * goal
    }

    /// A mutant that never ends is noticed: a test that hangs does not pass.
    const fn noticed(&self) -> usize {
        self.caught + self.timeout
    }

    const fn viable(&self) -> usize {
        self.noticed() + self.missed.len()
    }

    /// Its line of the table.
    pub(super) fn line(&self) -> String {
        let part = (self.noticed() * 1000)
            .checked_div(self.viable())
            .unwrap_or(1000);
        format!(
            "{:<12} {:>7} {:>7} {:>7} {:>9} {:>8}  {}.{} %",
            self.module,
            self.caught,
            self.timeout,
            self.missed.len(),
            self.unviable,
            self.viable() + self.unviable,
            part / 10,
            part % 10
        )
    }
}

/// The survivors, and a line a module.
pub(super) fn table(outcomes: &[Outcome]) -> Vec<String> {
    let mut lines: Vec<String> = outcomes
        .iter()
        .flat_map(|outcome| &outcome.missed)
        .map(|name| format!("missed: {name}"))
        .collect();
    lines.push(format!(
        "{:<12} {:>7} {:>7} {:>7} {:>9} {:>8}  noticed",
        "module", "caught", "timeout", "missed", "unviable", "in all"
    ));
    lines.extend(outcomes.iter().map(Outcome::line));
    lines
}

#[cfg(test)]
mod tests;
