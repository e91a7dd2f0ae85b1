// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Step 8: the data groups.

use epatent_core::group::{self, GroupContent, GroupNumber};
use epatent_core::model::ModelError;
use epatent_core::object::{Digest, SecurityObject};

use super::Check;
use crate::{Authentic, AuthenticCard, CheckId, NewerFormat, Part, PartDefect, Reason};

/// The groups that every card of this edition has. A card without one of them may be genuine and
/// is never green.
pub const REQUIRED_GROUPS: [GroupNumber; 5] = [
    GroupNumber::HOLDER,
    GroupNumber::PORTRAIT,
    GroupNumber::PATENT,
    GroupNumber::PERMISSION,
    GroupNumber::REMARKS,
];

const COMPARED: &str = "SHA-256 of the group with the signed digest, its content with the object";
const UNREAD: &str = "SHA-256 of the group with the signed digest; its content is not read";

impl Check<'_> {
    /// Step 8, for each group. Its bytes as received against the digest in the object, and only
    /// when they match are they decoded.
    ///
    /// The bytes come back as authentic even where this program cannot read what is in them.
    pub fn group<'b>(
        &mut self,
        number: GroupNumber,
        bytes: &'b [u8],
    ) -> Option<Authentic<&'b [u8]>> {
        self.log.start();
        let id = CheckId::Group(number);
        // The object is taken out for the time of the step so that the card can be filled.
        let Some(object) = self.card.security_object.take() else {
            self.log.unfounded(id);
            return None;
        };
        let proof = prove_digest(&object, number, bytes);
        let reason = match &proof {
            Ok(_) => take_content(&mut self.card, &object, number, bytes).err(),
            Err(defect) => Some(mismatch(number, *defect)),
        };
        self.card.security_object = Some(object);
        let compared = if is_read(number) { COMPARED } else { UNREAD };
        self.log.judged(id, compared, reason);
        proof.ok()
    }

    /// Step 8 for a group whose file the card says it does not have.
    ///
    /// A card is active with all its files or not at all, so that a listed group that is absent was
    /// taken away; a group that could not be *read* is simply not passed to the check.
    pub fn group_absent(&mut self, number: GroupNumber) {
        self.log.start();
        let Some(object) = self.basis() else {
            return;
        };
        if object.digests.contains_key(&number) {
            let reason = mismatch(number, PartDefect::Absent);
            self.log.failed(
                CheckId::Group(number),
                "the files of the card with the listed groups",
                reason,
            );
        }
    }
}

/// Whether a check reads what is in the group. Groups 7 and 9 limit nothing: what an office put into
/// them wrongly harms nobody (EPC-VER-15).
fn is_read(number: GroupNumber) -> bool {
    number != GroupNumber::SIGNATURE_IMAGE && number != GroupNumber::REGIONAL_DATA
}

const fn mismatch(number: GroupNumber, defect: PartDefect) -> Reason {
    Reason::DigestMismatch {
        part: Part::Group(number),
        defect,
    }
}

fn prove_digest<'b>(
    object: &SecurityObject,
    number: GroupNumber,
    bytes: &'b [u8],
) -> Result<Authentic<&'b [u8]>, PartDefect> {
    let expected = object.digests.get(&number).ok_or(PartDefect::NotListed)?;
    if Digest::of(bytes) == *expected {
        Ok(Authentic::proved(bytes))
    } else {
        Err(PartDefect::Digest)
    }
}

/// Decodes a group whose digest has just matched.
fn take_content(
    card: &mut AuthenticCard,
    object: &SecurityObject,
    number: GroupNumber,
    bytes: &[u8],
) -> Result<(), Reason> {
    match number {
        unread if !is_read(unread) => {}
        GroupNumber::HOLDER => card.holder = Some(decode(bytes)?),
        GroupNumber::PORTRAIT => card.portrait = Some(decode(bytes)?),
        GroupNumber::PATENT => card.patent = Some(decode(bytes)?),
        GroupNumber::PERMISSION => {
            let permission: Authentic<group::Permission> = decode(bytes)?;
            if permission.region != object.region {
                return Err(mismatch(number, PartDefect::Contradiction));
            }
            card.permission = Some(permission);
        }
        GroupNumber::REMARKS => {
            let remarks: Authentic<group::Remarks> = decode(bytes)?;
            if remarks.replacement_index != object.replacement_index {
                return Err(mismatch(number, PartDefect::Contradiction));
            }
            card.remarks = Some(remarks);
        }
        // Another group may limit it (a bound employer, say): green would ignore the limit.
        other => return Err(Reason::FormatNewer(NewerFormat::GroupNumber(other))),
    }
    Ok(())
}

/// The content of an authentic group. What an office signed and this program cannot read is no
/// forgery; a group signed in the place of another one contradicts its object.
fn decode<G: GroupContent>(bytes: &[u8]) -> Result<Authentic<G>, Reason> {
    match group::decode(bytes) {
        Ok((_, content)) => Ok(Authentic::proved(content)),
        Err(ModelError::WrongGroup { .. }) => Err(mismatch(G::NUMBER, PartDefect::Contradiction)),
        Err(error) => Err(Reason::FormatNewer(NewerFormat::GroupContent {
            group: G::NUMBER,
            error,
        })),
    }
}
