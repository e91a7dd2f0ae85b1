// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Exit codes: part of the interface of every program.

use std::process::ExitCode;

/// How a program ended. The numbers never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    /// 0: done; of a check: in force.
    Done,
    /// 1: the verdict is refused.
    Refused,
    /// 2: wrong usage, or an input file that cannot be used.
    Usage,
    /// 3: the verdict is undetermined.
    Undetermined,
    /// 4: trouble with the reader, the card or a service; no verdict.
    Device,
}

impl Exit {
    /// The number a shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Undetermined => 3,
            Self::Device => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
