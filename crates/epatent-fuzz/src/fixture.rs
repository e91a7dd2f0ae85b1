// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The one card that the laboratory signed, its place and its time: what a green verdict may be about.

use std::sync::OnceLock;

use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_verify::{Circumstances, Policy, SignerCertificates, StatusRule, TrustStore};

/// The laboratory's root certificate, DER.
pub const ROOT: &[u8] = include_bytes!("../fixtures/root.der");
/// The card as it was read, with its proof: a card file.
pub const CARD: &[u8] = include_bytes!("../fixtures/card.cbor");
/// The six digits that open it.
pub const ACCESS_NUMBER: &str = "004711";
/// Its region.
pub const REGION: &str = "77";
/// When it is checked.
pub const NOW: &str = "2026-11-20T10:00:00Z";
/// The day of the check.
pub const DAY: &str = "2026-11-20";

/// What a device has beside the card.
#[derive(Debug)]
pub struct Device {
    /// The laboratory's root.
    pub trust: TrustStore,
    /// The signer of the card, for codes that name it.
    pub signers: SignerCertificates,
    /// A laboratory's policy.
    pub policy: Policy,
    /// Place and time.
    pub circumstances: Circumstances,
    /// The card.
    pub card: Presentation,
}

/// The device, made once; nothing where the fixtures are broken, which a test says.
#[must_use]
pub fn device() -> Option<&'static Device> {
    static DEVICE: OnceLock<Option<Device>> = OnceLock::new();
    DEVICE.get_or_init(make).as_ref()
}

fn make() -> Option<Device> {
    let card = Presentation::decode(CARD).ok()?;
    let object = Sign1::parse(&card.security_object, Typ::SecurityObject).ok()?;
    let mut signers = SignerCertificates::new();
    signers.add(object.certificate());
    Some(Device {
        signers,
        trust: TrustStore::new(Environment::Lab, [ROOT]).ok()?,
        policy: Policy {
            status: StatusRule::NotRequired,
            payment: StatusRule::NotRequired,
            ..Policy::default()
        },
        circumstances: Circumstances {
            region: Region::parse(REGION).ok()?,
            now: UnixTime::parse(NOW).ok()?,
            date: CivilDate::parse(DAY).ok()?,
            profession: None,
        },
        card,
    })
}

impl Device {
    /// Whether this is the card that was signed: a proof and the office's number aside, which no
    /// issuer signs.
    #[must_use]
    pub fn signed(&self, shown: &Presentation) -> bool {
        shown.security_object == self.card.security_object
            && shown.groups == self.card.groups
            && shown.card_access == self.card.card_access
    }
}
