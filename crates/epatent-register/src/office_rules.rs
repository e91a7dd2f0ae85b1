// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The rules of the office that are in force, in the chain: whoever changes a file changes no rule.
//!
//! What a document says is the office's; the register keeps the newest, and who put it there.

use crate::canonical::Writer;
use crate::words::Opaque;
use crate::{Key, Register, RegisterError, RulesInForce, Transaction};
use epatent_core::object::Digest;

/// First item of what is approved.
const DOMAIN: &str = "epatent-register rules 2";
/// The rules that were put in force last.
const NEWEST: &str = "ORDER BY id DESC LIMIT 1";

impl Register {
    /// The rules that were put in force last; `None` where none ever were.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn rules_in_force(&mut self) -> Result<Option<RulesInForce>, RegisterError> {
        let newest: Vec<RulesInForce> = self.database.select(NEWEST, &[])?;
        Ok(newest.into_iter().next())
    }

    /// What people approve of other rules: a digest of them, of those in force, which people read beside
    /// them, and of the place of these, so that approvals count once.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn rules_digest(&mut self, document: &Opaque) -> Result<Digest, RegisterError> {
        let before = self.rules_in_force()?;
        Ok(digest(before.as_ref(), document))
    }
}

impl Transaction<'_> {
    /// [`Register::rules_digest`] within this transaction.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn rules_digest(&mut self, document: &Opaque) -> Result<Digest, RegisterError> {
        let before = self.rules_in_force()?;
        Ok(digest(before.as_ref(), document))
    }

    /// [`Register::rules_in_force`] within this transaction.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn rules_in_force(&mut self) -> Result<Option<RulesInForce>, RegisterError> {
        self.first(NEWEST, &[])
    }

    /// Puts stricter rules in force: one person may do that. That they are, the caller knows.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn tighten_rules(&mut self, document: &Opaque) -> Result<Key<RulesInForce>, RegisterError> {
        self.put_rules(document, None, "rules-tightened")
    }

    /// Puts rules in force that allow more than those before.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotApproved`] unless two people approved exactly these.
    pub fn loosen_rules(&mut self, document: &Opaque) -> Result<Key<RulesInForce>, RegisterError> {
        let act = self.rules_digest(document)?;
        self.demand_two_approvals(act)?;
        self.put_rules(document, Some(act), "rules-loosened")
    }

    fn put_rules(
        &mut self,
        document: &Opaque,
        manifest: Option<Digest>,
        kind: &str,
    ) -> Result<Key<RulesInForce>, RegisterError> {
        let rules = RulesInForce {
            key: self.new_key(),
            document: document.clone(),
            manifest,
            operator: self.by.operator.clone(),
            at: self.at,
        };
        self.insert(&rules);
        self.done(kind)?;
        Ok(rules.key)
    }
}

/// SHA-256 of the CBOR array of domain, place and document of the rules in force, and the document.
pub(crate) fn digest(before: Option<&RulesInForce>, document: &Opaque) -> Digest {
    let mut bytes = Writer::array(4);
    bytes.text(DOMAIN);
    bytes.integer(before.map_or(0, |rules| rules.key.number()));
    match before {
        Some(rules) => bytes.bytes(&rules.document.0),
        None => bytes.null(),
    }
    bytes.bytes(&document.0);
    Digest::of(&bytes.finish())
}
