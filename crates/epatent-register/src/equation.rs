// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The daily equation: every blank that was received is somewhere, and every signature that was made
//! is on a card or void.

use crate::cell::{Cell, Kind, Stored};
use crate::words::{CardState, ChipState};
use crate::{Register, RegisterError};
use epatent_core::{CivilDate, UnixTime};

/// Most rows named for one difference.
const NAMED: usize = 100;

/// The counts of the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DailyEquation {
    /// Blanks that the delivery notes announced.
    pub declared: u64,
    /// Blanks recorded when the boxes were opened.
    pub received: u64,
    /// Blanks that were announced, not in the box, and settled with a reason.
    pub missing: u64,
    /// Blanks that were in the box, not announced, and settled with a reason.
    pub surplus: u64,
    /// Blanks in the drawer, unused.
    pub blank: u64,
    /// Blanks that are taken for a card that is being made.
    pub in_work: u64,
    /// Blanks that were made into a card that was read back.
    pub issued: u64,
    /// Blanks that were scrapped, with a reason.
    pub scrapped: u64,
    /// Blanks that are not to be found, with a reason.
    pub lost: u64,
    /// Cards that were read back and not ended since, counted among the cards.
    pub cards_issued: u64,
    /// Cards that were read back, and whose chip was ended since.
    pub cards_ended: u64,
    /// Cards that are signed or about to be, and neither issued nor void.
    pub cards_in_work: u64,
    /// Attempts at a card that have not ended.
    pub attempts_open: u64,
    /// Signatures of security objects that were asked for.
    pub signatures: u64,
    /// Of these, on cards that were issued.
    pub signatures_issued: u64,
    /// Of these, void: no card may carry them.
    pub signatures_void: u64,
    /// Of these, neither issued nor void yet.
    pub signatures_open: u64,
}

/// Two counts that should be equal and are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What was counted, a field of the equation.
    pub left: &'static str,
    /// How many there are.
    pub left_count: u64,
    /// What it should be equal to.
    pub right: &'static str,
    /// How many there are of that.
    pub right_count: u64,
}

/// A row that contradicts another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What is wrong with it.
    pub what: &'static str,
    /// Its table.
    pub table: &'static str,
    /// The key of the row, from 1.
    pub key: i64,
}

impl DailyEquation {
    /// What does not come out, by name; empty when all is accounted for.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        let places = self.blank + self.in_work + self.issued + self.scrapped + self.lost;
        let ends = self.signatures_issued + self.signatures_void + self.signatures_open;
        [
            (
                "declared + surplus",
                self.declared + self.surplus,
                "received + missing",
                self.received + self.missing,
            ),
            (
                "received",
                self.received,
                "blank + in work + issued + scrapped + lost",
                places,
            ),
            (
                "blanks issued",
                self.issued,
                "cards issued",
                self.cards_issued,
            ),
            (
                "blanks in work",
                self.in_work,
                "attempts open",
                self.attempts_open,
            ),
            (
                "signatures made",
                self.signatures,
                "issued + void + open",
                ends,
            ),
            (
                "signatures issued",
                self.signatures_issued,
                "cards issued + ended",
                self.cards_issued + self.cards_ended,
            ),
            (
                "signatures open",
                self.signatures_open,
                "cards in work",
                self.cards_in_work,
            ),
        ]
        .into_iter()
        .filter(|(_, left, _, right)| left != right)
        .map(|(left, left_count, right, right_count)| Difference {
            left,
            left_count,
            right,
            right_count,
        })
        .collect()
    }

    /// Whether the day can be closed: nothing differs and nothing is in work, so that signatures
    /// made = issued + void.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.differences().is_empty() && self.in_work == 0 && self.signatures_open == 0
    }
}

/// How many rows of a table are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateCount {
    /// The table.
    pub table: &'static str,
    /// The state.
    pub state: String,
    /// How many rows are in that state.
    pub count: u64,
}

/// How often something happened on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    /// The day in UTC.
    pub day: CivilDate,
    /// What the register calls it: `card-issued`, `payment-recorded`, `annul`.
    pub kind: String,
    /// How often it happened on that day.
    pub count: u64,
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Blanks of settled deliveries that were not in the box, and those that were and should not have been.
const MISSING: &str =
    "SELECT CAST(COALESCE(sum(missing), 0) AS BIGINT) FROM settled WHERE missing > 0";
