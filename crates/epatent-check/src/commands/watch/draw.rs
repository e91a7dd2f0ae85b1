// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The screen of a watch. What a colour says, a sign and a word say too.

use super::letters::{fit, wrapped};
use super::scene::{Scene, View};
use super::shown::{Photo, Shown};
use super::words::{self, Spoken};
use epatent_cli::Words;
use epatent_verify::Colour;
use image::imageops;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Narrower screens have no room for the photo beside the reasons.
const WIDE: u16 = 60;
/// Columns of the photo where there is room: a face needs about so many.
const PHOTO_COLUMNS: u16 = 28;

/// What the terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    /// None, or nobody wants any.
    None,
    /// 256 of them.
    Indexed,
    /// All.
    Full,
}

impl Colours {
    /// By the variables `NO_COLOR` and `COLORTERM`.
    pub(super) fn of(no_color: Option<&str>, colorterm: Option<&str>) -> Self {
        match (no_color, colorterm) {
            (Some(set), _) if !set.is_empty() => Self::None,
            (_, Some("truecolor" | "24bit")) => Self::Full,
            _ => Self::Indexed,
        }
    }

    /// The nearest colour that the terminal has.
    fn point(self, [red, green, blue]: [u8; 3]) -> Color {
        // The cube of six steps a channel that begins at colour 16.
        let step = |channel: u8| channel / 43;
        match self {
            Self::Full => Color::Rgb(red, green, blue),
            _ => Color::Indexed(16 + 36 * step(red) + 6 * step(green) + step(blue)),
        }
    }

    fn band(self, tone: Tone) -> Style {
        let plain = Style::new().add_modifier(Modifier::BOLD);
        let (ground, letters) = match tone {
            _ if self == Self::None => return plain,
            Tone::Good => (Color::Green, Color::Black),
            Tone::Bad => (Color::Red, Color::White),
            Tone::Open => (Color::Yellow, Color::Black),
            Tone::Quiet => return plain,
        };
        plain.bg(ground).fg(letters)
    }
}

/// What the band above says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Good,
    Bad,
    Open,
    Quiet,
}

impl Tone {
    const fn of(colour: Colour) -> Self {
        match colour {
            Colour::Green => Self::Good,
            Colour::Red => Self::Bad,
            _ => Self::Open,
        }
    }

    /// The sign before the word.
    const fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓ ",
            Self::Bad => "✗ ",
            Self::Open => "? ",
            Self::Quiet => "",
        }
    }
}

