// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::path::PathBuf;

/// Why the register did not do what it was asked.
///
/// Nothing that failed was recorded: a transaction is kept whole or not at all. The one exception
/// says so: [`RegisterError::CommitUnknown`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The location is neither a file nor `postgres://`.
    #[error("{location} is no register: a file, or postgres://USER@HOST/NAME, is expected")]
    Location {
        /// What was given, without its password.
        location: String,
    },
    /// A database on another machine would send personal data over the network in the clear.
    #[error(
        "{host} is another machine, and the connection would not be encrypted; reach it through a tunnel or a socket of this machine"
    )]
    Unencrypted {
        /// The host that was named.
        host: String,
    },
    /// There is no register there.
    #[error("there is no register in {location}")]
    Missing {
        /// Where.
        location: String,
    },
    /// A new register was to be made where there is one.
    #[error("there is a register in {location} already")]
    Exists {
        /// Where.
        location: String,
    },
    /// The register was made by a newer program.
    #[error("the register has schema {found}; this program knows {known} and older")]
    Newer {
        /// Number of the newest migration in the register.
        found: i64,
        /// Number of the newest migration of this program.
        known: i64,
    },
    /// A migration was recorded with another text than this program has for it.
    #[error("migration {version} of the register is not the one of this program")]
    MigrationDiffers {
        /// Number of the migration, from 1.
        version: i64,
    },
    /// The file cannot be used as a SQLite database with a write-ahead log.
    #[error("{} cannot keep a write-ahead log: journal mode {mode}", path.display())]
    JournalMode {
        /// The file.
        path: PathBuf,
        /// The mode that SQLite gave.
        mode: String,
    },
    /// What is to be recorded exists already where there may be one only.
    #[error("{0} is in the register already")]
    Duplicate(Unique),
    /// A row that was named is not there.
    #[error("there is no {what} {key} in the register")]
    NotFound {
        /// The table.
        what: &'static str,
        /// Its key, or what was searched for.
        key: String,
    },
    /// A thing is in a state in which this cannot be done to it.
    #[error("{what} {key} is {actual}, not {expected}")]
    State {
        /// The table.
        what: &'static str,
        /// Its key, from 1.
        key: i64,
        /// The state it is in.
        actual: &'static str,
        /// The state that is needed.
        expected: &'static str,
    },
    /// An act that needs two people has not been approved by two.
    #[error("{approvals} of 2 people approved this act; neither may be missing")]
    NotApproved {
        /// Different operators who approved it, 0 or 1.
        approvals: usize,
    },
    /// Nobody proposed an act with the digest that somebody wants to approve.
    #[error("nobody proposed an act with this digest")]
    NotProposed,
    /// The act was carried out, or something else was decided before it: nothing is left to approve.
    #[error("this act was carried out, or something was decided since it was proposed")]
    Lapsed,
    /// An operator has reached the number of signatures allowed in a day.
    #[error("the operator has reached the limit of {limit} signatures a day")]
    OverLimit {
        /// Signatures that one operator may ask for within 24 hours.
        limit: u64,
    },
    /// A date or period that contradicts itself or the patent's term.
    #[error("{what}")]
    Dates {
        /// The contradiction, in words.
        what: &'static str,
    },
    /// An index of a status list was used that this transaction did not allocate, or allocated and
    /// not used: the list would have a hole or two cards in one place.
    #[error("an index of a status list is allocated and used in one transaction, once")]
    NotAllocated,
    /// A patent can have 256 cards.
    #[error("the patent has had 256 cards")]
    TooManyCards,
    /// An operator who is written in another way than the one: one person would count as two.
    #[error(
        "an operator is small Latin letters, digits and hyphens, the first of them not 0, so that nobody is two people"
    )]
    Operator,
    /// A text that cannot stand in the register.
    #[error("{what} is empty, longer than {limit} characters, or holds control characters")]
    Text {
        /// What it was to be.
        what: &'static str,
        /// The most characters that it may have.
        limit: usize,
    },
    /// A value in the database is none that the register writes.
    #[error("row {key} of {table} is damaged: {column} cannot be read")]
    Damaged {
        /// The table.
        table: &'static str,
        /// Key of the row; 0 where that was not readable.
        key: i64,
        /// The column.
        column: &'static str,
    },
    /// A row is not what this transaction read or wrote before: something changes it beside the program.
    #[error("row {key} of {table} was altered beside the program; look with `register verify`")]
    RowAltered {
        /// The table.
        table: &'static str,
        /// Its key, from 1.
        key: i64,
    },
    /// Somebody wrote beside the program, while a transaction was open, what it was going to write.
    #[error(
        "somebody changed the register beside the program meanwhile; look with `register verify`"
    )]
    WrittenBeside,
    /// The document of an application is not the one that was received: it was altered beside the program,
    /// and nobody approved what is there. Verify the register, and put it back from a copy.
    #[error(
        "the document of application {application} is not the one that was received: it was altered beside the program"
    )]
    DocumentAltered {
        /// Number of the application.
        application: i64,
    },
    /// Rows were changed and not recorded in an event, or the database changed another number of
    /// rows than it should.
    #[error("a change of {table} did not come out as one row")]
    NotOneRow {
        /// The table.
        table: &'static str,
    },
    /// Another station has held the register longer than a transaction takes. Nothing was changed;
    /// try again, and look for a program that hangs.
    #[error("another station has been writing to the register for too long: {0}")]
    Busy(sqlx::Error),
    /// The connection broke during COMMIT: what was to be recorded may be there or not. Open the
    /// register again and look.
    #[error("the connection broke during the commit, which may have succeeded: {0}")]
    CommitUnknown(sqlx::Error),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The runtime of the database driver did not start.
    #[error("cannot start the database driver: {0}")]
    Runtime(#[from] std::io::Error),
}

