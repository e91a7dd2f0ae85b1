// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The status list: which cards are annulled, suspended or superseded.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::day::Day;
use super::head::{HeadFields, ListHead, ListId, ListTimes, written};
use super::sparse::{self, Codes, Entry};
use super::statuses::{StatusBits, StatusBitsError, StatusWidth};
use crate::cbor::{self, Value};
use crate::cose::MAX_LIST_LENGTH;
use crate::model::{Field, FieldValue, MapReader, MapWriter, ModelError};
use crate::{CivilDate, UnixTime};

const MAP: &str = "status list";
/// Claim `sub` (RFC 8392 section 3.1.2).
const SUBJECT: Field = Field::new(MAP, 2, "subject");
/// Claim `exp` (RFC 8392 section 3.1.4).
const EXPIRES: Field = Field::new(MAP, 4, "expires");
/// Claim `iat` (RFC 8392 section 3.1.6).
const ISSUED_AT: Field = Field::new(MAP, 6, "issued-at");
/// Claim `status_list` (Token Status List section 5.2).
const STATUS_LIST: Field = Field::new(MAP, 65_533, "status-list");
/// Claim `ttl` (Token Status List section 5.2).
const TIME_TO_LIVE: Field = Field::new(MAP, 65_534, "time-to-live");
/// The claim of this project, from the range for private use (RFC 8392 section 9.1).
const CARD_LIST: Field = Field::new(MAP, -65_537, "card-list");

const CARD_LIST_MAP: &str = "status list.card-list";
const HEAD: HeadFields = HeadFields::of(CARD_LIST_MAP);
const ANNULMENTS: Field = Field::new(CARD_LIST_MAP, 7, "annulments");

const LST: &str = "lst";
const BITS: &str = "bits";

/// The statuses (Token Status List section 7.1).
const VALID: u8 = 0x00;
const ANNULLED: u8 = 0x01;
const SUSPENDED: u8 = 0x02;
const SUPERSEDED: u8 = 0x03;

/// Why a patent was annulled: a category, and never what is behind it.
///
/// The set is open: a code that a program does not know is told as another ground. No code says
/// anything of health or of an offence.
///
/// `[applet-spec status-and-payments §1.2]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnulmentCategory(u8);

impl AnnulmentCategory {
    /// Not stated.
    pub const UNSTATED: Self = Self(0);
    /// The holder asked for it.
    pub const OWN_REQUEST: Self = Self(1);
    /// A condition of the patent was not kept.
    pub const CONDITIONS: Self = Self(2);
    /// Documents or statements were false.
    pub const FALSE_DATA: Self = Self(3);
    /// Another authority decided it.
    pub const AUTHORITY: Self = Self(4);
    /// The patent was issued by mistake.
    pub const ISSUED_IN_ERROR: Self = Self(5);

    /// The category with this code, any of 0 to 255: the set is open.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        Self(code)
    }

    /// The code in a list, 0 to 255.
    #[must_use]
    pub const fn code(self) -> u8 {
        self.0
    }

    /// A stable word; `other` for a code that this program does not know.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UNSTATED => "unstated",
            Self::OWN_REQUEST => "own-request",
            Self::CONDITIONS => "conditions",
            Self::FALSE_DATA => "false-data",
            Self::AUTHORITY => "authority",
            Self::ISSUED_IN_ERROR => "issued-in-error",
            _ => "other",
        }
    }
}

/// The day and the category of an annulment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Annulment {
    /// The day of the annulment, 2000-01-01 or later.
    pub on: CivilDate,
    /// Why, as far as a list says it.
    pub category: AnnulmentCategory,
}

/// What a status list says of a card.
///
/// `[applet-spec status-and-payments §1.2]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardStatus {
    /// Nothing against it: `VALID`, 0x00.
    Valid,
    /// The patent is over: `INVALID`, 0x01.
    Annulled(Annulment),
    /// Blocked until further notice: `SUSPENDED`, 0x02.
    Suspended,
    /// Another card of the same patent took its place: 0x03, which is left to each application.
    Superseded,
}

impl CardStatus {
    const fn code(self) -> u8 {
        match self {
            Self::Valid => VALID,
            Self::Annulled(_) => ANNULLED,
            Self::Suspended => SUSPENDED,
            Self::Superseded => SUPERSEDED,
        }
    }
}

