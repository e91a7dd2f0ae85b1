// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Power loss: the write-ahead log ends wherever the disk got to.

use std::fs;
use std::path::Path;

use epatent_core::BlankNumber;
use epatent_register::{Head, NewBlank, Opaque, Register};

use crate::model::{day, label, location, transaction};

/// Bytes of the log's header, of a frame's header and of a page (SQLite file format, section 4.1).
const HEADER: usize = 32;
const FRAME: usize = 24 + 4096;
const COMMITS: u32 = 12;

pub(crate) fn cut_at_every_frame() -> String {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path();
    // In order, so that the file holds it and the log begins empty.
    let created = Register::create(&location(whole)).unwrap();
    created.close().unwrap();
    let mut register = Register::open(&location(whole)).unwrap();
    let log = whole.join("register.db-wal");
    let mut acknowledged: Vec<(Head, usize)> = vec![(register.head().unwrap(), 0)];
    for number in 0..COMMITS {
        let head = deliver(&mut register, number).unwrap();
        acknowledged.push((head, fs::read(&log).unwrap().len()));
    }
    let database = fs::read(whole.join("register.db")).unwrap();
    let bytes = fs::read(&log).unwrap();
    let frames = (bytes.len() - HEADER) / FRAME;
    assert_eq!(bytes.len(), HEADER + frames * FRAME);
    assert!(frames > usize::try_from(COMMITS).unwrap() * 3, "{frames}");
    let mut cuts = 0;
    for frame in 0..=frames {
        let boundary = HEADER + frame * FRAME;
        // At the boundary, and with a byte of the next frame, and with all but its last byte.
        for cut in [boundary, boundary + 1, boundary + FRAME - 1] {
            let Some(log) = bytes.get(..cut) else {
                continue;
            };
            let expected = acknowledged
                .iter()
                .rfind(|(_, length)| *length <= cut)
                .unwrap();
            let torn = tempfile::tempdir().unwrap();
            fs::write(torn.path().join("register.db"), &database).unwrap();
            fs::write(torn.path().join("register.db-wal"), log).unwrap();
            let heads: Vec<Head> = acknowledged
                .iter()
                .filter(|(_, length)| *length <= cut)
                .map(|(head, _)| *head)
                .collect();
            check(torn.path(), expected.0, &heads, cut);
            cuts += 1;
        }
    }
    drop(register);
    format!("{frames} frames of {COMMITS} commits, {cuts} cuts, 0 acknowledged events lost")
}

/// Exactly the commits that were acknowledged before the cut are there, and the next one works.
fn check(folder: &Path, expected: Head, heads: &[Head], cut: usize) {
    let mut register = Register::open(&location(folder)).unwrap();
    assert_eq!(register.head().unwrap(), expected, "cut {cut}");
    assert_eq!(register.verify(heads).unwrap().findings, [], "cut {cut}");
    let next = deliver(&mut register, 1_000).unwrap();
    assert_eq!(next.sequence, expected.sequence + 1, "cut {cut}");
}

/// One delivery with one blank.
pub(crate) fn deliver(
    register: &mut Register,
    number: u32,
) -> Result<Head, epatent_register::RegisterError> {
    let blank = NewBlank {
        chip_id: Opaque(number.to_be_bytes().to_vec()),
        number: BlankNumber::parse(&format!("РА{number:07}")).unwrap(),
    };
    let mut t = transaction(register);
    t.receive(day(), &label("note"), 1, &[blank])?;
    t.commit()
}
