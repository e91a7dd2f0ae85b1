// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! OpenPACE as a program: compiled once from `harness/`, run as terminal or as card.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use epatent_apdu::{Transport, TransportError};

const SOURCES: [&str; 6] = ["bytes", "card", "line", "main", "messaging", "pace"];
const LIBRARIES: [&str; 3] = ["libeac", "libcrypto", "libpcsclite"];

/// The program; compiled by the system's C compiler at the first call.
pub(crate) fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(compile)
}

fn compile() -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openpace/harness");
    let flags = Command::new("pkg-config")
        .args(["--cflags", "--libs"])
        .args(LIBRARIES)
        .output()
        .expect("pkg-config; `cargo xtask test` installs it");
    let said = String::from_utf8_lossy(&flags.stderr);
    let missing = "`cargo xtask test` installs libeac-dev and libpcsclite-dev";
    assert!(flags.status.success(), "{missing}: {said}");
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openpace");
    // Compiled beside its place, so that another run never starts half a program.
    let fresh = made.with_extension(std::process::id().to_string());
    let names = SOURCES.into_iter().chain(["terminal"]);
    let compiled = Command::new("cc")
        .args(["-std=c11", "-O1", "-Wall", "-Wextra", "-o"])
        .arg(&fresh)
        .args(names.map(|name| sources.join(name).with_extension("c")))
        .args(String::from_utf8(flags.stdout).unwrap().split_whitespace())
        .status()
        .expect("a C compiler, named cc");
    assert!(compiled.success());
    fs::rename(&fresh, &made).unwrap();
    made
}

/// What one session of OpenPACE as a terminal came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Session {
    /// It read a card to the end.
    Read {
        /// SHA-256 over the transcript of PACE.
        binding: [u8; 32],
        /// The answer to INTERNAL AUTHENTICATE.
        proof: Vec<u8>,
        /// EF.SO.
        file: Vec<u8>,
    },
    /// It gave up, and why.
    Failed(String),
}

impl Session {
    pub(crate) fn parse(line: &str) -> Self {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["read", binding, proof, file] => Self::Read {
                binding: bytes(binding).try_into().unwrap(),
                proof: bytes(proof),
                file: bytes(file),
            },
            ["failed", ..] => Self::Failed(line["failed ".len()..].to_owned()),
            _ => panic!("no such line: {line}"),
        }
    }
}

/// The question that OpenPACE puts to the chip: host nonce and digest of a statement.
pub(crate) fn question() -> ([u8; 32], [u8; 32]) {
    let byte = |index: usize| u8::try_from(index).unwrap();
    (
        std::array::from_fn(byte),
        std::array::from_fn(|index| byte(index + 32)),
    )
}

/// Runs OpenPACE as a terminal that reaches this card by a line of its own.
pub(crate) fn terminal(card: &mut impl Transport, can: &str, sessions: u32) -> Vec<Session> {
    let mut command = Command::new(program());
    command.args(["terminal", "line", "-", can, &sessions.to_string(), "1"]);
    let (mut child, mut input, output) = start(&mut command);
    let mut ended = Vec::new();
    for line in output.lines() {
        let line = line.unwrap();
        match line.strip_prefix("apdu ") {
            Some(apdu) => {
                let reply = card.transmit(&bytes(apdu)).unwrap_or_default();
                writeln!(input, "{}", hex::encode(reply)).unwrap();
            }
            None => ended.push(Session::parse(&line)),
        }
    }
    assert!(child.wait().unwrap().success());
    ended
}

/// OpenPACE as a card with EF.CardAccess and EF.SO; it ends with this value.
pub(crate) struct OpenPaceCard {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl OpenPaceCard {
    pub(crate) fn insert(can: &str, card_access: &[u8], security_object: &[u8]) -> Self {
        let mut command = Command::new(program());
        command.args(["card", can]);
        command.args([card_access, security_object].map(hex::encode));
        let (child, input, output) = start(&mut command);
        Self {
            child,
            input: Some(input),
            output,
        }
    }

    /// SHA-256 over the transcript of the last PACE, as OpenPACE's side heard it.
    pub(crate) fn binding(&mut self) -> [u8; 32] {
        self.ask("binding").try_into().unwrap()
    }

    fn ask(&mut self, line: &str) -> Vec<u8> {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        bytes(answer.trim_end())
    }
}

impl Transport for OpenPaceCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(self.ask(&hex::encode(command)))
    }
}

impl Drop for OpenPaceCard {
    fn drop(&mut self) {
        drop(self.input.take());
        // The end of its input ends it.
        let _ = self.child.wait();
    }
}

fn start(command: &mut Command) -> (Child, ChildStdin, BufReader<ChildStdout>) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, input, output)
}

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}
