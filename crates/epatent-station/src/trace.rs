// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The file of `--trace`: each command and reply with its time, without what is secret in them.
//!
//! ```text
//! # A trace: what this program and a card said to each other.
//! # Personal data, the number printed on the card and keys are left out; ...
//! # +0.000412 connected
//! # +0.000413 reader "ACS ACR39U 00 00"
//! # +0.000533 SELECT, in the clear
//! > 00A4040009F045504154454E540100
//! # +0.001871 9000 (done), 21 bytes
//! < 6F138409F045504154454E5401A5068001018101059000
//! ```

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use epatent_apdu::decorators::Traced;
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Failure, FileTrouble};

/// A trace, or none.
///
/// What it is told it writes with the time; what cannot be written ends the trace, with a note, and not the work.
#[derive(Debug)]
pub struct Trace<'a> {
    console: &'a Console,
    open: RefCell<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    file: File,
    path: std::path::PathBuf,
    began: Instant,
}

impl<'a> Trace<'a> {
    /// Makes the file, which only its owner may read, and writes what it holds at its head.
    ///
    /// # Errors
    /// The file is there already or cannot be written, in words, exit 2.
    pub fn begin(console: &'a Console, path: Option<&Path>) -> Result<Self, Failure> {
        let open = path.map(|path| begin(console, path)).transpose()?;
        Ok(Self {
            console,
            open: RefCell::new(open),
        })
    }

    /// A line for people.
    pub fn remark(&self, text: &str) {
        self.write(text, None);
    }

    /// A command or a reply.
    pub fn exchange(&self, traced: &Traced) {
        if self.open.borrow().is_some() {
            self.write(&traced.remark(), traced.line().as_deref());
        }
    }

    /// What cannot be written ends the trace and not the work with the card.
    fn write(&self, remark: &str, line: Option<&str>) {
        let mut open = self.open.borrow_mut();
        let Some(trace) = open.as_mut() else {
            return;
        };
        if let Err(error) = trace.write(remark, line) {
            let words = &self.console.words;
            let failure = FileTrouble::NotWritten(&error).failure(words, &trace.path);
            self.console.output.note(&failure.message);
            *open = None;
        }
    }
}

impl Open {
    fn write(&mut self, remark: &str, line: Option<&str>) -> io::Result<()> {
        let seconds = self.began.elapsed().as_secs_f64();
        // One write: a program that is killed leaves whole lines.
        let mut text = format!("# +{seconds:.6} {}\n", one_line(remark));
        if let Some(line) = line {
            text.push_str(line);
            text.push('\n');
        }
        self.file.write_all(text.as_bytes())
    }
}

fn begin(console: &Console, path: &Path) -> Result<Open, Failure> {
    let words = &console.words;
    let mut file = files::create_new(words, path, Readable::ByOwner)?;
    let head: String = words
        .text("trace-head")
        .lines()
        .map(|line| format!("# {line}\n"))
        .collect();
    file.write_all(head.as_bytes())
        .map_err(|error| FileTrouble::NotWritten(&error).failure(words, path))?;
    Ok(Open {
        file,
        path: path.to_owned(),
        began: Instant::now(),
    })
}

/// A remark is one line, whatever the service says.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests;
