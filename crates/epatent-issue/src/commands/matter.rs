// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What an act is about, as people read it before they propose or approve it: the very values that its
//! digest is of.

use epatent_cli::{Table, Words, format};
use epatent_office::payments::roubles;
use epatent_register::{Matter, Payment, PaymentFile};
use serde::Serialize;

/// A matter in words. What it has not is left out.
#[derive(Serialize)]
pub(super) struct MatterShown {
    act: &'static str,
    patent: String,
    region: String,
    in_force_from: String,
    latest_end: String,
    /// State of the patent before it.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(flatten)]
    payment: Option<PaymentShown>,
    on: String,
}

/// A payment as it was reported.
#[derive(Serialize)]
pub(super) struct PaymentShown {
    pub(super) receipt: String,
    pub(super) paid_on: String,
    pub(super) paid_from: String,
    pub(super) paid_through: String,
    kopecks: i64,
    /// Name of the file that it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    /// SHA-256 of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file_sha256: Option<String>,
}

impl PaymentShown {
    pub(super) fn of(payment: &Payment, file: Option<&PaymentFile>) -> Self {
        Self {
            receipt: payment.receipt.to_string(),
            paid_on: payment.paid_on.to_string(),
            paid_from: payment.paid_from.to_string(),
            paid_through: payment.paid_through.to_string(),
            kopecks: payment.kopecks,
            file: file.map(|file| file.name.to_string()),
            file_sha256: file.map(|file| file.digest.to_string()),
        }
    }
}

impl MatterShown {
    pub(super) fn of(matter: &Matter) -> Self {
        let patent = &matter.patent;
        let payment = matter.payment.as_ref();
        Self {
            act: matter.proposal.act.word(),
            patent: patent.number.to_string(),
            region: patent.region.to_string(),
            in_force_from: patent.in_force_from.to_string(),
            latest_end: patent.latest_end.to_string(),
            state: patent.state.word(),
            card: matter.card.as_ref().map(|card| card.card_id.to_string()),
            payment: payment.map(|payment| PaymentShown::of(payment, matter.file.as_ref())),
            on: matter.proposal.effective_on.to_string(),
        }
    }

    /// The day from which it holds.
    pub(super) fn on(&self) -> &str {
        &self.on
    }

    /// Its rows in a table, with why it is decided.
    pub(super) fn show(&self, reason: Option<&str>, table: &mut Table, words: &Words) {
        let days = |from: &str, through: &str| {
            format!("{} - {}", format::date_iso(from), format::date_iso(through))
        };
        let act = words.text(&format!("word-act-{}", self.act));
        table.row(&words.text("field-act"), &act);
        table.row(&words.text("field-patent-number"), &self.patent);
        table.row(&words.text("field-region"), &self.region);
        let term = days(&self.in_force_from, &self.latest_end);
        table.row(&words.text("field-term"), &term);
        let state = words.text(&format!("word-patent-{}", self.state));
        table.row(&words.text("field-state-before"), &state);
        table.row_if(&words.text("field-card-number"), self.card.as_deref());
        if let Some(payment) = &self.payment {
            table.row(&words.text("field-receipt"), &payment.receipt);
            let day = format::date_iso(&payment.paid_on);
            table.row(&words.text("field-paid-on"), &day);
            let period = days(&payment.paid_from, &payment.paid_through);
            table.row(&words.text("field-paid-for"), &period);
            // An amount is never negative; one that is shows what stands there.
            let amount = u64::try_from(payment.kopecks).map(roubles);
            let amount = amount.unwrap_or_else(|_| payment.kopecks.to_string());
            table.row(&words.text("field-amount"), &amount);
            if let (Some(file), Some(digest)) = (&payment.file, &payment.file_sha256) {
                let text = format!("{file}, SHA-256 {digest}");
                table.row(&words.text("field-payment-file"), &text);
            }
        }
        table.row_if(&words.text("field-reason"), reason);
        table.row(&words.text("field-holds-from"), &format::date_iso(&self.on));
    }
}
