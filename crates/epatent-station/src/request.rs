// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a program of ours brings to the reading of a card.

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_cli::{Exit, Failure, Words};
use epatent_core::Text;
use epatent_core::chip_proof::TerminalStatement;
use epatent_terminal::Request;
use epatent_verify::Circumstances;
use rand::Rng;

/// A request of the program `name` with fresh random bytes, for a check in these circumstances.
///
/// # Errors
/// A name that no terminal statement can carry, which is a fault of the program.
pub fn request(
    words: &Words,
    name: &str,
    circumstances: &Circumstances,
    can: Option<Can>,
) -> Result<Request, Failure> {
    let terminal = Text::parse(name).map_err(|error| {
        let reason = error.to_string();
        Failure::new(
            words,
            Exit::Usage,
            "error-internal",
            &[("reason", reason.into())],
        )
    })?;
    let mut request = Request {
        can,
        pace_random: [0; Ephemeral::RANDOM],
        host_nonce: [0; 32],
        statement: TerminalStatement {
            checked_at: circumstances.now,
            region: circumstances.region,
            terminal,
        },
    };
    let mut rng = rand::rng();
    rng.fill_bytes(&mut request.host_nonce);
    rng.fill_bytes(&mut request.pace_random);
    Ok(request)
}
