// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! All mutants of a module in one build: every function asks at run time which mutant of itself it is, and
//! each mutant is shown to the tests that call its function. What cannot be chosen so is built by itself.

mod functions;
mod judge;
mod mutant;
mod site;
mod source;
mod switched;

use crate::run::{self, Done};
use functions::{Callee, File};
use judge::{Fate, Tests};
use mutant::Mutant;
pub(super) use mutant::list;
use site::{Built, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use switched::{Arm, Switched};

/// More rounds than the compiler needs to find all that is wrong: it stops after each of its passes.
const MOST_ROUNDS: usize = 20;

/// After so many mutants it is said how far it is.
const SAID_EVERY: usize = 50;

/// The mutants of a crate and where they are judged.
struct Campaign<'a> {
    site: Site<'a>,
    mutants: &'a [Mutant],
    /// The text of every file of the crate as it is.
    texts: BTreeMap<String, String>,
    /// The functions that must stay constant.
    demanded: BTreeSet<Callee>,
    results: Mutex<Results>,
}

/// What became of each mutant, in the files in which cargo-mutants writes it.
struct Results {
    folder: PathBuf,
}

/// Judges the mutants of a crate below `root`. `folder` gets the copy and what is built of it, of which the next
/// module profits, and `results` what became of each. At most `jobs` tests run at once.
pub(super) fn mutate(
    root: &Path,
    (package, tests): (&str, &[&str]),
    mutants: &[Mutant],
    (folder, results): (&Path, &Path),
    jobs: usize,
) -> Done {
    let results = Mutex::new(Results::begin(results)?);
    let site = Site {
        source: folder.join("source"),
        build: folder.join("build"),
        log: folder.join("cargo.log"),
        package,
        tests,
    };
    source::copy(root, &site.source)?;
    let campaign = Campaign {
        texts: texts(&site)?,
        demanded: functions::demanded(&read_all(root)?),
        site,
        mutants,
        results,
    };
    let (arms, left, programs) = campaign.compile()?;
    let reached = folder.join("reached");
    let tests = Tests::measure(&campaign.site, &programs, &reached)?;
    run::say(&format!(
        "{} tests take {} s; {} mutants in one build, {} by themselves",
        tests.len(),
        tests.took().as_secs(),
        arms.len(),
        left.len()
    ));
    campaign.judge(&arms, &tests, jobs)?;
    campaign.judge_left(&left, &tests)
}

/// Every file of the crate: what is a `const fn` in one may call what is none any more in another.
fn texts(site: &Site<'_>) -> Done<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for path in source::rust_files(&site.folder().join("src"))? {
        let name = path.strip_prefix(&site.source)?.to_string_lossy();
        texts.insert(name.into_owned(), std::fs::read_to_string(&path)?);
    }
    Ok(texts)
}

/// What every crate of the workspace has: a constant of one may call a function of another.
fn read_all(root: &Path) -> Done<Vec<File>> {
    let read = |path: &PathBuf| {
        let file = std::fs::read_to_string(path).map_err(Into::into);
        let file = file.and_then(|text| File::read(&text));
        file.map_err(|error| format!("{}: {error}", path.display()).into())
    };
    source::rust_files(&root.join("crates"))?
        .iter()
        .map(read)
        .collect()
}

