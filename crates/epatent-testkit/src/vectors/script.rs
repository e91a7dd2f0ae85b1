// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Golden transcripts: what a terminal sends and what a card of the profile must answer.
//!
//! A transcript is text, one exchange in two lines, written by hand from `card-profile.md`:
//!
//! | line | meaning |
//! |---|---|
//! | `# words` | a comment |
//! | `> bytes` | a command |
//! | `< bytes` | the response that must come, status word last |
//! | `reset` | power off and on |
//! | `= name sha256 bytes` | gives a name to the SHA-256 of bytes |
//! | `scp03 33` | opens SCP03 at this level with the lab's keys of the chip; a chip that no longer names itself is the one that did |
//! | `pace 004711` | opens PACE with this access number |
//! | `pace 999999 6300` | the same, refused with this status word |
//! | `>> bytes` | a command through the open channel, as it is before it is protected |
//! | `<< bytes` | the response that must come, as it is after it was opened |
//!
//! Bytes are hexadecimal with spaces. `00*5` is a byte five times, `{name}` a named value. In a
//! response `..` is any byte, `...` any number of bytes, and `{name:32}` gives a name to 32 bytes.
//! The digests are computed by SHA-256 alone. The host's end of the channels is that of
//! `epatent-apdu`, which the tests there hold against other people's code.

use std::collections::BTreeMap;
use std::fmt;

use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::scp03::{
    DiversificationData, Diversified, Environment, KnownChip, OpenScp03, SecurityLevel,
    SoftwareMasterKey, UNNAMED_CHIP,
};
use epatent_apdu::{Channel, Command, Exchange, FlowError, Link, StatusWord, Transport, drive};
use sha2::{Digest as _, Sha256};

/// Why a transcript does not hold.
#[derive(Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for ScriptError {}

/// A card that can lose power.
pub trait Bench: Transport {
    /// Power off and on.
    fn power_cycle(&mut self);
}

impl<D: epatent_emulator::Device> Bench for epatent_emulator::InProcess<D> {
    fn power_cycle(&mut self) {
        Self::power_cycle(self);
    }
}

/// What a transcript showed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Exchanges made.
    pub exchanges: usize,
    /// Every status word that the transcript demands and the card gave.
    pub status_words: std::collections::BTreeSet<[u8; 2]>,
}

/// One piece of a line of bytes.
enum Token {
    Byte(u8),
    AnyByte,
    AnyBytes,
    Named(String),
    Capture(String, usize),
}

/// Plays a transcript against a card.
///
/// # Errors
///
/// The first line that is no line of a transcript, or whose response is another than it says.
pub fn run(transcript: &str, card: &mut dyn Bench) -> Result<Shown, ScriptError> {
    let mut play = Play {
        card,
        channel: None,
        chip: UNNAMED_CHIP,
        names: BTreeMap::new(),
        reply: None,
        shown: Shown::default(),
    };
    for (line, text) in (1..).zip(transcript.lines()) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        play.line(text)
            .map_err(|problem| ScriptError { line, problem })?;
    }
    Ok(play.shown)
}

/// A transcript that is being played.
struct Play<'a> {
    card: &'a mut dyn Bench,
    channel: Option<Box<dyn Channel>>,
    /// The chip that named itself last.
    chip: DiversificationData,
    names: BTreeMap<String, Vec<u8>>,
    reply: Option<Vec<u8>>,
    shown: Shown,
}

