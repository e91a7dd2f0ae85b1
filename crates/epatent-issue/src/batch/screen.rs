// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The table of a batch on the whole terminal, and its keys.

use super::board::{Board, Place};
use super::news::State;
use epatent_cli::{Failure, Words};
use epatent_station::page::{Page, Pressed};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Cell, Paragraph, Row, Table};
use std::time::Duration;

/// Newest lines that are kept below the table.
pub(super) const LINES: usize = 100;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Begin no further card, or go on.
    Pause,
    /// End after the cards that are being made.
    Stop,
}

/// What is drawn.
pub(super) struct View<'a> {
    pub(super) board: &'a Board,
    pub(super) elapsed: Duration,
    pub(super) is_paused: bool,
    pub(super) is_stopping: bool,
    /// What was told, the newest last.
    pub(super) lines: &'a [String],
    pub(super) has_colours: bool,
}

/// The table on the terminal.
pub(super) struct Screen<'a> {
    page: Page<'a>,
    words: &'a Words,
}

impl<'a> Screen<'a> {
    pub(super) fn open(words: &'a Words) -> Result<Self, Failure> {
        let page = Page::open(words)?;
        Ok(Self { page, words })
    }

    pub(super) fn draw(&mut self, view: &View<'_>) -> Result<(), Failure> {
        let words = self.words;
        self.page.draw(|frame| draw(frame, view, words))
    }

    /// The next key that is there already and means something.
    pub(super) fn key(&self) -> Result<Option<Key>, Failure> {
        while let Some(pressed) = self.page.key(Duration::ZERO)? {
            match pressed {
                // The keys P and Q, whatever the keyboard is set to.
                Pressed::Char('p' | 'P' | 'з' | 'З' | ' ') => return Ok(Some(Key::Pause)),
                Pressed::Interrupt | Pressed::Char('q' | 'Q' | 'й' | 'Й') => {
                    return Ok(Some(Key::Stop));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

fn draw(frame: &mut Frame<'_>, view: &View<'_>, words: &Words) {
    let rows = u16::try_from(view.board.places.len()).unwrap_or(u16::MAX);
    let [banner, total, table, told, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Length(rows.saturating_add(2)),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    let strong = Style::new().add_modifier(Modifier::BOLD);
    frame.render_widget(
        Paragraph::new(words.text("screen-lab-banner")).style(strong),
        banner,
    );
    frame.render_widget(Paragraph::new(totals(view, words)).style(strong), total);
    frame.render_widget(places(view, words), table);
    let room = usize::from(told.height);
    let first = view.lines.len().saturating_sub(room);
    let newest: Vec<Line<'_>> = view.lines.iter().skip(first).map(Line::raw).collect();
    frame.render_widget(Paragraph::new(newest), told);
    frame.render_widget(Paragraph::new(words.text("batch-keys")), keys);
}

/// Done, left, speed, time left, and what is being waited for.
fn totals(view: &View<'_>, words: &Words) -> String {
    let board = view.board;
    let speed = board.speed(view.elapsed);
    let time = board.time_left(view.elapsed);
    let values = [
        ("issued", board.issued.into()),
        ("left", board.left.into()),
        ("scrapped", board.scrapped.into()),
        (
            "speed",
            speed
                .map_or("-".to_owned(), |speed| speed.to_string())
                .into(),
        ),
        ("time", time.map_or("-".to_owned(), clock).into()),
    ];
    let text = words.say("batch-totals", &values);
    let sign = match (view.is_stopping, view.is_paused) {
        (true, _) => words.text("batch-stopping"),
        (false, true) => words.text("batch-paused"),
        (false, false) => String::new(),
    };
    format!("{text}\n{sign}")
}

/// Hours and minutes.
fn clock(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn places<'a>(view: &View<'a>, words: &Words) -> Table<'a> {
    let columns = ["reader", "state", "patent", "step", "issued", "failed"];
    let header = columns.map(|column| words.text(&format!("batch-column-{column}")));
    let rows = view
        .board
        .places
        .iter()
        .map(|place| row(place, view, words));
    let widths = [
        Constraint::Fill(3),
        Constraint::Fill(3),
        Constraint::Length(14),
        Constraint::Fill(3),
        Constraint::Length(8),
        Constraint::Length(8),
    ];
    Table::new(rows, widths)
        .header(Row::new(header).style(Style::new().add_modifier(Modifier::UNDERLINED)))
        .column_spacing(1)
}

fn row<'a>(place: &'a Place, view: &View<'_>, words: &Words) -> Row<'a> {
    let state = words.text(&format!("batch-state-{}", place.state.word()));
    let is_at_work = place.state == State::Working;
    let step = match place.step {
        "" => String::new(),
        _ if !is_at_work => String::new(),
        "signature-recorded" => format!("{} {} %", words.text("step-writing"), place.percent),
        step => words.text(&format!("step-{step}")),
    };
    let style = match place.state {
        _ if !view.has_colours => Style::new(),
        State::Trouble => Style::new().fg(Color::Red),
        State::TakeOut => Style::new().fg(Color::Green),
        State::Empty => Style::new().fg(Color::Yellow),
        _ => Style::new(),
    };
    Row::new([
        Cell::new(place.short.as_str()),
        Cell::new(state),
        Cell::new(place.patent.as_str()),
        Cell::new(step),
        Cell::new(place.issued.to_string()),
        Cell::new(place.failed.to_string()),
    ])
    .style(style)
}
