// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The payload as bytes.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use super::{
    BundlePolicy, FORMAT, ListReference, ListedSigner, MAX_LISTS, MAX_ROOTS, MAX_SIGNERS,
    MAX_VERSION, RetiredRoot, TrustBundle,
};
use crate::cbor::{self, Value};
use crate::certificate::MAX_CERTIFICATE_LENGTH;
use crate::model::{Field, FieldValue, MapReader, MapWriter, ModelError};
use crate::object::Digest;

const MAP: &str = "trust bundle";
const FORMAT_FIELD: Field = Field::new(MAP, 1, "format");
const ENVIRONMENT: Field = Field::new(MAP, 2, "environment");
const VERSION: Field = Field::new(MAP, 3, "version");
const ISSUED: Field = Field::new(MAP, 4, "issued");
const NEXT_UPDATE: Field = Field::new(MAP, 5, "next-update");
const EXPIRES: Field = Field::new(MAP, 6, "expires");
const PREVIOUS: Field = Field::new(MAP, 7, "previous");
const SIGNERS: Field = Field::new(MAP, 8, "signers");
const LISTS: Field = Field::new(MAP, 9, "lists");
const POLICY: Field = Field::new(MAP, 10, "policy");
const NEXT_ROOTS: Field = Field::new(MAP, 11, "next-roots");
const RETIRED_ROOTS: Field = Field::new(MAP, 12, "retired-roots");

const RETIRED: &str = "retired root";
const KEY: Field = Field::new(RETIRED, 1, "key");
const SINCE: Field = Field::new(RETIRED, 2, "since");

impl TrustBundle {
    /// The bytes that are signed, as the payload of a COSE_Sign1.
    ///
    /// # Errors
    ///
    /// Content that [`TrustBundle::decode`] would refuse: nothing is signed that no device reads.
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let mut map = MapWriter::with_capacity(12);
        map.put(FORMAT_FIELD, FORMAT);
        map.put(ENVIRONMENT, self.environment.code());
        map.put(VERSION, self.version);
        map.put(ISSUED, self.issued.seconds());
        map.put(NEXT_UPDATE, self.next_update.seconds());
        map.put(EXPIRES, self.expires.seconds());
        map.put_optional(
            PREVIOUS,
            self.previous
                .map(|digest| Value::Bytes(digest.as_bytes().to_vec())),
        );
        map.put(SIGNERS, array(&self.signers, ListedSigner::encode));
        map.put(LISTS, array(&self.lists, ListReference::encode));
        map.put(POLICY, self.policy.encode());
        if !self.next_roots.is_empty() {
            let certificate = |der: &Vec<u8>| Value::Bytes(der.clone());
            map.put(NEXT_ROOTS, array(&self.next_roots, certificate));
        }
        if !self.retired_roots.is_empty() {
            map.put(RETIRED_ROOTS, array(&self.retired_roots, retired_value));
        }
        let bytes = cbor::encode(&map.finish())?;
        Self::decode(&bytes).map(|_| bytes)
    }

    /// Reads the payload of a bundle.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for a format other than [`FORMAT`], whatever else the
    /// bundle holds; otherwise the first field that breaks the data model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut map = MapReader::new(MAP, cbor::decode(bytes)?)?;
        map.demand_version(FORMAT_FIELD, FORMAT)?;
        map.required(FORMAT_FIELD)?;
        let environment = map.required(ENVIRONMENT)?.environment()?;
        let version = map.required(VERSION)?.unsigned()?;
        if !(1..=MAX_VERSION).contains(&version) {
            return Err(out_of_range(VERSION, "1 to 4294967295"));
        }
        let issued = map.required(ISSUED)?.unix_time()?;
        let next_update = map.required(NEXT_UPDATE)?.unix_time()?;
        let expires = map.required(EXPIRES)?.unix_time()?;
        if next_update <= issued {
            return Err(out_of_range(NEXT_UPDATE, "later than issued"));
        }
        if expires < next_update {
            return Err(out_of_range(EXPIRES, "not before the next update"));
        }
        let previous = match map.optional(PREVIOUS)? {
            Some(value) => Some(digest(value)?),
            None => None,
        };
        if previous.is_some() != (version > 1) {
            return Err(out_of_range(
                PREVIOUS,
                "absent in version 1 and present in every other",
            ));
        }
        let signers = entries(
            map.required(SIGNERS)?,
            0..=MAX_SIGNERS,
            "at most 1024 signers",
            ListedSigner::decode,
        )?;
        rising_by(SIGNERS, &signers, |signer| signer.certificate)?;
        let lists = entries(
            map.required(LISTS)?,
            0..=MAX_LISTS,
            "at most 1024 lists",
            ListReference::decode,
        )?;
        rising_by(LISTS, &lists, ListReference::key)?;
        let policy = BundlePolicy::decode(map.required(POLICY)?)?;
        let next_roots = roots(map.optional(NEXT_ROOTS)?, certificate)?;
        let retired_roots = roots(map.optional(RETIRED_ROOTS)?, retired)?;
        rising_by(RETIRED_ROOTS, &retired_roots, |root| root.key)?;
        map.finish()?;
        Ok(Self {
            environment,
            version,
            issued,
            next_update,
            expires,
            previous,
            signers,
            lists,
            policy,
            next_roots,
            retired_roots,
        })
    }
}

