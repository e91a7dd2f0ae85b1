// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The tests, one process each: what they reach, how long they take, and whether they notice.

use super::site::Site;
use crate::run::{self, Done};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A test may take this long, whatever it takes on the code as it is.
const PATIENCE: Duration = Duration::from_secs(20);
/// And this many times what it takes on the code as it is.
const TIMES: u32 = 20;
/// How often a running test is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(2);

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// A test failed.
    Caught,
    /// A test never ended.
    Timeout,
    /// Every test passed.
    Missed,
    /// It does not compile.
    Unviable,
}

/// A test of a program.
pub(super) struct Test {
    program: PathBuf,
    name: String,
    took: Duration,
    /// The functions that it calls, by their numbers.
    reaches: BTreeSet<usize>,
}

/// The tests of a crate, the quickest first.
pub(super) struct Tests {
    tests: Vec<Test>,
    folder: PathBuf,
    /// The tests that noticed something, by their places, the last one last.
    noticed: Mutex<Vec<usize>>,
}

impl Tests {
    /// Runs every test of the programs once on the code as it is.
    pub(super) fn measure(site: &Site<'_>, programs: &[PathBuf], reached: &Path) -> Done<Self> {
        let folder = site.folder();
        let mut tests = Vec::new();
        for program in programs {
            for name in names(program, &folder)? {
                tests.push(Test::measure(program, name, &folder, reached)?);
            }
        }
        tests.sort_by_key(|test| test.took);
        Ok(Self {
            tests,
            folder,
            noticed: Mutex::default(),
        })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.tests.len()
    }

    /// What all of them take one after the other.
    pub(super) fn took(&self) -> Duration {
        self.tests.iter().map(|test| test.took).sum()
    }

    /// The fate of a mutant that is chosen at run time: only a test that calls its function can notice.
    pub(super) fn judge(&self, mutant: usize, function: usize) -> Done<Fate> {
        self.first_to_notice(mutant, |test| test.reaches.contains(&function))
    }

    /// The fate of the mutant that the programs are now.
    pub(super) fn judge_all(&self) -> Done<Fate> {
        self.first_to_notice(0, |_| true)
    }

    fn first_to_notice(&self, mutant: usize, may: impl Fn(&Test) -> bool) -> Done<Fate> {
        let noticed = self.noticed.lock().map_or_else(
            |poisoned| poisoned.into_inner().clone(),
            |noticed| noticed.clone(),
        );
        // Who noticed a neighbour is asked first.
        let rest = (0..self.tests.len()).filter(|place| !noticed.contains(place));
        let order = noticed.iter().rev().copied().chain(rest);
        for place in order {
            let Some(test) = self.tests.get(place).filter(|test| may(test)) else {
                continue;
            };
            let fate = test.run(mutant, &self.folder)?;
            if fate != Fate::Missed {
                self.remember(place);
                return Ok(fate);
            }
        }
        Ok(Fate::Missed)
    }

    fn remember(&self, place: usize) {
        const LAST: usize = 4;
        if let Ok(mut noticed) = self.noticed.lock() {
            noticed.retain(|known| *known != place);
            noticed.push(place);
            let surplus = noticed.len().saturating_sub(LAST);
            noticed.drain(..surplus);
        }
    }
}

impl Test {
    fn measure(program: &Path, name: String, folder: &Path, reached: &Path) -> Done<Self> {
        // Of the test before, where there was one.
        let _ = std::fs::remove_file(reached);
        let mut command = command(program, folder);
        command
            .args(["--exact", &name])
            .env("EPATENT_MUTATION_REACHED", reached);
        let begun = Instant::now();
        let output = run::output(&mut command)?;
        let took = begun.elapsed();
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stdout);
            return Err(format!("{name} fails on the code as it is:\n{why}").into());
        }
        let reaches = std::fs::read_to_string(reached).unwrap_or_default();
        Ok(Self {
            program: program.to_path_buf(),
            name,
            took,
            reaches: reaches
                .lines()
                .filter_map(|line| line.parse().ok())
                .collect(),
        })
    }

    fn run(&self, mutant: usize, folder: &Path) -> Done<Fate> {
        let mut child = command(&self.program, folder)
            .args(["--exact", &self.name])
            .env("EPATENT_MUTANT", mutant.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let end = Instant::now() + PATIENCE + self.took * TIMES;
        loop {
            match child.try_wait()? {
                Some(status) if status.success() => return Ok(Fate::Missed),
                Some(_) => return Ok(Fate::Caught),
                None if Instant::now() >= end => {
                    child.kill()?;
                    child.wait()?;
                    return Ok(Fate::Timeout);
                }
                None => std::thread::sleep(GLANCE),
            }
        }
    }
}

/// A program of tests as cargo would start it.
fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("CARGO_MANIFEST_DIR", folder)
        // A trace of a failure costs more than the failure.
        .env("RUST_BACKTRACE", "0");
    command
}

/// The names of a program's tests.
fn names(program: &Path, folder: &Path) -> Done<Vec<String>> {
    let output = run::output(command(program, folder).arg("--list"))?;
    if !output.status.success() {
        return Err(format!("{} does not list its tests", program.display()).into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.map(str::to_owned).collect())
}
