// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The campaign: every byte of what a device is shown, changed to every other value, and every cut.
//!
//! A [`Subject`] is a file or a reply with the whole public path that judges it. All of them together
//! are one long row of mutants with fixed numbers, so that a sample is every n-th of the row and two
//! threads share it without speaking to each other.

mod card;
mod lists;
mod mixture;
mod print;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use epatent_verify::{Report, Verdict};

/// The answer that no mutant may get.
const IN_FORCE: &str = "in-force";
/// Most unexpected answers that are kept with their mutants.
const KEPT: usize = 20;
/// Mutants of a place: the cut before it, and 255 other values.
const PER_PLACE: u64 = 256;

/// The whole path of a device from the bytes to its answer.
type Judge<'a> = Box<dyn Fn(&[u8]) -> &'static str + 'a>;

/// Something shown to a device, and what the device makes of it.
pub(crate) struct Subject<'a> {
    /// What it is.
    name: &'static str,
    /// As it was made by the office or the chip.
    bytes: Vec<u8>,
    /// Every which byte is changed; 1 but for photos.
    stride: usize,
    /// The answer to the bytes as they are.
    genuine: &'static str,
    /// The answers that a mutant may get.
    expected: &'static [&'static str],
    judge: Judge<'a>,
}

/// What a campaign saw.
#[derive(Default)]
pub(crate) struct Tally {
    /// Mutants by subject and answer.
    answers: BTreeMap<(&'static str, &'static str), u64>,
    /// Mutants of photos, which are sampled.
    photo: u64,
    /// Answers that were not expected, the first ones in words.
    unexpected: u64,
    kept: Vec<String>,
}

impl Tally {
    /// All mutants.
    pub(crate) fn count(&self) -> u64 {
        self.answers.values().sum()
    }

    /// The mutants of everything but photos.
    pub(crate) fn without_photo(&self) -> u64 {
        self.count() - self.photo
    }

    /// How many were called in force.
    pub(crate) fn in_force(&self) -> u64 {
        self.of(|answer| answer == IN_FORCE)
    }

    /// How many got an answer that none of its kind may get.
    pub(crate) fn unexpected(&self) -> u64 {
        self.unexpected
    }

    /// The first of them in words.
    pub(crate) fn kept(&self) -> &[String] {
        &self.kept
    }

    /// The table of answers: a line for each subject and answer, and one for each answer.
    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        for ((subject, answer), count) in &self.answers {
            let _ = writeln!(table, "{subject:<34} {answer:<20} {count:>10}");
        }
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for ((_, answer), count) in &self.answers {
            *sums.entry(answer).or_default() += count;
        }
        table.push('\n');
        for (answer, count) in sums {
            let _ = writeln!(table, "{:<34} {answer:<20} {count:>10}", "all");
        }
        table
    }

    fn of(&self, is_meant: impl Fn(&str) -> bool) -> u64 {
        let meant = self
            .answers
            .iter()
            .filter(|((_, answer), _)| is_meant(answer));
        meant.map(|(_, count)| count).sum()
    }

    fn note(
        &mut self,
        subject: &'static str,
        answer: &'static str,
        expected: &[&str],
        what: impl Fn() -> String,
    ) {
        *self.answers.entry((subject, answer)).or_default() += 1;
        if !expected.contains(&answer) {
            self.unexpected += 1;
            if self.kept.len() < KEPT {
                self.kept.push(format!("{subject}, {}: {answer}", what()));
            }
        }
    }

    fn add(&mut self, other: Self) {
        for (key, count) in other.answers {
            *self.answers.entry(key).or_default() += count;
        }
        self.photo += other.photo;
        self.unexpected += other.unexpected;
        self.kept.extend(other.kept);
    }
}

/// Which mutants of the row one thread makes.
struct Share {
    step: u64,
    threads: u64,
    thread: u64,
    next: u64,
    tally: Tally,
}

impl Share {
    /// Whether the next mutant of the row is of this share.
    fn takes_next(&mut self) -> bool {
        let number = self.next;
        self.next += 1;
        number.is_multiple_of(self.step) && (number / self.step) % self.threads == self.thread
    }

    /// Makes this share of a subject's mutants.
    fn subject(&mut self, subject: &Subject<'_>) {
        let answer = (subject.judge)(&subject.bytes);
        assert_eq!(answer, subject.genuine, "{} as it is", subject.name);
        let mut mutants = 0;
        for place in (0..subject.bytes.len()).step_by(subject.stride) {
            for change in 0..PER_PLACE {
                if !self.takes_next() {
                    continue;
                }
                let mut mutant = subject.bytes.clone();
                match u8::try_from(change).unwrap() {
                    0 => mutant.truncate(place),
                    change => mutant[place] ^= change,
                }
                let answer = (subject.judge)(&mutant);
                self.tally.note(subject.name, answer, subject.expected, || {
                    format!("place {place} change {change}")
                });
                mutants += 1;
            }
        }
        if subject.name == card::PHOTO {
            self.tally.photo += mutants;
        }
    }

    /// Notes the answer to something that is not bytes of one file, when it is of this share.
    fn single(
        &mut self,
        name: &'static str,
        expected: &[&str],
        judge: impl FnOnce() -> &'static str,
        what: impl Fn() -> String,
    ) {
        if self.takes_next() {
            let answer = judge();
            self.tally.note(name, answer, expected, what);
        }
    }
}

/// The answer of a report: its verdict where that is green, and else its worst code.
fn answer(report: &Report) -> &'static str {
    match report.verdict {
        Verdict::InForce => IN_FORCE,
        _ => report.findings[0].code.as_str(),
    }
}

/// Makes every `step`-th mutant with so many threads.
pub(crate) fn run(step: u64, threads: u64) -> Tally {
    let share = |thread| {
        let mut share = Share {
            step,
            threads,
            thread,
            next: 0,
            tally: Tally::default(),
        };
        card::all(&mut share);
        mixture::all(&mut share);
        lists::all(&mut share);
        print::all(&mut share);
        share.tally
    };
    let mut all = Tally::default();
    std::thread::scope(|scope| {
        let share = &share;
        let running: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || share(thread)))
            .collect();
        for thread in running {
            all.add(thread.join().unwrap());
        }
    });
    all
}
