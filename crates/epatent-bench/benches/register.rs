// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo bench -p epatent-bench --bench register`: 100,000 patents encoded, signed and recorded on
//! two threads, beside the same number of raw Ed25519 signatures of the same bytes on two threads. Beside
//! the time stands what the processors spent, because a machine with other work stretches one and not
//! the other, and because it says what a limit that is missed is made of.

mod office;
mod stock;

use std::hint::black_box;
use std::sync::LazyLock;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use ed25519_dalek::{Signer as _, SigningKey};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{CardId, ChipKey, Digest, Environment};
use epatent_core::{Region, UnixTime};
use epatent_register::{Attempt, Key, Rules, SignedInBulk};
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, issue_signer, self_signed_root,
};
use epatent_sign::{CardContents, FileKey, IssueTerms, Signer as _, issue};
use office::{Failure, PORTRAIT, contents, terms};
use rand::SeedableRng;
use rand::rngs::StdRng;
use stock::{ChipKeys, Office};

/// What times are counted from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Patents that are signed in a measured run, and in a test run of all targets.
const PATENTS: usize = 100_000;
const FEW: usize = 400;
/// Parts of the run; floor and task take turns in them.
const PARTS: usize = 10;
/// Cards in one transaction.
const GROUP: usize = 2_000;
/// Threads that sign.
const SIGNERS: usize = 2;
/// The least ratio of floor to task.
const LIMIT: f64 = 0.5;

fn main() -> Result<(), Failure> {
    // Only `cargo bench` measures; a test run of all targets makes sure that it would.
    if std::env::args().any(|argument| argument == "--bench") {
        signing(PATENTS)
    } else {
        signing(FEW)
    }
}

/// A signer of region 77.
struct Desk {
    certificate: Certificate,
    key: FileKey,
    secret: SigningKey,
    contents: CardContents,
    terms: IssueTerms,
}

impl Desk {
    fn new(chip_key: ChipKey) -> Result<Self, Failure> {
        let rng = &mut StdRng::seed_from_u64(1);
        let (root_key, seed) = (FileKey::generate_ed25519(rng), [2_u8; 32]);
        let key = FileKey::from_ed25519_seed(&seed);
        let (not_before, not_after) = (
            UnixTime::parse("2026-01-01T00:00:00Z")?,
            UnixTime::parse("2030-01-01T00:00:00Z")?,
        );
        let root = RootRequest {
            subject: Subject::named("Benchmark root"),
            environment: Environment::Lab,
            not_before,
            not_after,
        };
        let root = Certificate::parse(&self_signed_root(&root, &root_key, rng)?)?;
        let signer = SignerRequest {
            subject: Subject::named("Benchmark signer 77"),
            roles: vec![Role::Document],
            regions: vec![Region::parse("77")?],
            environment: Environment::Lab,
            not_before,
            not_after,
        };
        let certificate = issue_signer(&signer, &key.public_key(), &root, &root_key, rng)?;
        Ok(Self {
            certificate: Certificate::parse(&certificate)?,
            key,
            secret: SigningKey::from_bytes(&seed),
            contents: contents()?,
            terms: terms(chip_key)?,
        })
    }

    /// Encodes and signs one card, and what the register has to know of it.
    fn sign(&self, work: &Work, rng: &mut StdRng) -> Result<SignedInBulk, Failure> {
        let mut terms = self.terms.clone();
        terms.card_id = work.card_id;
        terms.chip_key = work.chip_key;
        terms.status.index = work.index;
        let card = issue(&self.contents, &terms, &self.certificate, &self.key, rng)?;
        let object = Sign1::parse(&card.security_object, Typ::SecurityObject)?;
        Ok(SignedInBulk {
            attempt: work.attempt,
            card_id: work.card_id,
            chip_key: work.chip_key,
            signed: Digest::of(&object.to_be_signed()),
            manifest: Digest::of(&card.security_object),
            files: None,
        })
    }

