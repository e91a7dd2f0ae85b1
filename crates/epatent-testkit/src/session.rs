// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The sessions that `applet-spec` shows byte by byte, and the worked examples beside them.
//!
//! A card in process is personalised and read by the flows of `epatent-apdu`, with fixed keys and a
//! fixed source of randomness, and everything that goes over the line is kept. What stands between
//! those bytes (session keys, vectors, MACs, points) is computed a second time here, from the
//! formulas of the specification and by none of the code that made the bytes; where the two differ,
//! there is no page.

mod blocks;
mod crypt;
mod exchange;
mod messaging;
mod pace;
mod play;
mod scp03;
mod text;
mod times;

use std::collections::BTreeMap;

/// The pages of `applet-spec` with generated parts.
pub const PAGES: [&str; 3] = ["session.md", "secure-channels.md", "chip.md"];

/// Every generated part by its name.
///
/// # Errors
/// The card or the second computation does something else than the specification says.
pub fn parts() -> Result<BTreeMap<&'static str, String>, String> {
    blocks::all(&play::play()?)
}

/// A page with its generated parts as they must be.
///
/// # Errors
/// As [`parts`], and a page that names a part that does not exist or has no end.
pub fn filled(page: &str, parts: &BTreeMap<&'static str, String>) -> Result<String, String> {
    let (mut rest, mut filled) = (page, String::new());
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (name, body) = after
            .split_once(CLOSE)
            .ok_or("a generated part without a name")?;
        let part = parts
            .get(name)
            .ok_or_else(|| format!("there is no part {name}"))?;
        let end = format!("<!-- end of {name}{CLOSE}");
        let (_, next) = body
            .split_once(&end)
            .ok_or_else(|| format!("the part {name} has no end"))?;
        filled.push_str(&format!("{before}{BEGIN}{name}{CLOSE}{part}{end}"));
        rest = next;
    }
    filled.push_str(rest);
    Ok(filled)
}

const BEGIN: &str = "<!-- generated ";
const CLOSE: &str = " -->\n";

#[cfg(test)]
mod tests;
