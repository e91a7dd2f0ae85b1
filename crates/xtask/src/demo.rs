// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask demo`: from three application files to cards to verdicts, through real PC/SC.

mod scene;

use crate::install;
use crate::run::{self, Done};
use epatent_testkit::desk::{CAN, Desk};
use scene::{Expected, SCENES, Scene};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Language of the screens: en or ru; the system's where absent
    #[arg(long)]
    lang: Option<String>,
}

/// The day of the checks, within the term of all three applications.
const DAY: &str = "2026-12-15";
/// The region of the checks.
const REGION: &str = "77";

pub(crate) fn run(args: &Args) -> Done {
    let started = Instant::now();
    install::packages()?;
    let demo = Demo {
        desk: Desk::new(run::build_programs()?)?,
        lang: args
            .lang
            .clone()
            .or_else(|| std::env::var("EPATENT_LANG").ok()),
    };
    demo.step("Laboratory keys and trust");
    demo.must(demo.issue().args(["lab", "init"]).arg(demo.store()))?;
    for scene in SCENES.iter().filter(|scene| scene.application.is_some()) {
        demo.personalise(scene)?;
    }
    let mut answers = Vec::new();
    for scene in &SCENES {
        answers.push((scene, demo.check(scene)?));
    }
    summary(&answers, started)
}

/// What a check said, as far as the demo compares it.
struct Answer {
    exit: Option<i32>,
    verdict: String,
    findings: Vec<(String, String)>,
}

impl Answer {
    fn is(&self, expected: &Expected) -> bool {
        self.exit == Some(expected.exit)
            && self.verdict == expected.verdict
            && self.findings.iter().any(|(code, part)| {
                code == expected.code && (expected.part.is_empty() || part == expected.part)
            })
    }

    fn show(&self) -> String {
        let findings: Vec<String> = self
            .findings
            .iter()
            .map(|(code, part)| {
                if part.is_empty() {
                    code.clone()
                } else {
                    format!("{code} ({part})")
                }
            })
            .collect();
        format!("{} [{}]", self.verdict, findings.join(", "))
    }
}

/// One run: a desk, and the language of its screens.
struct Demo {
    desk: Desk,
    lang: Option<String>,
}

impl Demo {
    fn store(&self) -> PathBuf {
        self.desk.path("office")
    }

    fn image(&self, scene: &Scene) -> PathBuf {
        self.desk.path(&image_name(scene.name))
    }

    fn step(&self, what: &str) {
        run::say(&format!("\n==== {what}"));
    }

    fn program(&self, name: &str) -> Command {
        let mut command = self.desk.program(name);
        if let Some(lang) = &self.lang {
            command.env("EPATENT_LANG", lang);
        }
        command
    }

    fn issue(&self) -> Command {
        self.program("epatent-issue")
    }

    /// Shows a command as a user would type it, and runs it.
    fn must(&self, command: &mut Command) -> Done {
        run::say(&typed(command, self.desk.folder()));
        let status = run::status(command)?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("{status}").into())
        }
    }

    fn personalise(&self, scene: &Scene) -> Done {
        self.step(&format!("Issue: {}", scene.title));
        let application = scene.application.unwrap_or_default();
        self.must(
            self.program("epatent-emulator")
                .arg("new")
                .arg(self.image(scene)),
        )?;
        let card = self.desk.insert(0, &self.image(scene), &[])?;
        self.must(
            self.issue()
                .arg("personalise")
                .arg(run::root().join("examples/applications").join(application))
                .arg("--store")
                .arg(self.store())
                .args(["--reader", self.reader(), "--can", CAN]),
        )?;
        card.remove();
        Ok(self.desk.wait_until_empty(0)?)
    }

    fn check(&self, scene: &Scene) -> Done<Answer> {
        self.step(&format!("Check: {}", scene.title));
        if let Some(original) = scene.copy_of {
            self.must(
                self.program("epatent-emulator")
                    .arg("copy-readable")
                    .arg(self.desk.path(&image_name(original)))
                    .arg(self.image(scene)),
            )?;
        }
        let image = match scene.same_as {
            Some(other) => self.desk.path(&image_name(other)),
            None => self.image(scene),
        };
        let flip: Vec<&str> = scene
            .flip
            .iter()
            .flat_map(|place| ["--flip", place])
            .collect();
        let card = self.desk.insert(0, &image, &flip)?;
        let mut screen = self.check_command();
        run::say(&typed(&screen, self.desk.folder()));
        run::status(&mut screen)?;
        let output = run::output(self.check_command().arg("--json"))?;
        card.remove();
        self.desk.wait_until_empty(0)?;
        let json: serde_json::Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("epatent-check --json: {error}"))?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let findings = json
            .pointer("/findings")
            .and_then(serde_json::Value::as_array)
            .into_iter()
            .flatten()
            .map(|finding| {
                let field = |name: &str| finding.get(name).map(text).unwrap_or_default();
                (field("code"), field("part"))
            })
            .collect();
        Ok(Answer {
            exit: output.status.code(),
            verdict: json.pointer("/verdict").map(text).unwrap_or_default(),
            findings,
        })
    }

    fn check_command(&self) -> Command {
        let mut command = self.program("epatent-check");
        command
            .arg("card")
            .args([
                "--reader",
                self.reader(),
                "--region",
                REGION,
                "--on",
                DAY,
                "--can",
                CAN,
                "--trust",
            ])
            .arg(self.store().join("trust"));
        command
    }

    fn reader(&self) -> &'static str {
        let [first, _] = self.desk.readers();
        first
    }
}

fn image_name(card: &str) -> String {
    format!("{card}.card.json")
}

/// The command line, with the run's folder left out.
fn typed(command: &Command, folder: &Path) -> String {
    let mut words = vec![command.get_program()];
    words.extend(command.get_args());
    let words = words.into_iter().map(|word| {
        let path = Path::new(word);
        let short = path
            .strip_prefix(folder)
            .or_else(|_| path.strip_prefix(run::root()))
            .map_or_else(|_| path.to_string_lossy(), Path::to_string_lossy);
        let short = short
            .rsplit_once("/debug/")
            .map_or(short.as_ref(), |(_, name)| name)
            .to_owned();
        if short.contains(' ') {
            format!("\"{short}\"")
        } else {
            short
        }
    });
    format!("$ {}", words.collect::<Vec<_>>().join(" "))
}

fn summary(answers: &[(&Scene, Answer)], started: Instant) -> Done {
    run::say("\n==== Summary");
    let page = std::fs::read_to_string(run::root().join("README.md"))?;
    let mut wrong = 0;
    for (scene, answer) in answers {
        let right = answer.is(&scene.expected);
        wrong += usize::from(!right);
        let mark = if right {
            "as expected"
        } else {
            "NOT AS EXPECTED"
        };
        let line = format!("{:<28} {mark}: {}", scene.title, answer.show());
        run::say(&line);
        if right && !page.contains(&line) {
            return Err("README.md shows another end of the demo".into());
        }
    }
    run::say(&format!(
        "{} checks in {} s",
        answers.len(),
        started.elapsed().as_secs()
    ));
    if wrong == 0 {
        Ok(())
    } else {
        Err(format!("{wrong} answers were not as expected").into())
    }
}
