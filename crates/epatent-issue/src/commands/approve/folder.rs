// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a file of the office's folder is going to say, for whoever approves it. All that is shown is read
//! from the bytes whose digest is approved, and nothing from what the proposal says about them.

use crate::commands::root::{self, Change, Step};
use crate::folder_acts::Saying;
use crate::roots::{self, Roots};
use crate::signers::{self, KnownSigner};
use crate::store::{self, Store};
use crate::withdrawals;
use epatent_cli::{Console, Failure, Table, Words};
use epatent_core::bundle::{Earlier, key_digest};
use epatent_core::certificate::Certificate;
use epatent_register::{Proposed, Reason, Register, RootChange, Subject};
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

/// Whether a file of the folder is going to say an act about this.
pub(super) const fn is_said_by_a_file(subject: Subject) -> bool {
    matches!(subject, Subject::Withdrawal) || change_of(subject).is_some()
}

const fn change_of(subject: Subject) -> Option<RootChange> {
    match subject {
        Subject::RootIntroduction => Some(RootChange::Introduce),
        Subject::RootRetirement => Some(RootChange::Retire),
        Subject::RootSettlement => Some(RootChange::Settle),
        _ => None,
    }
}

/// What is going to be said. `None` where the proposal's document is not what its digest stands for, as far
/// as this folder knows signers and roots.
pub(super) fn of(
    proposed: &Proposed,
    register: &mut Register,
    store: &Store,
    console: &Console,
) -> Result<Option<Said>, Failure> {
    let words = &console.words;
    let Some(document) = &proposed.document else {
        return Ok(None);
    };
    let file = document.0.as_slice();
    let is_it = |saying: &Saying| saying.act(file) == proposed.digest;
    let known = signers::known(store, console)?;
    let Some(change) = change_of(proposed.subject) else {
        let mut signers = known.iter();
        let signer = signers.find(|signer| is_it(&withdrawals::saying(store, signer)));
        let Some(signer) = signer else {
            return Ok(None);
        };
        let (said, reason) = withdrawing(signer, file, register, store, words)?;
        return Ok(Some(Said {
            act: FolderAct::Withdrawal(said),
            reason: Reason::parse(&reason).ok(),
            name: signer.name.clone(),
        }));
    };
    let roots: Vec<Certificate> = match change {
        RootChange::Introduce => {
            let place = store.roots();
            store::certificate_in(words, &place, file)
                .into_iter()
                .collect()
        }
        RootChange::Retire | RootChange::Settle => {
            let trust = roots::own_trust(store, words)?.store;
            trust.certificates().cloned().collect()
        }
    };
    let saying = |root: &Certificate| roots::saying(store, change, key_digest(root.public_key()));
    let Some(root) = roots.iter().find(|root| is_it(&saying(root))) else {
        return Ok(None);
    };
    let place = saying(root).place;
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
            let retirement = Change::retirement(root, since, &known, register, words)?;
            (retirement, Some(reason))
        }
        RootChange::Settle => {
            let (from, reason) = roots::dated(&place, file, words)?;
            (Change::settlement(from), Some(reason))
        }
    };
    let reason = reason.and_then(|reason| Reason::parse(&reason).ok());
    Ok(Some(Said {
        act: FolderAct::RootChange(Step::of(root, change)),
        reason,
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
