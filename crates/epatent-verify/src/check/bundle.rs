// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the trust bundle says of the signer, and how old the bundle is.

use alloc::format;

use epatent_core::certificate::Role;
use epatent_core::object::Environment;

use super::Check;
use super::object::Signed;
use crate::chain::Signer;
use crate::{CheckId, Freshness, Outcome, Reason};

const LISTED: &str = "the signer, its role and region with the trust bundle";
const NO_BUNDLE: &str = "there is no trust bundle";

impl Check<'_> {
    /// Whether the bundle in force lets the signer sign this. Without a bundle there is nothing that
    /// could forbid it; that there is none is told by [`Check::check_bundle`].
    pub(super) fn is_listed(&mut self, signer: &Signer, signed: &Signed) -> bool {
        let Some(bundle) = self.verifier.bundle else {
            self.log
                .skipped(CheckId::Listed, Outcome::NotChecked, NO_BUNDLE);
            return true;
        };
        let signed_at = signed.signed_at;
        let judged = bundle.judge(
            signer,
            Role::Document,
            &[signed.region],
            signed.object,
            signed_at,
        );
        let spared_since = judged.withdrawn_since.filter(|_| judged.revoked.is_none());
        let mut objections = judged.into_objections().map(Reason::from);
        let worst = objections.next();
        let stands = worst.is_none();
        self.log.judged(CheckId::Listed, LISTED, worst);
        for reason in objections {
            self.log.find(reason);
        }
        if let Some(since) = spared_since {
            self.log
                .find(Reason::SignerWithdrawnLater { since, signed_at });
        }
        stands
    }

    /// The age of the bundle. A laboratory may go without one, production may not.
    pub(super) fn check_bundle(&mut self) {
        const ID: CheckId = CheckId::Bundle;
        self.log.start();
        let Some(bundle) = self.verifier.bundle else {
            if self.demands_bundle() {
                self.log.not_checked(ID, NO_BUNDLE, Reason::BundleMissing);
            } else {
                self.log.skipped(ID, Outcome::NotChecked, NO_BUNDLE);
            }
            return;
        };
        let times = bundle.times();
        let freshness = times.freshness(self.circumstances.now);
        let since = match freshness {
            Freshness::Expired => times.expires,
            Freshness::Fresh | Freshness::Stale => times.next_update,
        };
        let reason = (freshness > Freshness::Fresh).then_some(Reason::BundleStale {
            freshness,
            issued: times.issued_at,
            since,
        });
        self.log.judged(
            ID,
            format!(
                "the clock with bundle {} of {}",
                bundle.version, bundle.issued
            ),
            reason,
        );
    }

    /// Whether a green answer takes a bundle that is fresh.
    pub(super) fn demands_bundle(&self) -> bool {
        self.verifier.bundle.is_some()
            || self.verifier.trust.environment() == Environment::Production
    }
}
