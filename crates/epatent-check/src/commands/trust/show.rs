// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust show`.

use epatent_cli::{Console, Exit, Failure, Table, Words};
use epatent_core::UnixTime;
use epatent_core::bundle::ListedSigner;
use epatent_core::list::ListId;
use epatent_station::{Knowledge, findings, proved_lists};
use epatent_verify::{ListKind, ProvedBundle, device};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Serialize)]
struct Shown {
    environment: &'static str,
    roots: Vec<Root>,
    bundle: Option<Bundle>,
    /// The lists that the bundle names, and those that this device has besides.
    lists: Vec<List>,
    /// The newest verified signed time.
    time_floor: Option<String>,
    /// Whether the clock of this device is earlier than it.
    clock_back: bool,
    state_copy_damaged: bool,
}

#[derive(Serialize)]
struct Root {
    subject: String,
    not_before: String,
    not_after: String,
    /// `pinned`, or `introduced` by a root before it.
    source: &'static str,
    /// `active`, or `retired`, from a time that may be still to come.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retired_since: Option<String>,
}

#[derive(Serialize)]
struct Bundle {
    version: u64,
    signer: String,
    issued: String,
    next_update: String,
    expires: String,
    /// `fresh`, `stale` or `expired`.
    age: &'static str,
    signers: Vec<Signer>,
}

#[derive(Serialize)]
struct Signer {
    certificate: String,
    roles: Vec<&'static str>,
    regions: Vec<String>,
    /// `active` or `withdrawn`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_since: Option<String>,
}

#[derive(Serialize)]
struct List {
    kind: &'static str,
    region: String,
    list: u64,
    /// The newest sequence that the bundle knows; absent where it does not name the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<Known>,
    /// What this device has.
    #[serde(skip_serializing_if = "Option::is_none")]
    here: Option<Here>,
    /// Whether this device had it and has it not any more as it was.
    lost: bool,
}

#[derive(Serialize)]
struct Known {
    file: String,
    sequence: u64,
}

#[derive(Serialize)]
struct Here {
    sequence: u64,
    issued: String,
    next_update: String,
    expires: String,
    /// `fresh`, `stale` or `expired`.
    age: &'static str,
}

pub(super) fn run(directory: &Path, console: &Console) -> Result<Exit, Failure> {
    let now = epatent_station::now(&console.words)?;
    let knowledge = Knowledge::open(&console.words, directory)?;
    let shown = shown(&knowledge, now, console);
    if console.output.is_json() {
        console.output.json(&shown)?;
    } else {
        console.output.answer(&screen(&shown, &console.words))?;
    }
    Ok(Exit::Done)
}

fn shown(knowledge: &Knowledge, now: UnixTime, console: &Console) -> Shown {
    let learned = &knowledge.learned;
    let roots = learned.trust().certificates().enumerate();
    let floor = learned.state().floor;
    let tolerance = knowledge.policy().clock_tolerance;
    Shown {
        environment: knowledge.directory.store.environment().name(),
        roots: roots
            .map(|(place, root)| {
                let is_pinned = place < knowledge.pinned;
                let bundle = learned.bundle();
                let retired = bundle.and_then(|bundle| bundle.retired_since(root.public_key()));
                Root {
                    subject: root.subject_text(),
                    not_before: root.not_before().to_string(),
                    not_after: root.not_after().to_string(),
                    source: if is_pinned { "pinned" } else { "introduced" },
                    state: if retired.is_some() {
                        "retired"
                    } else {
                        "active"
                    },
                    retired_since: retired.map(|since| since.to_string()),
                }
            })
            .collect(),
        bundle: learned.bundle().map(|bundle| bundle_of(bundle, now)),
        lists: lists(knowledge, now, console),
        time_floor: floor.map(|floor| floor.to_string()),
        clock_back: device::check_clock(floor, now, tolerance).is_err(),
        state_copy_damaged: learned.copy_is_damaged(),
    }
}

fn bundle_of(bundle: &ProvedBundle, now: UnixTime) -> Bundle {
    let times = bundle.times();
    Bundle {
        version: bundle.version,
        signer: bundle.signer().subject_text(),
        issued: times.issued_at.to_string(),
        next_update: times.next_update.to_string(),
        expires: times.expires.to_string(),
        age: times.freshness(now).as_str(),
        signers: bundle.signers.iter().map(signer).collect(),
    }
}

fn signer(listed: &ListedSigner) -> Signer {
    let withdrawal = listed.withdrawal.as_ref();
    Signer {
        certificate: listed.certificate.to_string(),
        roles: listed.roles.iter().map(|role| role.name()).collect(),
        regions: listed.regions.iter().map(ToString::to_string).collect(),
        state: if withdrawal.is_some() {
            "withdrawn"
        } else {
            "active"
        },
        withdrawn_since: withdrawal.map(|withdrawal| withdrawal.since.to_string()),
    }
}

