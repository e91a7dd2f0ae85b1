// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Decisions about patents and cards, and the approvals of two people that some of them need.

use std::collections::BTreeSet;

use crate::cell::Stored;
use crate::matter::{Matter, digest_of_many};
use crate::payment_files::Files;
use crate::words::{Act, CardState, CardStatus, DecisionAct, Opaque, PatentState, Reason};
use crate::{Approval, Card, Decision, Intent, Key, Patent, Payment, RegisterError, Transaction};
use epatent_core::object::Digest;
use epatent_core::{CivilDate, PatentNumber};

/// People who have to approve an act that needs more than one.
pub(crate) const APPROVALS: usize = 2;

/// An act that is proposed, approved and carried out: always the same act, by its digest
/// ([`Transaction::act_digest`]).
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

impl Transaction<'_> {
    /// The decisions of the lines that people read of several; `None` where they are none.
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
    /// [`RegisterError::NotApproved`] where two people did not approve exactly these;
    /// [`RegisterError::Lapsed`] for the second about one patent; otherwise as
    /// [`Transaction::decide`]. Drop the transaction then: a part may have been carried out in it.
    pub fn decide_all(&mut self, proposals: &[Proposal]) -> Result<(), RegisterError> {
        let matters = self.matters(proposals)?;
        let manifest = digest_of_many(&matters);
        self.demand_two_approvals(manifest)?;
        let mut decided = BTreeSet::new();
        for matter in &matters {
            // What was read of the patent was right before the first.
            if !decided.insert(matter.patent.key) {
                return Err(RegisterError::Lapsed);
            }
            self.carry_out_as(matter, manifest)?;
        }
        Ok(())
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
        let matter = self.matter(proposal)?;
        let manifest = matter.digest();
        if proposal.act.needs_two() {
            self.demand_two_approvals(manifest)?;
        }
        self.carry_out_as(&matter, manifest)
    }

    /// A decision, whoever approved it.
    pub(crate) fn carry_out(
        &mut self,
        proposal: &Proposal,
    ) -> Result<Key<Decision>, RegisterError> {
        let matter = self.matter(proposal)?;
        self.carry_out_as(&matter, matter.digest())
    }

    /// The same, approved under a digest: what is changed are the rows that the digest was made of.
    fn carry_out_as(
        &mut self,
        matter: &Matter,
        manifest: Digest,
    ) -> Result<Key<Decision>, RegisterError> {
        let proposal = &matter.proposal;
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
                self.move_patent(&matter.patent, &from, PatentState::Annulled)?;
            }
            DecisionAct::Suspend => {
                let from = [PatentState::Valid];
                self.move_patent(&matter.patent, &from, PatentState::Suspended)?;
            }
            DecisionAct::Restore => {
                let from = [PatentState::Suspended];
                self.move_patent(&matter.patent, &from, PatentState::Valid)?;
            }
            DecisionAct::Supersede => {
                let mut card = issued_card(matter)?.clone();
                card.status = CardStatus::Superseded;
                card.changed_at = self.at;
                self.update(&card)?;
            }
            // The new card supersedes it when it is issued.
            DecisionAct::Replace => {
                issued_card(matter)?;
            }
            DecisionAct::AcceptPayment => {
                let payment = payment_of_patent(matter)?;
                self.accept_payment(payment, decision.key)?;
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
        patent: &Patent,
        from: &[PatentState],
        to: PatentState,
    ) -> Result<(), RegisterError> {
        if !from.contains(&patent.state) {
            return Err(RegisterError::State {
                what: "patent",
                key: patent.key.number(),
                actual: patent.state.word(),
                expected: from.first().map_or("", |state| state.word()),
            });
        }
        let moved = Patent {
            state: to,
            ..patent.clone()
        };
        self.update(&moved)?;
        let live: Option<Card> = self.first("WHERE live_of = $1", &[patent.key.cell()])?;
        if let Some(mut card) = live {
            card.status = self.status_with_chip(card.key, to)?;
            card.changed_at = self.at;
            self.update(&card)?;
        }
        Ok(())
    }
}

/// The card of a proposal: of its patent, and issued.
fn issued_card(matter: &Matter) -> Result<&Card, RegisterError> {
    let card = matter.card.as_ref();
    let card = card
        .filter(|card| card.patent == matter.patent.key)
        .ok_or_else(|| missing("card", matter.proposal.card))?;
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

/// The payment of a proposal: of its patent.
fn payment_of_patent(matter: &Matter) -> Result<&Payment, RegisterError> {
    let payment = matter.payment.as_ref();
    payment
        .filter(|payment| payment.patent == matter.patent.key)
        .ok_or_else(|| missing("payment", matter.proposal.payment))
}

fn missing<T>(what: &'static str, key: Option<Key<T>>) -> RegisterError {
    RegisterError::NotFound {
        what,
        key: key.map(|key| key.to_string()).unwrap_or_default(),
    }
}
