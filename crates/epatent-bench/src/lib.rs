// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Ratios that survive a busy machine.
//!
//! ```
//! use epatent_bench::{Task, interleave};
//!
//! let words = ["one", "two", "three"];
//! let mut task = Task::new(|| drop(std::hint::black_box(words.concat())));
//! let mut floor = Task::new(|| drop(std::hint::black_box(String::with_capacity(11))));
//! interleave(&mut [&mut task, &mut floor], 5, 1_000);
//! println!("{:.2}", task.median_micros(1_000) / floor.median_micros(1_000));
//! assert!(task.median_micros(1_000) > 0.0);
//! ```
//!
//! The time of a task in microseconds says more about the machine than about the task. Here a task
//! is measured against its *floor*, the same primitive operations on the same bytes and nothing
//! else, and the two take turns in short slices, so that whatever slows one slows the other. What
//! is reported is the ratio of the medians.

use std::time::{Duration, Instant};

/// Something to be measured.
pub struct Task<'a> {
    run: Box<dyn FnMut() + 'a>,
    slices: Vec<Duration>,
}

impl<'a> Task<'a> {
    /// A task of one call.
    pub fn new(run: impl FnMut() + 'a) -> Self {
        Self {
            run: Box::new(run),
            slices: Vec::new(),
        }
    }

    /// Time of one call in microseconds: the median of the slices, so that neither a slice that was
    /// interrupted nor a lucky one counts. 0 before anything ran.
    #[must_use]
    pub fn median_micros(&self, calls: u32) -> f64 {
        let mut slices = self.slices.clone();
        slices.sort_unstable();
        slices.get(slices.len() / 2).map_or(0.0, |slice| {
            slice.as_secs_f64() * 1e6 / f64::from(calls.max(1))
        })
    }

    fn slice(&mut self, calls: u32) {
        let start = Instant::now();
        for _ in 0..calls {
            (self.run)();
        }
        self.slices.push(start.elapsed());
    }
}

/// Runs all tasks in turn, `rounds` slices of `calls` calls each, after one slice to warm up.
pub fn interleave(tasks: &mut [&mut Task<'_>], rounds: u32, calls: u32) {
    for round in 0..=rounds {
        for task in tasks.iter_mut() {
            task.slice(calls);
            if round == 0 {
                task.slices.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn tasks_take_turns_and_the_warm_up_is_not_counted() {
        let order = RefCell::new(String::new());
        let mut first = Task::new(|| order.borrow_mut().push('a'));
        let mut second = Task::new(|| order.borrow_mut().push('b'));
        interleave(&mut [&mut first, &mut second], 2, 3);
        assert_eq!((first.slices.len(), second.slices.len()), (2, 2));
        drop((first, second));
        assert_eq!(order.into_inner(), "aaabbb".repeat(3));
    }

    #[test]
    fn median_is_of_one_call_and_ignores_an_outlier() {
        let mut task = Task::new(|| {});
        assert_eq!(task.median_micros(1).to_bits(), 0.0_f64.to_bits());
        task.slices = [10, 900, 20].map(Duration::from_micros).to_vec();
        assert!((task.median_micros(10) - 2.0).abs() < 1e-9);
    }
}
