// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue decide`: annulled, suspended, restored, superseded, replaced, accepted.
//!
//! Without `--confirm-one` it says what would be decided, the digest of exactly that, and who approved
//! it so far; every check is made of it. What needs two people one of them proposes (`--propose`) and the
//! other approves (`approve`). Lists say it with the next `publish`.

mod file;

use crate::args::{Decide, Ground, OfPatent};
use crate::commands::approvals::Approvals;
use crate::commands::matter::MatterShown;
use crate::desk::{self, Desk};
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words};
use epatent_core::{CivilDate, PatentNumber, Region, UnixTime};
use epatent_register::{
    Card, CardState, CardStatus, DecisionAct, Key, Label, Patent, Payment, Proposal, Register,
    RegisterError,
};
use serde::Serialize;

/// Hours that Moscow is ahead of UTC, for a region that is not known.
const MOSCOW: i8 = 3;
/// Reasons of a replacement that say that somebody else may have the card.
const OUT_OF_HAND: [&str; 2] = ["lost", "stolen"];

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    matter: MatterShown,
    reason: String,
    needs_two: bool,
    #[serde(flatten)]
    approvals: Approvals,
    /// Whether it was done.
    done: bool,
}

/// What is decided about.
struct Subject {
    act: DecisionAct,
    patent: Patent,
    card: Option<Card>,
    payment: Option<Payment>,
}

impl Subject {
    /// What a replacement decides beside itself: a card that is in a stranger's hands counts for nothing
    /// from now on, and not from the day on which the next one is made. One that is damaged, or says
    /// what has changed, stays its holder's until then.
    fn gone(&self, proposal: &Proposal) -> Option<Proposal> {
        let card = self.card.as_ref()?;
        let is_gone = self.act == DecisionAct::Replace
            && card.status != CardStatus::Superseded
            && OUT_OF_HAND.contains(&proposal.reason.as_str());
        is_gone.then(|| Proposal {
            act: DecisionAct::Supersede,
            ..proposal.clone()
        })
    }
}

pub(crate) fn run(command: &Decide, console: &Console) -> Result<(), Failure> {
    let ground = match command {
        Decide::File(args) => return file::run(args, console),
        Decide::Annul(args)
        | Decide::Suspend(args)
        | Decide::Restore(args)
        | Decide::Duplicate(args)
        | Decide::Reissue(args) => &args.ground,
        Decide::Supersede(args) => &args.ground,
        Decide::AcceptPayment(args) => &args.ground,
    };
    let mut desk = Desk::open(&ground.desk, console)?;
    let subject = subject(command, &mut desk.register)
        .map_err(|error| desk::failure(&console.words, &error))?;
    decide(&mut desk, &subject, ground, console)
}

fn subject(command: &Decide, register: &mut Register) -> Result<Subject, RegisterError> {
    let of_patent = |register: &mut Register, act, args: &OfPatent| {
        Ok(Subject {
            act,
            patent: patent(register, &args.patent)?,
            card: None,
            payment: None,
        })
    };
    match command {
        Decide::Annul(args) => of_patent(register, DecisionAct::Annul, args),
        Decide::Suspend(args) => of_patent(register, DecisionAct::Suspend, args),
        Decide::Restore(args) => of_patent(register, DecisionAct::Restore, args),
        Decide::Duplicate(args) | Decide::Reissue(args) => {
            let mut subject = of_patent(register, DecisionAct::Replace, args)?;
            // The one that was issued last, also where it is superseded already.
            let cards = register.cards_of(subject.patent.key)?;
            let mut issued = cards
                .into_iter()
                .filter(|card| card.state == CardState::Issued);
            subject.card = issued.next_back();
            if subject.card.is_none() {
                return Err(not_found("card of patent", &args.patent));
            }
            Ok(subject)
        }
        Decide::Supersede(args) => {
            let card = register.card(args.card_id)?;
            let card = card.ok_or_else(|| not_found("card", &args.card_id))?;
            Ok(Subject {
                act: DecisionAct::Supersede,
                patent: by_key(register, card.patent)?,
                card: Some(card),
                payment: None,
            })
        }
        // What is decided by a file has its rows for subjects.
        Decide::File(args) => Err(not_found("patent", &args.file.display())),
        Decide::AcceptPayment(args) => {
            let payment = register.payment(&Label::parse(&args.receipt)?)?;
            let payment = payment.ok_or_else(|| not_found("payment", &args.receipt))?;
            Ok(Subject {
                act: DecisionAct::AcceptPayment,
                patent: by_key(register, payment.patent)?,
                card: None,
                payment: Some(payment),
            })
        }
    }
}

/// What stands in the way; of the patent by its number, since its key means nothing to anybody.
fn in_words(error: &RegisterError, patent: &Patent, words: &Words) -> Failure {
    match error {
        RegisterError::State {
            what: "patent",
            actual,
            expected,
            ..
        } => {
            let state = |word: &str| words.text(&format!("word-patent-{word}"));
            let values = [
                ("patent", patent.number.to_string().into()),
                ("actual", state(actual).into()),
                ("expected", state(expected).into()),
            ];
            Failure::new(words, Exit::Usage, "error-patent-state", &values)
        }
        error => desk::failure(words, error),
    }
}

