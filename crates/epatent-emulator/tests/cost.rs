// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a check and a personalisation cost: commands, bytes, and the time a real card would take.
//! `cargo xtask card-cost` prints the figures beside their limits.
//!
//! Commands and bytes are counted on the line, both ways; times are those of the model of
//! [`epatent_emulator::timed`], without reader and driver.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy takes helper functions of a test for production code; here a failure is a failed test"
)]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use epatent_apdu::flows::{InternalAuthenticate, Personalise, ProbeLength, ReadFile, SelectApplet};
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{EF_CAN, EF_CARD_ACCESS, EF_SECURITY_OBJECT};
use epatent_apdu::{ApduLimit, Link, Transport, TransportError, drive};
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_emulator::timed::{BitRate, P71, Times};
use epatent_emulator::{Card, InProcess, Timed};
use epatent_terminal::{Observer, Request, read_card};
use epatent_testkit::cards::{CAN, CARD_ACCESS, terminal};
use epatent_testkit::lab::Lab;
use epatent_testkit::{channels, chip, people};
use epatent_verify::{Check, Circumstances, Policy, StatusRule, TrustStore, Verdict, Verifier};

const NOW: &str = "2026-11-20T10:00:00Z";
/// The portrait that the limits are about, in bytes.
const PHOTO: usize = 12_000;
/// EF.DG2.
const DG2: u16 = 0x0102;
/// What the longest extended APDU may carry.
const EXTENDED: ApduLimit = ApduLimit::EXTENDED[0];

/// A card on a P71 at 424 kbit/s whose meter can be read while it is talked to.
struct Metered {
    reader: InProcess<Timed<Card>>,
    meter: Rc<Cell<Times>>,
    limit: ApduLimit,
}

impl Metered {
    fn new(card: Card) -> Self {
        Self {
            reader: InProcess::new(Timed::new(card, P71, BitRate::Kbit424)),
            meter: Rc::default(),
            limit: ApduLimit::SHORT,
        }
    }
}

impl Transport for Metered {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let reply = self.reader.transmit(command);
        self.meter.set(self.reader.device().times());
        reply
    }

    fn limit(&self) -> ApduLimit {
        self.limit
    }
}

/// Reads the meter at the verdict without the photo.
struct Watch {
    meter: Rc<Cell<Times>>,
    before_portrait: Times,
}

