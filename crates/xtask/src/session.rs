// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask session`: the generated parts of the specification.

use crate::run::{self, Done};
use epatent_testkit::session::{PAGES, filled, parts};
use xtask::requirements::FOLDER;

pub(crate) fn run() -> Done {
    let parts = parts()?;
    for name in PAGES {
        let path = run::root().join(FOLDER).join(name);
        let present = std::fs::read_to_string(&path)?;
        let wanted = filled(&present, &parts).map_err(|error| format!("{name}: {error}"))?;
        if present != wanted {
            std::fs::write(&path, wanted)?;
            run::say(&format!("written: {FOLDER}/{name}"));
        }
    }
    run::say(&format!("{} parts are as they must be", parts.len()));
    Ok(())
}
