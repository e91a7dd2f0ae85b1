// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The whole terminal, as a page of its own that leaves nothing behind, and its keys.

use epatent_cli::{Exit, Failure, Words};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::{DefaultTerminal, Frame};
use std::io;
use std::time::Duration;

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// Control and the key C, whatever alphabet the keyboard is set to.
    Interrupt,
    /// A character.
    Char(char),
    /// Enter.
    Enter,
    /// Backspace.
    Back,
    /// Escape.
    Escape,
}

/// The whole terminal, until it is dropped.
pub struct Page<'a> {
    terminal: DefaultTerminal,
    words: &'a Words,
}

impl<'a> Page<'a> {
    /// Opens the page.
    ///
    /// # Errors
    ///
    /// Exit 2 where the terminal cannot show one.
    pub fn open(words: &'a Words) -> Result<Self, Failure> {
        let terminal = ratatui::try_init().map_err(|error| terminal_failure(words, &error))?;
        Ok(Self { terminal, words })
    }

    /// Draws it anew.
    ///
    /// # Errors
    ///
    /// Exit 2 where the terminal is gone.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> Result<(), Failure> {
        self.terminal
            .draw(draw)
            .map(drop)
            .map_err(|error| terminal_failure(self.words, &error))
    }

    /// The next key, where one comes in time.
    ///
    /// # Errors
    ///
    /// Exit 2 where the terminal is gone.
    pub fn key(&self, limit: Duration) -> Result<Option<Pressed>, Failure> {
        let failed = |error| terminal_failure(self.words, &error);
        let mut patience = limit;
        while event::poll(patience).map_err(failed)? {
            if let Event::Key(event) = event::read().map_err(failed)?
                && let Some(key) = pressed(event)
            {
                return Ok(Some(key));
            }
            // Something came, and was none; what else is there already?
            patience = Duration::ZERO;
        }
        Ok(None)
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        // Not every terminal forgets the page that it leaves.
        let _ = self.terminal.clear();
        ratatui::restore();
    }
}

/// Trouble with the terminal in words; exit 2.
#[must_use]
pub fn terminal_failure(words: &Words, error: &io::Error) -> Failure {
    let values = [("reason", error.to_string().into())];
    Failure::new(words, Exit::Usage, "error-terminal", &values)
}

fn pressed(event: KeyEvent) -> Option<Pressed> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let is_control = event.modifiers.contains(KeyModifiers::CONTROL);
    match event.code {
        KeyCode::Char('c' | 'C' | 'с' | 'С') if is_control => Some(Pressed::Interrupt),
        KeyCode::Char(_) if is_control => None,
        KeyCode::Char(key) => Some(Pressed::Char(key)),
        KeyCode::Enter => Some(Pressed::Enter),
        KeyCode::Backspace => Some(Pressed::Back),
        KeyCode::Esc => Some(Pressed::Escape),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_it_is_in_either_alphabet_and_only_when_it_goes_down() {
        let key = |code, modifiers| pressed(KeyEvent::new(code, modifiers));
        let control = KeyModifiers::CONTROL;
        for character in ['c', 'C', 'с', 'С'] {
            let code = KeyCode::Char(character);
            assert_eq!(key(code, control), Some(Pressed::Interrupt));
            let plain = key(code, KeyModifiers::NONE);
            assert_eq!(plain, Some(Pressed::Char(character)));
        }
        assert_eq!(key(KeyCode::Char('x'), control), None);
        assert_eq!(key(KeyCode::F(1), KeyModifiers::NONE), None);
        assert_eq!(
            key(KeyCode::Enter, KeyModifiers::NONE),
            Some(Pressed::Enter)
        );
        assert_eq!(
            key(KeyCode::Backspace, KeyModifiers::NONE),
            Some(Pressed::Back)
        );
        assert_eq!(key(KeyCode::Esc, KeyModifiers::NONE), Some(Pressed::Escape));
        let mut up = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE);
        up.kind = KeyEventKind::Release;
        assert_eq!(pressed(up), None);
    }
}
