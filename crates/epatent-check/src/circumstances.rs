// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Place and time of a check.

use crate::args::Place;
use epatent_cli::{Exit, Failure, Words};
use epatent_core::{CivilDate, UnixTime};
use epatent_verify::Circumstances;

/// The circumstances that were typed, completed by the clock of this device.
pub(crate) fn of(place: &Place, words: &Words) -> Result<Circumstances, Failure> {
    let now = epatent_station::now(words)?;
    let date = match place.on {
        Some(date) => date,
        None => today(place, now, words)?,
    };
    Ok(Circumstances {
        region: place.region,
        now,
        date,
        profession: place.profession.clone(),
    })
}

/// The civil day in the region of the check, not where the device was set up.
fn today(place: &Place, now: UnixTime, words: &Words) -> Result<CivilDate, Failure> {
    let offset = place.region.utc_offset_hours().unwrap_or(0);
    CivilDate::of_unix_time(now, offset).map_err(|_| clock_unusable(words))
}

fn clock_unusable(words: &Words) -> Failure {
    Failure::new(words, Exit::Device, "error-clock", &[])
}