const SURPLUS: &str =
    "SELECT CAST(COALESCE(sum(missing), 0) AS BIGINT) FROM settled WHERE missing < 0";

/// Rows that contradict another row: what is wrong, the table, and how they are found.
const CONTRADICTIONS: [(&str, &str, &str); 8] = [
    (
        "issued without an issued card",
        "blank",
        "SELECT id FROM blank WHERE state = 'issued' AND NOT EXISTS (SELECT 1 FROM card WHERE card.blank = blank.id AND card.state = 'issued' AND NOT EXISTS (SELECT 1 FROM card_act WHERE card_act.card = card.id AND card_act.found = 'terminated'))",
    ),
    (
        "in work without an open attempt",
        "blank",
        "SELECT id FROM blank WHERE state = 'in-work' AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.open_blank = blank.id)",
    ),
    (
        "issued on a blank that is not",
        "card",
        "SELECT id FROM card WHERE state = 'issued' AND NOT EXISTS (SELECT 1 FROM blank WHERE blank.id = card.blank AND blank.state = 'issued') AND NOT EXISTS (SELECT 1 FROM card_act WHERE card_act.card = card.id AND card_act.found = 'terminated')",
    ),
    (
        "ended on a blank that is not scrapped",
        "card",
        "SELECT id FROM card WHERE id IN (SELECT card_act.card FROM card_act WHERE card_act.found = 'terminated') AND NOT EXISTS (SELECT 1 FROM blank WHERE blank.id = card.blank AND blank.state = 'scrapped')",
    ),
    (
        "ended, and lists say that it counts",
        "card",
        "SELECT id FROM card WHERE status IN (0, 2) AND id IN (SELECT card_act.card FROM card_act WHERE card_act.found = 'terminated')",
    ),
    (
        "in work without an open attempt",
        "card",
        "SELECT id FROM card WHERE state NOT IN ('issued', 'void') AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.card = card.id AND attempt.outcome IS NULL)",
    ),
    (
        "not in the state of its card",
        "signature",
        "SELECT id FROM signature WHERE card IS NOT NULL AND NOT EXISTS (SELECT 1 FROM card WHERE card.id = signature.card AND ((card.state = 'issued' AND signature.state = 'issued') OR (card.state = 'void' AND signature.state = 'void') OR (card.state = 'signing' AND signature.state = 'intended') OR (card.state IN ('signed', 'writing', 'written') AND signature.state = 'made')))",
    ),
    (
        "kept for a card that is not in work",
        "job",
        "SELECT id FROM job WHERE NOT EXISTS (SELECT 1 FROM card WHERE card.id = job.id AND card.state IN ('signed', 'writing', 'written'))",
    ),
];

