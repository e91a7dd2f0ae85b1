// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Opening a register and looking things up in it.

use crate::cell::{Cell, Kind, Stored};
use crate::database::Database;
use crate::event::{Actor, Head, Said};
use crate::record::{Key, Record};
use crate::transaction::Transaction;
use crate::words::{Act, ActResult, ApplicationState, BlankState, Label, Opaque};
use crate::{
    Application, Approval, Attempt, Blank, Card, Decision, Intent, Job, Location, Patent, Payment,
    Publication, PublicationKind, RegisterError, Signature, schema,
};
use epatent_core::object::{CardId, Digest};
use epatent_core::{BlankNumber, PatentNumber, UnixTime};

/// The register of an issuing office, open.
///
/// Each value holds one connection. Threads and stations open one each; their transactions take
/// turns.
pub struct Register {
    pub(crate) database: Database,
}

impl Register {
    /// Makes a register where there is none. A database of PostgreSQL has to be there, empty.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Exists`], [`RegisterError::JournalMode`] and those of the database.
    pub fn create(location: &Location) -> Result<Self, RegisterError> {
        let mut database = Database::connect(location, true)?;
        if schema::exists(&mut database)? {
            return Err(RegisterError::Exists {
                location: location.to_string(),
            });
        }
        schema::create(&mut database)?;
        Ok(Self { database })
    }

    /// Opens a register and makes the migrations that are missing.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Missing`], [`RegisterError::Newer`], [`RegisterError::MigrationDiffers`]
    /// and those of the database.
    pub fn open(location: &Location) -> Result<Self, RegisterError> {
        let missing = || RegisterError::Missing {
            location: location.to_string(),
        };
        if matches!(location, Location::File(path) if !path.exists()) {
            return Err(missing());
        }
        let mut database = Database::connect(location, false)?;
        if !schema::exists(&mut database)? {
            return Err(missing());
        }
        schema::upgrade(&mut database)?;
        Ok(Self { database })
    }

    /// Ends the connection in order: SQLite brings its log into the file. Dropping it loses nothing
    /// either; the next program to open it does that then.
    ///
    /// # Errors
    ///
    /// Those of the database. Nothing that was committed depends on it.
    pub fn close(self) -> Result<(), RegisterError> {
        self.database.close()
    }

