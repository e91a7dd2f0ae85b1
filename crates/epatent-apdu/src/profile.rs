// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card profile in constants: identification, files, life cycle, commands, statements.
//!
//! The numbers are those of `applet-spec/card-profile.md`; the section stands with each.

mod application;
mod file;
mod life_cycle;
mod point;
mod statement;
mod status;

pub use application::AppletInfo;
pub use file::{
    EF_CAN, EF_CARD_ACCESS, EF_PAYMENTS, EF_RECEIPT, EF_SECURITY_OBJECT, HIGHEST_DATA_GROUP,
    WRITABLE_FILES, data_group, is_readable, is_writable, short_identifier,
};
pub use life_cycle::LifeCycle;
pub use point::{POINT_LENGTH, Point, check_point, parse_signature, verify};
pub use statement::{
    CHIP_PROOF_PREFIX, FileEntry, KEY_PROOF_PREFIX, MANIFEST_PREFIX, key_proof_statement,
    manifest_digest,
};
pub use status::{PaymentLog, Personalisation, Status};

use crate::command::Command;

/// The profile that this crate speaks, `[applet-spec §4.1]`.
pub const PROFILE: u8 = 2;

/// Application identifier of the applet, `[applet-spec §1]`.
pub const AID: [u8; 9] = [0xF0, 0x45, 0x50, 0x41, 0x54, 0x45, 0x4E, 0x54, 0x01];

/// Longest command body in bytes after chaining, `[applet-spec §4]`.
pub const MAX_BODY: usize = 4096;

/// Longest file in bytes, because READ BINARY addresses 15 bits, `[applet-spec §2]`.
pub const MAX_FILE: usize = 0x7FFF;

/// Longest payment record in bytes, `[applet-spec §4.7]`.
pub const MAX_RECORD: usize = 1024;

/// Class bytes, `[applet-spec §4]` · ISO/IEC 7816-4:2020 §5.4.1.
///
/// | CLA | meaning |
/// |---|---|
/// | `00` | ISO/IEC 7816-4 command |
/// | `10` | the same, not the last piece of a chain |
/// | `80` | personalisation command |
/// | `90` | the same, not the last piece of a chain |
/// | `0C` | ISO/IEC 7816-4 command under the secure messaging of PACE |
/// | `04`, `84` | as `00` and `80`, under SCP03 |
///
/// `10` is added in `0C`, `04` and `84` as well. Everything else is `6E00`.
pub mod class {
    /// ISO/IEC 7816-4 commands.
    pub const ISO: u8 = 0x00;
    /// Personalisation commands.
    pub const PERSONALISATION: u8 = 0x80;
    /// The bit that is set in every command of a chain but the last.
    pub const CHAINED: u8 = 0x10;

    /// Whether the class byte is one of a command in the clear, chained or not.
    #[must_use]
    pub const fn is_known(class: u8) -> bool {
        matches!(class & !CHAINED, ISO | PERSONALISATION)
    }

    /// Whether more pieces of the same command follow.
    #[must_use]
    pub const fn is_chained(class: u8) -> bool {
        class & CHAINED != 0
    }
}

/// Instruction bytes, `[applet-spec §4]`.
pub mod instruction {
    /// BEGIN, class `80`.
    pub const BEGIN: u8 = 0x10;
    /// GENERATE KEY, class `80`.
    pub const GENERATE_KEY: u8 = 0x12;
    /// STATUS, class `80`.
    pub const STATUS: u8 = 0x14;
    /// COMMIT, class `80`.
    pub const COMMIT: u8 = 0x16;
    /// ABORT, class `80`.
    pub const ABORT: u8 = 0x18;
    /// SUSPEND, class `80`.
    pub const SUSPEND: u8 = 0x20;
    /// ACTIVATE, class `80`.
    pub const ACTIVATE: u8 = 0x22;
    /// TERMINATE, class `80`.
    pub const TERMINATE: u8 = 0x24;
    /// APPEND RECORD, class `80`.
    pub const APPEND_RECORD: u8 = 0xE2;
    /// MANAGE SECURITY ENVIRONMENT, class `00`, ISO/IEC 7816-4:2020 §11.5.11.
    pub const MANAGE_SECURITY_ENVIRONMENT: u8 = 0x22;
    /// GENERAL AUTHENTICATE, class `00` or `10`, ISO/IEC 7816-4:2020 §11.5.5.
    pub const GENERAL_AUTHENTICATE: u8 = 0x86;
    /// INITIALIZE UPDATE, class `80`, GlobalPlatform Amendment D §7.1.1.
    pub const INITIALIZE_UPDATE: u8 = 0x50;
    /// EXTERNAL AUTHENTICATE, class `84`, GlobalPlatform Amendment D §7.1.2.
    pub const EXTERNAL_AUTHENTICATE: u8 = 0x82;
    /// INTERNAL AUTHENTICATE, class `00`, ISO/IEC 7816-4:2020 §11.5.2.
    pub const INTERNAL_AUTHENTICATE: u8 = 0x88;
    /// SELECT, class `00`, ISO/IEC 7816-4:2020 §11.2.2.
    pub const SELECT: u8 = 0xA4;
    /// READ BINARY, class `00`, ISO/IEC 7816-4:2020 §11.3.3.
    pub const READ_BINARY: u8 = 0xB0;
    /// GET RESPONSE, class `00`, ISO/IEC 7816-4:2020 §11.8.1.
    pub const GET_RESPONSE: u8 = 0xC0;
    /// WRITE, class `80`.
    pub const WRITE: u8 = 0xD6;
}

/// The name of a command as the card profile prints it, for error messages.
#[must_use]
pub const fn command_name(command: &Command) -> &'static str {
    match (command.class & !class::CHAINED, command.instruction) {
        (class::ISO, instruction::SELECT) => "SELECT",
        (class::ISO, instruction::READ_BINARY) => "READ BINARY",
        (class::ISO, instruction::INTERNAL_AUTHENTICATE) => "INTERNAL AUTHENTICATE",
        (class::ISO, instruction::MANAGE_SECURITY_ENVIRONMENT) => "MANAGE SECURITY ENVIRONMENT",
        (class::ISO, instruction::GENERAL_AUTHENTICATE) => "GENERAL AUTHENTICATE",
        (class::ISO, instruction::GET_RESPONSE) => "GET RESPONSE",
        (class::PERSONALISATION, instruction::INITIALIZE_UPDATE) => "INITIALIZE UPDATE",
        (0x84, instruction::EXTERNAL_AUTHENTICATE) => "EXTERNAL AUTHENTICATE",
        (class::PERSONALISATION, instruction::GENERATE_KEY) => "GENERATE KEY",
        (class::PERSONALISATION, instruction::BEGIN) => "BEGIN",
        (class::PERSONALISATION, instruction::WRITE) => "WRITE",
        (class::PERSONALISATION, instruction::STATUS) => "STATUS",
        (class::PERSONALISATION, instruction::ABORT) => "ABORT",
        (class::PERSONALISATION, instruction::COMMIT) => "COMMIT",
        (class::PERSONALISATION, instruction::APPEND_RECORD) => "APPEND RECORD",
        (class::PERSONALISATION, instruction::SUSPEND) => "SUSPEND",
        (class::PERSONALISATION, instruction::ACTIVATE) => "ACTIVATE",
        (class::PERSONALISATION, instruction::TERMINATE) => "TERMINATE",
        _ => "an unknown command",
    }
}

#[cfg(test)]
mod tests;
