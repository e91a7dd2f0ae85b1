// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Proof that a value is authentic, as a type.

use core::ops::Deref;

use epatent_core::group::{Holder, Patent, Permission, Portrait, Remarks};
use epatent_core::object::SecurityObject;
use epatent_core::printed_code::PrintedCode;

/// A value that an entitled signer signed, and whose signature or digest was verified here.
///
/// The field is private and there is no conversion from `T`: only the checks of this crate, each
/// after its proof, make one. A function that takes `Authentic<Patent>` therefore cannot be handed
/// data that nobody verified.
///
/// ```compile_fail
/// let forged = epatent_verify::Authentic("anything");
/// ```
///
/// `[applet-spec verification-rules §2]`, EPC-VER-04
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentic<T>(T);

impl<T> Authentic<T> {
    /// To be called by the check that has just proved the value, and by nothing else.
    pub(crate) const fn proved(value: T) -> Self {
        Self(value)
    }

    /// The value, proof given up.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Authentic<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What of a card is authentic and decoded. A part that failed its check is `None`, whatever the
/// card showed.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AuthenticCard {
    /// The security object, EF.SO.
    pub security_object: Option<Authentic<SecurityObject>>,
    /// Data group 1: the holder.
    pub holder: Option<Authentic<Holder>>,
    /// Data group 2: the portrait.
    pub portrait: Option<Authentic<Portrait>>,
    /// Data group 3: the patent.
    pub patent: Option<Authentic<Patent>>,
    /// Data group 4: the permission.
    pub permission: Option<Authentic<Permission>>,
    /// Data group 5: the remarks.
    pub remarks: Option<Authentic<Remarks>>,
    /// The code on the back: bound to the object where there is one, and alone where there is not.
    pub printed_code: Option<Authentic<PrintedCode>>,
}
