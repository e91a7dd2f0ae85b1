// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the head of `with-card.sh` says of itself: cards that misbehave get the answer that is theirs, it works in
//! any year, its exit status tells whose fault it is, and nothing of it stays, also where it is killed. And that
//! the page of the project shows what it says.

use super::{SCRIPT, Workspace};
use crate::run::{self, Done};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Profiles, and what `epatent-check` must answer: exit code, and the code of the worst finding or of the trouble.
const PROFILES: [(&str, i32, &str); 8] = [
    ("honest", 0, "in-force"),
    ("group-holder-bit-flipped", 1, "digest-mismatch"),
    ("chip-cloned", 1, "clone-suspected"),
    ("issuer-forged", 3, "issuer-unknown"),
    ("object-signature-bit-flipped", 1, "signature-invalid"),
    ("portrait-of-another-card", 1, "digest-mismatch"),
    ("state-suspended", 3, "chip-unreadable"),
    ("proof-replayed", 1, "clone-suspected"),
];
/// Days on which the example must issue a card: after its applications are over, a leap day, and later.
const DAYS: [&str; 3] = [
    "2028-02-29 12:00:00",
    "2028-12-31 23:30:00",
    "2031-06-01 00:10:00",
];
/// What runs for longer than the test, and can be told from what else sleeps on this machine.
const ENDLESS: &str = "echo $EPATENT_TRUST; echo up; sleep 86423; true";
/// How long the script may take to have everything taken away.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) fn keep(workspace: &Workspace<'_>) -> Done {
    shown(workspace)?;
    for (name, exit, code) in PROFILES {
        profile(workspace, name, exit, code)?;
    }
    for day in DAYS {
        let mut script = workspace.command("faketime");
        script.args([day, SCRIPT]);
        run::must(&format!("CI example on {day}"), &mut script)?;
    }
    statuses(workspace)?;
    for signal in ["TERM", "INT", "KILL"] {
        ended_by(workspace, signal)?;
    }
    Ok(())
}

/// The screen in README.md is what the command above it says; a line `...` stands for any lines, and how long the
/// reading took is left out.
fn shown(workspace: &Workspace<'_>) -> Done {
    const COMMAND: &str = "$ EPATENT_PROFILE=honest examples/ci/with-card.sh\n";
    run::say("== README.md shows what the program says");
    let page = std::fs::read_to_string(run::root().join("README.md"))?;
    let (_, block) = page.split_once(COMMAND).ok_or("README.md has no screen")?;
    let (block, _) = block.split_once("```").ok_or("its screen has no end")?;
    let mut script = workspace.command(SCRIPT);
    script
        .env("EPATENT_PROFILE", "honest")
        .env("EPATENT_LANG", "en");
    let output = run::output(&mut script)?;
    let screen = String::from_utf8(output.stdout)?;
    let untimed = |line: &str| match line.split_once(" in ") {
        Some((before, time)) if time.ends_with(" ms.") => before.to_owned(),
        _ => line.trim_end().to_owned(),
    };
    let said: Vec<String> = screen.lines().map(untimed).collect();
    let mut at = 0;
    let mut left_out = false;
    for line in block.lines().map(untimed) {
        if line == "..." {
            left_out = true;
            continue;
        }
        let rest = said.get(at..).unwrap_or_default();
        let found = rest.iter().position(|one| *one == line);
        match found {
            Some(0) => at += 1,
            Some(skipped) if left_out => at += skipped + 1,
            _ => {
                return Err(format!("README.md shows {line:?}, the program says\n{screen}").into());
            }
        }
        left_out = false;
    }
    if at == said.len() {
        Ok(())
    } else {
        Err(format!("README.md ends early; the program says\n{screen}").into())
    }
}

fn profile(workspace: &Workspace<'_>, name: &str, exit: i32, code: &str) -> Done {
    run::say(&format!("== CI example with the card {name}: {code}"));
    let mut script = workspace.command(SCRIPT);
    script
        .args([
            "sh",
            "-c",
            r#"epatent-check card --json --on "$EPATENT_DAY""#,
        ])
        .env("EPATENT_PROFILE", name);
    let output = run::output(&mut script)?;
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{name}: {error}: {}", said(&output)))?;
    let found = ["/findings/0/code", "/error/code"]
        .iter()
        .find_map(|place| answer.pointer(place)?.as_str())
        .unwrap_or("none");
    let status = output.status.code();
    if (status, found) == (Some(exit), code) {
        Ok(())
    } else {
        Err(format!("{name}: {status:?} {found}, expected {exit} {code}").into())
    }
}

