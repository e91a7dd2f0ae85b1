// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! From an application and a chip key to signed card files.

use crate::application::Application;
use epatent_apdu::pace::{Parameter, card_access};
use epatent_core::UnixTime;
use epatent_core::object::{CardId, ChipKey, Environment};
use epatent_core::presentation::AccessNumber;
use epatent_office::production::DocumentSigner;
use epatent_sign::{IssueTerms, SignError, SignedCard};
use rand::{Rng, RngExt};

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

/// Six random digits, each of the million numbers equally likely.
pub(crate) fn access_number() -> AccessNumber {
    let number: u32 = rand::rng().random_range(0..1_000_000);
    // Six digits by construction; the loop would only run again if that were wrong.
    loop {
        if let Some(number) = AccessNumber::parse(&format!("{number:06}")) {
            return number;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    // shows: EPC-PACE-02
    #[test]
    fn access_numbers_are_six_digits_from_all_over_the_million() {
        let mut first_digits = BTreeSet::new();
        let mut numbers = BTreeSet::new();
        for _ in 0..500 {
            let number = access_number().expose().to_owned();
            assert!(number.len() == 6 && number.bytes().all(|digit| digit.is_ascii_digit()));
            first_digits.insert(number.as_bytes()[0]);
            numbers.insert(number);
        }
        // A digit that never comes first in 500 draws has a chance of 10 * 0.9^500.
        assert_eq!(first_digits.len(), 10);
        assert!(numbers.len() > 480, "{} different numbers", numbers.len());
    }
}
