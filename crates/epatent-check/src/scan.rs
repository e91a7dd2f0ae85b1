// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The text of a printed code: typed, in a text file, or in a picture.

use epatent_cli::{Console, Exit, Failure, FileTrouble, files};
use epatent_core::printed_code::PREFIX;
use epatent_picture::{codes, contained};
use std::path::Path;

/// The longest file that is looked at, in bytes: the photo of a telephone.
const MAX_FILE: u64 = 32 * 1024 * 1024;

/// The text of the code that an argument gives: the text itself, or a file with it.
///
/// A picture with several codes gives ours, and the first of them where none is ours: it is for the
/// check to say that it is another kind of code.
pub(crate) fn code(argument: &str, console: &Console) -> Result<String, Failure> {
    if let Some(code) = typed(argument) {
        return Ok(code.to_owned());
    }
    let path = Path::new(argument);
    // What was meant as a code may name a person and open a chip: it is not said again.
    if !path.exists() {
        let id = "error-neither-code-nor-file";
        return Err(Failure::new(&console.words, Exit::Usage, id, &[]));
    }
    let bytes = files::read_bounded(&console.words, path, MAX_FILE)?;
    if let Some(text) = text(&bytes) {
        return Ok(text);
    }
    let codes = contained(|| codes(&bytes)).flatten().ok_or_else(|| {
        let reason = console.words.text("reason-no-picture");
        FileTrouble::Unusable { reason: &reason }.failure(&console.words, path)
    })?;
    let mut codes = codes.iter().map(|code| bare(code));
    let first = codes.clone().next();
    let ours = codes.find(|code| code.starts_with(PREFIX));
    ours.or(first).map(str::to_owned).ok_or_else(|| {
        let reason = console.words.text("reason-no-code");
        FileTrouble::Unusable { reason: &reason }.failure(&console.words, path)
    })
}

/// The code that an argument is; `None` where it can only be the name of a file.
pub(crate) fn typed(argument: &str) -> Option<&str> {
    Some(bare(argument)).filter(|text| text.starts_with(PREFIX))
}

/// A text without the white space that scanners, shells and mail programs put around it
/// (EPC-QR-14).
pub(crate) fn bare(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// The text of a file that is one.
fn text(bytes: &[u8]) -> Option<String> {
    let line = bare(std::str::from_utf8(bytes).ok()?);
    let printable = !line.is_empty() && !line.contains(char::is_control);
    printable.then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_with_or_without_its_end() {
        assert_eq!(text(b"EPC1:BB8\r\n").as_deref(), Some("EPC1:BB8"));
        assert_eq!(text(b"EPC1:BB8").as_deref(), Some("EPC1:BB8"));
        assert_eq!(text(b"\t EPC1:BB8 \n\n").as_deref(), Some("EPC1:BB8"));
        for other in [&b""[..], b"\n", b"a\nb", b"\x89PNG\r\n", b"\xFF\xD8"] {
            assert_eq!(text(other), None, "{other:?}");
        }
    }
}
