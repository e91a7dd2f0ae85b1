// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Telling a story, with faults and without.

use epatent_apdu::profile::{LifeCycle, Point};
use epatent_apdu::{FlowError, Transport, TransportError};

use super::judge::{judge, power_up};
use super::story::card;
use super::{Counts, Story, Violation};
use crate::card::Card;
use crate::device::Device;
use crate::faulty::{FaultPlan, FaultyDevice};
use crate::in_process::InProcess;

/// The most attempts that happen under faults: each fault can end one, and a cut in the recovery
/// belongs to the fault before it.
const ATTEMPTS: u32 = 3;

/// A story without faults.
pub(super) struct Course {
    /// The lengths of every command and of its reply, in bytes.
    pub(super) exchanges: Vec<(usize, usize)>,
    /// Pages of memory programmed.
    pub(super) pages: u64,
}

/// Tells the story once to learn its length.
pub(super) fn course(story: Story) -> Result<Course, Violation> {
    let start = story.start().map_err(|error| broken(story, &error))?;
    let mut reader = Counting {
        reader: InProcess::new(card(start)),
        exchanges: Vec::new(),
    };
    let before = reader.reader.device().memory().programmed();
    story
        .act(&mut reader)
        .map_err(|error| broken(story, &error))?;
    Ok(Course {
        pages: reader
            .reader
            .device()
            .memory()
            .programmed()
            .saturating_sub(before),
        exchanges: reader.exchanges,
    })
}

/// Tells the story with faults until it comes to its end.
pub(super) fn tell(story: Story, plan: &FaultPlan) -> Result<Counts, Violation> {
    let violation = |what: String| Violation {
        story: story.name(),
        plan: plan.clone(),
        what,
    };
    let start = story.start().map_err(|error| broken(story, &error))?;
    let mut key = Key {
        known: story.point().map_err(|error| broken(story, &error))?,
    };
    let mut reader = InProcess::new(FaultyDevice::new(card(start), plan.clone()));
    let mut counts = Counts {
        runs: 1,
        ..Counts::default()
    };
    for attempt in 0..ATTEMPTS {
        let told = story.act(&mut reader);
        reader.device_mut().power_off();
        let state = look(story, &mut reader, &mut key, &told).map_err(&violation)?;
        counts.reported = counts.reported.saturating_add(u64::from(told.is_err()));
        if attempt == 0 {
            let count = match state {
                state if state == story.end() => &mut counts.finished,
                LifeCycle::Blank => &mut counts.blank,
                _ => &mut counts.open,
            };
            *count = 1;
        }
        if state == story.end() {
            break;
        }
    }
    counts.faults = reader.device().happened();

    // Without faults: the same again, unless it is at its end.
    let mut survivor = reader.into_device().into_device();
    survivor.cut_power(crate::nvm::PowerCut::default());
    let mut reader = InProcess::new(FaultyDevice::new(survivor, FaultPlan::default()));
    if reader.device().device().life_cycle() != story.end() || story.repeats() {
        let told = story.act(&mut reader);
        if let Err(error) = &told {
            return Err(violation(format!("the second attempt failed: {error}")));
        }
        look(story, &mut reader, &mut key, &told).map_err(&violation)?;
    }
    let state = reader.device().device().life_cycle();
    if state == story.end() {
        Ok(counts)
    } else {
        Err(violation(format!("the card is {state} in the end")))
    }
}

/// Which key the card must have from now on.
struct Key {
    known: Option<Point>,
}

/// Gives power until it stays, and judges the card.
fn look(
    story: Story,
    reader: &mut InProcess<FaultyDevice<Card>>,
    key: &mut Key,
    told: &Result<Option<Point>, FlowError>,
) -> Result<LifeCycle, String> {
    power_up(reader)?;
    let card = reader.device().device();
    let state = judge(story, card.memory())?;
    let point = card.public_point();
    if let Ok(Some(learned)) = told {
        key.known = Some(*learned);
    }
    match (key.known, point) {
        (Some(known), Some(point)) if known == point => {}
        (Some(_), None) if story.gives_up_the_key() && state == story.end() => {}
        (Some(_), _) => return Err("the key is another one, or gone".to_owned()),
        // From here on it must stay.
        (None, point) => key.known = point,
    }
    if told.is_ok() && story == Story::Append && card.memory().payments().count != 1 {
        return Err("reported as paid, and it is not in the log".to_owned());
    }
    if told.is_ok() && state != story.end() {
        return Err(format!("reported as done, and the card is {state}"));
    }
    Ok(state)
}

fn broken(story: Story, error: &FlowError) -> Violation {
    Violation {
        story: story.name(),
        plan: FaultPlan::default(),
        what: format!("the story does not come to its end without faults: {error}"),
    }
}

/// Notes how long commands and replies are.
struct Counting {
    reader: InProcess<Card>,
    exchanges: Vec<(usize, usize)>,
}

impl Transport for Counting {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let reply = self.reader.transmit(command)?;
        self.exchanges.push((command.len(), reply.len()));
        Ok(reply)
    }
}
