// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo bench -p epatent-bench --bench lists`: sizes, import and look-up of lists, beside limits.
//!
//! Moscow is one list of 631,000 indices, the country 2.3 million in lists of that size and a rest. Every
//! day of a year is as likely as any other, which is the worst case for compression. The floor of an
//! import is the verification of the same signatures over the same bytes.

mod authority;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use authority::Authority;
use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::list::{
    ListHead, ListId, ListTimes, PaidThrough, PaidThroughDelta, PaidThroughList, StatusList,
};
use epatent_core::object::Environment;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_sign::{
    FileKey, sign_paid_through_delta, sign_paid_through_snapshot, sign_status_list, verify,
};
use epatent_verify::{Lists, TrustStore};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Whatever keeps the benchmark from running.
type Failure = Box<dyn std::error::Error>;

/// Indices of the largest region, and of the country.
const MOSCOW: u32 = 631_000;
const COUNTRY: u32 = 2_300_000;
/// Payments of a day in Moscow.
const CHANGES: u32 = 21_000;
/// Look-ups that are timed.
const LOOKUPS: u32 = 1_000_000;

fn main() -> Result<ExitCode, Failure> {
    // Only `cargo bench` measures; a test run of all targets makes sure that it would.
    let scale = if std::env::args().any(|argument| argument == "--bench") {
        1
    } else {
        1000
    };
    Bench::new()?.run(scale)
}

struct Bench {
    trust: TrustStore,
    signer: Certificate,
    key: FileKey,
    region: Region,
    now: UnixTime,
}

impl Bench {
    fn new() -> Result<Self, Failure> {
        let rng = &mut StdRng::seed_from_u64(1);
        let authority = Authority::new(rng)?;
        let key = FileKey::generate_ed25519(rng);
        let region = Region::parse("77")?;
        let roles = vec![Role::Status, Role::Payment];
        let signer = authority.certify(roles, vec![region], &key, rng)?;
        Ok(Self {
            trust: TrustStore::new(Environment::Lab, [authority.root.der()])?,
            signer,
            key,
            region,
            now: UnixTime::parse("2026-11-20T10:00:00Z")?,
        })
    }

    fn head(&self, number: u64, sequence: u64, size: u32) -> ListHead {
        ListHead {
            environment: Environment::Lab,
            id: ListId {
                region: self.region,
                number,
            },
            sequence,
            size,
        }
    }

    fn paid(&self, number: u64, sequence: u64, days: &[i32]) -> Result<PaidThroughList, Failure> {
        let first = CivilDate::parse("2026-01-01")?;
        let mut entries = Vec::with_capacity(days.len());
        for (index, day) in (0_u32..).zip(days) {
            entries.push((index, PaidThrough::new(first.add_days(*day)?)));
        }
        let head = self.head(number, sequence, u32::try_from(days.len())?);
        Ok(PaidThroughList::new(head, times()?, entries)?)
    }

