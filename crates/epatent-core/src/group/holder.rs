// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use core::fmt;

use super::{GroupContent, GroupNumber};
use crate::cbor::Value;
use crate::model::{Field, FieldValue, MapReader, MapWriter, ModelError, invalid};
use crate::{BirthDate, CivilDate, Country, Inn, Sex, Text};

const SURNAME: Field = Field::new("holder", 1, "surname");
const GIVEN_NAME: Field = Field::new("holder", 2, "given-name");
const PATRONYMIC: Field = Field::new("holder", 3, "patronymic");
const SURNAME_LATIN: Field = Field::new("holder", 4, "surname-latin");
const GIVEN_NAME_LATIN: Field = Field::new("holder", 5, "given-name-latin");
const BIRTH_DATE: Field = Field::new("holder", 6, "birth-date");
const SEX: Field = Field::new("holder", 7, "sex");
const CITIZENSHIP: Field = Field::new("holder", 8, "citizenship");
const IDENTITY_DOCUMENT: Field = Field::new("holder", 9, "identity-document");
const INN: Field = Field::new("holder", 10, "inn");

const DOCUMENT: &str = "holder.identity-document";
const DOCUMENT_NUMBER: Field = Field::new(DOCUMENT, 1, "number");
const DOCUMENT_ISSUING_STATE: Field = Field::new(DOCUMENT, 2, "issuing-state");
const DOCUMENT_ISSUED_ON: Field = Field::new(DOCUMENT, 3, "issued-on");

/// Data group 1: the person whom the patent permits to work.
///
/// ```cddl
/// holder-group = group<1, holder>
/// ; MUST have at least one of 1, 2, 4, 5: a person can be named.
/// holder = {
///   ? 1: card-text,          ; surname, Cyrillic as printed
///   ? 2: card-text,          ; given name, Cyrillic
///   ? 3: card-text,          ; patronymic, Cyrillic
///   ? 4: card-text,          ; surname, Latin as in the passport
///   ? 5: card-text,          ; given name, Latin
///   6: birth-date,
///   7: sex,
///   8: country,              ; citizenship
///   9: identity-document,
///   ? 10: inn,
/// }
/// ```
///
/// `[applet-spec card-profile §2]`, file `0101`
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// Surname in Cyrillic, as printed on the card.
    pub surname: Option<Text>,
    /// Given name in Cyrillic, as printed; absent where the holder has none.
    pub given_name: Option<Text>,
    /// Patronymic in Cyrillic, as printed; absent where the holder has none.
    pub patronymic: Option<Text>,
    /// Surname in Latin letters, as in the passport.
    pub surname_latin: Option<Text>,
    /// Given name in Latin letters, as in the identity document.
    pub given_name_latin: Option<Text>,
    /// Date of birth; day and month may be unknown.
    pub birth_date: BirthDate,
    /// Sex as in the identity document.
    pub sex: Sex,
    /// Citizenship: ISO 3166-1 alpha-3, or `XXA` for a stateless holder.
    pub citizenship: Country,
    /// The document that the holder shows with the card.
    pub identity_document: IdentityDocument,
    /// Taxpayer number, where the holder has one.
    pub inn: Option<Inn>,
}

/// The passport or other document that identifies the holder.
///
/// ```cddl
/// identity-document = { 1: card-text, ? 2: country, ? 3: civil-date }  ; number, issuing state, issued on
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityDocument {
    /// Number, with its series where it has one.
    pub number: Text,
    /// State that issued it.
    pub issuing_state: Option<Country>,
    /// Day on which it was issued, where it says one.
    pub issued_on: Option<CivilDate>,
}

impl Holder {
    /// A person must be nameable: surname or given name, in one of the two alphabets.
    fn demand_name(&self) -> Result<(), ModelError> {
        let names = [
            &self.surname,
            &self.given_name,
            &self.surname_latin,
            &self.given_name_latin,
        ];
        if names.iter().any(|name| name.is_some()) {
            Ok(())
        } else {
            Err(ModelError::MissingField {
                field: SURNAME.path(),
            })
        }
    }
}

/// Initials only: what is printed for debugging ends up in logs, and logs hold no personal data.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            self.surname.as_ref().or(self.surname_latin.as_ref()),
            self.given_name.as_ref().or(self.given_name_latin.as_ref()),
            self.patronymic.as_ref(),
        ];
        f.write_str("Holder(")?;
        for initial in names
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().chars().next())
        {
            write!(f, "{initial}.")?;
        }
        f.write_str(")")
    }
}

/// The number is left out, as above.
impl fmt::Debug for IdentityDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityDocument").finish_non_exhaustive()
    }
}

