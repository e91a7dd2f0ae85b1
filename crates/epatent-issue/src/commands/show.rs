// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue show`: what the register knows of a patent, as a story. It shows nobody's name.

mod blank;
mod story;

use crate::args::Show;
use crate::commands::matter::PaymentShown;
use crate::commands::payments;
use crate::commands::search::{find, find_blank};
use crate::desk;
use epatent_cli::{Console, Exit, Failure, Table, format};
use epatent_register::{Application, CardAct, Patent, Register, RegisterError, ToldPayment};
use serde::Serialize;

#[derive(Serialize)]
struct Shown {
    patent: PatentShown,
    /// The application that it was made of, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<ApplicationShown>,
    cards: Vec<CardShown>,
    /// Every blank that was taken for it, and what became of it.
    attempts: Vec<AttemptShown>,
    payments: Vec<PaymentTold>,
    decisions: Vec<DecisionShown>,
}

#[derive(Serialize)]
pub(super) struct ApplicationShown {
    pub(super) application: i64,
    pub(super) region: String,
    pub(super) state: &'static str,
    pub(super) received_at: String,
}

impl From<&Application> for ApplicationShown {
    fn from(application: &Application) -> Self {
        Self {
            application: application.key.number(),
            region: application.region.to_string(),
            state: application.state.word(),
            received_at: application.received_at.to_string(),
        }
    }
}

#[derive(Serialize)]
struct AttemptShown {
    blank: Option<String>,
    operator: String,
    station: String,
    started_at: String,
    ended_at: Option<String>,
    /// Absent while it is open.
    outcome: Option<&'static str>,
    reason: Option<String>,
}

#[derive(Serialize)]
pub(super) struct PatentShown {
    pub(super) number: String,
    pub(super) region: String,
    pub(super) state: &'static str,
    in_force_from: String,
    latest_end: String,
    pub(super) paid_through: Option<String>,
}

#[derive(Serialize)]
struct CardShown {
    card: String,
    blank: Option<String>,
    replacement_index: u8,
    list: i64,
    index: u32,
    /// How far it has come.
    state: &'static str,
    /// What lists say of it.
    status: &'static str,
    /// What the chip said when it was last asked after an act: `active`, `suspended`, `terminated`.
    chip: &'static str,
    /// What was done to the chip, the oldest first.
    acts: Vec<ActShown>,
}

#[derive(Serialize)]
struct ActShown {
    act: &'static str,
    reason: String,
    operator: String,
    at: String,
    /// What the chip said afterwards; absent where it was not asked yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'static str>,
}

impl From<CardAct> for ActShown {
    fn from(act: CardAct) -> Self {
        Self {
            act: act.act.word(),
            reason: act.reason.to_string(),
            operator: act.operator.to_string(),
            at: act.at.to_string(),
            found: act.found.map(|found| found.word()),
        }
    }
}

#[derive(Serialize)]
struct PaymentTold {
    #[serde(flatten)]
    payment: PaymentShown,
    accepted: bool,
    /// What it does for the patent: `counts`, or why it does not: `late`, `gap`, `reported-late`.
    effect: &'static str,
    /// The day that says why it does not count.
    #[serde(skip)]
    day: Option<String>,
}

impl From<ToldPayment> for PaymentTold {
    fn from(told: ToldPayment) -> Self {
        let ToldPayment {
            payment,
            effect,
            file,
        } = told;
        let (effect, day) = payments::does(effect);
        Self {
            payment: PaymentShown::of(&payment, file.as_ref()),
            accepted: payment.accepted_by.is_some(),
            effect,
            day: day.map(|day| day.to_string()),
        }
    }
}

#[derive(Serialize)]
struct DecisionShown {
    act: &'static str,
    reason: String,
    on: String,
    /// Who carried it out.
    operator: String,
    /// Who approved it; empty where one person decides.
    approved_by: Vec<String>,
    at: String,
}

impl From<&Patent> for PatentShown {
    fn from(patent: &Patent) -> Self {
        Self {
            number: patent.number.to_string(),
            region: patent.region.to_string(),
            state: patent.state.word(),
            in_force_from: patent.in_force_from.to_string(),
            latest_end: patent.latest_end.to_string(),
            paid_through: patent.paid_through.map(|day| day.to_string()),
        }
    }
}

