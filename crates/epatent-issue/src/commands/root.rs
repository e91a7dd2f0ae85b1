// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue ca introduce-root`, `ca retire-root` and `ca settle-root`: the steps of a change of the
//! root.
//!
//! Each says so to this office's next bundle; nothing changes for a device before that is published. As
//! with a withdrawal, it is shown first with the digest that two people approve.

mod answer;

use crate::approved;
use crate::args::{ByTwo, DeskOption, IntroduceRoot, RetireRoot, SettleRoot};
use crate::ceremony::OVERLAP;
use crate::commands::approvals::Approvals;
use crate::desk::{self, Desk};
use crate::folder_acts::{self, Saying};
use crate::reasons::{ROOT_RETIRE, ROOT_SETTLE};
use crate::roots::{self, Roots};
use crate::signers::{self, KnownSigner};
use crate::store::{self, Store};
use answer::{Answer, say};
pub(crate) use answer::{Change, Step};
use epatent_cli::{Console, Exit, Failure, Value, Words, files};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};
use epatent_office::publish::is_signed_by;
use epatent_register::{Act, RootChange};
use epatent_verify::{IntroductionError, TrustStore};

/// An act that was judged, and waits for two people.
struct Judged {
    root: Certificate,
    change: Change,
    saying: Saying,
    text: String,
}

