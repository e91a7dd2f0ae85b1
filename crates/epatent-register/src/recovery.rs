// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What to do with a card whose making was interrupted: a pure function of what the register knows
//! and what the card says. The card is the authority.

use crate::words::words;

/// How far the register knows an attempt to have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// A blank was taken; nothing was signed for it.
    Taken,
    /// A signature was asked for; it may exist, nobody has it.
    Signing,
    /// Signed files are kept; no WRITE was sent.
    Signed,
    /// WRITEs were sent, perhaps all of them, perhaps COMMIT.
    Writing,
    /// COMMIT was confirmed; the card was not read back.
    Written,
    /// TERMINATE was sent, perhaps.
    Terminating,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 6] = [
        Self::Taken,
        Self::Signing,
        Self::Signed,
        Self::Writing,
        Self::Written,
        Self::Terminating,
    ];
}

/// What a card says of itself when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardSays {
    /// It is not on a reader.
    Nothing,
    /// Blank, with the key that the card was signed for, or with none or another.
    Blank {
        /// Whether it has that key.
        our_key: bool,
    },
    /// Half written, for the manifest that the register knows or for another.
    Begun {
        /// Whether it is that manifest.
        ours: bool,
    },
    /// Active or suspended, with the security object that the register knows or with another.
    Active {
        /// Whether it is that object.
        ours: bool,
    },
    /// Ended for good.
    Terminated,
    /// It is on a reader and answers nothing that can be used, also after a reset.
    Dead,
}

impl CardSays {
    /// Every answer.
    pub const ALL: [Self; 9] = [
        Self::Nothing,
        Self::Blank { our_key: true },
        Self::Blank { our_key: false },
        Self::Begun { ours: true },
        Self::Begun { ours: false },
        Self::Active { ours: true },
        Self::Active { ours: false },
        Self::Terminated,
        Self::Dead,
    ];
}

/// What a resumed attempt goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Next {
    /// Writing the files that are kept.
    Write,
    /// Reading the card back through the verifier.
    ReadBack,
    /// Ending the card for good.
    Terminate,
}

words! {
    /// Why a card is scrapped when its making was interrupted.
    Cause {
        /// Another office or program wrote to it.
        ForeignContent = "foreign-content",
        /// It was ended for good.
        Terminated = "terminated",
        /// It does not answer.
        Dead = "dead",
        /// It lost what it had confirmed.
        LostContent = "lost-content",
    }
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// Put the card on a reader. Until then it is accounted for as in work.
    AskForCard,
    /// Go on.
    Resume(Next),
    /// What was signed is void; the blank goes back into the drawer.
    Void,
    /// What was signed is void; the blank is destroyed.
    Scrap(Cause),
}

/// What to do with an attempt at this stage whose card says this.
///
/// ```
/// use epatent_register::recovery::{CardSays, Next, Recovery, Stage, recover};
///
/// // Stopped after COMMIT and before the register heard of it: read it back.
/// let torn = recover(Stage::Writing, CardSays::Active { ours: true });
/// assert_eq!(torn, Recovery::Resume(Next::ReadBack));
/// ```
#[must_use]
pub const fn recover(stage: Stage, says: CardSays) -> Recovery {
    match (stage, says) {
        (_, CardSays::Nothing) => Recovery::AskForCard,
        (_, CardSays::Dead) => Recovery::Scrap(Cause::Dead),
        (_, CardSays::Terminated) => Recovery::Scrap(Cause::Terminated),

        // Nothing that was signed can be on the chip, and the signature, if any, is nowhere.
        (Stage::Taken | Stage::Signing, CardSays::Blank { .. }) => Recovery::Void,
        (Stage::Taken | Stage::Signing, CardSays::Begun { .. } | CardSays::Active { .. }) => {
            Recovery::Scrap(Cause::ForeignContent)
        }

        (Stage::Signed | Stage::Writing, CardSays::Blank { our_key: true }) => {
            Recovery::Resume(Next::Write)
        }
        // Signed for a key that is gone.
        (Stage::Signed | Stage::Writing, CardSays::Blank { our_key: false }) => Recovery::Void,
        (Stage::Signed | Stage::Writing, CardSays::Begun { ours: true }) => {
            Recovery::Resume(Next::Write)
        }
        (Stage::Writing | Stage::Written, CardSays::Active { ours: true }) => {
            Recovery::Resume(Next::ReadBack)
        }
        // Nobody sent a WRITE, and it is active with our object: a copy of the files got out.
        (Stage::Signed, CardSays::Active { .. }) => Recovery::Scrap(Cause::ForeignContent),

        // It was confirmed active.
        (Stage::Written, CardSays::Blank { .. } | CardSays::Begun { ours: true }) => {
            Recovery::Scrap(Cause::LostContent)
        }

        // What is to be ended is ended, whatever it holds.
        (
            Stage::Terminating,
            CardSays::Blank { .. } | CardSays::Begun { .. } | CardSays::Active { .. },
        ) => Recovery::Resume(Next::Terminate),

        (_, CardSays::Begun { ours: false } | CardSays::Active { ours: false }) => {
            Recovery::Scrap(Cause::ForeignContent)
        }
    }
}

#[cfg(test)]
mod tests;