impl Observer for Watch {
    fn progress(&mut self, _: &'static str, _: epatent_apdu::Progress) {}

    fn before_portrait(&mut self, _: &mut Check<'_>) {
        self.before_portrait = self.meter.get();
    }
}

/// A card whose portrait has the length that the limits are about. Its end is cut off, which nobody
/// sees who does not draw it.
fn issued() -> Card {
    let mut contents = people::rakhimov();
    assert!(contents.portrait.image.len() > PHOTO);
    contents.portrait.image.truncate(PHOTO);
    let (_, card) = chip::issued(&Lab::new(1), contents, CAN, 3, |_| {});
    card
}

/// A line of the report.
fn say(what: &str, times: Times, limit: &str) {
    println!(
        "{what:<46} {:>4} APDUs {:>7} bytes {:>6} ms  (line {}, memory {}, arithmetic {}, work {})  limit {limit}",
        times.commands,
        times.bytes,
        times.total() / 1_000,
        times.line / 1_000,
        times.memory / 1_000,
        times.arithmetic / 1_000,
        times.work / 1_000,
    );
}

/// The parts that a street check cannot do without, by the same conversations that a terminal has.
fn parts(files: &[u16], limit: ApduLimit, chunk: u32) -> Times {
    let mut card = Metered::new(issued());
    drive(SelectApplet::new(), &mut card).unwrap();
    drive(ReadFile::new(EF_CARD_ACCESS), &mut card).unwrap();
    let ephemeral = Ephemeral::from_random(Parameter::P256, &[5; Ephemeral::RANDOM]).unwrap();
    let pace = Pace::new(&Can::parse(CAN).unwrap(), ephemeral).naming_parameter();
    let channel = drive(pace, &mut card).unwrap().channel;
    let meter = Rc::clone(&card.meter);
    let mut link = Link::new(card).with_limit(limit).with_channel(channel);
    drive(
        ReadFile::new(EF_SECURITY_OBJECT).with_chunk(chunk),
        &mut link,
    )
    .unwrap();
    drive(InternalAuthenticate::new([1; 32], [2; 32]), &mut link).unwrap();
    for file in files {
        drive(ReadFile::new(*file).with_chunk(chunk), &mut link).unwrap();
    }
    meter.get()
}

const SHORT_CHUNK: u32 = epatent_apdu::flows::DEFAULT_READ_CHUNK;

#[test]
fn street_check_without_photo_stays_below_24_short_apdus_3500_bytes_and_a_second() {
    let named = parts(&[0x0101, 0x0103, 0x0104], ApduLimit::SHORT, SHORT_CHUNK);
    say(
        "street check: object, proof, DG1, DG3, DG4",
        named,
        "24 APDUs, 3500 bytes, 1000 ms",
    );
    assert!(named.commands <= 24 && named.bytes <= 3_500, "{named:?}");
    assert!(named.total() < 1_000_000, "{named:?}");
}

#[test]
fn what_a_terminal_really_does_stays_below_the_same_limits() {
    let (first, whole) = terminal_reads(ApduLimit::SHORT);
    say(
        "terminal, up to the verdict without photo",
        first,
        "24 APDUs, 3500 bytes, 1000 ms",
    );
    say(
        &format!("terminal, with a photo of {PHOTO} bytes"),
        whole,
        "80 APDUs, 2000 ms",
    );
    assert!(first.commands <= 24, "{first:?}");
    assert!(first.bytes <= 3_500, "{first:?}");
    assert!(first.total() < 1_000_000, "{first:?}");
    assert!(whole.commands <= 80, "{whole:?}");
    assert!(whole.total() < 2_000_000, "{whole:?}");
}

#[test]
fn what_a_terminal_really_does_in_extended_apdus_stays_below_30() {
    let (first, whole) = terminal_reads(EXTENDED);
    say(
        "terminal, extended, up to the verdict without photo",
        first,
        "30 APDUs, 1000 ms",
    );
    say(
        "terminal, extended, with the photo",
        whole,
        "30 APDUs, 2000 ms",
    );
    assert!(first.total() < 1_000_000, "{first:?}");
    assert!(whole.commands <= 30, "{whole:?}");
    assert!(whole.total() < 2_000_000, "{whole:?}");
}

/// What a whole reading costs, up to the portrait and with it, the search for the limit included.
fn terminal_reads(limit: ApduLimit) -> (Times, Times) {
    let lab = Lab::new(1);
    let trust = TrustStore::new(lab.setup.environment, [lab.root.der()]).unwrap();
    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let circumstances = Circumstances {
        region: Region::parse("77").unwrap(),
        now: UnixTime::parse(NOW).unwrap(),
        date: CivilDate::parse("2026-11-20").unwrap(),
        profession: None,
    };
    let verifier = Verifier::new(&trust, &policy).unwrap();
    let mut check = verifier.begin(&circumstances);
    let request = Request {
        can: Some(Can::parse(CAN).unwrap()),
        pace_random: [5; Ephemeral::RANDOM],
        host_nonce: [0x4E; 32],
        statement: terminal(NOW, circumstances.region),
    };
    let mut card = Metered::new(issued());
    if limit.is_extended() {
        drive(SelectApplet::new(), &mut card).unwrap();
        let mut link = Link::new(&mut card).with_limit(limit);
        assert!(drive(ProbeLength::new(limit), &mut link).unwrap());
        card.limit = limit;
    }
    let mut watch = Watch {
        meter: Rc::clone(&card.meter),
        before_portrait: Times::default(),
    };
    read_card(&mut card, &mut check, &request, &mut watch).unwrap();
    assert_eq!(check.report().verdict, Verdict::InForce);
    (watch.before_portrait, card.meter.get())
}

#[test]
fn street_check_with_photo_in_extended_apdus_stays_below_30() {
    let files = [0x0101, 0x0103, 0x0104, DG2];
    let times = parts(&files, EXTENDED, 4_000);
    say(
        "street check with photo, extended APDUs",
        times,
        "30 APDUs, 2000 ms",
    );
    assert!(times.commands <= 30, "{times:?}");
    assert!(times.total() < 2_000_000, "{times:?}");
}

#[test]
fn personalisation_of_twenty_kilobytes_takes_at_most_1_15_times_its_bytes() {
    let mut files = BTreeMap::from([
        (EF_CAN, CAN.as_bytes().to_vec()),
        (EF_CARD_ACCESS, CARD_ACCESS.to_vec()),
        (EF_SECURITY_OBJECT, vec![1; 900]),
        (0x0101, vec![2; 300]),
    ]);
    let rest = 20_000 - files.values().map(Vec::len).sum::<usize>();
    files.insert(DG2, vec![3; rest]);
    let payload: u64 = files.values().map(|file| file.len() as u64).sum();
    assert_eq!(payload, 20_000);
    // In pieces of 231 bytes, which every reader takes, and in those of 255 that most do; WRITEs as
    // epatent-issue sends them.
    for (limit, what) in [
        (ApduLimit::SHORT, "pieces of 231"),
        (ApduLimit::new(255), "pieces of 255"),
        (EXTENDED, "extended APDUs"),
    ] {
        let mut card = Metered::new(chip::blank(1));
        let point = channels::make_key(&mut card).unwrap();
        let flow = Personalise::new([1; 16], point, files.clone()).unwrap();
        let meter = Rc::clone(&card.meter);
        let mut office = channels::office(card).unwrap().with_limit(limit);
        drive(
            flow.with_chunk(limit.write_chunk().unwrap_or(1_024)),
            &mut office,
        )
        .unwrap();
        let times = meter.get();
        let ratio = times.bytes * 1_000 / payload;
        say(
            &format!("personalisation of 20000 bytes, {what}"),
            times,
            &format!(
                "1.150 x the bytes; this is {}.{:03}",
                ratio / 1_000,
                ratio % 1_000
            ),
        );
        assert!(ratio <= 1_150, "{times:?}");
    }
}