    /// Begins changes by somebody at a time; waits up to 20 seconds for another writer.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Operator`] where the operator is not written in the one way; those of the
    /// database.
    pub fn transaction(
        &mut self,
        by: &Actor,
        at: UnixTime,
    ) -> Result<Transaction<'_>, RegisterError> {
        Transaction::begin(self, by, at)
    }

    /// Answers everything that `read` asks from one state of the register, whatever others record
    /// meanwhile. Nothing can be recorded within.
    ///
    /// # Errors
    ///
    /// Those of the database and of `read`.
    pub fn of_one_state<T, E: From<RegisterError>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database.begin_snapshot()?;
        let answer = read(self);
        self.database.end_snapshot();
        answer
    }

    /// The newest event.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn head(&mut self) -> Result<Head, RegisterError> {
        let kinds = [Kind::Integer, Kind::Bytes];
        let rows =
            self.database
                .values("SELECT sequence, hash FROM chain WHERE id = 1", &[], &kinds)?;
        let mut row = rows.into_iter().next().unwrap_or_default().into_iter();
        row.next()
            .and_then(i64::read)
            .zip(row.next().and_then(Digest::read))
            .map(|(sequence, hash)| Head { sequence, hash })
            .ok_or(RegisterError::Damaged {
                table: "chain",
                key: 1,
                column: "hash",
            })
    }

    /// The hash of an event; `None` where the chain has none of that number.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn event_hash(&mut self, sequence: i64) -> Result<Option<Digest>, RegisterError> {
        let sql = "SELECT hash FROM event WHERE sequence = $1";
        let rows = self
            .database
            .values(sql, &[Cell::Integer(sequence)], &[Kind::Bytes])?;
        let hash = rows.into_iter().flatten().next();
        Ok(hash.and_then(Digest::read))
    }

    /// A row by its key.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn row<R: Record>(&mut self, key: Key<R>) -> Result<Option<R>, RegisterError> {
        self.first("WHERE id = $1", &[key.cell()])
    }

    /// Number of rows of a table.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn count<R: Record>(&mut self) -> Result<u64, RegisterError> {
        let number = self
            .database
            .number(&format!("SELECT count(*) FROM {}", R::NAME), &[])?;
        Ok(number.unsigned_abs())
    }

    /// At most `limit` rows behind a key, in the order of keys; for going through a table.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn rows_after<R: Record>(
        &mut self,
        after: Option<Key<R>>,
        limit: u32,
    ) -> Result<Vec<R>, RegisterError> {
        let after = after.map_or(0, Key::number);
        self.database.select(
            "WHERE id > $1 ORDER BY id LIMIT $2",
            &[Cell::Integer(after), Cell::Integer(limit.into())],
        )
    }

    /// The patent with a number.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn patent(&mut self, number: &PatentNumber) -> Result<Option<Patent>, RegisterError> {
        self.first("WHERE number = $1", &[number.cell()])
    }

    /// The card with an identifier.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn card(&mut self, id: CardId) -> Result<Option<Card>, RegisterError> {
        self.first("WHERE card_id = $1", &[id.cell()])
    }

    /// The cards of a patent in the order in which they were signed.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn cards_of(&mut self, patent: Key<Patent>) -> Result<Vec<Card>, RegisterError> {
        self.database
            .select("WHERE patent = $1 ORDER BY id", &[patent.cell()])
    }

    /// The newest card that was made of a blank.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn card_on(&mut self, blank: Key<Blank>) -> Result<Option<Card>, RegisterError> {
        self.first("WHERE blank = $1 ORDER BY id DESC LIMIT 1", &[blank.cell()])
    }

    /// When the newest event was recorded; `None` for an empty register.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn newest_time(&mut self) -> Result<Option<UnixTime>, RegisterError> {
        let seconds = self
            .database
            .number("SELECT at FROM event ORDER BY sequence DESC LIMIT 1", &[])?;
        let time = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0);
        Ok(time.and_then(|seconds| UnixTime::from_seconds(seconds).ok()))
    }

    /// The blank with a chip.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn blank_by_chip(&mut self, chip_id: &Opaque) -> Result<Option<Blank>, RegisterError> {
        self.first("WHERE chip_id = $1", &[chip_id.cell()])
    }

    /// The blank with a number.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn blank_by_number(
        &mut self,
        number: &BlankNumber,
    ) -> Result<Option<Blank>, RegisterError> {
        self.first("WHERE number = $1", &[number.cell()])
    }

    /// The blanks in a state, in the order of their arrival.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn blanks(&mut self, state: BlankState) -> Result<Vec<Blank>, RegisterError> {
        self.database
            .select("WHERE state = $1 ORDER BY id", &[state.cell()])
    }

    /// The applications in a state, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn applications(
        &mut self,
        state: ApplicationState,
        limit: u32,
    ) -> Result<Vec<Application>, RegisterError> {
        self.database.select(
            "WHERE state = $1 ORDER BY id LIMIT $2",
            &[state.cell(), Cell::Integer(limit.into())],
        )
    }

    /// The application with a number, in any state.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn application(&mut self, number: i64) -> Result<Option<Application>, RegisterError> {
        self.row(Key::new(number))
    }

    /// Number of applications in a state.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn count_applications(&mut self, state: ApplicationState) -> Result<u64, RegisterError> {
        let sql = "SELECT count(*) FROM application WHERE state = $1";
        Ok(self.database.number(sql, &[state.cell()])?.unsigned_abs())
    }

    /// The applications of one person, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn applications_of(&mut self, person: Digest) -> Result<Vec<Application>, RegisterError> {
        self.database
            .select("WHERE person = $1 ORDER BY id", &[person.cell()])
    }

    /// The payment with a receipt.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn payment(&mut self, receipt: &Label) -> Result<Option<Payment>, RegisterError> {
        self.first("WHERE receipt = $1", &[receipt.cell()])
    }

    /// The payments of a patent in the order of the days they pay for.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn payments_of(&mut self, patent: Key<Patent>) -> Result<Vec<Payment>, RegisterError> {
        self.database
            .select("WHERE patent = $1 ORDER BY paid_from, id", &[patent.cell()])
    }

    /// Who approved the act with this digest, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn approvals_of(&mut self, manifest: Digest) -> Result<Vec<Approval>, RegisterError> {
        self.database
            .select("WHERE manifest = $1 ORDER BY id", &[manifest.cell()])
    }

    /// The decisions about a patent, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn decisions_of(&mut self, patent: Key<Patent>) -> Result<Vec<Decision>, RegisterError> {
        self.database
            .select("WHERE patent = $1 ORDER BY id", &[patent.cell()])
    }

    /// The attempts that have not ended, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn open_attempts(&mut self) -> Result<Vec<Attempt>, RegisterError> {
        self.database
            .select("WHERE outcome IS NULL ORDER BY id", &[])
    }

    /// The attempt that a chip is in, which a card on a reader is taken up by.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn open_attempt_of_chip(
        &mut self,
        chip_id: &Opaque,
    ) -> Result<Option<Attempt>, RegisterError> {
        self.first(
            "WHERE open_blank = (SELECT blank.id FROM blank WHERE blank.chip_id = $1)",
            &[chip_id.cell()],
        )
    }

    /// The signed files of a card that is not issued yet; `None` once it is issued or void, and for one
    /// of a bulk whose files are kept elsewhere.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn files_of(&mut self, card: Key<Card>) -> Result<Option<Opaque>, RegisterError> {
        let job = self.row::<Job>(Key::new(card.number()))?;
        Ok(job.map(|job| job.files))
    }

    /// The acts that were written down and have no result: what to ask the cards on start.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn open_intents(&mut self) -> Result<Vec<Intent>, RegisterError> {
        self.database
            .select("WHERE open_at IS NOT NULL ORDER BY id", &[])
    }

    /// Acts of a kind that were done, in the order in which they were written down.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn acts_done(&mut self, act: Act) -> Result<Vec<Intent>, RegisterError> {
        self.database.select(
            "WHERE act = $1 AND result = $2 ORDER BY id",
            &[act.cell(), ActResult::Done.cell()],
        )
    }

    /// The signature over bytes with this SHA-256.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn signature(&mut self, digest: Digest) -> Result<Option<Signature>, RegisterError> {
        self.first(
            "WHERE substr(digest, 1, 16) = substr($1, 1, 16) AND digest = $1",
            &[digest.cell()],
        )
    }

    /// The patent that was made of an application.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn patent_of(
        &mut self,
        application: Key<Application>,
    ) -> Result<Option<Patent>, RegisterError> {
        self.first("WHERE application = $1", &[application.cell()])
    }

    /// The attempts at the cards of a patent, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn attempts_at(&mut self, patent: Key<Patent>) -> Result<Vec<Attempt>, RegisterError> {
        self.database
            .select("WHERE patent = $1 ORDER BY id", &[patent.cell()])
    }

    /// The attempts at making a card of a blank, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn attempts_on(&mut self, blank: Key<Blank>) -> Result<Vec<Attempt>, RegisterError> {
        self.database
            .select("WHERE blank = $1 ORDER BY id", &[blank.cell()])
    }

    /// Who brought a blank where it is: the operator of the event that says so. `None` where that is
    /// not in the chain.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn moved_by(&mut self, blank: &Blank) -> Result<Option<String>, RegisterError> {
        let events = self.database.values(
            "SELECT operator, changes FROM event WHERE at = $1 ORDER BY sequence DESC",
            &[blank.changed_at.cell()],
            &[Kind::Text, Kind::Bytes],
        )?;
        let is_it = |bytes: &[u8]| {
            let changes = crate::event::changes(bytes).unwrap_or_default();
            let key = blank.key.number();
            changes.iter().any(|change| {
                change.table == Blank::NAME
                    && change.key == key
                    && matches!(change.said, Said::Changed { .. })
            })
        };
        Ok(events.into_iter().find_map(|event| match event.as_slice() {
            [Cell::Text(operator), Cell::Bytes(changes)] if is_it(changes) => {
                Some(operator.clone())
            }
            _ => None,
        }))
    }

    /// The patents whose number begins with a text, at most `limit`, in the order of their numbers.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn patents_beginning(
        &mut self,
        text: &str,
        limit: u32,
    ) -> Result<Vec<Patent>, RegisterError> {
        // Behind every text that begins so: no number holds a character as high.
        let end = format!("{text}\u{10FFFF}");
        self.database.select(
            "WHERE number >= $1 AND number < $2 ORDER BY number LIMIT $3",
            &[
                Cell::Text(text.into()),
                Cell::Text(end),
                Cell::Integer(limit.into()),
            ],
        )
    }

    /// How many security objects a key signed before a time, and at it or later; those that are void do
    /// not count.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn signatures_of(
        &mut self,
        signer: Digest,
        since: UnixTime,
    ) -> Result<(u64, u64), RegisterError> {
        let mut count = |condition: &str| {
            let sql = format!(
                "SELECT count(*) FROM signature WHERE purpose = 'document' AND state <> 'void' AND signer = $1 AND at {condition} $2"
            );
            let number = self.database.number(&sql, &[signer.cell(), since.cell()])?;
            Ok::<_, RegisterError>(number.unsigned_abs())
        };
        Ok((count("<")?, count(">=")?))
    }

    /// The keys (SHA-256) that signed security objects, each once; of those that are void none.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn signers_of_cards(&mut self) -> Result<Vec<Digest>, RegisterError> {
        let sql = "SELECT DISTINCT signer FROM signature WHERE purpose = 'document' AND state <> 'void' ORDER BY signer";
        let rows = self.database.values(sql, &[], &[Kind::Bytes])?;
        let damaged = RegisterError::Damaged {
            table: "signature",
            key: 0,
            column: "signer",
        };
        let signers = rows.into_iter().flatten().map(Digest::read);
        signers.collect::<Option<Vec<Digest>>>().ok_or(damaged)
    }

    /// The newest publication of a list; list 0 is the bundle.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn newest_publication(
        &mut self,
        kind: PublicationKind,
        list: i64,
    ) -> Result<Option<Publication>, RegisterError> {
        self.first(
            "WHERE kind = $1 AND list = $2 ORDER BY version DESC LIMIT 1",
            &[kind.cell(), list.cell()],
        )
    }

    fn first<R: Record>(
        &mut self,
        condition: &str,
        values: &[Cell],
    ) -> Result<Option<R>, RegisterError> {
        Ok(self.database.select(condition, values)?.into_iter().next())
    }
}
