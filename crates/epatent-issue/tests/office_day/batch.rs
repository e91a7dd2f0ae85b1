// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue batch` as a process, line by line.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::robot::Robot;

/// How long a line is waited for before the robot has its turn.
const TURN: Duration = Duration::from_millis(20);
/// How long a batch may finish the cards that it has begun.
const FINISH: Duration = Duration::from_secs(60);

/// The program, which ends with this value.
pub(crate) struct Batch {
    process: Child,
    lines: Receiver<String>,
}

/// What it said.
pub(crate) enum Line {
    Event(Event),
    /// Its answer ended.
    End,
}

/// A line of its answer.
pub(crate) struct Event(Value);

impl Event {
    fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    pub(crate) fn kind(&self) -> &str {
        self.text("event")
    }

    pub(crate) fn reader(&self) -> &str {
        self.text("reader")
    }

    pub(crate) fn blank(&self) -> &str {
        self.text("blank")
    }

    /// The register says so in the words of its library.
    pub(crate) fn is_trouble_of_the_disk(&self) -> bool {
        let reason = self.text("reason").to_lowercase();
        self.kind() == "failed" && ["disk", "full"].iter().any(|word| reason.contains(word))
    }
}

impl Batch {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let answer = BufReader::new(process.stdout.take().unwrap());
        let (said, lines) = channel();
        thread::spawn(move || {
            for line in answer.lines().map_while(Result::ok) {
                if said.send(line).is_err() {
                    break;
                }
            }
        });
        Self { process, lines }
    }

    /// The next line, if it comes soon.
    pub(crate) fn line(&self) -> Option<Line> {
        match self.lines.recv_timeout(TURN) {
            Ok(line) => Some(Line::Event(Event(
                serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}")),
            ))),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Line::End),
        }
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // The service resets the cards of a program that was killed; nobody touches them meanwhile.
        thread::sleep(Duration::from_millis(700));
    }

    /// Asks it to end after the cards that it has begun, and waits for that.
    pub(crate) fn stop(&mut self, robot: &mut Robot) {
        let pid = Pid::from_child(&self.process);
        kill_process(pid, Signal::TERM).unwrap();
        let began = Instant::now();
        while began.elapsed() < FINISH {
            match self.line() {
                Some(Line::End) => break,
                Some(Line::Event(event)) => robot.hear(&event),
                None => robot.turn(),
            }
        }
        assert_eq!(self.wait(), Some(0));
    }

    /// Its exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.process.wait().unwrap().code()
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it stays behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
