// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo bench -p epatent-bench --bench register`: 100,000 patents encoded, signed and recorded on a
//! machine of two processors, beside the same number of raw Ed25519 signatures of the same bytes.
//!
//! There are two floors, and both are printed: a plain loop over the signatures on one thread, of which
//! half of the speed is asked, and the same loop on as many threads as sign cards. Beside the time
//! stands what the processors spent, because a machine with other work stretches one and not the other,
//! and because it says what the time is made of.

mod authority;
mod office;
mod stock;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use authority::Authority;
use ed25519_dalek::{Signer as _, SigningKey};
use epatent_core::Region;
use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::{CardId, ChipKey, Digest};
use epatent_register::{Attempt, Key, Rules, SignedInBulk};
use epatent_sign::{CardContents, FileKey, IssueTerms, Signer as _, issue_prepared, prepare};
use office::{Failure, PORTRAIT, contents, terms};
use rand::SeedableRng;
use rand::rngs::StdRng;
use stock::{ChipKeys, Office};

/// What times are counted from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Patents that are signed in a measured run, and in a test run of all targets.
const PATENTS: usize = 100_000;
const FEW: usize = 400;
/// Cards that are signed and checked together.
const TOGETHER: usize = 200;
/// Cards in one transaction.
const GROUP: usize = 10_000;
/// Cards that may be signed and not yet recorded.
const AHEAD: usize = 5 * GROUP;
/// Threads that sign.
const SIGNERS: usize = 2;
/// How much they give way to the thread that records (nice(2)): at the end everything waits for that.
const GIVE_WAY: i32 = 1;
/// The least ratio of the plain loop's time to the task's.
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
        let seed = [2_u8; 32];
        let key = FileKey::from_ed25519_seed(&seed);
        let regions = vec![Region::parse("77")?];
        let certificate = Authority::new(rng)?.certify(vec![Role::Document], regions, &key, rng)?;
        Ok(Self {
            certificate,
            key,
            secret: SigningKey::from_bytes(&seed),
            contents: contents()?,
            terms: terms(chip_key)?,
        })
    }

    /// Encodes and signs cards, and says what the register has to know of them.
    fn sign(&self, cards: &[Work], rng: &mut StdRng) -> Result<Vec<SignedInBulk>, Failure> {
        let mut terms = self.terms.clone();
        let mut prepared = Vec::with_capacity(cards.len());
        let mut signed = Vec::with_capacity(cards.len());
        for card in cards {
            terms.card_id = card.card_id;
            terms.chip_key = card.chip_key;
            terms.status.index = card.index;
            let object = prepare(&self.contents, &terms, &self.certificate, rng)?;
            signed.push(Digest::of(object.signature_payload()));
            prepared.push(object);
        }
        let issued = issue_prepared(prepared, &self.key, rng)?;
        Ok(cards
            .iter()
            .zip(signed)
            .zip(issued)
            .map(|((card, signed), issued)| SignedInBulk {
                attempt: card.attempt,
                card_id: card.card_id,
                chip_key: card.chip_key,
                signed,
                manifest: Digest::of(&issued.security_object),
                files: None,
            })
            .collect())
    }

    /// The bytes that a card's signature is over.
    fn to_be_signed(&self) -> Result<Vec<u8>, Failure> {
        let rng = &mut StdRng::seed_from_u64(3);
        let prepared = prepare(&self.contents, &self.terms, &self.certificate, rng)?;
        Ok(prepared.signature_payload().to_vec())
    }
}

/// One card to be signed.
struct Work {
    attempt: Key<Attempt>,
    card_id: CardId,
    chip_key: ChipKey,
    index: u64,
}

/// Time of the sides.
#[derive(Default)]
struct Times {
    loops: Spent,
    threads: Spent,
    checked: Spent,
    signed: Spent,
    task: Spent,
    recording: Recording,
}

impl Times {
    /// Adds what so many signatures take without cards.
    fn floors(&mut self, desk: &Desk, payload: &[u8], count: usize) -> Result<(), Failure> {
        self.loops += Spent::of(|| raw_signatures(&desk.secret, payload, count)).0;
        self.threads += Spent::of(|| raw_signatures_on_threads(&desk.secret, payload, count)).0;
        let (checked, outcome) = Spent::of(|| signatures_checked(&desk.key, payload, count));
        self.checked += checked;
        outcome
    }
}

