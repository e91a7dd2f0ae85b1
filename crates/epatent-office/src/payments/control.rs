// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the treasury says of its file beside it: how many lines, and how much money. A file that was
//! cut at the end of a line is a good file otherwise, and the people of its last lines would be unpaid.

use std::fmt;

use super::Row;

/// Count and sum of a file.
///
/// ```
/// use epatent_office::payments::Control;
///
/// let declared = Control::parse("120:1 080 000,50")?;
/// assert_eq!((declared.lines, declared.kopecks), (120, 108_000_050));
/// assert_eq!(declared.to_string(), "120:1080000,50");
/// # Ok::<(), epatent_office::payments::ControlError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Control {
    /// Lines of payments, the first line of names not counted.
    pub lines: u64,
    /// Sum of their amounts in kopecks.
    pub kopecks: u64,
}

/// Not a count, a colon and a sum of roubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("lines and roubles are needed, as 120:1080000,00")]
pub struct ControlError;

impl Control {
    /// What the lines themselves come to.
    #[must_use]
    pub fn of(rows: &[Row]) -> Self {
        Self {
            lines: rows.len() as u64,
            kopecks: rows.iter().map(|row| u64::from(row.payment.kopecks)).sum(),
        }
    }

    /// Reads `LINES:SUM`, the sum in roubles with at most two digits behind a comma or full stop.
    ///
    /// # Errors
    ///
    /// [`ControlError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ControlError> {
        let (lines, sum) = text.split_once(':').ok_or(ControlError)?;
        let lines = lines.trim();
        let plain = !lines.is_empty() && lines.bytes().all(|byte| byte.is_ascii_digit());
        let lines = lines.parse().ok().filter(|_| plain).ok_or(ControlError)?;
        let kopecks = kopecks(sum).ok_or(ControlError)?;
        Ok(Self { lines, kopecks })
    }
}

impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.lines, roubles(self.kopecks))
    }
}

/// An amount in roubles.
///
/// ```
/// assert_eq!(epatent_office::payments::roubles(850_005), "8500,05");
/// ```
#[must_use]
pub fn roubles(kopecks: u64) -> String {
    format!("{},{:02}", kopecks / 100, kopecks % 100)
}

/// Kopecks of an amount of roubles; spaces between thousands are passed over.
pub(super) fn kopecks(text: &str) -> Option<u64> {
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}'))
        .collect();
    let (roubles, rest) = text.split_once([',', '.']).unwrap_or((&text, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(roubles) || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let tens = if rest.len() == 1 { 10 } else { 1 };
    let kopecks = rest.parse::<u64>().ok()?.checked_mul(tens)?;
    let whole = roubles.parse::<u64>().ok()?.checked_mul(100)?;
    whole.checked_add(kopecks)
}
