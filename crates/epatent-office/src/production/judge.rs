// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reading a card back through the verifier, as a police officer would.

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_apdu::{FlowError, Transport};
use epatent_core::Text;
use epatent_core::bundle::ListedSigner;
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{Digest, SecurityObject};
use epatent_core::presentation::Presentation;
use epatent_terminal::{ReadError, Request, read_card};
use epatent_verify::{Circumstances, Code, Verdict, Verifier};

use super::chip::random;
use super::{Office, ProductionError, World};

/// What the office calls itself in the statement that the chip signs.
const TERMINAL: &str = "epatent office read-back";
/// What no list can say yet of a card that nobody has.
const NOT_PUBLISHED: [Code; 2] = [Code::StatusMissing, Code::PaymentUnknown];

/// What the verifier says of a card that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judged {
    /// It carries what was signed, and would be in force.
    Good,
    /// It is not what it has to be: the codes of the findings.
    Bad(Vec<&'static str>),
}

/// Reads the card and judges it on its first day and in its own region: the question is whether it
/// carries what was signed. It must be this very security object, too.
pub(super) fn read_back(
    office: &Office<'_>,
    card: &mut impl Transport,
    job: &Presentation,
    object: &SecurityObject,
    can: &Can,
    world: &mut World<'_>,
) -> Result<Judged, ProductionError> {
    let verifier = Verifier::new(office.trust, office.policy)
        .map_err(|error| ProductionError::Trust(error.to_string()))?;
    let circumstances = Circumstances {
        region: object.region,
        now: (world.now)(),
        date: object.in_force_from,
        profession: None,
    };
    let terminal =
        Text::parse(TERMINAL).map_err(|error| ProductionError::Trust(error.to_string()))?;
    let mut asked_again = false;
    let (reading, report) = loop {
        let request = Request {
            can: Some(can.clone()),
            pace_random: random::<{ Ephemeral::RANDOM }>(world.rng),
            host_nonce: random(world.rng),
            statement: TerminalStatement {
                checked_at: circumstances.now,
                region: circumstances.region,
                terminal: terminal.clone(),
            },
        };
        let mut check = verifier.begin(&circumstances);
        match read_card(&mut *card, &mut check, &request, &mut ()) {
            Ok(reading) => break (reading, check.report()),
            // Nothing protects the opening of a channel: what a card means it says twice.
            Err(ReadError::NoChannel(_)) if !asked_again => asked_again = true,
            Err(ReadError::AccessKeyWrong) => return Ok(Judged::Bad(vec!["access-key-wrong"])),
            Err(error) => return Err(of_reading(error)),
        }
    };
    if reading.presentation.security_object != job.security_object {
        return Ok(Judged::Bad(vec!["card-of-another-job"]));
    }
    if falls(office.listed, job, object) {
        return Ok(Judged::Bad(vec![Code::SignerRevoked.as_str()]));
    }
    let others: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.code)
        .filter(|code| !NOT_PUBLISHED.contains(code))
        .map(Code::as_str)
        .collect();
    let only_unpublished = others.is_empty() && report.verdict == Verdict::Undetermined;
    if report.verdict == Verdict::InForce || only_unpublished {
        Ok(Judged::Good)
    } else {
        Ok(Judged::Bad(others))
    }
}

/// Whether the office itself has withdrawn the signer of a card, and not spared this one. Devices may not
/// have been told yet.
fn falls(listed: &[ListedSigner], job: &Presentation, object: &SecurityObject) -> bool {
    let Ok(sign1) = Sign1::parse(&job.security_object, Typ::SecurityObject) else {
        return true;
    };
    let certificate = Digest::of(sign1.certificate());
    listed
        .iter()
        .filter(|signer| signer.certificate == certificate)
        .filter_map(|signer| signer.withdrawal.as_ref())
        .any(|said| !said.spares(Digest::of(&job.security_object), object.signed_at))
}

fn of_reading(error: ReadError) -> ProductionError {
    match error {
        ReadError::Flow(error) | ReadError::NoChannel(error) => ProductionError::Card(error),
        ReadError::NotActive { state } => ProductionError::Card(FlowError::WrongState { state }),
        other => ProductionError::Trust(other.to_string()),
    }
}
