// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Changes of what a card says.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Bytes;

/// Where a reply is changed.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// In the card, before a secure channel protects it and before it is cut into `61xx` parts.
    #[default]
    Inside,
    /// Behind all that: what the reader sees.
    Wire,
}

/// Which commands a rule is for; all fields given must agree.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// INS, any of these bytes; every command where it is absent.
    #[serde(default)]
    pub ins: Option<Bytes>,
    /// P1, any of these bytes.
    #[serde(default)]
    pub p1: Option<Bytes>,
    /// P2, any of these bytes.
    #[serde(default)]
    pub p2: Option<Bytes>,
    /// Matching commands that are answered as they should be, before the first one that is not.
    #[serde(default)]
    pub after: u64,
    /// How many are not answered as they should be; all of them where it is not given.
    #[serde(default)]
    pub times: Option<u64>,
}

/// One rule.
#[derive(Clone, Debug, Deserialize)]
pub struct Rule {
    /// The commands whose replies are changed.
    #[serde(default)]
    pub to: Matching,
    /// Where it is changed: before protection, or on the wire.
    #[serde(default)]
    pub layer: Layer,
    /// What becomes of the reply.
    #[serde(flatten)]
    pub change: Change,
}

/// What happens to a reply: its data, and the status word after them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// This reply instead.
    Bytes(Bytes),
    /// This status word, two bytes, and no data.
    Status(Bytes),
    /// This status word, two bytes, after the data that there were.
    StatusAfterData(Bytes),
    /// The first so many bytes of the reply, status word or not.
    Cut(usize),
    /// At most so many bytes of data, and `9000`.
    Drip(usize),
    /// These bytes after the data.
    Append(Bytes),
    /// These bytes before the data.
    Prepend(Bytes),
    /// So many bytes `00` as data, 0 to 65536.
    Zeros(usize),
    /// The bits of the second number inverted in the byte of the first one, from 0.
    Flip(usize, u8),
    /// The first reply that a command of the same INS got, also before a reset.
    Replay(bool),
    /// No reply where it is true, as of a card without power.
    Mute(bool),
}

/// Rules at work.
#[derive(Clone, Debug, Default)]
pub struct Replies {
    rules: Vec<Counted>,
    first: BTreeMap<u8, Vec<u8>>,
}

#[derive(Clone, Debug)]
struct Counted {
    rule: Rule,
    seen: u64,
}

impl Replies {
    /// Rules, each counting its own commands; the first one that applies changes the reply.
    #[must_use]
    pub fn new(rules: Vec<Rule>) -> Self {
        let count = |rule| Counted { rule, seen: 0 };
        Self {
            rules: rules.into_iter().map(count).collect(),
            first: BTreeMap::new(),
        }
    }

    /// The reply to a command as the rules make it; none where there is none.
    pub fn answer(&mut self, command: &[u8], reply: Vec<u8>) -> Option<Vec<u8>> {
        let [_, instruction, p1, p2] = command.first_chunk().copied().unwrap_or_default();
        let first = self
            .first
            .entry(instruction)
            .or_insert_with(|| reply.clone());
        let mut change = None;
        for counted in &mut self.rules {
            if counted.applies([instruction, p1, p2]) && change.is_none() {
                change = Some(&counted.rule.change);
            }
        }
        match change {
            None => Some(reply),
            Some(change) => change.make(reply, first),
        }
    }
}

impl Counted {
    fn applies(&mut self, [instruction, p1, p2]: [u8; 3]) -> bool {
        let to = &self.rule.to;
        let agrees = |wanted: &Option<Bytes>, byte| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.0.contains(&byte))
        };
        if !(agrees(&to.ins, instruction) && agrees(&to.p1, p1) && agrees(&to.p2, p2)) {
            return false;
        }
        let number = self.seen;
        self.seen = number.saturating_add(1);
        number
            .checked_sub(to.after)
            .is_some_and(|number| to.times.is_none_or(|times| number < times))
    }
}

impl Change {
    pub(crate) fn make(&self, reply: Vec<u8>, first: &[u8]) -> Option<Vec<u8>> {
        let (data, status) = reply
            .split_last_chunk::<2>()
            .map_or((&[][..], &[][..]), |(data, status)| {
                (data, status.as_slice())
            });
        Some(match self {
            Self::Bytes(bytes) | Self::Status(bytes) => bytes.0.clone(),
            Self::StatusAfterData(status) => [data, &status.0].concat(),
            Self::Cut(length) => reply.into_iter().take(*length).collect(),
            Self::Drip(length) => {
                let part: Vec<u8> = data.iter().take(*length).copied().collect();
                [part.as_slice(), &[0x90, 0x00]].concat()
            }
            Self::Append(bytes) => [data, &bytes.0, status].concat(),
            Self::Prepend(bytes) => [&bytes.0, data, status].concat(),
            Self::Zeros(length) => [vec![0; *length].as_slice(), status].concat(),
            Self::Flip(offset, mask) => {
                let mut changed = reply;
                if let Some(byte) = changed.get_mut(*offset) {
                    *byte ^= mask;
                }
                changed
            }
            Self::Replay(_) => first.to_vec(),
            Self::Mute(_) => return None,
        })
    }
}
