// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The secrets of one side for one session.

use core::fmt;

use zeroize::Zeroizing;

use super::curve::{ScalarBytes, WIDE_LENGTH, multiply_base, reduce};
use super::parameter::Parameter;
use crate::profile::Point;

/// The two ephemeral secrets of one side, good for one session, and wiped when dropped.
///
/// ```
/// use epatent_apdu::pace::{Ephemeral, Parameter};
/// # fn random() -> [u8; 128] { [7; 128] }
/// let ephemeral = Ephemeral::from_random(Parameter::P256, &random())?;
/// assert_eq!(format!("{ephemeral:?}"), "Ephemeral(P256, redacted)");
/// # Ok::<(), epatent_apdu::pace::EphemeralError>(())
/// ```
pub struct Ephemeral {
    parameter: Parameter,
    mapping: Zeroizing<ScalarBytes>,
    agreement: Zeroizing<ScalarBytes>,
    point: Point,
}

/// A secret is zero, or not below the order of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an ephemeral secret is outside the order of the curve")]
pub struct EphemeralError;

impl Ephemeral {
    /// Bytes of randomness that [`from_random`](Self::from_random) takes.
    pub const RANDOM: usize = 2 * WIDE_LENGTH;

    /// Secrets from fresh random bytes. Each takes 64 of them modulo the order, so that nothing
    /// tells it from a random one: the order of brainpoolP256r1 is far below 2^256.
    ///
    /// # Errors
    /// [`EphemeralError`], which random bytes do not meet.
    pub fn from_random(
        parameter: Parameter,
        random: &[u8; Self::RANDOM],
    ) -> Result<Self, EphemeralError> {
        let [mapping, agreement] = random.as_chunks::<WIDE_LENGTH>().0 else {
            return Err(EphemeralError);
        };
        Self::of(
            parameter,
            Zeroizing::new(reduce(parameter, mapping)),
            Zeroizing::new(reduce(parameter, agreement)),
        )
    }

    /// The secrets for mapping and agreement as they are, big-endian: for published examples.
    ///
    /// # Errors
    /// [`EphemeralError`] where one is outside 1..n.
    pub fn from_scalars(
        parameter: Parameter,
        mapping: [u8; 32],
        agreement: [u8; 32],
    ) -> Result<Self, EphemeralError> {
        Self::of(
            parameter,
            Zeroizing::new(mapping),
            Zeroizing::new(agreement),
        )
    }

    fn of(
        parameter: Parameter,
        mapping: Zeroizing<ScalarBytes>,
        agreement: Zeroizing<ScalarBytes>,
    ) -> Result<Self, EphemeralError> {
        let point = multiply_base(parameter, &mapping).ok_or(EphemeralError)?;
        multiply_base(parameter, &agreement).ok_or(EphemeralError)?;
        Ok(Self {
            parameter,
            mapping,
            agreement,
            point,
        })
    }

    /// The curve of the secrets.
    #[must_use]
    pub const fn parameter(&self) -> Parameter {
        self.parameter
    }

    /// The public point for the mapping.
    pub(super) const fn point(&self) -> &Point {
        &self.point
    }

    /// The secret of the mapping.
    pub(super) fn mapping(&self) -> &ScalarBytes {
        &self.mapping
    }

    /// The secret of the agreement.
    pub(super) fn agreement(&self) -> &ScalarBytes {
        &self.agreement
    }
}

impl fmt::Debug for Ephemeral {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Ephemeral({:?}, redacted)", self.parameter)
    }
}
