// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the project needs from Debian or Ubuntu, installed after saying so.

use crate::run::{self, Done};
use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::process::Command;

/// A package and the file that shows it is there.
struct Need {
    package: &'static str,
    file: &'static str,
    why: &'static str,
}

/// Programs and drivers; `*` stands for the machine's multiarch folder.
const NEEDS: [Need; 14] = [
    Need {
        package: "pcscd",
        file: "/usr/sbin/pcscd",
        why: "the PC/SC service",
    },
    Need {
        package: "vsmartcard-vpcd",
        file: "/usr/lib/pcsc/drivers/serial/libifdvpcd.so",
        why: "a virtual reader, so that the emulated card is read through real PC/SC",
    },
    Need {
        package: "libpcsclite-dev",
        file: "/usr/lib/*/pkgconfig/libpcsclite.pc",
        why: "the PC/SC library that epatent-pcsc links",
    },
    Need {
        package: "pkg-config",
        file: "/usr/bin/pkg-config",
        why: "finds that library",
    },
    Need {
        package: "libeac-dev",
        file: "/usr/include/eac/pace.h",
        why: "somebody else's PACE, for tests",
    },
    Need {
        package: "opensc",
        file: "/usr/bin/opensc-tool",
        why: "somebody else's PC/SC client, for tests",
    },
    Need {
        package: "openssl",
        file: "/usr/bin/openssl",
        why: "checks our certificates, for tests",
    },
    Need {
        package: "softhsm2",
        file: "/usr/bin/softhsm2-util",
        why: "a token in software, for tests of keys in an HSM",
    },
    Need {
        package: "python3-venv",
        file: "/usr/lib/*/ensurepip/__init__.py",
        why: "keeps somebody else's SCP03 to itself, for tests",
    },
    Need {
        package: "postgresql",
        file: "/usr/lib/postgresql/*/bin/initdb",
        why: "the register's other database, for tests",
    },
    Need {
        package: "strace",
        file: "/usr/bin/strace",
        why: "makes the register's disk fail, for tests",
    },
    Need {
        package: "nodejs",
        file: "/usr/bin/node",
        why: "runs the verifier without std, for tests",
    },
    Need {
        package: "faketime",
        file: "/usr/bin/faketime",
        why: "another year, for tests of the examples",
    },
    Need {
        package: "util-linux",
        file: "/usr/bin/unshare",
        why: "keeps our pcscd to itself",
    },
];

/// Installs what is missing. Asks before unless root or in CI.
pub(crate) fn packages() -> Done {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !present(need.file)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    run::say("These Debian packages are missing and will be installed:");
    for need in &missing {
        run::say(&format!("  {:<18} {}", need.package, need.why));
    }
    let root = is_root()?;
    if !root && std::env::var_os("CI").is_none() && !agreed()? {
        return Err("nothing was installed; install the packages above and run again".into());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    apt(root, &["update", "-q"])?;
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend(packages);
    apt(root, &install)?;
    match NEEDS.iter().find(|need| !present(need.file)) {
        None => Ok(()),
        Some(need) => Err(format!(
            "{} is installed but {} is not there",
            need.package, need.file
        )
        .into()),
    }
}

fn apt(root: bool, arguments: &[&str]) -> Done {
    let mut command = if root {
        Command::new("apt-get")
    } else {
        let mut command = Command::new("sudo");
        command.arg("apt-get");
        command
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(arguments);
    run::must(&format!("apt-get {}", arguments.join(" ")), &mut command)
}

fn agreed() -> Done<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    run::say("Install them with sudo apt-get? [y/N]");
    let mut answer = String::new();
    input.lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn is_root() -> Done<bool> {
    let output = run::output(Command::new("id").arg("-u"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim() == "0")
}

fn present(file: &str) -> bool {
    match file.split_once('*') {
        None => Path::new(file).exists(),
        Some((before, after)) => std::fs::read_dir(before)
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| entry.path().join(after.trim_start_matches('/')).exists()),
    }
}
