// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! From an application and a chip key to signed card files.

use crate::application::Application;
use epatent_apdu::pace::{Parameter, card_access};
use epatent_core::UnixTime;
use epatent_core::object::{CardId, ChipKey, Environment};
use epatent_office::production::DocumentSigner;
use epatent_sign::{IssueTerms, SignError, SignedCard};
use rand::Rng;

/// Signs the application for the chip with this key, with a new card id.
pub(crate) fn sign(
    application: &Application,
    signer: &DocumentSigner,
    chip_key: ChipKey,
    signed_at: UnixTime,
) -> Result<SignedCard, SignError> {
    let mut rng = rand::rng();
    let mut card_id = [0; 16];
    rng.fill_bytes(&mut card_id);
    let terms = IssueTerms {
        environment: Environment::Lab,
        card_id: CardId::from_bytes(card_id),
        replacement_index: application.contents.remarks.replacement_index,
        signed_at,
        in_force_from: application.in_force_from,
        latest_end: application.latest_end,
        status: application.status,
        chip_key,
        card_access: card_access(&[Parameter::P256]),
        region: application.contents.permission.region,
    };
    epatent_sign::issue(
        &application.contents,
        &terms,
        &signer.certificate,
        signer.key.as_ref(),
        &mut rng,
    )
}
