// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Judges what a ceremony made as a verifier will: before the real keys sign, and after.

use super::make::{Made, MadeSigner, signing_failure};
use super::plan::{OVERLAP, Plan, PlannedSigner};
use crate::store;
use epatent_cli::{Console, Exit, Failure, verdict};
use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::group::{
    Holder, IdentityDocument, ImageFormat, Patent, Permission, Portrait, Remarks,
};
use epatent_core::object::{CardId, ChipKey, StatusReference};
use epatent_core::presentation::Presentation;
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, PatentNumber, Region, Sex, Text, UnixTime,
};
use epatent_sign::authority::check_signature;
use epatent_sign::{CardContents, FileKey, IssueTerms, SignError, Signer};
use epatent_verify::{CheckId, Circumstances, Outcome, Policy, TrustStore, Verifier};

/// What a specimen must pass; everything else needs a chip or a list.
const DEMANDED: [CheckId; 5] = [
    CheckId::Object,
    CheckId::Chain,
    CheckId::Role,
    CheckId::SignerRegion,
    CheckId::Environment,
];

/// Judges every certificate.
///
/// # Errors
/// Exit 2 with everything that is wrong, a line each. A document signer must have signed, for every
/// one of its regions, on its first and its last day, a specimen that the verifier takes.
pub(super) fn judge(plan: &Plan, made: &Made, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let mut problems = Vec::new();
    let store = TrustStore::new(plan.environment, [made.root.der()]);
    if let Err(error) = &store {
        let values = [("reason", error.to_string().into())];
        problems.push(words.say("judged-root", &values));
    }
    if let (Some(cross), Some(old)) = (&made.cross, &made.old_root)
        && (check_signature(cross, old.public_key()).is_err()
            || cross.public_key() != made.root.public_key())
    {
        problems.push(words.text("judged-succeeds"));
    }
    for (planned, signer) in plan.signers.iter().zip(&made.signers) {
        let name = &planned.planned.name;
        let mut problem = |what: String| problems.push(format!("{name}: {what}"));
        for gap in gaps(plan, planned, signer, &made.root) {
            problem(words.text(gap));
        }
        if let Some(previous) = &planned.follows {
            let before = store::read_certificate(words, previous)?;
            if before.not_after().seconds() < planned.planned.from.seconds().saturating_add(OVERLAP)
            {
                problem(words.text("judged-overlap"));
            }
        }
        if let (Ok(store), true) = (&store, planned.roles.contains(&Role::Document)) {
            for region in &planned.regions {
                let refused = specimen(plan, planned, signer, *region, store)
                    .map_err(|error| signing_failure(console, &error))?;
                for check in refused {
                    let check = verdict::check(words, &check.to_string());
                    let values = [
                        ("region", region.to_string().into()),
                        ("check", check.into()),
                    ];
                    problem(words.say("judged-specimen", &values));
                }
            }
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        words,
        Exit::Usage,
        "error-ceremony-judged",
        &[("count", problems.len().into())],
    )
    .with_details(&problems))
}

/// How a signer's certificate differs from its plan and from the profile, by the ids of the words.
fn gaps(
    plan: &Plan,
    planned: &PlannedSigner,
    signer: &MadeSigner,
    root: &Certificate,
) -> Vec<&'static str> {
    let certificate = &signer.certificate;
    let term = (certificate.not_before(), certificate.not_after());
    let holds = [
        (
            check_signature(certificate, root.public_key()).is_ok(),
            "judged-root-signature",
        ),
        (
            certificate.issuer() == root.subject()
                && certificate.authority_key_id() == root.subject_key_id(),
            "judged-root-name",
        ),
        (
            certificate.signer_profile_gap().is_none() && !certificate.is_ca(),
            "judged-profile",
        ),
        (
            certificate.key_usage().is_digital_signature_only(),
            "judged-key-usage",
        ),
        (
            certificate.roles() == planned.roles.as_slice(),
            "judged-roles",
        ),
        (
            certificate.regions() == planned.regions.as_slice(),
            "judged-regions",
        ),
        (
            certificate.environment() == Some(plan.environment),
            "judged-environment",
        ),
        (
            term == (planned.planned.from, planned.planned.until),
            "judged-term",
        ),
        (
            *certificate.public_key() == signer.key.public_key(),
            "judged-key",
        ),
    ];
    holds
        .into_iter()
        .filter_map(|(holds, gap)| (!holds).then_some(gap))
        .collect()
}

