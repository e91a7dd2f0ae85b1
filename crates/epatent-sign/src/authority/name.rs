// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Distinguished names of authorities and signers.

use der::asn1::{Any, ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef};
use x509_cert::attr::AttributeTypeAndValue;

use crate::SignError;

/// X.520 upper bounds (RFC 5280 appendix A.1): ub-common-name and ub-organization-name.
const MAX_NAME_LENGTH: usize = 64;
const ID_AT_COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ID_AT_COUNTRY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ID_AT_ORGANIZATION_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// Who a certificate is about: `C`, `O` and `CN`, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// `CN`, 1 to 64 characters.
    pub common_name: String,
    /// `O`, 1 to 64 characters.
    pub organization: Option<String>,
    /// `C`, two capital letters (ISO 3166-1 alpha-2).
    pub country: Option<String>,
}

impl Subject {
    /// A name of a common name alone.
    #[must_use]
    pub fn named(common_name: &str) -> Self {
        Self {
            common_name: common_name.to_owned(),
            organization: None,
            country: None,
        }
    }

    /// The name as `RDNSequence`, one attribute in each set; text is UTF8String, the country
    /// PrintableString (RFC 5280 section 4.1.2.4).
    pub(super) fn to_any(&self) -> Result<Any, SignError> {
        let mut sequence = Vec::new();
        if let Some(country) = &self.country {
            if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return Err(SignError::NameCountry(country.clone()));
            }
            let value = Any::encode_from(&PrintableStringRef::new(country)?)?;
            sequence.push(relative_name(ID_AT_COUNTRY_NAME, value)?);
        }
        if let Some(organization) = &self.organization {
            let value = text("organization", organization)?;
            sequence.push(relative_name(ID_AT_ORGANIZATION_NAME, value)?);
        }
        let value = text("common name", &self.common_name)?;
        sequence.push(relative_name(ID_AT_COMMON_NAME, value)?);
        Ok(Any::encode_from(&sequence)?)
    }
}

fn text(attribute: &'static str, value: &str) -> Result<Any, SignError> {
    let length = value.chars().count();
    if !(1..=MAX_NAME_LENGTH).contains(&length) {
        return Err(SignError::NameLength {
            attribute,
            length,
            limit: MAX_NAME_LENGTH,
        });
    }
    Ok(Any::encode_from(&Utf8StringRef::new(value)?)?)
}

fn relative_name(
    oid: ObjectIdentifier,
    value: Any,
) -> Result<SetOfVec<AttributeTypeAndValue>, SignError> {
    let mut set = SetOfVec::new();
    set.insert(AttributeTypeAndValue { oid, value })?;
    Ok(set)
}
