// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Short texts, codes and opaque bytes of the register.

use std::fmt;

use crate::RegisterError;
use crate::cell::{Cell, Kind, Stored, stored_as};

/// Most characters of a [`Label`].
pub const MAX_LABEL: usize = 120;
/// Most characters of a [`Reason`].
pub const MAX_REASON: usize = 40;

/// Who did something, where, on which receipt or delivery note: 1 to [`MAX_LABEL`] characters
/// without control characters.
///
/// An operator is named by the office's own number for the person, never by a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

impl Label {
    /// Checks a label.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Text`] where nothing but white space is there, beyond [`MAX_LABEL`] characters, and
    /// for a control character.
    pub fn parse(text: &str) -> Result<Self, RegisterError> {
        let bounded = !text.trim().is_empty() && text.chars().nth(MAX_LABEL).is_none();
        if bounded && !text.chars().any(char::is_control) {
            Ok(Self(text.into()))
        } else {
            Err(RegisterError::Text {
                what: "a label",
                limit: MAX_LABEL,
            })
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Length alone: a receipt leads to a person.
impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Label({})", self.0.len())
    }
}

/// A reason as a code: 1 to [`MAX_REASON`] small Latin letters, digits and hyphens.
///
/// The set is open, because the law's is: `expulsion`, `false-documents`, `own-request`, `torn`.
/// What an officer sees is a category of it, decided where lists are made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason(String);

impl Reason {
    /// Checks a reason code.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Text`] outside 1 to [`MAX_REASON`] characters, and for any but `a` to `z`, `0` to `9`
    /// and `-`.
    pub fn parse(code: &str) -> Result<Self, RegisterError> {
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=MAX_REASON).contains(&code.len()) && code.bytes().all(letters) {
            Ok(Self(code.into()))
        } else {
            Err(RegisterError::Text {
                what: "a reason code of small letters, digits and hyphens",
                limit: MAX_REASON,
            })
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes that the register keeps and does not read: an application, the files of a card, a
/// signature, what a chip is known by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Opaque(pub Vec<u8>);

/// The document of an application as the register has it. Only [`crate::Application::document`] gives the
/// bytes away, and compares them with their digest: nobody reads what was put in their place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Kept(pub(crate) Opaque);

/// Length alone: they may hold a person's data.
impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opaque({} bytes)", self.0.len())
    }
}

stored_as! {
    Label as String: |value| value.0, |kept| Self::parse(&kept).ok();
    Reason as String: |value| value.0, |kept| Self::parse(&kept).ok();
    Opaque as Vec<u8>: |value| value.0, |kept| Some(Self(kept));
    Kept as Opaque: |value| value.0, |kept| Some(Self(kept));
}

/// Declares an enum that is kept as a word.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $variant,)*
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the register.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl crate::cell::Stored for $name {
            const KIND: crate::cell::Kind = crate::cell::Kind::Text;

            fn cell(&self) -> crate::cell::Cell {
                crate::cell::Cell::Text(self.word().into())
            }

            fn read(cell: crate::cell::Cell) -> Option<Self> {
                match cell {
                    crate::cell::Cell::Text(text) => {
                        Self::ALL.iter().copied().find(|value| value.word() == text)
                    }
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use words;

/// Status of a card in the status lists, by its number there: `[applet-spec status-and-payments §1.2]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardStatus {
    /// In force as far as the office is concerned.
    Valid = 0,
    /// The patent was annulled.
    Annulled = 1,
    /// Blocked for the time being.
    Suspended = 2,
    /// Lost, stolen, replaced, or signed and never handed over.
    Superseded = 3,
}

impl CardStatus {
    /// The number in the list, 0 to 3.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Annulled => 1,
            Self::Suspended => 2,
            Self::Superseded => 3,
        }
    }

    /// The status with this number, 0 to 3; `None` for any other.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Valid),
            1 => Some(Self::Annulled),
            2 => Some(Self::Suspended),
            3 => Some(Self::Superseded),
            _ => None,
        }
    }
}

stored_as! {
    CardStatus as u8: |value| value.number(), |kept| Self::from_number(kept);
}

words! {
    /// Where a blank card is.
    BlankState {
        /// In the drawer.
        Blank = "blank",
        /// Taken for a patent.
        InWork = "in-work",
        /// A card in its holder's hands, or ready to be handed over.
        Issued = "issued",
        /// Spoiled and destroyed.
        Scrapped = "scrapped",
        /// Not to be found.
        Lost = "lost",
    }
}

words! {
    /// How far an application has come.
    ApplicationState {
        /// Received.
        Open = "open",
        /// A patent may be made.
        Approved = "approved",
        /// Refused with a reason.
        Refused = "refused",
        /// Its card is issued.
        Done = "done",
    }
}

words! {
    /// What the office decided about a patent.
    PatentState {
        /// Nothing against it.
        Valid = "valid",
        /// Annulled for good.
        Annulled = "annulled",
        /// Blocked for the time being.
        Suspended = "suspended",
    }
}

words! {
    /// How far a card has come. Each step is written before it is taken.
    CardState {
        /// A signature is being asked for; it may exist.
        Signing = "signing",
        /// Signed; nothing is on the chip.
        Signed = "signed",
        /// Being written to the chip, which may hold anything up to the whole.
        Writing = "writing",
        /// Active as far as the chip said; not read back.
        Written = "written",
        /// Read back through the verifier.
        Issued = "issued",
        /// Signed for nothing: never to be handed over.
        Void = "void",
    }
}

words! {
    /// What became of a signature.
    SignatureState {
        /// Asked for. It may have been made.
        Intended = "intended",
        /// Made and recorded, not yet used to an end.
        Made = "made",
        /// On a card that was issued, or in a file that was published.
        Issued = "issued",
        /// Never to be used.
        Void = "void",
    }
}

