// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reading a card in the order of the checks.

use epatent_apdu::flows::{FilePresent, InternalAuthenticate, ReadFile, SelectApplet};
use epatent_apdu::pace::{
    Can, CardAccess, Ephemeral, EphemeralError, Established, Pace, Parameter,
};
use epatent_apdu::profile::{
    EF_CARD_ACCESS, EF_PAYMENTS, EF_SECURITY_OBJECT, HIGHEST_DATA_GROUP, LifeCycle,
};
use epatent_apdu::{
    Exchange, Flow, FlowError, Link, Progress, ReplyProblem, StatusWord, Transport, TransportError,
    drive, drive_twice, drive_with_progress,
};
use epatent_core::chip_proof::{ChipProof, MAX_SIGNATURE_LENGTH, NO_PAYMENT, TerminalStatement};
use epatent_core::group::GroupNumber;
use epatent_core::model::ModelError;
use epatent_core::object::Digest;
use epatent_core::presentation::Presentation;
use epatent_verify::{Challenge, Check};
use std::collections::{BTreeMap, BTreeSet};

/// What a terminal brings to the reading of one card.
#[derive(Debug)]
pub struct Request {
    /// The six digits printed on the card, without which no card shows anything.
    pub can: Option<Can>,
    /// Random bytes for the secrets of PACE, new for every reading.
    pub pace_random: [u8; Ephemeral::RANDOM],
    /// 32 random bytes, new for every reading.
    pub host_nonce: [u8; 32],
    /// What the terminal states about the check; the chip signs its digest.
    pub statement: TerminalStatement,
}

