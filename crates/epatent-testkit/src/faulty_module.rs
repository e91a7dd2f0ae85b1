// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A PKCS#11 module that stands between a program and SoftHSM and fails on command.
//!
//! It is in C (`faulty_module/module.c`), because what a vendor's library does is seen only through its
//! own interface. It answers with any code before or after the real call, once or for ever, and writes
//! down which signatures were really made. Its settings are variables that a process gets when it
//! starts.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixed;
use crate::softhsm::SoftHsm;

const REAL: &str = "FAULTY_MODULE_REAL";
const SCRIPT: &str = "FAULTY_MODULE_SCRIPT";
const LOG: &str = "FAULTY_MODULE_LOG";
/// Where a process that was started with [`FaultyModule::apply`] finds the compiled module.
const MODULE: &str = "FAULTY_MODULE";

/// A call that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `C_OpenSession`
    OpenSession,
    /// `C_Login`
    Login,
    /// `C_SignInit`
    SignInit,
    /// `C_Sign`, where it makes a signature; the question for its length does not count.
    Sign,
}

impl Call {
    /// Every call.
    pub const ALL: [Self; 4] = [Self::OpenSession, Self::Login, Self::SignInit, Self::Sign];

    /// The name in the standard.
    #[must_use]
    pub const fn name(self) -> &'static str {
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
pub enum When {
    /// It is not asked.
    Before,
    /// It is, and its answer is lost.
    After,
}

/// One fault.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    /// The call that fails.
    pub call: Call,
    /// Before or after the real one.
    pub when: When,
    /// The return code (PKCS#11 v2.40 base, section 5.1).
    pub code: u64,
    /// How many calls fail; negative for all.
    pub times: i32,
}

/// The compiled module, and the files between it and a test.
#[derive(Debug)]
pub struct FaultyModule {
    module: PathBuf,
    script: PathBuf,
    log: PathBuf,
}

impl FaultyModule {
    /// Compiles the module into the folder of a token, in front of which it will stand.
    ///
    /// # Panics
    /// There is no C compiler, or SoftHSM is not installed.
    #[must_use]
    pub fn compile(token: &SoftHsm) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/faulty_module/module.c");
        let module = token.folder().join("faulty.so");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut command = Command::new(compiler);
        command.args(["-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-O1"]);
        let status = fixed(
            command
                .arg("-o")
                .arg(&module)
                .arg(source)
                .arg("-ldl")
                .status(),
        );
        assert!(status.success(), "module.c does not compile");
        Self {
            module,
            script: token.folder().join("script"),
            log: token.folder().join("log"),
        }
    }

    /// Gives a program what the module and [`Self::of_this_process`] look for.
    pub fn apply<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env(REAL, SoftHsm::module())
            .env(MODULE, &self.module)
            .env(SCRIPT, &self.script)
            .env(LOG, &self.log)
    }

    /// The module that this process was started with.
    ///
    /// # Panics
    /// It was started with none.
    #[must_use]
    pub fn of_this_process() -> Self {
        let path = |name: &str| {
            PathBuf::from(fixed(
                std::env::var_os(name).ok_or("started without a module"),
            ))
        };
        Self {
            module: path(MODULE),
            script: path(SCRIPT),
            log: path(LOG),
        }
    }

    /// Path of the module.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.module
    }

    /// Plans a fault, or none.
    ///
    /// # Panics
    /// The script cannot be written.
    pub fn set(&self, script: Option<Script>) {
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
        fixed(std::fs::write(&self.script, line));
    }

    /// Signatures that the real module made, whether or not anybody got them.
    #[must_use]
    pub fn signatures(&self) -> usize {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().filter(|line| *line == "C_Sign 0x0").count()
    }
}