/// A Token Status List (draft-ietf-oauth-status-list-20) of cards, as the claims of a CWT (RFC 8392).
///
/// ```cddl
/// status-list-claims = {
///   2: text,                 ; sub: "tag:epatent.example,2026:status/" region "/" number
///   4: unix-time,            ; exp
///   6: unix-time,            ; iat
///   65533: { "lst": bytes, "bits": 2 },  ; status_list; lst in zlib
///   65534: 1..4294967295,    ; ttl: a newer list is there after so many seconds
///   -65537: card-list,       ; claim of this project
/// }
/// card-list = {
///   list-head,
///   ? 7: sparse-table,       ; annulments: every index of status 1, its day and its category
/// }
/// list-head = (
///   1: 1,                    ; version
///   2: environment,
///   3: uint,                 ; number of the list in the region
///   4: region,
///   5: sequence,             ; rises with every state that is published
///   6: 1..10000000,          ; how many indices the list covers
/// )
/// sequence = uint .ge 1
/// ```
///
/// `[applet-spec status-and-payments §1.2]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    head: ListHead,
    times: ListTimes,
    statuses: StatusBits,
    /// Of every annulled index, in their order.
    annulments: Vec<Entry>,
}

impl StatusList {
    /// The list in which these indices have another status than valid.
    ///
    /// # Errors
    ///
    /// An index is beyond the list or named twice, a day is before 2000, or the head or the times are
    /// not those of a list.
    pub fn new(
        head: ListHead,
        times: ListTimes,
        entries: impl IntoIterator<Item = (u32, CardStatus)>,
    ) -> Result<Self, ModelError> {
        times.demand_order(ISSUED_AT)?;
        let mut statuses =
            StatusBits::new(StatusWidth::Two, head.size).map_err(|_| not_of_its_size())?;
        let mut annulments = Vec::new();
        for (index, status) in entries {
            if statuses.at(index) != Some(VALID) {
                return Err(ModelError::OutOfRange {
                    field: STATUS_LIST.path(),
                    expected: "of indices of the list, each once",
                });
            }
            statuses.set(index, status.code());
            if let CardStatus::Annulled(annulment) = status {
                annulments.push(Entry {
                    index,
                    day: Day::demand(annulment.on, ANNULMENTS.path())?,
                    code: annulment.category.code(),
                });
            }
        }
        annulments.sort_unstable_by_key(|entry| entry.index);
        Ok(Self {
            head,
            times,
            statuses,
            annulments,
        })
    }

    /// Which list, which state of it, how many indices.
    #[must_use]
    pub const fn head(&self) -> &ListHead {
        &self.head
    }

    /// How old its knowledge is.
    #[must_use]
    pub const fn times(&self) -> &ListTimes {
        &self.times
    }

    /// What it says of an index; `None` when it does not cover it, which is not "valid".
    #[must_use]
    pub fn status(&self, index: u64) -> Option<CardStatus> {
        let index = u32::try_from(index).ok()?;
        Some(match self.statuses.at(index)? {
            VALID => CardStatus::Valid,
            SUSPENDED => CardStatus::Suspended,
            SUPERSEDED => CardStatus::Superseded,
            // A list without the annulment of an annulled index cannot be made.
            _ => CardStatus::Annulled(self.annulment(index)?),
        })
    }

    fn annulment(&self, index: u32) -> Option<Annulment> {
        let entry = sparse::find(&self.annulments, index)?;
        Some(Annulment {
            on: entry.day.date()?,
            category: AnnulmentCategory(entry.code),
        })
    }

    /// The claim `sub` of a list.
    #[must_use]
    pub fn subject(id: ListId) -> String {
        format!("tag:epatent.example,2026:status/{id}")
    }

