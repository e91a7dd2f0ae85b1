// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo bench -p epatent-bench --bench publish [-- CARDS]`: registers of Moscow and of the country, or of
//! so many cards, and how long it takes to read what lists are made of, to verify every event and row, and to publish: all lists as they
//! are, then the changes of a day. What is published is signed, laid down, read back and proved.
//!
//! The cards are recorded in bulk. That they are issued, paid for and annulled is then written into
//! SQLite's file by Python, because two million cards are not issued one by one in an hour; nothing
//! that is measured looks at how a row came to be. Every day of a year is as likely as any other, which
//! is the worst case for compression.

mod authority;
mod stock;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use authority::Authority;
use ed25519_dalek::{Signer as _, SigningKey};
use epatent_core::bundle::BundlePolicy;
use epatent_core::certificate::Role;
use epatent_core::list::AnnulmentCategory;
use epatent_core::object::{CardId, Digest, Environment};
use epatent_core::{Region, UnixTime};
use epatent_office::publish::{
    LISTS_FOLDER, Publisher, Roots, Signatory, Site, Terms, listed, publish,
};
use epatent_register::{RegisterError, Rules, SignedInBulk};
use epatent_sign::FileKey;
use epatent_verify::TrustStore;
use rand::SeedableRng;
use rand::rngs::StdRng;
use stock::{ChipKeys, Office};

/// Whatever keeps the benchmark from running.
type Failure = Box<dyn std::error::Error>;

/// Cards of Moscow and of the country.
const MEASURED: [usize; 2] = [631_000, 2_300_000];
/// The same in a test run of all targets.
const TRIED: [usize; 1] = [400];
/// One card in so many is paid for on a day.
const PAID: usize = 30;
/// Cards in one transaction.
const GROUP: usize = 10_000;
/// Seconds that a publication may take.
const LIMIT: f64 = 10.0;

fn main() -> Result<(), Failure> {
    // Only `cargo bench` measures; a test run of all targets makes sure that it would.
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let asked: Vec<usize> = std::env::args()
        .filter_map(|size| size.parse().ok())
        .collect();
    let sizes = match (is_measured, asked.as_slice()) {
        (false, _) => &TRIED[..],
        (true, []) => &MEASURED[..],
        (true, asked) => asked,
    };
    for cards in sizes {
        let mut office = recorded(*cards)?;
        read(&mut office, *cards)?;
        published(office, u32::try_from(cards / PAID)?)?;
    }
    Ok(())
}

/// A register of so many cards in all regions.
fn recorded(cards: usize) -> Result<Office, Failure> {
    let begun = Instant::now();
    let mut keys = ChipKeys::new();
    let mut office = Office::new()?;
    let regions: Vec<Region> = Region::known().collect();
    let mut number = 0;
    while number < cards {
        // Half of the cards in three regions, as in the country; the others share the rest.
        let place = if (number / GROUP).is_multiple_of(2) {
            number / GROUP / 2 % 3
        } else {
            number / GROUP % regions.len()
        };
        let region = *regions.get(place).ok_or("no region")?;
        let count = GROUP.min(cards - number);
        let attempts = office.take(region, number, count)?;
        let signed: Vec<SignedInBulk> = attempts
            .into_iter()
            .zip(number..)
            .map(|(attempt, number)| {
                let id = u128::try_from(number)?.to_be_bytes();
                Ok(SignedInBulk {
                    attempt,
                    card_id: CardId::from_bytes(id),
                    chip_key: keys.next()?,
                    signed: Digest::of(&id),
                    manifest: Digest::of(&id),
                    files: None,
                })
            })
            .collect::<Result<_, Failure>>()?;
        let mut t = office.register.transaction(&office.by, office.at)?;
        let first = t.next_indices(region, office.day)?;
        let (day, signer) = (office.day, Digest::of(b"signer"));
        t.record_signed(region, day, first, signer, &signed, &Rules::default())?;
        t.commit()?;
        number += count;
    }
    say(&format!(
        "{cards} cards, recorded in {:.1} s",
        seconds(begun)
    ));
    Ok(office)
}

fn read(office: &mut Office, cards: usize) -> Result<(), Failure> {
    let begun = Instant::now();
    let verified = office.register.verify(&[])?;
    if !verified.findings.is_empty() {
        return Err("the register does not verify".into());
    }
    say(&format!(
        "verified, as the command does before it publishes: {} events and {} rows in {:.1} s",
        verified.events,
        verified.rows,
        seconds(begun)
    ));
    let indices = indices(office)?;
    if indices != cards {
        return Err(format!("{indices} indices of {cards}").into());
    }
    Ok(())
}

fn indices(office: &mut Office) -> Result<usize, Failure> {
    let mut indices = 0;
    office.register.for_each_list(|state| {
        indices += state.entries.len();
        Ok::<_, RegisterError>(())
    })?;
    Ok(indices)
}