pub(crate) fn show(args: &Show, console: &Console) -> Result<(), Failure> {
    let failed = |error: RegisterError| desk::failure(&console.words, &error);
    let mut register = desk::open(&args.register, console)?;
    let patents = find(&mut register, &args.what, 1).map_err(failed)?;
    let exact = patents.into_iter().next();
    let Some(patent) = exact else {
        if let Some(blank) = find_blank(&mut register, args.what.trim()).map_err(failed)? {
            return blank::show(&mut register, &blank, console);
        }
        let values = [("what", args.what.as_str().into())];
        let id = "error-not-found";
        return Err(Failure::new(&console.words, Exit::Usage, id, &values));
    };
    let shown = read(&mut register, &patent).map_err(failed)?;
    if console.output.is_json() {
        return console.output.json(&shown);
    }
    console.output.answer(&text(&shown, console))
}

fn read(register: &mut Register, patent: &Patent) -> Result<Shown, RegisterError> {
    let mut cards = Vec::new();
    for card in register.cards_of(patent.key)? {
        let blank = register.row(card.blank)?;
        let acts = register.acts_on(card.key)?;
        cards.push(CardShown {
            card: card.card_id.to_string(),
            blank: blank.map(|blank| blank.number.to_string()),
            replacement_index: card.replacement_index,
            list: card.list.number(),
            index: card.list_index,
            state: card.state.word(),
            status: desk::status_word(card.status),
            chip: register.chip_state(card.key)?.word(),
            acts: acts.into_iter().map(ActShown::from).collect(),
        });
    }
    let mut attempts = Vec::new();
    for attempt in register.attempts_at(patent.key)? {
        let blank = register.row(attempt.blank)?;
        attempts.push(AttemptShown {
            blank: blank.map(|blank| blank.number.to_string()),
            operator: attempt.operator.to_string(),
            station: attempt.station.to_string(),
            started_at: attempt.started_at.to_string(),
            ended_at: attempt.ended_at.map(|at| at.to_string()),
            outcome: attempt.outcome.map(|outcome| outcome.word()),
            reason: attempt.reason.map(|reason| reason.to_string()),
        });
    }
    let application = match patent.application {
        Some(key) => register.row(key)?,
        None => None,
    };
    let payments = register.told_payments(patent)?;
    let mut decisions = Vec::new();
    for decision in register.decisions_of(patent.key)? {
        let approvals = register.approvals_of(decision.manifest)?.into_iter();
        decisions.push(DecisionShown {
            act: decision.act.word(),
            reason: decision.reason.to_string(),
            on: decision.effective_on.to_string(),
            operator: decision.operator.to_string(),
            approved_by: approvals.map(|one| one.operator.to_string()).collect(),
            at: decision.at.to_string(),
        });
    }
    Ok(Shown {
        patent: patent.into(),
        application: application.as_ref().map(ApplicationShown::from),
        cards,
        attempts,
        payments: payments.into_iter().map(PaymentTold::from).collect(),
        decisions,
    })
}

fn text(shown: &Shown, console: &Console) -> String {
    let words = &console.words;
    let day = |day: &str| format::date_iso(day);
    let patent = &shown.patent;
    let mut table = Table::new();
    table.row(&words.text("field-patent-number"), &patent.number);
    table.row(&words.text("field-region"), &patent.region);
    let state = words.text(&format!("word-patent-{}", patent.state));
    table.row(&words.text("field-state"), &state);
    table.row(
        &words.text("field-term"),
        &format!(
            "{} - {}",
            day(&patent.in_force_from),
            day(&patent.latest_end)
        ),
    );
    let paid = patent.paid_through.as_deref().map(day);
    let unpaid = || words.text("word-nothing-paid");
    table.row(
        &words.text("field-paid-through"),
        &paid.unwrap_or_else(unpaid),
    );
    for card in &shown.cards {
        let status = words.text(&format!("word-status-{}", card.status));
        let blank = card.blank.as_deref().unwrap_or_default();
        table.row(
            &words.text("field-card-number"),
            &format!(
                "{} ({}), {blank}, {status}, {}/{}",
                card.card, card.replacement_index, card.list, card.index
            ),
        );
    }
    let mut text = table.render();
    text.push_str(&story::of(shown, words));
    text
}
