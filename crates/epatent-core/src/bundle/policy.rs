// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the authority decides, as signed data.

use alloc::vec;
use alloc::vec::Vec;

use super::codec::{entries, rising};
use crate::UnixTime;
use crate::cbor::Value;
use crate::list::ListTimes;
use crate::model::{Field, FieldPath, FieldValue, MapReader, MapWriter, ModelError};

const MAP: &str = "bundle policy";
const WRONG_REGION: Field = Field::new(MAP, 1, "wrong-region");
const BUNDLE_AGE: Field = Field::new(MAP, 2, "bundle-age");
const STATUS_AGE: Field = Field::new(MAP, 3, "status-age");
const PAYMENT_AGE: Field = Field::new(MAP, 4, "payment-age");
const PAYMENT_GRACE: Field = Field::new(MAP, 5, "payment-grace");
const EXPIRES_SOON: Field = Field::new(MAP, 6, "expires-soon");
const CLOCK_TOLERANCE: Field = Field::new(MAP, 7, "clock-tolerance");
const REQUIRED: Field = Field::new(MAP, 8, "required-checks");

/// The policy of a bundle. Each field that is absent has its default.
///
/// ```cddl
/// bundle-policy = {
///   ? 1: 1 / 2,              ; patent of another region: amber (default), red
///   ? 2: max-age,            ; of the bundle; default: its own times alone
///   ? 3: max-age,            ; of status lists; default: their own times alone
///   ? 4: max-age,            ; of paid-through lists; default: their own times alone
///   ? 5: 0..31,              ; days after the last paid one that are let pass; default 0
///   ? 6: 0..366,             ; days before an end at which it is announced; default 3
///   ? 7: 0..86400,           ; seconds by which clocks may differ; default 300
///   ? 8: [0*2 required-check],        ; rising; what green demands; default [1, 2]
/// }
/// required-check = 1 / 2              ; status, payment
/// ```
///
/// `[applet-spec trust §4]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundlePolicy {
    /// The colour of a patent of another region.
    pub wrong_region: WrongRegionColour,
    /// Age limits of the bundle, beside its own times.
    pub bundle_age: Option<MaxAge>,
    /// Age limits of status lists, beside their own times.
    pub status_age: Option<MaxAge>,
    /// Age limits of paid-through lists, beside their own times.
    pub payment_age: Option<MaxAge>,
    /// Days after the last paid one that are let pass, 0 to 31.
    pub payment_grace: u8,
    /// Days before an end at which it is announced, 0 to 366.
    pub expires_soon: u16,
    /// Seconds by which clocks may differ, 0 to 86 400.
    pub clock_tolerance: u32,
    /// What a green answer demands beyond the card itself, rising.
    pub required: Vec<RequiredCheck>,
}

/// The colour of the answer to a patent of another region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongRegionColour {
    /// Amber, not established: the officer looks for the exception.
    Amber,
    /// Red: refused.
    Red,
}

/// Age limits in seconds since `issued`. They tighten the document's own times and never loosen
/// them.
///
/// ```cddl
/// ; Seconds since issued. **EPC-BUNDLE-23** The second MUST NOT be below the first.
/// max-age = [stale: 1..31622400, expired: 1..31622400]
/// ```
///
/// `[applet-spec trust §3]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxAge {
    /// Seconds since `issued` beyond which it is stale, 1 to [`Self::LONGEST`].
    pub stale: u32,
    /// Seconds beyond which it is expired, from `stale` to [`Self::LONGEST`].
    pub expired: u32,
}

/// What a green answer demands beyond the card itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequiredCheck {
    /// Neither annulled nor suspended nor superseded, by a fresh list.
    Status = 1,
    /// Paid through the day of the check, by a fresh list.
    Payment = 2,
}

impl Default for BundlePolicy {
    fn default() -> Self {
        Self {
            wrong_region: WrongRegionColour::Amber,
            bundle_age: None,
            status_age: None,
            payment_age: None,
            payment_grace: 0,
            expires_soon: 3,
            clock_tolerance: 300,
            required: vec![RequiredCheck::Status, RequiredCheck::Payment],
        }
    }
}

impl MaxAge {
    /// The longest limit in seconds: 366 days.
    pub const LONGEST: u32 = 31_622_400;

    /// The times of a document within these limits.
    #[must_use]
    pub fn tighten(self, times: ListTimes) -> ListTimes {
        let after = |seconds: u32| {
            let end = times.issued_at.seconds().saturating_add(u64::from(seconds));
            UnixTime::from_seconds(end).unwrap_or(UnixTime::MAX)
        };
        ListTimes {
            next_update: times.next_update.min(after(self.stale)),
            expires: times.expires.min(after(self.expired)),
            ..times
        }
    }

    fn encode(self) -> Value {
        Value::Array(vec![Value::from(self.stale), Value::from(self.expired)])
    }

