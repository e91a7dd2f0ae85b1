// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device remembers between two checks: the newest documents it saw and the latest time it
//! can be sure of. The rules that move it are the verifier's.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use crate::bundle::{ListKind, MAX_LISTS, MAX_ROOTS, certificate, entries, rising};
use crate::cbor::{self, Value};
use crate::model::{Field, FieldPath, FieldValue, MapReader, MapWriter, ModelError};
use crate::object::Digest;
use crate::{Region, UnixTime};

const MAP: &str = "device state";
const KIND: Field = Field::new(MAP, 0, "kind");
const VERSION_FIELD: Field = Field::new(MAP, 1, "version");
const GENERATION: Field = Field::new(MAP, 2, "generation");
const FLOOR: Field = Field::new(MAP, 3, "floor");
const BUNDLE: Field = Field::new(MAP, 4, "bundle");
const LISTS: Field = Field::new(MAP, 5, "lists");
const ROOTS: Field = Field::new(MAP, 6, "roots");

const FILE: Field = Field::new("device state file", 0, "copy");

const KIND_WORDS: &str = "epatent-device";
const VERSION: u64 = 1;

/// Most files that one list consists of: a snapshot and the changes since.
pub const MAX_LIST_FILES: usize = 400;

/// What a device remembers.
///
/// ```cddl
/// ; One of the two copies that a device keeps. The digest is that of the bytes in front of it.
/// device-state-file = [bytes .cbor device-state, digest]
/// device-state = {
///   0: "epatent-device",
///   1: 1,                    ; version
///   2: uint,                 ; generation: the copy with the higher one counts
///   ? 3: unix-time,          ; time floor: the newest verified signed time
///   ? 4: seen,               ; the bundle in force
///   5: [0*1024 seen-list],   ; rising by kind, region and number
///   ? 6: [1*8 certificate],  ; next roots, each signed by a root before it
/// }
/// seen = [uint, digest]      ; version or sequence, digest of the file
/// ; State: of a status list the digest of its payload, of a paid-through list that of its entries. Files: digests
/// ; in the order of their sequence.
/// seen-list = [kind: 1 / 2, region: region, list: uint, sequence: uint, state: digest, files: [1*400 digest]]
/// ```
///
/// `[applet-spec trust §8]`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceState {
    /// Rises by one with every writing; of two copies the higher one counts.
    pub generation: u64,
    /// The newest verified signed time: it cannot be earlier than this now.
    pub floor: Option<UnixTime>,
    /// The bundle in force, the highest that was seen.
    pub bundle: Option<Seen>,
    /// The lists in force, by rising kind and number.
    pub lists: Vec<SeenList>,
    /// Certificates (DER) of roots that bundles introduced, in the order of their introduction.
    pub roots: Vec<Vec<u8>>,
}

/// A document that was seen: how high it counts, and which one it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Version of a bundle, sequence of a list; from 1, higher is newer.
    pub version: u64,
    /// SHA-256 of the whole file.
    pub digest: Digest,
}

/// A list that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenList {
    /// What it says.
    pub kind: ListKind,
    /// The region whose patents it is about.
    pub region: Region,
    /// Its number in the region, as the status reference of a card has it.
    pub list: u64,
    /// The sequence that its files lead to, from 1.
    pub sequence: u64,
    /// What they say then: the digest of a status list's payload, of a paid-through list's entries,
    /// because a snapshot and the changes up to it are one truth in two forms.
    pub state: Digest,
    /// SHA-256 of each of its files, 1 to [`MAX_LIST_FILES`]: a status list is one, a paid-through list
    /// a snapshot and the changes after it.
    pub files: Vec<Digest>,
}

impl SeenList {
    /// What identifies a list: each region numbers its own.
    #[must_use]
    pub const fn key(&self) -> (ListKind, Region, u64) {
        (self.kind, self.region, self.list)
    }
}

