// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Seeded mutations of a corpus: what a test does instead of a fuzzer.

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// Bytes that lengths, counts and signs go wrong at.
const INTERESTING: [u8; 12] = [
    0x00, 0x01, 0x0F, 0x10, 0x17, 0x18, 0x7F, 0x80, 0x81, 0x82, 0xFE, 0xFF,
];
/// Most changes of one mutant.
const MOST_CHANGES: u32 = 4;
/// Longest run of bytes that is inserted, removed or copied.
const LONGEST_RUN: usize = 32;

/// Makes mutants, the same ones for the same seed and corpus.
#[derive(Debug)]
pub struct Mutator<'a> {
    corpus: &'a [Vec<u8>],
    rng: StdRng,
}

impl<'a> Mutator<'a> {
    /// Mutates these; an empty corpus is taken as one of no bytes.
    #[must_use]
    pub fn new(corpus: &'a [Vec<u8>], seed: u64) -> Self {
        Self {
            corpus,
            rng: StdRng::seed_from_u64(seed),
        }
    }

    /// The next mutant, with one to four changes.
    pub fn mutant(&mut self) -> Vec<u8> {
        let mut bytes = self.any().to_vec();
        for _ in 0..self.rng.random_range(1..=MOST_CHANGES) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn any(&mut self) -> &'a [u8] {
        let index = self.below(self.corpus.len());
        self.corpus.get(index).map_or(&[], Vec::as_slice)
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            0
        } else {
            self.rng.random_range(0..end)
        }
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        let end = bytes.len().min(at.saturating_add(self.below(LONGEST_RUN)));
        match self.rng.random_range(0..7_u8) {
            0 => {
                let bit = 1_u8 << self.rng.random_range(0..8_u8);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bit;
                }
            }
            1 => {
                let value = INTERESTING.get(self.below(INTERESTING.len()));
                if let (Some(byte), Some(value)) = (bytes.get_mut(at), value) {
                    *byte = *value;
                }
            }
            2 => bytes.truncate(at),
            3 => {
                bytes.drain(at..end);
            }
            4 => {
                let mut run = vec![0; self.below(LONGEST_RUN)];
                self.rng.fill_bytes(&mut run);
                bytes.splice(at..at, run);
            }
            5 => {
                let copy = bytes.get(at..end).unwrap_or_default().to_vec();
                let to = self.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ => {
                // The head of this one and the tail of another.
                let other = self.any();
                let from = self.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(other.get(from..).unwrap_or_default());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_mutants_and_another_one_others() {
        let corpus = [b"first of the corpus".to_vec(), b"second".to_vec()];
        let mutants = |seed| {
            let mut mutator = Mutator::new(&corpus, seed);
            (0..50).map(|_| mutator.mutant()).collect::<Vec<_>>()
        };
        assert_eq!(mutants(1), mutants(1));
        assert_ne!(mutants(1), mutants(2));
        assert!(mutants(1).iter().any(|mutant| mutant.len() > 25));
        assert!(mutants(1).iter().any(|mutant| mutant.len() < 5));
    }

    #[test]
    fn an_empty_corpus_has_mutants() {
        let mut mutator = Mutator::new(&[], 1);
        assert!((0..50).any(|_| !mutator.mutant().is_empty()));
    }
}
