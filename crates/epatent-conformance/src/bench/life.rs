// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Bringing a card to the stage that a case needs.

use epatent_apdu::Command;

use super::personalise::shown;
use super::{Bench, Open};
use crate::answer::{Checked, Failure};
use crate::case::Stage;
use crate::known::{PAYMENTS, SECURITY_OBJECT, bench_files};
use crate::step::{Goal, Step};

/// Why a card is not brought to a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocked {
    /// It would change the card, which nobody allowed.
    NotAllowed {
        /// The stage at which the card is.
        present: Stage,
    },
    /// No card goes back there: another blank card is needed.
    AnotherCard {
        /// The stage at which the card is.
        present: Stage,
    },
    /// The card did not come along: it does not conform.
    Failed(Failure),
}

impl From<Failure> for Blocked {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Bench<'_> {
    /// Where the card is.
    ///
    /// # Errors
    /// The card does not say it as the specification demands.
    pub fn present(&mut self) -> Checked<Stage> {
        self.at = Step::Select;
        let state = self.state()?;
        if state != Stage::Blank.byte() {
            return Ok(stage_of(state));
        }
        let keyed = self.has_key()?;
        self.open = Open::Nothing;
        Ok(if keyed { Stage::Keyed } else { Stage::Blank })
    }

    /// Whether STATUS in BLANK or PERSO shows a key.
    pub(super) fn has_key(&mut self) -> Checked<bool> {
        let status = self.status()?;
        // state, session, manifest digest, length of the key
        Ok(status.data.get(49) == Some(&0x41))
    }

    /// Brings the card to a stage, with nothing selected and no channel open. After each command that changes the
    /// state the card is asked for it: what a command answers is not taken for what it did.
    ///
    /// # Errors
    /// [`Blocked`]: what the card, or what is known of it, does not allow; the card is then where it was or on
    /// the way. A stage that was not reached three times in a row is not tried again.
    pub fn bring(&mut self, wanted: Stage, destructive: bool) -> Result<(), Blocked> {
        let goal = Goal::Stage(wanted);
        self.stage = wanted;
        self.untouched = false;
        self.quiet = true;
        if let Some(failure) = self.given_up(goal) {
            return Err(Blocked::Failed(failure));
        }
        self.in_preparation = true;
        let brought = self.brought(wanted, destructive);
        self.in_preparation = false;
        match brought {
            Ok(()) => {
                self.reached(goal);
                self.untouched = true;
                self.quiet = true;
                Ok(())
            }
            Err(Blocked::Failed(failure)) => Err(Blocked::Failed(self.missed(goal, failure))),
            Err(other) => Err(other),
        }
    }

    fn brought(&mut self, wanted: Stage, destructive: bool) -> Result<(), Blocked> {
        if self.suspect {
            self.at = Step::PowerUp;
            self.reset()?;
            self.suspect = false;
        }
        let mut present = match self.present() {
            Ok(present) => present,
            // BLANK it is; whether with a key nobody can tell.
            Err(_) if self.is_blank() && self.needs_no_status(wanted) => Stage::Blank,
            Err(failure) => return Err(failure.into()),
        };
        let here = present == wanted
            && match wanted {
                Stage::Perso => self.pristine,
                // A key that a case made and left is another one.
                Stage::Keyed => self.known.point.is_some(),
                _ => true,
            };
        if !here {
            if !destructive {
                return Err(Blocked::NotAllowed { present });
            }
            let used_up = match wanted {
                Stage::Terminated => false,
                Stage::Active | Stage::Suspended => present == Stage::Terminated,
                _ => present > Stage::Perso,
            };
            if used_up {
                if !self.target.another_card() {
                    return Err(Blocked::AnotherCard { present });
                }
                self.known = crate::known::Known::default();
                self.own = false;
                present = self.present()?;
            }
            self.on_the_way(present, wanted)?;
            self.go(present, wanted)?;
            self.moved = true;
        }
        self.learn(wanted)?;
        self.pristine = false;
        // Ends channel, chain, selection and what waits, in a fraction of the time of a power-up.
        self.at = Step::Plain;
        self.select()?;
        Ok(())
    }

    /// SUSPENDED lies behind ACTIVE: a card that does not come so far is not tried again for it.
    fn on_the_way(&mut self, present: Stage, wanted: Stage) -> Checked {
        if wanted != Stage::Suspended || present == Stage::Active {
            return Ok(());
        }
        self.stage = Stage::Active;
        let given_up = self.given_up(Goal::Stage(Stage::Active));
        self.stage = wanted;
        match given_up {
            None => Ok(()),
            Some(failure) => {
                self.give_up(Goal::Stage(wanted), &failure);
                Err(failure)
            }
        }
    }

    /// Whether a BLANK card that does not tell whether it has a key will do: for its end, or where nobody can have
    /// made one, because nobody tried or its issuer has no channel.
    const fn needs_no_status(&self, wanted: Stage) -> bool {
        match wanted {
            Stage::Terminated => true,
            Stage::Blank => self.at.opens_issuer() || !self.may_have_key,
            _ => false,
        }
    }

    /// Whether the last FCI said BLANK.
    const fn is_blank(&self) -> bool {
        self.byte == Stage::Blank.byte()
    }

    /// Notes that the card did something against the specification: the next case begins with a power-up, where
    /// this one sent anything.
    pub(crate) const fn distrust(&mut self) {
        self.suspect |= !self.quiet;
    }

    /// Notes that the session of PERSO was left as it was begun.
    pub fn keep_session(&mut self) {
        self.pristine = true;
    }