    /// The claims as the payload of a COSE_Sign1.
    ///
    /// # Errors
    ///
    /// Annulments more than 8191 days apart, or a list longer than
    /// [`MAX_LIST_LENGTH`](crate::cose::MAX_LIST_LENGTH).
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let card_list = written(7, |map| {
            HEAD.write(map, &self.head)?;
            let table = sparse::encode(&self.annulments, Codes::With, ANNULMENTS.path())?;
            map.put_optional(ANNULMENTS, table);
            Ok(())
        })?;
        let times = &self.times;
        let time_to_live = times
            .next_update
            .seconds()
            .saturating_sub(times.issued_at.seconds());
        let mut claims = MapWriter::with_capacity(6);
        claims.put(SUBJECT, Self::subject(self.head.id));
        claims.put(EXPIRES, times.expires.seconds());
        claims.put(ISSUED_AT, times.issued_at.seconds());
        claims.put(
            STATUS_LIST,
            Value::Map(alloc::vec![
                (Value::from(BITS), Value::from(self.statuses.width().bits())),
                (Value::from(LST), Value::Bytes(self.statuses.deflate())),
            ]),
        );
        claims.put(TIME_TO_LIVE, time_to_live);
        claims.put(CARD_LIST, card_list);
        Ok(cbor::encode_within(&claims.finish(), MAX_LIST_LENGTH)?)
    }

    /// Reads the claims of a status list.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for another version of the card list, else the first claim
    /// that breaks the model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut claims = MapReader::new(MAP, cbor::decode_within(bytes, MAX_LIST_LENGTH)?)?;
        let subject = claims.required(SUBJECT)?.string()?;
        let expires = claims.required(EXPIRES)?.unix_time()?;
        let issued_at = claims.required(ISSUED_AT)?.unix_time()?;
        let status_list = claims.required(STATUS_LIST)?;
        let time_to_live = claims.required(TIME_TO_LIVE)?.unsigned()?;
        let mut card_list = claims.required(CARD_LIST)?.map(CARD_LIST_MAP)?;
        claims.finish()?;

        let head = HEAD.read(&mut card_list)?;
        if subject != Self::subject(head.id) {
            return Err(ModelError::OutOfRange {
                field: SUBJECT.path(),
                expected: "the name of the list that the card list says it is",
            });
        }
        let times = ListTimes {
            issued_at,
            next_update: later(issued_at, time_to_live)?,
            expires,
        };
        times.demand_order(ISSUED_AT)?;
        let statuses = decode_statuses(status_list, head.size)?;
        let annulments = match card_list.optional(ANNULMENTS)? {
            Some(table) => sparse::decode(table, Codes::With, head.size)?,
            None => Vec::new(),
        };
        card_list.finish()?;
        let annulled = statuses
            .set_indices()
            .filter(|(_, status)| *status == ANNULLED)
            .map(|(index, _)| index);
        if !annulled.eq(annulments.iter().map(|entry| entry.index)) {
            return Err(ModelError::OutOfRange {
                field: ANNULMENTS.path(),
                expected: "of exactly the indices of status 1",
            });
        }
        Ok(Self {
            head,
            times,
            statuses,
            annulments,
        })
    }
}

fn later(issued_at: UnixTime, seconds: u64) -> Result<UnixTime, ModelError> {
    u32::try_from(seconds)
        .ok()
        .and_then(|seconds| {
            UnixTime::from_seconds(issued_at.seconds().saturating_add(seconds.into())).ok()
        })
        .ok_or(ModelError::OutOfRange {
            field: TIME_TO_LIVE.path(),
            expected: "a number of seconds of 32 bits",
        })
}

const fn not_of_its_size() -> ModelError {
    ModelError::OutOfRange {
        field: STATUS_LIST.path(),
        expected: "of 1 to 10000000 indices",
    }
}

/// `{ "lst": bytes, "bits": 2 }`, in the order of deterministic CBOR.
fn decode_statuses(value: FieldValue, size: u32) -> Result<StatusBits, ModelError> {
    let field = value.path();
    let wrong = |expected| ModelError::OutOfRange { field, expected };
    let entries = match value.into_value() {
        Value::Map(entries) => <[(Value, Value); 2]>::try_from(entries).ok(),
        _ => None,
    };
    let Some(
        [
            (lst_key, Value::Bytes(lst)),
            (bits_key, Value::Integer(bits)),
        ],
    ) = entries
    else {
        return Err(wrong("a map of lst and bits"));
    };
    if lst_key != Value::from(LST) || bits_key != Value::from(BITS) {
        return Err(wrong("a map of lst and bits"));
    }
    if i128::from(bits) != i128::from(StatusWidth::Two.bits()) {
        return Err(wrong("of 2 bits an index"));
    }
    StatusBits::inflate(StatusWidth::Two, size, &lst).map_err(|error| match error {
        StatusBitsError::Zlib(error) => ModelError::Compressed { field, error },
        StatusBitsError::Padding => wrong("followed by zero bits only"),
        StatusBitsError::Size { .. } => not_of_its_size(),
    })
}
