// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Who may do what, as data \[applet-spec card-profile §4].
//!
//! The dispatcher accepts exactly what stands in [`RULES`] and nothing else, so that a test, or a
//! reviewer, can hold the table against the specification without reading any command. What a
//! command asks of the terminal in which state is its [`Access`]; that of a file, where a command
//! may name any, is [`level_of_file`].

use epatent_apdu::StatusWord;
use epatent_apdu::command::MAX_SHORT_DATA;
use epatent_apdu::pace::SetAt;
use epatent_apdu::profile::{
    AID, EF_CARD_ACCESS, LifeCycle, MAX_BODY, MAX_RECORD, class, instruction,
};
use epatent_apdu::scp03::{self, CLASS_SECURED, S8, SecurityLevel};
use epatent_apdu::secure_messaging::CLASS_BITS;

/// What a command does, once the table let it through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// SELECT by AID, `card-profile.md` §4.1.
    SelectApplet,
    /// SELECT by file identifier, `card-profile.md` §4.1.
    SelectFile,
    /// READ BINARY of the selected file, `card-profile.md` §4.2.
    ReadSelected,
    /// READ BINARY by short identifier, `card-profile.md` §4.2.
    ReadShort,
    /// INTERNAL AUTHENTICATE: the chip proof, `card-profile.md` §4.3.
    InternalAuthenticate,
    /// GET RESPONSE, the rest of a response: `card-profile.md` §4.9.
    GetResponse,
    /// MANAGE SECURITY ENVIRONMENT: the first command of PACE, `card-profile.md` §4.5.
    SetAt,
    /// GENERAL AUTHENTICATE: the steps of PACE, `card-profile.md` §4.5.
    GeneralAuthenticate,
    /// INITIALIZE UPDATE: the first command of SCP03, `card-profile.md` §4.6.
    InitializeUpdate,
    /// EXTERNAL AUTHENTICATE: the second command of SCP03, `card-profile.md` §4.6.
    ExternalAuthenticate,
    /// GENERATE KEY: the chip makes its key and proves that it has it, `card-profile.md` §4.4.
    GenerateKey,
    /// BEGIN: opens a session for one manifest, `card-profile.md` §4.4.
    Begin,
    /// WRITE: bytes of a file at an offset, `card-profile.md` §4.4.
    Write,
    /// STATUS: what the card holds so far, `card-profile.md` §4.4.
    Status,
    /// ABORT: back to BLANK, `card-profile.md` §4.4.
    Abort,
    /// COMMIT: the card becomes ACTIVE, `card-profile.md` §4.4.
    Commit,
    /// APPEND RECORD: one more payment, `card-profile.md` §4.7.
    AppendRecord,
    /// SUSPEND: from ACTIVE to SUSPENDED, `card-profile.md` §4.8.
    Suspend,
    /// ACTIVATE: from SUSPENDED back to ACTIVE, `card-profile.md` §4.8.
    Activate,
    /// TERMINATE: the end of the card, `card-profile.md` §4.8.
    Terminate,
}

impl Operation {
    /// Whether the command opens a channel, or fetches what is left of a response: commands that
    /// exist in the clear only.
    #[must_use]
    pub const fn is_clear_only(self) -> bool {
        matches!(
            self,
            Self::GetResponse
                | Self::SetAt
                | Self::GeneralAuthenticate
                | Self::InitializeUpdate
                | Self::ExternalAuthenticate
        )
    }
}

/// How a command is protected, as its class byte says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not at all: CLA `00` or `80`, and EXTERNAL AUTHENTICATE.
    Clear,
    /// By the secure messaging that PACE opened.
    SecureMessaging,
    /// By SCP03, whose level the channel knows.
    Scp03,
}

impl Protection {
    /// The protection that a header announces, and the header of the command in the clear.
    ///
    /// EXTERNAL AUTHENTICATE counts as clear, because no channel is open before it.
    ///
    /// # Errors
    /// `6E00` for a class that the profile does not have.
    pub const fn of(header: [u8; 4]) -> Result<(Self, [u8; 4]), StatusWord> {
        const MESSAGING: u8 = class::ISO | CLASS_BITS;
        let [first, instruction, p1, p2] = header;
        let (protection, bits) = match first & !class::CHAINED {
            class::ISO | class::PERSONALISATION => (Self::Clear, 0),
            AUTHENTICATE if instruction == instruction::EXTERNAL_AUTHENTICATE => (Self::Clear, 0),
            MESSAGING => (Self::SecureMessaging, CLASS_BITS),
            other if scp03::is_secured(other) => (Self::Scp03, CLASS_SECURED),
            _ => return Err(StatusWord::UNKNOWN_CLASS),
        };
        Ok((protection, [first & !bits, instruction, p1, p2]))
    }
}

