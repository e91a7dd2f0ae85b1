// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What libFuzzer said of one target.

/// The figures of one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) target: &'static str,
    /// Inputs that were run.
    pub(super) executions: u64,
    /// Edges of the program that were reached.
    pub(super) edges: u64,
    /// Largest memory in MiB.
    pub(super) memory: u64,
    /// A panic, too much memory, an input that took too long, or a run that did not come to its end.
    pub(super) crashed: bool,
}

impl Outcome {
    /// Reads what libFuzzer printed; `ended` is whether it ended as it should.
    pub(super) fn parse(target: &'static str, said: &str, ended: bool) -> Self {
        let figure = |name: &str| {
            let line = said.lines().rev().find(|line| line.starts_with(name));
            line.and_then(|line| number(line.get(name.len()..)?))
        };
        let executions = figure("stat::number_of_executed_units:");
        Self {
            target,
            executions: executions.unwrap_or_default(),
            edges: edges(said),
            memory: figure("stat::peak_rss_mb:").unwrap_or_default(),
            crashed: !ended || executions.is_none(),
        }
    }
}

/// `#123 DONE cov: 456 ft: ...`, the last of such lines.
fn edges(said: &str) -> u64 {
    let last = said
        .lines()
        .rev()
        .find_map(|line| line.split("cov: ").nth(1));
    last.and_then(number).unwrap_or_default()
}

/// The number that a text begins with.
fn number(text: &str) -> Option<u64> {
    let word = text.split_whitespace().next()?;
    word.parse().ok()
}

/// One line for each target.
pub(super) fn table(outcomes: &[Outcome]) -> Vec<String> {
    let head = format!(
        "{:<18} {:>12} {:>8} {:>8}  {}",
        "target", "executions", "edges", "MiB", "crashes"
    );
    let lines = outcomes.iter().map(|outcome| {
        format!(
            "{:<18} {:>12} {:>8} {:>8}  {}",
            outcome.target,
            outcome.executions,
            outcome.edges,
            outcome.memory,
            if outcome.crashed { "yes" } else { "0" }
        )
    });
    std::iter::once(head).chain(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "\
#2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 40Mb
#5000\tDONE   cov: 345 ft: 900 corp: 30/2Kb lim: 100 exec/s: 80 rss: 50Mb
stat::number_of_executed_units: 5000
stat::peak_rss_mb:              50
";

    #[test]
    fn figures_are_read_from_what_libfuzzer_says() {
        let good = Outcome {
            target: "cbor",
            executions: 5000,
            edges: 345,
            memory: 50,
            crashed: false,
        };
        assert_eq!(Outcome::parse("cbor", SAID, true), good);
        assert!(Outcome::parse("cbor", SAID, false).crashed);
    }

    #[test]
    fn a_run_without_figures_is_no_good_run() {
        assert!(Outcome::parse("cbor", "", true).crashed);
    }
}