/// Publishes everything, then what a day changed.
fn published(mut office: Office, changes: u32) -> Result<(), Failure> {
    let lists = ListOffice::new()?;
    let publisher = Publisher {
        trust: &lists.trust,
        roots: Roots::default(),
        signatories: &lists.signatories,
        listed: &lists
            .signatories
            .iter()
            .map(|of| listed(&of.certificate))
            .collect::<Vec<_>>(),
        policy: &BundlePolicy::default(),
        terms: Terms::default(),
        category: &|_| AnnulmentCategory::UNSTATED,
        // Measured before, while the rows are what was recorded.
        demand: &|_| Ok(()),
    };
    let folder = tempfile::tempdir()?;
    let mut site = Site::at(folder.path());
    for (what, script, day) in [
        ("all lists", ISSUED.to_owned(), 1_u64),
        ("the changes of a day", paid(changes), 2),
    ] {
        change(&office.file(), &script)?;
        let at = UnixTime::from_seconds(office.at.seconds() + day * 86_400)?;
        let begun = Instant::now();
        indices(&mut office)?;
        let read = begun.elapsed();
        let begun = Instant::now();
        let summary = publish(&mut office.register, &office.by, at, &publisher, &mut site)?;
        let took = begun.elapsed();
        let floor = read + signed(folder.path())?;
        let ratio = took.as_secs_f64() / floor.as_secs_f64();
        let within = if took.as_secs_f64() <= LIMIT {
            ""
        } else {
            "  over the limit"
        };
        say(&format!(
            "{what}: {} indices, {} changes, {:.1} MB published in {:.2} s (limit {LIMIT:.0} s), ratio {ratio:.1} to reading the register ({:.2} s) and one raw signature a file{within}",
            summary.indices,
            summary.changes,
            f64::from(u32::try_from(summary.bytes / 1000)?) / 1e3,
            took.as_secs_f64(),
            read.as_secs_f64(),
        ));
    }
    Ok(())
}

/// The part of a publication that cannot be left out beside reading: a signature over each file.
fn signed(site: &Path) -> Result<Duration, Failure> {
    let key = SigningKey::from_bytes(&[7; 32]);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(site.join(LISTS_FOLDER))? {
        files.push(std::fs::read(entry?.path())?);
    }
    let begun = Instant::now();
    for file in &files {
        std::hint::black_box(key.sign(std::hint::black_box(file)));
    }
    Ok(begun.elapsed())
}

/// Whoever signs lists of all regions, and the bundle.
struct ListOffice {
    trust: TrustStore,
    signatories: Vec<Signatory>,
}

impl ListOffice {
    fn new() -> Result<Self, Failure> {
        let rng = &mut StdRng::seed_from_u64(1);
        let authority = Authority::new(rng)?;
        let mut signatories = Vec::new();
        for role in [Role::Status, Role::Payment, Role::Bundle] {
            let key = FileKey::generate_ed25519(rng).marked_lab();
            let regions = match role {
                Role::Bundle => Vec::new(),
                _ => Region::known().collect(),
            };
            let certificate = authority.certify(vec![role], regions, &key, rng)?;
            signatories.push(Signatory {
                key: Box::new(key),
                certificate,
            });
        }
        Ok(Self {
            trust: TrustStore::new(Environment::Lab, [authority.root.der()])?,
            signatories,
        })
    }
}

/// One of a hundred annulled by decision, one superseded, one suspended; the others valid and paid
/// through any day.
const ISSUED: &str = "UPDATE card SET state = 'issued', paid_through = a_day(), \
     status = CASE abs(random()) % 100 WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 3 ELSE 0 END; \
     INSERT INTO decision \
     SELECT 1000000000 + id, patent, NULL, 'annul', 'own-request', 20261102, x'00', '17', changed_at \
     FROM card WHERE status = 1";

/// So many cards are paid for one day more, or an earlier one.
fn paid(changes: u32) -> String {
    format!(
        "UPDATE card SET paid_through = a_day() \
         WHERE id IN (SELECT id FROM card ORDER BY random() LIMIT {changes})"
    )
}

/// Changes rows behind the register's back.
fn change(register: &Path, sql: &str) -> Result<(), Failure> {
    const PROGRAM: &str = "import sqlite3, sys, random, datetime\n\
         first = datetime.date(2026, 1, 1)\n\
         days = [int((first + datetime.timedelta(n)).strftime('%Y%m%d')) for n in range(365)]\n\
         random.seed(1)\n\
         register = sqlite3.connect(sys.argv[1])\n\
         register.create_function('a_day', 0, lambda: random.choice(days))\n\
         register.executescript(sys.argv[2])\n\
         register.commit()\n";
    let status = Command::new("python3")
        .args(["-c", PROGRAM])
        .arg(register)
        .arg(sql)
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("python3: {status}").into())
    }
}

fn seconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64()
}

#[allow(
    clippy::print_stdout,
    reason = "the figures are the answer of this program"
)]
fn say(line: &str) {
    println!("{line}");
}
