// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One day after the other.

use epatent_core::{CivilDate, PatentNumber};
use epatent_register::{BlankState, Head, Key, PaymentLine};
use epatent_testkit::portrait;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

use crate::Summary;
use crate::audit;
use crate::bureau::Bureau;
use crate::device::{Device, codes};
use crate::failure::{Failure, broken};
use crate::faults::{FullDisk, outlive_full_disks};
use crate::model::{HeldCard, Person, PersonId};
use crate::plastic::{Place, Plastic};
use crate::production::{Counts, Made, make};

/// Cards that are shown to the device on a day.
const SHOWN: usize = 6;
/// Calls of the media in a publication, about.
const MEDIUM_CALLS: u32 = 16;

/// An office, its people, its cards and a police device, on the evening of a day.
pub struct Simulation {
    seed: u64,
    day: u32,
    pub(crate) bureau: Bureau,
    pub(crate) people: Vec<Person>,
    pub(crate) plastics: Vec<Plastic>,
    device: Device,
    heads: Vec<Head>,
    pub(crate) portrait: Vec<u8>,
    /// Lines of payments that were imported.
    pub(crate) paid: Vec<PaymentLine>,
    /// What people do.
    pub(crate) life: StdRng,
    /// What goes wrong.
    pub(crate) faults: StdRng,
    /// What the office draws: access numbers, salts, challenges.
    pub(crate) chance: StdRng,
    pub(crate) counts: Counts,
    shown: u64,
    /// What was done to cards that were handed over.
    pub(crate) acts: u64,
}

impl Simulation {
    /// The evening before the first day.
    ///
    /// # Errors
    ///
    /// [`Failure::Unplanned`].
    pub fn new(seed: u64) -> Result<Self, Failure> {
        outlive_full_disks()?;
        let mut root = StdRng::seed_from_u64(seed);
        let mut rng = || StdRng::seed_from_u64(root.next_u64());
        let (life, faults, chance, device) = (rng(), rng(), rng(), rng());
        let bureau = Bureau::new(seed)?;
        Ok(Self {
            seed,
            day: 0,
            device: Device::new(&bureau.trust, device)?,
            bureau,
            people: Vec::new(),
            plastics: Vec::new(),
            heads: Vec::new(),
            portrait: portrait::plain(),
            paid: Vec::new(),
            life,
            faults,
            chance,
            counts: Counts::new(),
            shown: 0,
            acts: 0,
        })
    }

    /// One more day, and its audit.
    ///
    /// # Errors
    ///
    /// [`Failure::On`]: the seed and the day, which replay it.
    pub fn day(&mut self) -> Result<(), Failure> {
        self.day += 1;
        self.a_day().map_err(|failure| Failure::On {
            seed: self.seed,
            day: self.day,
            failure: Box::new(failure),
        })
    }

    fn a_day(&mut self) -> Result<(), Failure> {
        self.bureau.clock.to_next_morning();
        let today = self.bureau.clock.today()?;
        self.deliver(today)?;
        for _ in 0..self.life.random_range(0..4) {
            self.apply(today)?;
        }
        self.pay(today)?;
        self.decide(today)?;
        self.visits(today)?;
        self.lose_a_blank()?;
        self.produce()?;
        self.publish()?;
        self.show_some(today)?;
        audit::demand(&self.bureau, &self.plastics, &mut self.heads)
    }

    /// The evening after the last day: what waits is made without faults, every card is shown.
    ///
    /// # Errors
    ///
    /// As [`Self::day`].
    pub fn end(mut self) -> Result<Summary, Failure> {
        let (seed, day) = (self.seed, self.day);
        self.close().map_err(|failure| Failure::On {
            seed,
            day,
            failure: Box::new(failure),
        })
    }

    fn close(&mut self) -> Result<Summary, Failure> {
        let today = self.bureau.clock.today()?;
        let now = self.bureau.clock.now()?;
        self.device.import(&self.bureau.published, now)?;
        let mut answers = [0; 3];
        for person in 0..self.people.len() {
            let cards = self
                .people
                .get(person)
                .map_or(0, |person| person.cards.len());
            for card in 0..cards {
                let verdict = self.show(person, card, today)?;
                let place = match verdict {
                    epatent_verify::Verdict::InForce => 0,
                    epatent_verify::Verdict::Refused => 1,
                    _ => 2,
                };
                if let Some(count) = answers.get_mut(place) {
                    *count += 1;
                }
            }
        }
        let is = |place: fn(&Place) -> bool| {
            self.plastics
                .iter()
                .filter(|card| place(&card.place))
                .count() as u64
        };
        Ok(Summary {
            days: self.day,
            people: self.people.len() as u64,
            issued: is(|place| matches!(place, Place::Holder(_))),
            shredded: is(|place| *place == Place::Destroyed),
            signatures: self.bureau.token.made(),
            shown: self.shown,
            acts: self.acts,
            answers,
            faults: self.counts.clone().into_iter().collect(),
            head: self.heads.last().copied().unwrap_or(Head::EMPTY),
        })
    }

