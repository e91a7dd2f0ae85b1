// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A source file in which every function asks when it is called which mutant of itself it is.

use super::functions::{Callee, File, Function, Output};
use super::mutant::Mutant;
use crate::run::Done;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

/// What the switched crate gets as a module beside its own.
pub(super) const SWITCH: &str = include_str!("switch.rs.in");

/// Where it is in the crate.
const SWITCH_MODULE: &str = "crate::mutation_switch";

/// The text of one file with all its mutants.
#[derive(Debug, Default)]
pub(super) struct Switched {
    pub(super) text: String,
    /// Each mutant with the lines of its copy of the function, and the number of the function.
    pub(super) arms: Vec<Arm>,
    /// The lines of each function that is a choice, from 1, by its number.
    pub(super) choices: BTreeMap<usize, RangeInclusive<usize>>,
    /// The mutants that cannot be chosen at run time: in constants, in functions that constants call, and
    /// in functions whose type is that of their body.
    pub(super) left: Vec<usize>,
}

/// A mutant in a switched file: one arm of the choice that its function is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arm {
    /// Its number, from 1.
    pub(super) mutant: usize,
    /// The number of its function: that of the function's first mutant.
    pub(super) function: usize,
    /// Its lines, from 1.
    pub(super) lines: RangeInclusive<usize>,
}

/// Switches a file. `mutants` have numbers, from 1; `demanded` are the functions that must stay constant.
///
/// A body becomes `{ match chosen(3) { 3 => {{ .. }} 4 => {{ .. }} _ => {{ .. }} } }`: one copy a mutant, each
/// from a line of its own, and the true one last. Iterators get behind pointers.
pub(super) fn switch(
    text: &str,
    mutants: &[(usize, &Mutant)],
    demanded: &BTreeSet<Callee>,
) -> Done<Switched> {
    let file = File::read(text)?;
    let stays = |function: &Function| demanded.contains(&function.callee);
    let text = without_const(text, &file, &stays);
    let mut left = Vec::new();
    let mut copies: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    for (number, mutant) in mutants {
        let place = mutant.range(&text);
        // The outermost one, which comes first: a function inside it is in each copy of it.
        let found = place.as_ref().and_then(|place| {
            let has = |body: &Range<usize>| body.start < place.start && place.end < body.end;
            let mut functions = file.functions.iter().enumerate();
            functions.find(|(_, function)| has(&function.body))
        });
        match (place, found) {
            (Some(place), Some((at, function)))
                if function.output != Output::Opaque && !stays(function) =>
            {
                let copy = changed(&text, &function.body, place, &mutant.replacement);
                copies.entry(at).or_default().push((*number, copy));
            }
            _ => left.push(*number),
        }
    }
    let mut switched = Switched {
        left,
        ..Switched::default()
    };
    let mut done = 0;
    for (at, copies) in copies {
        let Some(function) = file.functions.get(at) else {
            continue;
        };
        switched.push(text.get(done..function.body.start));
        switched.push_function(&copies, function, &text);
        done = function.body.end;
    }
    switched.push(text.get(done..));
    Ok(switched)
}

/// The file with one mutant and no other.
pub(super) fn alone(text: &str, mutant: &Mutant) -> Option<String> {
    let place = mutant.range(text)?;
    Some(changed(text, &(0..text.len()), place, &mutant.replacement))
}

/// `part` of the text, with `new` at `place`.
fn changed(text: &str, part: &Range<usize>, place: Range<usize>, new: &str) -> String {
    let before = text.get(part.start..place.start).unwrap_or_default();
    let after = text.get(place.end..part.end).unwrap_or_default();
    format!("{before} {new} {after}")
}

/// What chooses cannot be computed by the compiler, so that `const` goes. Nothing moves.
fn without_const(text: &str, file: &File, stays: &dyn Fn(&Function) -> bool) -> String {
    let mut text = text.to_owned();
    for function in file.functions.iter().filter(|function| !stays(function)) {
        if let Some(word) = &function.constant {
            text.replace_range(word.clone(), &" ".repeat(word.len()));
        }
    }
    text
}

impl Switched {
    /// The mutant that has this line.
    pub(super) fn mutant_at(&self, line: usize) -> Option<usize> {
        let arm = self.arms.iter().find(|arm| arm.lines.contains(&line))?;
        Some(arm.mutant)
    }

    /// All mutants of the function that has this line.
    pub(super) fn mutants_around(&self, line: usize) -> Vec<usize> {
        let mut choices = self.choices.iter();
        let around = choices.find(|(_, lines)| lines.contains(&line));
        let is_around = |arm: &&Arm| around.is_some_and(|(function, _)| arm.function == *function);
        self.arms
            .iter()
            .filter(is_around)
            .map(|arm| arm.mutant)
            .collect()
    }

    fn push(&mut self, text: Option<&str>) {
        self.text.push_str(text.unwrap_or_default());
    }

    /// The line that is written now, from 1.
    fn line(&self) -> usize {
        self.text.matches('\n').count() + 1
    }

    fn push_function(&mut self, copies: &[(usize, String)], function: &Function, text: &str) {
        let number = copies.first().map_or(0, |(number, _)| *number);
        let begin = self.line();
        let (before, after) = match &function.output {
            Output::Iterator(bounds, has_lifetime) => {
                let bounds = text.get(bounds.clone()).unwrap_or_default().trim();
                let lifetime = if *has_lifetime { "" } else { " + '_" };
                self.push(Some(&format!(
                    "{{ let chosen: {SWITCH_MODULE}::Box<dyn {bounds}{lifetime}> = "
                )));
                (format!("{SWITCH_MODULE}::Box::new({{"), "})")
            }
            Output::Named | Output::Opaque => {
                self.push(Some("{ "));
                ("{".to_owned(), "}")
            }
        };
        self.push(Some(&format!(
            "match {SWITCH_MODULE}::chosen({number}) {{\n"
        )));
        for (mutant, copy) in copies {
            let first = self.line();
            self.push(Some(&format!("{mutant} => {before}{copy}{after},")));
            self.arms.push(Arm {
                mutant: *mutant,
                function: number,
                lines: first..=self.line(),
            });
            self.text.push('\n');
        }
        let body = text.get(function.body.clone()).unwrap_or_default();
        self.push(Some(&format!("_ => {before}{body}{after} }}")));
        self.push(Some(match function.output {
            Output::Iterator(..) => "; chosen }",
            Output::Named | Output::Opaque => " }",
        }));
        self.choices.insert(number, begin..=self.line());
    }
}

#[cfg(test)]
mod tests;
