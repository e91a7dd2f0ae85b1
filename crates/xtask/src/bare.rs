// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask bare`: the verifier without `std`, built and run where there is no operating system.

use crate::run::{self, Done};
use std::path::Path;
use std::process::Command;

/// A target that has `alloc` and nothing to lend a program `std` by.
const TARGET: &str = "wasm32-unknown-unknown";

/// The example, whose features nothing else of the workspace can widen.
const EXAMPLE: &str = "examples/bare";

pub(crate) fn run() -> Done {
    // The versions of the project; its allocator is pinned in its manifest.
    let lock = "Cargo.lock";
    std::fs::copy(run::root().join(lock), run::root().join(EXAMPLE).join(lock))?;
    let folder = run::target()?.join("bare");
    if !present()? && !added()? {
        // The panic handler of the example and that of `std` cannot both be linked.
        run::say(&format!(
            "{TARGET} is not installed and could not be; the example is built for this machine instead, and not run"
        ));
        return run::must(
            "the verifier without std, for this machine",
            &mut build(&folder),
        );
    }
    run::must(
        &format!("the verifier without std, for {TARGET}"),
        build(&folder).args(["--target", TARGET]),
    )?;
    let module = folder.join(TARGET).join("debug/epatent_bare.wasm");
    run::must(
        "the verifier without std judges the verdict vectors",
        Command::new("node")
            .arg(run::root().join(EXAMPLE).join("judge.mjs"))
            .arg(module)
            .arg(run::root().join("test-vectors")),
    )
}

fn build(folder: &Path) -> Command {
    let mut build = run::cargo(&["build", "--quiet", "--target-dir"]);
    build.arg(folder).current_dir(run::root().join(EXAMPLE));
    build
}

/// Whether the compiler has the target's libraries.
fn present() -> Done<bool> {
    let mut ask = Command::new("rustc");
    ask.current_dir(run::root())
        .args(["--print", "target-libdir", "--target", TARGET]);
    let said = run::output(&mut ask)?;
    let folder = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    Ok(said.status.success() && Path::new(&folder).is_dir())
}

/// Asks rustup for the target, where there is a rustup and a network.
fn added() -> Done<bool> {
    run::say(&format!(
        "The target {TARGET} is missing and will be added by rustup."
    ));
    let mut add = Command::new("rustup");
    add.current_dir(run::root()).args(["target", "add", TARGET]);
    Ok(add.status().is_ok_and(|status| status.success()) && present()?)
}
