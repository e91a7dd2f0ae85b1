// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue show` and `search`: what the register knows of a patent. It holds no names, so that
//! none is shown.

use crate::args::{Search, Show};
use crate::commands::payments;
use crate::desk;
use epatent_cli::{Console, Exit, Failure, Table, format};
use epatent_core::{BlankNumber, PatentNumber};
use epatent_register::{
    Blank, Card, CardAct, Label, Opaque, Patent, Register, RegisterError, ToldPayment,
};
use serde::Serialize;

/// Most patents that a search gives.
const MAX_FOUND: u32 = 50;

#[derive(Serialize)]
struct Shown {
    patent: PatentShown,
    cards: Vec<CardShown>,
    payments: Vec<PaymentShown>,
    decisions: Vec<DecisionShown>,
}

#[derive(Serialize)]
struct PatentShown {
    number: String,
    region: String,
    state: &'static str,
    in_force_from: String,
    latest_end: String,
    paid_through: Option<String>,
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
struct PaymentShown {
    receipt: String,
    paid_on: String,
    paid_from: String,
    paid_through: String,
    kopecks: i64,
    accepted: bool,
    /// What it does for the patent: `counts`, or why it does not: `late`, `gap`, `reported-late`.
    effect: &'static str,
    /// Name of the file that it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// SHA-256 of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_sha256: Option<String>,
    /// The day that says why it does not count.
    #[serde(skip)]
    day: Option<String>,
}

impl From<ToldPayment> for PaymentShown {
    fn from(told: ToldPayment) -> Self {
        let ToldPayment {
            payment,
            effect,
            file,
        } = told;
        let (effect, day) = payments::does(effect);
        Self {
            receipt: payment.receipt.to_string(),
            paid_on: payment.paid_on.to_string(),
            paid_from: payment.paid_from.to_string(),
            paid_through: payment.paid_through.to_string(),
            kopecks: payment.kopecks,
            accepted: payment.accepted_by.is_some(),
            effect,
            file: file.as_ref().map(|file| file.name.to_string()),
            file_sha256: file.map(|file| file.digest.to_string()),
            day: day.map(|day| day.to_string()),
        }
    }
}

#[derive(Serialize)]
struct DecisionShown {
    act: &'static str,
    reason: String,
    on: String,
    operator: String,
    at: String,
}

#[derive(Serialize)]
struct Found {
    patents: Vec<PatentShown>,
    /// Whether there are more than are shown.
    more: bool,
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

pub(crate) fn search(args: &Search, console: &Console) -> Result<(), Failure> {
    let mut register = desk::open(&args.register, console)?;
    let mut patents = find(&mut register, &args.what, MAX_FOUND + 1)
        .map_err(|error| desk::failure(&console.words, &error))?;
    let limit = usize::try_from(MAX_FOUND).unwrap_or(usize::MAX);
    let more = patents.len() > limit;
    patents.truncate(limit);
    let found = Found {
        patents: patents.iter().map(PatentShown::from).collect(),
        more,
    };
    if console.output.is_json() {
        return console.output.json(&found);
    }
    let words = &console.words;
    let mut text = String::new();
    for patent in &found.patents {
        let state = words.text(&format!("word-patent-{}", patent.state));
        text.push_str(&format!("{}  {}  {state}\n", patent.number, patent.region));
    }
    if found.patents.is_empty() {
        text.push_str(&words.text("note-nothing-found"));
    }
    if more {
        text.push_str(&words.text("note-more-found"));
    }
    console.output.answer(&text)
}

/// The patents that a text names: by its own number or the beginning of it, by a card, a blank, a chip
/// or a receipt.
fn find(register: &mut Register, what: &str, limit: u32) -> Result<Vec<Patent>, RegisterError> {
    let what = what.trim();
    if let Ok(number) = PatentNumber::parse(what)
        && let Some(patent) = register.patent(&number)?
    {
        return Ok(vec![patent]);
    }
    let of_card = |register: &mut Register, card: Option<Card>| {
        let patent = card.map(|card| register.row(card.patent)).transpose()?;
        Ok::<_, RegisterError>(patent.flatten().into_iter().collect::<Vec<Patent>>())
    };
    if let Ok(id) = crate::args::card_id(what) {
        let card = register.card(id)?;
        return of_card(register, card);
    }
    let chip = hex::decode(what).ok().filter(|bytes| !bytes.is_empty());
    let mut blank: Option<Blank> = match chip {
        Some(chip) => register.blank_by_chip(&Opaque(chip))?,
        None => None,
    };
    if blank.is_none()
        && let Ok(number) = BlankNumber::parse(what)
    {
        blank = register.blank_by_number(&number)?;
    }
    if let Some(blank) = blank {
        let card = register.card_on(blank.key)?;
        return of_card(register, card);
    }
    if let Ok(receipt) = Label::parse(what)
        && let Some(payment) = register.payment(&receipt)?
    {
        return Ok(register.row(payment.patent)?.into_iter().collect());
    }
    if what.is_empty() || limit <= 1 {
        return Ok(Vec::new());
    }
    register.patents_beginning(what, limit)
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
    let payments = register.told_payments(patent)?;
    let decisions = register.decisions_of(patent.key)?;
    Ok(Shown {
        patent: patent.into(),
        cards,
        payments: payments.into_iter().map(PaymentShown::from).collect(),
        decisions: decisions
            .into_iter()
            .map(|decision| DecisionShown {
                act: decision.act.word(),
                reason: decision.reason.to_string(),
                on: decision.effective_on.to_string(),
                operator: decision.operator.to_string(),
                at: decision.at.to_string(),
            })
            .collect(),
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
        for act in &card.acts {
            let found = act.found.unwrap_or("unanswered");
            let found = words.text(&format!("word-chip-{found}"));
            let (at, by, reason) = (&act.at, &act.operator, &act.reason);
            let done = words.text(&format!("word-chip-act-{}", act.act));
            let value = format!("{at}: {done} [{reason}], {by}; {found}");
            table.row(&words.text("field-chip-act"), &value);
        }
    }
    for payment in &shown.payments {
        let [from, through] = [&payment.paid_from, &payment.paid_through].map(|date| day(date));
        let since = payment.day.as_deref().map(day).unwrap_or_default();
        let why = format!("payment-why-{}", payment.effect);
        let why = words.say(&why, &[("day", since.into())]);
        let file = payment.file.as_deref().unwrap_or_default();
        let value = format!("{}: {from} - {through}, {why}\n{file}", payment.receipt);
        table.row(&words.text("field-receipt"), value.trim_end());
    }
    for decision in &shown.decisions {
        let act = words.text(&format!("word-act-{}", decision.act));
        table.row(
            &words.text("field-act"),
            &format!(
                "{}: {act} [{}], {}",
                day(&decision.on),
                decision.reason,
                decision.operator
            ),
        );
    }
    table.render()
}
