// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The desk: deliveries, applications, payments, decisions.

use epatent_core::object::Digest;
use epatent_core::{BlankNumber, CivilDate, PatentNumber};
use epatent_office::application::{Application, form};
use epatent_office::desk::{self, Approved};
use epatent_office::payments::LATE_REPORT_DAYS;
use epatent_register::{
    DecisionAct, Label, NewBlank, NewPaymentFile, Opaque, PaymentLine, Proposal, Reason,
};
use rand::{Rng, RngExt};

use crate::Simulation;
use crate::bureau::REGION;
use crate::failure::{Failure, broken, unplanned};
use crate::model::{Person, Standing};
use crate::plastic::{Place, Plastic};

/// Blanks of a delivery, and when one is ordered.
const DELIVERY: u32 = 14;
const FEW: usize = 10;
/// Days of a paid month.
const MONTH: i32 = 30;
/// Days before the end of the paid month on which people pay.
const EARLY: i32 = 3;
impl Simulation {
    /// Blanks are received when few are left.
    pub(crate) fn deliver(&mut self, today: CivilDate) -> Result<(), Failure> {
        let left = self.places(|place| place == Place::Drawer).len();
        if left >= FEW {
            return Ok(());
        }
        let mut blanks = Vec::new();
        for _ in 0..DELIVERY {
            let number = format!("РА{:07}", self.plastics.len() + 1);
            let number = BlankNumber::parse(&number).map_err(unplanned)?;
            let card = Plastic::new(self.life.next_u64(), number.clone());
            blanks.push(NewBlank {
                chip_id: Opaque(card.chip().memory().chip().to_vec()),
                number,
            });
            self.plastics.push(card);
        }
        let note = label("delivery note")?;
        self.bureau.change("17", |transaction| {
            transaction.receive(today, &note, DELIVERY, &blanks)
        })?;
        Ok(())
    }

    /// Somebody applies, two people approve, and the first month is paid.
    pub(crate) fn apply(&mut self, today: CivilDate) -> Result<(), Failure> {
        let place = self.people.len() + 1;
        let form = application_form(place, today)?;
        let application = Application::check(&form, self.portrait.clone())
            .map_err(|problems| Failure::Unplanned(format!("{problems:?}")))?;
        let key = &self.bureau.persons;
        let received = self.bureau.change("17", |transaction| {
            desk::receive(transaction, key, &form, &application)
        })?;
        let approve = |operator| {
            self.bureau.change(operator, |transaction| {
                desk::approve(transaction, received, true)
            })
        };
        let patent = match (approve("17")?, approve("23")?) {
            (Approved::ByOne, Approved::Whole(patent)) => patent,
            other => return broken(format!("four eyes: {other:?}")),
        };
        let paid_through = add(today, MONTH - 1)?;
        self.people.push(Person {
            number: application.number.clone(),
            patent,
            paid_through,
            months_left: self.life.random_range(0..5),
            standing: Standing::Valid,
            cards: Vec::new(),
            waits: true,
        });
        let line = line(&application.number, today, today, paid_through)?;
        self.import(vec![line])
    }

    /// The treasury's file of a day: months paid in time, some late, some lines of files before.
    pub(crate) fn pay(&mut self, today: CivilDate) -> Result<(), Failure> {
        let mut lines = Vec::new();
        for person in &mut self.people {
            let due = add(person.paid_through, -EARLY)?;
            let next = add(person.paid_through, 1)?;
            let through = add(person.paid_through, MONTH)?;
            if today >= due && today <= person.paid_through && person.months_left > 0 {
                person.months_left -= 1;
                person.paid_through = through;
                lines.push(line(&person.number, today, next, through)?);
            } else if today > next && self.life.random_bool(0.02) {
                // Too late: it is kept, and revives nothing.
                let from = add(today, 0)?;
                lines.push(line(&person.number, today, from, add(today, MONTH)?)?);
            }
        }
        if self.life.random_bool(0.3) && !self.paid.is_empty() {
            let again = self.life.random_range(0..self.paid.len());
            lines.extend(self.paid.get(again).cloned());
        }
        self.import(lines)
    }

    fn import(&mut self, lines: Vec<PaymentLine>) -> Result<(), Failure> {
        let text: String = lines.iter().map(|line| format!("{line:?}\n")).collect();
        let file = NewPaymentFile {
            name: label("payments.csv")?,
            digest: Digest::of(text.as_bytes()),
            late_days: LATE_REPORT_DAYS,
        };
        self.bureau.change("17", |transaction| {
            transaction.import_payment_file(&file, &lines)
        })?;
        self.paid.extend(lines);
        Ok(())
    }

