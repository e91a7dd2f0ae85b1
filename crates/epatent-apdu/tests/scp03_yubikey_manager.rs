// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Our SCP03 against the one of PyPI's `yubikey-manager`, both roles, over random sessions.
//!
//! The Python program leads; this end is our card and our host, one line for each of its lines.
//! `EPATENT_SCP03_SEED` and `EPATENT_SCP03_ROUNDS` choose another run.

// The helpers unwrap as the test does, see clippy.toml.
#![cfg(test)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use epatent_apdu::scp03::{
    CardChallenge, Environment, Identity, KeySet, OpenScp03, Scp03Card, Scp03Channel, SecurityLevel,
};
use epatent_apdu::{Channel as _, Command, Flow as _, Response, StatusWord, Step};

const SEED: u64 = 3;
/// Rounds of one session in each role.
const ROUNDS: u64 = 600;

#[test]
fn a_thousand_random_sessions_with_yubikey_manager_are_equal_in_both_roles() {
    let python = python();
    let number = |name, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let seed: u64 = number("EPATENT_SCP03_SEED", SEED);
    let rounds: u64 = number("EPATENT_SCP03_ROUNDS", ROUNDS);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scp03_yubikey_manager.py");
    let mut child = Process::new(python)
        // Nothing is written beside the sources.
        .arg("-B")
        .arg(script)
        .args([seed.to_string(), rounds.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut peer = Peer::default();
    let mut summary = None;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(figures) = line.strip_prefix("done ") {
            summary = Some(figures.to_owned());
            break;
        }
        // A program that failed does not read the answer; its exit status tells below.
        if writeln!(input, "{}", peer.answer(&line)).is_err() {
            break;
        }
    }
    drop(input);
    assert!(
        child.wait().unwrap().success(),
        "seed {seed}: see the Python error above"
    );
    let summary = summary.expect("the program says what it ran");
    let (sessions, commands) = summary.split_once(' ').unwrap();
    println!("seed {seed}: {sessions} sessions, {commands} commands, 0 differences");
    assert_eq!(sessions.parse::<u64>().unwrap(), 2 * rounds);
}

/// The interpreter of the private environment, which must be as `requirements.txt` says.
fn python() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let environment = target.join("python-env");
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requirements.txt");
    let installed = fs::read(environment.join("requirements.txt")).unwrap_or_default();
    assert!(
        installed == fs::read(&requirements).unwrap(),
        "the Python environment {env} is not there or not up to date; `cargo xtask test` makes it, \
         or:\n  python3 -m venv --clear {env} && {env}/bin/pip install --no-deps -r {list} \
         && cp {list} {env}/",
        env = environment.display(),
        list = requirements.display(),
    );
    environment.join("bin/python")
}

/// Our ends of the sessions.
#[derive(Default)]
struct Peer {
    card: Option<(Scp03Card, [u8; 8])>,
    opening: Option<OpenScp03<KeySet>>,
    channel: Option<Scp03Channel>,
}

impl Peer {
    fn answer(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            [
                "card-new",
                enc,
                mac,
                dek,
                diversification,
                version,
                challenge,
            ] => {
                let identity = Identity {
                    diversification: array(diversification),
                    key_version: array::<1>(version)[0],
                };
                let card = Scp03Card::new(keys([enc, mac, dek]), identity);
                self.card = Some((card, array(challenge)));
                "ok".into()
            }
            ["card", command, data, status] => {
                let answer = Response::new(bytes(data), StatusWord::from_bytes(array(status)));
                self.card_command(Command::parse(&bytes(command)).unwrap(), answer)
            }
            ["host-new", enc, mac, dek, level, challenge] => {
                let level = SecurityLevel::from_code(array::<1>(level)[0]).unwrap();
                let keys = keys([enc, mac, dek]);
                self.channel = None;
                self.opening = Some(OpenScp03::new(keys, 0, level, array(challenge)));
                self.step(None)
            }
            ["host-reply", response] => self.step(Some(Response::parse(&bytes(response)).unwrap())),
            ["host-wrap", command] => {
                let command = Command::parse(&bytes(command)).unwrap();
                match self.channel.as_mut().unwrap().wrap(command) {
                    Ok(wrapped) => format!("send {}", text(&wrapped.encode().unwrap())),
                    Err(error) => format!("error {error}"),
                }
            }
            ["host-unwrap", response] => {
                let response = Response::parse(&bytes(response)).unwrap();
                match self.channel.as_mut().unwrap().unwrap(response) {
                    Ok(plain) => format!("plain {}", text(&plain.encode())),
                    Err(error) => format!("error {error}"),
                }
            }
            _ => panic!("no such line: {line}"),
        }
    }

    fn step(&mut self, reply: Option<Response>) -> String {
        match self.opening.as_mut().unwrap().step(reply) {
            Ok(Step::Send(command)) => format!("send {}", text(&command.encode().unwrap())),
            Ok(Step::Done(established)) => {
                self.channel = Some(established.channel);
                "open".into()
            }
            Err(error) => format!("error {error}"),
        }
    }

    /// What the card opened, and its response.
    fn card_command(&mut self, command: Command, answer: Response) -> String {
        let (card, challenge) = self.card.as_mut().unwrap();
        let handshake = match (command.class, command.instruction) {
            (0x80, 0x50) => card.initialize_update(&command, CardChallenge::Random(*challenge)),
            (0x84, 0x82) => card.external_authenticate(command).map(|()| Vec::new()),
            _ => {
                return match card.open(command) {
                    Ok(plain) => {
                        let header = [plain.class, plain.instruction, plain.p1, plain.p2];
                        let seen = [&header[..], &plain.data].concat();
                        format!("{} {}", text(&seen), text(&card.protect(answer).encode()))
                    }
                    Err(status) => format!("- {}", text(&status.to_bytes())),
                };
            }
        };
        let response = match handshake {
            Ok(data) => Response::new(data, StatusWord::DONE),
            Err(status) => Response::of_status(status),
        };
        format!("- {}", text(&response.encode()))
    }
}

fn keys(texts: [&str; 3]) -> KeySet {
    let [enc, mac, dek] = texts.map(array);
    KeySet::new(enc, mac, dek, Environment::Production).unwrap()
}

fn text(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        "-".into()
    } else {
        hex::encode(bytes)
    }
}

fn bytes(text: &str) -> Vec<u8> {
    if text == "-" {
        Vec::new()
    } else {
        hex::decode(text).unwrap()
    }
}

fn array<const N: usize>(text: &str) -> [u8; N] {
    bytes(text).try_into().unwrap()
}
