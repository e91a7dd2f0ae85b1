// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A key ceremony: root, signers and roll-over from one file that people have reviewed.
//!
//! 1. The plan is read and judged; all of its problems are told at once.
//! 2. The rehearsal makes every certificate with throw-away keys and judges the results as a
//!    verifier would. Whatever is wrong with the plan shows before a real key exists.
//! 3. Without `--reviewed` it ends here and says the digest of the plan. With the digest of exactly
//!    this plan the real keys are made, sign, and are judged in the same way.
//! 4. The protocol says what was made, in a form that those present can sign by hand.
//!
//! Nothing that exists is written over: not a key, not a certificate, not a protocol.

mod judge;
mod make;
mod plan;
mod protocol;

use crate::args::Ceremony;
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use sha2::{Digest, Sha256};

pub(crate) use plan::OVERLAP;
use plan::Plan;

/// The largest plan, in bytes.
const MAX_PLAN: u64 = 256 * 1024;

/// Runs `epatent-issue ca ceremony`.
pub(crate) fn run(args: &Ceremony, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let bytes = files::read_bounded(words, &args.plan, MAX_PLAN)?;
    let digest = hex::encode(Sha256::digest(&bytes));
    let text = String::from_utf8(bytes).map_err(|error| {
        FileTrouble::NotText {
            offset: error.utf8_error().valid_up_to(),
        }
        .failure(words, &args.plan)
    })?;
    let plan = Plan::read(&text, &args.plan, console)?;
    plan.refuse_what_exists(console)?;
    files::refuse_unwritable(words, &args.protocol)?;
    demand_reviewed(args.reviewed.as_deref(), &digest, console)?;

    let now = epatent_station::now(words)?;
    let rehearsed = make::rehearse(&plan, console)?;
    judge::judge(&plan, &rehearsed, console)?;
    if args.reviewed.is_none() {
        console.output.note(&words.say(
            "note-ceremony-rehearsed",
            &[("digest", digest.as_str().into())],
        ));
        return console
            .output
            .answer(&protocol::text(&plan, &rehearsed, &digest, None, words));
    }

    let made = make::real(&plan, console)?;
    judge::judge(&plan, &made, console)?;
    let protocol = protocol::text(&plan, &made, &digest, Some(now), words);
    made.save(console)?;
    files::write_new(words, &args.protocol, protocol.as_bytes(), Readable::ByAll)?;
    console.output.answer(&protocol)
}

/// The digest that was typed is the one of this plan, or none was typed.
fn demand_reviewed(typed: Option<&str>, digest: &str, console: &Console) -> Result<(), Failure> {
    /// Fewest digits that name a plan: 64 bits.
    const FEWEST: usize = 16;
    match typed {
        Some(typed) if typed.len() < FEWEST || !digest.starts_with(&typed.to_lowercase()) => {
            Err(Failure::new(
                &console.words,
                Exit::Usage,
                "error-plan-not-reviewed",
                &[("digest", digest.into())],
            ))
        }
        _ => Ok(()),
    }
}
