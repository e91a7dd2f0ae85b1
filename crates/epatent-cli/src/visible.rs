// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Foreign text made safe to print.

use std::borrow::Cow;

/// The text with every character replaced by U+FFFD that could steer a terminal or reorder what is read: control
/// characters (escape sequences), line and paragraph separators, bidirectional marks, embeddings, overrides and
/// isolates, and the byte order mark. Names from cards, readers and files all pass through here.
///
/// ```
/// assert_eq!(epatent_cli::visible("name\u{1b}[2J"), "name\u{fffd}[2J");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(steers) {
        text.chars()
            .map(|c| {
                if steers(c) {
                    char::REPLACEMENT_CHARACTER
                } else {
                    c
                }
            })
            .collect()
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether the character changes how the text around it is shown.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