words! {
    /// What a signature is for.
    Purpose {
        /// A security object.
        Document = "document",
        /// A payment record on a card.
        Payment = "payment",
        /// A status list.
        Status = "status",
        /// A paid-through list or its delta.
        PaidThrough = "paid-through",
        /// A trust bundle.
        Bundle = "bundle",
        /// A certificate.
        Certificate = "certificate",
        /// A code for the card's back.
        Code = "code",
    }
}

words! {
    /// How an attempt at a card ended.
    Outcome {
        /// The card is issued.
        Issued = "issued",
        /// The blank is a blank again.
        Returned = "returned",
        /// The blank is spoiled.
        Scrapped = "scrapped",
        /// The blank is not to be found.
        Lost = "lost",
    }
}

words! {
    /// An act outside the register that is written down before it happens.
    Act {
        /// Asking a key for a signature.
        Sign = "sign",
        /// Writing a card, up to COMMIT.
        Write = "write",
        /// Reading a card back through the verifier.
        ReadBack = "read-back",
        /// Ending a card for good.
        Terminate = "terminate",
        /// Blocking a card.
        Suspend = "suspend",
        /// Unblocking a card.
        Activate = "activate",
        /// Appending a payment record to a card.
        Append = "append",
        /// Replacing published files.
        Publish = "publish",
        /// Letting the office's folder say that a signer is withdrawn.
        Withdraw = "withdraw",
        /// Letting the office's folder say that a root is introduced.
        IntroduceRoot = "introduce-root",
        /// Letting the office's folder say that a root is retired.
        RetireRoot = "retire-root",
        /// Letting the office's folder say that every device is set up with an introduced root.
        SettleRoot = "settle-root",
        /// Publishing the first bundle under a root that the one before it introduced.
        RollOver = "roll-over",
        /// Erasing what was written to a card that is not issued, with its key.
        Abort = "abort",
    }
}

words! {
    /// What is done to the chip of an issued card.
    ChipAct {
        /// It answers nobody but its issuer any more.
        Suspend = "suspend",
        /// A suspended one answers again.
        Activate = "activate",
        /// It is erased, for good.
        Terminate = "terminate",
    }
}

words! {
    /// What the chip of an issued card says of itself.
    ChipState {
        /// It answers whoever knows the number on the card.
        Active = "active",
        /// It answers its issuer only.
        Suspended = "suspended",
        /// It is erased.
        Terminated = "terminated",
    }
}

words! {
    /// How an act ended, as told by whoever did it or by the card that was asked later.
    ActResult {
        /// Done.
        Done = "done",
        /// Refused or without effect.
        Failed = "failed",
        /// Interrupted; a later act went on with it.
        Resumed = "resumed",
        /// Interrupted; what it was for was made void.
        Voided = "voided",
        /// Interrupted; the blank was scrapped.
        Scrapped = "scrapped",
        /// Interrupted; the blank is lost.
        Lost = "lost",
    }
}

words! {
    /// What the office decides about a patent or a card.
    DecisionAct {
        /// The patent ends for good.
        Annul = "annul",
        /// Patent and card are blocked.
        Suspend = "suspend",
        /// A block is taken back.
        Restore = "restore",
        /// A card is worth nothing any more; the patent stays.
        Supersede = "supersede",
        /// A new card may be made in place of this one: a duplicate, or an amendment.
        Replace = "replace",
        /// A payment that came late, or left a gap, counts all the same.
        AcceptPayment = "accept-payment",
    }
}

words! {
    /// What kind of act two people agree on.
    Subject {
        /// A decision about a patent, a card or a payment.
        Decision = "decision",
        /// A signer that signs nothing any more.
        Withdrawal = "withdrawal",
        /// A root that devices are going to trust.
        RootIntroduction = "root-introduction",
        /// A root under which nothing new is signed.
        RootRetirement = "root-retirement",
        /// A root with which every device is set up by now.
        RootSettlement = "root-settlement",
        /// Decisions of one file.
        Decisions = "decisions",
        /// Rules of the office that allow more.
        Rules = "rules",
    }
}

words! {
    /// What is published.
    PublicationKind {
        /// A status list.
        Status = "status",
        /// A paid-through list, whole.
        PaidThrough = "paid-through",
        /// What changed in a paid-through list.
        PaidThroughDelta = "paid-through-delta",
        /// A trust bundle.
        Bundle = "bundle",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_reasons_have_bounds() {
        assert!(Label::parse(&"х".repeat(MAX_LABEL)).is_ok());
        for wrong in ["", "  ", "a\nb", &"х".repeat(MAX_LABEL + 1)] {
            assert!(Label::parse(wrong).is_err(), "{wrong:?}");
        }
        assert!(Reason::parse(&"a".repeat(MAX_REASON)).is_ok());
        for wrong in ["", "Torn", "два", "a b", &"a".repeat(MAX_REASON + 1)] {
            assert!(Reason::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn debug_shows_no_contents() {
        assert_eq!(format!("{:?}", Label::parse("CANARY").unwrap()), "Label(6)");
        assert_eq!(
            format!("{:?}", Opaque(b"CANARY".to_vec())),
            "Opaque(6 bytes)"
        );
    }

    #[test]
    fn every_word_reads_back_as_what_wrote_it() {
        for state in CardState::ALL {
            assert_eq!(CardState::read(state.cell()), Some(*state));
        }
        for number in 0..=u8::MAX {
            let status = CardStatus::from_number(number);
            assert_eq!(
                status.map(CardStatus::number),
                (number < 4).then_some(number)
            );
        }
    }
}
