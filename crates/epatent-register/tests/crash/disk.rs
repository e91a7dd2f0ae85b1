// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A disk that fails at the k-th call: `strace` makes one call, or every one from there on, return
//! an error that it did not have. No code of the register or of SQLite is another than in the office.

use std::path::Path;
use std::process::Command;

use epatent_register::Register;

use crate::model::{acknowledged, acknowledgement, child, copy, location};
use crate::power::deliver;
use crate::say;

/// Commits that are tried in a run.
const COMMITS: u32 = 3;

/// The program whose disk fails. It goes on after an error, as an office would.
pub(crate) fn write(folder: &Path, count: u32) {
    let Ok(mut register) = Register::open(&location(folder)) else {
        return say("not opened");
    };
    for number in 0..count {
        match try_deliver(&mut register, number) {
            Ok(head) => say(&acknowledgement(head)),
            Err(error) => say(&format!("error {error}")),
        }
    }
    // The log is brought into the file: a failure of that loses nothing.
    if let Err(error) = register.close() {
        say(&format!("error {error}"));
    }
}

/// `deliver`, but a transaction that cannot begin is an error too.
fn try_deliver(
    register: &mut Register,
    number: u32,
) -> Result<epatent_register::Head, epatent_register::RegisterError> {
    // Whether a transaction can begin is asked first: the model's own one must not fail.
    register.head()?;
    deliver(register, number)
}

pub(crate) fn error_at_every_write() -> String {
    // The two ways in which a write fails: once, with an error of the disk; for good, with no room.
    let once = sweep("pwrite64,write", "EIO", "");
    let full = sweep("pwrite64,write", "ENOSPC", "+");
    format!("{once}; {full}")
}

pub(crate) fn error_at_every_sync() -> String {
    let once = sweep("fdatasync,fsync", "EIO", "");
    let ever = sweep("fdatasync,fsync", "EIO", "+");
    let cut = sweep("ftruncate,unlink,fallocate,openat", "EIO", "");
    format!("{once}; {ever}; {cut}")
}

/// Makes the k-th of these calls fail for every k there is.
fn sweep(calls: &str, error: &str, onwards: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().join("start");
    std::fs::create_dir(&start).unwrap();
    // In order: what a dropped connection still takes away could be gone from under a copy.
    Register::create(&location(&start))
        .unwrap()
        .close()
        .unwrap();
    let (mut runs, mut failed, mut kept) = (0, 0, 0);
    for k in 1.. {
        let here = folder.path().join(format!("at-{k}"));
        copy(&start, &here);
        let trace = folder.path().join("trace");
        let program = child(&[]);
        let output = Command::new("strace")
            .args(["-f", "-qq", "-o"])
            .arg(&trace)
            // Of all files of the program only those of the register.
            .args(
                ["register.db", "register.db-wal", "register.db-shm"]
                    .iter()
                    .flat_map(|name| [String::from("-P"), here.join(name).display().to_string()]),
            )
            .args(["-e", &format!("trace={calls}")])
            .args([
                "-e",
                &format!("inject={calls}:error={error}:when={k}{onwards}"),
            ])
            .arg(program.get_program())
            .args([
                "writer".as_ref(),
                here.as_os_str(),
                COMMITS.to_string().as_ref(),
            ])
            .output()
            .expect("strace is installed by `cargo xtask test`, or by `apt-get install strace`");
        assert!(
            output.status.success(),
            "{calls} {k}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let injected = std::fs::read_to_string(&trace)
            .unwrap()
            .contains("(INJECTED)");
        let heads = acknowledged(&output);
        let mut register = Register::open(&location(&here)).unwrap();
        let verified = register.verify(&heads).unwrap();
        assert_eq!(verified.findings, [], "{calls} {error} {k}{onwards}");
        // And it works again once the disk does.
        let after = deliver(&mut register, 1_000).unwrap();
        assert!(heads.iter().all(|head| head.sequence < after.sequence));
        register.close().unwrap();
        std::fs::remove_dir_all(&here).unwrap();
        kept += heads.len();
        if !injected {
            assert_eq!(heads.len(), usize::try_from(COMMITS).unwrap(), "{calls}");
            break;
        }
        runs += 1;
        failed += usize::from(heads.len() < usize::try_from(COMMITS).unwrap());
    }
    assert!(runs > 2, "{calls}: {runs}");
    format!(
        "{calls} {error}{onwards}: {runs} calls failed, {failed} runs had a commit refused, {kept} acknowledged, 0 lost"
    )
}