impl Play<'_> {
    fn line(&mut self, text: &str) -> Result<(), String> {
        if let Some(expected) = text.strip_prefix("<<").or_else(|| text.strip_prefix('<')) {
            return self.compare(expected);
        }
        if self.reply.is_some() {
            return Err("a response is expected here".into());
        }
        if let Some(command) = text.strip_prefix(">>") {
            let command = self.bytes(command)?;
            self.reply = Some(self.exchange(&command)?);
        } else if let Some(command) = text.strip_prefix('>') {
            let command = self.bytes(command)?;
            let reply = self.card.transmit(&command);
            self.reply = Some(reply.map_err(|error| error.to_string())?);
        } else if text == "reset" {
            self.channel = None;
            self.card.power_cycle();
        } else if let Some(level) = text.strip_prefix("scp03 ") {
            self.scp03(level)?;
        } else if let Some(rest) = text.strip_prefix("pace ") {
            self.pace(rest)?;
        } else if let Some(definition) = text.strip_prefix('=') {
            let (name, bytes) = definition
                .trim()
                .split_once(" sha256 ")
                .ok_or("not = name sha256 bytes")?;
            let digest = Sha256::digest(self.bytes(bytes)?).to_vec();
            self.names.insert(name.trim().to_owned(), digest);
        } else {
            return Err("none of # > < >> << = reset scp03 pace".into());
        }
        Ok(())
    }

    fn bytes(&self, text: &str) -> Result<Vec<u8>, String> {
        resolved(&tokens(text)?, &self.names)
    }

    fn compare(&mut self, expected: &str) -> Result<(), String> {
        let actual = self.reply.take().ok_or("no command before")?;
        if !matches(&tokens(expected)?, &actual, &mut self.names) {
            return Err(format!("the card answered {}", hex::encode_upper(&actual)));
        }
        self.shown.exchanges = self.shown.exchanges.saturating_add(1);
        self.shown.status_words.extend(actual.last_chunk::<2>());
        Ok(())
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let channel = self.channel.as_mut().ok_or("no channel is open")?;
        let command = Command::parse(command).map_err(|error| error.to_string())?;
        let mut link = Link::new(&mut *self.card).with_channel(channel);
        let response = link.exchange(&command).map_err(|error| error.to_string())?;
        Ok(response.encode())
    }

    fn scp03(&mut self, level: &str) -> Result<(), String> {
        let level = u8::from_str_radix(level, 16)
            .ok()
            .and_then(SecurityLevel::from_code)
            .ok_or_else(|| format!("{level} is no level of SCP03"))?;
        let keys = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab);
        let keys = keys.map_err(|error| error.to_string())?;
        // A card that names its chip is taken at its word; one that does not is the one before.
        let named = OpenScp03::new(&keys, 0, level, HOST_CHALLENGE);
        let opened = match drive(named, self.card) {
            Err(FlowError::Scp03(_)) => {
                let known = KnownChip::new(&keys, self.chip);
                drive(OpenScp03::new(known, 0, level, HOST_CHALLENGE), self.card)
            }
            opened => opened,
        };
        let opened = opened.map_err(|error| error.to_string())?;
        if opened.diversification != UNNAMED_CHIP {
            self.chip = opened.diversification;
        }
        self.channel = Some(Box::new(opened.channel));
        Ok(())
    }

    fn pace(&mut self, rest: &str) -> Result<(), String> {
        let (digits, refusal) = match rest.split_once(' ') {
            Some((digits, word)) => {
                let word = u16::from_str_radix(word.trim(), 16);
                let word = word.map_err(|_| "a status word has four digits")?;
                (digits, Some(StatusWord(word)))
            }
            None => (rest, None),
        };
        let can = Can::parse(digits).map_err(|error| error.to_string())?;
        let ephemeral = Ephemeral::from_random(Parameter::P256, &SECRETS);
        let ephemeral = ephemeral.map_err(|error| error.to_string())?;
        self.channel = None;
        match (drive(Pace::new(&can, ephemeral), self.card), refusal) {
            (Ok(opened), None) => self.channel = Some(Box::new(opened.channel)),
            (Err(error), Some(word)) if error.status() == Some(word) => {
                self.shown.status_words.insert(word.to_bytes());
            }
            (Ok(_), Some(_)) => return Err("PACE succeeded".into()),
            (Err(error), _) => return Err(error.to_string()),
        }
        Ok(())
    }
}