    fn go(&mut self, present: Stage, wanted: Stage) -> Checked {
        match (present, wanted) {
            (_, Stage::Terminated) => self.turn(Step::Terminate, "80 24 00 00", wanted),
            (Stage::Suspended, Stage::Active) => self.turn(Step::Activate, "80 22 00 00", wanted),
            (Stage::Active, Stage::Suspended) => self.suspend(),
            (_, Stage::Active) => self.personalise(present),
            (_, Stage::Suspended) => {
                self.personalise(present)?;
                self.suspend()
            }
            (_, Stage::Perso) => {
                self.erase(present)?;
                self.begun_anew(&bench_files())
            }
            (_, Stage::Keyed) => {
                self.erase(present)?;
                self.generate_key()?;
                let keyed = self.has_key()?;
                self.at = Step::GenerateKey;
                shown(keyed, Step::GenerateKey, "a key")
            }
            (_, Stage::Blank) => {
                self.erase(present)?;
                let keyed = self.present()? == Stage::Keyed;
                self.at = Step::Abort;
                shown(!keyed, Step::Abort, "no key")
            }
        }
    }

    /// One command that changes the state.
    fn turn(&mut self, step: Step, digits: &str, to: Stage) -> Checked {
        self.issuer(0x01)?;
        self.at = step;
        self.give(digits)?.is(0x9000)?;
        self.arrived(step, to)
    }

    fn suspend(&mut self) -> Checked {
        self.turn(Step::Suspend, "80 20 00 00", Stage::Suspended)
    }

    /// That the card is in this state behind a command that answered 9000; no channel is open then.
    pub(super) fn arrived(&mut self, step: Step, stage: Stage) -> Checked {
        self.at = Step::Select;
        let found = self.state()?;
        self.at = step;
        if found == stage.byte() {
            return Ok(());
        }
        let expected = format!("9000 and a card in {}", stage.name());
        let found = stage_of(found).name();
        let failure = Failure::new(
            format!("{}, then SELECT of the applet", step.name()),
            expected,
            format!("9000 and the card is in {found}"),
        );
        Err(Failure {
            evidence: self.last().map(Box::new),
            ..failure
        })
    }

    /// BLANK without a key.
    pub(super) fn erase(&mut self, present: Stage) -> Checked {
        if present == Stage::Keyed {
            self.issuer(0x33)?;
            let session = vec![0x5E; 48];
            let begin = Command::new(0x80, 0x10, 0x00, 0x00).with_data(session);
            self.at = Step::Begin;
            self.ask(&begin)?.is(0x9000)?;
            self.arrived(Step::Begin, Stage::Perso)?;
        }
        if present != Stage::Blank {
            let status = self.status()?;
            let session = status.data.get(1..17).unwrap_or_default().to_vec();
            let abort = Command::new(0x80, 0x18, 0x00, 0x00).with_data(session);
            self.at = Step::Abort;
            self.ask(&abort)?.is(0x9000)?;
            self.arrived(Step::Abort, Stage::Blank)?;
        }
        self.may_have_key = false;
        self.known.point = None;
        self.known.files.clear();
        self.known.payments.clear();
        Ok(())
    }

    /// Of a card that the bench did not write: what it holds, read in the plainest way.
    fn learn(&mut self, stage: Stage) -> Checked {
        if stage != Stage::Active || !self.known.files.is_empty() || self.known.can.is_none() {
            return Ok(());
        }
        // Without PACE nothing is learnt; the cases that open it tell why.
        if self.pace().is_err() {
            return Ok(());
        }
        self.at = Step::Read;
        for identifier in (0x0101..=0x0109).chain(0x011C..=PAYMENTS) {
            let [high, low] = u16::to_be_bytes(identifier);
            let select = Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(vec![high, low]);
            if self.ask(&select)?.status != 0x9000 {
                continue;
            }
            let content = self.read_selected()?;
            if let (SECURITY_OBJECT, Some(point)) = (identifier, chip_key(&content)) {
                self.known.point.get_or_insert(hex::encode_upper(point));
            }
            self.known.keep_file(identifier, &content);
        }
        Ok(())
    }

    /// Reads the selected file to its end.
    pub(crate) fn read_selected(&mut self) -> Checked<Vec<u8>> {
        let mut content = Vec::new();
        loop {
            let offset = u16::try_from(content.len()).unwrap_or(0x7FFF);
            let [p1, p2] = offset.to_be_bytes();
            let answer = self.ask(&Command::new(0x00, 0xB0, p1, p2).expecting(223))?;
            content.extend_from_slice(&answer.data);
            match answer.status {
                0x9000 if !answer.data.is_empty() && content.len() < 0x8000 => {}
                0x6282 => return Ok(content),
                _ => return Err(answer.wrong("file bytes, and 6282 at the end")),
            }
        }
    }
}

/// The stage of a life-cycle byte; BLANK, whether with a key or without.
const fn stage_of(byte: u8) -> Stage {
    match byte {
        0x01 => Stage::Blank,
        0x03 => Stage::Perso,
        0x04 => Stage::Suspended,
        0x05 => Stage::Active,
        _ => Stage::Terminated,
    }
}

/// The chip key in a security object: a COSE_Key (RFC 9052) of kty 2, crv 1, x and y in deterministic CBOR.
fn chip_key(object: &[u8]) -> Option<[u8; 65]> {
    const X: [u8; 8] = [0xA4, 0x01, 0x02, 0x20, 0x01, 0x21, 0x58, 0x20];
    const Y: [u8; 3] = [0x22, 0x58, 0x20];
    let at = object.windows(8).position(|bytes| bytes == X)?;
    let (x, rest) = object
        .get(at.checked_add(8)?..)?
        .split_first_chunk::<32>()?;
    let y = rest.strip_prefix(&Y)?.first_chunk::<32>()?;
    [&[0x04][..], x, y].concat().try_into().ok()
}
