// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Decisions about patents and cards, and the approvals of two people that some of them need.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::canonical::Writer;
use crate::cell::Stored;
use crate::payment_files::Files;
use crate::words::{Act, CardState, CardStatus, DecisionAct, Opaque, PatentState, Reason};
use crate::{
    Approval, Card, Decision, Intent, Key, Patent, Payment, Register, RegisterError, Transaction,
};
use epatent_core::object::Digest;
use epatent_core::{CivilDate, PatentNumber};

/// People who have to approve an act that needs more than one.
pub(crate) const APPROVALS: usize = 2;
/// First item of what is approved.
const DOMAIN: &str = "epatent-register act 2";
/// First item of what is approved of several.
const DOMAIN_OF_MANY: &str = "epatent-register acts 1";
/// How often something was decided about a patent.
const DECISIONS: &str = "SELECT count(*) FROM decision WHERE patent = $1";

/// An act that is proposed, approved and carried out: always the same act, by its digest
/// ([`Register::act_digest`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is decided, with its own rules of approval.
    pub act: DecisionAct,
    /// Patent it is about.
    pub patent: Key<Patent>,
    /// Card it is about: needed to supersede or replace one.
    pub card: Option<Key<Card>>,
    /// Payment it is about: needed to accept one.
    pub payment: Option<Key<Payment>>,
    /// Why, one of the open set of reason codes.
    pub reason: Reason,
    /// Day from which it holds, a civil date in the region.
    pub effective_on: CivilDate,
}

impl Proposal {
    /// SHA-256 of the CBOR array of domain, act, patent, number of decisions about it so far, card or
    /// null, payment or null, reason and day.
    fn digest(&self, decisions: i64) -> Digest {
        let mut bytes = Writer::array(8);
        bytes.text(DOMAIN);
        bytes.text(self.act.word());
        bytes.cell(&self.patent.cell());
        bytes.integer(decisions);
        bytes.cell(&self.card.cell());
        bytes.cell(&self.payment.cell());
        bytes.text(self.reason.as_str());
        bytes.cell(&self.effective_on.cell());
        Digest::of(&bytes.finish())
    }
}

impl DecisionAct {
    /// Whether two people have to approve it. Blocking a card has to be fast, and can be undone.
    #[must_use]
    pub const fn needs_two(self) -> bool {
        match self {
            Self::Annul | Self::Restore | Self::Replace | Self::AcceptPayment => true,
            Self::Suspend | Self::Supersede => false,
        }
    }
}

/// What becomes of a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootChange {
    /// Bundles introduce it to devices.
    Introduce,
    /// Nothing new is signed under it.
    Retire,
    /// Every device is set up with it: what led devices to it may go.
    Settle,
}

impl RootChange {
    /// The act that is written down.
    #[must_use]
    pub const fn act(self) -> Act {
        match self {
            Self::Introduce => Act::IntroduceRoot,
            Self::Retire => Act::RetireRoot,
            Self::Settle => Act::SettleRoot,
        }
    }
}

impl Register {
    /// What people approve of an act: its digest, which holds how often something was decided about the
    /// patent before. Whatever is decided about it ends that digest, and the approvals of it with it.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn act_digest(&mut self, proposal: &Proposal) -> Result<Digest, RegisterError> {
        let decisions = self.database.number(DECISIONS, &[proposal.patent.cell()])?;
        Ok(proposal.digest(decisions))
    }
}

/// SHA-256 of the CBOR array of domain, what people read of the acts, and the digest of each, in their
/// order.
fn digest_of_many(document: &str, acts: &[Digest]) -> Digest {
    let mut bytes = Writer::array(acts.len() + 2);
    bytes.text(DOMAIN_OF_MANY);
    bytes.text(document);
    for act in acts {
        bytes.cell(&act.cell());
    }
    Digest::of(&bytes.finish())
}

