// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use hex_literal::hex;

use super::super::curve::{multiply, multiply_base, reduce};
use super::super::key::{PasswordKey, derive};
use super::super::{Can, CanError, Ephemeral, EphemeralError, Parameter};
use super::{BOTH, random};

const ORDER_P256: [u8; 32] =
    hex!("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
const ORDER_BRAINPOOL: [u8; 32] =
    hex!("A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7");

fn order(parameter: Parameter) -> [u8; 32] {
    match parameter {
        Parameter::P256 => ORDER_P256,
        Parameter::BrainpoolP256r1 => ORDER_BRAINPOOL,
    }
}

#[test]
fn a_can_is_six_ascii_digits_and_prints_as_nothing() {
    for text in ["000000", "123456", "999999"] {
        let can = Can::parse(text).unwrap();
        assert_eq!(can.expose().as_slice(), text.as_bytes());
        assert_eq!(format!("{can:?}"), "Can(redacted)");
    }
    for text in ["", "12345", "1234567", "１２３４５６"] {
        let length = text.chars().count();
        assert_eq!(Can::parse(text).unwrap_err(), CanError::Length { length });
    }
    for (text, position) in [("12345a", 6), (" 12345", 1), ("12-456", 3), ("12345\n", 6)] {
        assert_eq!(Can::parse(text).unwrap_err(), CanError::Digit { position });
    }
    assert!(Can::parse("пин").is_err());
}

// shows: EPC-PACE-01
#[test]
fn the_key_of_a_can_is_the_one_of_the_worked_example() {
    // The password 123456 and the nonce of the BSI worked example for extended access control.
    assert_eq!(
        *derive(b"123456", 3),
        hex!("591468CD A83D6521 9CCCB856 0233600F")
    );
    let key = PasswordKey::of(&Can::parse("123456").unwrap());
    let encrypted = hex!("CE834CDE 69FFBB1D 1EB21585 CD709F18");
    assert_eq!(
        *key.decrypt(encrypted),
        hex!("7D98C00F C6C9E954 3BBF94A8 7073A123")
    );
}

#[test]
fn secrets_outside_the_order_are_refused() {
    for parameter in BOTH {
        let order = order(parameter);
        let mut below = order;
        below[31] -= 1;
        let mut above = order;
        above[31] += 1;
        let one = {
            let mut one = [0; 32];
            one[31] = 1;
            one
        };
        for good in [one, below] {
            assert!(Ephemeral::from_scalars(parameter, good, one).is_ok());
            assert!(Ephemeral::from_scalars(parameter, one, good).is_ok());
        }
        for bad in [[0; 32], order, above, [0xFF; 32]] {
            let refused = [
                Ephemeral::from_scalars(parameter, bad, one),
                Ephemeral::from_scalars(parameter, one, bad),
            ];
            for result in refused {
                assert_eq!(result.unwrap_err(), EphemeralError);
            }
        }
    }
}

#[test]
fn wide_randomness_is_reduced_modulo_the_order() {
    for parameter in BOTH {
        // order * 2^256 + 5, order * 2^256 + order, and 9.
        let with = |high: [u8; 32], low: [u8; 32]| -> [u8; 64] {
            [high, low].concat().try_into().unwrap()
        };
        let number = |value: u8| {
            let mut bytes = [0; 32];
            bytes[31] = value;
            bytes
        };
        let order = order(parameter);
        assert_eq!(reduce(parameter, &with(order, number(5))), number(5));
        assert_eq!(reduce(parameter, &with(order, order)), number(0));
        assert_eq!(reduce(parameter, &with(number(0), number(9))), number(9));
        // 2^256 mod n is 2^256 - n for both orders: two's complement.
        let mut complement = order.map(|byte| !byte);
        complement[31] += 1;
        assert_eq!(reduce(parameter, &with(number(1), number(0))), complement);
        let zero = Ephemeral::from_random(parameter, &[0; 128]);
        assert_eq!(zero.unwrap_err(), EphemeralError);
    }
}

#[test]
fn different_randomness_has_different_secrets_of_the_whole_range() {
    for parameter in BOTH {
        let mut high_bits = 0;
        for seed in 0..64 {
            let scalar = reduce(parameter, &random(seed, "wide"));
            assert!(scalar < order(parameter));
            assert_ne!(scalar, reduce(parameter, &random(seed + 1000, "wide")));
            high_bits |= scalar[0];
        }
        assert_eq!(high_bits.leading_zeros(), 0);
    }
}

#[test]
fn both_ways_of_an_agreement_meet_on_both_curves() {
    for parameter in BOTH {
        let one = reduce(parameter, &random(1, "one"));
        let two = reduce(parameter, &random(2, "two"));
        let point = |scalar| multiply_base(parameter, scalar).unwrap();
        let meet = multiply(parameter, &point(&one), &two);
        assert!(meet.is_some());
        assert_eq!(meet, multiply(parameter, &point(&two), &one));
    }
}
