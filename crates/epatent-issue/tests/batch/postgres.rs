// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The program on PostgreSQL: a day of an office with two stations, and a server that goes away.

use crate::shift::{Running, Shift, chip_of, days_from_now};
use epatent_testkit::desk::{Ran, application};
use epatent_testkit::postgres::Postgres;
use serde_json::Value;
use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn two_stations_on_one_server_make_every_card_once_and_everything_else_works_there() {
    let server = Postgres::start();
    let mut shift = Shift::of(5, &["77"; 4], Some(server.database("office")));
    let readers = shift.desk.readers();
    for reader in [0, 1] {
        shift.feed(reader);
    }
    let stations: Vec<Running> = readers
        .iter()
        .map(|reader| shift.batch_with(&["--until-empty", "--reader", reader, "--station", reader]))
        .collect();
    let mut ends: Vec<Value> = Vec::new();
    let began = Instant::now();
    while ends.len() < stations.len() {
        assert!(began.elapsed() < PATIENCE, "{ends:?}");
        for station in &stations {
            let Ok(line) = station.lines.recv_timeout(Duration::from_millis(20)) else {
                continue;
            };
            if line["event"] == "end" {
                ends.push(line);
            } else {
                shift.hear(&line);
            }
        }
    }
    drop(stations);
    let patents: BTreeSet<&str> = shift
        .issued
        .iter()
        .filter_map(|(_, line)| line["patent"].as_str())
        .collect();
    assert_eq!((patents.len(), shift.issued.len()), (4, 4));
    let equation = shift.register().daily_equation().unwrap();
    assert!(
        equation.is_closed() && equation.differences().is_empty(),
        "{equation:?}"
    );
    assert_eq!(
        (equation.issued, equation.blank, equation.in_work),
        (4, 1, 0)
    );

    // One card more, by itself.
    shift.take_out(1);
    let blank = shift.desk.blank_card("named.json").unwrap();
    let list = shift.desk.path("second.csv").display().to_string();
    let delivery = format!("chip;number\n{};ВН1234567\n", chip_of(&blank));
    std::fs::write(&list, delivery).unwrap();
    shift.desk(&["stock", "receive", &list, "--note", "2"]);
    let card = shift.desk.insert(1, &blank, &[]).unwrap();
    let application = application("rakhimov").display().to_string();
    let made = shift.desk(&["personalise", &application, "--reader", readers[1]]);
    assert_eq!(made["verdict"], "in-force", "{made}");
    card.remove();
    shift.desk.wait_until_empty(1).unwrap();
    assert_eq!(shift.register().daily_equation().unwrap().issued, 5);

    // The rest of the day.
    let (image, line) = shift.issued[0].clone();
    let patent = line["patent"].as_str().unwrap();
    let payments = shift.desk.path("payments.csv");
    let [from, through] = [-30, 20].map(days_from_now);
    let text = format!(
        "receipt;patent;paid_on;paid_from;paid_through;amount\nR-1;{patent};{from};{from};{through};18000\n"
    );
    std::fs::write(&payments, &text).unwrap();
    let rows = epatent_office::payments::read(text.as_bytes()).unwrap();
    let declared = epatent_office::payments::Control::of(&rows).to_string();
    let file = payments.display().to_string();
    // It is reported late, so that two people let it count.
    let import = [
        "payments",
        "import",
        &file,
        "--operator",
        "17",
        "--declared",
        &declared,
    ];
    let imported = Ran::of(&mut shift.program(&import));
    assert_eq!(imported.exit, Some(1), "{imported:?}");
    assert_eq!(imported.json()["recorded"], 1, "{imported:?}");
    shift.decide(&["accept-payment", "R-1", "--reason", "bank-delay"]);
    shift.publish();
    let printed = format!("{}-0", patent.replace(' ', ""));
    // Not without the payment: the published list has it from the same register.
    let good = shift.check(&image, &printed);
    assert_eq!(good.exit, Some(0), "{good:?}");
    shift.decide(&["annul", patent, "--reason", "own-request"]);
    shift.publish();
    let refused = shift.check(&image, &printed);
    let findings = refused.findings();
    assert_eq!(
        findings.first().map(String::as_str),
        Some("annulled"),
        "{refused:?}"
    );
    let shown = shift.must(&["show", patent]);
    assert_eq!(shown.json()["patent"]["state"], "annulled", "{shown:?}");
    let found = shift.must(&["search", "77 26"]);
    assert_eq!(
        found.json()["patents"].as_array().map(Vec::len),
        Some(5),
        "{found:?}"
    );
    shift.must(&["stats"]);
    let doctor = Ran::of(&mut shift.program(&["doctor"]));
    for finding in [
        "register-whole",
        "register-accounted",
        "work-none",
        "publication-fresh",
    ] {
        assert!(doctor.stdout.contains(finding), "{finding}: {doctor:?}");
    }
    shift.must(&["register", "verify"]);
}

#[test]
fn a_server_that_goes_away_in_the_middle_leaves_no_card_unaccounted_when_it_is_back() {
    let mut server = Postgres::start();
    let mut shift = Shift::of(3, &["77"; 3], Some(server.database("office")));
    shift.feed(0);
    let mut running = shift.batch();
    assert!(shift.work(&mut running, 1).is_none());
    shift.take_out(0);
    shift.feed(0);
    // The next card is somewhere between its key and its last file.
    thread::sleep(Duration::from_millis(500));
    server.stop();
    let gone = loop {
        let line = running.line().unwrap();
        if line["event"] == "failed" {
            break line;
        }
        shift.hear(&line);
    };
    let reason = gone["reason"].as_str().unwrap();
    assert!(reason.contains("the register cannot be used"), "{gone}");
    for arguments in [
        &["register", "head"][..],
        &["stats"],
        &["applications", "list"],
        &["publish", "/nowhere", "--operator", "17"],
    ] {
        let ran = Ran::of(&mut shift.program(arguments));
        assert_eq!(ran.exit, Some(4), "{arguments:?}: {ran:?}");
        assert_eq!(
            ran.text("/error/code"),
            "register",
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.text("/error/hint").contains("connection"), "{ran:?}");
    }

    server.start_again();
    let end = shift.work(&mut running, usize::MAX).unwrap();
    assert_eq!(
        (&end["left"], &end["unfinished"]),
        (&0.into(), &0.into()),
        "{end}"
    );
    let mut register = shift.register();
    let equation = register.daily_equation().unwrap();
    assert!(
        equation.is_closed() && equation.differences().is_empty(),
        "{equation:?}"
    );
    assert_eq!((equation.received, equation.issued), (3, 3));
    assert_eq!(register.contradictions().unwrap(), []);
    assert_eq!(register.open_intents().unwrap(), []);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}
