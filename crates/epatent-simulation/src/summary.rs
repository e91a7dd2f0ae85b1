// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What was seen in all days.

use epatent_register::Head;

/// What was seen in all days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Days.
    pub days: u32,
    /// People with a patent.
    pub people: u64,
    /// Cards that were handed over.
    pub issued: u64,
    /// Cards that were shredded.
    pub shredded: u64,
    /// Signatures that the token made for cards, given out or not.
    pub signatures: u64,
    /// Times that a card was shown to the device.
    pub shown: u64,
    /// Times that a card was suspended, activated or ended at the desk.
    pub acts: u64,
    /// Of the last showing of every card: in force, refused, not established.
    pub answers: [u64; 3],
    /// Faults that came to pass, by their words.
    pub faults: Vec<(&'static str, u64)>,
    /// The newest event of the register: the same for the same seed.
    pub head: Head,
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [in_force, refused, undetermined] = self.answers;
        writeln!(
            f,
            "{} days: {} people, {} cards handed over, {} shredded, {} acts upon cards at the desk, {} signatures by the token, 0 without a row",
            self.days, self.people, self.issued, self.shredded, self.acts, self.signatures
        )?;
        write!(f, "faults:")?;
        for (word, count) in &self.faults {
            write!(f, " {word} {count}")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "shown {} times, every answer right; at the end {in_force} in force, {refused} refused, {undetermined} not established",
            self.shown
        )?;
        write!(
            f,
            "register: event {}, {}",
            self.head.sequence,
            hex::encode(self.head.hash.as_bytes())
        )
    }
}
