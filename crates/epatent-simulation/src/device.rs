// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A police device: a pinned root, and nothing else but what was published.

use std::path::PathBuf;

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::presentation::AccessNumber;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_office::publish::BUNDLE_FILE;
use epatent_terminal::{ListRefusal, Request, TrustDirectory, TrustState, read_card};
use epatent_verify::{
    Circumstances, Code, ListError, Policy, Report, SignerCertificates, TrustStore, Verifier,
};
use rand::Rng;
use rand::rngs::StdRng;

use crate::bureau::REGION;
use crate::failure::{Failure, broken, unplanned};
use crate::medium::Medium;
use crate::plastic::Plastic;

pub(crate) struct Device {
    state: TrustState<Medium>,
    directory: TrustDirectory,
    rng: StdRng,
}

impl Device {
    pub(crate) fn new(trust: &TrustStore, rng: StdRng) -> Result<Self, Failure> {
        Ok(Self {
            state: TrustState::open(Medium::default(), trust).map_err(unplanned)?,
            directory: TrustDirectory {
                store: trust.clone(),
                signers: SignerCertificates::new(),
                policy: Policy::default(),
                list_files: Vec::<(PathBuf, Vec<u8>)>::new(),
            },
            rng,
        })
    }

    /// Takes what lies in the published folders; nothing there may be refused but what the device
    /// knows already.
    pub(crate) fn import(
        &mut self,
        (root, lists): &(Medium, Medium),
        now: UnixTime,
    ) -> Result<(), Failure> {
        let Some((_, bundle)) = root.all().into_iter().find(|(name, _)| name == BUNDLE_FILE) else {
            return Ok(());
        };
        self.state
            .import(&bundle, now)
            .map_err(|error| Failure::Broken(format!("a device refuses the bundle: {error}")))?;
        let named: Vec<String> = self
            .state
            .bundle()
            .into_iter()
            .flat_map(|bundle| &bundle.lists)
            .map(|reference| reference.name.to_string())
            .collect();
        let of_a_list = |name: &str| {
            named.iter().any(|list| {
                let rest = name.strip_prefix(list.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let files = lists.all();
        let files: Vec<&(String, Vec<u8>)> =
            files.iter().filter(|(name, _)| of_a_list(name)).collect();
        let contents: Vec<&[u8]> = files.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        let taken = self.state.import_lists(&contents, now).map_err(unplanned)?;
        for ((name, _), taken) in files.iter().zip(taken) {
            match taken {
                // Changes that the device is past.
                Ok(_)
                | Err(ListRefusal::Setback(_) | ListRefusal::List(ListError::Rollback { .. })) => {}
                Err(error) => return broken(format!("a device refuses {name}: {error}")),
            }
        }
        let seen = &self.state.state().lists;
        let bundle = self.state.bundle();
        for reference in bundle.into_iter().flat_map(|bundle| &bundle.lists) {
            let there = seen.iter().any(|seen| {
                (seen.kind, seen.region, seen.list) == reference.key()
                    && seen.sequence >= reference.sequence
            });
            if !there {
                return broken(format!(
                    "the bundle names {}, and it is not there",
                    reference.name
                ));
            }
        }
        Ok(())
    }

    /// Checks a card.
    pub(crate) fn check(
        &mut self,
        card: &mut Plastic,
        number: AccessNumber,
        date: CivilDate,
        now: UnixTime,
    ) -> Result<Report, Failure> {
        card.put_on();
        let bundle = self.state.bundle();
        let policy =
            bundle.map_or_else(Policy::default, |bundle| Policy::of_bundle(&bundle.policy));
        let at_hand = self.state.lists(&self.directory, now);
        let mut verifier = Verifier::new(self.state.trust(), &policy)
            .map_err(unplanned)?
            .not_before(self.state.state().floor)
            .with_lists(&at_hand.lists);
        if let Some(bundle) = bundle {
            verifier = verifier.under(bundle);
        }
        let circumstances = Circumstances {
            region: Region::parse(REGION).map_err(unplanned)?,
            now,
            date,
            profession: None,
        };
        let mut pace_random = [0; Ephemeral::RANDOM];
        let mut host_nonce = [0; 32];
        self.rng.fill_bytes(&mut pace_random);
        self.rng.fill_bytes(&mut host_nonce);
        let request = Request {
            can: Some(Can::parse(number.expose()).map_err(unplanned)?),
            pace_random,
            host_nonce,
            statement: TerminalStatement {
                checked_at: now,
                region: circumstances.region,
                terminal: Text::parse("device").map_err(unplanned)?,
            },
        };
        let mut check = verifier.begin(&circumstances);
        read_card(card, &mut check, &request, &mut ()).map_err(|error| {
            Failure::Broken(format!(
                "a card that was handed over cannot be read: {error}"
            ))
        })?;
        Ok(check.report())
    }
}

/// The codes of a report.
pub(crate) fn codes(report: &Report) -> Vec<&'static str> {
    report
        .findings
        .iter()
        .map(|finding| Code::as_str(finding.code))
        .collect()
}
