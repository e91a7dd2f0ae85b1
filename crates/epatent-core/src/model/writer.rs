// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec::Vec;

use super::Field;
use crate::cbor::Value;
use crate::{CivilDate, Text};

/// Collects the fields of a map; [`crate::cbor::encode`] sorts them.
#[derive(Default)]
pub(crate) struct MapWriter {
    entries: Vec<(Value, Value)>,
}

impl MapWriter {
    /// An empty map with room for `fields` fields.
    pub(crate) fn with_capacity(fields: usize) -> Self {
        Self {
            entries: Vec::with_capacity(fields),
        }
    }

    /// Adds a field.
    pub(crate) fn put(&mut self, field: Field, value: impl Into<Value>) {
        self.put_key(field.key, value);
    }

    /// Adds an entry of a map whose keys are data.
    pub(crate) fn put_key(&mut self, key: i64, value: impl Into<Value>) {
        self.entries.push((Value::from(key), value.into()));
    }

    /// Adds a field when there is a value.
    pub(crate) fn put_optional(&mut self, field: Field, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(field, value);
        }
    }

    /// Adds a text.
    pub(crate) fn put_text(&mut self, field: Field, text: Option<&Text>) {
        self.put_optional(field, text.map(Text::as_str));
    }

    /// Adds texts as an array; none is no field.
    pub(crate) fn put_texts(&mut self, field: Field, texts: &[Text]) {
        if !texts.is_empty() {
            let items = texts.iter().map(|text| Value::from(text.as_str()));
            self.put(field, Value::Array(items.collect()));
        }
    }

    /// Adds a civil date.
    pub(crate) fn put_date(&mut self, field: Field, date: CivilDate) {
        self.put(field, date.to_yyyymmdd());
    }

    /// Adds a copy of bytes.
    pub(crate) fn put_bytes(&mut self, field: Field, bytes: &[u8]) {
        self.put(field, Value::Bytes(bytes.to_vec()));
    }

    /// The map.
    pub(crate) fn finish(self) -> Value {
        Value::Map(self.entries)
    }
}