fn decide(
    desk: &mut Desk,
    subject: &Subject,
    ground: &Ground,
    console: &Console,
) -> Result<(), Failure> {
    let words = &console.words;
    let failed = |error: RegisterError| desk::failure(words, &error);
    let of_patent = |error: RegisterError| in_words(&error, &subject.patent, words);
    let reason = desk
        .reasons
        .demand(subject.act.word(), &ground.reason, words)?;
    let today = civil_day(subject.patent.region, desk.at)
        .ok_or_else(|| Failure::new(words, Exit::Device, "error-clock", &[]))?;
    let effective_on = day_of(ground.on, today, &subject.patent, words)?;
    let proposal = Proposal {
        act: subject.act,
        patent: subject.patent.key,
        card: subject.card.as_ref().map(|card| card.key),
        payment: subject.payment.as_ref().map(|payment| payment.key),
        reason,
        effective_on,
    };
    let matter = desk
        .register
        .transaction(&desk.by, desk.at)
        .and_then(|mut transaction| transaction.matter(&proposal))
        .map_err(failed)?;
    let act = matter.digest();
    let gone = subject.gone(&proposal);
    let all: Vec<Proposal> = std::iter::once(&proposal).chain(&gone).cloned().collect();
    let rehearsal = desk.register.transaction(&desk.by, desk.at);
    rehearsal
        .and_then(|transaction| transaction.rehearse(&all))
        .map_err(of_patent)?;
    if ground.propose && !subject.act.needs_two() {
        return Err(Failure::new(words, Exit::Usage, "error-one-is-enough", &[]));
    }
    if ground.propose || ground.confirm_one {
        let mut transaction = desk
            .register
            .transaction(&desk.by, desk.at)
            .map_err(failed)?;
        // What is done is what is shown.
        if transaction.act_digest(&proposal).map_err(failed)? != act {
            return Err(failed(RegisterError::Lapsed));
        }
        if ground.propose {
            transaction.propose(&proposal).map_err(of_patent)?;
        } else {
            for decision in &all {
                transaction.decide(decision).map_err(of_patent)?;
            }
        }
        transaction.commit().map_err(failed)?;
    }
    let approvals = Approvals::of(&mut desk.register, act).map_err(failed)?;
    let answer = Answer {
        matter: MatterShown::of(&matter),
        reason: desk.reasons.say(&proposal.reason, words),
        needs_two: subject.act.needs_two(),
        approvals,
        done: ground.confirm_one,
    };
    say(&answer, console)
}

fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    answer.matter.show(Some(&answer.reason), &mut table, words);
    if answer.needs_two {
        answer.approvals.show(&mut table, words);
    }
    console.output.answer(&table.render())?;
    let (tone, note) = if answer.done {
        (Tone::Good, "note-decided".to_owned())
    } else if answer.needs_two && !answer.approvals.are_enough() {
        (Tone::Caution, answer.approvals.note_of_two("note-decide"))
    } else {
        (Tone::Caution, "note-decide-dry-run".to_owned())
    };
    let values = [
        ("digest", answer.approvals.digest.as_str().into()),
        ("day", answer.matter.on().into()),
    ];
    console.output.note_in(tone, &words.say(&note, &values));
    Ok(())
}

/// The day from which it holds: today, or the one that was typed. Lists say a decision with the next
/// publication whatever its day, so that none may come later; and before its first day a patent is
/// nothing that could be ended.
fn day_of(
    typed: Option<CivilDate>,
    today: CivilDate,
    patent: &Patent,
    words: &Words,
) -> Result<CivilDate, Failure> {
    let Some(day) = typed.filter(|day| *day != today) else {
        return Ok(today);
    };
    let refused = |id, limit: CivilDate| {
        let values = [
            ("day", day.to_string().into()),
            ("limit", limit.to_string().into()),
        ];
        Failure::new(words, Exit::Usage, id, &values)
    };
    if day > today {
        return Err(refused("error-day-in-future", today));
    }
    if day < patent.in_force_from {
        return Err(refused("error-day-before-patent", patent.in_force_from));
    }
    Ok(day)
}

fn patent(register: &mut Register, number: &PatentNumber) -> Result<Patent, RegisterError> {
    register
        .patent(number)?
        .ok_or_else(|| not_found("patent", number))
}

fn by_key(register: &mut Register, key: Key<Patent>) -> Result<Patent, RegisterError> {
    register.row(key)?.ok_or_else(|| not_found("patent", &key))
}

fn not_found(what: &'static str, key: &impl std::fmt::Display) -> RegisterError {
    RegisterError::NotFound {
        what,
        key: key.to_string(),
    }
}

/// The day in a region.
pub(super) fn civil_day(region: Region, at: UnixTime) -> Option<CivilDate> {
    let hours = region.utc_offset_hours().unwrap_or(MOSCOW);
    CivilDate::of_unix_time(at, hours).ok()
}