impl Campaign<'_> {
    /// Builds all mutants at once; those on whose lines the compiler finds an error are taken out, until it
    /// finds none. Where it finds one in a function that is a choice and in no mutant of it, the function
    /// cannot be one. Gives the mutants in the programs, those that cannot be in them, and the programs.
    fn compile(&self) -> Done<(Vec<Arm>, Vec<usize>, Vec<PathBuf>)> {
        let (mut unviable, mut unchosen) = (BTreeSet::new(), BTreeSet::new());
        for round in 1..=MOST_ROUNDS {
            let out: BTreeSet<usize> = unviable.union(&unchosen).copied().collect();
            let files = self.switch(&out)?;
            let faults = match self.site.build()? {
                Built::Faults(faults) => faults,
                Built::Programs(programs) => {
                    for number in unviable {
                        self.note(number, Fate::Unviable)?;
                    }
                    let left = files.values().flat_map(|file| &file.left);
                    let left = left.chain(&unchosen).copied().collect();
                    let arms = files.into_values().flat_map(|file| file.arms);
                    return Ok((arms.collect(), left, programs));
                }
            };
            let before = out.len();
            for fault in &faults {
                let at =
                    |(file, line): &(String, usize)| files.get(file.as_str())?.mutant_at(*line);
                unviable.extend(fault.places.iter().find_map(at));
            }
            if unviable.union(&unchosen).count() == before {
                let places = faults.iter().flat_map(|fault| &fault.places);
                unchosen.extend(places.flat_map(|(file, line)| {
                    let file = files.get(file.as_str());
                    file.map_or_else(Vec::new, |file| file.mutants_around(*line))
                }));
            }
            if unviable.union(&unchosen).count() == before {
                let texts: Vec<&str> = faults.iter().map(|fault| fault.text.as_str()).collect();
                return Err(format!("the mutants are not at fault:\n{}", texts.join("\n")).into());
            }
            let (not, alone) = (unviable.len(), unchosen.len());
            let alone = if alone == 0 {
                String::new()
            } else {
                format!(", {alone} cannot be chosen")
            };
            run::say(&format!("round {round}: {not} do not compile{alone}"));
        }
        Err(format!("errors after {MOST_ROUNDS} rounds").into())
    }

    /// Writes every file with its mutants but those that are taken `out`.
    fn switch(&self, out: &BTreeSet<usize>) -> Done<BTreeMap<&str, Switched>> {
        let mut files = BTreeMap::new();
        for (file, text) in &self.texts {
            let of_file: Vec<(usize, &Mutant)> = (1..)
                .zip(self.mutants)
                .filter(|(number, mutant)| &mutant.file == file && !out.contains(number))
                .collect();
            let mut switched = switched::switch(text, &of_file, &self.demanded)?;
            if *file == self.site.root_file() {
                switched.text.push_str(switched::SWITCH);
            }
            self.site.write(file, &switched.text)?;
            files.insert(file.as_str(), switched);
        }
        Ok(files)
    }

    fn judge(&self, arms: &[Arm], tests: &Tests, jobs: usize) -> Done {
        let next = AtomicUsize::new(0);
        let work = || -> Result<(), String> {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(arm) = arms.get(number) else {
                    return Ok(());
                };
                if number > 0 && number.is_multiple_of(SAID_EVERY) {
                    run::say(&format!("{number} of {}", arms.len()));
                }
                let fate = tests.judge(arm.mutant, arm.function);
                let noted = fate.and_then(|fate| self.note(arm.mutant, fate));
                noted.map_err(|error| error.to_string())?;
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                worker.join().map_err(|_| "a worker stopped")??;
            }
            Ok(())
        })
    }

    /// Judges the mutants that no process can choose, each in a build of its own.
    fn judge_left(&self, left: &[usize], tests: &Tests) -> Done {
        for (file, text) in &self.texts {
            self.site.write(file, text)?;
        }
        for number in left {
            let Some(mutant) = self.mutant(*number) else {
                continue;
            };
            let Some(text) = self.texts.get(&mutant.file) else {
                continue;
            };
            run::say(&format!("by itself: {}", mutant.name));
            let changed = switched::alone(text, mutant)
                .ok_or_else(|| format!("{}: there is no such place", mutant.name))?;
            self.site.write(&mutant.file, &changed)?;
            let fate = match self.site.build()? {
                Built::Faults(_) => Fate::Unviable,
                Built::Programs(_) => tests.judge_all()?,
            };
            self.note(*number, fate)?;
            self.site.write(&mutant.file, text)?;
        }
        Ok(())
    }

    fn mutant(&self, number: usize) -> Option<&Mutant> {
        self.mutants.get(number.checked_sub(1)?)
    }

    fn note(&self, number: usize, fate: Fate) -> Done {
        let name = self.mutant(number).map_or("", |mutant| &mutant.name);
        let results = self.results.lock().map_err(|_| "a worker stopped")?;
        results.note(name, fate)
    }
}

impl Results {
    fn begin(folder: &Path) -> Done<Self> {
        let folder = folder.to_path_buf();
        std::fs::create_dir_all(&folder)?;
        for fate in [Fate::Caught, Fate::Timeout, Fate::Missed, Fate::Unviable] {
            std::fs::write(folder.join(Self::file(fate)), "")?;
        }
        Ok(Self { folder })
    }

    const fn file(fate: Fate) -> &'static str {
        match fate {
            Fate::Caught => "caught.txt",
            Fate::Timeout => "timeout.txt",
            Fate::Missed => "missed.txt",
            Fate::Unviable => "unviable.txt",
        }
    }

    fn note(&self, name: &str, fate: Fate) -> Done {
        let path = self.folder.join(Self::file(fate));
        let mut file = std::fs::OpenOptions::new().append(true).open(path)?;
        writeln!(file, "{name}")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
