// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The program as a process: a card in a reader of our own, and how it ends.

#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use epatent_apdu::flows::GenerateKey;
use epatent_apdu::scp03::{Diversified, Environment, OpenScp03, SecurityLevel, SoftwareMasterKey};
use epatent_apdu::{Link, Transport, TransportError, drive};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

fn emulator(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_epatent-emulator"));
    command
        .args(arguments)
        .env("EPATENT_LANG", "en")
        .stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    emulator(arguments).output().unwrap()
}

/// Starts `serve` and waits until the card is in; the reader's side and the first line.
fn insert(image: &str, more: &[&str]) -> (Child, TcpStream, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    let mut child = emulator(&["serve", "--vpcd", &place, "--image", image])
        .args(more)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (stream, _) = listener.accept().unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.contains(&place), "{line}");
    (child, stream, line.replace(&place, "PLACE"))
}

/// The reader's end of the line to the card.
struct Line<'a>(&'a mut TcpStream);

impl Transport for Line<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let length = u16::try_from(command.len()).unwrap().to_be_bytes();
        self.0.write_all(&[&length, command].concat()).unwrap();
        let mut length = [0; 2];
        self.0.read_exact(&mut length).unwrap();
        let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
        self.0.read_exact(&mut answer).unwrap();
        Ok(answer)
    }
}

/// Lets the card make its key, before the issuer of the lab.
fn generate_key(reader: &mut TcpStream) -> [u8; 65] {
    let keys = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab).unwrap();
    let open = OpenScp03::new(keys, 0, SecurityLevel::Full, [1; 8]);
    let mut line = Line(reader);
    let channel = drive(open, &mut line).unwrap().channel;
    let mut office = Link::new(line).with_channel(channel);
    drive(GenerateKey::new([7; 32]), &mut office).unwrap()
}

fn ends_cleanly(mut child: Child, signal: Signal) {
    let started = Instant::now();
    kill_process(Pid::from_child(&child), signal).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(5));
}

fn blank(directory: &TempDir) -> String {
    let image = directory
        .path()
        .join("card.json")
        .to_str()
        .unwrap()
        .to_owned();
    assert!(run(&["new", &image]).status.success());
    image
}

#[test]
fn card_is_served_until_a_signal_and_remembers_what_it_was_told() {
    let directory = TempDir::new().unwrap();
    let image = blank(&directory);
    let mut points = Vec::new();
    for signal in [Signal::TERM, Signal::INT] {
        let (child, mut reader, line) = insert(&image, &[]);
        assert_eq!(line, "card in PLACE\n");
        points.push(generate_key(&mut reader));
        ends_cleanly(child, signal);
    }
    assert_eq!(points[0], points[1]);
}

#[test]
fn read_only_card_does_what_it_is_told_and_its_image_stays() {
    let directory = TempDir::new().unwrap();
    let image = blank(&directory);
    let before = std::fs::read(&image).unwrap();
    let (child, mut reader, line) = insert(&image, &["--read-only", "--json"]);
    assert_eq!(
        line,
        "{\"event\":\"card-in\",\"reader\":\"PLACE\",\"schema\":1}\n"
    );
    generate_key(&mut reader);
    ends_cleanly(child, Signal::TERM);
    assert_eq!(std::fs::read(&image).unwrap(), before);
}

#[test]
fn missing_reader_is_exit_4_with_a_hint_after_a_few_seconds() {
    let directory = TempDir::new().unwrap();
    let image = blank(&directory);
    // Bound and closed again: nobody listens there.
    let place = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let started = Instant::now();
    let output = run(&["serve", "--vpcd", &place, "--image", &image]);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        (4..15).contains(&started.elapsed().as_secs()),
        "{:?}",
        started.elapsed()
    );
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with(&format!("error: no virtual reader at {place}: ")),
        "{said}"
    );
    assert!(said.contains("hint: start pcscd"), "{said}");
}

#[test]
fn private_key_is_in_the_image_and_in_nothing_that_is_printed() {
    let directory = TempDir::new().unwrap();
    let image = blank(&directory);
    let (child, mut reader, _) = insert(&image, &[]);
    generate_key(&mut reader);
    ends_cleanly(child, Signal::TERM);
    let text = std::fs::read_to_string(Path::new(&image)).unwrap();
    let private = text
        .split("\"private\": \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(private.len(), 64);
    for arguments in [&["show", &image][..], &["show", &image, "--json"]] {
        let output = run(arguments);
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(
            shown.contains("BLANK") && !shown.contains(private),
            "{shown}"
        );
    }
}
