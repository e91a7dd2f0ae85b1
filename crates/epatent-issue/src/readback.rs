// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reading a card back through the verifier, as a police officer would.

use crate::job::Job;
use crate::roots;
use crate::store::Store;
use epatent_cli::{Bar, Console, Exit, Failure};
use epatent_station::{
    Connection, MAX_RESTARTS, describe, is_foreign_reset, now, policy_failure, read_failure,
    request,
};
use epatent_terminal::{ReadError, TrustDirectory, read_card};
use epatent_verify::{Circumstances, Verdict, Verifier};

/// What the office calls itself in the statement that the chip signs.
const TERMINAL: &str = "epatent-issue read-back";

/// What a card will be judged by. It is made before anything is sent to a card, so that no card is
/// written that could not be read back.
pub(crate) struct ReadBack {
    trust: TrustDirectory,
}

impl ReadBack {
    /// Loads the trust directory of the office.
    pub(crate) fn prepare(store: &Store, console: &Console) -> Result<Self, Failure> {
        let trust = roots::own_trust(store, &console.words)?;
        Verifier::new(&trust.store, &trust.policy)
            .map_err(|error| policy_failure(&console.words, &error))?;
        Ok(Self { trust })
    }

    /// Reads the card and judges it on its first day and in its own region: the question is whether
    /// the card carries what was signed. It must be this job's security object, too.
    pub(crate) fn check(
        &self,
        card: &mut Connection<'_>,
        job: &Job,
        console: &Console,
    ) -> Result<(), Failure> {
        let words = &console.words;
        let verifier = Verifier::new(&self.trust.store, &self.trust.policy)
            .map_err(|error| policy_failure(words, &error))?;
        let circumstances = Circumstances {
            region: job.object.region,
            now: now(words)?,
            date: job.object.in_force_from,
            profession: None,
        };
        let mut restarts = 0;
        let mut asked_again = false;
        let (reading, report) = loop {
            let request = request(words, TERMINAL, &circumstances, Some(job.can.clone()))?;
            let mut check = verifier.begin(&circumstances);
            let bar = Bar::new(words, "progress-checking", &[], 0);
            match read_card(&mut *card, &mut check, &request, &mut ()) {
                Ok(reading) => break (reading, check.report()),
                // Nothing protects the opening of a channel: what a card means it says twice.
                Err(ReadError::NoChannel(_)) if !asked_again => asked_again = true,
                Err(error) if card.falls_back(error.flow())? => drop(bar),
                Err(error) if is_foreign_reset(error.transport()) && restarts < MAX_RESTARTS => {
                    drop(bar);
                    restarts += 1;
                    card.start_over()?;
                }
                Err(error) => return Err(read_failure(words, &error)),
            }
        };
        if reading.presentation.security_object != job.presentation.security_object {
            return Err(Failure::new(
                words,
                Exit::Device,
                "error-card-of-another-job",
                &[],
            ));
        }
        if report.verdict == Verdict::InForce {
            return Ok(());
        }
        for finding in &report.findings {
            let text = describe(words, &finding.reason, circumstances.date);
            console
                .output
                .note(&format!("{}: {}", text.headline, text.why));
        }
        Err(Failure::new(words, Exit::Refused, "error-read-back", &[]))
    }
}
