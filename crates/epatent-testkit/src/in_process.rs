// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A whole program without a process: for tests that run it thousands of times.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Parser;
use epatent_cli::{Console, Exit, Failure, Output, Surroundings, run_in};

use crate::desk::Ran;

/// Runs a program on these arguments, its name first, and keeps what it says.
pub fn run<A: Parser>(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
    work: impl FnOnce(A, &Console) -> Result<Exit, Failure>,
) -> Ran {
    let surroundings = Surroundings {
        arguments: arguments.into_iter().map(Into::into).collect(),
        ..Surroundings::default()
    };
    let words = surroundings.words();
    let (answer, conversation) = (Kept::default(), Kept::default());
    let (stdout, stderr) = (Box::new(answer.clone()), Box::new(conversation.clone()));
    let output = Output::to_writers(&words, surroundings.json(), stdout, stderr);
    let exit = run_in(&surroundings, &Console { words, output }, work);
    Ran {
        exit: Some(exit.code().into()),
        stdout: answer.text(),
        stderr: conversation.text(),
    }
}

/// A stream that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
