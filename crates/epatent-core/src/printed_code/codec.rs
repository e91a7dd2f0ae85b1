// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec;
use alloc::vec::Vec;

use super::{MAX_NAME_LENGTH, MAX_PROFESSIONS_LENGTH, PrintedCode, VERSION};
use crate::cbor::{self, Value};
use crate::group::patent_number;
use crate::model::{Field, FieldValue, MapReader, MapWriter, ModelError};
use crate::object::{Digest, decode_status, encode_status};
use crate::presentation::{AccessNumber, access_number};
use crate::{BlankNumber, Text};

const MAP: &str = "printed code";
const VERSION_FIELD: Field = Field::new(MAP, 1, "version");
const ENVIRONMENT: Field = Field::new(MAP, 2, "environment");
const SECURITY_OBJECT: Field = Field::new(MAP, 3, "security-object");
const ACCESS_NUMBER: Field = Field::new(MAP, 4, "access-number");
const PATENT_NUMBER: Field = Field::new(MAP, 5, "patent-number");
const BLANK_NUMBER: Field = Field::new(MAP, 6, "blank-number");
const REGION: Field = Field::new(MAP, 7, "region");
const NAME: Field = Field::new(MAP, 8, "name");
const SIGNED_AT: Field = Field::new(MAP, 9, "signed-at");
const IN_FORCE_FROM: Field = Field::new(MAP, 10, "in-force-from");
const LATEST_END: Field = Field::new(MAP, 11, "latest-end");
const STATUS: Field = Field::new(MAP, 12, "status");
const REPLACEMENT_INDEX: Field = Field::new(MAP, 13, "replacement-index");
const PROFESSIONS: Field = Field::new(MAP, 14, "professions");

impl PrintedCode {
    /// The payload as it is signed.
    ///
    /// # Errors
    ///
    /// A name or professions longer than the code has room for.
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        demand_short(&self.name, NAME, MAX_NAME_LENGTH)?;
        let mut code = MapWriter::with_capacity(14);
        code.put(VERSION_FIELD, VERSION);
        code.put(ENVIRONMENT, self.environment.code());
        code.put_bytes(SECURITY_OBJECT, self.security_object.as_bytes());
        code.put(ACCESS_NUMBER, self.access_number.expose());
        let number = vec![
            Value::from(self.patent_number.series()),
            Value::from(self.patent_number.number()),
        ];
        code.put(PATENT_NUMBER, Value::Array(number));
        code.put(BLANK_NUMBER, self.blank_number.as_str());
        code.put(REGION, self.region.as_str());
        code.put_text(NAME, Some(&self.name));
        code.put(SIGNED_AT, self.signed_at.seconds());
        code.put_date(IN_FORCE_FROM, self.in_force_from);
        code.put_date(LATEST_END, self.latest_end);
        code.put(STATUS, encode_status(self.status));
        code.put(REPLACEMENT_INDEX, self.replacement_index);
        if let Some(professions) = &self.professions {
            demand_short(professions, PROFESSIONS, MAX_PROFESSIONS_LENGTH)?;
            code.put_text(PROFESSIONS, Some(professions));
        }
        Ok(cbor::encode(&code.finish())?)
    }

    /// Reads the payload of a printed code.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for a version other than [`VERSION`], whatever else it
    /// holds; otherwise the first field that breaks the data model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut code = open(bytes)?;
        let environment = code.required(ENVIRONMENT)?.environment()?;
        let security_object = code.required(SECURITY_OBJECT)?.byte_array("32 bytes")?;
        let access_number = access_number(code.required(ACCESS_NUMBER)?, ACCESS_NUMBER)?;
        let [series, number] = code
            .required(PATENT_NUMBER)?
            .tuple("[series, number]")?
            .map(FieldValue::string);
        let read = Self {
            environment,
            security_object: Digest::from_bytes(security_object),
            access_number,
            patent_number: patent_number(PATENT_NUMBER, &series?, &number?)?,
            blank_number: code
                .required(BLANK_NUMBER)?
                .parse(BlankNumber::parse, BlankNumber::as_str)?,
            region: code.required(REGION)?.region()?,
            name: code.required(NAME)?.text()?,
            signed_at: code.required(SIGNED_AT)?.unix_time()?,
            in_force_from: code.required(IN_FORCE_FROM)?.civil_date()?,
            latest_end: code.required(LATEST_END)?.civil_date()?,
            status: decode_status(code.required(STATUS)?)?,
            replacement_index: code.required(REPLACEMENT_INDEX)?.byte()?,
            professions: code.optional_text(PROFESSIONS)?,
        };
        code.finish()?;
        demand_short(&read.name, NAME, MAX_NAME_LENGTH)?;
        if let Some(professions) = &read.professions {
            demand_short(professions, PROFESSIONS, MAX_PROFESSIONS_LENGTH)?;
        }
        Ok(read)
    }

    /// The access number that a payload claims, and nothing else of it.
    ///
    /// For a code that nobody has verified yet: a wrong number opens no chip, so that trying it gives
    /// a forger nothing, and whatever else the code says stays unread until it is authentic.
    ///
    /// # Errors
    ///
    /// As [`Self::decode`], for the fields up to the number.
    pub fn claimed_access_number(payload: &[u8]) -> Result<AccessNumber, ModelError> {
        let mut code = open(payload)?;
        code.required(ENVIRONMENT)?;
        code.required(SECURITY_OBJECT)?;
        access_number(code.required(ACCESS_NUMBER)?, ACCESS_NUMBER)
    }
}

fn open(bytes: &[u8]) -> Result<MapReader, ModelError> {
    let mut code = MapReader::new(MAP, cbor::decode(bytes)?)?;
    code.demand_version(VERSION_FIELD, VERSION)?;
    code.required(VERSION_FIELD)?;
    Ok(code)
}

fn demand_short(text: &Text, field: Field, limit: usize) -> Result<(), ModelError> {
    if text.as_str().len() <= limit {
        return Ok(());
    }
    Err(ModelError::OutOfRange {
        field: field.path(),
        expected: "short enough for a printed code",
    })
}
