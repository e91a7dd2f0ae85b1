// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Transcripts of conversations.

use epatent_apdu::decorators::Transcript;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "transcript",
    bytes_of: "a file",
    run,
};

fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    if let Ok(transcript) = text.parse::<Transcript>() {
        let again = transcript.to_string().parse::<Transcript>();
        assert_eq!(again.as_ref(), Ok(&transcript));
    }
}
