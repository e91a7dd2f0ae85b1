// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What one person proposes and another approves: the whole act, so that nobody approves a number alone.

use crate::cell::{Cell, Stored};
use crate::matter::{Matter, digest_of_many, document_of};
use crate::office_rules;
use crate::words::{DecisionAct, Label, Opaque, Subject};
use crate::{
    Approval, Intent, Key, Proposal, Proposed, Register, RegisterError, RulesInForce, Transaction,
};
use epatent_core::object::Digest;

/// A proposal that waits, with everything that its digest was made of: what is shown to whoever approves it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pending {
    /// The proposal.
    pub proposed: Proposed,
    /// A decision with the patent, card and payment that it is about.
    pub matter: Option<Matter>,
    /// Rules that hold until other ones do.
    pub before: Option<RulesInForce>,
}

impl Proposed {
    /// The decision that is proposed; `None` for another act.
    #[must_use]
    pub fn decision(&self) -> Option<Proposal> {
        Some(Proposal {
            act: self.act?,
            patent: self.patent?,
            card: self.card,
            payment: self.payment,
            reason: self.reason.clone()?,
            effective_on: self.effective_on?,
        })
    }
}

impl Register {
    /// The act that was proposed under a digest.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn proposed(&mut self, act: Digest) -> Result<Option<Proposed>, RegisterError> {
        let found: Vec<Proposed> = self.database.select("WHERE digest = $1", &[act.cell()])?;
        Ok(found.into_iter().next())
    }
}

impl Transaction<'_> {
    /// Makes every check of decisions that would be carried out one after the other, but for the
    /// approvals, and keeps nothing.
    ///
    /// # Errors
    ///
    /// Why one of them cannot be carried out, as [`Transaction::decide`] says it.
    pub fn rehearse(mut self, proposals: &[Proposal]) -> Result<(), RegisterError> {
        for proposal in proposals {
            self.carry_out(proposal)?;
        }
        Ok(())
    }

    /// Makes every check of each of several decisions by itself, but for the approvals, and keeps
    /// nothing: why those cannot be carried out that cannot, by their places from 0.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn rehearse_each(
        mut self,
        proposals: &[Proposal],
    ) -> Result<Vec<(usize, RegisterError)>, RegisterError> {
        let mut refused = Vec::new();
        for (place, proposal) in proposals.iter().enumerate() {
            match self.carry_out(proposal) {
                Ok(_) => {}
                Err(error @ (RegisterError::State { .. } | RegisterError::NotFound { .. })) => {
                    refused.push((place, error));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(refused)
    }

    /// Records a decision that needs two people, whole, and that the operator of this transaction
    /// approves it: the first of the two. Rehearse it before.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Duplicate`] where the operator proposed or approved it before.
    pub fn propose(&mut self, proposal: &Proposal) -> Result<Digest, RegisterError> {
        let digest = self.act_digest(proposal)?;
        let proposed = Proposed {
            key: self.new_key(),
            digest,
            subject: Subject::Decision,
            patent: Some(proposal.patent),
            act: Some(proposal.act),
            card: proposal.card,
            payment: proposal.payment,
            reason: Some(proposal.reason.clone()),
            effective_on: Some(proposal.effective_on),
            name: None,
            document: None,
            operator: self.by.operator.clone(),
            at: self.at,
        };
        self.keep_proposal(&proposed)?;
        Ok(digest)
    }

    /// The same for several decisions, which two people approve together.
    ///
    /// # Errors
    ///
    /// As [`Transaction::propose`].
    pub fn propose_all(
        &mut self,
        proposals: &[Proposal],
        name: &Label,
    ) -> Result<Digest, RegisterError> {
        let matters = self.matters(proposals)?;
        let digest = digest_of_many(&matters);
        let document = Opaque(document_of(&matters).into_bytes());
        self.propose_document(digest, Subject::Decisions, name, &document)?;
        Ok(digest)
    }

    /// The same for an act that is no decision: what it is about, and the document that says it whole.
    /// Its digest is the caller's.
    ///
    /// # Errors
    ///
    /// As [`Transaction::propose`].
    pub fn propose_document(
        &mut self,
        digest: Digest,
        subject: Subject,
        name: &Label,
        document: &Opaque,
    ) -> Result<(), RegisterError> {
        let proposed = Proposed {
            key: self.new_key(),
            digest,
            subject,
            patent: None,
            act: None::<DecisionAct>,
            card: None,
            payment: None,
            reason: None,
            effective_on: None,
            name: Some(name.clone()),
            document: Some(document.clone()),
            operator: self.by.operator.clone(),
            at: self.at,
        };
        self.keep_proposal(&proposed)
    }

    /// Records that the operator of this transaction approves an act that somebody proposed.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotProposed`] where nobody did; [`RegisterError::Lapsed`] for an act that was
    /// carried out, or before which something else was decided;
    /// [`RegisterError::Duplicate`] when the operator approved it before.
    pub fn approve_proposed(&mut self, act: Digest) -> Result<Key<Approval>, RegisterError> {
        self.pending(act)?;
        self.approve(act, None)
    }

    /// The act that waits under a digest for its second person, or to be carried out, with the values that
    /// this digest is of. What a file of the office's folder is going to say is the document of the
    /// proposal, and its digest is compared by whoever knows that folder.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotProposed`]; [`RegisterError::Lapsed`].
    pub fn pending(&mut self, act: Digest) -> Result<Pending, RegisterError> {
        let proposed: Option<Proposed> = self.first("WHERE digest = $1", &[act.cell()])?;
        let proposed = proposed.ok_or(RegisterError::NotProposed)?;
        let (mut matter, mut before) = (None, None);
        let is_pending = match (proposed.subject, proposed.decision(), &proposed.document) {
            (Subject::Decision, Some(decision), _) => {
                let read = self.matter(&decision)?;
                let is_it = read.digest() == act;
                matter = Some(read);
                is_it
            }
            (Subject::Decisions, _, Some(document)) => match self.proposals_of(document)? {
                Some(proposals) => {
                    let matters = self.matters(&proposals)?;
                    // What is read is the document itself, and nothing that only means the same.
                    document_of(&matters).as_bytes() == document.0
                        && digest_of_many(&matters) == act
                }
                None => false,
            },
            (Subject::Rules, _, Some(document)) => {
                before = self.rules_in_force()?;
                office_rules::digest(before.as_ref(), document) == act
            }
            // What a folder says is done once it is written down.
            _ => {
                let begun: Option<Intent> = self.first("WHERE subject = $1", &[act.cell()])?;
                begun.is_none()
            }
        };
        if is_pending {
            Ok(Pending {
                proposed,
                matter,
                before,
            })
        } else {
            Err(RegisterError::Lapsed)
        }
    }

    /// The acts that wait for their second person, or to be carried out: of the newest `limit` proposals,
    /// the newest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn all_pending(&mut self, limit: u32) -> Result<Vec<Pending>, RegisterError> {
        let newest: Vec<Proposed> =
            self.select("ORDER BY id DESC LIMIT $1", &[Cell::Integer(limit.into())])?;
        let mut pending = Vec::new();
        for proposed in newest {
            match self.pending(proposed.digest) {
                Ok(waiting) => pending.push(waiting),
                Err(RegisterError::Lapsed) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(pending)
    }

    fn keep_proposal(&mut self, proposed: &Proposed) -> Result<(), RegisterError> {
        let act = proposed.digest;
        let known: Option<Proposed> = self.first("WHERE digest = $1", &[act.cell()])?;
        if known.is_none() {
            self.insert(proposed);
            self.done("act-proposed")?;
        }
        self.approve(act, None).map(drop)
    }
}
