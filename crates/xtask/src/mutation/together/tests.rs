// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

const LIBRARY: &str = "\
#![no_std]
extern crate alloc;
use alloc::vec::Vec;

pub const fn sum(a: u8, b: u8) -> u8 {
    a + b
}

pub fn halves(mut a: u8) -> Vec<u8> {
    let mut halves = Vec::new();
    while a > 1 {
        a /= 2;
        halves.push(a);
    }
    halves
}

pub fn odd(numbers: &[u8]) -> impl Iterator<Item = &u8> {
    numbers.iter().filter(|number| *number % 2 == 1)
}

pub struct Limits(pub u8);

impl Limits {
    pub fn below<'n>(&self, numbers: &'n [u8]) -> impl Iterator<Item = &'n u8> {
        numbers.iter().filter(|number| **number < self.0)
    }
}

pub fn is_small(a: u8) -> bool {
    a < LIMIT
}

const LIMIT: u8 = 2 + 2;
";

const TESTS: &str = "\
use small::{Limits, halves, is_small, odd, sum};

#[test]
fn two_and_two_are_four() {
    assert_eq!(sum(2, 2), 4);
}

#[test]
fn six_has_two_halves() {
    assert_eq!(halves(6), [3, 1]);
}

#[test]
fn one_and_three_are_odd() {
    assert!(odd(&[1, 2, 3]).eq(&[1, 3]));
}

#[test]
fn one_is_below_two() {
    assert!(Limits(2).below(&[1, 2]).eq(&[1]));
}

#[test]
fn three_is_small_and_five_is_not() {
    assert!(is_small(3) && !is_small(5));
}
";

/// A workspace with one crate, which depends on nothing.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n",
        ),
        (
            "crates/small/Cargo.toml",
            "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("crates/small/src/lib.rs", LIBRARY),
        ("crates/small/tests/small.rs", TESTS),
    ] {
        source::write(&folder.path().join(file), text.as_bytes()).unwrap();
    }
    folder
}

#[test]
fn mutants_of_a_crate_get_the_fate_that_its_tests_give_them() {
    let workspace = workspace();
    let mutant = |before: &str, old: &str, new: &str| {
        Mutant::of("crates/small/src/lib.rs", LIBRARY, before, old, new)
    };
    let mutants = [
        // Two and two are four also when multiplied.
        mutant("sum", "+", "*"),
        mutant("sum", "+", "-"),
        mutant("sum", "a + b", "\"four\""),
        mutant("a: u8) -> bool", "<", "<="),
        mutant("a: u8) -> bool", "<", ">"),
        // In a constant, so that they are built by themselves.
        mutant("LIMIT: u8 = 2", "+", "-"),
        mutant("LIMIT: u8 = 2", "+", "*"),
        mutant("LIMIT: u8 = 2", "+", "and"),
        // Of another type than the body of the function.
        mutant(
            "&u8> {",
            "numbers.iter().filter(|number| *number % 2 == 1)",
            "core::iter::empty()",
        ),
        mutant("numbers: &[u8]", "==", "!="),
        // In an iterator that ends with either of two borrows.
        mutant("|number| **number", "<", ">"),
        mutant("|number| **number", "<", "<="),
        mutant("|number| **number", "<", "+"),
    ];
    let names: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    let build = tempfile::tempdir().unwrap();
    let tested = ("small", ["--tests"].as_slice());
    let results = build.path().join("results");
    let folders = (build.path(), results.as_path());
    mutate(workspace.path(), tested, &mutants, folders, 2).unwrap();
    let fate = |name: &str| {
        let text = std::fs::read_to_string(results.join(name)).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let named = |numbers: &[usize]| {
        let mut lines: Vec<String> = numbers.iter().map(|n| names[*n].to_owned()).collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(fate("missed.txt"), named(&[0, 3, 6]));
    assert_eq!(fate("caught.txt"), named(&[1, 4, 5, 8, 9, 10, 11]));
    assert_eq!(fate("unviable.txt"), named(&[2, 7, 12]));
    assert_eq!(fate("timeout.txt"), named(&[]));
    // The workspace itself is as it was.
    let library = workspace.path().join("crates/small/src/lib.rs");
    assert_eq!(std::fs::read_to_string(library).unwrap(), LIBRARY);
}