/// What a terminal has shown of itself in this session, and what a command asks it to have shown.
///
/// `[applet-spec card-profile §3.1]`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Nothing: anybody at the reader.
    #[default]
    Open,
    /// That it knows the access number, by PACE.
    Reader,
    /// That it holds the keys of the issuer, by SCP03 with this protection, or asked for: with at
    /// least this one.
    Issuer(SecurityLevel),
}

impl Level {
    /// Whether a terminal of this level may have what asks for `demanded`. The two kinds of terminal
    /// do not stand above one another: an office reads no card, and a reader changes none.
    #[must_use]
    pub const fn satisfies(self, demanded: Self) -> bool {
        match (demanded, self) {
            (Self::Open, _) | (Self::Reader, Self::Reader) => true,
            (Self::Issuer(minimum), Self::Issuer(level)) => level.covers(minimum),
            _ => false,
        }
    }
}

/// What a terminal must have shown to select or read a file, whether it exists or not.
#[must_use]
pub const fn level_of_file(identifier: u16) -> Level {
    match identifier {
        EF_CARD_ACCESS => Level::Open,
        _ => Level::Reader,
    }
}

/// P1 and P2 that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameters {
    /// These two bytes.
    Exactly(u8, u8),
    /// A 15-bit offset: bit 8 of P1 is clear.
    Offset,
    /// Any P1, which the command itself judges, and this P2.
    AnyWith(u8),
    /// The code of a [`SecurityLevel`] and `00`.
    SecurityLevel,
    /// A short file identifier in bits 5 to 1 of P1, with bits 8 to 6 = 100, and an offset.
    ShortIdentifier,
}

impl Parameters {
    const fn matches(self, p1: u8, p2: u8) -> bool {
        match self {
            Self::Exactly(first, second) => p1 == first && p2 == second,
            Self::Offset => p1 & 0x80 == 0,
            Self::AnyWith(second) => p2 == second,
            Self::SecurityLevel => p2 == 0 && SecurityLevel::from_code(p1).is_some(),
            Self::ShortIdentifier => p1 & 0xE0 == 0x80,
        }
    }
}

/// Whether a command has an Le field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It must: without one the response would have nowhere to go.
    Expected,
    /// It may; without one the response is the status word alone.
    Optional,
}

/// One accepted command.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What it does.
    pub operation: Operation,
    /// CLA in the clear, without the chaining bit.
    pub class: u8,
    /// INS, one of [`instruction`].
    pub instruction: u8,
    /// The values of P1 and P2 that the rule is about.
    pub parameters: Parameters,
    /// The fewest and the most bytes of the command body, after chaining.
    pub body: (usize, usize),
    /// Whether the command has an Le field.
    pub answer: Answer,
    /// In which life-cycle states it is accepted, and from whom.
    pub access: &'static [Access],
}

/// States, and the level that a command needs in them.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// The life-cycle states in which the level holds.
    pub states: &'static [LifeCycle],
    /// What a terminal must have shown, at least.
    pub level: Level,
}

const ALL: &[LifeCycle] = &LifeCycle::ALL;
const ACTIVE: &[LifeCycle] = &[LifeCycle::Active];
const SUSPENDED: &[LifeCycle] = &[LifeCycle::Suspended];
const ISSUED: &[LifeCycle] = &[LifeCycle::Suspended, LifeCycle::Active];
const PERSO: &[LifeCycle] = &[LifeCycle::Personalisation];
const BEFORE_ACTIVE: &[LifeCycle] = &[LifeCycle::Blank, LifeCycle::Personalisation];
const BEFORE_TERMINATED: &[LifeCycle] = &[
    LifeCycle::Blank,
    LifeCycle::Personalisation,
    LifeCycle::Suspended,
    LifeCycle::Active,
];

/// The issuer, with commands and responses both authentic and secret. Whoever listens to less could
/// try the million access numbers against a digest.
const IN_SECRET: Level = Level::Issuer(SecurityLevel::Full);
/// The issuer, by a command that is authentic at least.
const AUTHENTIC: Level = Level::Issuer(SecurityLevel::Mac);

