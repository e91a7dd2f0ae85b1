// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Letters that are read from two metres: five by seven points, Cyrillic and Latin, drawn with the block
//! characters that every terminal has.

/// Points of a letter, each way.
const WIDTH: usize = 5;
const HEIGHT: usize = 7;

/// A letter, row by row from the top; the leftmost point is bit 4.
type Glyph = [u8; HEIGHT];

/// Letters that look alike share a glyph.
const GLYPHS: &[(&str, Glyph)] = &[
    ("AА", [0x0E, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11]),
    ("BВ", [0x1E, 0x11, 0x11, 0x1E, 0x11, 0x11, 0x1E]),
    ("CС", [0x0E, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0E]),
    ("D", [0x1E, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1E]),
    ("EЕ", [0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F]),
    ("F", [0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x10]),
    ("G", [0x0E, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0E]),
    ("HН", [0x11, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11]),
    ("I", [0x0E, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0E]),
    ("J", [0x07, 0x02, 0x02, 0x02, 0x02, 0x12, 0x0C]),
    ("KК", [0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11]),
    ("L", [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1F]),
    ("MМ", [0x11, 0x1B, 0x15, 0x15, 0x11, 0x11, 0x11]),
    ("N", [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11]),
    ("OО", [0x0E, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0E]),
    ("PР", [0x1E, 0x11, 0x11, 0x1E, 0x10, 0x10, 0x10]),
    ("Q", [0x0E, 0x11, 0x11, 0x11, 0x15, 0x12, 0x0D]),
    ("R", [0x1E, 0x11, 0x11, 0x1E, 0x14, 0x12, 0x11]),
    ("S", [0x0F, 0x10, 0x10, 0x0E, 0x01, 0x01, 0x1E]),
    ("TТ", [0x1F, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04]),
    ("U", [0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0E]),
    ("V", [0x11, 0x11, 0x11, 0x11, 0x11, 0x0A, 0x04]),
    ("W", [0x11, 0x11, 0x11, 0x15, 0x15, 0x1B, 0x11]),
    ("XХ", [0x11, 0x11, 0x0A, 0x04, 0x0A, 0x11, 0x11]),
    ("Y", [0x11, 0x11, 0x0A, 0x04, 0x04, 0x04, 0x04]),
    ("Z", [0x1F, 0x01, 0x02, 0x04, 0x08, 0x10, 0x1F]),
    ("Б", [0x1F, 0x10, 0x10, 0x1E, 0x11, 0x11, 0x1E]),
    ("Г", [0x1F, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10]),
    ("Д", [0x06, 0x0A, 0x0A, 0x0A, 0x0A, 0x1F, 0x11]),
    ("Ё", [0x0A, 0x00, 0x1F, 0x10, 0x1E, 0x10, 0x1F]),
    ("Ж", [0x15, 0x15, 0x0E, 0x04, 0x0E, 0x15, 0x15]),
    ("З", [0x0E, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0E]),
    ("И", [0x11, 0x11, 0x13, 0x15, 0x19, 0x11, 0x11]),
    ("Й", [0x0A, 0x04, 0x11, 0x13, 0x15, 0x19, 0x11]),
    ("Л", [0x07, 0x09, 0x09, 0x09, 0x09, 0x11, 0x11]),
    ("П", [0x1F, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11]),
    ("У", [0x11, 0x11, 0x11, 0x0F, 0x01, 0x11, 0x0E]),
    ("Ф", [0x04, 0x0E, 0x15, 0x15, 0x15, 0x0E, 0x04]),
    ("Ц", [0x12, 0x12, 0x12, 0x12, 0x12, 0x1F, 0x01]),
    ("Ч", [0x11, 0x11, 0x11, 0x0F, 0x01, 0x01, 0x01]),
    ("Ш", [0x15, 0x15, 0x15, 0x15, 0x15, 0x15, 0x1F]),
    ("Щ", [0x15, 0x15, 0x15, 0x15, 0x15, 0x1F, 0x01]),
    ("Ъ", [0x18, 0x08, 0x08, 0x0E, 0x09, 0x09, 0x0E]),
    ("Ы", [0x11, 0x11, 0x11, 0x19, 0x15, 0x15, 0x19]),
    ("Ь", [0x10, 0x10, 0x10, 0x1E, 0x11, 0x11, 0x1E]),
    ("Э", [0x0E, 0x11, 0x01, 0x07, 0x01, 0x11, 0x0E]),
    ("Ю", [0x12, 0x15, 0x15, 0x1D, 0x15, 0x15, 0x12]),
    ("Я", [0x0F, 0x11, 0x11, 0x0F, 0x05, 0x09, 0x11]),
    (":", [0x00, 0x04, 0x04, 0x00, 0x04, 0x04, 0x00]),
    ("?", [0x0E, 0x11, 0x01, 0x02, 0x04, 0x00, 0x04]),
    ("✓", [0x00, 0x01, 0x01, 0x12, 0x14, 0x08, 0x00]),
    ("✗", [0x00, 0x11, 0x0A, 0x04, 0x0A, 0x11, 0x00]),
    (" ", [0x00; HEIGHT]),
];