/// What a host draws at random; here every run is the same.
const HOST_CHALLENGE: [u8; 8] = *b"golden-1";
const SECRETS: [u8; Ephemeral::RANDOM] = [0x42; Ephemeral::RANDOM];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        if word == "..." {
            found.push(Token::AnyBytes);
            continue;
        }
        if let Some(name) = word
            .strip_prefix('{')
            .and_then(|word| word.strip_suffix('}'))
        {
            found.push(match name.split_once(':') {
                None => Token::Named(name.to_owned()),
                Some((name, length)) => {
                    let length = length
                        .parse()
                        .map_err(|_| format!("{word} has no length"))?;
                    Token::Capture(name.to_owned(), length)
                }
            });
            continue;
        }
        let (unit, times) = word.split_once('*').unwrap_or((word, "1"));
        let times: usize = times
            .parse()
            .map_err(|_| format!("{word} is no repetition"))?;
        for _ in 0..times {
            if unit.bytes().all(|dot| dot == b'.') && unit.len().is_multiple_of(2) {
                found.extend((0..unit.len() / 2).map(|_| Token::AnyByte));
            } else {
                let bytes = hex::decode(unit).map_err(|_| format!("{word} is not hexadecimal"))?;
                found.extend(bytes.into_iter().map(Token::Byte));
            }
        }
    }
    Ok(found)
}

fn resolved(tokens: &[Token], names: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for token in tokens {
        match token {
            Token::Byte(byte) => bytes.push(*byte),
            Token::Named(name) => {
                bytes.extend(
                    names
                        .get(name)
                        .ok_or_else(|| format!("{name} has no value"))?,
                );
            }
            _ => return Err("a wildcard where bytes are sent".to_owned()),
        }
    }
    Ok(bytes)
}

fn matches(expected: &[Token], actual: &[u8], names: &mut BTreeMap<String, Vec<u8>>) -> bool {
    let Some((first, others)) = expected.split_first() else {
        return actual.is_empty();
    };
    match first {
        Token::Byte(byte) => actual
            .split_first()
            .is_some_and(|(found, rest)| found == byte && matches(others, rest, names)),
        Token::AnyByte => actual
            .split_first()
            .is_some_and(|(_, rest)| matches(others, rest, names)),
        Token::AnyBytes => (0..=actual.len()).any(|skip| {
            actual
                .get(skip..)
                .is_some_and(|rest| matches(others, rest, names))
        }),
        Token::Named(name) => names
            .get(name)
            .and_then(|value| actual.strip_prefix(value.as_slice()))
            .is_some_and(|rest| matches(others, rest, names)),
        Token::Capture(name, length) => {
            let Some((value, rest)) = actual.split_at_checked(*length) else {
                return false;
            };
            names.insert(name.clone(), value.to_vec());
            matches(others, rest, names)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn fits(expected: &str, actual: &[u8]) -> bool {
        matches(&tokens(expected).unwrap(), actual, &mut BTreeMap::new())
    }

    #[test]
    fn wildcards_stand_for_exactly_what_they_say() {
        assert!(fits("01 .. 90 00", &[1, 7, 0x90, 0]));
        assert!(!fits("01 .. 90 00", &[1, 0x90, 0]));
        assert!(fits("01 ... 9000", &[1, 0x90, 0]));
        assert!(fits("01 ... 9000", &[1, 2, 3, 0x90, 0]));
        assert!(!fits("01 ... 9000", &[1, 2, 3, 0x6A, 0x82]));
        assert!(fits("00*3 9000", &[0, 0, 0, 0x90, 0]));
        assert!(!fits("00*3 9000", &[0, 0, 0x90, 0]));
        assert!(fits("{a:2} {a} 9000", &[1, 2, 1, 2, 0x90, 0]));
        assert!(!fits("{a:2} {a} 9000", &[1, 2, 1, 3, 0x90, 0]));
    }

    #[test]
    fn a_transcript_of_a_card_that_answers_otherwise_fails_with_its_line() {
        use rand::SeedableRng;
        let card = epatent_emulator::Card::blank(rand::rngs::StdRng::seed_from_u64(1));
        let mut card = epatent_emulator::InProcess::new(card);
        let error = run("# words\n> 00 A4 04 0C 01 AA\n< 90 00\n", &mut card).unwrap_err();
        assert_eq!(
            (error.line, error.problem.as_str()),
            (3, "the card answered 6A82")
        );
        for (text, line) in [
            ("< 9000", 1),
            ("> 0\n", 1),
            ("\nnonsense", 2),
            ("= a sha256 {b}", 1),
        ] {
            assert_eq!(run(text, &mut card).unwrap_err().line, line, "{text}");
        }
    }
}
