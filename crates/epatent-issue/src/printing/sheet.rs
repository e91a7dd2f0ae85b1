// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A page of a PDF in millimetres from its upper left corner: text as outlines, rectangles, pictures.
//!
//! Letters are drawn and not typed: every viewer and printer then shows the same, and no font has to
//! come with a file of a few kilobytes.

use pdf_writer::{Content, Name};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Points of a millimetre, ISO 32000-1 section 8.3.2.3.
pub(super) const POINTS: f32 = 72.0 / 25.4;

/// A colour: red, green and blue from 0 to 1.
pub(super) type Ink = [f32; 3];

/// The two weights of the font.
pub(super) struct Fonts {
    regular: Face<'static>,
    bold: Face<'static>,
}

/// A weight.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Fonts {
    pub(super) fn new() -> Result<Self, String> {
        let face = |data| Face::parse(data, 0).map_err(|error| error.to_string());
        Ok(Self {
            regular: face(dejavu::sans::regular())?,
            bold: face(dejavu::sans::bold())?,
        })
    }

    const fn face(&self, weight: Weight) -> &Face<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Width of a text in millimetres, of letters `size` points high.
    pub(super) fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let face = self.face(weight);
        let units: f32 = text
            .chars()
            .map(|letter| advance(face, glyph(face, letter)))
            .sum();
        units * scale(face, size) / POINTS
    }
}

/// A letter that the font does not have is drawn as its sign for that.
fn glyph(face: &Face<'_>, letter: char) -> GlyphId {
    face.glyph_index(letter).unwrap_or(GlyphId(0))
}

fn advance(face: &Face<'_>, glyph: GlyphId) -> f32 {
    face.glyph_hor_advance(glyph).map_or(0.0, f32::from)
}

fn scale(face: &Face<'_>, size: f32) -> f32 {
    size / f32::from(face.units_per_em().max(1))
}

/// A page that is being drawn.
pub(super) struct Sheet<'a> {
    fonts: &'a Fonts,
    content: Content,
    /// In millimetres.
    height: f32,
}

impl<'a> Sheet<'a> {
    /// An empty page so many millimetres high.
    pub(super) fn new(fonts: &'a Fonts, height: f32) -> Self {
        Self {
            fonts,
            content: Content::new(),
            height,
        }
    }

    /// The drawing, as the content of a page.
    pub(super) fn finish(self) -> Vec<u8> {
        self.content.finish().to_vec()
    }

    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        (x * POINTS, (self.height - y) * POINTS)
    }

    /// A rectangle whose upper left corner is at `x` and `y`.
    pub(super) fn rectangle(&mut self, [x, y, width, height]: [f32; 4], ink: Ink) {
        let (left, bottom) = self.point(x, y + height);
        let [red, green, blue] = ink;
        self.content
            .set_fill_rgb(red, green, blue)
            .rect(left, bottom, width * POINTS, height * POINTS)
            .fill_nonzero();
    }

    /// A picture of the page's resources.
    pub(super) fn picture(&mut self, [x, y, width, height]: [f32; 4], name: &str) {
        let (left, bottom) = self.point(x, y + height);
        self.content
            .save_state()
            .transform([width * POINTS, 0.0, 0.0, height * POINTS, left, bottom])
            .x_object(Name(name.as_bytes()))
            .restore_state();
    }

    /// Text whose base line begins at `x` and `y`, in letters `size` points high.
    pub(super) fn text(&mut self, x: f32, y: f32, text: &str, weight: Weight, size: f32, ink: Ink) {
        let face = self.fonts.face(weight);
        let scale = scale(face, size);
        let (mut x, y) = self.point(x, y);
        let [red, green, blue] = ink;
        self.content.set_fill_rgb(red, green, blue);
        for letter in text.chars() {
            let glyph = glyph(face, letter);
            let mut pen = Pen {
                content: &mut self.content,
                at: (x, y),
                scale,
                last: (0.0, 0.0),
                has_drawn: false,
            };
            face.outline_glyph(glyph, &mut pen);
            if pen.has_drawn {
                self.content.fill_nonzero();
            }
            x += advance(face, glyph) * scale;
        }
    }

    /// The same in letters as small as the width wants, in millimetres.
    pub(super) fn fitted(
        &mut self,
        [x, y, width]: [f32; 3],
        text: &str,
        weight: Weight,
        size: f32,
        ink: Ink,
    ) {
        let natural = self.fonts.width(text, weight, size);
        let size = if natural > width {
            size * width / natural
        } else {
            size
        };
        self.text(x, y, text, weight, size, ink);
    }

    /// Text in lines of the width, `step` millimetres apart; the last of at most `most` takes the rest.
    pub(super) fn paragraph(
        &mut self,
        [x, y, width, step]: [f32; 4],
        text: &str,
        size: f32,
        most: usize,
        ink: Ink,
    ) {
        let mut lines: Vec<String> = vec![String::new()];
        for word in text.split_whitespace() {
            let full = lines.len() >= most;
            let Some(line) = lines.last_mut() else { break };
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            let fits = self.fonts.width(&longer, Weight::Regular, size) <= width;
            if fits || full || line.is_empty() {
                *line = longer;
            } else {
                lines.push(word.to_owned());
            }
        }
        let mut y = y;
        for line in lines {
            self.fitted([x, y, width], &line, Weight::Regular, size, ink);
            y += step;
        }
    }
}

/// Draws the outline of a letter.
struct Pen<'a> {
    content: &'a mut Content,
    at: (f32, f32),
    scale: f32,
    /// Where the outline is, in points.
    last: (f32, f32),
    has_drawn: bool,
}

impl Pen<'_> {
    /// In hundredths of a point, 3.5 thousandths of a millimetre: finer is longer and not sharper.
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let fine = |points: f32| (points * 100.0).round() / 100.0;
        (
            fine(self.at.0 + x * self.scale),
            fine(self.at.1 + y * self.scale),
        )
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.content.move_to(self.last.0, self.last.1);
        self.has_drawn = true;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.content.line_to(self.last.0, self.last.1);
    }

    /// A PDF has cubic curves only.
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (from, control, to) = (self.last, self.place(x1, y1), self.place(x, y));
        let third = |end: f32, control: f32| {
            let at = end + (control - end) * 2.0 / 3.0;
            (at * 100.0).round() / 100.0
        };
        self.content.cubic_to(
            third(from.0, control.0),
            third(from.1, control.1),
            third(to.0, control.0),
            third(to.1, control.1),
            to.0,
            to.1,
        );
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.content
            .cubic_to(first.0, first.1, second.0, second.1, to.0, to.1);
        self.last = to;
    }

    fn close(&mut self) {
        self.content.close_path();
    }
}
