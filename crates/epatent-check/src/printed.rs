// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the officer typed or scanned from the plastic of the card in question.

use crate::args::Print;
use crate::scan;
use epatent_apdu::pace::Can;
use epatent_cli::{Console, Failure};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::printed_code::{PrintedCode, from_text};
use epatent_verify::{Check, CheckId, PrintedNumbers};

/// The numbers and the code, before anything is compared.
pub(crate) struct Printed {
    numbers: PrintedNumbers,
    code: Option<String>,
}

impl Printed {
    /// Reads the code where it is in a file.
    pub(crate) fn of(print: &Print, console: &Console) -> Result<Self, Failure> {
        Ok(Self {
            numbers: print.numbers.typed(),
            code: print
                .qr
                .as_deref()
                .map(|argument| scan::code(argument, console))
                .transpose()?,
        })
    }

    /// Nothing of the print is known.
    pub(crate) fn none() -> Self {
        Self {
            numbers: PrintedNumbers::default(),
            code: None,
        }
    }

    /// A code that was scanned.
    pub(crate) fn of_code(code: &str) -> Self {
        Self {
            code: Some(code.to_owned()),
            ..Self::none()
        }
    }

    pub(crate) const fn has_code(&self) -> bool {
        self.code.is_some()
    }

    /// The access number that the code claims. Nobody has verified it: a wrong one opens no chip.
    pub(crate) fn claimed_number(&self) -> Option<Can> {
        let signed = from_text(self.code.as_deref()?).ok()?;
        let sign1 = Sign1::parse(&signed, Typ::QrCode).ok()?;
        let number = PrintedCode::claimed_access_number(sign1.payload()).ok()?;
        Can::parse(number.expose()).ok()
    }

    /// Takes the steps about the print, once.
    pub(crate) fn compare(&self, check: &mut Check<'_>) {
        if check.has_result(CheckId::PrintedNumbers) || check.has_result(CheckId::PrintedCode) {
            return;
        }
        // The code first: where there is no chip, the numbers are compared with it.
        if let Some(code) = &self.code {
            check.printed_code(code);
        }
        check.printed_numbers(&self.numbers);
    }
}
