// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Which crate may use which, and what every source file must carry.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read the workspace fails with the line"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each crate may depend on when it is built for use; DESIGN.md gives the reasons.
const ALLOWED: [(&str, &[&str]); 21] = [
    ("epatent-core", &[]),
    ("epatent-sign", &["epatent-core"]),
    ("epatent-verify", &["epatent-core"]),
    ("epatent-pkcs11", &["epatent-core", "epatent-sign"]),
    ("epatent-apdu", &["epatent-core"]),
    ("epatent-pcsc", &["epatent-apdu"]),
    ("epatent-emulator", &["epatent-apdu", "epatent-cli"]),
    (
        "epatent-terminal",
        &["epatent-core", "epatent-apdu", "epatent-verify"],
    ),
    ("epatent-picture", &[]),
    ("epatent-cli", &[]),
    // It judges cards by the specification: neither the emulator nor the channels of the library are its measure.
    (
        "epatent-conformance",
        &[
            "epatent-apdu",
            "epatent-station",
            "epatent-pcsc",
            "epatent-cli",
        ],
    ),
    ("epatent-register", &["epatent-core"]),
    (
        "epatent-office",
        &[
            "epatent-core",
            "epatent-sign",
            "epatent-verify",
            "epatent-apdu",
            "epatent-terminal",
            "epatent-register",
        ],
    ),
    (
        "epatent-station",
        &[
            "epatent-core",
            "epatent-apdu",
            "epatent-verify",
            "epatent-terminal",
            "epatent-pcsc",
            "epatent-cli",
        ],
    ),
    (
        "epatent-issue",
        &[
            "epatent-core",
            "epatent-sign",
            "epatent-pkcs11",
            "epatent-verify",
            "epatent-apdu",
            "epatent-terminal",
            "epatent-station",
            "epatent-register",
            "epatent-office",
            "epatent-pcsc",
            "epatent-cli",
        ],
    ),
    (
        "epatent-check",
        &[
            "epatent-core",
            "epatent-verify",
            "epatent-apdu",
            "epatent-terminal",
            "epatent-station",
            "epatent-pcsc",
            "epatent-picture",
            "epatent-cli",
        ],
    ),
    // For tests, benchmarks and tasks only: these may use anything, and nothing may use them.
    ("epatent-testkit", &["*"]),
    ("epatent-bench", &["*"]),
    ("epatent-fuzz", &["*"]),
    ("epatent-simulation", &["*"]),
    ("epatent-examples", &["*"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_path_buf()
}

fn metadata() -> cargo_metadata::Metadata {
    cargo_metadata::MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap()
}

/// Package name to the packages of this workspace it depends on outside its tests.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata();
    let names: BTreeSet<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let own = |package: &cargo_metadata::Package| {
        package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != cargo_metadata::DependencyKind::Development)
            .map(|dependency| dependency.name.clone())
            .filter(|name| names.contains(name.as_str()))
            .collect()
    };
    metadata
        .packages
        .iter()
        .map(|package| (package.name.to_string(), own(package)))
        .collect()
}

#[test]
fn every_dependency_inside_the_workspace_is_an_allowed_arrow() {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    for (from, targets) in arrows() {
        if from == "xtask" {
            continue;
        }
        let permitted = allowed
            .get(from.as_str())
            .unwrap_or_else(|| panic!("{from} is not listed"));
        for to in targets {
            assert!(
                permitted.contains(&"*") || permitted.contains(&to.as_str()),
                "{from} -> {to}"
            );
        }
    }
}

#[test]
fn every_listed_crate_exists() {
    let arrows = arrows();
    for (name, _) in ALLOWED {
        assert!(
            arrows.contains_key(name),
            "{name} is listed but is not in the workspace"
        );
    }
}

#[test]
fn only_the_reader_driver_and_the_register_link_c() {
    // The test kit alters registers as whoever has the file can.
    let owners: [(&str, &[&str]); 2] = [
        ("pcsc", &["epatent-pcsc"]),
        ("sqlx", &["epatent-register", "epatent-testkit"]),
    ];
    for (library, owners) in owners {
        for package in metadata().packages {
            let links = package
                .dependencies
                .iter()
                .any(|dependency| dependency.name == library);
            assert_eq!(
                links,
                owners.contains(&package.name.as_str()),
                "{library} in {}",
                package.name
            );
        }
    }
}

#[test]
fn a_card_stores_bytes_and_does_not_read_patents() {
    for path in sources("crates/epatent-emulator/src") {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains("epatent_core"),
            "{} uses epatent-core",
            path.display()
        );
    }
}

#[test]
fn every_crate_takes_the_workspace_lints_and_forbids_unsafe_code() {
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    for package in metadata().packages {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{}",
            package.manifest_path
        );
    }
}

#[test]
fn every_source_file_carries_its_licence() {
    let mut seen = 0;
    for path in sources("crates").into_iter().chain(sources("examples")) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("// SPDX-License-Identifier: MIT OR Apache-2.0\n// Copyright "),
            "{} has no SPDX header",
            path.display()
        );
        seen += 1;
    }
    assert!(seen > 50, "only {seen} source files were found");
}

fn sources(folder: &str) -> Vec<PathBuf> {
    walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .map(Result::unwrap)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