/// What something took.
#[derive(Default, Clone, Copy)]
struct Spent {
    wall: Duration,
    /// Of all threads of this process.
    processors: Duration,
}

/// What the thread that records did with its time.
#[derive(Default, Clone, Copy)]
struct Recording {
    /// Nothing, because the signatures it needs next were not there.
    waited: Duration,
    /// The last statement of each transaction, with the sync of the disk.
    commits: Duration,
}

impl Spent {
    /// Of something that is done now.
    fn of<T>(done: impl FnOnce() -> T) -> (Self, T) {
        let begun = Self::now();
        let outcome = done();
        let now = Self::now();
        let spent = Self {
            wall: now.wall.saturating_sub(begun.wall),
            processors: now.processors.saturating_sub(begun.processors),
        };
        (spent, outcome)
    }

    fn now() -> Self {
        Self {
            wall: START.elapsed(),
            processors: processors().unwrap_or_default(),
        }
    }
}

/// Microseconds of a patent.
fn micros(time: Duration, patents: usize) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(u32::try_from(patents).unwrap_or(u32::MAX))
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
    let work: Vec<Work> = office
        .take(Region::parse("77")?, 0, patents)?
        .into_iter()
        .zip(0..)
        .map(|(attempt, index)| {
            Ok(Work {
                attempt,
                card_id: random_id(index),
                chip_key: keys.next()?,
                index,
            })
        })
        .collect::<Result<_, Failure>>()?;
    let mut times = Times::default();
    // One half of the floors before and one behind, so that a disturbance finds both sides.
    times.floors(&desk, &payload, patents / 2)?;
    let (signed, outcome) = Spent::of(|| signed_only(&desk, &work));
    outcome?;
    times.signed = signed;
    let (task, recording) = Spent::of(|| signed_and_recorded(&desk, &work, &mut office));
    times.task = task;
    times.recording = recording?;
    times.floors(&desk, &payload, patents / 2)?;
    let equation = office.register.daily_equation()?;
    if equation.signatures != u64::try_from(patents)? || !equation.differences().is_empty() {
        return Err(format!("the register does not come out: {equation:?}").into());
    }
    print(patents, payload.len(), &times);
    let log = office.file().with_extension("db-wal");
    let size = std::fs::metadata(office.file())?.len() + std::fs::metadata(log)?.len();
    say_size(size, patents);
    Ok(())
}

/// An identifier as scattered as a random one.
fn random_id(index: u64) -> CardId {
    let digest = Digest::of(&index.to_be_bytes());
    CardId::from_bytes(*digest.as_bytes().first_chunk().unwrap_or(&[0; 16]))
}

/// The floor: a plain loop.
fn raw_signatures(secret: &SigningKey, payload: &[u8], count: usize) {
    for _ in 0..count {
        black_box(secret.sign(black_box(payload)));
    }
}

/// The other floor: the loop on as many threads as sign cards.
fn raw_signatures_on_threads(secret: &SigningKey, payload: &[u8], count: usize) {
    std::thread::scope(|scope| {
        for _ in 0..SIGNERS {
            scope.spawn(|| raw_signatures(secret, payload, count / SIGNERS));
        }
    });
}

/// Signatures with their check and without anything else, on one thread.
fn signatures_checked(key: &FileKey, payload: &[u8], count: usize) -> Result<(), Failure> {
    let mut rng = StdRng::seed_from_u64(5);
    let messages = vec![payload; TOGETHER.min(count)];
    for _ in 0..count / messages.len().max(1) {
        black_box(key.sign_many_checked(black_box(&messages), &mut rng)?);
    }
    Ok(())
}

/// Cards of the work that nobody has signed yet, as many as are signed together.
fn next_share<'w>(work: &'w [Work], next: &AtomicUsize) -> Option<(usize, &'w [Work])> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    Some((number, work.chunks(TOGETHER).nth(number)?))
}

/// Encoding and signing alone, for the figure between the two.
fn signed_only(desk: &Desk, work: &[Work]) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    let sign = || -> Result<(), String> {
        let mut rng = StdRng::seed_from_u64(5);
        while let Some((_, share)) = next_share(work, &next) {
            let signed = desk.sign(share, &mut rng);
            black_box(signed.map_err(|error| error.to_string())?);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..SIGNERS).map(|_| scope.spawn(sign)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| "a thread panicked")?)
    })
    .map_err(Failure::from)
}

/// A share of the work, by its number, with what the register has to know of it.
type Share = (usize, Result<Vec<SignedInBulk>, String>);

