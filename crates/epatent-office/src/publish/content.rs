// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! From one state of the register to bundle and lists that want nothing but their signatures.

use std::collections::HashMap;

use epatent_core::bundle::{FileName, ListKind, ListReference, ListedSigner, TrustBundle};
use epatent_core::certificate::Role;
use epatent_core::list::{
    Annulment, CardStatus, ListHead, ListId, ListTimes, PaidThrough, PaidThroughDelta,
    PaidThroughList, StatusList,
};
use epatent_core::model::ModelError;
use epatent_core::object::Digest;
use epatent_core::{CivilDate, UnixTime};
use epatent_register::{
    CardStatus as Recorded, DecisionAct, ListState, PublicationKind, Purpose, Register,
};
use epatent_sign::{
    PreparedDocument, SignError, prepare_bundle, prepare_paid_through_delta,
    prepare_paid_through_snapshot, prepare_status_list,
};

use super::roots::NextRoots;
use super::signers::{choose, merged, payment_signer_falls};
use super::site::{BUNDLE_FILE, Before};
use super::{PublishError, Publisher};

/// A file before it is signed.
pub(super) struct Draft {
    pub(super) kind: PublicationKind,
    /// Number of the list; 0 for the bundle.
    pub(super) list: i64,
    /// Version of the bundle, or sequence of the list.
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) purpose: Purpose,
    /// Which of the signatories signs it.
    pub(super) signatory: usize,
    pub(super) prepared: PreparedDocument,
}

/// A file that is signed.
pub(super) struct MadeFile {
    pub(super) kind: PublicationKind,
    pub(super) list: i64,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A list that is published, as a status list and a paid-through list.
pub(super) struct MadeList {
    pub(super) id: ListId,
    pub(super) size: u32,
    pub(super) status_name: String,
    pub(super) paid_name: String,
    /// Whether the changes since the state before are a file, too.
    pub(super) changes_name: Option<String>,
    pub(super) sample: Vec<Expected>,
}

/// What a row of the register demands of the lists.
pub(super) struct Expected {
    pub(super) index: u32,
    pub(super) status: CardStatus,
    pub(super) paid: Option<CivilDate>,
}

/// A publication before it is signed.
pub(super) struct Drafts {
    version: u64,
    next_update: UnixTime,
    /// Lists first, the bundle last.
    pub(super) documents: Vec<Draft>,
    lists: Vec<MadeList>,
    changes: u64,
    changes_break: bool,
    introduces: u64,
    /// The bundle before, where this is the first one under a root that it introduced.
    rollover: Option<Vec<u8>>,
}

/// A publication that is signed.
pub(super) struct Made {
    pub(super) version: u64,
    pub(super) next_update: UnixTime,
    /// Changes first, then snapshots and status lists, the bundle last: the order in which they take
    /// their places.
    pub(super) files: Vec<MadeFile>,
    pub(super) lists: Vec<MadeList>,
    pub(super) changes: u64,
    /// Whether no changes of before are to be followed any more.
    pub(super) changes_break: bool,
    /// Roots that the bundle introduces.
    pub(super) introduces: u64,
    /// The bundle that lies beside the new one as `rollover.cbor`.
    pub(super) rollover: Option<Vec<u8>>,
}

/// What all lists of a publication have in common.
struct Making<'m> {
    publisher: &'m Publisher<'m>,
    before: &'m Before,
    signers: &'m [ListedSigner],
    roots: &'m NextRoots,
    times: ListTimes,
    changes_break: bool,
    /// The newest recorded numbers of status list and paid-through list.
    numbers: HashMap<i64, (i64, i64)>,
}

