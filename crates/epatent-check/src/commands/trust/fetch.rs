// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust fetch`: the bundle first, then the lists that it names and that are newer than
//! what is here.

use super::changes_name;
use super::taking::{Offered, Taking};
use crate::args::Fetch;
use crate::download::{DownloadError, Place, Server};
use epatent_cli::{Console, Exit, Failure};
use epatent_core::bundle::{FileName, ListKind, ListReference};
use epatent_core::cose::MAX_LIST_LENGTH;
use epatent_core::device::MAX_LIST_FILES;
use epatent_terminal::{MAX_BUNDLE_LENGTH, MAX_LISTS_TOTAL};
use std::time::Duration;

pub(super) fn run(args: &Fetch, console: &Console) -> Result<Exit, Failure> {
    let failed = |error: &DownloadError| {
        if let DownloadError::Certificate(why) = error {
            let values = [
                ("url", args.url.as_str().into()),
                ("why", why.as_str().into()),
            ];
            return Failure::new(
                &console.words,
                Exit::Device,
                "error-fetch-certificate",
                &values,
            );
        }
        Failure::new(
            &console.words,
            if matches!(error, DownloadError::Address) {
                Exit::Usage
            } else {
                Exit::Device
            },
            "error-fetch",
            &[
                ("url", args.url.as_str().into()),
                ("reason", error.to_string().into()),
            ],
        )
    };
    let mut taking = Taking::begin(&args.directory.trust, console)?;
    let whole = Duration::from_secs(args.timeout);
    let server = Server::new(&args.url, whole).map_err(|error| failed(&error))?;
    let get = |place| server.get(place, MAX_BUNDLE_LENGTH);
    let bundle = offered(
        Place::Bundle,
        get(Place::Bundle).map_err(|error| failed(&error))?,
    );
    // Who is a stranger may have been introduced by the bundle before.
    let introduction = if taking.trusts(&bundle.bytes) {
        None
    } else {
        match get(Place::Rollover) {
            Ok(bytes) => Some(offered(Place::Rollover, bytes)),
            Err(DownloadError::Missing) => None,
            Err(error) => return Err(failed(&error)),
        }
    };
    for file in introduction.iter().chain([&bundle]) {
        taking.bundle(file)?;
    }
    let mut lists = Lists {
        server: &server,
        files: Vec::new(),
        room: MAX_LISTS_TOTAL,
    };
    let references: Vec<ListReference> = taking.references().cloned().collect();
    for reference in &references {
        let here = taking.sequence(reference);
        if here >= reference.sequence {
            continue;
        }
        if let Err((name, error)) = lists.fetch(reference, here, &taking) {
            taking.failed(name, error.to_string());
            if matches!(error, DownloadError::TimeUp) {
                break;
            }
        }
    }
    taking.lists(&lists.files)?;
    taking.end()
}

fn offered(place: Place<'_>, bytes: Vec<u8>) -> Offered {
    Offered {
        name: place.to_string(),
        bytes,
    }
}

/// The lists that came.
struct Lists<'s> {
    server: &'s Server,
    files: Vec<Offered>,
    room: usize,
}

impl Lists<'_> {
    /// Fetches what leads from the sequence here to the one that the bundle knows.
    fn fetch(
        &mut self,
        reference: &ListReference,
        here: u64,
        taking: &Taking<'_>,
    ) -> Result<(), (String, DownloadError)> {
        let known = reference.sequence;
        if reference.kind == ListKind::PaidThrough
            && here > 0
            && self.changes(&reference.name, here, known)?
        {
            return Ok(());
        }
        let whole = self.get(&reference.name)?;
        // Which state the snapshot is, only its signer can say.
        let sequence = taking.proved_sequence(&whole.bytes);
        self.files.push(whole);
        if let (ListKind::PaidThrough, Some(sequence)) = (reference.kind, sequence) {
            self.changes(&reference.name, sequence, known)?;
        }
        Ok(())
    }

    /// Fetches the changes after a sequence. False, and none of them, where one is not there.
    fn changes(
        &mut self,
        list: &FileName,
        after: u64,
        known: u64,
    ) -> Result<bool, (String, DownloadError)> {
        let count = usize::try_from(known.saturating_sub(after)).unwrap_or(usize::MAX);
        if count > MAX_LIST_FILES {
            return Ok(false);
        }
        let before = self.files.len();
        for sequence in after.saturating_add(1)..=known {
            let Some(name) = changes_name(list, sequence) else {
                self.files.truncate(before);
                return Ok(false);
            };
            match self.get(&name) {
                Ok(file) => self.files.push(file),
                Err((_, DownloadError::Missing)) => {
                    self.files.truncate(before);
                    return Ok(false);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn get(&mut self, name: &FileName) -> Result<Offered, (String, DownloadError)> {
        let place = Place::List(name);
        let bytes = self
            .server
            .get(place, self.room.min(MAX_LIST_LENGTH))
            .map_err(|error| (place.to_string(), error))?;
        self.room = self.room.saturating_sub(bytes.len());
        Ok(offered(place, bytes))
    }
}
