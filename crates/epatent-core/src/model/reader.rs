// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{Field, FieldPath, ModelError, ValueError};
use crate::cbor::Value;
use crate::object::Environment;
use crate::{CivilDate, Country, Region, Text, UnixTime};

/// What a value must be that a parser would have had to change.
pub(crate) const NORMAL_FORM: &str = "in its normal form";

/// Reads a map field by field in the order of its keys.
///
/// The bytes have passed [`crate::cbor::check`], so that keys are sorted and unique: what is skipped
/// on the way to the wanted key is a field that the model does not name.
pub(crate) struct MapReader {
    map: &'static str,
    entries: vec::IntoIter<(Value, Value)>,
}

impl MapReader {
    /// Opens a map.
    pub(crate) fn new(map: &'static str, value: Value) -> Result<Self, ModelError> {
        FieldValue::new(FieldPath::of_map(map), value).map(map)
    }

    /// Refuses a version other than `supported`, whatever else the map holds.
    pub(crate) fn demand_version(&self, field: Field, supported: u64) -> Result<(), ModelError> {
        let wanted = Value::from(field.key);
        let found = self
            .entries
            .as_slice()
            .iter()
            .find(|(key, _)| *key == wanted);
        let (_, value) = found.ok_or(ModelError::MissingField {
            field: field.path(),
        })?;
        let version = unsigned(field.path(), value)?;
        if version == supported {
            Ok(())
        } else {
            Err(ModelError::UnsupportedVersion {
                document: self.map,
                version,
            })
        }
    }

    /// A field that must be there.
    pub(crate) fn required(&mut self, field: Field) -> Result<FieldValue, ModelError> {
        self.optional(field)?.ok_or(ModelError::MissingField {
            field: field.path(),
        })
    }

    /// A field that may be absent.
    pub(crate) fn optional(&mut self, field: Field) -> Result<Option<FieldValue>, ModelError> {
        let Some((key, _)) = self.entries.as_slice().first() else {
            return Ok(None);
        };
        let key = map_key(self.map, key)?;
        match encoded_order(key, i128::from(field.key)) {
            Ordering::Less => Err(ModelError::UnknownField { map: self.map, key }),
            Ordering::Greater => Ok(None),
            Ordering::Equal => Ok(self
                .entries
                .next()
                .map(|(_, value)| FieldValue::new(field.path(), value))),
        }
    }

    /// A text that may be absent.
    pub(crate) fn optional_text(&mut self, field: Field) -> Result<Option<Text>, ModelError> {
        self.optional(field)?.map(FieldValue::text).transpose()
    }

    /// All fields of a map whose keys are data, each with its key.
    pub(crate) fn entries(self) -> impl Iterator<Item = Result<(i128, Value), ModelError>> {
        let map = self.map;
        self.entries
            .map(move |(key, value)| Ok((map_key(map, &key)?, value)))
    }

    /// Refuses fields that nobody asked for.
    pub(crate) fn finish(self) -> Result<(), ModelError> {
        match self.entries.as_slice().first() {
            None => Ok(()),
            Some((key, _)) => Err(ModelError::UnknownField {
                map: self.map,
                key: map_key(self.map, key)?,
            }),
        }
    }
}

/// A value and the place it was found at.
pub(crate) struct FieldValue {
    field: FieldPath,
    value: Value,
}

impl FieldValue {
    /// A value found at `field`.
    pub(crate) const fn new(field: FieldPath, value: Value) -> Self {
        Self { field, value }
    }

    /// Where it stands.
    pub(crate) const fn path(&self) -> FieldPath {
        self.field
    }

    /// The value itself, whatever it is.
    pub(crate) fn into_value(self) -> Value {
        self.value
    }

    /// The value as the map named `map`.
    pub(crate) fn map(self, map: &'static str) -> Result<MapReader, ModelError> {
        match self.value {
            Value::Map(entries) => Ok(MapReader {
                map,
                entries: entries.into_iter(),
            }),
            ref other => Err(wrong_type(self.field, "a map", other)),
        }
    }

    /// The value as an array; its items know their index.
    pub(crate) fn array(self) -> Result<Vec<Self>, ModelError> {
        let field = self.field;
        match self.value {
            Value::Array(items) => Ok(items
                .into_iter()
                .enumerate()
                .map(|(index, value)| Self::new(field.item(index), value))
                .collect()),
            other => Err(wrong_type(field, "an array", &other)),
        }
    }

    /// The value as an array of exactly `N` items.
    pub(crate) fn tuple<const N: usize>(
        self,
        expected: &'static str,
    ) -> Result<[Self; N], ModelError> {
        let field = self.field;
        <[Self; N]>::try_from(self.array()?).map_err(|_| ModelError::OutOfRange { field, expected })
    }

    /// The value as an unsigned integer.
    pub(crate) fn unsigned(self) -> Result<u64, ModelError> {
        unsigned(self.field, &self.value)
    }

    /// The value as an unsigned integer of at most 255.
    pub(crate) fn byte(self) -> Result<u8, ModelError> {
        let field = self.field;
        u8::try_from(self.unsigned()?).map_err(|_| ModelError::OutOfRange {
            field,
            expected: "an integer from 0 to 255",
        })
    }

    /// The value as an integer that must be `wanted`.
    pub(crate) fn exactly(self, wanted: u64, expected: &'static str) -> Result<(), ModelError> {
        let field = self.field;
        if self.unsigned()? == wanted {
            Ok(())
        } else {
            Err(ModelError::OutOfRange { field, expected })
        }
    }

