// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What was given for a card is tried once, before any case: a wrong number is no fault of the card.

use epatent_apdu::TransportError;

use crate::answer::{Checked, Failure};
use crate::bench::Bench;
use crate::case::Stage;
use crate::keys::OfficeKeys;
use crate::run::is_trouble;

/// Why no case is run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// SELECT does not answer as a patent card does: the card does not conform, and no case can say more.
    NoApplet(Failure),
    /// An issued card does not say which chip it is, and nobody else did.
    NoChip,
    /// PACE with the access number that was given ended with 6300.
    WrongNumber,
    /// The card was taken out, or the reader is gone.
    Trouble(TransportError),
}

/// Tries what was given: the applet by SELECT; the access number by one run of PACE where the card is ACTIVE. A wrong
/// number is counted by the card, once.
///
/// What the card does against the specification on the way is left to the cases, and so are its keys: whether the
/// card or the key file is wrong nobody can tell from a cryptogram, and cases that need no keys say something anyway.
///
/// # Errors
/// [`Unfit`]: no case may be run.
pub fn preflight(bench: &mut Bench<'_>, destructive: bool) -> Result<(), Unfit> {
    let found = tried(bench, destructive);
    match bench.take_silence().filter(is_trouble) {
        Some(trouble) => Err(Unfit::Trouble(trouble)),
        None => found,
    }
}

fn tried(bench: &mut Bench<'_>, destructive: bool) -> Result<(), Unfit> {
    let state = bench
        .reset()
        .and_then(|()| bench.state())
        .map_err(Unfit::NoApplet)?;
    let issued = [Stage::Active.byte(), Stage::Suspended.byte()].contains(&state);
    let named = bench.known().chip.is_some();
    if issued && destructive && !named && matches!(bench.keys(), OfficeKeys::Master(_)) {
        return Err(Unfit::NoChip);
    }
    let number = state == Stage::Active.byte() && bench.known().can.is_some();
    if number && is_false(&bench.select().and_then(|()| bench.number_fits())) {
        return Err(Unfit::WrongNumber);
    }
    Ok(())
}

/// Whether the card answered, and said no.
fn is_false(answer: &Checked<bool>) -> bool {
    *answer == Ok(false)
}