/// Threads sign whatever share is next, and this one records groups of shares in order.
fn signed_and_recorded(
    desk: &Desk,
    work: &[Work],
    office: &mut Office,
) -> Result<Recording, Failure> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD / TOGETHER);
        for _ in 0..SIGNERS {
            let (sender, next): (SyncSender<Share>, _) = (sender.clone(), &next);
            scope.spawn(move || {
                // Of this thread alone, on Linux. Without it nothing is wrong, only later.
                let _ = rustix::process::nice(GIVE_WAY);
                let mut rng = StdRng::seed_from_u64(5);
                while let Some((number, share)) = next_share(work, next) {
                    let signed = desk.sign(share, &mut rng);
                    let signed = signed.map_err(|error| error.to_string());
                    if sender.send((number, signed)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        record(&receiver, office)
    })
}

fn record(receiver: &Receiver<Share>, office: &mut Office) -> Result<Recording, Failure> {
    let region = Region::parse("77")?;
    let signer = Digest::of(b"signer");
    let mut recording = Recording::default();
    let mut early = BTreeMap::new();
    let mut next = 0;
    let mut group = Vec::with_capacity(GROUP);
    loop {
        while group.len() < GROUP {
            let Some(share) = share(next, &mut early, receiver, &mut recording) else {
                break;
            };
            group.extend(share?);
            next += 1;
        }
        if group.is_empty() {
            return Ok(recording);
        }
        let mut t = office.register.transaction(&office.by, office.at)?;
        let first = t.next_indices(region, office.day)?;
        t.record_signed(region, office.day, first, signer, &group, &Rules::default())?;
        let begun = Instant::now();
        t.commit()?;
        recording.commits += begun.elapsed();
        group.clear();
    }
}

/// The share with this number, also where others came before it; `None` behind the last.
fn share(
    number: usize,
    early: &mut BTreeMap<usize, Result<Vec<SignedInBulk>, String>>,
    receiver: &Receiver<Share>,
    recording: &mut Recording,
) -> Option<Result<Vec<SignedInBulk>, String>> {
    loop {
        if let Some(share) = early.remove(&number) {
            return Some(share);
        }
        let begun = Instant::now();
        let (came, share) = receiver.recv().ok()?;
        recording.waited += begun.elapsed();
        early.insert(came, share);
    }
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
        "{:<48} {:>8} {:>14} {:>14} {:>11}",
        "", "time", "to one thread", "to two threads", "processors"
    );
    let to = |floor: Spent, spent: Spent| floor.wall.as_secs_f64() / spent.wall.as_secs_f64();
    let line = |name: &str, spent: Spent| {
        println!(
            "{name:<48} {:>8.1} {:>14.2} {:>14.2} {:>11.1}",
            micros(spent.wall, cards),
            to(times.loops, spent),
            to(times.threads, spent),
            micros(spent.processors, cards),
        );
    };
    line("floor: raw Ed25519 signatures, one thread", times.loops);
    line("floor: the same on two threads", times.threads);
    line(
        &format!("signed, {TOGETHER} checked together, one thread"),
        times.checked,
    );
    line("encoded and signed, two threads", times.signed);
    let name = format!("encoded, signed, recorded in groups of {GROUP}");
    line(&name, times.task);
    println!();
    let of = |spent: Spent| micros(spent.processors, cards);
    println!(
        "of the {:.1} microseconds of a processor: signature {:.1}, its check {:.1}, encoding and hashing {:.1}, register {:.1}",
        of(times.task),
        of(times.loops),
        of(times.checked) - of(times.loops),
        of(times.signed) - of(times.checked),
        of(times.task) - of(times.signed),
    );
    println!(
        "of the time of the thread that records: waiting for signatures {:.1}, commit with its sync {:.1}",
        micros(times.recording.waited, cards),
        micros(times.recording.commits, cards),
    );
    let ratio = to(times.loops, times.task);
    let limit = micros(times.loops.wall, cards) / LIMIT;
    let over = micros(times.task.wall, cards) - limit;
    let verdict = if ratio >= LIMIT {
        "reached".to_owned()
    } else {
        format!("missed by {over:.1} microseconds")
    };
    println!(
        "limit: {LIMIT} of the plain loop on one thread, which is {limit:.1} microseconds: {ratio:.2}, {verdict}; against the loop on two threads it is {:.2}",
        to(times.threads, times.task)
    );
}
