// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{GroupContent, GroupNumber};
use crate::cbor::Value;
use crate::model::{Field, MapReader, MapWriter, ModelError, NORMAL_FORM, invalid};
use crate::{BlankNumber, CivilDate, PatentNumber, Text};

const SERIES: Field = Field::new("patent", 1, "series");
const NUMBER: Field = Field::new("patent", 2, "number");
const BLANK_NUMBER: Field = Field::new("patent", 3, "blank-number");
const ISSUED_ON: Field = Field::new("patent", 4, "issued-on");
const ISSUING_BODY: Field = Field::new("patent", 5, "issuing-body");

/// Data group 3: the patent.
///
/// ```cddl
/// patent-group = group<3, patent>
/// patent = {
///   1: number-part,          ; series
///   2: number-part,          ; number
///   3: blank-number,
///   4: civil-date,           ; issued on
///   5: card-text,            ; issuing body
/// }
/// ```
///
/// `[applet-spec card-profile §2]`, file `0103`
#[derive(Clone, PartialEq, Eq)]
pub struct Patent {
    /// Series, two digits, and number, ten digits.
    pub number: PatentNumber,
    /// Number of the blank that the card is printed on.
    pub blank_number: BlankNumber,
    /// Day of issue: a civil date in the region.
    pub issued_on: CivilDate,
    /// The body that issued it.
    pub issuing_body: Text,
}

/// Says that there is one and nothing of it: its numbers lead to a person.
impl core::fmt::Debug for Patent {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Patent").finish_non_exhaustive()
    }
}

impl GroupContent for Patent {
    const NUMBER: GroupNumber = GroupNumber::PATENT;

    fn encode_fields(&self) -> Result<Value, ModelError> {
        let mut fields = MapWriter::with_capacity(5);
        fields.put(SERIES, self.number.series());
        fields.put(NUMBER, self.number.number());
        fields.put(BLANK_NUMBER, self.blank_number.as_str());
        fields.put_date(ISSUED_ON, self.issued_on);
        fields.put_text(ISSUING_BODY, Some(&self.issuing_body));
        Ok(fields.finish())
    }

    fn decode_fields(fields: Value) -> Result<Self, ModelError> {
        let mut fields = MapReader::new("patent", fields)?;
        let series = fields.required(SERIES)?.string()?;
        let number = fields.required(NUMBER)?.string()?;
        let patent = Self {
            number: patent_number(NUMBER, &series, &number)?,
            blank_number: fields
                .required(BLANK_NUMBER)?
                .parse(BlankNumber::parse, BlankNumber::as_str)?,
            issued_on: fields.required(ISSUED_ON)?.civil_date()?,
            issuing_body: fields.required(ISSUING_BODY)?.text()?,
        };
        fields.finish()?;
        Ok(patent)
    }
}

/// Series and number as signed data hold them, in their normal form.
pub(crate) fn patent_number(
    field: Field,
    series: &str,
    number: &str,
) -> Result<PatentNumber, ModelError> {
    let field = field.path();
    let value = PatentNumber::from_parts(series, number).map_err(|error| invalid(field, error))?;
    if (value.series(), value.number()) == (series, number) {
        Ok(value)
    } else {
        Err(ModelError::OutOfRange {
            field,
            expected: NORMAL_FORM,
        })
    }
}
