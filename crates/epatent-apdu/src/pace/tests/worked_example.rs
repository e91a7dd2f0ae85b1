// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! ICAO Doc 9303-11 Appendix G.1: ECDH, generic mapping, AES-128 on brainpoolP256r1, with every
//! figure that it prints.

use hex_literal::hex;
use zeroize::Zeroizing;

use super::super::agreement::{Mapped, token_input};
use super::super::curve::{map, multiply, multiply_base};
use super::super::key::PasswordKey;
use super::super::{
    CardAccess, CardAnswer, Ephemeral, Pace, PaceCard, Parameter, SetAt, card_access,
};
use crate::channel::Channel as _;
use crate::command::Command;
use crate::flow::{Flow as _, Step};
use crate::profile::Point;
use crate::response::Response;
use crate::status_word::StatusWord;

const PARAMETER: Parameter = Parameter::BrainpoolP256r1;
const CARD_ACCESS: [u8; 22] = hex!("31143012060A04007F0007020204020202010202010D");
/// SHA-1 of document number, date of birth and date of expiry with their check digits.
const PASSWORD: [u8; 20] = hex!("7E2D2A41 C74EA0B3 8CD36F86 3939BFA8 E9032AAD");
const PASSWORD_KEY: [u8; 16] = hex!("89DED1B2 6624EC1E 634C1989 302849DD");
const NONCE: [u8; 16] = hex!("3F00C4D3 9D153F2B 2A214A07 8D899B22");
const ENCRYPTED_NONCE: [u8; 16] = hex!("95A3A016 522EE98D 01E76CB6 B98B42C3");

const MAPPING_SECRET_HOST: [u8; 32] =
    hex!("7F4EF07B 9EA82FD7 8AD689B3 8D0BC78C F21F249D 953BC46F 4C6E1925 9C010F99");
const MAPPING_POINT_HOST: Point = hex!(
    "04 7ACF3EFC 982EC455 65A4B155 129EFBC7 4650DCBF A6362D89 6FC70262 E0C2CC5E"
    "544552DC B6725218 799115B5 5C9BAA6D 9F6BC3A9 618E70C2 5AF71777 A9C4922D"
);
const MAPPING_SECRET_CARD: [u8; 32] =
    hex!("498FF497 56F2DC15 87840041 839A8598 2BE7761D 14715FB0 91EFA7BC E9058560");
const MAPPING_POINT_CARD: Point = hex!(
    "04 824FBA91 C9CBE26B EF53A0EB E7342A3B F178CEA9 F45DE0B7 0AA60165 1FBA3F57"
    "30D8C879 AAA9C9F7 3991E61B 58F4D52E B87A0A0C 709A49DC 63719363 CCD13C54"
);
const MAPPING_SHARED: Point = hex!(
    "04 60332EF2 450B5D24 7EF6D386 8397D398 852ED6E8 CAF6FFEE F6BF85CA 57057FD5"
    "0840CA74 15BAF3E4 3BD414D3 5AA4608B 93A2CAF3 A4E3EA4E 82C9C13D 03EB7181"
);
const GENERATOR: Point = hex!(
    "04 8CED63C9 1426D4F0 EB1435E7 CB1D74A4 6723A0AF 21C89634 F65A9AE8 7A9265E2"
    "8C879506 743F8611 AC33645C 5B985C80 B5F09A0B 83407C1B 6A4D857A E76FE522"
);
const AGREEMENT_SECRET_HOST: [u8; 32] =
    hex!("A73FB703 AC1436A1 8E0CFA5A BB3F7BEC 7A070E7A 6788486B EE230C4A 22762595");
const AGREEMENT_POINT_HOST: Point = hex!(
    "04 2DB7A64C 0355044E C9DF1905 14C625CB A2CEA487 54887122 F3A5EF0D 5EDD301C"
    "3556F3B3 B186DF10 B857B58F 6A7EB80F 20BA5DC7 BE1D43D9 BF850149 FBB36462"
);
const AGREEMENT_SECRET_CARD: [u8; 32] =
    hex!("107CF586 96EF6155 053340FD 633392BA 81909DF7 B9706F22 6F32086C 7AFF974A");
