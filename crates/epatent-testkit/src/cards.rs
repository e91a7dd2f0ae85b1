// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signed cards in one call, whose chips can make proofs.

use epatent_core::chip_proof::{
    ChipProof, ChipProofStatement, NO_CHANNEL, NO_PAYMENT, TerminalStatement,
};
use epatent_core::object::{CardId, ChipKey, Digest, StatusReference};
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_sign::{CardContents, IssueTerms, SignedCard, issue};
use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::Generate;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::fixed;
use crate::lab::{Lab, LabSigner};

/// EF.CardAccess with one `PACEInfo` (BSI TR-03110-3 A.1.1.1): PACE-ECDH-GM-AES-CBC-CMAC-128,
/// version 2, parameters 12 (P-256).
pub const CARD_ACCESS: [u8; 22] = [
    0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02,
    0x02, 0x01, 0x02, 0x02, 0x01, 0x0C,
];

/// The access number of cards that the test kit makes without a desk.
pub const CAN: &str = "004711";

/// When the cards are signed: 2 November 2026, noon in Moscow.
pub const SIGNED_AT: &str = "2026-11-02T09:00:00Z";

/// The key pair of a chip, held by the test, so that it can make proofs without a chip.
#[derive(Clone)]
pub struct ChipSecret(p256::ecdsa::SigningKey);

impl ChipSecret {
    /// The key pair of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        Self(p256::ecdsa::SigningKey::generate_from_rng(&mut rng))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> ChipKey {
        let point = self.0.verifying_key().to_sec1_point(false);
        fixed(ChipKey::from_sec1(point.as_bytes()))
    }

    /// The secret scalar, big-endian, to put the key into an emulated chip.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    /// What the chip answers to a statement: an `ECDSA-Sig-Value` in DER.
    #[must_use]
    pub fn sign(&self, statement: &ChipProofStatement) -> Vec<u8> {
        let signature: p256::ecdsa::Signature = self.0.sign(&statement.to_bytes());
        signature.to_der().as_bytes().to_vec()
    }
}

/// A signed card with everything that went into it.
#[derive(Clone)]
pub struct TestCard {
    /// What its groups say.
    pub contents: CardContents,
    /// What its security object says beside the digests.
    pub terms: IssueTerms,
    /// Its files.
    pub signed: SignedCard,
    /// The key of its chip.
    pub chip: ChipSecret,
}

/// A card of `contents`, signed by the lab's signer of its region; `seed` makes chip key, card id
/// and salts.
#[must_use]
pub fn signed(lab: &Lab, contents: CardContents, seed: u64) -> TestCard {
    signed_but(lab, contents, seed, |_| {})
}

/// The same with changed terms.
#[must_use]
pub fn signed_but(
    lab: &Lab,
    contents: CardContents,
    seed: u64,
    change: impl FnOnce(&mut IssueTerms),
) -> TestCard {
    let signer = lab.signer_for(contents.permission.region);
    signed_by(lab, signer, contents, seed, change)
}

/// The same by a signer of the test's choice, which must be entitled.
#[must_use]
pub fn signed_by(
    lab: &Lab,
    signer: &LabSigner,
    contents: CardContents,
    seed: u64,
    change: impl FnOnce(&mut IssueTerms),
) -> TestCard {
    let mut rng = StdRng::seed_from_u64(seed);
    let chip = ChipSecret::new(rng.next_u64());
    let mut terms = terms(lab, &contents, &chip, &mut rng);
    change(&mut terms);
    let signed = fixed(issue(
        &contents,
        &terms,
        &signer.certificate,
        &signer.key,
        &mut rng,
    ));
    TestCard {
        contents,
        terms,
        signed,
        chip,
    }
}

/// Terms of one year from the day of issue of the patent.
fn terms(lab: &Lab, contents: &CardContents, chip: &ChipSecret, rng: &mut StdRng) -> IssueTerms {
    let mut card_id = [0_u8; 16];
    rng.fill_bytes(&mut card_id);
    let in_force_from: CivilDate = contents.patent.issued_on;
    IssueTerms {
        environment: lab.setup.environment,
        card_id: CardId::from_bytes(card_id),
        replacement_index: contents.remarks.replacement_index,
        signed_at: fixed(UnixTime::parse(SIGNED_AT)),
        in_force_from,
        latest_end: fixed(in_force_from.add_days(364)),
        status: StatusReference {
            list: 1,
            index: u64::from(rng.next_u32()),
        },
        chip_key: chip.public(),
        card_access: CARD_ACCESS.to_vec(),
        region: contents.permission.region,
    }
}

