// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What must hold of every card, whatever happened to it.

use std::collections::BTreeMap;

use epatent_apdu::StatusWord;
use epatent_apdu::pace::SetAt;
use epatent_apdu::profile::{EF_PAYMENTS, FileEntry, LifeCycle, PaymentLog, manifest_digest};

use super::Story;
use super::story::{card, files, record};
use crate::card::Card;
use crate::device::Device;
use crate::faulty::FaultyDevice;
use crate::in_process::InProcess;
use crate::nvm::{FILES, Nvm};

/// More power-ups than a schedule of this module cuts.
const POWER_UPS: u32 = 8;
/// More readings than the pattern of a weak bit is long.
const READINGS: u32 = 70;

/// Resets until the recovery has run to its end.
pub(super) fn power_up(reader: &mut InProcess<FaultyDevice<Card>>) -> Result<(), String> {
    for _ in 0..POWER_UPS {
        reader.device_mut().reset();
        if reader.device().device().has_power() {
            return Ok(());
        }
    }
    Err("the card never recovers".to_owned())
}

/// The state of the card, where everything holds that a card in this state owes.
///
/// A copy of its memory is questioned, so that a weak bit is not read more often than an office
/// would read it: one that seems right until COMMIT must still be found.
pub(super) fn judge(story: Story, memory: &Nvm) -> Result<LifeCycle, String> {
    let card = &mut card(memory.clone());
    let state = card.life_cycle();
    if !story.allowed().contains(&state) {
        return Err(format!("the card is {state}"));
    }
    if state == LifeCycle::Active {
        is_whole(card)?;
    } else {
        gives_nothing_away(card)?;
    }
    has_a_whole_log(story, card)?;
    if state == LifeCycle::Blank {
        is_empty(card)?;
    }
    if state == LifeCycle::Terminated {
        is_erased(card)?;
    }
    Ok(state)
}

/// Exactly the files and the key of the manifest, however often it is read.
fn is_whole(card: &mut Card) -> Result<(), String> {
    let expected = files();
    let point = card.public_point().ok_or("ACTIVE without a key")?;
    let entries: BTreeMap<u16, FileEntry> = card
        .memory()
        .files()
        .filter_map(|(identifier, content)| Some((identifier, FileEntry::of(content)?)))
        .collect();
    if manifest_digest(&point, &entries) != card.memory().manifest() {
        return Err("ACTIVE, and not the manifest of BEGIN".to_owned());
    }
    for reading in 0..READINGS {
        let same = card.memory().files().eq(expected
            .iter()
            .map(|(identifier, file)| (*identifier, file.as_slice())));
        if !same {
            return Err(format!("ACTIVE with other files at reading {reading}"));
        }
        // Any command is another reading.
        let _ = card.process(&[0x00, 0xC0, 0x00, 0x00, 0x00]);
        if card.life_cycle() != LifeCycle::Active {
            return Err(format!("no longer ACTIVE at reading {reading}"));
        }
    }
    Ok(())
}

/// No payment, or the one of the story, whole.
fn has_a_whole_log(story: Story, card: &Card) -> Result<(), String> {
    let log = card.memory().payments();
    let file = card.memory().file(EF_PAYMENTS);
    let record = record();
    let length = u16::try_from(record.len()).unwrap_or(u16::MAX);
    let entry = [&length.to_be_bytes(), record.as_slice()].concat();
    let none = (PaymentLog::default(), None);
    let paid = (
        PaymentLog::default().after(&record).unwrap_or_default(),
        Some(entry.as_slice()),
    );
    let may_be_paid = matches!(story, Story::Append | Story::Terminate);
    if (log, file) == none || (may_be_paid && (log, file) == paid) {
        Ok(())
    } else {
        Err(format!("a payment log of {} that is not whole", log.count))
    }
}

/// No byte of a file comes out.
fn gives_nothing_away(card: &mut Card) -> Result<(), String> {
    let select_applet = [
        [0x00, 0xA4, 0x04, 0x0C, 0x09].as_slice(),
        &epatent_apdu::profile::AID,
    ]
    .concat();
    let _ = card.process(&select_applet);
    for identifier in FILES {
        let [high, low] = identifier.to_be_bytes();
        let selected = card.process(&[0x00, 0xA4, 0x02, 0x0C, 0x02, high, low]);
        let read = card.process(&[0x00, 0xB0, 0x00, 0x00, 0x00]);
        let short = card.process(&[0x00, 0xB0, 0x80 | (low & 0x1F), 0x00, 0x00]);
        if selected.first() == Some(&0x90) || read.len() != 2 || short.len() != 2 {
            let state = card.life_cycle();
            return Err(format!("{state}, and file {identifier:04X} can be read"));
        }
    }
    let pace = SetAt::can(None).command().encode().unwrap_or_default();
    if card.process(&pace) == StatusWord::CONDITIONS_NOT_SATISFIED.to_bytes() {
        Ok(())
    } else {
        Err(format!("{}, and PACE begins", card.life_cycle()))
    }
}

/// A card at its end has neither a byte of its holder nor its key, however often it is read.
fn is_erased(card: &mut Card) -> Result<(), String> {
    for reading in 0..READINGS {
        if !card.memory().holds_nothing() || card.public_point().is_some() {
            return Err(format!("TERMINATED, and not erased at reading {reading}"));
        }
        // Any command is another reading.
        let _ = card.process(&[0x00, 0xC0, 0x00, 0x00, 0x00]);
    }
    Ok(())
}

/// A card that calls itself BLANK holds no byte of a holder.
fn is_empty(card: &Card) -> Result<(), String> {
    if card.memory().files().next().is_none() && card.memory().holds_no_content() {
        Ok(())
    } else {
        Err("BLANK with bytes of a file".to_owned())
    }
}
