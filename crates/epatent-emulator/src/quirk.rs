// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card that breaks one rule on purpose: what it does with commands, not only what it says.
//!
//! A [`Quirk`] says to which commands something happens and what. Where [`Rule`](crate::profile::Rule)
//! changes replies, a quirk may also leave a command undone, carry out another one in its place, keep what it has to
//! forget, or change what the card holds.
//!
//! ```toml
//! quirk = [
//!     { ins = "A4", p1 = "04", sw = "6A82", reply = { status = "9000" } },    # any name selects the applet
//!     { cla = "80", ins = "16", channel = "issuer", skip = "9000" },          # COMMIT is not carried out
//!     { ins = "B0", channel = "clear", keep = ["channel"] },                  # the channel outlives it
//! ]
//! ```
//!
//! Commands are matched as the specification prints them, without the protection of a channel; with `wire = true`
//! as they arrive, piece by piece.

use serde::Deserialize;

use crate::profile::{Bytes, Change, Memory};

/// How a command comes.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// In the clear: CLA without a protection bit.
    Clear,
    /// Through the channel of a reader, which PACE opened.
    Reader,
    /// Through the channel of an office, SCP03 at any level.
    Issuer,
}

/// What a card keeps in volatile memory.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The channel, open or on its way.
    Channel,
    /// The selected file; nothing is selected without it.
    Selection,
    /// The unfinished chain of commands, `card-profile.md` §4.9.
    Chain,
    /// The rest of a response that GET RESPONSE would fetch.
    Pending,
}

/// One broken rule. All conditions that are given must hold; all effects that are given happen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Quirk {
    /// CLA is one of these; of an opened command that in the clear.
    pub cla: Option<Bytes>,
    /// INS is one of these.
    pub ins: Option<Bytes>,
    /// P1 is one of these.
    pub p1: Option<Bytes>,
    /// P2 is one of these.
    pub p2: Option<Bytes>,
    /// The data field begins with these bytes.
    pub data: Option<Bytes>,
    /// The data field has one of these lengths.
    pub lc: Option<Vec<usize>>,
    /// Ne is this, 1 to 65536; 0: there is no Le field.
    pub le: Option<u32>,
    /// How it comes; either way where it is absent.
    pub channel: Option<Way>,
    /// The life-cycle byte is one of these: `01 03 04 05 0C`.
    pub state: Option<Bytes>,
    /// Whether it has extended length fields, as it arrives.
    pub extended: Option<bool>,
    /// Whether an unfinished chain is open as it arrives.
    pub in_chain: Option<bool>,
    /// The card's own answer would have one of these status words. Only replies can then be changed.
    pub sw: Option<Bytes>,
    /// Whether APDUs are matched as they arrive, protected and in pieces.
    #[serde(default)]
    pub wire: bool,
    /// Matching commands before the first one that is not as it should be.
    #[serde(default)]
    pub after: u64,
    /// How many are not; all of them where it is not given.
    pub times: Option<u64>,

    /// The command is not carried out; this is the answer.
    pub skip: Option<Bytes>,
    /// This APDU is carried out in its place.
    pub run: Option<Bytes>,
    /// Bytes of the data field that are others: offset and byte.
    #[serde(default)]
    pub patch: Vec<(usize, u8)>,
    /// The data field is cut to this length in bytes.
    pub cut_data: Option<usize>,
    /// Another P1 and P2, two bytes.
    pub parameters: Option<Bytes>,
    /// Another Ne, 1 to 65536; 0: no Le field.
    pub expecting: Option<u32>,
    /// What the command ends, and is kept.
    #[serde(default)]
    pub keep: Vec<Part>,
    /// The card's random numbers begin anew from this seed, before the command.
    pub reseed: Option<u64>,
    /// What the command leaves, and is lost.
    #[serde(default)]
    pub forget: Vec<Part>,
    /// Changes of what the card holds, after the command.
    #[serde(default)]
    pub memory: Vec<Memory>,
    /// A change of the reply.
    pub reply: Option<Change>,
    /// The reply to INITIALIZE UPDATE begins with the diversification data of the chip, or with ten zero bytes.
    pub names_chip: Option<bool>,
    /// Seconds that the card waits before it answers, beyond those of its own.
    #[serde(default)]
    pub wait: u64,
}

