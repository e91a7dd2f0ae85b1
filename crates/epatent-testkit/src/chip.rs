// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Emulated cards in memory, written as an office writes them.

use epatent_apdu::flows::{GenerateKey, Personalise, SelectApplet};
use epatent_apdu::profile::EF_CAN;
use epatent_apdu::scp03::{Diversified, Environment, OpenScp03, SecurityLevel, SoftwareMasterKey};
use epatent_apdu::{Link, drive};
use epatent_core::object::ChipKey;
use epatent_emulator::nvm::Nvm;
use epatent_emulator::{Card, InProcess};
use epatent_sign::{CardContents, IssueTerms};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::cards::{self, TestCard};
use crate::fixed;
use crate::lab::Lab;

/// A card from the factory, whose chip draws from this seed.
#[must_use]
pub fn blank(seed: u64) -> Card {
    Card::blank(StdRng::seed_from_u64(seed))
}

/// A card with this memory, whose chip draws from this seed: the same card in another life.
#[must_use]
pub fn again(memory: &Nvm, seed: u64) -> Card {
    Card::with_memory(memory.clone(), StdRng::seed_from_u64(seed))
}

/// A card that was issued over the office's channel, with everything protected, and the access
/// number `can`; `seed` makes its chip, its card id and salts.
#[must_use]
pub fn issued(
    lab: &Lab,
    contents: CardContents,
    can: &str,
    seed: u64,
    change: impl FnOnce(&mut IssueTerms),
) -> (TestCard, Card) {
    let mut reader = InProcess::new(blank(seed));
    fixed(drive(SelectApplet::new(), &mut reader));
    let keys = fixed(Diversified::new(SoftwareMasterKey::lab(), Environment::Lab));
    let open = OpenScp03::new(keys, 0, SecurityLevel::Full, *b"testkit.");
    let channel = fixed(drive(open, &mut reader)).channel;
    let mut office = Link::new(&mut reader).with_channel(channel);
    let point = fixed(drive(GenerateKey::new([7; 32]), &mut office));
    let signed = cards::signed_but(lab, contents, seed, |terms| {
        terms.chip_key = fixed(ChipKey::from_sec1(&point));
        change(terms);
    });
    let mut files: std::collections::BTreeMap<u16, Vec<u8>> = signed
        .signed
        .files()
        .map(|(identifier, bytes)| (identifier, bytes.to_vec()))
        .collect();
    files.insert(EF_CAN, can.as_bytes().to_vec());
    let write = fixed(Personalise::new([1; 16], point, files));
    fixed(drive(write, &mut office));
    reader.power_cycle();
    (signed, reader.into_device())
}
