// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use hex_literal::hex;

use super::super::{
    CARD_ACCESS, CardAccess, CardAccessError, MAX_SECURITY_INFOS, PASSWORD_CAN, card_access,
};
use super::{BOTH, Parameter, SetAt};
use crate::tlv::push;

const INFO: [u8; 20] = hex!("3012060A04007F0007020204020202010202010C");

fn set(infos: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    push(&mut bytes, 0x31, &infos.concat());
    bytes
}

// shows: EPC-PACE-03, EPC-PACE-04
#[test]
fn what_a_card_offers_comes_back() {
    assert_eq!(CARD_ACCESS.as_slice(), set(&[&INFO]));
    for (offered, expected) in [
        (vec![Parameter::P256], vec![Parameter::P256]),
        (
            vec![Parameter::BrainpoolP256r1],
            vec![Parameter::BrainpoolP256r1],
        ),
        (
            vec![Parameter::BrainpoolP256r1, Parameter::P256],
            BOTH.to_vec(),
        ),
        (
            vec![Parameter::P256, Parameter::P256],
            vec![Parameter::P256],
        ),
    ] {
        let parsed = CardAccess::parse(&card_access(&offered)).unwrap();
        assert_eq!(parsed.parameters(), expected);
        assert_eq!(parsed.preferred(), expected[0]);
    }
}

// shows: EPC-PACE-04
#[test]
fn other_protocols_and_parameters_are_skipped() {
    let chip_authentication = hex!("300F060A04007F00070202030202020102");
    let short = hex!("3003060155");
    let parameter_14 = hex!("3012060A04007F0007020204020202010202010E");
    let version_1 = hex!("3012060A04007F0007020204020202010102010C");
    let mut infos: Vec<&[u8]> = vec![
        &short,
        &chip_authentication,
        &version_1,
        &INFO,
        &parameter_14,
    ];
    infos.sort_unstable();
    let parsed = CardAccess::parse(&set(&infos)).unwrap();
    assert_eq!(parsed.parameters(), [Parameter::P256]);
    for only in [chip_authentication.as_slice(), &parameter_14, &version_1] {
        assert_eq!(
            CardAccess::parse(&set(&[only])),
            Err(CardAccessError::NoPace)
        );
    }
    assert_eq!(CardAccess::parse(&set(&[])), Err(CardAccessError::NoPace));
}

// shows: EPC-PACE-04
#[test]
fn what_is_not_der_is_refused() {
    let unordered = set(&[&hex!("3012060A04007F0007020204020202010202010D"), &INFO]);
    let twice = set(&[&INFO, &INFO]);
    let mut trailing = CARD_ACCESS.to_vec();
    trailing.push(0);
    let long_length = [&hex!("318114"), INFO.as_slice()].concat();
    let sequence = [&hex!("3014"), INFO.as_slice()].concat();
    let no_parameter = set(&[&hex!("300F060A04007F00070202040202020102")]);
    let optional = set(&[&hex!("3015060A04007F0007020204020202010202010C020100")]);
    for bytes in [
        unordered,
        twice,
        trailing,
        long_length,
        sequence,
        no_parameter,
        optional,
    ] {
        let refused = CardAccess::parse(&bytes);
        assert!(
            matches!(refused, Err(CardAccessError::Malformed { .. })),
            "{bytes:02X?}"
        );
    }
    for length in 0..CARD_ACCESS.len() {
        assert!(CardAccess::parse(&CARD_ACCESS[..length]).is_err());
    }
    for index in 0..CARD_ACCESS.len() {
        for value in (0..=255).filter(|value| *value != CARD_ACCESS[index]) {
            let mut bytes = CARD_ACCESS;
            bytes[index] = value;
            // Only the other parameter of ours is another good file.
            let good = index == 21 && value == 13;
            assert_eq!(CardAccess::parse(&bytes).is_ok(), good, "{bytes:02X?}");
        }
    }
}

#[test]
fn the_number_of_security_infos_is_bounded() {
    let infos: Vec<Vec<u8>> = (0..=u8::try_from(MAX_SECURITY_INFOS).unwrap())
        .map(|last| vec![0x30, 0x03, 0x06, 0x01, last])
        .collect();
    let all: Vec<&[u8]> = infos.iter().map(Vec::as_slice).collect();
    let most = CardAccess::parse(&set(&all[..MAX_SECURITY_INFOS]));
    assert_eq!(most, Err(CardAccessError::NoPace));
    let more = CardAccess::parse(&set(&all));
    assert!(matches!(more, Err(CardAccessError::Malformed { .. })));
}

#[test]
fn the_choice_comes_back_with_and_without_a_parameter() {
    let plain = SetAt::can(None);
    assert_eq!(plain.encode(), hex!("800A 04007F00070202040202 8301 02"));
    for choice in [
        plain,
        SetAt::can(Some(Parameter::P256)),
        SetAt::can(Some(BOTH[1])),
    ] {
        assert_eq!(choice.password, PASSWORD_CAN);
        assert_eq!(SetAt::parse(&choice.encode()), Some(choice));
    }
    let full = SetAt::can(Some(Parameter::P256)).encode();
    assert_eq!(full, hex!("800A 04007F00070202040202 8301 02 8401 0C"));
}

// shows: EPC-PACE-05
#[test]
fn a_choice_that_is_not_as_the_table_says_is_refused() {
    let bad: [&[u8]; 11] = [
        &hex!("8301 02 800A 04007F00070202040202"),
        &hex!("800A 04007F00070202040202"),
        &hex!("8301 02"),
        &hex!("800A 04007F00070202040202 8302 0002"),
        &hex!("800A 04007F00070202040202 8300"),
        &hex!("800A 04007F00070202040202 8301 02 8400"),
        &hex!("800A 04007F00070202040202 8301 02 8402 000C"),
        &hex!("800A 04007F00070202040202 8301 02 8401 0C 8401 0C"),
        &hex!("800A 04007F00070202040202 8301 02 7F4C 00"),
        &hex!("800A 04007F00070202040204 8301 02"),
        &hex!("80810A 04007F00070202040202 8301 02"),
    ];
    for bytes in bad {
        assert_eq!(SetAt::parse(bytes), None, "{bytes:02X?}");
    }
    let good = SetAt::can(Some(Parameter::P256)).encode();
    for length in (0..good.len()).filter(|length| *length != good.len() - 3) {
        assert_eq!(SetAt::parse(&good[..length]), None);
    }
}