    /// The bytes that a card's signature is over.
    fn to_be_signed(&self) -> Result<Vec<u8>, Failure> {
        let rng = &mut StdRng::seed_from_u64(3);
        let card = issue(
            &self.contents,
            &self.terms,
            &self.certificate,
            &self.key,
            rng,
        )?;
        Ok(Sign1::parse(&card.security_object, Typ::SecurityObject)?.to_be_signed())
    }
}

/// One card to be signed.
struct Work {
    attempt: Key<Attempt>,
    card_id: CardId,
    chip_key: ChipKey,
    index: u64,
}

/// Time of the sides, summed over the parts.
#[derive(Default)]
struct Times {
    floor: Spent,
    signed: Spent,
    task: Spent,
}

/// What something took.
#[derive(Default, Clone, Copy)]
struct Spent {
    wall: Duration,
    /// Of all threads of this process.
    processors: Duration,
}

impl Spent {
    /// Of something from its beginning on.
    fn since(begun: &Self) -> Self {
        let now = Self::now();
        Self {
            wall: now.wall.saturating_sub(begun.wall),
            processors: now.processors.saturating_sub(begun.processors),
        }
    }

    fn now() -> Self {
        Self {
            wall: START.elapsed(),
            processors: processors().unwrap_or_default(),
        }
    }

    /// Microseconds of a patent.
    fn of_one(time: Duration, patents: usize) -> f64 {
        time.as_secs_f64() * 1e6 / f64::from(u32::try_from(patents).unwrap_or(u32::MAX))
    }
}

/// User and system time of this process (proc(5), `stat`: fields 14 and 15, in hundredths of a second).
fn processors() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may hold anything; field 3 follows it.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

impl std::ops::AddAssign for Spent {
    fn add_assign(&mut self, more: Self) {
        self.wall += more.wall;
        self.processors += more.processors;
    }
}

fn signing(patents: usize) -> Result<(), Failure> {
    let mut keys = ChipKeys::new();
    let desk = Desk::new(keys.next()?)?;
    let mut office = Office::new()?;
    let payload = desk.to_be_signed()?;
    let part = patents / PARTS;
    let mut times = Times::default();
    for number in 0..PARTS {
        let attempts = office.take(Region::parse("77")?, number * part, part)?;
        let work: Vec<Work> = attempts
            .into_iter()
            .zip(number * part..)
            .map(|(attempt, index)| {
                Ok(Work {
                    attempt,
                    card_id: CardId::from_bytes(u128::try_from(index)?.to_be_bytes()),
                    chip_key: keys.next()?,
                    index: u64::try_from(index)?,
                })
            })
            .collect::<Result<_, Failure>>()?;
        times.floor += floor(&desk.secret, &payload, part);
        times.signed += signed_only(&desk, &work)?;
        times.task += signed_and_recorded(&desk, &work, &mut office)?;
    }
    let equation = office.register.daily_equation()?;
    if equation.signatures != u64::try_from(part * PARTS)? || !equation.differences().is_empty() {
        return Err(format!("the register does not come out: {equation:?}").into());
    }
    print(part * PARTS, payload.len(), &times);
    let log = office.file().with_extension("db-wal");
    let size = std::fs::metadata(office.file())?.len() + std::fs::metadata(log)?.len();
    say_size(size, part * PARTS);
    Ok(())
}

/// Raw signatures on as many threads as sign cards.
fn floor(secret: &SigningKey, payload: &[u8], count: usize) -> Spent {
    let begun = Spent::now();
    std::thread::scope(|scope| {
        for _ in 0..SIGNERS {
            scope.spawn(|| {
                for _ in 0..count / SIGNERS {
                    black_box(secret.sign(black_box(payload)));
                }
            });
        }
    });
    Spent::since(&begun)
}

/// Encoding and signing alone, for the figure between the two.
fn signed_only(desk: &Desk, work: &[Work]) -> Result<Spent, Failure> {
    let begun = Spent::now();
    let done: Result<(), String> = std::thread::scope(|scope| {
        let threads: Vec<_> = work
            .chunks(work.len().div_ceil(SIGNERS))
            .map(|share| {
                scope.spawn(move || -> Result<(), String> {
                    let mut rng = StdRng::seed_from_u64(5);
                    for work in share {
                        black_box(
                            desk.sign(work, &mut rng)
                                .map_err(|error| error.to_string())?,
                        );
                    }
                    Ok(())
                })
            })
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| "a thread panicked")?)
    });
    done?;
    Ok(Spent::since(&begun))
}