impl Transaction<'_> {
    /// What two people approve of several decisions: one digest, which ends as soon as anything is
    /// decided about any of their patents.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn acts_digest(&mut self, proposals: &[Proposal]) -> Result<Digest, RegisterError> {
        let acts: Result<Vec<Digest>, RegisterError> = proposals
            .iter()
            .map(|proposal| self.act_digest(proposal))
            .collect();
        let document = self.document_of(proposals)?;
        Ok(digest_of_many(&document, &acts?))
    }

    /// What a second person reads of several decisions: a line each with patent, act, code of the reason
    /// and day.
    pub(crate) fn document_of(&mut self, proposals: &[Proposal]) -> Result<String, RegisterError> {
        let mut lines = String::new();
        for proposal in proposals {
            let number = self.row(proposal.patent)?.number;
            let (act, reason) = (proposal.act.word(), &proposal.reason);
            // Writing to a String cannot fail.
            let _ = writeln!(
                lines,
                "{number}; {act}; {reason}; {}",
                proposal.effective_on
            );
        }
        Ok(lines)
    }

    /// The decisions of such lines; `None` where they are none.
    pub(crate) fn proposals_of(
        &mut self,
        document: &Opaque,
    ) -> Result<Option<Vec<Proposal>>, RegisterError> {
        let mut proposals = Vec::new();
        for line in String::from_utf8_lossy(&document.0).lines() {
            let cells: Vec<&str> = line.split("; ").collect();
            let [number, act, reason, day] = *cells.as_slice() else {
                return Ok(None);
            };
            let act = DecisionAct::ALL.iter().find(|known| known.word() == act);
            let (Ok(number), Some(act), Ok(reason), Ok(effective_on)) = (
                PatentNumber::parse(number),
                act,
                Reason::parse(reason),
                CivilDate::parse(day),
            ) else {
                return Ok(None);
            };
            let patent: Option<Patent> = self.first("WHERE number = $1", &[number.cell()])?;
            let Some(patent) = patent else {
                return Ok(None);
            };
            proposals.push(Proposal {
                act: *act,
                patent: patent.key,
                card: None,
                payment: None,
                reason,
                effective_on,
            });
        }
        Ok(Some(proposals))
    }

    /// Carries out several decisions about patents that all differ, whether or not one of them needs
    /// two people by itself.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotApproved`] where two people did not approve exactly these; otherwise as
    /// [`Transaction::decide`]. Drop the transaction then: a part may have been carried out in it.
    pub fn decide_all(&mut self, proposals: &[Proposal]) -> Result<(), RegisterError> {
        let manifest = self.acts_digest(proposals)?;
        self.demand_two_approvals(manifest)?;
        for proposal in proposals {
            self.carry_out_as(proposal, manifest)?;
        }
        Ok(())
    }

    /// [`Register::act_digest`] within this transaction.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn act_digest(&mut self, proposal: &Proposal) -> Result<Digest, RegisterError> {
        let decisions = self.number(DECISIONS, &[proposal.patent.cell()])?;
        Ok(proposal.digest(decisions))
    }

    /// Records that the operator of this transaction approves an act. `signature` is that
    /// person's own over the digest, where the office has keys for its people; it is kept, and
    /// checked by whoever gives it.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Duplicate`] when the operator approved it before.
    pub fn approve(
        &mut self,
        manifest: Digest,
        signature: Option<&Opaque>,
    ) -> Result<Key<Approval>, RegisterError> {
        let approval = Approval {
            key: self.new_key(),
            manifest,
            operator: self.by.operator.clone(),
            signature: signature.cloned(),
            at: self.at,
        };
        self.insert(&approval);
        self.done("act-approved")?;
        Ok(approval.key)
    }

    /// Makes sure that two different operators approved what has this digest.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotApproved`] where fewer did.
    pub fn demand_two_approvals(&mut self, manifest: Digest) -> Result<(), RegisterError> {
        let approvals: Vec<Approval> = self.select("WHERE manifest = $1", &[manifest.cell()])?;
        for approval in &approvals {
            self.made_of(approval);
        }
        // The database allows one operator no second approval; it is not asked to be believed.
        let people: BTreeSet<&str> = approvals.iter().map(|of| of.operator.as_str()).collect();
        if people.len() >= APPROVALS {
            Ok(())
        } else {
            Err(RegisterError::NotApproved {
                approvals: people.len(),
            })
        }
    }

    /// Writes down that a signer is withdrawn. `act` is the digest of all that is going to be said of it,
    /// which two people approved. Commit before the files say it; then comes [`Self::ended`].
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotApproved`].
    pub fn withdraw_signer(&mut self, act: Digest) -> Result<Key<Intent>, RegisterError> {
        self.demand_two_approvals(act)?;
        let intent = self.open_intent(Act::Withdraw, None, None, act);
        self.done("signer-withdrawn")?;
        Ok(intent)
    }

    /// Writes down that a root is introduced, retired, or one with which every device is set up. `act` is the digest of the file that
    /// is going to say so, which two people approved. Commit before it says so; then comes
    /// [`Self::ended`].
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotApproved`].
    pub fn change_root(
        &mut self,
        change: RootChange,
        act: Digest,
    ) -> Result<Key<Intent>, RegisterError> {
        self.demand_two_approvals(act)?;
        let intent = self.open_intent(change.act(), None, None, act);
        self.done(match change {
            RootChange::Introduce => "root-introduced",
            RootChange::Retire => "root-retired",
            RootChange::Settle => "root-settled",
        })?;
        Ok(intent)
    }

    /// Carries out a decision.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotApproved`] where two people have to approve it and did not;
    /// [`RegisterError::State`] when the patent or card is not in a state for it;
    /// [`RegisterError::NotFound`] when a card or payment is not of this patent.
    pub fn decide(&mut self, proposal: &Proposal) -> Result<Key<Decision>, RegisterError> {
        if proposal.act.needs_two() {
            let manifest = self.act_digest(proposal)?;
            self.demand_two_approvals(manifest)?;
        }
        self.carry_out(proposal)
    }

    /// A decision, whoever approved it.
    pub(crate) fn carry_out(
        &mut self,
        proposal: &Proposal,
    ) -> Result<Key<Decision>, RegisterError> {
        let manifest = self.act_digest(proposal)?;
        self.carry_out_as(proposal, manifest)
    }

    /// The same, approved under a digest.
    fn carry_out_as(
        &mut self,
        proposal: &Proposal,
        manifest: Digest,
    ) -> Result<Key<Decision>, RegisterError> {
        let decision = Decision {
            key: self.new_key(),
            patent: proposal.patent,
            card: proposal.card,
            act: proposal.act,
            reason: proposal.reason.clone(),
            effective_on: proposal.effective_on,
            manifest,
            operator: self.by.operator.clone(),
            at: self.at,
        };
        self.insert(&decision);
        match proposal.act {
            DecisionAct::Annul => {
                let from = [PatentState::Valid, PatentState::Suspended];
                self.move_patent(proposal.patent, &from, PatentState::Annulled)?;
            }
            DecisionAct::Suspend => {
                self.move_patent(
                    proposal.patent,
                    &[PatentState::Valid],
                    PatentState::Suspended,
                )?;
            }
            DecisionAct::Restore => {
                self.move_patent(
                    proposal.patent,
                    &[PatentState::Suspended],
                    PatentState::Valid,
                )?;
            }
            DecisionAct::Supersede => {
                let mut card = self.issued_card(proposal)?;
                card.status = CardStatus::Superseded;
                card.changed_at = self.at;
                self.update(&card)?;
            }
            // The new card supersedes it when it is issued.
            DecisionAct::Replace => {
                self.issued_card(proposal)?;
            }
            DecisionAct::AcceptPayment => {
                let missing = || RegisterError::NotFound {
                    what: "payment",
                    key: proposal
                        .payment
                        .map(|key| key.to_string())
                        .unwrap_or_default(),
                };
                let payment = proposal.payment.ok_or_else(missing)?;
                if self.accept_payment(payment, decision.key)? != proposal.patent {
                    return Err(missing());
                }
            }
        }
        self.done(proposal.act.word())?;
        if proposal.act == DecisionAct::AcceptPayment {
            let files = Files::of(self)?;
            self.compute_paid_through(proposal.patent, &files)?;
        }
        Ok(decision.key)
    }

    /// Takes a patent, and the live card with it, from one state to another.
    fn move_patent(
        &mut self,
        patent: Key<Patent>,
        from: &[PatentState],
        to: PatentState,
    ) -> Result<(), RegisterError> {
        let mut patent = self.row(patent)?;
        if !from.contains(&patent.state) {
            return Err(RegisterError::State {
                what: "patent",
                key: patent.key.number(),
                actual: patent.state.word(),
                expected: from.first().map_or("", |state| state.word()),
            });
        }
        patent.state = to;
        self.update(&patent)?;
        let live: Option<Card> = self.first("WHERE live_of = $1", &[patent.key.cell()])?;
        if let Some(mut card) = live {
            card.status = self.status_with_chip(card.key, to)?;
            card.changed_at = self.at;
            self.update(&card)?;
        }
        Ok(())
    }

    /// The card of a proposal: of its patent, and issued.
    fn issued_card(&mut self, proposal: &Proposal) -> Result<Card, RegisterError> {
        let missing = || RegisterError::NotFound {
            what: "card",
            key: proposal.card.map(|key| key.to_string()).unwrap_or_default(),
        };
        let card = self.row(proposal.card.ok_or_else(missing)?)?;
        if card.patent != proposal.patent {
            return Err(missing());
        }
        if card.state != CardState::Issued {
            return Err(RegisterError::State {
                what: "card",
                key: card.key.number(),
                actual: card.state.word(),
                expected: CardState::Issued.word(),
            });
        }
        Ok(card)
    }
}
