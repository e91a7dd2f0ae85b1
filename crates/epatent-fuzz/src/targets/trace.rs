// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What `--trace` tells of a conversation.

use epatent_apdu::decorators::{Traced, View};

use crate::script::Script;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "trace",
    bytes_of: "a card, a program",
    run,
};

/// Commands and replies in turn.
fn run(bytes: &[u8]) {
    let mut view = View::new();
    let mut script = Script::new(bytes);
    let mut text = String::new();
    while let (Some(command), Some(reply)) = (script.next(), script.next()) {
        let transmit = || Ok(reply.to_vec());
        let mut sink = |traced: &Traced| text.push_str(&traced.to_string());
        assert_eq!(
            view.exchange(command, transmit, &mut sink).as_deref(),
            Ok(reply)
        );
    }
    // What is told is text of lines that each begin with their sign.
    assert!(text.lines().all(|line| line.starts_with(['#', '>', '<'])));
}