impl TestCard {
    /// The chip's proof for a nonce and a terminal statement, with neither channel nor payments.
    #[must_use]
    pub fn prove(&self, host_nonce: [u8; 32], terminal: &TerminalStatement) -> ChipProof {
        let mut proof = ChipProof {
            host_nonce,
            terminal_statement: fixed(terminal.encode()),
            channel_binding: NO_CHANNEL,
            payment_head: NO_PAYMENT,
            signature: Vec::new(),
        };
        let statement = proof.statement(Digest::of(&self.signed.security_object));
        proof.signature = self.chip.sign(&statement);
        proof
    }

    /// The card as shown to a verifier, without a chip proof.
    #[must_use]
    pub fn presentation(&self) -> Presentation {
        self.signed.clone().into_presentation()
    }

    /// The card as shown to a verifier, with the chip's proof.
    #[must_use]
    pub fn proved(&self, host_nonce: [u8; 32], terminal: &TerminalStatement) -> Presentation {
        Presentation {
            chip_proof: Some(self.prove(host_nonce, terminal)),
            ..self.presentation()
        }
    }
}

/// The statement of a test terminal in `region` at `checked_at` (RFC 3339).
#[must_use]
pub fn terminal(checked_at: &str, region: Region) -> TerminalStatement {
    TerminalStatement {
        checked_at: fixed(UnixTime::parse(checked_at)),
        region,
        terminal: fixed(Text::parse("test terminal")),
    }
}

#[cfg(test)]
mod tests {
    use epatent_core::certificate::PublicKey;
    use epatent_core::cose::{Sign1, Typ};
    use epatent_core::object::SecurityObject;

    use super::*;
    use crate::people;

    #[test]
    fn every_sample_person_gets_a_card_whose_object_names_the_chip_key() {
        let lab = Lab::new(1);
        for (seed, contents) in (1_u64..).zip(people::all()) {
            let card = signed(&lab, contents, seed);
            let sign1 = Sign1::parse(&card.signed.security_object, Typ::SecurityObject).unwrap();
            let object = SecurityObject::decode(sign1.payload()).unwrap();
            assert_eq!(object.chip_key, card.chip.public());
            assert_eq!(object.region, card.contents.permission.region);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_card_and_another_one_another() {
        let lab = Lab::new(1);
        let card = |seed| signed(&lab, people::rakhimov(), seed).signed;
        assert!(card(1) == card(1));
        assert!(card(1) != card(2));
    }

    #[test]
    fn a_proof_verifies_under_the_chip_key_and_not_for_another_nonce() {
        let card = signed(&Lab::new(1), people::yusupova(), 1);
        let terminal = terminal("2026-11-20T10:00:00Z", card.terms.region);
        let proof = card.prove([3; 32], &terminal);
        let digest = Digest::of(&card.signed.security_object);
        let raw = p256::ecdsa::Signature::from_der(&proof.signature)
            .unwrap()
            .to_bytes()
            .into();
        let key = PublicKey::P256(*card.chip.public().as_sec1());
        let statement = proof.statement(digest).to_bytes();
        epatent_sign::verify(&key, &statement, &raw).unwrap();
        let other = ChipProof {
            host_nonce: [4; 32],
            ..proof
        }
        .statement(digest)
        .to_bytes();
        assert!(epatent_sign::verify(&key, &other, &raw).is_err());
    }

    #[test]
    fn a_presentation_with_proof_survives_a_card_file() {
        let card = signed(&Lab::new(1), people::toktogulov(), 1);
        let shown = card.proved(
            [3; 32],
            &terminal("2026-11-20T10:00:00Z", card.terms.region),
        );
        let bytes = shown.encode().unwrap();
        assert!(Presentation::decode(&bytes).unwrap() == shown);
    }
}
