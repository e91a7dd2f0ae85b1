// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The hands at the readers: they take out what is finished, put in the next blank, and tear a card out
//! now and then.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use epatent_emulator::nvm::Nvm;
use epatent_testkit::chip;
use epatent_testkit::desk::{Desk, Tear, TornCard};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::batch::Event;
use crate::bureau::blank_number;

/// Readers at work.
pub(crate) const READERS: usize = 3;
/// The service looks every 400 ms whether a card came or went; a card that comes sooner is missed.
const PAUSE: Duration = Duration::from_millis(700);
/// Commands of a card that is made, about.
const COMMANDS: u64 = 160;

/// A card that was taken out: its blank, and what its chip holds.
pub(crate) type Cards = BTreeMap<String, Nvm>;

struct Place {
    name: &'static str,
    port: u16,
    /// The blank that lies there.
    card: Option<(String, TornCard)>,
    empty_since: Instant,
}

pub(crate) struct Robot {
    places: Vec<Place>,
    /// Blanks that are left in the drawer, the next one last.
    drawer: Vec<u32>,
    out: Cards,
    rng: StdRng,
    counts: BTreeMap<String, u32>,
    tears: u64,
}

impl Robot {
    pub(crate) fn new(desk: &Desk, blanks: u32, seed: u64) -> Self {
        let places = desk.slots().into_iter().take(READERS);
        Self {
            places: places
                .map(|(name, port)| Place {
                    name,
                    port,
                    card: None,
                    empty_since: Instant::now(),
                })
                .collect(),
            drawer: (1..=blanks).rev().collect(),
            out: Cards::new(),
            rng: StdRng::seed_from_u64(seed),
            counts: BTreeMap::new(),
            tears: 0,
        }
    }

    /// Cards that were told to be issued.
    pub(crate) fn issued(&self) -> u32 {
        self.counts.get("issued").copied().unwrap_or_default()
    }

    /// Hears what the program says of a card; takes out one that is finished, or cannot be.
    pub(crate) fn hear(&mut self, event: &Event) {
        *self.counts.entry(event.kind().to_owned()).or_default() += 1;
        let is_finished = matches!(
            event.kind(),
            "issued" | "scrapped" | "not-in-work" | "not-in-drawer" | "unknown-card"
        );
        let place = self
            .places
            .iter_mut()
            .find(|place| place.name == event.reader());
        if let (true, Some(place)) = (is_finished, place)
            // Not about one that was exchanged meanwhile.
            && place.card.as_ref().is_some_and(|(number, _)| {
                event.blank().is_empty() || *number == event.blank()
            })
            && let Some((number, card)) = place.card.take()
        {
            self.tears += card.tears();
            // What was planned for it and did not happen is not taken home.
            card.spare();
            self.out.insert(number, card.memory());
            card.remove();
            place.empty_since = Instant::now();
        }
        self.turn();
    }

    /// Puts blanks on readers that have been empty long enough.
    pub(crate) fn turn(&mut self) {
        for place in &mut self.places {
            if place.card.is_some() || place.empty_since.elapsed() < PAUSE {
                continue;
            }
            let Some(number) = self.drawer.pop() else {
                continue;
            };
            let card = TornCard::insert(place.port, chip::blank(number.into()));
            // One in eight is torn out once, somewhere.
            if self.rng.random_range(0..8) == 0 {
                let tear = match self.rng.random_range(0..4) {
                    0 => Tear::BeforeCommand,
                    1 => Tear::InMemory(self.rng.random_range(0..3)),
                    2 => Tear::BeforeReply,
                    _ => Tear::InReply(self.rng.random_range(0..8)),
                };
                card.plan(self.rng.random_range(0..COMMANDS), tear);
            }
            place.card = Some((blank_number(number), card));
        }
    }

    /// Takes out what still lies on the readers, and gives back every card that ever lay there.
    pub(crate) fn take_out_all(&mut self) -> Cards {
        for place in &mut self.places {
            if let Some((number, card)) = place.card.take() {
                self.tears += card.tears();
                card.spare();
                self.out.insert(number, card.memory());
            }
        }
        self.out.clone()
    }

    /// What happened, in a line.
    pub(crate) fn story(&self) -> String {
        format!(
            "{} tears, {:?}, {} blanks left",
            self.tears,
            self.counts,
            self.drawer.len()
        )
    }
}
