// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The rules that an office checks its own cards by, as the rules of every device.

use epatent_core::bundle::{BundlePolicy, MaxAge, RequiredCheck, WrongRegionColour};
use epatent_verify::{Policy, StatusRule, WrongRegion};

/// The policy of a bundle that says what a verifier's says.
#[must_use]
pub fn bundle_policy(policy: &Policy) -> BundlePolicy {
    let age = |age: Option<epatent_verify::MaxAge>| {
        age.map(|age| MaxAge {
            stale: age.stale,
            expired: age.expired,
        })
    };
    let rules = [
        (policy.status, RequiredCheck::Status),
        (policy.payment, RequiredCheck::Payment),
    ];
    BundlePolicy {
        wrong_region: match policy.wrong_region {
            WrongRegion::Amber => WrongRegionColour::Amber,
            WrongRegion::Red => WrongRegionColour::Red,
        },
        bundle_age: None,
        status_age: age(policy.status_age),
        payment_age: age(policy.payment_age),
        payment_grace: policy.payment_grace_days,
        expires_soon: policy.expires_soon_days,
        clock_tolerance: policy.clock_tolerance,
        required: rules
            .into_iter()
            .filter(|(rule, _)| *rule == StatusRule::Required)
            .map(|(_, check)| check)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_devices_are_told_is_what_the_office_checks_by() {
        let strict = Policy {
            wrong_region: WrongRegion::Red,
            status_age: Some(epatent_verify::MaxAge {
                stale: 3_600,
                expired: 86_400,
            }),
            payment_grace_days: 2,
            expires_soon_days: 9,
            clock_tolerance: 60,
            ..Policy::default()
        };
        let loose = Policy {
            status: StatusRule::NotRequired,
            payment: StatusRule::NotRequired,
            ..Policy::default()
        };
        for policy in [Policy::default(), strict, loose] {
            assert_eq!(Policy::of_bundle(&bundle_policy(&policy)), policy);
        }
        assert_eq!(bundle_policy(&Policy::default()), BundlePolicy::default());
    }
}
