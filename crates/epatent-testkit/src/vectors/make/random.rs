// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Random cards beside random knowledge, half of them mutated, for a comparison of two verifiers.

mod mutate;
mod office;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::super::VerdictVector;
use crate::fixed;
use office::Office;

/// Random verdict vectors, without their answers: every even one genuine, every odd one with one
/// mutation, which its comment names. The same seed gives the same vectors.
pub fn cards(seed: u64, count: u64) -> impl Iterator<Item = VerdictVector> {
    let office = Office::new();
    (0..count).map(move |number| {
        let mut dice = Dice::new(seed.wrapping_add(number));
        let mut sample = office.sample(&mut dice);
        let what = if number % 2 == 0 {
            "as it was made"
        } else {
            mutate::mutate(&office, &mut dice, &mut sample)
        };
        sample.into_vector(number, what)
    })
}

/// Where the chance of one card comes from.
struct Dice(StdRng);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number between the two, both included.
    fn between(&mut self, least: i64, most: i64) -> i64 {
        let sides = most.abs_diff(least).saturating_add(1);
        let rolled = fixed(i64::try_from(self.0.next_u64() % sides));
        least.saturating_add(rolled)
    }

    fn days(&mut self, least: i64, most: i64) -> i32 {
        fixed(i32::try_from(self.between(least, most)))
    }

    /// True once in so many times.
    fn once_in(&mut self, times: i64) -> bool {
        self.between(1, times) == 1
    }

    /// A place in something of this length; 0 where it is empty.
    fn place(&mut self, length: usize) -> usize {
        let last = fixed(i64::try_from(length.saturating_sub(1)));
        fixed(usize::try_from(self.between(0, last)))
    }

    /// Flips one bit somewhere.
    fn flip(&mut self, bytes: &mut [u8]) {
        let place = self.place(bytes.len());
        let bit = self.place(8);
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= 1 << bit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_cards_and_another_one_others() {
        let of = |seed| cards(seed, 6).collect::<Vec<_>>();
        assert!(of(1) == of(1));
        assert!(of(1) != of(2));
    }
}