const AGREEMENT_POINT_CARD: Point = hex!(
    "04 9E880F84 2905B8B3 181F7AF7 CAA9F0EF B743847F 44A306D2 D28C1D9E C65DF6DB"
    "7764B222 77A2EDDC 3C265A9F 018F9CB8 52E111B7 68B32690 4B59A019 3776F094"
);
const SHARED_X: [u8; 32] =
    hex!("28768D20 701247DA E81804C9 E780EDE5 82A9996D B4A31502 0B273319 7DB84925");
const KEY_ENCRYPTION: [u8; 16] = hex!("F5F0E35C 0D7161EE 6724EE51 3A0D9A7F");
const KEY_MAC: [u8; 16] = hex!("FE251C78 58B356B2 4514B3BD 5F4297D1");
const TOKEN_HOST: [u8; 8] = hex!("C2B0BD78 D94BA866");
const TOKEN_CARD: [u8; 8] = hex!("3ABB9674 BCE93C08");

fn host_secrets() -> Ephemeral {
    Ephemeral::from_scalars(PARAMETER, MAPPING_SECRET_HOST, AGREEMENT_SECRET_HOST).unwrap()
}

fn card_secrets() -> Ephemeral {
    Ephemeral::from_scalars(PARAMETER, MAPPING_SECRET_CARD, AGREEMENT_SECRET_CARD).unwrap()
}

fn password() -> PasswordKey {
    PasswordKey::of_password(&PASSWORD)
}

#[test]
fn ef_card_access_and_the_choice_of_the_protocol() {
    assert_eq!(card_access(&[PARAMETER]), CARD_ACCESS);
    let parsed = CardAccess::parse(&CARD_ACCESS).unwrap();
    assert_eq!(parsed.parameters(), [PARAMETER]);
    let command = SetAt {
        password: 0x01,
        parameter: None,
    }
    .command();
    let expected = hex!("0022C1A4 0F 800A 04007F00070202040202 8301 01");
    assert_eq!(command.encode().unwrap(), expected);
}

// shows: EPC-PACE-01, EPC-PACE-14
#[test]
fn password_key_and_nonce() {
    use sha1::{Digest as _, Sha1};
    let of_mrz: [u8; 20] = Sha1::digest(b"T22000129364081251010318").into();
    assert_eq!(of_mrz, PASSWORD);
    assert_eq!(*super::super::key::derive(&PASSWORD, 3), PASSWORD_KEY);
    assert_eq!(password().encrypt(&NONCE), ENCRYPTED_NONCE);
    assert_eq!(*password().decrypt(ENCRYPTED_NONCE), NONCE);
}

// shows: EPC-PACE-15
#[test]
fn points_shared_point_and_mapped_generator() {
    assert_eq!(
        multiply_base(PARAMETER, &MAPPING_SECRET_HOST),
        Some(MAPPING_POINT_HOST)
    );
    assert_eq!(
        multiply_base(PARAMETER, &MAPPING_SECRET_CARD),
        Some(MAPPING_POINT_CARD)
    );
    let by_host = multiply(PARAMETER, &MAPPING_POINT_CARD, &MAPPING_SECRET_HOST);
    let by_card = multiply(PARAMETER, &MAPPING_POINT_HOST, &MAPPING_SECRET_CARD);
    assert_eq!(
        (by_host, by_card),
        (Some(MAPPING_SHARED), Some(MAPPING_SHARED))
    );
    let by_host = map(PARAMETER, &NONCE, &MAPPING_POINT_CARD, &MAPPING_SECRET_HOST);
    let by_card = map(PARAMETER, &NONCE, &MAPPING_POINT_HOST, &MAPPING_SECRET_CARD);
    assert_eq!((by_host, by_card), (Some(GENERATOR), Some(GENERATOR)));
    let x = multiply(PARAMETER, &AGREEMENT_POINT_CARD, &AGREEMENT_SECRET_HOST).unwrap();
    assert_eq!(x[1..33], SHARED_X);
}

