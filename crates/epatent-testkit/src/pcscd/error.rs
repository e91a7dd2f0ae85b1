// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Why a private pcscd could not be had, and what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::{FIRST_PORT, LAST_PORT, SOCKET_PATH_LIMIT};

/// Why a session could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// These Debian packages are not installed.
    Missing(Vec<&'static str>),
    /// The system does not allow a private mount namespace.
    Namespace {
        /// What `unshare` and `mount` said.
        log: String,
    },
    /// pcscd ended or stayed silent.
    NotReady {
        /// What pcscd said.
        log: String,
    },
    /// No two neighbouring TCP ports are free.
    NoPort,
    /// The temporary directory's path leaves no room for a socket.
    SocketPathTooLong {
        /// The path that is too long.
        path: PathBuf,
    },
    /// A file or process operation failed.
    Io {
        /// What was tried, to be read after "cannot".
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(packages) => write!(
                f,
                "packages are missing\nhint: apt-get install {}",
                packages.join(" ")
            ),
            Self::Namespace { log } => write!(
                f,
                "the system does not allow a private mount namespace: {}\n\
                 hint: run as root, or allow user namespaces; a container needs CAP_SYS_ADMIN",
                log.trim()
            ),
            Self::NotReady { log } => write!(f, "pcscd did not start: {}", log.trim()),
            Self::NoPort => write!(f, "no free TCP ports between {FIRST_PORT} and {LAST_PORT}"),
            Self::SocketPathTooLong { path } => write!(
                f,
                "the socket's path is longer than {SOCKET_PATH_LIMIT} bytes: {}\n\
                 hint: set TMPDIR to a shorter path",
                path.display()
            ),
            Self::Io { what, source } => write!(f, "cannot {what}: {source}"),
        }
    }
}

impl std::error::Error for SessionError {}
