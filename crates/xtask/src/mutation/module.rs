// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is mutated, and the tests that must notice.

/// Modules that stand together, with the tests of theirs that run in process.
pub(super) struct Module {
    /// What it is called on the command line.
    pub(super) name: &'static str,
    /// What it is.
    pub(super) what: &'static str,
    /// The crate it is in, whose tests are run.
    pub(super) package: &'static str,
    /// Its files.
    pub(super) files: &'static [&'static str],
    /// Arguments of `cargo test`: what needs no other program and no reader.
    pub(super) tests: &'static [&'static str],
}

/// The smallest first.
pub(super) const MODULES: [Module; 7] = [
    Module {
        name: "tlv",
        what: "strict TLV",
        package: "epatent-apdu",
        files: &["crates/epatent-apdu/src/tlv.rs"],
        tests: &["--lib"],
    },
    Module {
        name: "cbor",
        what: "strict deterministic CBOR",
        package: "epatent-core",
        files: &[
            "crates/epatent-core/src/cbor.rs",
            "crates/epatent-core/src/cbor/**",
        ],
        tests: &["--lib"],
    },
    Module {
        name: "messaging",
        what: "secure messaging",
        package: "epatent-apdu",
        files: &[
            "crates/epatent-apdu/src/secure_messaging.rs",
            "crates/epatent-apdu/src/secure_messaging/**",
        ],
        tests: &["--lib"],
    },
    Module {
        name: "pace",
        what: "PACE",
        package: "epatent-apdu",
        files: &[
            "crates/epatent-apdu/src/pace.rs",
            "crates/epatent-apdu/src/pace/**",
        ],
        tests: &["--lib"],
    },
    Module {
        name: "scp03",
        what: "SCP03",
        package: "epatent-apdu",
        files: &[
            "crates/epatent-apdu/src/scp03.rs",
            "crates/epatent-apdu/src/scp03/**",
        ],
        tests: &["--lib"],
    },
    Module {
        name: "life-cycle",
        what: "access rules, life cycle and memory of the card",
        package: "epatent-emulator",
        files: &[
            "crates/epatent-emulator/src/access.rs",
            "crates/epatent-emulator/src/card.rs",
            "crates/epatent-emulator/src/card/**",
            "crates/epatent-emulator/src/key.rs",
            "crates/epatent-emulator/src/nvm.rs",
            // Not `flash` and `power`: they tear, and what they tear is judged by `tear`.
            "crates/epatent-emulator/src/nvm/journal.rs",
            "crates/epatent-emulator/src/nvm/view.rs",
        ],
        tests: &["--lib", "--test", "profiles"],
    },
    Module {
        name: "verify",
        what: "the verifier",
        package: "epatent-verify",
        files: &["crates/epatent-verify/src/**"],
        tests: &["--features", "audit"],
    },
];
