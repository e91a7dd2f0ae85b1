// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::{CardId, ChipKey, Digest, SUITE, SecurityObject, StatusReference, VERSION};
use crate::cbor::{self, Value};
use crate::group::GroupNumber;
use crate::model::{Field, FieldPath, FieldValue, MapReader, MapWriter, ModelError};

const MAP: &str = "security object";
const VERSION_FIELD: Field = Field::new(MAP, 1, "version");
const ENVIRONMENT: Field = Field::new(MAP, 2, "environment");
const CARD_ID: Field = Field::new(MAP, 3, "card-id");
const REPLACEMENT_INDEX: Field = Field::new(MAP, 4, "replacement-index");
const DIGESTS: Field = Field::new(MAP, 5, "digests");
const SIGNED_AT: Field = Field::new(MAP, 6, "signed-at");
const IN_FORCE_FROM: Field = Field::new(MAP, 7, "in-force-from");
const LATEST_END: Field = Field::new(MAP, 8, "latest-end");
const STATUS: Field = Field::new(MAP, 9, "status");
const CHIP_KEY: Field = Field::new(MAP, 10, "chip-key");
const CARD_ACCESS_DIGEST: Field = Field::new(MAP, 11, "card-access-digest");
const SUITE_FIELD: Field = Field::new(MAP, 12, "suite");
const REGION: Field = Field::new(MAP, 13, "region");

const DIGESTS_MAP: &str = "security object.digests";

impl SecurityObject {
    /// The bytes that are signed, as the payload of a COSE_Sign1.
    ///
    /// # Errors
    ///
    /// The object names no data group, or a version or suite that this program does not know.
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        if self.version != VERSION {
            return Err(ModelError::UnsupportedVersion {
                document: MAP,
                version: self.version,
            });
        }
        demand_suite(self.suite)?;
        if self.digests.is_empty() {
            return Err(NO_DIGEST);
        }
        let mut digests = MapWriter::with_capacity(self.digests.len());
        for (group, digest) in &self.digests {
            digests.put_key(
                i64::from(group.get()),
                Value::Bytes(digest.as_bytes().to_vec()),
            );
        }

        let mut object = MapWriter::with_capacity(13);
        object.put(VERSION_FIELD, self.version);
        object.put(ENVIRONMENT, self.environment.code());
        object.put_bytes(CARD_ID, self.card_id.as_bytes());
        object.put(REPLACEMENT_INDEX, self.replacement_index);
        object.put(DIGESTS, digests.finish());
        object.put(SIGNED_AT, self.signed_at.seconds());
        object.put_date(IN_FORCE_FROM, self.in_force_from);
        object.put_date(LATEST_END, self.latest_end);
        object.put(STATUS, encode_status(self.status));
        object.put(CHIP_KEY, self.chip_key.to_cose());
        object.put_bytes(CARD_ACCESS_DIGEST, self.card_access_digest.as_bytes());
        object.put(SUITE_FIELD, self.suite);
        object.put(REGION, self.region.as_str());
        Ok(cbor::encode(&object.finish())?)
    }

    /// Reads the payload of a security object.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for a version other than [`VERSION`], whatever else the
    /// object holds; otherwise the first field that breaks the data model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut object = MapReader::new(MAP, cbor::decode(bytes)?)?;
        object.demand_version(VERSION_FIELD, VERSION)?;
        object.required(VERSION_FIELD)?;
        let environment = object.required(ENVIRONMENT)?.environment()?;
        let card_id = object.required(CARD_ID)?.byte_array("16 bytes")?;
        let replacement_index = object.required(REPLACEMENT_INDEX)?.byte()?;
        let digests = decode_digests(object.required(DIGESTS)?)?;
        let signed_at = object.required(SIGNED_AT)?.unix_time()?;
        let in_force_from = object.required(IN_FORCE_FROM)?.civil_date()?;
        let latest_end = object.required(LATEST_END)?.civil_date()?;
        let status = decode_status(object.required(STATUS)?)?;
        let chip_key = ChipKey::from_cose(object.required(CHIP_KEY)?.into_value())?;
        let card_access_digest = object
            .required(CARD_ACCESS_DIGEST)?
            .byte_array("32 bytes")?;
        let suite = object.required(SUITE_FIELD)?.byte()?;
        demand_suite(suite)?;
        let region = object.required(REGION)?.region()?;
        object.finish()?;
        Ok(Self {
            version: VERSION,
            environment,
            card_id: CardId::from_bytes(card_id),
            replacement_index,
            digests,
            signed_at,
            in_force_from,
            latest_end,
            status,
            chip_key,
            card_access_digest: Digest::from_bytes(card_access_digest),
            suite,
            region,
        })
    }
}

const NO_DIGEST: ModelError = ModelError::OutOfRange {
    field: DIGESTS.path(),
    expected: "at least one data group",
};

fn demand_suite(suite: u8) -> Result<(), ModelError> {
    if suite == SUITE {
        return Ok(());
    }
    Err(ModelError::OutOfRange {
        field: SUITE_FIELD.path(),
        expected: "the algorithm suite 1",
    })
}

/// A place in the status lists: `[list, index]`.
pub(crate) fn encode_status(status: StatusReference) -> Value {
    Value::Array([status.list, status.index].map(Value::from).to_vec())
}

/// Reads a place in the status lists.
pub(crate) fn decode_status(value: FieldValue) -> Result<StatusReference, ModelError> {
    let [list, index] = value.tuple("[list, index]")?;
    Ok(StatusReference {
        list: list.unsigned()?,
        index: index.unsigned()?,
    })
}

fn decode_digests(value: FieldValue) -> Result<BTreeMap<GroupNumber, Digest>, ModelError> {
    let mut digests = BTreeMap::new();
    for entry in value.map(DIGESTS_MAP)?.entries() {
        let (key, value) = entry?;
        let group = group_number(DIGESTS_MAP, key)?;
        let path = FieldPath::of_field(DIGESTS_MAP, i64::from(group.get()), group.name());
        let digest = FieldValue::new(path, value).byte_array("32 bytes")?;
        digests.insert(group, Digest::from_bytes(digest));
    }
    if digests.is_empty() {
        return Err(NO_DIGEST);
    }
    Ok(digests)
}

/// A map key as the number of a data group.
pub(crate) fn group_number(map: &'static str, key: i128) -> Result<GroupNumber, ModelError> {
    u8::try_from(key)
        .ok()
        .and_then(GroupNumber::new)
        .ok_or(ModelError::UnknownField { map, key })
}