/// The longest application identifier (ISO/IEC 7816-4:2020 §12.2.3).
const LONGEST_AID: usize = 16;
const _: () = assert!(AID.len() <= LONGEST_AID);

/// Bytes of APPEND RECORD before the record: sequence and previous head.
pub(crate) const RECORD_HEADER: usize = 2 + 32;

/// The class of EXTERNAL AUTHENTICATE.
const AUTHENTICATE: u8 = class::PERSONALISATION | CLASS_SECURED;

/// The access table.
///
/// `[applet-spec card-profile §3.1]`
pub const RULES: &[Rule] = &[
    iso(
        Operation::SelectApplet,
        instruction::SELECT,
        Parameters::Exactly(0x04, 0x00),
    )
    .body(1, LONGEST_AID)
    .optional(),
    iso(
        Operation::SelectApplet,
        instruction::SELECT,
        Parameters::Exactly(0x04, 0x0C),
    )
    .body(1, LONGEST_AID)
    .optional(),
    // The three commands that name a file ask for the level of that file.
    iso(
        Operation::SelectFile,
        instruction::SELECT,
        Parameters::Exactly(0x02, 0x0C),
    )
    .body(2, 2)
    .optional()
    .access(&[in_states(ACTIVE, Level::Open)]),
    iso(
        Operation::ReadSelected,
        instruction::READ_BINARY,
        Parameters::Offset,
    )
    .access(&[in_states(ACTIVE, Level::Open)]),
    iso(
        Operation::ReadShort,
        instruction::READ_BINARY,
        Parameters::ShortIdentifier,
    )
    .access(&[in_states(ACTIVE, Level::Open)]),
    iso(
        Operation::InternalAuthenticate,
        instruction::INTERNAL_AUTHENTICATE,
        NONE,
    )
    .body(64, 64)
    .access(&[in_states(ACTIVE, Level::Reader)]),
    iso(Operation::GetResponse, instruction::GET_RESPONSE, NONE),
    iso(
        Operation::SetAt,
        instruction::MANAGE_SECURITY_ENVIRONMENT,
        Parameters::Exactly(SetAt::P1, SetAt::P2),
    )
    .body(1, MAX_SHORT_DATA)
    .optional()
    .access(&[in_states(ACTIVE, Level::Open)]),
    iso(
        Operation::GeneralAuthenticate,
        instruction::GENERAL_AUTHENTICATE,
        NONE,
    )
    .body(1, MAX_SHORT_DATA)
    .access(&[in_states(ACTIVE, Level::Open)]),
    perso(Operation::InitializeUpdate, instruction::INITIALIZE_UPDATE)
        .parameters(Parameters::AnyWith(0x00))
        .body(S8, S8)
        .access(&[in_states(BEFORE_TERMINATED, Level::Open)]),
    perso(
        Operation::ExternalAuthenticate,
        instruction::EXTERNAL_AUTHENTICATE,
    )
    .class(AUTHENTICATE)
    .parameters(Parameters::SecurityLevel)
    .body(2 * S8, 2 * S8)
    .optional()
    .access(&[in_states(BEFORE_TERMINATED, Level::Open)]),
    perso(Operation::GenerateKey, instruction::GENERATE_KEY)
        .body(32, 32)
        .access(&[in_states(BEFORE_ACTIVE, IN_SECRET)]),
    perso(Operation::Begin, instruction::BEGIN)
        .body(48, 48)
        .optional()
        .access(&[in_states(BEFORE_ACTIVE, IN_SECRET)]),
    perso(Operation::Write, instruction::WRITE)
        .body(5, MAX_BODY)
        .optional()
        .access(&[in_states(PERSO, IN_SECRET)]),
    perso(Operation::Status, instruction::STATUS).access(&[
        in_states(BEFORE_ACTIVE, IN_SECRET),
        in_states(ISSUED, AUTHENTIC),
    ]),
    perso(Operation::Abort, instruction::ABORT)
        .body(16, 16)
        .optional()
        .access(&[in_states(PERSO, IN_SECRET)]),
    perso(Operation::Commit, instruction::COMMIT)
        .body(16, 16)
        .optional()
        .access(&[in_states(PERSO, IN_SECRET)]),
    perso(Operation::AppendRecord, instruction::APPEND_RECORD)
        .body(RECORD_HEADER + 1, RECORD_HEADER + MAX_RECORD)
        .optional()
        .access(&[in_states(ACTIVE, IN_SECRET)]),
    perso(Operation::Suspend, instruction::SUSPEND)
        .optional()
        .access(&[in_states(ACTIVE, AUTHENTIC)]),
    perso(Operation::Activate, instruction::ACTIVATE)
        .optional()
        .access(&[in_states(SUSPENDED, AUTHENTIC)]),
    perso(Operation::Terminate, instruction::TERMINATE)
        .optional()
        .access(&[in_states(BEFORE_TERMINATED, AUTHENTIC)]),
];

