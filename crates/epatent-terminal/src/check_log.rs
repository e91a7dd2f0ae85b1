// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device checked: a line of JSON for each check, without personal data, for a bounded time.

use epatent_core::UnixTime;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The longest log that is read, in bytes: about a hundred thousand checks.
const MAX_FILE: u64 = 32 * 1024 * 1024;
const SECONDS_A_DAY: u64 = 86_400;

/// One check. The patent number is there as a digest that only this device can compute.
///
/// `[applet-spec qr-evidence-report §4]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// The device's clock, RFC 3339 in UTC.
    pub at: String,
    /// What was checked: `card`, `file` or `code`.
    pub what: String,
    /// Keyed digest of the authentic patent number; `None` where none was authentic.
    pub number: Option<String>,
    /// The verdict: `in-force`, `refused` or `undetermined`.
    pub verdict: String,
    /// The code of the worst finding.
    pub code: Option<String>,
    /// Lists that were looked into, each with its sequence and the time that it is of:
    /// `["status 77/772026 12", "2026-11-20T04:00:00Z"]`. Empty where none was.
    pub lists: Vec<(String, String)>,
}

/// Why a log cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The system refuses.
    #[error("{}: {source}", path.display())]
    File {
        /// The log.
        path: PathBuf,
        /// In the words of the system.
        source: std::io::Error,
    },
    /// Longer than any log; nothing of it was read.
    #[error("{}: larger than {MAX_FILE} bytes", path.display())]
    TooLarge {
        /// The log.
        path: PathBuf,
    },
}

/// The log in a file.
#[derive(Debug, Clone)]
pub struct CheckLog {
    path: PathBuf,
}

impl CheckLog {
    /// The log in this file, which need not be there yet.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    /// The entries, oldest first. A line that is none is passed over: the last one may be torn by a
    /// power loss, and a log that nobody can read any more helps nobody.
    ///
    /// # Errors
    /// [`LogError`]; a log that is not there has no entries.
    pub fn entries(&self) -> Result<Vec<LogEntry>, LogError> {
        let text = self.text()?;
        Ok(text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect())
    }

    /// Adds an entry in one write, and forgets what is older than `days`.
    ///
    /// # Errors
    /// [`LogError`] where the file cannot be read or written; a line that was cut is passed over by every
    /// reader.
    pub fn append(&self, entry: &LogEntry, now: UnixTime, days: u16) -> Result<(), LogError> {
        self.purge(now, days)?;
        let torn = self
            .text()?
            .chars()
            .next_back()
            .is_some_and(|last| last != '\n');
        let mut line = String::new();
        if torn {
            line.push('\n');
        }
        line.push_str(&serde_json::to_string(entry).unwrap_or_default());
        line.push('\n');
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        restrict(&mut options);
        let mut file = options
            .open(&self.path)
            .map_err(|error| self.failed(error))?;
        file.write_all(line.as_bytes())
            .and_then(|()| file.sync_data())
            .map_err(|error| self.failed(error))
    }

    /// Forgets entries older than `days`, and lines that are none. Says how many lines went.
    ///
    /// # Errors
    /// [`LogError`]; the log is then as it was.
    pub fn purge(&self, now: UnixTime, days: u16) -> Result<usize, LogError> {
        let oldest = now
            .seconds()
            .saturating_sub(u64::from(days).saturating_mul(SECONDS_A_DAY));
        let text = self.text()?;
        let is_kept = |line: &str| {
            serde_json::from_str::<LogEntry>(line)
                .ok()
                .and_then(|entry| UnixTime::parse(&entry.at).ok())
                .is_some_and(|at| at.seconds() >= oldest)
        };
        let kept: String = text
            .lines()
            .filter(|line| is_kept(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        let gone = text.lines().count().saturating_sub(kept.lines().count());
        if gone > 0 {
            self.replace(&kept).map_err(|error| self.failed(error))?;
        }
        Ok(gone)
    }

    fn replace(&self, text: &str) -> std::io::Result<()> {
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    fn text(&self) -> Result<String, LogError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(String::new());
            }
            Err(error) => return Err(self.failed(error)),
        };
        let mut bytes = Vec::new();
        file.take(MAX_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| self.failed(error))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length <= MAX_FILE) {
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        } else {
            Err(LogError::TooLarge {
                path: self.path.clone(),
            })
        }
    }

    fn failed(&self, source: std::io::Error) -> LogError {
        LogError::File {
            path: self.path.clone(),
            source,
        }
    }
}

/// For the owner only, before the file is there.
#[cfg(unix)]
fn restrict(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn restrict(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixTime {
        UnixTime::parse(text).unwrap()
    }

    fn entry(time: &str) -> LogEntry {
        LogEntry {
            at: time.to_owned(),
            what: "card".to_owned(),
            number: Some("00ff".to_owned()),
            verdict: "in-force".to_owned(),
            code: Some("in-force".to_owned()),
            lists: Vec::new(),
        }
    }

    #[test]
    fn entries_come_back_in_order_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let log = CheckLog::new(&folder.path().join("check.log"));
        assert!(log.entries().unwrap().is_empty());
        for day in ["01", "15", "30"] {
            let time = format!("2026-11-{day}T10:00:00Z");
            log.append(&entry(&time), at(&time), 20).unwrap();
        }
        let kept = log.entries().unwrap();
        let times: Vec<&str> = kept.iter().map(|entry| &entry.at[8..10]).collect();
        assert_eq!(times, ["15", "30"]);
        assert_eq!(log.purge(at("2026-11-30T10:00:00Z"), 0).unwrap(), 1);
        assert_eq!(log.purge(at("2030-01-01T00:00:00Z"), 20).unwrap(), 1);
        assert!(log.entries().unwrap().is_empty());
    }

    #[test]
    fn a_log_torn_at_any_byte_keeps_every_whole_line_and_takes_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("check.log");
        let log = CheckLog::new(&path);
        let time = "2026-11-20T10:00:00Z";
        log.append(&entry(time), at(time), 30).unwrap();
        log.append(&entry(time), at(time), 30).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let line = whole.len() / 2;
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let before = log.entries().unwrap().len();
            assert!(before >= cut / line, "{cut}");
            log.append(&entry(time), at(time), 30).unwrap();
            assert_eq!(log.entries().unwrap().len(), before + 1, "{cut}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_log_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("check.log");
        let log = CheckLog::new(&path);
        let time = "2026-11-20T10:00:00Z";
        for _ in 0..2 {
            log.append(&entry(time), at(time), 30).unwrap();
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            log.purge(at("2030-01-01T00:00:00Z"), 1).unwrap();
        }
    }
}