/// How many points of a letter one character carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// One point wide and two high: six columns a letter.
    Large,
    /// Two by two: three columns a letter.
    Small,
}

impl Size {
    /// Columns of one letter with the gap behind it.
    const fn columns(self) -> usize {
        match self {
            Self::Large => WIDTH + 1,
            Self::Small => WIDTH.div_ceil(2),
        }
    }
}

/// Rows of one line of letters, the gap below it included.
const ROWS: usize = HEIGHT.div_ceil(2);

/// The text as large as it fits on a screen of so many columns and rows and leaves room for the reasons:
/// a third of the rows, or half of them for small letters. Where it does not fit, or has a character
/// that is not drawn, in ordinary letters.
pub(super) fn fit(text: &str, width: usize, rows: usize) -> Vec<String> {
    let drawable = text.chars().all(|letter| glyph(letter).is_some());
    for (size, rows) in [(Size::Large, rows / 3), (Size::Small, rows / 2)] {
        let lines = wrapped(text, width / size.columns());
        let fits = lines
            .iter()
            .all(|line| line.chars().count() * size.columns() <= width);
        if drawable && fits && lines.len() * ROWS <= rows {
            return lines.iter().flat_map(|line| drawn(line, size)).collect();
        }
    }
    wrapped(text, width)
}

fn glyph(letter: char) -> Option<&'static Glyph> {
    GLYPHS
        .iter()
        .find(|(letters, _)| letters.contains(letter))
        .map(|(_, glyph)| glyph)
}

/// Lines of whole words; a word that is longer than the line stands alone.
pub(super) fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn drawn(line: &str, size: Size) -> Vec<String> {
    let point = |glyph: &Glyph, column: usize, row: usize| {
        let bits = glyph.get(row).copied().unwrap_or_default();
        WIDTH
            .checked_sub(column + 1)
            .is_some_and(|bit| bits >> bit & 1 == 1)
    };
    let mut rows = vec![String::new(); ROWS];
    for glyph in line.chars().filter_map(glyph) {
        for (row, text) in rows.iter_mut().enumerate() {
            for column in 0..size.columns() {
                let at = |x, y| point(glyph, x, row * 2 + y);
                text.push(match size {
                    Size::Large => half(at(column, 0), at(column, 1)),
                    Size::Small => {
                        let (left, right) = (column * 2, column * 2 + 1);
                        quarters([at(left, 0), at(right, 0), at(left, 1), at(right, 1)])
                    }
                });
            }
        }
    }
    rows
}

const fn half(above: bool, below: bool) -> char {
    match (above, below) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}

/// Points above left, above right, below left, below right.
const fn quarters(points: [bool; 4]) -> char {
    match points {
        [false, false, false, false] => ' ',
        [true, false, false, false] => '▘',
        [false, true, false, false] => '▝',
        [true, true, false, false] => '▀',
        [false, false, true, false] => '▖',
        [true, false, true, false] => '▌',
        [false, true, true, false] => '▞',
        [true, true, true, false] => '▛',
        [false, false, false, true] => '▗',
        [true, false, false, true] => '▚',
        [false, true, false, true] => '▐',
        [true, true, false, true] => '▜',
        [false, false, true, true] => '▄',
        [true, false, true, true] => '▙',
        [false, true, true, true] => '▟',
        [true, true, true, true] => '█',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_cli::{Language, Words};

    #[test]
    fn every_answer_can_be_drawn_large_in_both_languages() {
        for language in [Language::En, Language::Ru] {
            let words = Words::new(language);
            for id in ["in-force", "refused", "refused-forged", "refused-here"] {
                let text = words.text(&format!("verdict-{id}"));
                let rows = fit(&text, 80, 24);
                assert!(rows.len() >= ROWS, "{text}: {rows:#?}");
                assert!(rows.iter().all(|row| row.chars().count() <= 80), "{text}");
                assert!(!rows.concat().contains(char::is_alphabetic), "{text}");
            }
        }
    }

    #[test]
    fn what_has_no_room_stays_readable() {
        assert_eq!(fit("NOT IN FORCE", 8, 2), ["NOT IN", "FORCE"]);
        assert_eq!(fit("字", 80, 24), ["字"]);
    }

    #[test]
    fn a_letter_is_drawn_point_by_point() {
        assert_eq!(fit("L", 6, 12), ["█     ", "█     ", "█     ", "▀▀▀▀▀ "]);
        assert_eq!(fit("L", 5, 12), ["▌  ", "▌  ", "▌  ", "▀▀▘"]);
    }
}
