// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The terminal of a watch: its screen, its keys, and the signals that end a program.

use super::draw::{Colours, draw};
use super::scene::{Key, Scene};
use epatent_cli::{Exit, Failure, Words};
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// Set when the program is to end.
pub(super) fn signals(words: &Words) -> Result<Arc<AtomicBool>, Failure> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&flag))
            .map_err(|error| unusable(words, &error))?;
    }
    Ok(flag)
}

fn unusable(words: &Words, error: &io::Error) -> Failure {
    let reason = error.to_string();
    let values = [("reason", reason.into())];
    Failure::new(words, Exit::Usage, "error-terminal", &values)
}

/// The whole terminal, on a page of its own that leaves nothing behind when it closes.
pub(super) struct Screen<'a> {
    terminal: DefaultTerminal,
    words: &'a Words,
}

impl<'a> Screen<'a> {
    pub(super) fn open(words: &'a Words) -> Result<Self, Failure> {
        let terminal = ratatui::try_init().map_err(|error| unusable(words, &error))?;
        Ok(Self { terminal, words })
    }

    pub(super) fn draw(
        &mut self,
        scene: &Scene,
        is_lab: bool,
        words: &Words,
        colours: Colours,
    ) -> Result<(), Failure> {
        let drawn = self
            .terminal
            .draw(|frame| draw(frame, scene, is_lab, words, colours));
        drawn
            .map(drop)
            .map_err(|error| unusable(self.words, &error))
    }

    /// The next key, where one comes in time.
    pub(super) fn key(&self, limit: Duration) -> Result<Option<Key>, Failure> {
        let failed = |error| unusable(self.words, &error);
        if !event::poll(limit).map_err(failed)? {
            return Ok(None);
        }
        let Event::Key(pressed) = event::read().map_err(failed)? else {
            return Ok(None);
        };
        if pressed.kind == KeyEventKind::Release {
            return Ok(None);
        }
        let is_control = pressed.modifiers.contains(KeyModifiers::CONTROL);
        Ok(match pressed.code {
            // The key C, whatever the keyboard is set to.
            KeyCode::Char('c' | 'C' | 'с' | 'С') if is_control => Some(Key::Interrupt),
            KeyCode::Char(_) if is_control => None,
            KeyCode::Char(key) => Some(Key::Char(key)),
            KeyCode::Enter => Some(Key::Enter),
            KeyCode::Backspace => Some(Key::Back),
            KeyCode::Esc => Some(Key::Escape),
            _ => None,
        })
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        // Not every terminal forgets the page that it leaves.
        let _ = self.terminal.clear();
        ratatui::restore();
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
