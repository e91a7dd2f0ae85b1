// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Where a register is.

use std::ffi::OsStr;
use std::fmt;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::RegisterError;

const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

/// Where a register is: a file of SQLite, or a database of PostgreSQL.
///
/// A PostgreSQL on another machine is refused. The driver is built without encryption, because the
/// two stacks it could use are none of this project's; a tunnel (`ssh -L`, WireGuard with a
/// forwarder, stunnel) ends at a port or a socket of this machine and is taken.
///
/// ```
/// use epatent_register::Location;
///
/// assert!(matches!(Location::parse("office/register.db"), Ok(Location::File(_))));
/// assert!(Location::parse("postgres://office@localhost/register").is_ok());
/// assert!(Location::parse("postgres://office@10.1.2.3/register").is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite; `-wal` and `-shm` stand beside it while it is open.
    File(PathBuf),
    /// A database of PostgreSQL, as `postgres://USER:PASSWORD@HOST:PORT/NAME`, or
    /// `postgres://USER@localhost/NAME?host=/run/postgresql` for a socket.
    Postgres(String),
}

impl Location {
    /// A path, or an address that begins with `postgres://`.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Location`] for another scheme or an empty text,
    /// [`RegisterError::Unencrypted`] for a database on another machine.
    pub fn parse(text: &str) -> Result<Self, RegisterError> {
        if let Some(rest) = POSTGRES.iter().find_map(|scheme| text.strip_prefix(scheme)) {
            let host = host(rest);
            if !is_here(host) {
                return Err(RegisterError::Unencrypted { host: host.into() });
            }
            // A second host in the parameters would win over the first.
            let other = parameters(rest).find(|(name, value)| {
                matches!(*name, "host" | "hostaddr")
                    && !is_here(value)
                    && !value.starts_with('/')
                    && !value.starts_with("%2F")
            });
            return match other {
                Some((_, host)) => Err(RegisterError::Unencrypted { host: host.into() }),
                None => Ok(Self::Postgres(text.into())),
            };
        }
        if text.is_empty() || text.contains("://") {
            return Err(RegisterError::Location {
                location: Self::Postgres(text.into()).to_string(),
            });
        }
        Ok(Self::File(text.into()))
    }

    /// The address that the database driver takes.
    pub(crate) fn url(&self, create: bool) -> String {
        match self {
            Self::File(path) => {
                let mode = if create { "rwc" } else { "rw" };
                format!("sqlite://{}?mode={mode}", percent_encoded(path))
            }
            Self::Postgres(url) => url.clone(),
        }
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::File(path.to_path_buf())
    }
}

/// Without a password.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
                let user = user.split(':').next().unwrap_or_default();
                let path = path.split('?').next().unwrap_or_default();
                write!(f, "{scheme}://{user}@{host}{path}")
            }
        }
    }
}

/// As it is displayed.
impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Host of what follows the scheme; empty for the socket of this machine.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn parameters(rest: &str) -> impl Iterator<Item = (&str, &str)> {
    let (_, query) = rest.split_once('?').unwrap_or_default();
    query.split('&').filter_map(|pair| pair.split_once('='))
}

fn is_here(host: &str) -> bool {
    let loopback = host
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    loopback || host.is_empty() || host == "localhost"
}

/// Every byte but letters, digits and `/.-_` as `%XX`, so that any path is one.
fn percent_encoded(path: &Path) -> String {
    let mut encoded = String::new();
    for &byte in AsRef::<OsStr>::as_ref(path).as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/.-_".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_this_machine_is_taken_and_another_is_refused() {
        for here in [
            "postgres://localhost/register",
            "postgres://office:secret@127.0.0.1:5433/register",
            "postgresql://office@[::1]/register",
            "postgres:///register?host=/run/postgresql",
            "postgres://office@localhost/register?host=%2Frun%2Fpostgresql",
        ] {
            assert!(
                matches!(Location::parse(here), Ok(Location::Postgres(_))),
                "{here}"
            );
        }
        for elsewhere in [
            "postgres://db.example/register",
            "postgres://office@192.0.2.1/register",
            "postgres://localhost@192.0.2.1/register",
            "postgres://office@[2001:db8::1]/register",
            "postgres://localhost/register?host=192.0.2.1",
            "postgres://localhost/register?hostaddr=192.0.2.1",
        ] {
            let refused = Location::parse(elsewhere);
            assert!(
                matches!(refused, Err(RegisterError::Unencrypted { .. })),
                "{elsewhere}"
            );
        }
        for neither in ["", "mysql://localhost/register"] {
            assert!(matches!(
                Location::parse(neither),
                Err(RegisterError::Location { .. })
            ));
        }
    }

    #[test]
    fn a_password_is_not_displayed() {
        let location =
            Location::parse("postgres://office:secret@localhost/register?password=secret").unwrap();
        assert_eq!(location.to_string(), "postgres://office@localhost/register");
        assert_eq!(
            format!("{location:?}"),
            "postgres://office@localhost/register"
        );
    }

    #[test]
    fn any_path_is_an_address() {
        let location = Location::File("/a b/реестр?.db".into());
        let url = "sqlite:///a%20b/%D1%80%D0%B5%D0%B5%D1%81%D1%82%D1%80%3F.db?mode=rw";
        assert_eq!(location.url(false), url);
    }
}
