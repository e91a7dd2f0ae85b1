// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust`: what this device trusts, and newer knowledge for it.

mod fetch;
mod import;
mod show;
mod taking;

use crate::args::{Trust, TrustCommand};
use epatent_cli::{Console, Exit, Failure};
use epatent_core::bundle::FileName;

/// The bundle of a publication.
const BUNDLE: &str = "bundle.cbor";
/// The bundle before it that introduced its root, where there was a new one.
const ROLLOVER: &str = "rollover.cbor";
/// The folder of the lists in a publication.
const LISTS: &str = "lists";

pub(crate) fn run(args: &Trust, console: &Console) -> Result<Exit, Failure> {
    match &args.command {
        TrustCommand::Import(import) => import::run(import, console),
        TrustCommand::Fetch(fetch) => fetch::run(fetch, console),
        TrustCommand::Show(directory) => show::run(&directory.trust, console),
    }
}

/// The file with the changes that lead to a sequence, beside the snapshot of this name. `None` where no
/// such name can be.
fn changes_name(snapshot: &FileName, sequence: u64) -> Option<FileName> {
    FileName::parse(&format!("{snapshot}.{sequence}")).ok()
}

/// Whether a file of the lists folder belongs to the list of this name.
fn belongs(file: &FileName, list: &FileName) -> bool {
    let rest = file.as_str().strip_prefix(list.as_str());
    rest.is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix('.')
                .and_then(|digits| digits.parse().ok())
                .is_some_and(|sequence| changes_name(list, sequence).as_ref() == Some(file))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_lie_beside_their_snapshot_and_no_other_name_is_theirs() {
        let name = |text| FileName::parse(text).unwrap();
        let list = name("paid-77.cbor");
        assert_eq!(changes_name(&list, 7), Some(name("paid-77.cbor.7")));
        for file in [
            "paid-77.cbor",
            "paid-77.cbor.0",
            "paid-77.cbor.18446744073709551615",
        ] {
            assert!(belongs(&name(file), &list), "{file}");
        }
        for file in [
            "paid-77.cbor.",
            "paid-77.cbor.07",
            "paid-77.cbor.7.7",
            "paid-77.cbor7",
            "paid-77.cbor.18446744073709551616",
            "paid-77.cbo",
            "paid-7",
        ] {
            assert!(!belongs(&name(file), &list), "{file}");
        }
        let longest = name(&"a".repeat(FileName::MAX_LENGTH));
        assert_eq!(changes_name(&longest, 1), None);
    }
}
