// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

const TEXT: &str = "\
//! Числа.
const TWO: u8 = 1 + 1;
pub const fn sum(a: u8, b: u8) -> u8 {
    a + b
}
const fn three() -> u8 { TWO + 1 }
const THREE: u8 = three();
fn all() -> Option<impl Iterator<Item = u8>> { Some(0..1 + 1) }
fn few() -> impl Iterator<Item = u8> { 0..2 }
fn is_odd(a: u8) -> bool { !(a % 2 == 0) }
";

fn mutant(before: &str, old: &str, new: &str) -> Mutant {
    Mutant::of("src/lib.rs", TEXT, before, old, new)
}

fn switched(mutants: &[Mutant]) -> Switched {
    let demanded = super::super::functions::demanded(&[File::read(TEXT).unwrap()]);
    let numbered: Vec<(usize, &Mutant)> = (1..).zip(mutants).collect();
    switch(TEXT, &numbered, &demanded).unwrap()
}

#[test]
fn a_function_gets_a_copy_for_each_of_its_mutants_and_the_true_one_last() {
    let switched = switched(&[
        mutant("a + b", "", ""),
        mutant("is_odd", "!", ""),
        mutant("few", "0..2", "1..2"),
        mutant("sum", "+", "-"),
    ]);
    let expected = "\
//! Числа.
const TWO: u8 = 1 + 1;
pub       fn sum(a: u8, b: u8) -> u8 { match crate::mutation_switch::chosen(1) {
1 => {{
    a + b  
}},
4 => {{
    a  -  b
}},
_ => {{
    a + b
}} } }
const fn three() -> u8 { TWO + 1 }
const THREE: u8 = three();
fn all() -> Option<impl Iterator<Item = u8>> { Some(0..1 + 1) }
fn few() -> impl Iterator<Item = u8> { \
let chosen: crate::mutation_switch::Box<dyn Iterator<Item = u8> + '_> = \
match crate::mutation_switch::chosen(3) {
3 => crate::mutation_switch::Box::new({{  1..2  }}),
_ => crate::mutation_switch::Box::new({{ 0..2 }}) }; chosen }
fn is_odd(a: u8) -> bool { match crate::mutation_switch::chosen(2) {
2 => {{   (a % 2 == 0) }},
_ => {{ !(a % 2 == 0) }} } }
";
    // White space apart, which is that of the parts.
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&switched.text), words(expected));
    syn::parse_file(&switched.text).unwrap();
    let arms: Vec<_> = switched
        .arms
        .iter()
        .map(|arm| (arm.mutant, arm.function, arm.lines.clone()))
        .collect();
    assert_eq!(
        arms,
        [
            (1, 1, 4..=6),
            (4, 1, 7..=9),
            (3, 3, 17..=17),
            (2, 2, 20..=20)
        ]
    );
    assert!(switched.left.is_empty());
}

#[test]
fn constants_and_what_they_call_and_types_of_bodies_are_left() {
    let switched = switched(&[
        mutant("TWO: u8 = 1", "+", "-"),
        mutant("{ TWO", "+", "-"),
        mutant("0..1", "+", "-"),
    ]);
    assert_eq!(switched.left, [1, 2, 3]);
    assert_eq!(switched.arms, []);
}

#[test]
fn a_mutant_alone_changes_its_place_and_nothing_else() {
    let mutant = mutant("TWO: u8 = 1", "+", "-");
    let text = alone(TEXT, &mutant).unwrap();
    assert_eq!(text, TEXT.replacen("1 + 1", "1  -  1", 1));
}