/// Two threads sign groups in turns, and this one records them in order.
fn signed_and_recorded(desk: &Desk, work: &[Work], office: &mut Office) -> Result<Spent, Failure> {
    let begun = Spent::now();
    let region = Region::parse("77")?;
    let signer = Digest::of(b"signer");
    let groups: Vec<&[Work]> = work.chunks(GROUP).collect();
    std::thread::scope(|scope| {
        let mut receivers = Vec::new();
        for thread in 0..SIGNERS {
            let (sender, receiver) = sync_channel(2);
            receivers.push(receiver);
            let mine: Vec<&[Work]> = groups
                .iter()
                .skip(thread)
                .step_by(SIGNERS)
                .copied()
                .collect();
            scope.spawn(move || {
                let mut rng = StdRng::seed_from_u64(5);
                for group in mine {
                    let signed: Result<Vec<SignedInBulk>, String> = group
                        .iter()
                        .map(|work| desk.sign(work, &mut rng).map_err(|error| error.to_string()))
                        .collect();
                    if sender.send(signed).is_err() {
                        return;
                    }
                }
            });
        }
        for (receiver, _) in receivers.iter().cycle().zip(&groups) {
            let signed = receiver.recv()??;
            let mut t = office.register.transaction(&office.by, office.at)?;
            let first = t.next_indices(region, office.day)?;
            t.record_signed(
                region,
                office.day,
                first,
                signer,
                &signed,
                &Rules::default(),
            )?;
            t.commit()?;
        }
        Ok::<_, Failure>(())
    })?;
    Ok(Spent::since(&begun))
}

#[allow(
    clippy::print_stdout,
    reason = "the figures are the answer of this program"
)]
fn say_size(bytes: u64, cards: usize) {
    let each = bytes / u64::try_from(cards.max(1)).unwrap_or(1);
    println!("the register takes {each} bytes of disk a patent");
}

#[allow(
    clippy::print_stdout,
    reason = "the figures are the answer of this program"
)]
fn print(cards: usize, payload: usize, times: &Times) {
    println!(
        "{cards} patents, {SIGNERS} threads, {payload} bytes signed, {PORTRAIT} bytes of portrait; microseconds a patent"
    );
    println!();
    println!(
        "{:<48} {:>8} {:>7} {:>11} {:>7}",
        "", "time", "ratio", "processors", "ratio"
    );
    let line = |name: &str, spent: Spent| {
        let ratio = |floor: Duration, time: Duration| floor.as_secs_f64() / time.as_secs_f64();
        let wall = ratio(times.floor.wall, spent.wall);
        println!(
            "{name:<48} {:>8.1} {wall:>7.2} {:>11.1} {:>7.2}",
            Spent::of_one(spent.wall, cards),
            Spent::of_one(spent.processors, cards),
            ratio(times.floor.processors, spent.processors),
        );
        wall
    };
    line("floor: one raw Ed25519 signature", times.floor);
    let signed = line("encode, sign twice and compare", times.signed);
    let name = format!("encode, sign, record in groups of {GROUP}");
    let task = line(&name, times.task);
    if task < LIMIT {
        let floor = Spent::of_one(times.floor.processors, cards);
        let signing = Spent::of_one(times.signed.processors, cards);
        let all = Spent::of_one(times.task.processors, cards);
        println!();
        println!(
            "under the limit of {LIMIT}. Of {all:.0} microseconds of a processor, two signatures take {:.0}, encoding and hashing {:.0},",
            floor * 2.0,
            signing - floor * 2.0
        );
        println!(
            "the register {:.0}; a register that cost nothing would leave a ratio of {signed:.2}",
            all - signing
        );
    }
}
