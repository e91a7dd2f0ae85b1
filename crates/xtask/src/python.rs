// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The private Python environments: other people's implementations, and the second verifier.

use crate::run::{self, Done};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

/// The second verifier, which shares no code with ours.
const SECOND_VERIFIER: &str = "test-vectors/independent";

/// The seed of random cards, unless another one is named.
const SEED: u64 = 20_261_120;

/// How many random cards every change is compared on: about 40 seconds on two cores.
const RANDOM: u64 = 10_000;

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
    /// What every change must pass: all vectors, and random cards.
    pub(crate) const fn every_change() -> Self {
        Self {
            files: Vec::new(),
            random: RANDOM,
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
    let judge = |share: &Share| -> Result<(), String> {
        let cards = share.write().map_err(|error| error.to_string())?;
        run::must(
            "the second verifier on random cards",
            python().arg(program.join("run.py")).arg(cards),
        )
        .map_err(|error| error.to_string())
    };
    thread::scope(|scope| {
        let running: Vec<_> = Share::of(args)
            .into_iter()
            .map(|share| scope.spawn(move || judge(&share)))
            .collect();
        for share in running {
            share
                .join()
                .map_err(|_| "a share of the cards broke off")??;
        }
        Ok(())
    })
}

/// A part of the random cards. Each verifier keeps one core busy, so that two parts run at once.
struct Share {
    seed: u64,
    count: u64,
    file: &'static str,
}

impl Share {
    /// The cards of a run in two parts, the ones and the others as a run of one part has them.
    fn of(args: &Args) -> Vec<Self> {
        // An even number, since every second card is mutated.
        let first = args.random.div_ceil(4).saturating_mul(2).min(args.random);
        let parts = [
            (args.seed, first, "random-cards-1.jsonl"),
            (
                args.seed.wrapping_add(first),
                args.random.saturating_sub(first),
                "random-cards-2.jsonl",
            ),
        ];
        parts
            .into_iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(seed, count, file)| Self { seed, count, file })
            .collect()
    }

    /// Writes the cards with the answers of our verifier, one a line.
    fn write(&self) -> Done<PathBuf> {
        let path = run::target()?.join(self.file);
        let (seed, count) = (self.seed.to_string(), self.count.to_string());
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shares_are_the_cards_of_one_run() {
        for (random, counts) in [
            (0, &[][..]),
            (1, &[1]),
            (2, &[2]),
            (3, &[2, 1]),
            (5, &[4, 1]),
            (10_000, &[5_000, 5_000]),
        ] {
            let args = Args {
                random,
                ..Args::every_change()
            };
            let shares = Share::of(&args);
            let of: Vec<u64> = shares.iter().map(|share| share.count).collect();
            assert_eq!(of, counts, "{random}");
            let mut seed = args.seed;
            for share in &shares {
                assert_eq!(share.seed, seed, "{random}");
                seed += share.count;
            }
        }
    }
}