impl Drafts {
    pub(super) fn make(
        register: &mut Register,
        at: UnixTime,
        publisher: &Publisher<'_>,
        before: &Before,
    ) -> Result<Self, PublishError> {
        let old = before.bundle.as_deref();
        if let Some(old) = old.filter(|old| old.issued >= at) {
            let before = old.issued;
            return Err(PublishError::TooSoon { before, now: at });
        }
        let bundle_before = register.newest_publication(PublicationKind::Bundle, 0)?;
        let recorded = bundle_before.as_ref().map_or(0, |bundle| bundle.version);
        before.demand_recorded(bundle_before.as_ref())?;
        let signers = merged(old, publisher.listed);
        let roots = NextRoots::after(before, publisher, at)?;
        let making = Making {
            publisher,
            before,
            times: times(at, publisher),
            changes_break: payment_signer_falls(old, &signers),
            signers: &signers,
            roots: &roots,
            numbers: numbers(register, before)?,
        };
        let mut drafts = Self {
            version: number(recorded)?.saturating_add(1),
            next_update: making.times.next_update,
            documents: Vec::new(),
            lists: Vec::new(),
            changes: 0,
            changes_break: making.changes_break,
            introduces: roots.introduced.len() as u64,
            rollover: None,
        };
        let mut references = Vec::new();
        register.for_each_list(|state| {
            if state.list.next_index == 0 {
                return Ok(());
            }
            making.list(&mut drafts, &mut references, state)
        })?;
        // The whole lists last, so that whoever reads in between follows the changes.
        drafts
            .documents
            .sort_by_key(|draft| draft.kind != PublicationKind::PaidThroughDelta);
        references.sort_by_key(ListReference::key);
        let bundle = TrustBundle {
            environment: publisher.trust.environment(),
            version: drafts.version,
            issued: at,
            next_update: making.times.next_update,
            expires: making.times.expires,
            previous: bundle_before.map(|bundle| bundle.digest),
            lists: references,
            policy: publisher.policy.clone(),
            next_roots: roots.introduced.clone(),
            retired_roots: roots.retired.clone(),
            signers: signers.clone(),
        };
        drafts.add(
            &making,
            (PublicationKind::Bundle, 0, drafts.version),
            BUNDLE_FILE,
            (Role::Bundle, None),
            |certificate| prepare_bundle(&bundle, certificate),
        )?;
        let signer = drafts.documents.last().map(|draft| draft.signatory);
        let signer = signer.and_then(|signer| publisher.signatories.get(signer));
        drafts.rollover =
            signer.and_then(|signer| roots.rollover(before, &signer.certificate, publisher));
        Ok(drafts)
    }

    /// Prepares one file for its signer.
    fn add(
        &mut self,
        making: &Making<'_>,
        (kind, list, version): (PublicationKind, i64, u64),
        name: &str,
        (role, region): (Role, Option<epatent_core::Region>),
        prepare: impl FnOnce(
            &epatent_core::certificate::Certificate,
        ) -> Result<PreparedDocument, SignError>,
    ) -> Result<(), PublishError> {
        let signatories = making.publisher.signatories;
        let issued = making.times.issued_at;
        let signatory = choose(
            signatories,
            making.signers,
            making.roots,
            role,
            region,
            issued,
        )?;
        let by = signatories
            .get(signatory)
            .ok_or(PublishError::NoSigner { role, region })?;
        let prepared = prepare(&by.certificate).map_err(|source| PublishError::Sign {
            name: name.to_owned(),
            by: Digest::of(by.certificate.der()),
            source: Box::new(source),
        })?;
        let version = i64::try_from(version).map_err(|_| PublishError::Number(i64::MAX))?;
        self.documents.push(Draft {
            kind,
            list,
            version,
            name: name.to_owned(),
            purpose: match kind {
                PublicationKind::Status => Purpose::Status,
                PublicationKind::PaidThrough | PublicationKind::PaidThroughDelta => {
                    Purpose::PaidThrough
                }
                PublicationKind::Bundle => Purpose::Bundle,
            },
            signatory,
            prepared,
        });
        Ok(())
    }

    /// Has everything signed.
    pub(super) fn sign(self, publisher: &Publisher<'_>) -> Result<Made, PublishError> {
        let environment = publisher.trust.environment();
        let mut files = Vec::with_capacity(self.documents.len());
        for draft in self.documents {
            let signatory = publisher.signatories.get(draft.signatory);
            let by = signatory.ok_or(PublishError::NoSigner {
                role: Role::Bundle,
                region: None,
            })?;
            let signed = draft.prepared.sign(by.key.as_ref(), environment);
            files.push(MadeFile {
                kind: draft.kind,
                list: draft.list,
                version: draft.version,
                bytes: signed.map_err(|source| PublishError::Sign {
                    name: draft.name.clone(),
                    by: Digest::of(by.certificate.der()),
                    source: Box::new(source),
                })?,
                name: draft.name,
            });
        }
        Ok(Made {
            version: self.version,
            next_update: self.next_update,
            files,
            lists: self.lists,
            changes: self.changes,
            changes_break: self.changes_break,
            introduces: self.introduces,
            rollover: self.rollover,
        })
    }
}

