// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! EF.Payments and the records in it.

use epatent_core::cose::{Sign1, Typ};
use epatent_core::payment::{PaymentRecord, file_of, records};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "payment",
    bytes_of: "a card",
    run,
};

fn run(bytes: &[u8]) {
    payload(bytes);
    if let Ok(records) = records(bytes) {
        assert_eq!(file_of(records.iter().copied()).as_deref(), Some(bytes));
        for record in records {
            if let Ok(signed) = Sign1::parse(record, Typ::PaymentRecord) {
                payload(signed.payload());
            }
        }
    }
}

fn payload(bytes: &[u8]) {
    if let Ok(record) = PaymentRecord::decode(bytes) {
        assert_eq!(record.encode().as_deref(), Ok(bytes));
    }
}