    /// The value as a byte string.
    pub(crate) fn bytes(self) -> Result<Vec<u8>, ModelError> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(wrong_type(self.field, "a byte string", &other)),
        }
    }

    /// The value as a byte string of exactly `N` bytes.
    pub(crate) fn byte_array<const N: usize>(
        self,
        expected: &'static str,
    ) -> Result<[u8; N], ModelError> {
        let field = self.field;
        <[u8; N]>::try_from(self.bytes()?.as_slice())
            .map_err(|_| ModelError::OutOfRange { field, expected })
    }

    /// The value as a text string, before any rule of the model.
    pub(crate) fn string(self) -> Result<String, ModelError> {
        match self.value {
            Value::Text(text) => Ok(text),
            other => Err(wrong_type(self.field, "a text string", &other)),
        }
    }

    /// The value as a text string in the format that `parse` knows. The parsers bring what people
    /// type to a normal form; signed bytes must be in that form already.
    pub(crate) fn parse<T, E: Into<ValueError>>(
        self,
        parse: impl FnOnce(&str) -> Result<T, E>,
        as_str: impl FnOnce(&T) -> &str,
    ) -> Result<T, ModelError> {
        let field = self.field;
        let text = self.string()?;
        let value = parse(&text).map_err(|error| invalid(field, error))?;
        if as_str(&value) == text {
            Ok(value)
        } else {
            Err(ModelError::OutOfRange {
                field,
                expected: NORMAL_FORM,
            })
        }
    }

    /// The value as text.
    pub(crate) fn text(self) -> Result<Text, ModelError> {
        self.parse(Text::parse, Text::as_str)
    }

    /// The value as an array of 1 to `limit` texts.
    pub(crate) fn texts(
        self,
        limit: usize,
        expected: &'static str,
    ) -> Result<Vec<Text>, ModelError> {
        let field = self.field;
        let items = self.array()?;
        if items.is_empty() || items.len() > limit {
            return Err(ModelError::OutOfRange { field, expected });
        }
        items.into_iter().map(Self::text).collect()
    }

    /// The value as a country code. A card may carry a code that was listed after this program was
    /// made, so only the shape counts.
    pub(crate) fn country(self) -> Result<Country, ModelError> {
        self.parse(Country::from_code_shape, Country::as_str)
    }

    /// The value as a region code.
    pub(crate) fn region(self) -> Result<Region, ModelError> {
        self.parse(Region::parse, Region::as_str)
    }

    /// The value as a civil date, year, month and day in decimal: 20260131.
    pub(crate) fn civil_date(self) -> Result<CivilDate, ModelError> {
        let field = self.field;
        let number = u32::try_from(self.unsigned()?).map_err(|_| ModelError::OutOfRange {
            field,
            expected: "a civil date",
        })?;
        CivilDate::from_yyyymmdd(number).map_err(|error| invalid(field, error))
    }

    /// The value as the code of an environment.
    pub(crate) fn environment(self) -> Result<Environment, ModelError> {
        let field = self.field;
        Environment::from_code(self.unsigned()?).ok_or(ModelError::OutOfRange {
            field,
            expected: "1 (lab) or 2 (production)",
        })
    }

    /// The value as a time in UTC seconds.
    pub(crate) fn unix_time(self) -> Result<UnixTime, ModelError> {
        let field = self.field;
        UnixTime::from_seconds(self.unsigned()?).map_err(|error| invalid(field, error))
    }
}

/// An error of a value's own format at `field`.
pub(crate) fn invalid(field: FieldPath, error: impl Into<ValueError>) -> ModelError {
    ModelError::Invalid {
        field,
        error: error.into(),
    }
}

fn unsigned(field: FieldPath, value: &Value) -> Result<u64, ModelError> {
    const EXPECTED: &str = "an unsigned integer";
    match value {
        Value::Integer(integer) => u64::try_from(*integer).map_err(|_| ModelError::WrongType {
            field,
            expected: EXPECTED,
            actual: "a negative integer",
        }),
        other => Err(wrong_type(field, EXPECTED, other)),
    }
}

fn map_key(map: &'static str, key: &Value) -> Result<i128, ModelError> {
    match key {
        Value::Integer(integer) => Ok(i128::from(*integer)),
        other => Err(ModelError::WrongType {
            field: FieldPath::of_map(map),
            expected: "a map with integer keys only",
            actual: match type_name(other) {
                "text" => "a map with a text key",
                _ => "a map with a key of another type",
            },
        }),
    }
}

/// Order of integer keys by their encoding (RFC 8949 section 4.2.1): 0, 1, 2, ... -1, -2, ...
fn encoded_order(left: i128, right: i128) -> Ordering {
    let rank = |key: i128| (key < 0, key.unsigned_abs());
    rank(left).cmp(&rank(right))
}

fn wrong_type(field: FieldPath, expected: &'static str, actual: &Value) -> ModelError {
    ModelError::WrongType {
        field,
        expected,
        actual: type_name(actual),
    }
}

/// The CBOR type of a value in words (RFC 8949 section 3.1).
const fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "an integer",
        Value::Bytes(_) => "a byte string",
        Value::Text(_) => "text",
        Value::Array(_) => "an array",
        Value::Map(_) => "a map",
        Value::Tag(..) => "a tagged value",
        Value::Bool(_) => "a truth value",
        Value::Null => "null",
        _ => "another type",
    }
}