/// Of what there may be only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unique {
    /// Chip identifier of a blank.
    ChipId,
    /// Number of a blank.
    BlankNumber,
    /// Series and number of a patent.
    PatentNumber,
    /// Identifier of a card.
    CardId,
    /// Public key of a chip.
    ChipKey,
    /// Index in a status list.
    StatusIndex,
    /// Live card of a patent.
    LiveCard,
    /// Card in work of a patent.
    CardInWork,
    /// Card that is neither void nor given back on a blank.
    CardOfBlank,
    /// Open attempt on a patent.
    AttemptOnPatent,
    /// Open attempt on a blank.
    AttemptOnBlank,
    /// Digest of signed bytes.
    SignedBytes,
    /// Receipt of a payment.
    Receipt,
    /// Approval of an act by an operator.
    Approval,
    /// Published version of a list.
    Publication,
    /// Act on a card that has no answer yet.
    ActOnCard,
    /// A delivery that was settled.
    Settled,
    /// Something else, by the database's own words.
    Other,
}

/// SQLITE_BUSY and SQLITE_BUSY_SNAPSHOT; PostgreSQL's lock_not_available.
const BUSY: [&str; 3] = ["5", "517", "55P03"];

/// PostgreSQL's serialization_failure. Whoever writes by this program waits for its turn and never meets it.
const BESIDE: &str = "40001";

/// Name of the unique index, what SQLite names (columns, or the index where it is one of beginnings), and
/// what it stands for.
const UNIQUES: [(&str, &str, Unique); 17] = [
    ("settled_delivery", "settled.delivery", Unique::Settled),
    ("blank_chip_id", "blank.chip_id", Unique::ChipId),
    ("blank_number", "blank.number", Unique::BlankNumber),
    ("patent_number", "patent.number", Unique::PatentNumber),
    ("card_card_id", "card.card_id", Unique::CardId),
    ("card_chip_key", "index 'card_chip_key'", Unique::ChipKey),
    (
        "card_status_index",
        "card.list, card.list_index",
        Unique::StatusIndex,
    ),
    ("card_live", "card.live_of", Unique::LiveCard),
    ("card_in_work", "card.in_work_of", Unique::CardInWork),
    ("card_blank", "card.on_blank", Unique::CardOfBlank),
    (
        "attempt_patent",
        "attempt.open_patent",
        Unique::AttemptOnPatent,
    ),
    (
        "attempt_blank",
        "attempt.open_blank",
        Unique::AttemptOnBlank,
    ),
    (
        "signature_digest",
        "index 'signature_digest'",
        Unique::SignedBytes,
    ),
    ("payment_receipt", "payment.receipt", Unique::Receipt),
    (
        "approval_operator",
        "approval.manifest, approval.operator",
        Unique::Approval,
    ),
    (
        "publication_version",
        "publication.kind, publication.list, publication.version",
        Unique::Publication,
    ),
    ("card_act_open", "card_act.card", Unique::ActOnCard),
];