impl Register {
    /// The counts of one state of the register.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn daily_equation(&mut self) -> Result<DailyEquation, RegisterError> {
        self.of_one_state(Self::count_all)
    }

    fn count_all(&mut self) -> Result<DailyEquation, RegisterError> {
        let blanks = self.count_by_state("blank", "")?;
        let cards = self.count_by_state("card", "")?;
        let ended = self.count_ended()?;
        let signatures = self.count_by_state("signature", "WHERE purpose = 'document'")?;
        let of = |counts: &[(String, u64)], states: &[&str]| -> u64 {
            let counted = counts
                .iter()
                .filter(|(state, _)| states.contains(&state.as_str()));
            counted.map(|(_, count)| count).sum()
        };
        let all = |counts: &[(String, u64)]| -> u64 { counts.iter().map(|(_, count)| count).sum() };
        let declared = "SELECT CAST(COALESCE(sum(declared), 0) AS BIGINT) FROM delivery";
        let attempts = "SELECT count(*) FROM attempt WHERE outcome IS NULL";
        Ok(DailyEquation {
            declared: self.database.number(declared, &[])?.unsigned_abs(),
            received: all(&blanks),
            missing: self.database.number(MISSING, &[])?.unsigned_abs(),
            surplus: self.database.number(SURPLUS, &[])?.unsigned_abs(),
            blank: of(&blanks, &["blank"]),
            in_work: of(&blanks, &["in-work"]),
            issued: of(&blanks, &["issued"]),
            scrapped: of(&blanks, &["scrapped"]),
            lost: of(&blanks, &["lost"]),
            cards_issued: of(&cards, &["issued"]).saturating_sub(ended),
            cards_ended: ended,
            cards_in_work: of(&cards, &["signing", "signed", "writing", "written"]),
            attempts_open: self.database.number(attempts, &[])?.unsigned_abs(),
            signatures: all(&signatures),
            signatures_issued: of(&signatures, &["issued"]),
            signatures_void: of(&signatures, &["void"]),
            signatures_open: of(&signatures, &["intended", "made"]),
        })
    }

    fn count_by_state(
        &mut self,
        table: &str,
        condition: &str,
    ) -> Result<Vec<(String, u64)>, RegisterError> {
        let sql = format!(
            "SELECT state, count(*) FROM {table} {condition} GROUP BY state ORDER BY state"
        );
        let rows = self
            .database
            .values(&sql, &[], &[Kind::Text, Kind::Integer])?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let mut row = row.into_iter();
                let state = String::read(row.next()?)?;
                Some((state, i64::read(row.next()?)?.unsigned_abs()))
            })
            .collect())
    }

    /// Issued cards whose chip was ended.
    fn count_ended(&mut self) -> Result<u64, RegisterError> {
        let sql = "SELECT count(*) FROM card_act WHERE found = 'terminated'";
        Ok(self.database.number(sql, &[])?.unsigned_abs())
    }

    /// How many applications, patents, cards and blanks are in which state; an issued card whose chip
    /// was ended is counted as `terminated`.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn states(&mut self) -> Result<Vec<StateCount>, RegisterError> {
        let mut counts = Vec::new();
        for table in ["application", "patent", "card", "blank"] {
            let mut found = self.count_by_state(table, "")?;
            if table == "card" {
                let ended = self.count_ended()?;
                for (state, count) in &mut found {
                    if state == CardState::Issued.word() {
                        *count = count.saturating_sub(ended);
                    }
                }
                if ended > 0 {
                    found.push((ChipState::Terminated.word().into(), ended));
                }
            }
            counts.extend(found.into_iter().map(|(state, count)| StateCount {
                table,
                state,
                count,
            }));
        }
        Ok(counts)
    }

    /// How often what happened on each day from a time on, by day and name.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn events_by_day(&mut self, since: UnixTime) -> Result<Vec<DayCount>, RegisterError> {
        let rows = self.database.values(
            "SELECT at / $1, kind, count(*) FROM event WHERE at >= $2 GROUP BY at / $1, kind ORDER BY at / $1, kind",
            &[Cell::Integer(DAY), since.cell()],
            &[Kind::Integer, Kind::Text, Kind::Integer],
        )?;
        Ok(rows.into_iter().filter_map(day_count).collect())
    }

    /// Rows that contradict others, at most 100 of a kind: which card a difference is about.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn contradictions(&mut self) -> Result<Vec<Contradiction>, RegisterError> {
        let mut found = Vec::new();
        for (what, table, sql) in CONTRADICTIONS {
            let sql = format!("{sql} ORDER BY id LIMIT {NAMED}");
            let rows = self.database.values(&sql, &[], &[Kind::Integer])?;
            let keys = rows.into_iter().flatten().filter_map(i64::read);
            found.extend(keys.map(|key| Contradiction { what, table, key }));
        }
        Ok(found)
    }
}

/// Events beyond the calendar were never written.
fn day_count(row: Vec<Cell>) -> Option<DayCount> {
    let mut row = row.into_iter();
    let seconds = i64::read(row.next()?)?.checked_mul(DAY)?;
    let time = UnixTime::from_seconds(u64::try_from(seconds).ok()?).ok()?;
    Some(DayCount {
        day: CivilDate::of_unix_time(time, 0).ok()?,
        kind: String::read(row.next()?)?,
        count: i64::read(row.next()?)?.unsigned_abs(),
    })
}
