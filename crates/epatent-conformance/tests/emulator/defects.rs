// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards that are wrong in one way, and what becomes of a case on one.

use std::collections::BTreeMap;
use std::path::Path;

use epatent_conformance::cases::access::{Cell, From, cells};
use epatent_conformance::{Case, Known, Outcome, Stage, outcome_of};
use epatent_emulator::Card;
use epatent_emulator::nvm::Nvm;
use epatent_emulator::profile::{Bytes, Change};
use epatent_emulator::quirk::{Quirk, Quirks, Way};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde::Deserialize;

use crate::cards::{Reader, bench};

/// A card that is wrong in one way, and the cases that have to notice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Defect {
    is: String,
    /// The cases that have to notice it; others may.
    pub(crate) caught_by: Vec<String>,
    #[serde(default)]
    quirk: Vec<Quirk>,
    /// Another answer to reset; the word `chip` is the emulator's own with the number of the chip behind it.
    #[serde(default)]
    atr: Option<String>,
}

/// Each defect by its name: those of the folder, and one for each cell of the access table.
pub(crate) fn defects() -> BTreeMap<String, Defect> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("defects");
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let some: BTreeMap<String, Defect> =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (name, defect) in some {
            assert!(!defect.is.is_empty());
            assert!(all.insert(name.clone(), defect).is_none(), "{name} twice");
        }
    }
    for cell in cells() {
        all.insert(format!("lets-through-{}", cell.id), let_through(&cell));
    }
    all
}

/// A card that lets one command through where the table refuses it: the one cell is another.
fn let_through(cell: &Cell) -> Defect {
    let bytes = hex::decode(cell.command.replace(' ', "")).unwrap();
    let one = |byte: u8| Some(Bytes(vec![byte]));
    // EXTERNAL AUTHENTICATE has the class of a channel and is in the clear.
    let channel = match cell.from {
        From::Anybody => Way::Clear,
        From::Reader => Way::Reader,
        From::Issuer(_) => Way::Issuer,
    };
    let quirk = Quirk {
        ins: one(bytes[1]),
        p1: one(bytes[2]),
        state: one(cell.stage.byte()),
        channel: Some(channel),
        sw: Some(Bytes(cell.status.to_be_bytes().to_vec())),
        reply: Some(Change::Status(Bytes(vec![0x90, 0x00]))),
        ..Quirk::default()
    };
    Defect {
        is: format!(
            "{} is let through on a card in {}",
            cell.name,
            cell.stage.name()
        ),
        caught_by: vec![cell.id.clone()],
        quirk: vec![quirk],
        atr: None,
    }
}

/// An honest card at each stage, and what is known of it.
pub(crate) fn snapshots() -> BTreeMap<Stage, (Nvm, Known)> {
    let mut reader = Reader::with(Card::blank(StdRng::seed_from_u64(3)));
    let hand = reader.clone();
    let mut bench = bench(&mut reader, Known::default());
    let mut all = BTreeMap::new();
    for stage in Stage::ALL {
        bench.bring(stage, true).unwrap();
        let memory = hand.card.borrow().device().memory().clone();
        all.insert(stage, (memory, bench.known().clone()));
    }
    all
}

/// What becomes of a case on a card with a defect.
pub(crate) fn outcome(case: &Case, defect: &Defect, snapshot: &(Nvm, Known)) -> Outcome {
    let quirks = Quirks::new(defect.quirk.clone());
    run(case, defect.atr.as_deref(), quirks, snapshot).0
}

/// Which of these defects a case meets: those of which it sends a command that the defect is about, and those of the
/// answer to reset. On the others it does what it does on a card without any, so that it cannot fail.
///
/// # Panics
/// The case fails on a card without any.
pub(crate) fn met(case: &Case, defects: &[&Defect], snapshot: &(Nvm, Known)) -> Vec<bool> {
    let all = defects.iter().flat_map(|defect| defect.quirk.clone());
    let (outcome, counts) = run(case, None, Quirks::watching(all.collect()), snapshot);
    assert_eq!(outcome, Outcome::Passed, "{}", case.id);
    let mut counts = counts.into_iter();
    defects
        .iter()
        .map(|defect| {
            let of = counts.by_ref().take(defect.quirk.len());
            of.filter(|count| *count > 0).count() > 0 || defect.atr.is_some()
        })
        .collect()
}

/// What becomes of a case, and how many commands met each quirk.
fn run(
    case: &Case,
    atr: Option<&str>,
    quirks: Quirks,
    (memory, known): &(Nvm, Known),
) -> (Outcome, Vec<u64>) {
    let card = Card::with_memory(memory.clone(), StdRng::seed_from_u64(11));
    let mut reader = Reader::with(card);
    let hand = reader.clone();
    reader.atr = atr.map(|atr| match atr {
        "chip" => {
            let chip = hex::decode(known.chip.as_ref().unwrap()).unwrap();
            [hand.card.borrow().device().atr(), &chip].concat()
        }
        digits => Bytes::try_from(digits.to_owned()).unwrap().0,
    });
    let mut bench = bench(&mut reader, known.clone());
    bench.keep_session();
    bench.bring(case.stage, false).unwrap();
    hand.card.borrow_mut().device_mut().twist(quirks);
    // A case whose preparation alone fails waits for it and has not caught anything.
    let outcome = outcome_of(&mut bench, case);
    let card = hand.card.borrow();
    let met = card.device().quirks().into_iter().flat_map(Quirks::met);
    (outcome, met.collect())
}
