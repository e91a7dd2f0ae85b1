// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The arithmetic of both curves, in bytes: scalars of 32 and points of 65.
//!
//! Both curves have a prime order and cofactor 1, so that a point on the curve other than
//! infinity is all that has to be checked. BSI TR-03111 §4.3.1

use bp256::BrainpoolP256r1;
use p256::NistP256;
use p256::elliptic_curve::consts::U32;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::sec1::{FromSec1Point, ToSec1Point};
use p256::elliptic_curve::{
    AffinePoint, Curve, CurveArithmetic, FieldBytes, Group as _, PrimeField as _, ProjectivePoint,
    Scalar,
};

use super::NONCE_LENGTH;
use super::parameter::Parameter;
use crate::profile::Point;

/// Length of a scalar in bytes.
pub(super) const SCALAR_LENGTH: usize = 32;
/// Length in bytes of randomness that leaves no bias after reduction.
pub(super) const WIDE_LENGTH: usize = 64;

/// A scalar, big-endian.
pub(super) type ScalarBytes = [u8; SCALAR_LENGTH];

/// `scalar` times the base point; `None` unless the scalar is in 1..n.
pub(super) fn multiply_base(parameter: Parameter, scalar: &ScalarBytes) -> Option<Point> {
    match parameter {
        Parameter::P256 => multiply_base_on::<NistP256>(scalar),
        Parameter::BrainpoolP256r1 => multiply_base_on::<BrainpoolP256r1>(scalar),
    }
}

/// `scalar` times a point; `None` where the point is not on the curve or one of both is zero.
pub(super) fn multiply(parameter: Parameter, point: &Point, scalar: &ScalarBytes) -> Option<Point> {
    match parameter {
        Parameter::P256 => multiply_on::<NistP256>(point, scalar),
        Parameter::BrainpoolP256r1 => multiply_on::<BrainpoolP256r1>(point, scalar),
    }
}

/// The generic mapping: `nonce` times the base point plus `scalar` times the point of the other
/// side. `None` as [`multiply`], and where the sum is infinity.
///
/// BSI TR-03110-3 A.3.4.1 · ICAO Doc 9303-11 §4.4.3.3.1
pub(super) fn map(
    parameter: Parameter,
    nonce: &[u8; NONCE_LENGTH],
    point: &Point,
    scalar: &ScalarBytes,
) -> Option<Point> {
    match parameter {
        Parameter::P256 => map_on::<NistP256>(nonce, point, scalar),
        Parameter::BrainpoolP256r1 => map_on::<BrainpoolP256r1>(nonce, point, scalar),
    }
}

/// A number of 512 bits modulo n.
pub(super) fn reduce(parameter: Parameter, wide: &[u8; WIDE_LENGTH]) -> ScalarBytes {
    match parameter {
        Parameter::P256 => reduce_on::<NistP256>(wide),
        Parameter::BrainpoolP256r1 => reduce_on::<BrainpoolP256r1>(wide),
    }
}

/// What the functions below need of a curve: 32-byte fields and SEC 1 points.
trait Curve256: CurveArithmetic + Curve<FieldBytesSize = U32> {
    fn decode(point: &Point) -> Option<ProjectivePoint<Self>>;
    fn encode(point: ProjectivePoint<Self>) -> Option<Point>;
}

impl<C> Curve256 for C
where
    C: CurveArithmetic + Curve<FieldBytesSize = U32>,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    /// Of 65 bytes only the uncompressed form is one, which is on the curve and not infinity.
    fn decode(point: &Point) -> Option<ProjectivePoint<C>> {
        let point = AffinePoint::<C>::from_sec1_bytes(point).ok()?;
        Some(ProjectivePoint::<C>::from(point))
    }

    /// Infinity has another length.
    fn encode(point: ProjectivePoint<C>) -> Option<Point> {
        let point: AffinePoint<C> = point.into();
        point.to_sec1_point(false).as_bytes().try_into().ok()
    }
}

fn scalar<C: Curve256>(bytes: &ScalarBytes) -> Option<Scalar<C>> {
    Scalar::<C>::from_repr(FieldBytes::<C>::from(*bytes)).into_option()
}

fn multiply_base_on<C: Curve256>(bytes: &ScalarBytes) -> Option<Point> {
    C::encode(ProjectivePoint::<C>::generator() * scalar::<C>(bytes)?)
}

fn multiply_on<C: Curve256>(point: &Point, bytes: &ScalarBytes) -> Option<Point> {
    C::encode(C::decode(point)? * scalar::<C>(bytes)?)
}

fn map_on<C: Curve256>(
    nonce: &[u8; NONCE_LENGTH],
    point: &Point,
    bytes: &ScalarBytes,
) -> Option<Point> {
    let mut wide = [0; SCALAR_LENGTH];
    for (to, from) in wide
        .iter_mut()
        .skip(SCALAR_LENGTH - NONCE_LENGTH)
        .zip(nonce)
    {
        *to = *from;
    }
    let shared = C::decode(point)? * scalar::<C>(bytes)?;
    C::encode(ProjectivePoint::<C>::generator() * scalar::<C>(&wide)? + shared)
}

fn reduce_on<C: Curve256>(wide: &[u8; WIDE_LENGTH]) -> ScalarBytes {
    // 2^256 mod n is the square of 2^128, which is below both orders.
    let mut shift = [0; SCALAR_LENGTH];
    for (index, byte) in shift.iter_mut().enumerate() {
        *byte = u8::from(index == 15);
    }
    let reduced = |bytes: ScalarBytes| {
        <Scalar<C> as Reduce<FieldBytes<C>>>::reduce(&FieldBytes::<C>::from(bytes))
    };
    let mut result = reduced([0; SCALAR_LENGTH]);
    let shift = reduced(shift);
    for half in wide.as_chunks::<SCALAR_LENGTH>().0 {
        result = result * shift * shift + reduced(*half);
    }
    let bytes: FieldBytes<C> = result.into();
    bytes.into()
}