pub(crate) fn introduce(args: &IntroduceRoot, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let store = store_of(&args.desk);
    let root = store::read_certificate(words, &args.certificate)?;
    let pinned = epatent_station::read_trust(words, &store.trust())?.store;
    let mut desk = Desk::open(&args.desk, console)?;
    let said = Roots::of(&store, words)?;
    let refused =
        |id: &str, values: &[(&str, Value<'_>)]| Err(Failure::new(words, Exit::Usage, id, values));
    let environment = pinned.environment();
    if root.environment() != Some(environment) {
        let expected = match environment {
            Environment::Lab => "lab",
            Environment::Production => "production",
        };
        return refused("error-root-environment", &[("expected", expected.into())]);
    }
    if root.not_after() < desk.at {
        let until = root.not_after().to_string();
        return refused("error-root-ended", &[("until", until.into())]);
    }
    let saying = roots::saying(&store, RootChange::Introduce, &root);
    if saying.place.exists() && !args.by_two.confirm_all {
        return refused("error-root-known", &[]);
    }
    let Some(voucher) = voucher(&pinned, &said, &root).map_err(|error| {
        let id = match error {
            IntroductionError::NoSuchRoot => "error-root-stranger",
            IntroductionError::Known => "error-root-known",
            _ => "error-root-no-authority",
        };
        Failure::new(words, Exit::Usage, id, &[])
    })?
    else {
        return refused("error-root-known", &[]);
    };
    if said.is_retired(voucher.public_key(), desk.at) {
        let root = voucher.subject_text();
        return refused("error-root-voucher-retired", &[("root", root.into())]);
    }
    let text = store::certificate_pem(root.der()).map_err(|reason| {
        epatent_cli::FileTrouble::Unusable { reason: &reason }.failure(words, &args.certificate)
    })?;
    let judged = Judged {
        change: Change::introduction(&voucher),
        root,
        saying,
        text,
    };
    act(judged, &mut desk, &store, args.by_two, console)
}

pub(crate) fn retire(args: &RetireRoot, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let store = store_of(&args.desk);
    let mut desk = Desk::open(&args.desk, console)?;
    let reason = desk.reasons.demand(ROOT_RETIRE, &args.reason, words)?;
    let root = store::read_certificate(words, &args.certificate)?;
    let trust = roots::own_trust(&store, words)?.store;
    let said = Roots::of(&store, words)?;
    let refused =
        |id: &str, values: &[(&str, Value<'_>)]| Err(Failure::new(words, Exit::Usage, id, values));
    let is_it = |other: &Certificate| other.public_key() == root.public_key();
    if !trust.certificates().any(is_it) {
        return refused("error-root-unknown", &[]);
    }
    let stays = |other: &&Certificate| {
        !is_it(other)
            && !said.is_retired(other.public_key(), args.from)
            && (other.not_before()..=other.not_after()).contains(&args.from)
    };
    let others: Vec<&Certificate> = trust.certificates().filter(stays).collect();
    if others.is_empty() {
        return refused("error-root-only", &[]);
    }
    let earliest = earliest(&mut desk, words)?;
    demand_overlap(earliest, args.from, "error-root-overlap", words)?;
    let known = signers::known(&store, console)?;
    let (under, elsewhere): (Vec<&KnownSigner>, Vec<&KnownSigner>) = known
        .iter()
        .filter(|one| one.withdrawal.is_none() && one.certificate.not_after() >= args.from)
        .partition(|one| is_signed_by(&one.certificate, &root));
    let needed = needed(&under, &elsewhere, &others);
    if !needed.is_empty() {
        let values = [("count", needed.len().into())];
        let failure = Failure::new(words, Exit::Usage, "error-root-needed", &values);
        return Err(failure.with_details(&needed));
    }
    let change = Change::retirement(&root, args.from, &known, &mut desk.register, words)?;
    let saying = roots::saying(&store, RootChange::Retire, &root);
    let text = new_text(&saying, args.from, reason.as_str(), args.by_two, words)?;
    let judged = Judged {
        root,
        change,
        saying,
        text,
    };
    act(judged, &mut desk, &store, args.by_two, console)
}

pub(crate) fn settle(args: &SettleRoot, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let store = store_of(&args.desk);
    let failed = |error| desk::failure(words, &error);
    let mut desk = Desk::open(&args.desk, console)?;
    let reason = desk.reasons.demand(ROOT_SETTLE, &args.reason, words)?;
    let root = store::read_certificate(words, &args.certificate)?;
    let pinned = epatent_station::read_trust(words, &store.trust())?.store;
    let said = Roots::of(&store, words)?;
    let refused =
        |id: &str, values: &[(&str, Value<'_>)]| Err(Failure::new(words, Exit::Usage, id, values));
    let is_it = |other: &Certificate| other.public_key() == root.public_key();
    if !said.introduced.iter().any(is_it) {
        return refused("error-root-not-introduced", &[]);
    }
    if !pinned.certificates().any(is_it) {
        return refused("error-root-not-pinned", &[]);
    }
    let introduced = said.introduced_by(&root, &mut desk.register, &store);
    let introduced = introduced.map_err(failed)?.first().map(|intent| intent.at);
    let earliest = overlap_after(&mut desk, introduced, words)?;
    demand_overlap(earliest, args.from, "error-root-settle-overlap", words)?;
    let saying = roots::saying(&store, RootChange::Settle, &root);
    let text = new_text(&saying, args.from, reason.as_str(), args.by_two, words)?;
    let judged = Judged {
        root,
        change: Change::settlement(args.from),
        saying,
        text,
    };
    act(judged, &mut desk, &store, args.by_two, console)
}

fn store_of(desk: &DeskOption) -> Store {
    Store::new(&desk.register.store.store)
}

/// Shows what two people approve, and does it where that was asked for.
fn act(
    judged: Judged,
    desk: &mut Desk,
    store: &Store,
    by_two: ByTwo,
    console: &Console,
) -> Result<(), Failure> {
    let words = &console.words;
    let Judged {
        root,
        change,
        saying,
        text,
    } = judged;
    if by_two.propose {
        folder_acts::propose(desk, &saying, &text, &root.subject_text(), words)?;
    }
    if by_two.confirm_all {
        let act = saying.act(text.as_bytes());
        approved::demand_before(act, &mut desk.register, store, console)?;
        folder_acts::carry_out(desk, &saying, &text, words)?;
    }
    let approvals = Approvals::of(&mut desk.register, saying.act(text.as_bytes()))
        .map_err(|error| desk::failure(words, &error))?;
    let answer = Answer {
        step: Step::of(&root, change),
        approvals,
        done: by_two.confirm_all,
    };
    say(&answer, console)
}

/// The root that vouches for a new one: among those that devices are set up with, and those that were
/// introduced before. `None` where the new root is the only one that they are set up with.
pub(crate) fn voucher(
    pinned: &TrustStore,
    said: &Roots,
    root: &Certificate,
) -> Result<Option<Certificate>, IntroductionError> {
    let is_other = |other: &&Certificate| other.public_key() != root.public_key();
    let others = pinned.certificates().filter(is_other);
    let Ok(mut trust) = TrustStore::new(pinned.environment(), others.map(Certificate::der)) else {
        return Ok(None);
    };
    for introduced in said.introduced.iter().filter(is_other) {
        // One for which nobody vouches any more vouches for nobody.
        let _ = trust.introduce(introduced.der());
    }
    let before: Vec<Certificate> = trust.certificates().cloned().collect();
    trust.introduce(root.der())?;
    Ok(before.into_iter().find(|other| is_signed_by(root, other)))
}

/// The first moment from which the root may be retired that was changed last. `None` before the first
/// bundle under the new one.
fn earliest(desk: &mut Desk, words: &Words) -> Result<Option<UnixTime>, Failure> {
    let introduced = desk.register.acts_done(Act::IntroduceRoot);
    let introduced = introduced
        .map_err(|error| desk::failure(words, &error))?
        .pop();
    overlap_after(desk, introduced.map(|intent| intent.at), words)
}

/// The end of the overlap after a root was introduced: so long after the first bundle under it, that
/// devices which come seldom have come. `None` before that bundle.
fn overlap_after(
    desk: &mut Desk,
    introduced: Option<UnixTime>,
    words: &Words,
) -> Result<Option<UnixTime>, Failure> {
    let changed = desk.register.acts_done(Act::RollOver);
    let changed = changed.map_err(|error| desk::failure(words, &error))?.pop();
    Ok(changed
        .map(|intent| intent.at)
        .filter(|changed| introduced.is_none_or(|introduced| introduced <= *changed))
        .and_then(|at| UnixTime::from_seconds(at.seconds().saturating_add(OVERLAP)).ok()))
}

/// That the overlap is over by then; `too_early` is what is said where it is not.
fn demand_overlap(
    earliest: Option<UnixTime>,
    from: UnixTime,
    too_early: &str,
    words: &Words,
) -> Result<(), Failure> {
    match earliest {
        None => Err(Failure::new(
            words,
            Exit::Usage,
            "error-root-not-changed",
            &[],
        )),
        Some(earliest) if from < earliest => {
            let values = [("limit", earliest.to_string().into())];
            Err(Failure::new(words, Exit::Usage, too_early, &values))
        }
        Some(_) => Ok(()),
    }
}

/// What a file with a day is going to say, which is not there yet unless the act is being carried out.
fn new_text(
    saying: &Saying,
    from: UnixTime,
    reason: &str,
    by_two: ByTwo,
    words: &Words,
) -> Result<String, Failure> {
    if !by_two.confirm_all {
        files::refuse_existing(words, &saying.place)?;
    }
    roots::dated_text(&saying.place, from, reason, words)
}

/// Signers under a root whose work nobody under another root can do, by their names.
fn needed(
    under: &[&KnownSigner],
    elsewhere: &[&KnownSigner],
    others: &[&Certificate],
) -> Vec<String> {
    let can = |role: Role, region: Option<Region>| {
        elsewhere.iter().any(|one| {
            let certificate = &one.certificate;
            certificate.roles().contains(&role)
                && region.is_none_or(|region| certificate.regions().contains(&region))
                && others.iter().any(|root| is_signed_by(certificate, root))
        })
    };
    let is_needed = |one: &&&KnownSigner| {
        let (roles, regions) = (one.certificate.roles(), one.certificate.regions());
        roles.iter().any(|role| match role {
            Role::Bundle => !can(*role, None),
            _ => !regions.iter().all(|region| can(*role, Some(*region))),
        })
    };
    let needed = under.iter().filter(is_needed);
    needed.map(|one| one.name.clone()).collect()
}
