// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The tables of the specification, typed here again: nothing of the card's own table is used.

use epatent_apdu::StatusWord;
use epatent_apdu::profile::LifeCycle::{self, Active, Blank, Personalisation, Suspended};

/// What a terminal has shown of itself, and how it says so in every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Nothing.
    Clear,
    /// PACE.
    Pace,
    /// SCP03 at this level.
    Scp03(u8),
}

/// Who may send a command.
#[derive(Clone, Copy)]
enum Who {
    Anybody,
    /// Anybody for EF.CardAccess, a terminal with PACE for every other file.
    ByFile,
    Pace,
    /// The office, with commands and responses both authentic and secret: level 33.
    Secret,
    /// The office at any level.
    Office,
}

/// One line of the table of commands.
struct Line {
    class: u8,
    instruction: u8,
    parameters: fn(u8, u8) -> bool,
    body: [usize; 2],
    needs_le: bool,
    /// Nobody may send it through a channel.
    clear_only: bool,
    access: &'static [(&'static [LifeCycle], Who)],
}

const ALL: &[LifeCycle] = &LifeCycle::ALL;
const LIVING: &[LifeCycle] = &[Blank, Personalisation, Active, Suspended];
const ISSUED: &[LifeCycle] = &[Active, Suspended];
const OPEN: &[LifeCycle] = &[Blank, Personalisation];

const fn line(
    class: u8,
    instruction: u8,
    parameters: fn(u8, u8) -> bool,
    body: [usize; 2],
    needs_le: bool,
    access: &'static [(&'static [LifeCycle], Who)],
) -> Line {
    Line {
        class,
        instruction,
        parameters,
        body,
        needs_le,
        clear_only: false,
        access,
    }
}

const fn clear_only(mut line: Line) -> Line {
    line.clear_only = true;
    line
}

const fn zero(p1: u8, p2: u8) -> bool {
    p1 == 0 && p2 == 0
}

const TABLE: [Line; 20] = [
    // SELECT applet, with FCI and without.
    line(
        0x00,
        0xA4,
        |p1, p2| p1 == 4 && (p2 == 0 || p2 == 0x0C),
        [1, 16],
        false,
        &[(ALL, Who::Anybody)],
    ),
    // SELECT file.
    line(
        0x00,
        0xA4,
        |p1, p2| p1 == 2 && p2 == 0x0C,
        [2, 2],
        false,
        &[(&[Active], Who::ByFile)],
    ),
    // READ BINARY of the selected file, and by short identifier.
    line(
        0x00,
        0xB0,
        |p1, _| p1 < 0x80,
        [0, 0],
        true,
        &[(&[Active], Who::Anybody)],
    ),
    line(
        0x00,
        0xB0,
        |p1, _| (0x80..0xA0).contains(&p1),
        [0, 0],
        true,
        &[(&[Active], Who::ByFile)],
    ),
    // INTERNAL AUTHENTICATE.
    line(0x00, 0x88, zero, [64, 64], true, &[(&[Active], Who::Pace)]),
    // GET RESPONSE.
    clear_only(line(0x00, 0xC0, zero, [0, 0], true, &[(ALL, Who::Anybody)])),
    // MSE:SET AT and GENERAL AUTHENTICATE.
    clear_only(line(
        0x00,
        0x22,
        |p1, p2| p1 == 0xC1 && p2 == 0xA4,
        [1, 255],
        false,
        &[(&[Active], Who::Anybody)],
    )),
    clear_only(line(
        0x00,
        0x86,
        zero,
        [1, 255],
        true,
        &[(&[Active], Who::Anybody)],
    )),
    // INITIALIZE UPDATE and EXTERNAL AUTHENTICATE.
    clear_only(line(
        0x80,
        0x50,
        |_, p2| p2 == 0,
        [8, 8],
        true,
        &[(LIVING, Who::Anybody)],
    )),
    clear_only(line(
        0x84,
        0x82,
        |p1, p2| p2 == 0 && [0x01, 0x03, 0x11, 0x13, 0x33].contains(&p1),
        [16, 16],
        false,
        &[(LIVING, Who::Anybody)],
    )),
    // GENERATE KEY, BEGIN, WRITE.
    line(0x80, 0x12, zero, [32, 32], true, &[(OPEN, Who::Secret)]),
    line(0x80, 0x10, zero, [48, 48], false, &[(OPEN, Who::Secret)]),
    line(
        0x80,
        0xD6,
        zero,
        [5, 4096],
        false,
        &[(&[Personalisation], Who::Secret)],
    ),
    // STATUS.
    line(
        0x80,
        0x14,
        zero,
        [0, 0],
        true,
        &[(OPEN, Who::Secret), (ISSUED, Who::Office)],
    ),
    // ABORT, COMMIT.
    line(
        0x80,
        0x18,
        zero,
        [16, 16],
        false,
        &[(&[Personalisation], Who::Secret)],
    ),
    line(
        0x80,
        0x16,
        zero,
        [16, 16],
        false,
        &[(&[Personalisation], Who::Secret)],
    ),
    // APPEND RECORD.
    line(
        0x80,
        0xE2,
        zero,
        [35, 1058],
        false,
        &[(&[Active], Who::Secret)],
    ),
    // SUSPEND, ACTIVATE, TERMINATE.
    line(0x80, 0x20, zero, [0, 0], false, &[(&[Active], Who::Office)]),
    line(
        0x80,
        0x22,
        zero,
        [0, 0],
        false,
        &[(&[Suspended], Who::Office)],
    ),
    line(0x80, 0x24, zero, [0, 0], false, &[(LIVING, Who::Office)]),
];

