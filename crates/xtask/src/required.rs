// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask requirements`: the table of requirements and tests.

use crate::run::{self, Done};
use xtask::requirements::{CARD_SIDE, FOLDER, Specification, TABLE};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail if the table would change.
    #[arg(long)]
    pub(crate) check: bool,
}

pub(crate) fn run(args: &Args) -> Done {
    let root = run::root();
    let mut specification = Specification::read(&root)?;
    let wanted = specification.wanted_table();
    if !args.check && specification.table != wanted {
        std::fs::write(root.join(FOLDER).join(TABLE), &wanted)?;
        run::say(&format!("written: {FOLDER}/{TABLE}"));
        specification.table = wanted;
    }
    run::say(&specification.summary());
    for page in &specification.pages {
        let count = page.unnamed.len();
        let elsewhere = page.name == "README.md" || CARD_SIDE.contains(&page.name.as_str());
        if count > 0 && !elsewhere {
            run::say(&format!(
                "{}: {count} MUST without an identifier",
                page.name
            ));
        }
    }
    for threat in &specification.threats.planned {
        run::say(&format!("planned: threat {threat}"));
    }
    let problems = specification.problems();
    for problem in &problems {
        run::say(problem);
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(format!("{} problems with the requirements", problems.len()).into())
    }
}
