// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The settings and the roots of a trust directory, by way of files.

use std::fs;
use std::sync::OnceLock;

use epatent_terminal::TrustDirectory;
use tempfile::TempDir;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "trust-settings",
    bytes_of: "a trust directory",
    run,
};

fn run(bytes: &[u8]) {
    static FOLDER: OnceLock<Option<TempDir>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = TempDir::with_prefix("epatent-fuzz-").ok()?;
        fs::create_dir(folder.path().join("roots")).ok()?;
        Some(folder)
    });
    let Some(folder) = folder.as_ref().map(TempDir::path) else {
        return;
    };
    // Settings first, then the same bytes as the one root.
    if fs::write(folder.join("trust.toml"), bytes).is_ok() {
        let _ = TrustDirectory::read(folder);
    }
    let settings = "schema = 1\nenvironment = \"lab\"\n[policy]\n";
    if fs::write(folder.join("trust.toml"), settings).is_ok()
        && fs::write(folder.join("roots/root.pem"), bytes).is_ok()
    {
        let _ = TrustDirectory::read(folder);
    }
}