/// The status is the command's where it ran, and 125 where it did not.
fn statuses(workspace: &Workspace<'_>) -> Done {
    run::say("== CI example: exit status");
    let cases: [(&str, &str, &str, i32); 6] = [
        ("EPATENT_BLANK", "1", "exit 2", 2),
        ("EPATENT_BLANK", "1", "exit 125", 125),
        ("EPATENT_APPLICATION", "nowhere.json", "exit 0", 125),
        ("EPATENT_PROFILE", "nobody", "exit 0", 125),
        ("EPATENT_PROGRAMS", "/nowhere", "exit 0", 125),
        ("EPATENT_SERVE", "cd / && X=1; false", "exit 0", 125),
    ];
    for (variable, value, command, expected) in cases {
        let mut script = workspace.command(SCRIPT);
        script.args(["sh", "-c", command]).env(variable, value);
        if variable == "EPATENT_PROGRAMS" {
            script.env("PATH", "/usr/bin:/bin");
        }
        let output = run::output(&mut script)?;
        if output.status.code() != Some(expected) {
            let status = output.status;
            let said = said(&output);
            return Err(format!("{variable}={value}, {command}: {status}\n{said}").into());
        }
    }
    // What puts the card in is shell, whatever it is.
    let mut script = workspace.command(SCRIPT);
    let serve = r#"cd / && NAME=honest; epatent-emulator serve --profile "$NAME" --vpcd 127.0.0.1:$EPATENT_PORT"#;
    script
        .args(["epatent-check", "readers"])
        .env("EPATENT_BLANK", "1")
        .env("EPATENT_SERVE", serve);
    run::must("CI example: a card of shell commands", &mut script)
}

/// Sends the script, and nobody else, a signal while its command runs. Nothing may be left.
fn ended_by(workspace: &Workspace<'_>, signal: &str) -> Done {
    run::say(&format!("== CI example: ended by SIG{signal}"));
    // Where this program runs in the background, SIGINT is ignored, and so by whatever it starts.
    let mut script = workspace.command("env");
    script
        .args(["--default-signal=INT", SCRIPT, "sh", "-c", ENDLESS])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = script.spawn()?;
    let ended = ended(&mut child, signal);
    if ended.is_err() {
        // The pipe of the script closes with it, and what it started ends.
        let _ = child.kill();
        let _ = child.wait();
    }
    ended
}

fn ended(child: &mut Child, signal: &str) -> Done {
    let output = child.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(output).lines();
    let trust = PathBuf::from(lines.next().ok_or("the script ended early")??);
    lines.next().ok_or("the command did not run")??;
    let folder = trust
        .ancestors()
        .find(|path| path.parent() == Some(Path::new("/tmp")))
        .ok_or_else(|| format!("{} is not below /tmp", trust.display()))?;
    let begun = Instant::now();
    run::must(
        "kill",
        Command::new("kill").args([format!("-{signal}"), child.id().to_string()]),
    )?;
    let status = child.wait()?;
    let expected = match signal {
        "TERM" => Some(143),
        "INT" => Some(130),
        _ => None,
    };
    if status.code() != expected {
        return Err(format!("SIG{signal}: {status}").into());
    }
    loop {
        let left = left_of(folder)?;
        if left.is_empty() {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("SIG{signal} leaves {}", left.join(", ")).into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The folder of the script, and the processes that speak of it or are its command.
fn left_of(folder: &Path) -> Done<Vec<String>> {
    let mut left = Vec::new();
    if folder.exists() {
        left.push(folder.display().to_string());
    }
    let name = folder.to_string_lossy().into_owned();
    for entry in std::fs::read_dir("/proc")? {
        // A process that ended meanwhile has no command line any more.
        let Ok(line) = std::fs::read(entry?.path().join("cmdline")) else {
            continue;
        };
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains(&name) || line.contains("sleep 86423") {
            left.push(line);
        }
    }
    Ok(left)
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