const NONE: Parameters = Parameters::Exactly(0x00, 0x00);

/// From anybody, in every state.
const ALWAYS: &[Access] = &[in_states(ALL, Level::Open)];

const fn in_states(states: &'static [LifeCycle], level: Level) -> Access {
    Access { states, level }
}

const fn iso(operation: Operation, instruction: u8, parameters: Parameters) -> Rule {
    Rule {
        operation,
        class: class::ISO,
        instruction,
        parameters,
        body: (0, 0),
        answer: Answer::Expected,
        access: ALWAYS,
    }
}

const fn perso(operation: Operation, instruction: u8) -> Rule {
    let mut rule = iso(operation, instruction, NONE);
    rule.class = class::PERSONALISATION;
    rule
}

impl Rule {
    const fn class(mut self, class: u8) -> Self {
        self.class = class;
        self
    }

    const fn parameters(mut self, parameters: Parameters) -> Self {
        self.parameters = parameters;
        self
    }

    const fn body(mut self, fewest: usize, most: usize) -> Self {
        self.body = (fewest, most);
        self
    }

    const fn optional(mut self) -> Self {
        self.answer = Answer::Optional;
        self
    }

    const fn access(mut self, access: &'static [Access]) -> Self {
        self.access = access;
        self
    }

    /// The rule of the header of a command in the clear, checked in the order of the profile: CLA, then INS, then P1 and P2.
    ///
    /// # Errors
    /// The status word that says which of them no rule has.
    pub fn find(header: [u8; 4]) -> Result<&'static Self, StatusWord> {
        let [class, instruction, p1, p2] = header;
        let class = class & !class::CHAINED;
        if !RULES.iter().any(|rule| rule.class == class) {
            return Err(StatusWord::UNKNOWN_CLASS);
        }
        let mut known = RULES
            .iter()
            .filter(|rule| rule.class == class && rule.instruction == instruction)
            .peekable();
        if known.peek().is_none() {
            return Err(StatusWord::UNKNOWN_INSTRUCTION);
        }
        known
            .find(|rule| rule.parameters.matches(p1, p2))
            .ok_or(StatusWord::WRONG_P1_P2)
    }

    /// Checks the lengths of a whole command, in bytes: its body, and Ne where it has an Le field.
    ///
    /// # Errors
    /// `6700` for a length that the rule does not have.
    pub fn check_length(&self, body: usize, expected: Option<u32>) -> Result<(), StatusWord> {
        let (fewest, most) = self.body;
        let wanted = self.answer == Answer::Optional || expected.is_some();
        if wanted && (fewest..=most).contains(&body) {
            Ok(())
        } else {
            Err(StatusWord::WRONG_LENGTH)
        }
    }

    /// Whether the data of the response are sent: a command without Le gets the status word alone.
    #[must_use]
    pub fn is_answered(&self, expected: Option<u32>) -> bool {
        self.answer == Answer::Expected || expected.is_some()
    }

    /// Checks that a piece before the last can belong to a command of this rule: `body` bytes of data, and more to
    /// come.
    ///
    /// # Errors
    /// `6700` where it alone is as long as the whole command may be.
    pub const fn check_piece(&self, body: usize) -> Result<(), StatusWord> {
        if body < self.body.1 {
            Ok(())
        } else {
            Err(StatusWord::WRONG_LENGTH)
        }
    }

    /// Checks the life-cycle state, then the authentication level.
    ///
    /// # Errors
    /// `6985` in a state that the rule does not name, otherwise `6982` for a level that does not suffice.
    pub fn check_access(&self, state: LifeCycle, level: Level) -> Result<(), StatusWord> {
        let access = self
            .access
            .iter()
            .find(|access| access.states.contains(&state))
            .ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
        if level.satisfies(access.level) {
            Ok(())
        } else {
            Err(StatusWord::SECURITY_NOT_SATISFIED)
        }
    }
}

#[cfg(test)]
mod tests;