impl GroupContent for Holder {
    const NUMBER: GroupNumber = GroupNumber::HOLDER;

    fn encode_fields(&self) -> Result<Value, ModelError> {
        self.demand_name()?;
        let mut fields = MapWriter::with_capacity(10);
        fields.put_text(SURNAME, self.surname.as_ref());
        fields.put_text(GIVEN_NAME, self.given_name.as_ref());
        fields.put_text(PATRONYMIC, self.patronymic.as_ref());
        fields.put_text(SURNAME_LATIN, self.surname_latin.as_ref());
        fields.put_text(GIVEN_NAME_LATIN, self.given_name_latin.as_ref());
        fields.put(BIRTH_DATE, encode_birth_date(&self.birth_date));
        fields.put(SEX, self.sex.code());
        fields.put(CITIZENSHIP, self.citizenship.as_str());
        fields.put(IDENTITY_DOCUMENT, self.identity_document.encode());
        fields.put_optional(INN, self.inn.as_ref().map(Inn::as_str));
        Ok(fields.finish())
    }

    fn decode_fields(fields: Value) -> Result<Self, ModelError> {
        let mut fields = MapReader::new("holder", fields)?;
        let holder = Self {
            surname: fields.optional_text(SURNAME)?,
            given_name: fields.optional_text(GIVEN_NAME)?,
            patronymic: fields.optional_text(PATRONYMIC)?,
            surname_latin: fields.optional_text(SURNAME_LATIN)?,
            given_name_latin: fields.optional_text(GIVEN_NAME_LATIN)?,
            birth_date: decode_birth_date(fields.required(BIRTH_DATE)?)?,
            sex: decode_sex(fields.required(SEX)?)?,
            citizenship: fields.required(CITIZENSHIP)?.country()?,
            identity_document: IdentityDocument::decode(fields.required(IDENTITY_DOCUMENT)?)?,
            inn: fields
                .optional(INN)?
                .map(|value| value.parse(Inn::parse, Inn::as_str))
                .transpose()?,
        };
        fields.finish()?;
        holder.demand_name()?;
        Ok(holder)
    }
}

impl IdentityDocument {
    fn encode(&self) -> Value {
        let mut fields = MapWriter::with_capacity(3);
        fields.put_text(DOCUMENT_NUMBER, Some(&self.number));
        fields.put_optional(
            DOCUMENT_ISSUING_STATE,
            self.issuing_state.as_ref().map(Country::as_str),
        );
        fields.put_optional(
            DOCUMENT_ISSUED_ON,
            self.issued_on.map(CivilDate::to_yyyymmdd),
        );
        fields.finish()
    }

    fn decode(value: FieldValue) -> Result<Self, ModelError> {
        let mut fields = value.map(DOCUMENT)?;
        let document = Self {
            number: fields.required(DOCUMENT_NUMBER)?.text()?,
            issuing_state: fields
                .optional(DOCUMENT_ISSUING_STATE)?
                .map(FieldValue::country)
                .transpose()?,
            issued_on: fields
                .optional(DOCUMENT_ISSUED_ON)?
                .map(FieldValue::civil_date)
                .transpose()?,
        };
        fields.finish()?;
        Ok(document)
    }
}

fn encode_birth_date(date: &BirthDate) -> Value {
    let parts = [
        Some(Value::from(date.year())),
        date.month().map(Value::from),
        date.day().map(Value::from),
    ];
    Value::Array(parts.into_iter().flatten().collect())
}

fn decode_birth_date(value: FieldValue) -> Result<BirthDate, ModelError> {
    const OUT_OF_RANGE: ModelError = ModelError::OutOfRange {
        field: BIRTH_DATE.path(),
        expected: "[year], [year, month] or [year, month, day]",
    };
    let mut parts = [0_u64; 3];
    let items = value.array()?;
    let count = items.len();
    if count == 0 || count > parts.len() {
        return Err(OUT_OF_RANGE);
    }
    for (part, item) in parts.iter_mut().zip(items) {
        *part = item.unsigned()?;
    }
    let [year, month, day] = parts;
    let year = i16::try_from(year).map_err(|_| OUT_OF_RANGE)?;
    let month = i8::try_from(month).map_err(|_| OUT_OF_RANGE)?;
    let day = i8::try_from(day).map_err(|_| OUT_OF_RANGE)?;
    BirthDate::from_parts(
        year,
        (count > 1).then_some(month),
        (count > 2).then_some(day),
    )
    .map_err(|error| invalid(BIRTH_DATE.path(), error))
}

fn decode_sex(value: FieldValue) -> Result<Sex, ModelError> {
    let code = value.unsigned()?;
    Sex::from_code(code).map_err(|error| invalid(SEX.path(), error))
}
