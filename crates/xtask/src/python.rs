// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The private Python environments: other people's implementations, and the second verifier.

use crate::run::{self, Done};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The second verifier, which shares no code with ours.
const SECOND_VERIFIER: &str = "test-vectors/independent";

/// The seed of random cards, unless another one is named.
const SEED: u64 = 20_261_120;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files of verdict vectors, one a line; without any, every file of test-vectors.
    files: Vec<PathBuf>,
    /// How many random cards both verifiers judge as well, half of them mutated.
    #[arg(long, default_value_t = 0)]
    random: u64,
    /// Where the random cards come from.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

impl Args {
    /// What every change must pass: all vectors.
    pub(crate) const fn vectors() -> Self {
        Self {
            files: Vec::new(),
            random: 0,
            seed: SEED,
        }
    }
}

/// A private environment: a folder of `target/`, and what is installed there in exact versions.
struct Environment {
    what: &'static str,
    folder: &'static str,
    requirements: &'static str,
}

/// Somebody else's SCP03; its tests compare the copy of the requirements in the environment.
const INTEROPERABILITY: Environment = Environment {
    what: "yubikey-manager, for tests",
    folder: "python-env",
    requirements: "crates/epatent-apdu/tests/requirements.txt",
};

const INDEPENDENT: Environment = Environment {
    what: "cbor2 and cryptography, for the second verifier",
    folder: "python-verifier",
    requirements: "test-vectors/independent/requirements.txt",
};

impl Environment {
    /// Makes the environment anew where it is not as the requirements say; returns its interpreter.
    fn make(&self) -> Done<PathBuf> {
        let environment = run::target()?.join(self.folder);
        let interpreter = environment.join("bin/python");
        let requirements = run::root().join(self.requirements);
        // Copied last, so that it stands for an installation that came to its end.
        let installed = environment.join("requirements.txt");
        let now = fs::read(&requirements)?;
        if fs::read(&installed).is_ok_and(|list| list == now) {
            return Ok(interpreter);
        }
        run::must(
            "a private Python environment",
            Command::new("/usr/bin/python3")
                .args(["-m", "venv", "--clear"])
                .arg(&environment),
        )?;
        // Without dependencies: the rest of yubikey-manager would need a compiler and is not used,
        // and the other list is complete.
        run::must(
            self.what,
            Command::new(environment.join("bin/pip"))
                .args([
                    "install",
                    "--quiet",
                    "--no-deps",
                    "--disable-pip-version-check",
                    "-r",
                ])
                .arg(&requirements),
        )?;
        fs::copy(&requirements, &installed)?;
        Ok(interpreter)
    }
}

/// Makes the environment that tests against other people's implementations look for.
pub(crate) fn environment() -> Done {
    INTEROPERABILITY.make().map(|_| ())
}

/// Runs the tests of the second verifier, lets it read every vector, or the files that are named, and
/// compares it with ours on random cards.
pub(crate) fn second_verifier(args: &Args) -> Done {
    let interpreter = INDEPENDENT.make()?;
    let python = || {
        let mut command = Command::new(&interpreter);
        // Nothing is to be left behind among the vectors.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    };
    let program = run::root().join(SECOND_VERIFIER);
    run::must(
        "tests of the second verifier",
        python()
            .args(["-m", "unittest", "discover", "--quiet", "--start-directory"])
            .arg(&program),
    )?;
    run::must(
        "the second verifier",
        python().arg(program.join("run.py")).args(&args.files),
    )?;
    if args.random == 0 {
        return Ok(());
    }
    let cards = random_cards(args)?;
    run::must(
        "the second verifier on random cards",
        python().arg(program.join("run.py")).arg(cards),
    )
}

/// Writes random cards with the answers of our verifier, one a line.
fn random_cards(args: &Args) -> Done<PathBuf> {
    let path = run::target()?.join("random-cards.jsonl");
    let (seed, count) = (args.seed.to_string(), args.random.to_string());
    run::must(
        &format!("{count} random cards from seed {seed}"),
        run::cargo(&[
            "run",
            "--quiet",
            "-p",
            "epatent-testkit",
            "--example",
            "random_cards",
            "--",
            &seed,
            &count,
        ])
        .stdout(fs::File::create(&path)?),
    )?;
    Ok(path)
}