/// Draws what the scene shows.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    scene: &Scene,
    is_lab: bool,
    words: &Words,
    colours: Colours,
) {
    let area = frame.area();
    let (tone, headline) = headline(&scene.view, words);
    let text = format!("{}{headline}", tone.sign());
    let width = usize::from(area.width);
    let band = fit(&text, width.saturating_sub(2), usize::from(area.height));
    let banner = if is_lab {
        wrapped(&words.text("screen-lab-banner"), width)
    } else {
        Vec::new()
    };
    let rows = |lines: &[String]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let [top, middle, body, foot] = Layout::vertical([
        Constraint::Length(rows(&banner)),
        Constraint::Length(rows(&band)),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(area);
    frame.render_widget(Paragraph::new(lines(&banner)), top);
    let band_lines: Vec<Line<'_>> = band
        .iter()
        .map(|row| Line::raw(format!(" {row}")))
        .collect();
    frame.render_widget(Paragraph::new(band_lines).style(colours.band(tone)), middle);
    match &scene.view {
        View::Answer(shown) => answer(frame, shown, body, words, colours),
        view => {
            let paragraphs = words::instructions(view, words);
            let text = set(&paragraphs, usize::from(body.width));
            frame.render_widget(Paragraph::new(text), body);
        }
    }
    frame.render_widget(Paragraph::new(words::foot(scene, words)), foot);
}

fn headline(view: &View, words: &Words) -> (Tone, String) {
    match view {
        View::Answer(shown) => (Tone::of(shown.colour), shown.line.clone()),
        View::Failed(_) => (Tone::Open, words.text("watch-failed")),
        View::Trouble(_) => (Tone::Open, words.text("watch-trouble")),
        View::Starting | View::Reading => (Tone::Quiet, words.text("watch-reading")),
        View::Next => (Tone::Quiet, words.text("watch-next")),
        View::NumberWanted => (Tone::Quiet, words.text("watch-number")),
        View::Hidden => (Tone::Quiet, words.text("watch-hidden")),
    }
}

fn answer(frame: &mut Frame<'_>, shown: &Shown, area: Rect, words: &Words, colours: Colours) {
    let below = set(&words::knowledge(shown, words), usize::from(area.width));
    let height = u16::try_from(below.len()).unwrap_or(u16::MAX);
    let [upper, lower] =
        Layout::vertical([Constraint::Min(0), Constraint::Length(height)]).areas(area);
    frame.render_widget(Paragraph::new(below), lower);
    let has_photo = !matches!(shown.photo, Photo::None);
    let columns = if has_photo && upper.width >= WIDE && colours != Colours::None {
        PHOTO_COLUMNS
    } else {
        0
    };
    let [left, right] =
        Layout::horizontal([Constraint::Min(0), Constraint::Length(columns)]).areas(upper);
    // As much as there is room for; what the officer does next goes before why.
    let (width, rows) = (usize::from(left.width), usize::from(left.height));
    let full = set(&words::reasons(shown, true, words), width);
    let text = if full.len() <= rows {
        full
    } else {
        set(&words::reasons(shown, false, words), width)
    };
    let text = cut(text, rows);
    frame.render_widget(Paragraph::new(text), left);
    photo(frame, &shown.photo, right, words, colours);
}

/// The first lines, with a sign at the end of the last where there are more.
fn cut(mut lines: Vec<Line<'static>>, rows: usize) -> Vec<Line<'static>> {
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.last_mut() {
            last.push_span(" …");
        }
    }
    lines
}

fn photo(frame: &mut Frame<'_>, photo: &Photo, area: Rect, words: &Words, colours: Colours) {
    let picture = match photo {
        Photo::Picture(picture) if area.width > 0 => picture,
        Photo::Words(said) => return say(frame, said, area),
        Photo::Awaited => return say(frame, &words.text("watch-photo-awaited"), area),
        _ => return,
    };
    let (columns, rows) = (u32::from(area.width), u32::from(area.height) * 2);
    // As large as both sides allow, in its own proportions.
    let (width, height) = picture.dimensions();
    let width = columns.min(rows * width / height.max(1)).max(1);
    let height = (width * picture.height() / picture.width().max(1)).clamp(1, rows.max(1));
    let small = imageops::thumbnail(picture, width, height);
    let point = |x: u32, y: u32| {
        let found = small.get_pixel_checked(x, y);
        found.map(|point| colours.point(point.0))
    };
    let text: Vec<Line<'_>> = (0..height.div_ceil(2))
        .map(|row| {
            let cells = (0..width).map(|column| {
                let mut style = Style::new();
                if let Some(above) = point(column, row * 2) {
                    style = style.fg(above);
                }
                if let Some(below) = point(column, row * 2 + 1) {
                    style = style.bg(below);
                }
                Span::styled("▀", style)
            });
            cells.collect::<Line<'_>>()
        })
        .collect();
    frame.render_widget(Paragraph::new(text).right_aligned(), area);
}

fn say(frame: &mut Frame<'_>, said: &str, area: Rect) {
    let text = wrapped(said, usize::from(area.width));
    frame.render_widget(Paragraph::new(lines(&text)).right_aligned(), area);
}

fn lines(text: &[String]) -> Vec<Line<'static>> {
    text.iter().cloned().map(Line::raw).collect()
}

/// Paragraphs set in lines of the width.
fn set(paragraphs: &[Spoken], width: usize) -> Vec<Line<'static>> {
    paragraphs
        .iter()
        .flat_map(|spoken| {
            let style = if spoken.is_strong {
                Style::new().add_modifier(Modifier::BOLD)
            } else {
                Style::new()
            };
            wrapped(&spoken.text, width.saturating_sub(1))
                .into_iter()
                .map(move |line| Line::styled(line, style))
        })
        .collect()
}

#[cfg(test)]
mod tests;