    /// Cards are made, first those of the pile, until nothing waits or the blanks are used up.
    fn produce(&mut self) -> Result<(), Failure> {
        let mut work = self.places(|place| place == Place::Pile);
        work.extend(self.places(|place| place == Place::Drawer));
        for place in work {
            let Some(card) = self.plastics.get_mut(place) else {
                continue;
            };
            let made = make(
                &self.bureau,
                card,
                &mut self.faults,
                &mut self.chance,
                &mut self.counts,
            )?;
            match made {
                Made::Issued {
                    patent,
                    row,
                    printed,
                } => {
                    let holder = self.holder(&patent)?;
                    self.hand_over(holder, place, row, printed);
                }
                Made::Shredded => self.put(place, Place::Destroyed),
                Made::Aside => {
                    let to = self.aside(place)?;
                    self.put(place, to);
                }
                Made::Nothing => {
                    self.put(place, Place::Drawer);
                    break;
                }
            }
        }
        Ok(())
    }

    fn hand_over(
        &mut self,
        holder: PersonId,
        plastic: usize,
        row: Key<epatent_register::Card>,
        number: epatent_core::presentation::AccessNumber,
    ) {
        self.put(plastic, Place::Holder(holder));
        if let Some(person) = self.people.get_mut(holder) {
            person.waits = false;
            person.cards.push(HeldCard {
                plastic,
                number,
                row,
            });
        }
    }

    /// Where an unfinished card is put: back into the drawer where nothing was begun.
    fn aside(&self, place: usize) -> Result<Place, Failure> {
        let Some(card) = self.plastics.get(place) else {
            return Ok(Place::Pile);
        };
        let blank = self
            .bureau
            .with(|register| register.blank_by_number(&card.number))?;
        Ok(match blank.map(|blank| blank.state) {
            Some(BlankState::Blank) => Place::Drawer,
            _ => Place::Pile,
        })
    }

    fn put(&mut self, plastic: usize, place: Place) {
        if let Some(card) = self.plastics.get_mut(plastic) {
            card.place = place;
        }
    }

    fn holder(&self, patent: &PatentNumber) -> Result<PersonId, Failure> {
        self.people
            .iter()
            .position(|person| person.number == *patent)
            .ok_or_else(|| Failure::Broken(format!("a card for nobody: {patent}")))
    }

    pub(crate) fn places(&self, wanted: impl Fn(Place) -> bool) -> Vec<usize> {
        let cards = self.plastics.iter().enumerate();
        cards
            .filter(|(_, card)| wanted(card.place))
            .map(|(place, _)| place)
            .collect()
    }

    /// Publishes, perhaps on a medium that fails or with a full disk, until it is published. A device
    /// that comes in between refuses nothing.
    fn publish(&mut self) -> Result<(), Failure> {
        loop {
            let (word, is_planned) = match self.faults.random_range(0..10) {
                0..3 => {
                    let calls = self.faults.random_range(0..MEDIUM_CALLS);
                    self.bureau.health.fail_after(calls);
                    ("medium", true)
                }
                3 => ("publication-disk", true),
                _ => ("none", false),
            };
            let full = match word {
                "publication-disk" => Some(FullDisk::begin()?),
                _ => None,
            };
            let published = self.bureau.publish();
            drop(full);
            self.bureau.health.mend();
            let now = self.bureau.clock.now()?;
            self.device.import(&self.bureau.published, now)?;
            match published {
                Ok(()) => return Ok(()),
                Err(_) if is_planned => *self.counts.entry(word).or_default() += 1,
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Some cards are shown to the device.
    fn show_some(&mut self, today: CivilDate) -> Result<(), Failure> {
        let held: Vec<(PersonId, usize)> = self
            .people
            .iter()
            .enumerate()
            .flat_map(|(person, of)| (0..of.cards.len()).map(move |card| (person, card)))
            .collect();
        for _ in 0..SHOWN.min(held.len()) {
            let chosen = self.life.random_range(0..held.len());
            if let Some((person, card)) = held.get(chosen) {
                self.show(*person, *card, today)?;
            }
        }
        Ok(())
    }

    /// Shows a card to the device, and demands the right answer.
    fn show(
        &mut self,
        person: PersonId,
        card: usize,
        today: CivilDate,
    ) -> Result<epatent_verify::Verdict, Failure> {
        let gone = || Failure::Broken("a card that nobody has".into());
        let of = self.people.get(person).ok_or_else(gone)?;
        let held = of.cards.get(card).ok_or_else(gone)?;
        let right = of.answer(card, today);
        let plastic = self.plastics.get_mut(held.plastic).ok_or_else(gone)?;
        let now = self.bureau.clock.now()?;
        let report = self.device.check(plastic, held.number, today, now)?;
        self.shown += 1;
        let told = report
            .findings
            .iter()
            .any(|finding| finding.code == right.code);
        if report.verdict == right.verdict && told {
            return Ok(report.verdict);
        }
        broken(format!(
            "patent {}, card {card}: {right:?} is right, the device says {:?} {:?}; paid through {}",
            of.number,
            report.verdict,
            codes(&report),
            of.paid_through
        ))
    }
}
