// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the police authority decides, and where and when a check takes place.

use epatent_core::bundle::{BundlePolicy, RequiredCheck, WrongRegionColour};
use epatent_core::list::Freshness;
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
    /// `refused`, as a region may decide for itself.
    Red,
}

/// Whether an answer may be green without a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StatusRule {
    /// No green without the word of a fresh list.
    #[default]
    Required,
    /// Without a list the check is named as not made and blocks nothing; a list that is there counts.
    /// Laboratories only: refused together with production trust.
    NotRequired,
}

/// How old a list may be, in seconds since it was issued. It tightens the list's own times and never
/// loosens them.
///
/// `[applet-spec trust §3]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxAge {
    /// More seconds than this, and it is stale.
    pub stale: u32,
    /// More seconds than this, and it is expired; a bundle has none below `stale` here.
    pub expired: u32,
}

impl MaxAge {
    const fn of_bundle(age: epatent_core::bundle::MaxAge) -> Self {
        Self {
            stale: age.stale,
            expired: age.expired,
        }
    }

    /// How old what was issued at a time is at another.
    #[must_use]
    pub fn freshness(&self, issued_at: UnixTime, now: UnixTime) -> Freshness {
        let age = now.seconds().saturating_sub(issued_at.seconds());
        if age > u64::from(self.expired) {
            Freshness::Expired
        } else if age > u64::from(self.stale) {
            Freshness::Stale
        } else {
            Freshness::Fresh
        }
    }
}

/// Rules of the authority whose officers check.
///
/// `[applet-spec trust §4]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The answer to a patent of another region.
    pub wrong_region: WrongRegion,
    /// Whether a status list is demanded. By default it is.
    pub status: StatusRule,
    /// Whether a paid-through list is demanded. By default it is.
    pub payment: StatusRule,
    /// How old a status list may be. By default what the list says itself.
    pub status_age: Option<MaxAge>,
    /// How old a paid-through list may be. By default what the list says itself.
    pub payment_age: Option<MaxAge>,
    /// For how many days after the last paid one `tax-not-paid` is amber, because money paid in time
    /// may still be on its way to the list. By default for none; a bundle says 0 to 31.
    pub payment_grace_days: u8,
    /// `expires-soon` is told when the last possible or the last paid day is at most this many days ahead.
    /// By default 3; a bundle says 0 to 366.
    pub expires_soon_days: u16,
    /// Seconds by which a signed time may be ahead of the device's clock before the clock is
    /// doubted. By default 300; a bundle says 0 to 86,400.
    pub clock_tolerance: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            wrong_region: WrongRegion::default(),
            status: StatusRule::default(),
            payment: StatusRule::default(),
            status_age: None,
            payment_age: None,
            payment_grace_days: 0,
            expires_soon_days: 3,
            clock_tolerance: 300,
        }
    }
}

impl Policy {
    /// The policy of a trust bundle.
    #[must_use]
    pub fn of_bundle(bundle: &BundlePolicy) -> Self {
        let rule = |check| {
            if bundle.required.contains(&check) {
                StatusRule::Required
            } else {
                StatusRule::NotRequired
            }
        };
        Self {
            wrong_region: match bundle.wrong_region {
                WrongRegionColour::Amber => WrongRegion::Amber,
                WrongRegionColour::Red => WrongRegion::Red,
            },
            status: rule(RequiredCheck::Status),
            payment: rule(RequiredCheck::Payment),
            status_age: bundle.status_age.map(MaxAge::of_bundle),
            payment_age: bundle.payment_age.map(MaxAge::of_bundle),
            payment_grace_days: bundle.payment_grace,
            expires_soon_days: bundle.expires_soon,
            clock_tolerance: bundle.clock_tolerance,
        }
    }
}

/// Why a policy cannot be used with a trust store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Production cards without a status would make an annulled patent green.
    #[error(
        "a policy without status lists cannot be used with production trust, because an annulled \
         patent would then be called in force"
    )]
    StatusNotRequiredInProduction,
    /// Production cards without a paid-through list would make an unpaid patent green.
    #[error(
        "a policy without paid-through lists cannot be used with production trust, because an \
         unpaid patent would then be called in force"
    )]
    PaymentNotRequiredInProduction,
}

/// Place and time of a check, and what the officer saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// The region in which the check takes place.
    pub region: Region,
    /// The device's clock, UTC seconds.
    pub now: UnixTime,
    /// The civil date for which the answer is given, in the zone of the region.
    pub date: CivilDate,
    /// The work that the officer saw, when he chose one.
    pub profession: Option<Text>,
}