// shows: EPC-PACE-16, EPC-PACE-17
#[test]
fn keys_and_tokens_of_both_sides() {
    let host = Mapped::new(&host_secrets(), &NONCE, &MAPPING_POINT_CARD).unwrap();
    let card = Mapped::new(&card_secrets(), &NONCE, &MAPPING_POINT_HOST).unwrap();
    assert_eq!((host.generator, card.generator), (GENERATOR, GENERATOR));
    assert_eq!(host.point(), &AGREEMENT_POINT_HOST);
    assert_eq!(card.point(), &AGREEMENT_POINT_CARD);
    let host = host.agree(&AGREEMENT_POINT_CARD).unwrap();
    let card = card.agree(&AGREEMENT_POINT_HOST).unwrap();
    for side in [&host, &card] {
        assert_eq!((*side.encryption, *side.mac), (KEY_ENCRYPTION, KEY_MAC));
    }
    assert_eq!(
        (host.own_token(), host.peer_token()),
        (TOKEN_HOST, TOKEN_CARD)
    );
    assert_eq!(
        (card.own_token(), card.peer_token()),
        (TOKEN_CARD, TOKEN_HOST)
    );
    let input = hex!(
        "7F494F06 0A04007F 00070202 04020286 41049E88 0F842905 B8B3181F 7AF7CAA9"
        "F0EFB743 847F44A3 06D2D28C 1D9EC65D F6DB7764 B22277A2 EDDC3C26 5A9F018F"
        "9CB852E1 11B768B3 26904B59 A0193776 F094"
    );
    assert_eq!(token_input(&AGREEMENT_POINT_CARD), input);
}

/// Command and response of each step, as printed.
fn steps() -> [(Vec<u8>, Vec<u8>); 4] {
    let with = |head: &[u8], body: &[u8], tail: &[u8]| [head, body, tail].concat();
    [
        (
            hex!("10860000 02 7C00 00").to_vec(),
            with(&hex!("7C12 8010"), &ENCRYPTED_NONCE, &[]),
        ),
        (
            with(&hex!("10860000 45 7C43 8141"), &MAPPING_POINT_HOST, &[0]),
            with(&hex!("7C43 8241"), &MAPPING_POINT_CARD, &[]),
        ),
        (
            with(&hex!("10860000 45 7C43 8341"), &AGREEMENT_POINT_HOST, &[0]),
            with(&hex!("7C43 8441"), &AGREEMENT_POINT_CARD, &[]),
        ),
        (
            with(&hex!("00860000 0C 7C0A 8508"), &TOKEN_HOST, &[0]),
            with(&hex!("7C0A 8608"), &TOKEN_CARD, &[]),
        ),
    ]
}

#[test]
fn the_host_sends_the_commands_of_the_example_and_accepts_its_responses() {
    let mut host = Pace::with_key(password(), host_secrets());
    assert!(matches!(host.step(None), Ok(Step::Send(_))));
    let mut reply = Response::of_status(StatusWord::DONE);
    for (command, response) in steps() {
        let Step::Send(sent) = host.step(Some(reply)).unwrap() else {
            panic!("the host has more to send");
        };
        assert_eq!(hex::encode(sent.encode().unwrap()), hex::encode(command));
        reply = Response::new(response, StatusWord::DONE);
    }
    let Step::Done(mut established) = host.step(Some(reply)).unwrap() else {
        panic!("the host is done");
    };
    // The keys of the channel are those of the example.
    let keys = crate::secure_messaging::SessionKeys::new(KEY_ENCRYPTION, KEY_MAC);
    let wrapped = established.channel.wrap(Command::new(0x00, 0xB0, 0, 0));
    let mut card = crate::secure_messaging::CardChannel::new(keys);
    assert!(card.open(&wrapped.unwrap()).is_ok());
}

// shows: EPC-ALG-01, EPC-PACE-14, EPC-PACE-15, EPC-PACE-16, EPC-PACE-17
#[test]
fn the_card_answers_the_commands_of_the_example_with_its_responses() {
    let mut card = PaceCard::new();
    card.choose(password(), Zeroizing::new(NONCE), card_secrets());
    for (index, (command, response)) in steps().into_iter().enumerate() {
        let command = Command::parse(&command).unwrap();
        assert_eq!(card.decides_next(), index == 3);
        let answer = card
            .general_authenticate(command.class == 0x10, &command.data)
            .unwrap();
        let (data, established) = match answer {
            CardAnswer::Next(data) => (data, false),
            CardAnswer::Established { data, .. } => (data, true),
        };
        assert_eq!(hex::encode(data), hex::encode(response));
        assert_eq!(established, index == 3);
    }
}
