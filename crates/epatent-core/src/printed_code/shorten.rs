// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is left out so that every card's code fits: never in silence.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{MAX_NAME_LENGTH, MAX_PROFESSIONS_LENGTH};
use crate::group::Holder;
use crate::{Text, TextError};

/// What stands at the end of a text that was cut.
const CUT: char = '…';

/// The holder's name as far as a code has room for it: surname, given name, patronymic, in Cyrillic
/// where there is any and in Latin otherwise. The patronymic becomes an initial first, then the given
/// name, and what is still too long is cut and ends in `…`.
///
/// `[applet-spec qr-evidence-report §1]`
///
/// # Errors
///
/// A holder without any name, which no group 1 can hold.
pub fn short_name(holder: &Holder) -> Result<Text, TextError> {
    let cyrillic = [&holder.surname, &holder.given_name, &holder.patronymic];
    let latin = [&holder.surname_latin, &holder.given_name_latin, &None];
    let parts = if cyrillic.iter().any(|part| part.is_some()) {
        cyrillic
    } else {
        latin
    };
    let parts: Vec<&str> = parts.into_iter().flatten().map(Text::as_str).collect();
    // Of a single name no initial is made: it is all there is.
    let mut name = parts.join(" ");
    for kept in (1..parts.len()).rev() {
        if fits(&name, MAX_NAME_LENGTH) {
            break;
        }
        let words = parts.iter().enumerate().map(|(index, part)| {
            if index < kept {
                (*part).to_string()
            } else {
                initial(part)
            }
        });
        name = words.collect::<Vec<_>>().join(" ");
    }
    cut(&name, MAX_NAME_LENGTH)
}

/// The professions of a permission in a row, cut where the code has no room; `None` for a permission
/// that names none.
///
/// # Errors
///
/// None that professions of a group 4 can cause.
pub fn short_professions(professions: &[Text]) -> Result<Option<Text>, TextError> {
    if professions.is_empty() {
        return Ok(None);
    }
    let row: Vec<&str> = professions.iter().map(Text::as_str).collect();
    cut(&row.join("; "), MAX_PROFESSIONS_LENGTH).map(Some)
}

/// Whether something of this text was left out.
#[must_use]
pub fn is_shortened(text: &Text) -> bool {
    text.as_str().ends_with(CUT)
}

/// The text, or as much of it as fits with a `…` behind.
fn cut(text: &str, limit: usize) -> Result<Text, TextError> {
    if fits(text, limit) {
        return Text::parse(text);
    }
    let room = limit.saturating_sub(CUT.len_utf8());
    let mut kept = String::new();
    for character in text.chars() {
        if kept.len() + character.len_utf8() > room {
            break;
        }
        kept.push(character);
    }
    Text::parse(&format!("{}{CUT}", kept.trim_end()))
}

fn fits(text: &str, limit: usize) -> bool {
    text.len() <= limit
}

fn initial(name: &str) -> String {
    name.chars()
        .next()
        .map_or_else(String::new, |letter| format!("{letter}."))
}
