// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the police authority decides, and where and when a check takes place.

use epatent_core::bundle::{BundlePolicy, RequiredCheck, WrongRegionColour};
use epatent_core::{CivilDate, Region, Text, UnixTime};

/// How a patent of another region is answered.
///
/// Business trips can be lawful, so that "wrong region" is a finding for the officer and not
/// proof of a forgery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WrongRegion {
    /// `undetermined`: the officer looks for the exception.
    #[default]
    Amber,
    /// `refused`.
    Red,
}

/// Whether an answer may be green without a status list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StatusRule {
    /// No green without a fresh status.
    #[default]
    Required,
    /// The status is named as not checked and blocks nothing. Laboratories only: refused together
    /// with production trust.
    NotRequired,
}

/// Rules of the authority whose officers check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The answer to a patent of another region.
    pub wrong_region: WrongRegion,
    /// Whether a status list is demanded.
    pub status: StatusRule,
    /// `expires-soon` is told when the last possible day is at most this many days ahead.
    pub expires_soon_days: u16,
    /// Seconds by which a signed time may be ahead of the device's clock before the clock is
    /// doubted.
    pub clock_tolerance: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            wrong_region: WrongRegion::default(),
            status: StatusRule::default(),
            expires_soon_days: 3,
            clock_tolerance: 300,
        }
    }
}

impl Policy {
    /// The policy of a trust bundle.
    #[must_use]
    pub fn of_bundle(bundle: &BundlePolicy) -> Self {
        Self {
            wrong_region: match bundle.wrong_region {
                WrongRegionColour::Amber => WrongRegion::Amber,
                WrongRegionColour::Red => WrongRegion::Red,
            },
            status: if bundle.required.contains(&RequiredCheck::Status) {
                StatusRule::Required
            } else {
                StatusRule::NotRequired
            },
            expires_soon_days: bundle.expires_soon,
            clock_tolerance: bundle.clock_tolerance,
        }
    }
}

/// A policy that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Production cards without a status would make an annulled patent green.
    #[error(
        "a policy without status lists cannot be used with production trust, because an annulled \
         patent would then be called in force"
    )]
    StatusNotRequiredInProduction,
}

/// Place and time of a check, and what the officer saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// The region in which the check takes place.
    pub region: Region,
    /// The device's clock.
    pub now: UnixTime,
    /// The civil date for which the answer is given, in the zone of the region.
    pub date: CivilDate,
    /// The work that the officer saw, when he chose one.
    pub profession: Option<Text>,
}