/// Every list that is named or at hand, by kind, region and number.
fn lists(knowledge: &Knowledge, now: UnixTime, console: &Console) -> Vec<List> {
    let policy = knowledge.policy();
    let at_hand = proved_lists(knowledge, now, console);
    let mut all = BTreeMap::new();
    for (kind, head, times) in at_hand.heads() {
        let limit = match kind {
            ListKind::Status => policy.status_age,
            ListKind::PaidThrough => policy.payment_age,
        };
        let age = limit.map_or(times.freshness(now), |limit| {
            times
                .freshness(now)
                .max(limit.freshness(times.issued_at, now))
        });
        let here = Here {
            sequence: head.sequence,
            issued: times.issued_at.to_string(),
            next_update: times.next_update.to_string(),
            expires: times.expires.to_string(),
            age: age.as_str(),
        };
        all.insert((kind, head.id), (None, Some(here)));
    }
    let bundle = knowledge.learned.bundle();
    for reference in bundle.into_iter().flat_map(|bundle| &bundle.lists) {
        let id = ListId {
            region: reference.region,
            number: reference.list,
        };
        let known = Known {
            file: reference.name.to_string(),
            sequence: reference.sequence,
        };
        let key = (ListKind::of_bundle(reference.kind), id);
        all.entry(key).or_default().0 = Some(known);
    }
    let state = knowledge.learned.state();
    let lists = all.into_iter().map(|((kind, id), (known, here))| {
        let had = state.list(kind.in_bundle(), id.region, id.number);
        let has = here.as_ref().map_or(0, |here: &Here| here.sequence);
        List {
            kind: kind.as_str(),
            region: id.region.to_string(),
            list: id.number,
            known,
            here,
            lost: had.is_some_and(|seen| has < seen.sequence),
        }
    });
    lists.collect()
}

/// A time of the answer as officers write it.
fn time(text: &str) -> String {
    UnixTime::parse(text).map_or_else(|_| text.to_owned(), findings::instant)
}

fn screen(shown: &Shown, words: &Words) -> String {
    let mut table = Table::new();
    let label = |id: &str| words.text(&format!("trust-{id}"));
    table.row(
        &label("environment"),
        &words.text(&format!("trust-environment-{}", shown.environment)),
    );
    for root in &shown.roots {
        let term = words.say(
            &format!("trust-root-{}", root.source),
            &[
                ("subject", root.subject.as_str().into()),
                ("from", time(&root.not_before).into()),
                ("to", time(&root.not_after).into()),
            ],
        );
        let retired = root.retired_since.as_deref().map(|since| {
            let values = [
                ("term", term.as_str().into()),
                ("since", time(since).into()),
            ];
            words.say("trust-root-retired", &values)
        });
        table.row(&label("root"), &retired.unwrap_or(term));
    }
    if let Some(floor) = &shown.time_floor {
        table.row(&label("floor"), &time(floor));
    }
    if shown.clock_back {
        table.row(&label("clock"), &label("clock-back"));
    }
    if shown.state_copy_damaged {
        table.row(&label("state"), &label("state-copy-damaged"));
    }
    match &shown.bundle {
        None => {
            table.row(&label("bundle"), &label("bundle-none"));
        }
        Some(bundle) => bundle_rows(&mut table, bundle, words),
    }
    for list in &shown.lists {
        list_row(&mut table, list, words);
    }
    table.render()
}

fn bundle_rows(table: &mut Table, bundle: &Bundle, words: &Words) {
    let label = |id: &str| words.text(&format!("trust-{id}"));
    let age = words.say(
        &format!("trust-age-{}", bundle.age),
        &[("version", bundle.version.into())],
    );
    table.blank();
    table.row(&label("bundle"), &age);
    table.row(&label("issued"), &time(&bundle.issued));
    table.row(&label("next-update"), &time(&bundle.next_update));
    table.row(&label("expires"), &time(&bundle.expires));
    table.row(&label("bundle-signer"), &bundle.signer);
    for signer in &bundle.signers {
        let roles: Vec<String> = signer
            .roles
            .iter()
            .map(|role| words.text(&format!("trust-role-{role}")))
            .collect();
        let said = words.say(
            &format!("trust-signer-{}", signer.state),
            &[
                (
                    "certificate",
                    signer
                        .certificate
                        .chars()
                        .take(16)
                        .collect::<String>()
                        .into(),
                ),
                ("roles", roles.join(", ").into()),
                ("regions", signer.regions.join(", ").into()),
                (
                    "since",
                    signer
                        .withdrawn_since
                        .as_deref()
                        .map(time)
                        .unwrap_or_default()
                        .into(),
                ),
            ],
        );
        table.row(&label("signer"), &said);
    }
}

fn list_row(table: &mut Table, list: &List, words: &Words) {
    let label = |id: &str| words.text(&format!("trust-{id}"));
    let text = |sequence: Option<u64>| {
        sequence.map_or_else(|| label("list-absent"), |sequence| sequence.to_string())
    };
    let kind = label(&format!("list-{}", list.kind));
    let mut said = words.say(
        "trust-list-state",
        &[
            ("kind", kind.into()),
            ("region", list.region.as_str().into()),
            (
                "known",
                text(list.known.as_ref().map(|known| known.sequence)).into(),
            ),
            (
                "sequence",
                text(list.here.as_ref().map(|here| here.sequence)).into(),
            ),
        ],
    );
    if let Some(here) = &list.here {
        let age = words.say(
            &format!("trust-list-{}", here.age),
            &[
                ("issued", time(&here.issued).into()),
                ("next", time(&here.next_update).into()),
            ],
        );
        said = format!("{said}; {age}");
    }
    if list.lost {
        said = format!("{said}; {}", label("list-lost"));
    }
    table.row(&label("list"), &said);
}
