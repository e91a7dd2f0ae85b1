// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What an act is about, read once: the digest that people approve is of these very values, and whoever
//! approves is shown them and nothing that was looked up at another moment.

use std::fmt::Write as _;

use crate::canonical::Writer;
use crate::cell::Stored;
use crate::payment_files::Files;
use crate::{Card, Patent, Payment, PaymentFile, Proposal, RegisterError, Transaction};
use epatent_core::object::Digest;

/// First item of what is approved.
const DOMAIN: &str = "epatent-register act 3";
/// First item of what is approved of several.
const DOMAIN_OF_MANY: &str = "epatent-register acts 2";
/// How often something was decided about a patent.
const DECISIONS: &str = "SELECT count(*) FROM decision WHERE patent = $1";

/// A proposal with the rows that it names, as the register had them in one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matter {
    /// What is proposed.
    pub proposal: Proposal,
    /// The patent.
    pub patent: Patent,
    /// Decisions about the patent so far.
    pub decisions: i64,
    /// The card, where it is about one.
    pub card: Option<Card>,
    /// The payment, where it is about one.
    pub payment: Option<Payment>,
    /// The file that the payment came in, where it came in one.
    pub file: Option<PaymentFile>,
}

impl Matter {
    /// What people approve: SHA-256 of the CBOR array below. A key says which row is changed, the values
    /// beside it say what people read of it: whoever exchanges two rows has another digest.
    ///
    /// ```cddl
    /// act = [domain: text, act: text, decisions: int, patent, card / null, payment / null,
    ///        reason: text, effective-on: day]
    /// patent = [key: int, number: text, region: text, in-force-from: day, latest-end: day, state: text]
    /// card = [key: int, card-id: bytes]
    /// payment = [key: int, receipt: text, paid-on: day, paid-from: day, paid-through: day, kopecks: int,
    ///            file / null]
    /// file = [name: text, sha256: bytes]
    /// day = int ; YYYYMMDD
    /// ```
    #[must_use]
    pub fn digest(&self) -> Digest {
        let (proposal, patent) = (&self.proposal, &self.patent);
        let mut bytes = Writer::array(8);
        bytes.text(DOMAIN);
        bytes.text(proposal.act.word());
        bytes.integer(self.decisions);
        bytes.open(6);
        bytes.cell(&patent.key.cell());
        bytes.cell(&patent.number.cell());
        bytes.cell(&patent.region.cell());
        bytes.cell(&patent.in_force_from.cell());
        bytes.cell(&patent.latest_end.cell());
        bytes.cell(&patent.state.cell());
        match &self.card {
            Some(card) => {
                bytes.open(2);
                bytes.cell(&card.key.cell());
                bytes.cell(&card.card_id.cell());
            }
            None => bytes.null(),
        }
        match &self.payment {
            Some(payment) => {
                bytes.open(7);
                bytes.cell(&payment.key.cell());
                bytes.cell(&payment.receipt.cell());
                bytes.cell(&payment.paid_on.cell());
                bytes.cell(&payment.paid_from.cell());
                bytes.cell(&payment.paid_through.cell());
                bytes.integer(payment.kopecks);
                match &self.file {
                    Some(file) => {
                        bytes.open(2);
                        bytes.cell(&file.name.cell());
                        bytes.cell(&file.digest.cell());
                    }
                    None => bytes.null(),
                }
            }
            None => bytes.null(),
        }
        bytes.text(proposal.reason.as_str());
        bytes.cell(&proposal.effective_on.cell());
        Digest::of(&bytes.finish())
    }
}

/// What a second person reads of several decisions: a line each with patent, act, code of the reason and
/// day.
pub(crate) fn document_of(matters: &[Matter]) -> String {
    let mut lines = String::new();
    for Matter {
        proposal, patent, ..
    } in matters
    {
        let (act, reason) = (proposal.act.word(), &proposal.reason);
        // Writing to a String cannot fail.
        let _ = writeln!(
            lines,
            "{}; {act}; {reason}; {}",
            patent.number, proposal.effective_on
        );
    }
    lines
}

/// What people approve of several decisions: SHA-256 of the CBOR array of domain, what people read of
/// them, and the digest of each, in their order.
pub(crate) fn digest_of_many(matters: &[Matter]) -> Digest {
    let mut bytes = Writer::array(matters.len() + 2);
    bytes.text(DOMAIN_OF_MANY);
    bytes.text(&document_of(matters));
    for matter in matters {
        bytes.cell(&matter.digest().cell());
    }
    Digest::of(&bytes.finish())
}

impl Transaction<'_> {
    /// What a proposal is about, now.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotFound`] for a patent, card or payment that is not there; those of the database.
    pub fn matter(&mut self, proposal: &Proposal) -> Result<Matter, RegisterError> {
        let patent = self.row(proposal.patent)?;
        let decisions = self.number(DECISIONS, &[proposal.patent.cell()])?;
        let card = match proposal.card {
            Some(card) => Some(self.row(card)?),
            None => None,
        };
        let payment = match proposal.payment {
            Some(payment) => Some(self.row(payment)?),
            None => None,
        };
        let file = match &payment {
            Some(payment) => Files::of(self)?.holding(payment.key).cloned(),
            None => None,
        };
        if let Some(file) = &file {
            self.made_of(file);
        }
        Ok(Matter {
            proposal: proposal.clone(),
            patent,
            decisions,
            card,
            payment,
            file,
        })
    }

    /// The same for several.
    pub(crate) fn matters(&mut self, proposals: &[Proposal]) -> Result<Vec<Matter>, RegisterError> {
        proposals
            .iter()
            .map(|proposal| self.matter(proposal))
            .collect()
    }

    /// What people approve of an act: its digest, which holds what they read of it and how often something
    /// was decided about the patent before. Whatever is decided about it ends that digest, and the
    /// approvals of it with it.
    ///
    /// # Errors
    ///
    /// As [`Transaction::matter`].
    pub fn act_digest(&mut self, proposal: &Proposal) -> Result<Digest, RegisterError> {
        Ok(self.matter(proposal)?.digest())
    }

    /// What two people approve of several decisions: one digest, which ends as soon as anything is
    /// decided about any of their patents.
    ///
    /// # Errors
    ///
    /// As [`Transaction::matter`].
    pub fn acts_digest(&mut self, proposals: &[Proposal]) -> Result<Digest, RegisterError> {
        Ok(digest_of_many(&self.matters(proposals)?))
    }
}