/// Quirks at work, each with a count of its own.
#[derive(Clone, Debug, Default)]
pub struct Quirks {
    quirks: Vec<(Quirk, u64)>,
    /// Commands are counted, and nothing happens to them.
    watching: bool,
}

/// A command as a quirk sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) header: [u8; 4],
    pub(crate) data: &'a [u8],
    pub(crate) expected: Option<u32>,
    pub(crate) way: Way,
    pub(crate) wire: bool,
    pub(crate) extended: bool,
    pub(crate) in_chain: bool,
    pub(crate) state: u8,
}

impl Quirks {
    /// These quirks, with nothing counted.
    #[must_use]
    pub fn new(quirks: Vec<Quirk>) -> Self {
        Self {
            quirks: quirks.into_iter().map(|quirk| (quirk, 0)).collect(),
            watching: false,
        }
    }

    /// Quirks that only count the commands that they would meet: the card keeps every rule.
    #[must_use]
    pub fn watching(quirks: Vec<Quirk>) -> Self {
        Self {
            watching: true,
            ..Self::new(quirks)
        }
    }

    /// How many commands met the conditions of each quirk, in the order in which the quirks were given; those before
    /// [`Quirk::after`] are among them.
    pub fn met(&self) -> impl Iterator<Item = u64> + '_ {
        self.quirks.iter().map(|(_, count)| *count)
    }

    /// The quirks that this command meets before it is carried out.
    pub(crate) fn before(&mut self, seen: &Seen<'_>) -> Vec<Quirk> {
        self.matching(seen, None)
    }

    /// The quirks that the card's own answer to this command meets.
    pub(crate) fn after(&mut self, seen: &Seen<'_>, status: u16) -> Vec<Quirk> {
        self.matching(seen, Some(status))
    }

    fn matching(&mut self, seen: &Seen<'_>, status: Option<u16>) -> Vec<Quirk> {
        let mut found = Vec::new();
        for (quirk, count) in &mut self.quirks {
            if quirk.sw.is_some() != status.is_some() || !quirk.fits(seen, status) {
                continue;
            }
            let number = *count;
            *count = number.saturating_add(1);
            let happens = number
                .checked_sub(quirk.after)
                .is_some_and(|number| quirk.times.is_none_or(|times| number < times));
            if happens && !self.watching {
                found.push(quirk.clone());
            }
        }
        found
    }
}

impl Quirk {
    fn fits(&self, seen: &Seen<'_>, status: Option<u16>) -> bool {
        let any = |wanted: &Option<Bytes>, byte: u8| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.0.contains(&byte))
        };
        let [class, instruction, p1, p2] = seen.header;
        // What is in the clear is the same on the wire.
        let place = self.wire == seen.wire || (seen.way == Way::Clear && seen.wire);
        let status = status.is_none_or(|status| {
            let wanted = self.sw.as_ref().map_or(&[][..], |wanted| &wanted.0);
            wanted
                .as_chunks::<2>()
                .0
                .iter()
                .any(|word| *word == status.to_be_bytes())
        });
        place
            && status
            && any(&self.cla, class)
            && any(&self.ins, instruction)
            && any(&self.p1, p1)
            && any(&self.p2, p2)
            && any(&self.state, seen.state)
            && self.channel.is_none_or(|way| way == seen.way)
            && self.extended.is_none_or(|wanted| wanted == seen.extended)
            && self.in_chain.is_none_or(|wanted| wanted == seen.in_chain)
            && self
                .data
                .as_ref()
                .is_none_or(|data| seen.data.starts_with(&data.0))
            && self
                .lc
                .as_ref()
                .is_none_or(|lengths| lengths.contains(&seen.data.len()))
            && self
                .le
                .is_none_or(|wanted| wanted == seen.expected.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests;
