// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lines that are longer than the terminal, broken between words.

use unicode_width::UnicodeWidthStr;

/// Below this many columns nothing is gained by breaking.
const NARROWEST: usize = 24;
/// How far what goes on is set in, where the line has no column of its own for it.
const STEP: usize = 2;

/// The text in lines of at most `columns`, except where a single word is longer. What goes on stands below the last
/// column of the line (the value of a label, the text behind a name), or is set in a little.
pub(super) fn folded(text: &str, columns: usize) -> String {
    if columns < NARROWEST {
        return text.to_owned();
    }
    let lines: Vec<String> = text.split('\n').map(|line| fold(line, columns)).collect();
    lines.join("\n")
}

fn fold(line: &str, columns: usize) -> String {
    if shown(line) <= columns {
        return line.to_owned();
    }
    let under = under(line, columns);
    let margin = " ".repeat(under);
    let mut folded = String::new();
    let mut column = 0;
    for (position, word) in line.split(' ').enumerate() {
        let width = shown(word);
        if position > 0 && width > 0 && column > under && column + 1 + width > columns {
            folded.truncate(folded.trim_end_matches(' ').len());
            folded.push('\n');
            folded.push_str(&margin);
            column = under;
        } else if position > 0 {
            folded.push(' ');
            column += 1;
        }
        folded.push_str(word);
        column += width;
    }
    folded
}

/// Where the last column of the line begins that leaves a third of the terminal.
fn under(line: &str, columns: usize) -> usize {
    let leading = line.len() - line.trim_start_matches(' ').len();
    let mut at = None;
    let mut column = 0;
    let mut gap = 0;
    for word in line.split(' ') {
        let width = shown(word);
        if width > 0 && gap > 1 && column > leading && column * 3 <= columns * 2 {
            at = Some(column);
        }
        gap = if width > 0 { 1 } else { gap + 1 };
        column += width + 1;
    }
    at.unwrap_or(leading + STEP)
}

/// Columns of the text in a terminal, without the sequences that colour it.
fn shown(text: &str) -> usize {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().width();
    let rest = parts.map(|part| {
        part.split_once('m')
            .map_or(part, |(_, after)| after)
            .width()
    });
    first + rest.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_on_below_itself() {
        let line = "  Why:   Signature, chip, term and region match. Region: 77 Moscow.";
        assert_eq!(
            folded(line, 40),
            "  Why:   Signature, chip, term and\n         region match. Region: 77\n         Moscow."
        );
    }

    #[test]
    fn russian_words_are_counted_by_what_is_seen_and_stay_whole() {
        let text = "Последний возможный день:  01.11.2027\nчто делать: положите карту на считыватель и повторите";
        let folded = folded(text, 40);
        assert_eq!(
            folded,
            "Последний возможный день:  01.11.2027\nчто делать: положите карту на\n  считыватель и повторите"
        );
        assert!(folded.lines().all(|line| line.width() <= 40));
    }

    #[test]
    fn colour_takes_no_room_and_words_longer_than_the_line_stay_whole() {
        let painted = format!("\u{1b}[1m{}\u{1b}[0m", "word ".repeat(5).trim_end());
        assert_eq!(folded(&painted, 24), painted);
        let digest = "5e".repeat(32);
        let line = format!("SHA-256:  {digest} and more");
        assert_eq!(
            folded(&line, 40),
            format!("SHA-256:  {digest}\n          and more")
        );
    }

    #[test]
    fn every_width_keeps_all_words_in_their_order() {
        let line = "chip-cloned   clone-suspected    All files are genuine, the chip is another";
        for columns in 0..100 {
            let folded = folded(line, columns);
            let words = |text: &str| {
                text.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(words(&folded), words(line));
            if columns >= 40 {
                assert!(
                    folded.lines().all(|line| line.width() <= columns),
                    "{folded}"
                );
            }
        }
    }
}
