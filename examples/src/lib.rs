// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the example programs have in common: a police device of the laboratory, and what it asks a card.
//!
//! ```
//! use epatent_examples::Device;
//! use epatent_testkit::{cards, lab::Lab, people};
//! use epatent_verify::{Verdict, Verifier};
//!
//! let lab = Lab::new(1);
//! let device = Device::new(&lab)?;
//! let card = cards::signed(&lab, people::rakhimov(), 7);
//! let verifier = Verifier::new(&device.trust, &device.policy)?;
//! let report = verifier.verify(&card.presentation(), &device.circumstances);
//! // Nobody asked the chip.
//! assert_eq!(report.verdict, Verdict::Undetermined);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::error::Error;

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_terminal::Request;
use epatent_testkit::lab::Lab;
use epatent_verify::{Circumstances, Policy, StatusRule, TrustStore};
use rand::Rng;

/// What a police device knows without a network.
pub struct Device {
    /// The roots that it pins.
    pub trust: TrustStore,
    /// What the police authority decided.
    pub policy: Policy,
    /// Where and when it is: Moscow, 15 December 2026, noon.
    pub circumstances: Circumstances,
}

impl Device {
    /// A device that trusts the laboratory and has no lists.
    ///
    /// # Errors
    ///
    /// The laboratory's root is not a root.
    pub fn new(lab: &Lab) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            trust: TrustStore::new(lab.setup.environment, [lab.root.der()])?,
            policy: without_lists(),
            circumstances: Circumstances {
                region: Region::parse("77")?,
                now: UnixTime::parse("2026-12-15T09:00:00Z")?,
                date: CivilDate::parse("2026-12-15")?,
                profession: None,
            },
        })
    }
}

/// The policy of a laboratory that has no lists; together with trust of production it is refused.
#[must_use]
pub fn without_lists() -> Policy {
    Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    }
}

/// What a terminal brings to the reading of one card whose printed number is `can`.
///
/// # Errors
///
/// `can` is not six digits.
pub fn request(
    can: &str,
    circumstances: &Circumstances,
    rng: &mut impl Rng,
) -> Result<Request, Box<dyn Error>> {
    let (mut host_nonce, mut pace_random) = ([0; 32], [0; Ephemeral::RANDOM]);
    rng.fill_bytes(&mut host_nonce);
    rng.fill_bytes(&mut pace_random);
    Ok(Request {
        can: Some(Can::parse(can)?),
        pace_random,
        host_nonce,
        statement: TerminalStatement {
            checked_at: circumstances.now,
            region: circumstances.region,
            terminal: Text::parse("example")?,
        },
    })
}
