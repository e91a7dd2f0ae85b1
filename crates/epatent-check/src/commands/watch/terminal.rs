// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The keys of a watch, and the signals that end a program.

use super::scene::Key;
use epatent_cli::{Failure, Words};
use epatent_station::page::{Pressed, terminal_failure};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// Set when the program is to end.
pub(super) fn signals(words: &Words) -> Result<Arc<AtomicBool>, Failure> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&flag))
            .map_err(|error| terminal_failure(words, &error))?;
    }
    Ok(flag)
}

impl From<Pressed> for Key {
    fn from(pressed: Pressed) -> Self {
        match pressed {
            Pressed::Interrupt => Self::Interrupt,
            Pressed::Char(key) => Self::Char(key),
            Pressed::Enter => Self::Enter,
            Pressed::Back => Self::Back,
            Pressed::Escape => Self::Escape,
        }
    }
}

/// The keys of a standard input that is no terminal, or is used like none.
pub(super) struct Keyboard(Receiver<Key>);

impl Keyboard {
    pub(super) fn of_input() -> Self {
        let (keys, queue) = mpsc::channel();
        // It ends with the program: a read cannot be called off.
        thread::spawn(move || {
            for byte in io::stdin().lock().bytes() {
                let Ok(byte) = byte else { break };
                // Numbers and codes are ASCII; a scanner that types otherwise needs the screen.
                let key = match byte {
                    b'\n' => Key::Enter,
                    byte if byte.is_ascii_graphic() || byte == b' ' => Key::Char(byte.into()),
                    _ => continue,
                };
                if keys.send(key).is_err() {
                    break;
                }
            }
        });
        Self(queue)
    }

    /// The next key that is there already.
    pub(super) fn key(&self) -> Option<Key> {
        self.0.try_recv().ok()
    }
}