impl Making<'_> {
    /// Makes both lists of a region and year, and the changes where there is a state before.
    fn list(
        &self,
        drafts: &mut Drafts,
        references: &mut Vec<ListReference>,
        state: ListState<'_>,
    ) -> Result<(), PublishError> {
        let list = state.list.key.number();
        let region = state.list.region;
        let id = ListId {
            region,
            number: number(list)?,
        };
        let (status_before, paid_before) = self.numbers.get(&list).copied().unwrap_or_default();
        let status_sequence = number(status_before)?.saturating_add(1);
        let paid_sequence = number(paid_before)?.saturating_add(1);
        let head = |sequence| ListHead {
            environment: self.publisher.trust.environment(),
            id,
            sequence,
            size: state.list.next_index,
        };
        let status_name = format!("status-{list}.cbor");
        let paid_name = format!("paid-{list}.cbor");
        let annulments = self.annulments(state);

        let entries = statuses(state, &annulments)?;
        let status = StatusList::new(head(status_sequence), self.times, entries)
            .map_err(model(&status_name))?;
        drafts.add(
            self,
            (PublicationKind::Status, list, status_sequence),
            &status_name,
            (Role::Status, Some(region)),
            |certificate| prepare_status_list(&status, certificate),
        )?;

        let paid = PaidThroughList::new(head(paid_sequence), self.times, paid_entries(state))
            .map_err(model(&paid_name))?;
        drafts.add(
            self,
            (PublicationKind::PaidThrough, list, paid_sequence),
            &paid_name,
            (Role::Payment, Some(region)),
            |certificate| prepare_paid_through_snapshot(&paid, certificate),
        )?;

        // What cannot be said as changes, a day taken back, is said by the snapshot alone.
        let old = self.before.paid(id).filter(|_| !self.changes_break);
        let delta = old.and_then(|old| PaidThroughDelta::between(&old, &paid).ok());
        let mut changes_name = None;
        if let Some(delta) = delta {
            let name = format!("{paid_name}.{paid_sequence}");
            drafts.add(
                self,
                (PublicationKind::PaidThroughDelta, list, paid_sequence),
                &name,
                (Role::Payment, Some(region)),
                |certificate| prepare_paid_through_delta(&delta, certificate),
            )?;
            drafts.changes = drafts
                .changes
                .saturating_add(delta.changes().count() as u64);
            changes_name = Some(name);
        }

        for (kind, name, sequence) in [
            (ListKind::Status, &status_name, status_sequence),
            (ListKind::PaidThrough, &paid_name, paid_sequence),
        ] {
            references.push(ListReference {
                kind,
                region,
                list: id.number,
                name: FileName::parse(name).map_err(|error| PublishError::unproved(name, error))?,
                sequence,
            });
        }
        drafts.lists.push(MadeList {
            id,
            size: state.list.next_index,
            status_name,
            paid_name,
            changes_name,
            sample: expected(state, &annulments)?,
        });
        Ok(())
    }

    fn annulments(&self, state: ListState<'_>) -> HashMap<u32, Annulment> {
        state
            .decided
            .iter()
            .filter(|decided| decided.act == DecisionAct::Annul)
            .map(|decided| {
                let annulment = Annulment {
                    on: decided.on,
                    category: (self.publisher.category)(&decided.reason),
                };
                (decided.index, annulment)
            })
            .collect()
    }
}

/// Everything that is not simply valid.
fn statuses(
    state: ListState<'_>,
    annulments: &HashMap<u32, Annulment>,
) -> Result<Vec<(u32, CardStatus)>, PublishError> {
    state
        .entries
        .iter()
        .zip(0_u32..)
        .filter(|(entry, _)| entry.status != Recorded::Valid)
        .map(|(entry, index)| {
            let status = status(state, entry.status, index, annulments)?;
            Ok((index, status))
        })
        .collect()
}