    /// Decisions about people who have a card: annulled, suspended, restored, a duplicate.
    pub(crate) fn decide(&mut self, today: CivilDate) -> Result<(), Failure> {
        for person in 0..self.people.len() {
            let Some(Person {
                patent,
                standing,
                cards,
                waits,
                ..
            }) = self.people.get(person).cloned()
            else {
                continue;
            };
            let Some(card) = cards.last().filter(|_| !waits) else {
                continue;
            };
            let (act, to) = match (standing, self.life.random_range(0..400)) {
                (Standing::Valid, 0..4) => (DecisionAct::Annul, Standing::Annulled),
                (Standing::Valid, 4..9) => (DecisionAct::Suspend, Standing::Suspended),
                (Standing::Valid, 9..17) => (DecisionAct::Replace, Standing::Valid),
                (Standing::Suspended, 0..40) => (DecisionAct::Restore, Standing::Valid),
                (Standing::Suspended, 40..50) => (DecisionAct::Annul, Standing::Annulled),
                _ => continue,
            };
            let proposal = Proposal {
                act,
                patent,
                card: (act == DecisionAct::Replace).then_some(card.row),
                payment: None,
                reason: reason("own-request")?,
                effective_on: today,
            };
            self.carry_out(&proposal)?;
            if let Some(person) = self.people.get_mut(person) {
                person.standing = to;
                person.waits = act == DecisionAct::Replace;
            }
        }
        Ok(())
    }

    /// Two people approve where two are needed, and one alone gets nowhere.
    fn carry_out(&self, proposal: &Proposal) -> Result<(), Failure> {
        let decide = |operator| {
            self.bureau
                .change(operator, |transaction| transaction.decide(proposal))
        };
        if proposal.act.needs_two() {
            let approve = |operator| {
                self.bureau.change(operator, |transaction| {
                    let act = transaction.act_digest(proposal)?;
                    transaction.approve(act, None)
                })
            };
            approve("17")?;
            if decide("17").is_ok() {
                return broken(format!("one person decided to {:?}", proposal.act));
            }
            approve("23")?;
        }
        decide("17").map(|_| ())
    }

    /// Now and then a blank is not where it was, or is spoiled before it is used.
    pub(crate) fn lose_a_blank(&mut self) -> Result<(), Failure> {
        if !self.life.random_bool(0.04) {
            return Ok(());
        }
        let drawer = self.places(|place| place == Place::Drawer);
        let (Some(place), is_lost) = (drawer.first(), self.life.random()) else {
            return Ok(());
        };
        let Some(card) = self.plastics.get_mut(*place) else {
            return Ok(());
        };
        let blank = self
            .bureau
            .with(|register| register.blank_by_number(&card.number))?
            .ok_or_else(|| Failure::Broken("a blank is not in the register".into()))?;
        let reason = reason("not-in-the-drawer")?;
        self.bureau.change("17", |transaction| {
            if is_lost {
                transaction.lose_blank(blank.key, &reason)
            } else {
                transaction.scrap_blank(blank.key, &reason)
            }
        })?;
        card.place = if is_lost {
            Place::Lost
        } else {
            Place::Destroyed
        };
        Ok(())
    }
}

/// An application of the person of this number.
fn application_form(place: usize, today: CivilDate) -> Result<form::Form, Failure> {
    let latest_end = add(today, 364)?;
    Ok(form::Form {
        schema: form::SCHEMA,
        holder: form::Holder {
            surname: Some("Рахимов".into()),
            given_name: Some("Фаррух".into()),
            birth_date: "1988-04-17".into(),
            sex: "male".into(),
            citizenship: "TJK".into(),
            identity_document: form::IdentityDocument {
                number: format!("40{place:07}"),
                ..form::IdentityDocument::default()
            },
            ..form::Holder::default()
        },
        portrait: "photo.jpg".into(),
        patent: form::Patent {
            series: REGION.into(),
            number: format!("26{place:08}"),
            blank_number: None,
            issued_on: today.to_string(),
            issuing_body: "ГУ МВД России по г. Москве".into(),
        },
        permission: form::Permission {
            region: REGION.into(),
            ..form::Permission::default()
        },
        term: form::Term {
            in_force_from: today.to_string(),
            latest_end: latest_end.to_string(),
        },
        ..form::Form::default()
    })
}

/// A line of the treasury.
fn line(
    patent: &PatentNumber,
    paid_on: CivilDate,
    paid_from: CivilDate,
    paid_through: CivilDate,
) -> Result<PaymentLine, Failure> {
    Ok(PaymentLine {
        receipt: label(&format!("{patent} {paid_from} {paid_on}"))?,
        patent: patent.clone(),
        paid_on,
        paid_from,
        paid_through,
        kopecks: 890_000,
    })
}

fn add(day: CivilDate, days: i32) -> Result<CivilDate, Failure> {
    day.add_days(days).map_err(unplanned)
}

fn label(text: &str) -> Result<Label, Failure> {
    Label::parse(text).map_err(unplanned)
}

fn reason(code: &str) -> Result<Reason, Failure> {
    Reason::parse(code).map_err(unplanned)
}