    fn decode(value: FieldValue) -> Result<Self, ModelError> {
        const EXPECTED: &str = "[stale, expired], both 1 to 31622400 seconds";
        let [stale, expired] = value.tuple(EXPECTED)?;
        let stale = bounded(stale, 1, Self::LONGEST, EXPECTED)?;
        let path = expired.path();
        let expired = bounded(expired, 1, Self::LONGEST, EXPECTED)?;
        if expired < stale {
            return Err(ModelError::OutOfRange {
                field: path,
                expected: "expired not before stale",
            });
        }
        Ok(Self { stale, expired })
    }
}

impl BundlePolicy {
    /// Whether a bundle can carry it: every field is within its bounds.
    ///
    /// # Errors
    ///
    /// The first field that is not.
    pub fn check(&self) -> Result<(), ModelError> {
        let value = FieldValue::new(FieldPath::of_map(MAP), self.encode());
        Self::decode(value).map(drop)
    }

    /// Every field is written, also where it is the default, so that a bundle says what it means
    /// when a later edition has other defaults.
    pub(super) fn encode(&self) -> Value {
        let mut map = MapWriter::with_capacity(8);
        map.put(
            WRONG_REGION,
            match self.wrong_region {
                WrongRegionColour::Amber => 1_u8,
                WrongRegionColour::Red => 2,
            },
        );
        map.put_optional(BUNDLE_AGE, self.bundle_age.map(MaxAge::encode));
        map.put_optional(STATUS_AGE, self.status_age.map(MaxAge::encode));
        map.put_optional(PAYMENT_AGE, self.payment_age.map(MaxAge::encode));
        map.put(PAYMENT_GRACE, self.payment_grace);
        map.put(EXPIRES_SOON, self.expires_soon);
        map.put(CLOCK_TOLERANCE, self.clock_tolerance);
        let required = self.required.iter().map(|check| {
            Value::from(match check {
                RequiredCheck::Status => 1_u8,
                RequiredCheck::Payment => 2,
            })
        });
        map.put(REQUIRED, Value::Array(required.collect()));
        map.finish()
    }

    pub(super) fn decode(value: FieldValue) -> Result<Self, ModelError> {
        let mut map = value.map(MAP)?;
        let wrong_region = match map.optional(WRONG_REGION)? {
            None => WrongRegionColour::Amber,
            Some(value) => match bounded(value, 1, 2, "1 (amber) or 2 (red)")? {
                1 => WrongRegionColour::Amber,
                _ => WrongRegionColour::Red,
            },
        };
        let bundle_age = age(&mut map, BUNDLE_AGE)?;
        let status_age = age(&mut map, STATUS_AGE)?;
        let payment_age = age(&mut map, PAYMENT_AGE)?;
        let defaults = Self::default();
        let payment_grace = match map.optional(PAYMENT_GRACE)? {
            None => defaults.payment_grace,
            Some(value) => small(value, 31, "0 to 31 days")?,
        };
        let expires_soon = match map.optional(EXPIRES_SOON)? {
            None => defaults.expires_soon,
            Some(value) => small(value, 366, "0 to 366 days")?,
        };
        let clock_tolerance = match map.optional(CLOCK_TOLERANCE)? {
            None => defaults.clock_tolerance,
            Some(value) => bounded(value, 0, 86_400, "0 to 86400 seconds")?,
        };
        let required = match map.optional(REQUIRED)? {
            None => defaults.required,
            Some(value) => entries(value, 0..=2, "at most 2 checks", required)?,
        };
        rising(REQUIRED, &required)?;
        map.finish()?;
        Ok(Self {
            wrong_region,
            bundle_age,
            status_age,
            payment_age,
            payment_grace,
            expires_soon,
            clock_tolerance,
            required,
        })
    }
}

fn age(map: &mut MapReader, field: Field) -> Result<Option<MaxAge>, ModelError> {
    map.optional(field)?.map(MaxAge::decode).transpose()
}

fn required(value: FieldValue) -> Result<RequiredCheck, ModelError> {
    Ok(match bounded(value, 1, 2, "1 (status) or 2 (payment)")? {
        1 => RequiredCheck::Status,
        _ => RequiredCheck::Payment,
    })
}

fn bounded(
    value: FieldValue,
    least: u32,
    most: u32,
    expected: &'static str,
) -> Result<u32, ModelError> {
    let field = value.path();
    u32::try_from(value.unsigned()?)
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or(ModelError::OutOfRange { field, expected })
}

fn small<N: TryFrom<u32>>(
    value: FieldValue,
    most: u32,
    expected: &'static str,
) -> Result<N, ModelError> {
    let field = value.path();
    N::try_from(bounded(value, 0, most, expected)?)
        .map_err(|_| ModelError::OutOfRange { field, expected })
}