/// Instructions of the table.
pub(super) fn is_known(instruction: u8) -> bool {
    TABLE.iter().any(|line| line.instruction == instruction)
}

/// A command as it is meant, after the channel it came through and before any chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meant<'a> {
    pub(super) header: [u8; 4],
    pub(super) body: &'a [u8],
    pub(super) le: bool,
}

fn office(level: u8, who: Who) -> bool {
    match who {
        Who::Anybody => true,
        Who::Secret => level == 0x33,
        Who::Office => true,
        Who::ByFile | Who::Pace => false,
    }
}

/// CLA, then INS, then P1 and P2.
fn find([class, instruction, p1, p2]: [u8; 4]) -> Result<&'static Line, StatusWord> {
    let of_class = |line: &&Line| line.class == class;
    if !TABLE.iter().any(|line| of_class(&line)) {
        return Err(StatusWord::UNKNOWN_CLASS);
    }
    let mut known = TABLE
        .iter()
        .filter(of_class)
        .filter(|line| line.instruction == instruction)
        .peekable();
    if known.peek().is_none() {
        return Err(StatusWord::UNKNOWN_INSTRUCTION);
    }
    known
        .find(|line| (line.parameters)(p1, p2))
        .ok_or(StatusWord::WRONG_P1_P2)
}

impl Line {
    fn access(&self, state: LifeCycle, shown: Shown, meant: &Meant<'_>) -> Result<(), StatusWord> {
        let (_, who) = self
            .access
            .iter()
            .find(|(states, _)| states.contains(&state))
            .ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
        let [_, instruction, p1, _] = meant.header;
        let card_access = if instruction == 0xB0 {
            p1 == 0x9C
        } else {
            meant.body == [0x01, 0x1C]
        };
        let may = match (shown, who) {
            (_, Who::Anybody) | (Shown::Pace, Who::ByFile | Who::Pace) => true,
            (_, Who::ByFile) => card_access,
            (Shown::Scp03(level), who) => office(level, *who),
            _ => false,
        };
        if may {
            Ok(())
        } else {
            Err(StatusWord::SECURITY_NOT_SATISFIED)
        }
    }
}

/// How a whole command that comes in the clear is refused, or that it is run.
pub(super) fn in_the_clear(state: LifeCycle, meant: &Meant<'_>) -> Result<(), StatusWord> {
    let [class, instruction, p1, p2] = meant.header;
    let chained = class & 0x10 != 0;
    let class = match class & !0x10 {
        plain @ (0x00 | 0x80) => plain,
        0x84 if instruction == 0x82 => 0x84,
        // Protected, as the class says, in a channel that nobody opened.
        0x0C | 0x04 | 0x84 => return Err(StatusWord::SECURITY_NOT_SATISFIED),
        _ => return Err(StatusWord::UNKNOWN_CLASS),
    };
    let line = find([class, instruction, p1, p2])?;
    let [fewest, most] = line.body;
    // GENERAL AUTHENTICATE has no chains: the bit belongs to the steps of PACE.
    if chained && instruction != 0x86 {
        if meant.le || meant.body.is_empty() || meant.body.len() >= most {
            return Err(StatusWord::WRONG_LENGTH);
        }
        // Which file a piece is about is not known yet.
        let whole = Meant {
            body: &[0x01, 0x1C],
            ..*meant
        };
        return line.access(state, Shown::Clear, &whole);
    }
    let fits = (fewest..=most).contains(&meant.body.len());
    if !fits || (line.needs_le && !meant.le) {
        return Err(StatusWord::WRONG_LENGTH);
    }
    line.access(state, Shown::Clear, meant)
}

/// How a command is refused that came through a channel, whole and authentic.
pub(super) fn in_a_channel(
    state: LifeCycle,
    shown: Shown,
    meant: &Meant<'_>,
) -> Result<(), StatusWord> {
    let line = find(meant.header)?;
    if line.clear_only {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let [fewest, most] = line.body;
    let fits = (fewest..=most).contains(&meant.body.len());
    if !fits || (line.needs_le && !meant.le) {
        return Err(StatusWord::WRONG_LENGTH);
    }
    line.access(state, shown, meant)
}

/// How a piece before the last is refused whose header says that it comes through an open channel.
pub(super) fn piece_in_a_channel(
    state: LifeCycle,
    shown: Shown,
    header: [u8; 4],
) -> Result<(), StatusWord> {
    let line = find(header)?;
    if line.clear_only {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    // Which file it is about is not known yet.
    let whole = Meant {
        header: [header[0], header[1], 0x9C, header[3]],
        body: &[0x01, 0x1C],
        le: true,
    };
    line.access(state, shown, &whole)
}
