// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is left of a register when its program is killed, its power goes or its disk fails.
//!
//! A program of its own rather than tests of a harness, because it also is the program that dies:
//! `crash desk FOLDER STOP` and `crash writer FOLDER COUNT` are started by the cases below.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::semicolon_if_nothing_returned,
    reason = "a test that fails, fails with the line"
)]

mod desk;
mod disk;
mod kill;
mod model;
mod power;

use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["desk", folder, stop] => desk::run(Path::new(folder), stop.parse().unwrap()),
        ["writer", folder, count] => disk::write(Path::new(folder), count.parse().unwrap()),
        arguments => cases(arguments),
    }
}

/// A case, which gives back its counts.
type Case = fn() -> String;

/// Every case, or those whose name holds an argument, as with any test program.
fn cases(arguments: &[&str]) {
    let wanted: Vec<&&str> = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let all: [(&str, Case); 4] = [
        (
            "every_card_is_accounted_for_after_kill_9_at_every_step",
            kill::at_every_step,
        ),
        (
            "every_acknowledged_event_survives_a_cut_of_the_log_at_every_frame",
            power::cut_at_every_frame,
        ),
        (
            "every_acknowledged_event_survives_an_error_at_every_write",
            disk::error_at_every_write,
        ),
        (
            "every_acknowledged_event_survives_a_failed_sync",
            disk::error_at_every_sync,
        ),
    ];
    let mut passed = 0;
    for (name, case) in all {
        if wanted.is_empty() || wanted.iter().any(|part| name.contains(**part)) {
            let begun = Instant::now();
            let counts = case();
            say(&format!(
                "test {name} ... ok ({counts}; {:.1} s)",
                begun.elapsed().as_secs_f64()
            ));
            passed += 1;
        }
    }
    say(&format!(
        "\ntest result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; {} filtered out",
        all.len() - passed
    ));
}

/// Prints a line. A program that is about to die must not keep any of it.
#[allow(clippy::print_stdout, reason = "this is a program")]
pub(crate) fn say(line: &str) {
    use std::io::Write as _;
    println!("{line}");
    std::io::stdout().flush().unwrap();
}
