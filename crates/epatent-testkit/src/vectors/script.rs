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
//!
//! Bytes are hexadecimal with spaces. `00*5` is a byte five times, `{name}` a named value. In a
//! response `..` is any byte, `...` any number of bytes, and `{name:32}` gives a name to 32 bytes.
//! The digests are computed here and by SHA-256 alone: nothing of the code under test is used.

use std::collections::BTreeMap;
use std::fmt;

use epatent_apdu::Transport;
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
    let mut names: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut shown = Shown::default();
    let mut reply: Option<Vec<u8>> = None;
    for (line, text) in (1..).zip(transcript.lines()) {
        let fail = |problem: String| ScriptError { line, problem };
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(expected) = text.strip_prefix('<') {
            let actual = reply
                .take()
                .ok_or_else(|| fail("no command before".into()))?;
            let expected = tokens(expected).map_err(fail)?;
            if !matches(&expected, &actual, &mut names) {
                return Err(fail(format!(
                    "the card answered {}",
                    hex::encode_upper(&actual)
                )));
            }
            shown.exchanges = shown.exchanges.saturating_add(1);
            shown.status_words.extend(actual.last_chunk::<2>());
        } else if reply.is_some() {
            return Err(fail("a response is expected here".into()));
        } else if let Some(command) = text.strip_prefix('>') {
            let command = resolved(&tokens(command).map_err(fail)?, &names).map_err(fail)?;
            reply = Some(
                card.transmit(&command)
                    .map_err(|error| fail(error.to_string()))?,
            );
        } else if text == "reset" {
            card.power_cycle();
        } else if let Some(definition) = text.strip_prefix('=') {
            let (name, bytes) = definition
                .trim()
                .split_once(" sha256 ")
                .ok_or_else(|| fail("not = name sha256 bytes".into()))?;
            let bytes = resolved(&tokens(bytes).map_err(fail)?, &names).map_err(fail)?;
            names.insert(name.trim().to_owned(), Sha256::digest(&bytes).to_vec());
        } else {
            return Err(fail("none of # > < = reset".into()));
        }
    }
    Ok(shown)
}

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
