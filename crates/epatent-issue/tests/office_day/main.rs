// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A day of an office, with the programs themselves: two hundred applications, three readers at once
//! through a smart-card service, a key in a token, and everything that goes wrong on a bad day. At its
//! end every card is accounted for, and a police device that got nothing but the published files gives
//! every card its right answer.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod batch;
mod bureau;
mod officer;
mod robot;

use std::time::{Duration, Instant};

use epatent_testkit::faulty_module::{Call, Script, When};
use epatent_testkit::softhsm::SoftHsm;

use batch::{Batch, Line};
use bureau::Bureau;
use robot::Robot;

/// Applications of the day.
const APPLICATIONS: u32 = 200;
/// The variable that sets another number of them, for a shorter day.
const SHORTER: &str = "EPATENT_OFFICE_DAY";
/// Blanks in the drawer beyond the applications.
const SPARE: u32 = 15;
/// Seed of the tears.
const SEED: u64 = 7;
/// How long the making of all cards may take.
const PATIENCE: Duration = Duration::from_secs(600);

#[test]
fn an_office_accounts_for_every_card_on_a_bad_day() {
    let began = Instant::now();
    let applications = std::env::var(SHORTER).map_or(APPLICATIONS, |text| text.parse().unwrap());
    let annulled = applications.div_ceil(20);
    let token = SoftHsm::new();
    let bureau = Bureau::open(&token);
    bureau.receive_blanks(applications + SPARE);
    bureau.receive_applications(applications);
    let mut robot = Robot::new(&bureau.desk, applications + SPARE, SEED);
    let morning = began.elapsed();

    make_all(&bureau, &mut robot, applications);
    let made = began.elapsed();
    let cards = robot.take_out_all();
    bureau.demand_accounted(applications, &cards);

    bureau.pay(applications);
    bureau.annul(annulled);
    bureau.publish();
    let closed = began.elapsed();
    officer::check_all(&bureau, &cards, applications, annulled);
    bureau.demand_accounted(applications, &cards);
    let seconds = |time: Duration| time.as_secs_f64();
    #[allow(clippy::print_stdout, reason = "the figures of the day")]
    {
        println!(
            "{applications} cards on {} readers in {:.0} s after {:.0} s of preparation; {}; desk work {:.0} s, checks {:.0} s",
            robot::READERS,
            seconds(made - morning),
            seconds(morning),
            robot.story(),
            seconds(closed - made),
            seconds(began.elapsed() - closed),
        );
    }
}

/// What happens next on the bad day, and after how many cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The power of the computer: the program is killed.
    Kill,
    /// The disk is full while the program runs.
    FullDisk,
    /// The token fails three times, after it signed.
    Token,
    /// Nothing more.
    Nothing,
}

/// Of each hundred cards so many are issued when it happens.
const DAY: [(u32, Next); 4] = [
    (20, Next::Kill),
    (40, Next::FullDisk),
    (60, Next::Token),
    (80, Next::Kill),
];

/// Lets `batch` make all cards, and lets happen what happens.
fn make_all(bureau: &Bureau<'_>, robot: &mut Robot, cards: u32) {
    let began = Instant::now();
    let mut day = DAY
        .into_iter()
        .map(|(share, next)| (cards * share / 100, next));
    let mut now = || day.next().unwrap_or((u32::MAX, Next::Nothing));
    let (mut after, mut next) = now();
    let mut batch = bureau.batch();
    loop {
        assert!(began.elapsed() < PATIENCE, "{}", robot.story());
        match batch.line() {
            Some(Line::End) => break,
            Some(Line::Event(event)) => robot.hear(&event),
            None => robot.turn(),
        }
        if robot.issued() < after {
            continue;
        }
        match next {
            Next::Kill => {
                batch.kill();
                batch = bureau.batch();
            }
            Next::FullDisk => {
                batch.stop(robot);
                let failed = meet_a_full_disk(bureau, robot);
                assert!(failed, "the disk was never full");
                batch = bureau.batch();
            }
            Next::Token => bureau.module.set(Some(Script {
                call: Call::Sign,
                when: When::After,
                code: 0x30,
                times: 3,
            })),
            Next::Nothing => {}
        }
        (after, next) = now();
    }
    assert_eq!(batch.wait(), Some(0));
}

/// A batch whose files cannot grow any more; says whether it complained. It ends like one that is
/// killed because nothing helps.
fn meet_a_full_disk(bureau: &Bureau<'_>, robot: &mut Robot) -> bool {
    let began = Instant::now();
    let mut batch: Batch = bureau.batch_on_a_full_disk();
    while began.elapsed() < Duration::from_secs(60) {
        match batch.line() {
            // What an office sees of it is a line, and cards that wait.
            Some(Line::Event(event)) if event.is_trouble_of_the_disk() => {
                batch.kill();
                return true;
            }
            Some(Line::Event(event)) => robot.hear(&event),
            // It could not even begin.
            Some(Line::End) => return batch.wait() != Some(0),
            None => robot.turn(),
        }
    }
    false
}