fn status(
    state: ListState<'_>,
    recorded: Recorded,
    index: u32,
    annulments: &HashMap<u32, Annulment>,
) -> Result<CardStatus, PublishError> {
    Ok(match recorded {
        Recorded::Valid => CardStatus::Valid,
        Recorded::Suspended => CardStatus::Suspended,
        Recorded::Superseded => CardStatus::Superseded,
        Recorded::Annulled => {
            let annulment = annulments.get(&index).copied();
            CardStatus::Annulled(annulment.ok_or(PublishError::NoDecision {
                list: state.list.key.number(),
                index,
            })?)
        }
    })
}

/// The last paid day of every index that has one. A payment that a decision let count begins a period
/// of its own.
fn paid_entries(state: ListState<'_>) -> impl Iterator<Item = (u32, PaidThrough)> {
    let restored: HashMap<u32, CivilDate> = state
        .decided
        .iter()
        .filter(|decided| decided.act == DecisionAct::AcceptPayment)
        .map(|decided| (decided.index, decided.on))
        .collect();
    state
        .entries
        .iter()
        .zip(0_u32..)
        .filter_map(move |(entry, index)| {
            let through = entry.paid_through?;
            let restored_from = restored.get(&index).copied();
            Some((
                index,
                PaidThrough {
                    through,
                    restored_from: restored_from.filter(|from| *from <= through),
                },
            ))
        })
}

/// What the rows of the sample demand.
fn expected(
    state: ListState<'_>,
    annulments: &HashMap<u32, Annulment>,
) -> Result<Vec<Expected>, PublishError> {
    state
        .sample
        .iter()
        .map(|card| {
            Ok(Expected {
                index: card.list_index,
                status: status(state, card.status, card.list_index, annulments)?,
                paid: card.paid_through,
            })
        })
        .collect()
}

/// The newest numbers of all lists, none of them below what the site shows.
fn numbers(
    register: &mut Register,
    before: &Before,
) -> Result<HashMap<i64, (i64, i64)>, PublishError> {
    let mut numbers = HashMap::new();
    for list in register.lists()? {
        let list = list.key.number();
        let mut newest = |kind| -> Result<i64, PublishError> {
            let publication = register.newest_publication(kind, list)?;
            Ok(publication.map_or(0, |publication| publication.version))
        };
        let pair = (
            newest(PublicationKind::Status)?,
            newest(PublicationKind::PaidThrough)?,
        );
        numbers.insert(list, pair);
    }
    for reference in before.references() {
        let list = i64::try_from(reference.list).unwrap_or_default();
        let (status, paid) = numbers.get(&list).copied().unwrap_or_default();
        let recorded = number(match reference.kind {
            ListKind::Status => status,
            ListKind::PaidThrough => paid,
        })?;
        if reference.sequence > recorded {
            return Err(PublishError::RegisterBehind {
                name: reference.name.to_string(),
                published: reference.sequence,
                recorded,
            });
        }
    }
    Ok(numbers)
}

fn times(at: UnixTime, publisher: &Publisher<'_>) -> ListTimes {
    let later = |seconds: u32| {
        let seconds = at.seconds().saturating_add(seconds.into());
        UnixTime::from_seconds(seconds).unwrap_or(UnixTime::MAX)
    };
    ListTimes {
        issued_at: at,
        next_update: later(publisher.terms.next_update),
        expires: later(publisher.terms.expires),
    }
}

/// A number of the register as one of signed data.
pub(super) fn number(recorded: i64) -> Result<u64, PublishError> {
    u64::try_from(recorded).map_err(|_| PublishError::Number(recorded))
}

fn model(name: &str) -> impl FnOnce(ModelError) -> PublishError {
    let name = name.to_owned();
    move |source| PublishError::Model {
        name,
        source: Box::new(source),
    }
}

/// SHA-256 of a file.
pub(super) fn digest(file: &MadeFile) -> Digest {
    Digest::of(&file.bytes)
}
