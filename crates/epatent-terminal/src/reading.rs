// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reading a card in the order of the checks.

use epatent_apdu::flows::{FilePresent, InternalAuthenticate, ReadFile, SelectApplet};
use epatent_apdu::profile::{EF_CARD_ACCESS, EF_SECURITY_OBJECT, HIGHEST_DATA_GROUP, LifeCycle};
use epatent_apdu::{Exchange, Flow, FlowError, Progress, StatusWord, drive, drive_with_progress};
use epatent_core::chip_proof::{ChipProof, TerminalStatement};
use epatent_core::group::GroupNumber;
use epatent_core::model::ModelError;
use epatent_core::object::Digest;
use epatent_core::presentation::Presentation;
use epatent_verify::{Challenge, Check};
use std::collections::BTreeMap;

/// What a terminal brings to the reading of one card.
#[derive(Debug, Clone)]
pub struct Request {
    /// 32 random bytes, new for every reading.
    pub host_nonce: [u8; 32],
    /// What the terminal states about the check; the chip signs its digest.
    pub statement: TerminalStatement,
    /// SHA-256 of the PACE transcript of the open channel; zero without a channel.
    pub channel_binding: [u8; 32],
}

/// Watches a reading.
pub trait Observer {
    /// A part is being read; called after every command.
    fn progress(&mut self, part: &'static str, progress: Progress);

    /// Everything but the portrait was read and judged.
    fn before_portrait(&mut self, check: &Check<'_>);
}

/// Nobody watches.
impl Observer for () {
    fn progress(&mut self, _: &'static str, _: Progress) {}
    fn before_portrait(&mut self, _: &Check<'_>) {}
}

/// What was read, as it was received.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Everything that a later check needs.
    pub presentation: Presentation,
    /// Bytes received in files.
    pub bytes: usize,
}

/// Why a card could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The card does not know the applet: it is another kind of card.
    #[error("the card has no patent application ({status})")]
    NotAPatent {
        /// Its answer to SELECT.
        status: StatusWord,
    },
    /// The card is one of ours and carries no patent to read.
    #[error("the card is {state} and shows no patent")]
    NotActive {
        /// The life-cycle state.
        state: LifeCycle,
    },
    /// Reader, card or conversation failed.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// The terminal's own statement cannot be written.
    #[error("the terminal statement cannot be written: {0}")]
    Statement(#[from] ModelError),
}

/// Reads a card and feeds every part to the check as it arrives.
///
/// Only what the authentic security object lists is read. When the object is not authentic the
/// reading ends with it, because nothing else on the card could become authentic. Of the data
/// groups that the object does not list only the presence is asked for, and one that is there is
/// read so that the check can name it.
///
/// # Errors
/// [`ReadError`]; what was judged so far stays in the check.
pub fn read_card<E: Exchange + ?Sized>(
    card: &mut E,
    check: &mut Check<'_>,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Reading, ReadError> {
    let applet = drive(SelectApplet::new(), card).map_err(|error| match error.status() {
        Some(status) => ReadError::NotAPatent { status },
        None => ReadError::Flow(error),
    })?;
    if applet.state != LifeCycle::Active {
        return Err(ReadError::NotActive {
            state: applet.state,
        });
    }
    let mut reader = Reader {
        card,
        observer,
        bytes: 0,
    };
    let mut presentation = Presentation {
        security_object: reader.file("security-object", EF_SECURITY_OBJECT)?,
        groups: BTreeMap::new(),
        card_access: Vec::new(),
        chip_proof: None,
        access_number: None,
    };
    if check
        .security_object(&presentation.security_object)
        .is_some()
    {
        presentation.card_access = reader.file("card-access", EF_CARD_ACCESS)?;
        check.card_access(&presentation.card_access);
        presentation.chip_proof = Some(reader.chip_proof(check, request)?);
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
    bytes: usize,
}

impl<E: Exchange + ?Sized> Reader<'_, E> {
    fn file(&mut self, part: &'static str, identifier: u16) -> Result<Vec<u8>, FlowError> {
        let observer = &mut *self.observer;
        let content = drive_with_progress(ReadFile::new(identifier), self.card, &mut |progress| {
            observer.progress(part, progress);
        })?;
        self.bytes = self.bytes.saturating_add(content.len());
        Ok(content)
    }

    fn ask<F: Flow>(&mut self, flow: F) -> Result<F::Output, FlowError> {
        drive(flow, self.card)
    }

    fn chip_proof(
        &mut self,
        check: &mut Check<'_>,
        request: &Request,
    ) -> Result<ChipProof, ReadError> {
        let terminal_statement = request.statement.encode()?;
        let terminal_digest = Digest::of(&terminal_statement);
        let reply = self.ask(InternalAuthenticate::new(
            request.host_nonce,
            *terminal_digest.as_bytes(),
        ))?;
        let proof = ChipProof {
            host_nonce: request.host_nonce,
            terminal_statement,
            channel_binding: request.channel_binding,
            payment_head: reply.payment_head,
            signature: reply.signature,
        };
        let challenge = Challenge {
            host_nonce: request.host_nonce,
            terminal_digest,
            channel_binding: request.channel_binding,
        };
        check.chip_proof(&proof, &challenge);
        Ok(proof)
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
            if !listed.contains(&number) && self.ask(FilePresent::new(number.file_id()))? {
                self.group(check, presentation, number)?;
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
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests;