    #[allow(clippy::print_stdout, reason = "the table is what a benchmark is for")]
    fn run(&self, scale: u32) -> Result<ExitCode, Failure> {
        let rng = &mut StdRng::seed_from_u64(7);
        let mut table = Table { is_within: true };
        let (moscow, changes) = (MOSCOW / scale, CHANGES / scale);
        let days: Vec<i32> = even_days(rng, moscow);
        let list = self.paid(1, 1, &days)?;
        let snapshot = sign_paid_through_snapshot(&list, &self.signer, &self.key)?;
        table.row(
            "Moscow, paid-through snapshot",
            length(&snapshot),
            700.0,
            "kB",
        );
        let mut changed = days;
        for _ in 0..changes {
            let place = usize::try_from(rng.next_u32() % moscow)?;
            if let Some(day) = changed.get_mut(place) {
                *day += 30;
            }
        }
        let next = self.paid(1, 2, &changed)?;
        let delta = PaidThroughDelta::between(&list, &next)?;
        let delta = sign_paid_through_delta(&delta, &self.signer, &self.key)?;
        table.row("Moscow, changes of a day", length(&delta), 130.0, "kB");

        let country = self.country(rng, COUNTRY / scale, moscow)?;
        let start = Instant::now();
        let mut lists = Lists::new();
        for file in &country {
            lists.import(file, &self.trust, self.now)?;
        }
        let import = start.elapsed().as_secs_f64();
        table.row("country, import of all lists", import * 1e3, 2000.0, "ms");
        let mut signed = Vec::with_capacity(country.len());
        for file in &country {
            signed.push(signed_bytes(file)?);
        }
        let start = Instant::now();
        for bytes in &signed {
            self.floor(bytes)?;
        }
        let floor = start.elapsed().as_secs_f64();
        println!(
            "{:<34}{:>10.1} ms   ratio {:.2}",
            "  floor of it",
            floor * 1e3,
            import / floor
        );
        println!(
            "{:<34}{:>10.1} MB   limit 100.0",
            "peak memory of this run",
            peak_memory()
        );

        let start = Instant::now();
        for _ in 0..LOOKUPS / scale {
            black_box(list.entry(u64::from(rng.next_u32() % moscow)));
        }
        let each = start.elapsed().as_secs_f64() * 1e6 / f64::from(LOOKUPS / scale);
        table.row("look-up, random index included", each, 1.0, "us");
        Ok(if table.is_within || scale > 1 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// Status and paid-through lists of the country.
    fn country(&self, rng: &mut StdRng, all: u32, each: u32) -> Result<Vec<Vec<u8>>, Failure> {
        let mut files = Vec::new();
        let (mut left, mut number) = (all, 2);
        while left > 0 {
            let size = left.min(each);
            let list = self.paid(number, 1, &even_days(rng, size))?;
            files.push(sign_paid_through_snapshot(&list, &self.signer, &self.key)?);
            let suspended = (0..size).filter(|_| rng.next_u32().is_multiple_of(50));
            let suspended: Vec<_> = suspended
                .map(|index| (index, epatent_core::list::CardStatus::Suspended))
                .collect();
            let list = StatusList::new(self.head(number, 1, size), times()?, suspended)?;
            files.push(sign_status_list(&list, &self.signer, &self.key)?);
            left -= size;
            number += 1;
        }
        Ok(files)
    }

    /// The primitive operation of an import that cannot be left out: one signature over the bytes.
    fn floor(&self, (message, signature): &(Vec<u8>, [u8; 64])) -> Result<(), Failure> {
        Ok(verify(self.signer.public_key(), message, signature)?)
    }
}

/// What the signature of a list is over, and the signature.
fn signed_bytes(file: &[u8]) -> Result<(Vec<u8>, [u8; 64]), Failure> {
    let sign1 = Sign1::parse(file, Typ::PaidThroughSnapshot)
        .or_else(|_| Sign1::parse(file, Typ::StatusList))?;
    Ok((sign1.to_be_signed(), *sign1.signature()))
}

fn times() -> Result<ListTimes, Failure> {
    Ok(ListTimes {
        issued_at: UnixTime::parse("2026-11-20T00:00:00Z")?,
        next_update: UnixTime::parse("2026-11-21T00:00:00Z")?,
        expires: UnixTime::parse("2026-12-04T00:00:00Z")?,
    })
}

fn even_days(rng: &mut StdRng, count: u32) -> Vec<i32> {
    let day = |_| i32::try_from(rng.next_u32() % 365).unwrap_or_default();
    (0..count).map(day).collect()
}

fn length(file: &[u8]) -> f64 {
    u32::try_from(file.len()).map_or(f64::INFINITY, f64::from) / 1e3
}

/// Peak resident memory of this process in megabytes, with the making of the lists in it; 0 where the
/// system does not tell.
fn peak_memory() -> f64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        })
        .map_or(0.0, |kilobytes| kilobytes / 1024.0)
}

struct Table {
    is_within: bool,
}

impl Table {
    #[allow(clippy::print_stdout, reason = "the table is what a benchmark is for")]
    fn row(&mut self, name: &str, value: f64, limit: f64, unit: &str) {
        println!("{name:<34}{value:>10.3} {unit}   limit {limit}");
        self.is_within &= value <= limit;
    }
}
