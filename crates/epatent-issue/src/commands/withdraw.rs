// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue ca withdraw`: a signer whose key was stolen or ends early.
//!
//! It says so to this office's next bundle; nothing changes for a device before that is published. As with
//! a decision, it is shown first with the digest that two people approve.

use crate::approved;
use crate::args::{EarlierOption, Withdraw};
use crate::commands::approvals::Approvals;
use crate::desk::{self, Desk};
use crate::folder_acts;
use crate::reasons::SIGNER_WITHDRAW;
use crate::signers;
use crate::store::Store;
use crate::withdrawals;
use epatent_cli::{Console, Exit, Failure, FileTrouble, Table, Words, files};
use epatent_core::bundle::{Earlier, Withdrawal, key_digest};
use epatent_core::object::Digest;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// The largest file of digests, in bytes.
const MAX_OBJECTS: u64 = 128 * 1024;

#[derive(Serialize)]
struct Answer {
    signer: String,
    certificate: String,
    since: String,
    earlier: &'static str,
    /// Cards of this register that it signed before.
    cards_before: u64,
    /// Cards of this register that it signed since: they will be refused.
    cards_since: u64,
    #[serde(flatten)]
    approvals: Approvals,
    /// Whether it was done.
    done: bool,
}

pub(crate) fn run(args: &Withdraw, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let store = Store::new(&args.desk.register.store.store);
    let mut desk = Desk::open(&args.desk, console)?;
    let reason = desk.reasons.demand(SIGNER_WITHDRAW, &args.reason, words)?;
    let known = signers::known(&store, console)?;
    let found = known.iter().find(|signer| signer.name == args.signer);
    let Some(signer) = found else {
        let names: Vec<&str> = known.iter().map(|signer| signer.name.as_str()).collect();
        let values = [
            ("name", args.signer.as_str().into()),
            ("names", names.join(", ").into()),
        ];
        return Err(Failure::new(
            words,
            Exit::Usage,
            "error-signer-unknown",
            &values,
        ));
    };
    let earlier = match (args.earlier, &args.objects) {
        (EarlierOption::Good, None) => Earlier::Good,
        (EarlierOption::Falls, None) => Earlier::Falls,
        (EarlierOption::Listed, Some(objects)) => Earlier::Listed(read_objects(objects, words)?),
        _ => {
            let id = "error-withdraw-objects";
            return Err(Failure::new(words, Exit::Usage, id, &[]));
        }
    };
    let path = signers::withdrawal_file(&store, &signer.name);
    let withdrawal = Withdrawal {
        since: args.from,
        earlier,
    };
    let text = signers::withdrawal_text(&path, &withdrawal, reason.as_str(), words)?;
    let saying = withdrawals::saying(&store, signer);
    let act = saying.act(text.as_bytes());
    let failed = |error| desk::failure(words, &error);
    let (cards_before, cards_since) = desk
        .register
        .signatures_of(key_digest(signer.certificate.public_key()), args.from)
        .map_err(failed)?;
    if args.by_two.confirm_all {
        approved::demand_before(act, &mut desk.register, &store, console)?;
        folder_acts::carry_out(&mut desk, &saying, &text, words)?;
    } else {
        files::refuse_existing(words, &path)?;
    }
    if args.by_two.propose {
        folder_acts::propose(&mut desk, &saying, &text, &signer.name, words)?;
    }
    let approvals = Approvals::of(&mut desk.register, act).map_err(failed)?;
    let answer = Answer {
        signer: signer.name.clone(),
        certificate: Digest::of(signer.certificate.der()).to_string(),
        since: args.from.to_string(),
        earlier: match withdrawal.earlier {
            Earlier::Good => "good",
            Earlier::Falls => "falls",
            Earlier::Listed(_) => "listed",
        },
        cards_before,
        cards_since,
        approvals,
        done: args.by_two.confirm_all,
    };
    say(&answer, console)
}

fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    table.row(&words.text("field-signer"), &answer.signer);
    table.row(&words.text("field-certificate-digest"), &answer.certificate);
    table.row(&words.text("field-since"), &answer.since);
    table.row(
        &words.text("field-earlier"),
        &words.text(&format!("word-earlier-{}", answer.earlier)),
    );
    table.row(
        &words.text("field-cards-before"),
        &answer.cards_before.to_string(),
    );
    table.row(
        &words.text("field-cards-since"),
        &answer.cards_since.to_string(),
    );
    answer.approvals.show(&mut table, words);
    console.output.answer(&table.render())?;
    let done = answer.done.then_some("note-withdrawn");
    answer.approvals.note(done, console);
    Ok(())
}

/// Digests, one a line, rising and each once.
fn read_objects(path: &Path, words: &Words) -> Result<Vec<Digest>, Failure> {
    let unusable = || {
        let reason = words.text("reason-no-digests");
        FileTrouble::Unusable { reason: &reason }.failure(words, path)
    };
    let bytes = files::read_bounded(words, path, MAX_OBJECTS)?;
    let text = String::from_utf8(bytes).map_err(|_| unusable())?;
    let objects: Option<BTreeSet<Digest>> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(desk::digest)
        .collect();
    match objects {
        Some(objects) if !objects.is_empty() => Ok(objects.into_iter().collect()),
        _ => Err(unusable()),
    }
}