fn array<T>(items: &[T], encode: impl Fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(encode).collect())
}

/// The elements of an array of so many.
pub(crate) fn entries<T>(
    value: FieldValue,
    count: RangeInclusive<usize>,
    expected: &'static str,
    decode: impl Fn(FieldValue) -> Result<T, ModelError>,
) -> Result<Vec<T>, ModelError> {
    let field = value.path();
    let items = value.array()?;
    if !count.contains(&items.len()) {
        return Err(ModelError::OutOfRange { field, expected });
    }
    items.into_iter().map(decode).collect()
}

/// One set has one encoding, and nothing stands in it twice.
pub(crate) fn rising<T: Ord>(field: Field, items: &[T]) -> Result<(), ModelError> {
    if items.is_sorted_by(|left, right| left < right) {
        Ok(())
    } else {
        Err(out_of_range(field, "in rising order, each once"))
    }
}

fn rising_by<T, K: Ord>(
    field: Field,
    items: &[T],
    key: impl Fn(&T) -> K,
) -> Result<(), ModelError> {
    let keys: Vec<K> = items.iter().map(key).collect();
    rising(field, &keys)
}

const fn out_of_range(field: Field, expected: &'static str) -> ModelError {
    ModelError::OutOfRange {
        field: field.path(),
        expected,
    }
}

fn digest(value: FieldValue) -> Result<Digest, ModelError> {
    value.byte_array("32 bytes").map(Digest::from_bytes)
}

fn roots<T>(
    value: Option<FieldValue>,
    decode: impl Fn(FieldValue) -> Result<T, ModelError>,
) -> Result<Vec<T>, ModelError> {
    match value {
        Some(value) => entries(value, 1..=MAX_ROOTS, "1 to 8 roots", decode),
        None => Ok(Vec::new()),
    }
}

/// A certificate as it is, which nobody has read yet.
pub(crate) fn certificate(value: FieldValue) -> Result<Vec<u8>, ModelError> {
    let field = value.path();
    let der = value.bytes()?;
    if (1..=MAX_CERTIFICATE_LENGTH).contains(&der.len()) {
        Ok(der)
    } else {
        Err(ModelError::OutOfRange {
            field,
            expected: "1 to 8192 bytes",
        })
    }
}

fn retired_value(root: &RetiredRoot) -> Value {
    let mut map = MapWriter::with_capacity(2);
    map.put_bytes(KEY, root.key.as_bytes());
    map.put(SINCE, root.since.seconds());
    map.finish()
}

fn retired(value: FieldValue) -> Result<RetiredRoot, ModelError> {
    let mut map = value.map(RETIRED)?;
    let key = digest(map.required(KEY)?)?;
    let since = map.required(SINCE)?.unix_time()?;
    map.finish()?;
    Ok(RetiredRoot { key, since })
}
