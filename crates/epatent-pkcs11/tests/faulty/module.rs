// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The module in C, and what it is told.

use std::path::{Path, PathBuf};
use std::process::Command;

use epatent_testkit::softhsm::SoftHsm;

const REAL: &str = "FAULTY_MODULE_REAL";
const SCRIPT: &str = "FAULTY_MODULE_SCRIPT";
const LOG: &str = "FAULTY_MODULE_LOG";
/// Where this process finds the compiled module.
const MODULE: &str = "FAULTY_MODULE";

/// A call that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    OpenSession,
    Login,
    SignInit,
    Sign,
}

pub(crate) const CALLS: [Call; 4] = [Call::OpenSession, Call::Login, Call::SignInit, Call::Sign];

impl Call {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OpenSession => "C_OpenSession",
            Self::Login => "C_Login",
            Self::SignInit => "C_SignInit",
            Self::Sign => "C_Sign",
        }
    }
}

/// Whether the real module is asked before the call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Before,
    After,
}

/// One fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script {
    pub(crate) call: Call,
    pub(crate) when: When,
    pub(crate) code: u64,
    /// Negative for ever.
    pub(crate) times: i32,
}

/// The files between this program and the module.
pub(crate) struct Faults {
    module: PathBuf,
    script: PathBuf,
    log: PathBuf,
}

impl Faults {
    /// Compiles the module into the folder of a token.
    pub(crate) fn prepare(token: &SoftHsm) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faulty/module.c");
        let module = token.folder().join("faulty.so");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let status = Command::new(&compiler)
            .args([
                "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-O1", "-o",
            ])
            .arg(&module)
            .arg(source)
            .arg("-ldl")
            .status()
            .unwrap_or_else(|error| panic!("{}: {error}", compiler.display()));
        assert!(status.success(), "module.c does not compile");
        Self {
            module,
            script: token.folder().join("script"),
            log: token.folder().join("log"),
        }
    }

    /// Gives a command what the module and [`Self::of_this_process`] look for.
    pub(crate) fn apply<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env(REAL, SoftHsm::module())
            .env(MODULE, &self.module)
            .env(SCRIPT, &self.script)
            .env(LOG, &self.log)
    }

    pub(crate) fn of_this_process() -> Self {
        let path = |name| PathBuf::from(std::env::var_os(name).unwrap());
        Self {
            module: path(MODULE),
            script: path(SCRIPT),
            log: path(LOG),
        }
    }

    pub(crate) fn module(&self) -> &Path {
        &self.module
    }

    /// Writes the script, or takes it away.
    pub(crate) fn set(&self, script: Option<Script>) {
        let line = script.map_or(String::new(), |script| {
            let when = match script.when {
                When::Before => "before",
                When::After => "after",
            };
            format!(
                "{} {when} {:#x} {}\n",
                script.call.name(),
                script.code,
                script.times
            )
        });
        std::fs::write(&self.script, line).unwrap();
    }

    /// Signatures that the real module made, whether or not anybody got them.
    pub(crate) fn signatures(&self) -> usize {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().filter(|line| *line == "C_Sign 0x0").count()
    }
}
