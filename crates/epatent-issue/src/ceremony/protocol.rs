// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The protocol of a ceremony: what was made, and room for those present to sign.

use super::make::{Made, fingerprint};
use super::plan::Plan;
use epatent_cli::{Table, Value, Words};
use epatent_core::UnixTime;
use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::Environment;
use sha2::{Digest, Sha256};

/// Lines for signatures.
const PRESENT: [&str; 3] = ["ceremony-leader", "ceremony-operator", "ceremony-witness"];

/// The whole protocol. Without a time it is that of a rehearsal, and says so instead of offering
/// lines to sign.
pub(super) fn text(
    plan: &Plan,
    made: &Made,
    digest: &str,
    at: Option<UnixTime>,
    words: &Words,
) -> String {
    let mut page = String::new();
    let mut line = |text: &str| {
        page.push_str(text);
        page.push('\n');
    };
    if plan.environment == Environment::Lab {
        line(&words.text("screen-lab-banner"));
    }
    let heading = match at {
        Some(_) => "screen-ceremony",
        None => "screen-ceremony-rehearsal",
    };
    line(&words.text(heading));
    line("");
    let mut facts = Table::new();
    facts.row(&words.text("field-title"), &plan.title);
    if let Some(at) = at {
        facts.row(&words.text("field-time"), &at.to_string());
    }
    facts.row(&words.text("field-plan-digest"), digest);
    facts.row(
        &words.text("field-program"),
        concat!("epatent-issue ", env!("CARGO_PKG_VERSION")),
    );
    line(&facts.render());

    line(&certificate(
        &words.text("ceremony-root"),
        &made.root,
        &plan.root.key.to_string(),
        words,
    ));
    if let (Some(cross), Some(old)) = (&made.cross, &plan.succeeds) {
        let title = words.text("ceremony-cross");
        line(&certificate(&title, cross, &old.key.to_string(), words));
    }
    for (planned, signer) in plan.signers.iter().zip(&made.signers) {
        let title = words.text("ceremony-signer");
        let place = planned.planned.key.to_string();
        line(&certificate(&title, &signer.certificate, &place, words));
    }
    line(&words.say(
        "ceremony-judged",
        &[("count", Value::from(made.signers.len().saturating_add(1)))],
    ));
    if at.is_some() {
        line("");
        for role in PRESENT {
            line(&format!(
                "{:<24} ____________________  ____________________",
                words.text(role)
            ));
            line("");
        }
    }
    page
}

fn certificate(title: &str, certificate: &Certificate, place: &str, words: &Words) -> String {
    let mut table = Table::new();
    table.heading(title);
    table.row(&words.text("field-name"), &certificate.subject_text());
    table.row(
        &words.text("field-serial"),
        &hex::encode(certificate.serial()),
    );
    table.row(
        &words.text("field-term"),
        &format!(
            "{} .. {}",
            certificate.not_before(),
            certificate.not_after()
        ),
    );
    if !certificate.roles().is_empty() {
        let roles: Vec<&str> = certificate
            .roles()
            .iter()
            .copied()
            .map(Role::name)
            .collect();
        table.row(&words.text("field-roles"), &roles.join(", "));
    }
    if !certificate.regions().is_empty() {
        let regions: Vec<String> = certificate
            .regions()
            .iter()
            .map(ToString::to_string)
            .collect();
        table.row(&words.text("field-regions"), &regions.join(", "));
    }
    table.row(&words.text("field-key-place"), place);
    table.row(
        &words.text("field-key-digest"),
        &fingerprint(certificate.public_key()),
    );
    table.row(
        &words.text("field-certificate-digest"),
        &hex::encode(Sha256::digest(certificate.der())),
    );
    table.render()
}