/// The checks that specimens of this region, of the first and the last day, do not pass.
fn specimen(
    plan: &Plan,
    planned: &PlannedSigner,
    signer: &MadeSigner,
    region: Region,
    store: &TrustStore,
) -> Result<Vec<CheckId>, SignError> {
    let policy = Policy::default();
    let Ok(verifier) = Verifier::new(store, &policy) else {
        return Ok(DEMANDED.to_vec());
    };
    let mut refused = Vec::new();
    for signed_at in [planned.planned.from, planned.planned.until] {
        let Ok(date) = CivilDate::of_unix_time(signed_at, 0) else {
            return Ok(DEMANDED.to_vec());
        };
        let Some(card) = sign_specimen(plan, signer, region, (signed_at, date))? else {
            return Ok(DEMANDED.to_vec());
        };
        let circumstances = Circumstances {
            region,
            now: signed_at,
            date,
            profession: None,
        };
        let report = verifier.verify(&card, &circumstances);
        refused.extend(DEMANDED.into_iter().filter(|id| {
            report
                .check(*id)
                .is_none_or(|record| record.outcome != Outcome::Passed)
        }));
    }
    refused.dedup();
    Ok(refused)
}

/// A specimen of a person who does not exist, for a chip that does not exist.
fn sign_specimen(
    plan: &Plan,
    signer: &MadeSigner,
    region: Region,
    (signed_at, day): (UnixTime, CivilDate),
) -> Result<Option<Presentation>, SignError> {
    let Some((contents, chip_key)) = specimen_contents(region) else {
        return Ok(None);
    };
    let terms = IssueTerms {
        environment: plan.environment,
        card_id: CardId::from_bytes([0; 16]),
        replacement_index: 0,
        signed_at,
        in_force_from: day,
        latest_end: day,
        status: StatusReference { list: 0, index: 0 },
        chip_key,
        card_access: vec![0],
        region,
    };
    let card = epatent_sign::issue(
        &contents,
        &terms,
        &signer.certificate,
        signer.key.as_ref(),
        &mut rand::rng(),
    )?;
    Ok(Some(card.into_presentation()))
}

fn specimen_contents(region: Region) -> Option<(CardContents, ChipKey)> {
    let text = |text| Text::parse(text).ok();
    let PublicKey::P256(point) = FileKey::generate_p256(&mut rand::rng()).public_key() else {
        return None;
    };
    let day = CivilDate::from_ymd(2000, 1, 1).ok()?;
    let contents = CardContents {
        holder: Holder {
            surname: text("ОБРАЗЕЦ"),
            given_name: None,
            patronymic: None,
            surname_latin: text("SPECIMEN"),
            given_name_latin: None,
            birth_date: BirthDate::parse("2000").ok()?,
            sex: Sex::NotStated,
            citizenship: Country::parse("XXA").ok()?,
            identity_document: IdentityDocument {
                number: text("0")?,
                issuing_state: None,
                issued_on: None,
            },
            inn: None,
        },
        portrait: Portrait {
            format: ImageFormat::Jpeg,
            image: vec![0],
        },
        patent: Patent {
            number: PatentNumber::from_parts("00", "0000000000").ok()?,
            blank_number: BlankNumber::parse("АА0000000").ok()?,
            issued_on: day,
            issuing_body: text("SPECIMEN")?,
        },
        permission: Permission {
            region,
            territory: None,
            professions: Vec::new(),
        },
        remarks: Remarks {
            replacement_index: 0,
            replaces: None,
            remarks: Vec::new(),
        },
    };
    Some((contents, ChipKey::from_sec1(&point).ok()?))
}