impl std::fmt::Display for Unique {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ChipId => "this chip",
            Self::BlankNumber => "this blank number",
            Self::PatentNumber => "this patent number",
            Self::CardId => "this card",
            Self::ChipKey => "this chip key",
            Self::StatusIndex => "this index of a status list",
            Self::LiveCard => "a live card of this patent",
            Self::CardInWork => "a card in work of this patent",
            Self::CardOfBlank => "a card on this blank",
            Self::AttemptOnPatent => "an open attempt on this patent",
            Self::AttemptOnBlank => "an open attempt on this blank",
            Self::SignedBytes => "a signature of these bytes",
            Self::Receipt => "this receipt",
            Self::Approval => "an approval of this act by this operator",
            Self::Publication => "this version of a list",
            Self::ActOnCard => "an act on this card without an answer",
            Self::Settled => "why this delivery differs",
            Self::Other => "such a row",
        })
    }
}

impl Unique {
    /// The stable code; its words are `register-duplicate-` and the code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChipId => "chip-id",
            Self::BlankNumber => "blank-number",
            Self::PatentNumber => "patent-number",
            Self::CardId => "card-id",
            Self::ChipKey => "chip-key",
            Self::StatusIndex => "status-index",
            Self::LiveCard => "live-card",
            Self::CardInWork => "card-in-work",
            Self::CardOfBlank => "card-of-blank",
            Self::AttemptOnPatent => "attempt-on-patent",
            Self::AttemptOnBlank => "attempt-on-blank",
            Self::SignedBytes => "signed-bytes",
            Self::Receipt => "receipt",
            Self::Approval => "approval",
            Self::Publication => "publication",
            Self::ActOnCard => "act-on-card",
            Self::Settled => "settled",
            Self::Other => "other",
        }
    }
}

impl RegisterError {
    /// The stable code; its words are `register-` and the code, of a [`Self::Duplicate`] with that of what
    /// is there.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Location { .. } => "location",
            Self::Unencrypted { .. } => "unencrypted",
            Self::Missing { .. } => "missing",
            Self::Exists { .. } => "exists",
            Self::Newer { .. } => "newer",
            Self::MigrationDiffers { .. } => "migration-differs",
            Self::JournalMode { .. } => "journal-mode",
            Self::Duplicate(_) => "duplicate",
            Self::NotFound { .. } => "not-found",
            Self::State { .. } => "state",
            Self::NotApproved { .. } => "not-approved",
            Self::NotProposed => "not-proposed",
            Self::Lapsed => "lapsed",
            Self::OverLimit { .. } => "over-limit",
            Self::Dates { .. } => "dates",
            Self::NotAllocated => "not-allocated",
            Self::TooManyCards => "too-many-cards",
            Self::Operator => "operator",
            Self::Text { .. } => "text",
            Self::Damaged { .. } => "damaged",
            Self::RowAltered { .. } => "row-altered",
            Self::WrittenBeside => "written-beside",
            Self::DocumentAltered { .. } => "document-altered",
            Self::NotOneRow { .. } => "not-one-row",
            Self::Busy(_) => "busy",
            Self::CommitUnknown(_) => "commit-unknown",
            Self::Database(_) => "database",
            Self::Runtime(_) => "runtime",
        }
    }
}

impl RegisterError {
    /// The error of a statement, with a broken rule of uniqueness named.
    pub(crate) fn of_statement(error: sqlx::Error) -> Self {
        let Some(database) = error.as_database_error() else {
            return Self::Database(error);
        };
        if database.is_unique_violation() {
            return Self::Duplicate(unique_of(database.constraint(), database.message()));
        }
        let code = database.code();
        if code.as_deref() == Some(BESIDE) {
            return Self::WrittenBeside;
        }
        let busy = code.is_some_and(|code| BUSY.contains(&&*code));
        if busy {
            Self::Busy(error)
        } else {
            Self::Database(error)
        }
    }
}

/// PostgreSQL names the index, SQLite says what it names at the end of its message.
fn unique_of(index: Option<&str>, message: &str) -> Unique {
    UNIQUES
        .iter()
        .find(|(name, columns, _)| {
            index == Some(name) || message.ends_with(&format!(": {columns}"))
        })
        .map_or(Unique::Other, |(_, _, unique)| *unique)
}