impl DeviceState {
    /// The file that keeps it.
    ///
    /// # Errors
    ///
    /// More lists or roots than there can be, or lists in disorder.
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let mut map = MapWriter::with_capacity(7);
        map.put(KIND, KIND_WORDS);
        map.put(VERSION_FIELD, VERSION);
        map.put(GENERATION, self.generation);
        map.put_optional(FLOOR, self.floor.map(UnixTime::seconds));
        map.put_optional(BUNDLE, self.bundle.map(seen_value));
        map.put(
            LISTS,
            Value::Array(self.lists.iter().map(list_value).collect()),
        );
        if !self.roots.is_empty() {
            let roots = self.roots.iter().map(|der| Value::Bytes(der.clone()));
            map.put(ROOTS, Value::Array(roots.collect()));
        }
        let bytes = cbor::encode_within(&map.finish(), MAX_STATE_LENGTH)?;
        decode_state(&bytes)?;
        let digest = Digest::of(&bytes).as_bytes().to_vec();
        let copy = Value::Array([bytes, digest].map(Value::Bytes).to_vec());
        Ok(cbor::encode_within(&copy, MAX_STATE_LENGTH)?)
    }

    /// Reads a copy.
    ///
    /// # Errors
    ///
    /// A copy that was not written to its end, or damaged: its digest is another one. Otherwise the
    /// first field that breaks the data model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let copy = cbor::decode_within(bytes, MAX_STATE_LENGTH)?;
        let [state, digest] = FieldValue::new(FieldPath::of_map("device state file"), copy)
            .tuple("[state, digest]")?;
        let state = state.bytes()?;
        if *Digest::of(&state).as_bytes() != digest.byte_array("32 bytes")? {
            return Err(ModelError::OutOfRange {
                field: FILE.path(),
                expected: "whole: the digest is another one",
            });
        }
        decode_state(&state)
    }

    /// What was seen of a list.
    #[must_use]
    pub fn list(&self, kind: ListKind, region: Region, list: u64) -> Option<&SeenList> {
        let place = self
            .lists
            .binary_search_by_key(&(kind, region, list), SeenList::key)
            .ok()?;
        self.lists.get(place)
    }
}

/// Most bytes of a copy of the state: a thousand lists of a few hundred files would be more, and no country has
/// them.
pub const MAX_STATE_LENGTH: usize = 4 * 1024 * 1024;

fn decode_state(bytes: &[u8]) -> Result<DeviceState, ModelError> {
    let mut map = MapReader::new(MAP, cbor::decode_within(bytes, MAX_STATE_LENGTH)?)?;
    map.demand_version(VERSION_FIELD, VERSION)?;
    if map.required(KIND)?.string()? != KIND_WORDS {
        return Err(ModelError::OutOfRange {
            field: KIND.path(),
            expected: "\"epatent-device\"",
        });
    }
    map.required(VERSION_FIELD)?;
    let generation = map.required(GENERATION)?.unsigned()?;
    let floor = map
        .optional(FLOOR)?
        .map(FieldValue::unix_time)
        .transpose()?;
    let bundle = map.optional(BUNDLE)?.map(seen).transpose()?;
    let lists = entries(
        map.required(LISTS)?,
        0..=MAX_LISTS,
        "at most 1024 lists",
        seen_list,
    )?;
    let keys: Vec<_> = lists.iter().map(SeenList::key).collect();
    rising(LISTS, &keys)?;
    let roots = match map.optional(ROOTS)? {
        Some(value) => entries(value, 1..=MAX_ROOTS, "1 to 8 roots", certificate)?,
        None => Vec::new(),
    };
    map.finish()?;
    Ok(DeviceState {
        generation,
        floor,
        bundle,
        lists,
        roots,
    })
}

fn bytes_value(digest: &Digest) -> Value {
    Value::Bytes(digest.as_bytes().to_vec())
}

fn seen_value(seen: Seen) -> Value {
    Value::Array([Value::from(seen.version), bytes_value(&seen.digest)].to_vec())
}

fn list_value(seen: &SeenList) -> Value {
    let files = seen.files.iter().map(bytes_value).collect();
    Value::Array(
        [
            Value::from(seen.kind.code()),
            Value::from(seen.region.as_str()),
            Value::from(seen.list),
            Value::from(seen.sequence),
            bytes_value(&seen.state),
            Value::Array(files),
        ]
        .to_vec(),
    )
}

fn digest(value: FieldValue) -> Result<Digest, ModelError> {
    value.byte_array("32 bytes").map(Digest::from_bytes)
}

fn seen(value: FieldValue) -> Result<Seen, ModelError> {
    let [version, shown] = value.tuple("[version, digest]")?;
    Ok(Seen {
        version: version.unsigned()?,
        digest: digest(shown)?,
    })
}

fn seen_list(value: FieldValue) -> Result<SeenList, ModelError> {
    let [kind, region, list, sequence, state, files] =
        value.tuple("[kind, region, list, sequence, state, files]")?;
    let field = kind.path();
    Ok(SeenList {
        kind: ListKind::from_code(kind.unsigned()?).ok_or(ModelError::OutOfRange {
            field,
            expected: "1 (status) or 2 (paid-through)",
        })?,
        region: region.region()?,
        list: list.unsigned()?,
        sequence: sequence.unsigned()?,
        state: digest(state)?,
        files: entries(files, 1..=MAX_LIST_FILES, "1 to 400 files", digest)?,
    })
}
