// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a file of the office's folder is going to say, for whoever approves it. All that is shown is read
//! from the bytes whose digest is approved, and nothing from what the proposal says about them.

use crate::commands::root::{self, Change, Step};
use crate::folder_acts::{Kind, Saying};
use crate::roots::{self, Roots};
use crate::signers::{self, KnownSigner};
use crate::store::{self, Store};
use crate::withdrawals;
use epatent_cli::{Console, Failure, Table, Words};
use epatent_core::bundle::{Earlier, key_digest};
use epatent_core::certificate::Certificate;
use epatent_register::{Proposed, Reason, Register, RootChange};
use serde::Serialize;

/// What a file is going to say, all of it read from the bytes that the digest stands for and from the
/// certificate that it is about.
pub(super) struct Said {
    /// In words.
    pub(super) act: FolderAct,
    /// Why; an introduction has no reason.
    pub(super) reason: Option<Reason>,
    /// The signer or root that it is about.
    pub(super) name: String,
}

/// A file of the folder in words.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FolderAct {
    /// A signer is withdrawn.
    Withdrawal(Withdrawing),
    /// A root comes or goes.
    RootChange(Step),
}

/// A withdrawal of a signer.
#[derive(Serialize)]
pub(super) struct Withdrawing {
    since: String,
    earlier: &'static str,
    /// Cards of this register that it signed before.
    cards_before: u64,
    /// Cards of this register that it signed since.
    cards_since: u64,
    /// Cards of this register that will be refused; of those before, where a list says which stay, all that
    /// it does not name.
    cards_refused: u64,
}

/// What is going to be said. `None` where the proposal's document is not what its digest stands for, as far
/// as this folder knows signers and roots.
pub(super) fn of(
    kind: Kind,
    proposed: &Proposed,
    register: &mut Register,
    store: &Store,
    console: &Console,
) -> Result<Option<Said>, Failure> {
    let Some(document) = &proposed.document else {
        return Ok(None);
    };
    let file = document.0.as_slice();
    let is_it = |saying: &Saying| saying.act(file) == proposed.digest;
    let known = signers::known(store, console)?;
    match kind {
        Kind::Withdrawal => {
            let mut signers = known.iter();
            let signer = signers.find(|signer| is_it(&withdrawals::saying(store, signer)));
            let said = signer.map(|signer| withdrawal(signer, file, register, store, console));
            said.transpose()
        }
        Kind::Root(change) => {
            let roots: Vec<Certificate> = match change {
                RootChange::Introduce => {
                    let new = store::certificate_in(&console.words, &store.roots(), file);
                    new.into_iter().collect()
                }
                RootChange::Retire | RootChange::Settle => {
                    let trust = roots::own_trust(store, &console.words)?.store;
                    trust.certificates().cloned().collect()
                }
            };
            let saying = |root: &&Certificate| is_it(&roots::saying(store, change, root));
            match roots.iter().find(saying) {
                Some(root) => root_change(root, change, file, (&known, register), store, console),
                None => Ok(None),
            }
        }
    }
}

fn withdrawal(
    signer: &KnownSigner,
    file: &[u8],
    register: &mut Register,
    store: &Store,
    console: &Console,
) -> Result<Said, Failure> {
    let (said, reason) = withdrawing(signer, file, register, store, &console.words)?;
    Ok(Said {
        act: FolderAct::Withdrawal(said),
        reason: Reason::parse(&reason).ok(),
        name: signer.name.clone(),
    })
}

/// `None` where nobody vouches for a root that is to be introduced.
fn root_change(
    root: &Certificate,
    change: RootChange,
    file: &[u8],
    (known, register): (&[KnownSigner], &mut Register),
    store: &Store,
    console: &Console,
) -> Result<Option<Said>, Failure> {
    let words = &console.words;
    let place = roots::saying(store, change, root).place;
    let (change, reason) = match change {
        RootChange::Introduce => {
            let pinned = epatent_station::read_trust(words, &store.trust())?.store;
            let said = Roots::of(store, words)?;
            let Ok(Some(voucher)) = root::voucher(&pinned, &said, root) else {
                return Ok(None);
            };
            (Change::introduction(&voucher), None)
        }
        RootChange::Retire => {
            let (since, reason) = roots::dated(&place, file, words)?;
            let retirement = Change::retirement(root, since, known, register, words)?;
            (retirement, Some(reason))
        }
        RootChange::Settle => {
            let (from, reason) = roots::dated(&place, file, words)?;
            (Change::settlement(from), Some(reason))
        }
    };
    Ok(Some(Said {
        act: FolderAct::RootChange(Step::of(root, change)),
        reason: reason.and_then(|reason| Reason::parse(&reason).ok()),
        name: root.subject_text(),
    }))
}

fn withdrawing(
    signer: &KnownSigner,
    file: &[u8],
    register: &mut Register,
    store: &Store,
    words: &Words,
) -> Result<(Withdrawing, String), Failure> {
    let path = signers::withdrawal_file(store, &signer.name);
    let (said, reason) = signers::withdrawal_said(&path, file, words)?;
    let key = key_digest(signer.certificate.public_key());
    let (before, since) = register
        .signatures_of(key, said.since)
        .map_err(|error| crate::desk::failure(words, &error))?;
    let (earlier, fall) = match &said.earlier {
        Earlier::Good => ("good", 0),
        Earlier::Falls => ("falls", before),
        Earlier::Listed(objects) => ("listed", before.saturating_sub(objects.len() as u64)),
    };
    let said = Withdrawing {
        since: said.since.to_string(),
        earlier,
        cards_before: before,
        cards_since: since,
        cards_refused: fall.saturating_add(since),
    };
    Ok((said, reason))
}

impl FolderAct {
    /// Its rows in a table.
    pub(super) fn show(&self, table: &mut Table, words: &Words) {
        match self {
            Self::Withdrawal(said) => {
                let earlier = words.text(&format!("word-earlier-{}", said.earlier));
                table.row(&words.text("field-since"), &said.since);
                table.row(&words.text("field-earlier"), &earlier);
                for (field, cards) in [
                    ("field-cards-before", said.cards_before),
                    ("field-cards-since", said.cards_since),
                    ("field-cards-refused", said.cards_refused),
                ] {
                    table.row(&words.text(field), &cards.to_string());
                }
            }
            Self::RootChange(step) => step.show(table, words),
        }
    }
}
