// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask conformance`: every case against the emulator and against the defects that it has to catch; with
//! `--matrix` against every defect that there is.

use crate::run::{self, Done};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Every case against every defect, and not only those that are named for each other.
    #[arg(long)]
    matrix: bool,
    /// One part of the matrix, such as 2/8; parts count from 0. What was run before is not run again.
    #[arg(long, value_name = "K/N", requires = "matrix")]
    shard: Option<String>,
    /// Threads of the matrix; as many as there are processors where it is not given.
    #[arg(long, value_name = "N", requires = "matrix")]
    jobs: Option<u32>,
}

pub(crate) fn run(args: &Args) -> Done {
    if args.matrix {
        return matrix(args);
    }
    named()
}

/// What belongs to every change: the cases on the emulator, and the defects that each is named for.
pub(crate) fn named() -> Done {
    run::must(
        "conformance cases on the emulator, and each on the defects that it must catch",
        &mut run::cargo(&[
            "test",
            "--quiet",
            "-p",
            "epatent-conformance",
            "--test",
            "emulator",
            "--",
            "--nocapture",
        ]),
    )
}

fn matrix(args: &Args) -> Done {
    let mut command = run::cargo(&[
        "run",
        "--quiet",
        "-p",
        "epatent-conformance",
        "--example",
        "matrix",
        "--",
        "--into",
    ]);
    command.arg(run::target()?.join("conformance-matrix"));
    if let Some(shard) = &args.shard {
        command.args(["--shard", shard]);
    }
    if let Some(jobs) = args.jobs {
        command.args(["--jobs", &jobs.to_string()]);
    }
    run::must("every conformance case on every defect", &mut command)
}
