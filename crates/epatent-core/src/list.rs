// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lists: what an office knows of all its cards, signed, for devices without a network.
//!
//! Two lists speak of the same indices, those of the status reference in the security objects: the
//! [`StatusList`] says which cards are annulled, suspended or superseded, the paid-through list until
//! which day each patent is paid, as a snapshot of the [`PaidThroughList`] and the
//! [`PaidThroughDelta`]s of the days after it.
//!
//! What is compressed is inflated into exactly as many bytes as the list declares, so that a list can
//! never become larger than it says; and what it says is bounded by [`MAX_INDICES`].
//!
//! This module reads and writes the signed content. Whether a list is authentic is for a verifier.

mod day;
mod head;
mod paid_through;
mod sparse;
mod status;
mod statuses;
mod zlib;

#[cfg(test)]
mod tests;

pub use head::{Freshness, ListHead, ListId, ListTimes};
pub use paid_through::{
    DeltaError, LatePayment, PaidThrough, PaidThroughChange, PaidThroughDelta, PaidThroughEntry,
    PaidThroughList,
};
pub use status::{Annulment, AnnulmentCategory, CardStatus, StatusList};
pub use statuses::{StatusBits, StatusBitsError, StatusWidth};
pub use zlib::{ZlibError, deflate, inflate};

/// Most indices of one list.
pub const MAX_INDICES: u32 = 10_000_000;

/// The version of the lists that this program reads and writes.
const VERSION: u64 = 1;
