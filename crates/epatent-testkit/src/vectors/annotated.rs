// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Deterministic CBOR byte by byte, with words beside the bytes.

use std::fmt::Write as _;

/// Bytes on one line at most.
const WIDTH: usize = 16;
/// Column at which the words begin.
const COLUMN: usize = 60;

/// Annotates one item.
///
/// `names` says what stands at a path: map keys and array indices joined by `/`, and `*` for the
/// item inside a byte string, as in `2/1` or `0/*/33`. A byte string is opened only where a name
/// begins with its path and `/*`.
///
/// Bytes that are no deterministic CBOR are annotated as far as they are.
#[must_use]
pub fn annotated(bytes: &[u8], names: &[(&str, &str)]) -> String {
    let mut page = Page {
        names,
        text: String::new(),
    };
    let rest = page.item(bytes, "", 0, None);
    debug_assert!(rest.is_none_or(<[u8]>::is_empty));
    page.text
}

struct Page<'a> {
    names: &'a [(&'a str, &'a str)],
    text: String,
}

/// Initial byte and argument.
struct Head {
    kind: u8,
    argument: u64,
    length: usize,
}

fn head(bytes: &[u8]) -> Option<Head> {
    let first = *bytes.first()?;
    let length = match first & 0x1F {
        24 => 2_usize,
        25 => 3,
        26 => 5,
        27 => 9,
        28.. => return None,
        _ => 1,
    };
    let argument = match bytes.get(1..length)? {
        [] => u64::from(first & 0x1F),
        more => more
            .iter()
            .fold(0, |sum, byte| (sum << 8) | u64::from(*byte)),
    };
    Some(Head {
        kind: first >> 5,
        argument,
        length,
    })
}

impl Page<'_> {
    /// Writes the item at the start of `bytes` and gives what follows it.
    fn item<'b>(
        &mut self,
        bytes: &'b [u8],
        path: &str,
        depth: usize,
        name: Option<&str>,
    ) -> Option<&'b [u8]> {
        let head = head(bytes)?;
        let name = name.unwrap_or_else(|| self.name(path)).to_owned();
        let (start, rest) = bytes.split_at_checked(head.length)?;
        let count = head.argument;
        match head.kind {
            2 | 3 => {
                let length = usize::try_from(count).ok()?;
                let (content, rest) = rest.split_at_checked(length)?;
                self.string(&head, start, content, path, depth, &name);
                Some(rest)
            }
            4 => {
                self.line(depth, start, &format!("array of {count}{}", after(&name)));
                let mut rest = rest;
                for index in 0..count {
                    rest = self.item(rest, &join(path, &index.to_string()), depth + 1, None)?;
                }
                Some(rest)
            }
            5 => {
                self.line(depth, start, &format!("map of {count}{}", after(&name)));
                let mut rest = rest;
                for _ in 0..count {
                    rest = self.entry(rest, path, depth + 1)?;
                }
                Some(rest)
            }
            6 => {
                self.line(depth, start, &format!("tag {count}{}", after(&name)));
                self.item(rest, path, depth + 1, Some(""))
            }
            kind => {
                let number = i128::from(count);
                let value = if kind == 1 { -1 - number } else { number };
                self.line(depth, start, &format!("{value}{}", after(&name)));
                Some(rest)
            }
        }
    }

    /// A key and its value; keys are integers here.
    fn entry<'b>(&mut self, bytes: &'b [u8], path: &str, depth: usize) -> Option<&'b [u8]> {
        let key = head(bytes)?;
        let number = i128::from(key.argument);
        let number = if key.kind == 1 { -1 - number } else { number };
        let (start, rest) = bytes.split_at_checked(key.length)?;
        let path = join(path, &number.to_string());
        self.line(
            depth,
            start,
            &format!("key {number}{}", after(self.name(&path))),
        );
        self.item(rest, &path, depth + 1, Some(""))
    }

    fn string(
        &mut self,
        head: &Head,
        start: &[u8],
        content: &[u8],
        path: &str,
        depth: usize,
        name: &str,
    ) {
        let length = content.len();
        if head.kind == 3 {
            let text = String::from_utf8_lossy(content).into_owned();
            self.line(
                depth,
                start,
                &format!("text, {length} bytes{}", after(name)),
            );
            self.wrapped(depth + 1, content, &format!("\"{text}\""));
            return;
        }
        self.line(
            depth,
            start,
            &format!("byte string, {length} bytes{}", after(name)),
        );
        let inside = join(path, "*");
        if self
            .names
            .iter()
            .any(|(named, _)| named.starts_with(&inside))
        {
            if let Some(rest) = self.item(content, &inside, depth + 1, None) {
                debug_assert!(rest.is_empty());
            }
        } else {
            self.wrapped(depth + 1, content, "");
        }
    }

    fn wrapped(&mut self, depth: usize, content: &[u8], words: &str) {
        let mut words = words;
        for part in content.chunks(WIDTH) {
            self.line(depth, part, words);
            words = "";
        }
    }

    fn line(&mut self, depth: usize, bytes: &[u8], words: &str) {
        let indent = depth.saturating_mul(2);
        let octets: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let octets = octets.join(" ");
        if words.is_empty() {
            // Writing to a text cannot fail.
            let _ = writeln!(self.text, "{:indent$}{octets}", "");
        } else {
            let width = COLUMN.saturating_sub(indent);
            let _ = writeln!(self.text, "{:indent$}{octets:<width$} # {words}", "");
        }
    }

    fn name(&self, path: &str) -> &str {
        let found = self.names.iter().find(|(named, _)| *named == path);
        found.map_or("", |(_, name)| name)
    }
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() {
        step.to_owned()
    } else {
        format!("{path}/{step}")
    }
}

fn after(name: &str) -> String {
    if name.is_empty() {
        String::new()
    } else {
        format!(": {name}")
    }
}