/// Watches a reading.
pub trait Observer {
    /// A part is being read; called after every command.
    fn progress(&mut self, part: &'static str, progress: Progress);

    /// Everything but the portrait was read and judged. Steps that need no card can be taken here.
    fn before_portrait(&mut self, check: &mut Check<'_>);
}

/// Nobody watches.
impl Observer for () {
    fn progress(&mut self, _: &'static str, _: Progress) {}
    fn before_portrait(&mut self, _: &mut Check<'_>) {}
}

/// What was read, as it was received.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Everything that a later check needs.
    pub presentation: Presentation,
    /// Bytes of files that came from the card, commands and protection not counted.
    pub bytes: usize,
}

/// Why a card could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The card does not know the applet: it is another kind of card.
    #[error("the card has no patent application ({status})")]
    NotAPatent {
        /// Its answer to SELECT, any but `9000`.
        status: StatusWord,
    },
    /// The card is one of ours and of a profile that this program does not speak. Nothing more is
    /// asked of it, because its rules are not known.
    #[error("the card is of profile {profile}, which this program does not know")]
    OtherProfile {
        /// The profile that SELECT names, `card-profile.md` §1.
        profile: u8,
    },
    /// The card is one of ours and carries no patent to read.
    #[error("the card is {state} and shows no patent")]
    NotActive {
        /// The life-cycle state, any but ACTIVE.
        state: LifeCycle,
    },
    /// The card asks for its access number, and the request has none.
    #[error("the card asks for the number printed on it")]
    AccessKeyMissing,
    /// The card says that the access number is not its own.
    #[error("the access number does not open the card")]
    AccessKeyWrong,
    /// The card announces a channel and does not open it as the standard wants it.
    #[error("the card does not open the channel that it announces: {0}")]
    NoChannel(FlowError),
    /// The random bytes of the request are good for nothing: the generator is broken.
    #[error(transparent)]
    Random(#[from] EphemeralError),
    /// Reader, card or conversation failed.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// The terminal's own statement cannot be written.
    #[error("the terminal statement cannot be written: {0}")]
    Statement(#[from] ModelError),
}

impl ReadError {
    /// The transport error, where there is one.
    #[must_use]
    pub const fn transport(&self) -> Option<&TransportError> {
        match self.flow() {
            Some(error) => error.transport(),
            None => None,
        }
    }

    /// What went wrong in the conversation, where that is why.
    #[must_use]
    pub const fn flow(&self) -> Option<&FlowError> {
        match self {
            Self::Flow(error) | Self::NoChannel(error) => Some(error),
            _ => None,
        }
    }
}

/// What a card refuses or answers wrongly is its own doing and leaves the part unread, for the check
/// to name; a reader, a line or a channel that fails ends the reading.
fn unless_refused<T>(result: Result<T, FlowError>) -> Result<Option<T>, FlowError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_refusal(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

const fn is_refusal(error: &FlowError) -> bool {
    matches!(error, FlowError::Refused { .. } | FlowError::Reply { .. })
}

/// Reads a card and feeds every part to the check as it arrives.
///
/// EF.CardAccess is read in the clear, because it says how to open a channel; everything else is
/// read under the secure messaging of PACE. A card that announces nothing readable is asked to open
/// the channel that every card has: nobody talks a terminal out of it. The authentic security object
/// then tells whether the EF.CardAccess that was obeyed is the one that the issuer signed.
///
/// Only what the authentic security object lists is read. When the object is not authentic the
/// reading ends with it, because nothing else on the card could become authentic. Of the data
/// groups that the object does not list only the presence is asked for.
///
/// A card cannot talk its way out of an answer: a part that it refuses is named as not read, and a
/// proof that is no signature is a proof that failed.
///
/// # Errors
/// [`ReadError`]; what was judged so far stays in the check, and a red finding in it stands.
pub fn read_card<T: Transport>(
    mut card: T,
    check: &mut Check<'_>,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Reading, ReadError> {
    let applet = drive_twice(SelectApplet::new, &mut card).map_err(|error| match error {
        FlowError::UnsupportedProfile { profile } => ReadError::OtherProfile { profile },
        error => match error.status() {
            Some(status) => ReadError::NotAPatent { status },
            None => ReadError::Flow(error),
        },
    })?;
    if applet.state != LifeCycle::Active {
        return Err(ReadError::NotActive {
            state: applet.state,
        });
    }
    let card_access = || ReadFile::new(EF_CARD_ACCESS);
    let card_access = unless_refused(drive_twice(card_access, &mut card))?;
    let card_access = card_access.unwrap_or_default();
    let parameter =
        CardAccess::parse(&card_access).map_or(Parameter::P256, |announced| announced.preferred());
    let channel = open_channel(&mut card, parameter, request)?;
    let mut card = Link::new(card).with_channel(channel.channel);
    let reader = Reader {
        chunk: card.limit().read_chunk(),
        card: &mut card,
        observer,
        binding: channel.binding,
        bytes: card_access.len(),
    };
    let announced = Announced {
        card_access,
        parameter,
    };
    read_files(reader, announced, check, request)
}

fn open_channel<T: Transport>(
    card: &mut T,
    parameter: Parameter,
    request: &Request,
) -> Result<Established, ReadError> {
    let can = request.can.as_ref().ok_or(ReadError::AccessKeyMissing)?;
    let ephemeral = Ephemeral::from_random(parameter, &request.pace_random)?;
    let pace = Pace::new(can, ephemeral).naming_parameter();
    drive(pace, card).map_err(|error| match error.status() {
        Some(StatusWord::AUTHENTICATION_FAILED) => ReadError::AccessKeyWrong,
        _ if is_refusal(&error) => ReadError::NoChannel(error),
        _ => ReadError::Flow(error),
    })
}

/// What a card said before its channel was open, where anybody between it and the reader may have
/// changed it.
struct Announced {
    card_access: Vec<u8>,
    /// What the terminal did on that word.
    parameter: Parameter,
}

fn read_files<E: Exchange>(
    mut reader: Reader<'_, E>,
    announced: Announced,
    check: &mut Check<'_>,
    request: &Request,
) -> Result<Reading, ReadError> {
    // A card that refuses to show its security object is no reader's fault: the check says so.
    let security_object = unless_refused(reader.file("security-object", EF_SECURITY_OBJECT))?;
    let mut presentation = Presentation {
        security_object: security_object.unwrap_or_default(),
        groups: BTreeMap::new(),
        card_access: Vec::new(),
        chip_proof: None,
        access_number: None,
        absent: BTreeSet::new(),
        payments: None,
    };
    let signed = if presentation.security_object.is_empty() {
        None
    } else {
        check.security_object(&presentation.security_object)
    };
    let signed = signed.map(|object| object.card_access_digest);
    presentation.card_access = reader.card_access(announced, signed)?;
    if signed.is_some() {
        check.card_access(&presentation.card_access);
        presentation.chip_proof = reader.chip_proof(check, request)?;
        presentation.payments = reader.payments(check)?;
        reader.groups(check, &mut presentation)?;
    }
    let bytes = reader.bytes;
    Ok(Reading {
        presentation,
        bytes,
    })
}

struct Reader<'a, E: ?Sized> {
    card: &'a mut E,
    observer: &'a mut dyn Observer,
    /// File bytes asked for at a time.
    chunk: u32,
    /// SHA-256 of the PACE transcript.
    binding: [u8; 32],
    bytes: usize,
}

impl<E: Exchange + ?Sized> Reader<'_, E> {
    fn file(&mut self, part: &'static str, identifier: u16) -> Result<Vec<u8>, FlowError> {
        let observer = &mut *self.observer;
        let file = ReadFile::new(identifier).with_chunk(self.chunk);
        let content = drive_with_progress(file, self.card, &mut |progress| {
            observer.progress(part, progress);
        })?;
        self.bytes = self.bytes.saturating_add(content.len());
        Ok(content)
    }

    fn ask<F: Flow>(&mut self, flow: F) -> Result<F::Output, FlowError> {
        drive(flow, self.card)
    }

    /// EF.CardAccess. Where what was announced is not what was signed, the card is asked again under
    /// its channel: a reply that was changed on the way is no part of the card that was replaced. The
    /// channel must be the one that the card's own word leads to, or somebody chose it for both.
    fn card_access(
        &mut self,
        announced: Announced,
        signed: Option<Digest>,
    ) -> Result<Vec<u8>, ReadError> {
        let plain = announced.card_access;
        if signed.is_none_or(|signed| signed == Digest::of(&plain)) {
            return Ok(plain);
        }
        let shown = unless_refused(self.file("card-access", EF_CARD_ACCESS))?.unwrap_or_default();
        if signed != Some(Digest::of(&shown)) {
            return Ok(plain);
        }
        if CardAccess::parse(&shown).is_ok_and(|own| own.preferred() == announced.parameter) {
            return Ok(shown);
        }
        Err(ReadError::NoChannel(FlowError::Reply {
            command: "READ BINARY",
            problem: ReplyProblem::Field {
                offset: 0,
                expected: "the EF.CardAccess that the card shows under its channel",
            },
        }))
    }

    fn chip_proof(
        &mut self,
        check: &mut Check<'_>,
        request: &Request,
    ) -> Result<Option<ChipProof>, ReadError> {
        let terminal_statement = request.statement.encode()?;
        let terminal_digest = Digest::of(&terminal_statement);
        let question = InternalAuthenticate::new(request.host_nonce, *terminal_digest.as_bytes());
        let (payment_head, signature) = match self.ask(question) {
            Ok(reply) => (reply.payment_head, reply.signature),
            // An active chip has its key and answers. Bytes that are no signature, and a refusal,
            // prove no key; were a refusal milder than a false proof, every copy would refuse.
            Err(error) if is_refusal(&error) => (NO_PAYMENT, Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let proof = ChipProof {
            host_nonce: request.host_nonce,
            terminal_statement,
            channel_binding: self.binding,
            payment_head,
            signature,
        };
        let challenge = Challenge {
            host_nonce: request.host_nonce,
            terminal_digest,
            channel_binding: self.binding,
        };
        check.chip_proof(&proof, &challenge);
        // An answer that is no signature is kept as well: a file must give the answer that the card gave.
        // What is longer than any signature cannot be kept, and is none whatever it is.
        if proof.signature.len() > MAX_SIGNATURE_LENGTH {
            return Ok(Some(ChipProof {
                signature: Vec::new(),
                ..proof
            }));
        }
        Ok(Some(proof))
    }

    /// EF.Payments, where the chip signed that there are records. Where it signed that there are none,
    /// nothing is asked for: most cards have none.
    fn payments(&mut self, check: &mut Check<'_>) -> Result<Option<Vec<u8>>, FlowError> {
        if !check.payment_records_expected() {
            return Ok(None);
        }
        match self.file("payments", EF_PAYMENTS) {
            Ok(content) => {
                check.payments(&content);
                Ok(Some(content))
            }
            Err(error) if error.status() == Some(StatusWord::FILE_NOT_FOUND) => {
                check.payments_absent();
                // An empty file in what is kept: it gives the answer that the card gave.
                Ok(Some(Vec::new()))
            }
            Err(error) => unless_refused(Err(error)),
        }
    }

    /// The listed groups, the portrait last; before it the groups that should not be there.
    fn groups(
        &mut self,
        check: &mut Check<'_>,
        presentation: &mut Presentation,
    ) -> Result<(), FlowError> {
        let listed: Vec<GroupNumber> = check.listed_groups().collect();
        for number in listed
            .iter()
            .copied()
            .filter(|number| *number != GroupNumber::PORTRAIT)
        {
            self.group(check, presentation, number)?;
        }
        for number in (1..=HIGHEST_DATA_GROUP).filter_map(GroupNumber::new) {
            if listed.contains(&number) {
                continue;
            }
            // That it is there is the finding; what is in it is nobody's signed word.
            let present = unless_refused(self.ask(FilePresent::new(number.file_id())))?;
            if present == Some(true) {
                check.group(number, &[]);
                presentation.groups.insert(number, Vec::new());
            }
        }
        self.observer.before_portrait(check);
        if listed.contains(&GroupNumber::PORTRAIT) {
            self.group(check, presentation, GroupNumber::PORTRAIT)?;
        }
        Ok(())
    }

    fn group(
        &mut self,
        check: &mut Check<'_>,
        presentation: &mut Presentation,
        number: GroupNumber,
    ) -> Result<(), FlowError> {
        match self.file(number.name(), number.file_id()) {
            Ok(content) => {
                check.group(number, &content);
                presentation.groups.insert(number, content);
                Ok(())
            }
            Err(error) if error.status() == Some(StatusWord::FILE_NOT_FOUND) => {
                check.group_absent(number);
                presentation.absent.insert(number);
                Ok(())
            }
            Err(error) => unless_refused(Err(error)).map(|_: Option<()>| ()),
        }
    }
}

#[cfg(test)]
mod tests;
