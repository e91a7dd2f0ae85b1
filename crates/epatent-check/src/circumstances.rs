// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Place and time of a check.

use crate::args;
use epatent_cli::{Console, Exit, Failure};
use epatent_core::{CivilDate, UnixTime};
use epatent_verify::Circumstances;

/// The circumstances that were typed, completed by the clock of this device.
pub(crate) fn of(args: &args::Check, console: &Console) -> Result<Circumstances, Failure> {
    let now = epatent_station::now(&console.words)?;
    let date = match args.on {
        Some(date) => date,
        None => today(args, now, console)?,
    };
    Ok(Circumstances {
        region: args.region,
        now,
        date,
        profession: args.profession.clone(),
    })
}

/// The civil day in the region of the check, not where the device was set up.
fn today(args: &args::Check, now: UnixTime, console: &Console) -> Result<CivilDate, Failure> {
    let offset = args.region.utc_offset_hours().unwrap_or(0);
    CivilDate::of_unix_time(now, offset).map_err(|_| clock_unusable(console))
}

fn clock_unusable(console: &Console) -> Failure {
    Failure::new(&console.words, Exit::Device, "error-clock", &[])
}
