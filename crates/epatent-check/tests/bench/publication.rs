// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Who makes bundles and lists, and the folder in which they are published.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use epatent_core::bundle::{BundlePolicy, Earlier, ListedSigner, TrustBundle, Withdrawal};
use epatent_core::certificate::Role;
use epatent_core::list::{PaidThrough, PaidThroughList};
use epatent_core::object::{Digest, Environment};
use epatent_core::{CivilDate, UnixTime};
use epatent_testkit::desk::Ran;
use epatent_testkit::lab::{Lab, LabSigner};
use epatent_testkit::lists::ListOffice;
use epatent_testkit::schema::assert_follows;

use super::Bench;

/// Seconds from now, so that a bundle is fresh whenever the test runs.
pub(crate) fn hours_from_now(hours: i64) -> UnixTime {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let then = i64::try_from(now).unwrap() + hours * 3600;
    UnixTime::from_seconds(u64::try_from(then).unwrap()).unwrap()
}

/// Who makes bundles, and the last one.
pub(crate) struct Authority {
    pub(crate) signer: LabSigner,
    pub(crate) last: TrustBundle,
    pub(crate) last_digest: Option<Digest>,
}

impl Authority {
    pub(crate) fn new(bench: &Bench) -> Self {
        let mut signers = vec![listed(&bench.lab.signer_77), listed(&bench.lab.signer_50)];
        signers.sort_by_key(|signer| signer.certificate);
        Self {
            signer: bundle_signer(&bench.lab, 60),
            last: TrustBundle {
                environment: Environment::Lab,
                version: 0,
                issued: hours_from_now(-40),
                next_update: hours_from_now(24),
                expires: hours_from_now(240),
                previous: None,
                signers,
                lists: Vec::new(),
                policy: BundlePolicy::default(),
                next_roots: Vec::new(),
                retired_roots: Vec::new(),
            },
            last_digest: None,
        }
    }

    /// Makes the next bundle, an hour after the one before.
    pub(crate) fn next(&mut self, change: impl FnOnce(&mut TrustBundle)) -> Vec<u8> {
        let bundle = &mut self.last;
        bundle.version += 1;
        bundle.previous = self.last_digest;
        bundle.issued = UnixTime::from_seconds(bundle.issued.seconds() + 3600).unwrap();
        change(bundle);
        bundle.signers.sort_by_key(|signer| signer.certificate);
        let bytes =
            epatent_sign::sign_bundle(bundle, &self.signer.certificate, &self.signer.key).unwrap();
        self.last_digest = Some(Digest::of(&bytes));
        bytes
    }

    pub(crate) fn withdraw(
        &mut self,
        signer: &LabSigner,
        since: &str,
        earlier: &Earlier,
    ) -> Vec<u8> {
        let digest = Digest::of(signer.certificate.der());
        let since = UnixTime::parse(since).unwrap();
        self.next(|bundle| {
            for listed in &mut bundle.signers {
                if listed.certificate == digest {
                    listed.withdrawal = Some(Withdrawal {
                        since,
                        earlier: earlier.clone(),
                    });
                }
            }
        })
    }
}

pub(crate) fn bundle_signer(lab: &Lab, seed: u64) -> LabSigner {
    lab.signer_but(seed, |request| {
        request.roles = vec![Role::Bundle];
        request.regions.clear();
    })
}

pub(crate) fn listed(signer: &LabSigner) -> ListedSigner {
    ListedSigner {
        certificate: Digest::of(signer.certificate.der()),
        roles: vec![Role::Document],
        regions: signer.certificate.regions().to_vec(),
        withdrawal: None,
    }
}

/// A USB stick with a publication on it.
pub(crate) fn stick(bench: &Bench, name: &str, bundle: &[u8]) -> PathBuf {
    let folder = bench.path(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("bundle.cbor"), bundle).unwrap();
    folder
}

pub(crate) fn trust(bench: &Bench, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_epatent-check"));
    command.arg("trust").args(arguments);
    command.arg("--trust").arg(bench.path("trust"));
    command
}

pub(crate) fn import(bench: &Bench, source: &std::path::Path) -> Ran {
    Ran::of(&mut trust(
        bench,
        &["import", source.to_str().unwrap(), "--lang", "en"],
    ))
}

/// What this device trusts; it follows the published schema.
#[track_caller]
pub(crate) fn shown(bench: &Bench) -> serde_json::Value {
    let shown = Ran::of(&mut trust(bench, &["show", "--json"])).json();
    assert_follows("trust-show", &shown);
    shown
}

pub(crate) fn answer(bench: &Bench) -> Ran {
    Ran::of(bench.file("en").arg("--json"))
}

/// A publication with the bundle and the first state of both lists, and the changes of a day.
pub(crate) struct Publication {
    pub(crate) authority: Authority,
    pub(crate) lists: ListOffice,
    pub(crate) folder: PathBuf,
}

impl Publication {
    pub(crate) fn new(bench: &Bench) -> Self {
        // This device demands lists.
        let required = "schema = 1\nenvironment = \"lab\"\n";
        fs::write(bench.path("trust/trust.toml"), required).unwrap();
        let terms = &bench.card.terms;
        let mut publication = Self {
            authority: Authority::new(bench),
            lists: ListOffice::new(&bench.lab, terms.status.list),
            folder: bench.path("publication"),
        };
        fs::create_dir_all(publication.folder.join("lists")).unwrap();
        publication
            .authority
            .last
            .signers
            .extend(publication.lists.signers());
        publication
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.join(name), bytes).unwrap();
    }

    /// Names these sequences in the next bundle.
    pub(crate) fn bundle(&mut self, status: u64, paid_through: u64) {
        let references = self.lists.references(status, paid_through);
        let bundle = self.authority.next(|bundle| bundle.lists = references);
        self.put("bundle.cbor", &bundle);
    }

    pub(crate) fn paid(&self, sequence: u64, index: u64, through: &str) -> PaidThroughList {
        let paid = PaidThrough::new(CivilDate::parse(through).unwrap());
        let index = u32::try_from(index).unwrap();
        let issued_at = hours_from_now(i64::try_from(sequence).unwrap() - 10);
        self.lists.paid(sequence, issued_at, &[(index, paid)])
    }
}
