// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The rules that an office checks its own cards by, as the rules of every device.

use super::PublishError;
use crate::rules;
use crate::settings::Settings;
use epatent_core::bundle::{BundlePolicy, MaxAge, RequiredCheck, WrongRegionColour};
use epatent_core::object::Environment;
use epatent_register::Register;
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

/// That these settings are in force in the very state of the register that is published: policy and reasons
/// were read before it was verified.
///
/// # Errors
///
/// [`PublishError::OtherRules`]; those of the database.
pub fn demand_settings(
    register: &mut Register,
    environment: Environment,
    settings: &Settings,
) -> Result<(), PublishError> {
    let row = register.rules_in_force()?;
    match rules::recorded(row.as_ref(), environment) {
        Ok(in_force) if in_force == *settings => Ok(()),
        _ => Err(PublishError::OtherRules),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_core::UnixTime;
    use epatent_register::{Actor, Label, Location};

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

    #[test]
    fn settings_that_are_not_those_of_the_published_state_are_told_by_no_bundle() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::File(folder.path().join("register.db"));
        let mut register = Register::create(&location).unwrap();
        let own = Settings::of_program(Environment::Production);
        let mut other = own.clone();
        other.policy.payment_grace_days = 31;
        let mut demand = |settings: &Settings| {
            demand_settings(&mut register, Environment::Production, settings)
                .map_err(|error| error.code())
        };
        assert_eq!(demand(&own), Ok(()));
        assert_eq!(demand(&other), Err("other-rules"));
        let by = Actor {
            operator: Label::parse("17").unwrap(),
            station: Label::parse("desk 1").unwrap(),
        };
        let at = UnixTime::parse("2026-11-25T09:00:00Z").unwrap();
        let mut transaction = register.transaction(&by, at).unwrap();
        transaction
            .tighten_rules(&rules::document(&other).unwrap())
            .unwrap();
        transaction.commit().unwrap();
        let mut demand = |settings: &Settings| {
            demand_settings(&mut register, Environment::Production, settings)
                .map_err(|error| error.code())
        };
        assert_eq!(demand(&other), Ok(()));
        assert_eq!(demand(&own), Err("other-rules"));
    }
}
