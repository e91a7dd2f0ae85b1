// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! From an application and a chip key to signed card files.

use crate::application::Application;
use crate::store::DocumentSigner;
use epatent_core::UnixTime;
use epatent_core::object::{CardId, ChipKey, Environment};
use epatent_sign::{IssueTerms, SignError, SignedCard};
use rand::Rng;

/// EF.CardAccess of a card of profile 01: no secure channel to announce, an empty SET (DER).
const CARD_ACCESS: [u8; 2] = [0x31, 0x00];

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
        card_access: CARD_ACCESS.to_vec(),
        region: application.contents.permission.region,
    };
    epatent_sign::issue(
        &application.contents,
        &terms,
        &signer.certificate,
        &signer.key,
        &mut rng,
    )
}
