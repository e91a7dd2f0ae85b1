// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Published figures: RFC 4493 §4 and the BSI worked example for extended access control, whose
//! PACE session keys and secure messaging are those of TR-03110-3 with AES-128.

use hex_literal::hex;

use super::super::primitive::{decrypt, encrypt_block, mac};
use super::{HostChannel, keys};
use crate::channel::Channel as _;
use crate::command::Command;
use crate::response::Response;
use crate::secure_messaging::CardChannel;
use crate::status_word::StatusWord;

#[test]
fn check_bytes_are_the_first_half_of_the_cmac_of_rfc_4493() {
    let key = hex!("2b7e1516 28aed2a6 abf71588 09cf4f3c");
    let message = hex!(
        "6bc1bee2 2e409f96 e93d7e11 7393172a ae2d8a57 1e03ac9c 9eb76fac 45af8e51"
        "30c81c46 a35ce411 e5fbc119 1a0a52ef f69f2445 df4f9b17 ad2b417b e66c3710"
    );
    let expected = [
        (0, hex!("bb1d6929 e9593728")),
        (16, hex!("070a16b4 6b4d4144")),
        (40, hex!("dfa66747 de9ae630")),
        (64, hex!("51f0bebf 7e3b9d92")),
    ];
    for (length, first_half) in expected {
        let (message, _) = message.split_at(length);
        assert_eq!(mac(&key, &[message]), first_half);
        let (one, two) = message.split_at(length / 3);
        assert_eq!(mac(&key, &[one, &[], two]), first_half);
    }
}

#[test]
fn the_block_cipher_is_the_one_of_rfc_4493() {
    let key = hex!("2b7e1516 28aed2a6 abf71588 09cf4f3c");
    assert_eq!(
        encrypt_block(&key, [0; 16]),
        hex!("7df76b0c 1ab899b3 3e42f047 b91b546f")
    );
}

// shows: EPC-SM-05
#[test]
fn padding_of_two_blocks_and_lengths_beside_the_block_are_refused() {
    let key = [0x11; 16];
    let iv = [0x22; 16];
    let two_blocks = {
        use cbc::cipher::block_padding::NoPadding;
        use cbc::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
        let mut buffer = [0_u8; 32];
        buffer[7] = 0x80;
        let cipher = cbc::Encryptor::<aes::Aes128>::new(&key.into(), &iv.into());
        cipher.encrypt_padded::<NoPadding>(&mut buffer, 32).unwrap();
        buffer
    };
    assert_eq!(decrypt(&key, iv, &two_blocks), None);
    for length in [0, 1, 15, 17, 31] {
        assert_eq!(decrypt(&key, iv, &vec![0; length]), None);
    }
}

/// Command, its protected form, the protected response data, and the response.
type Exchanged = (Command, Vec<u8>, Vec<u8>, Response);

/// The exchanges from counter 1 upwards; `None` where the example's long certificates are left
/// out.
fn steps() -> Vec<Option<Exchanged>> {
    let done = || Response::of_status(StatusWord::DONE);
    let bytes = |hex: &[u8]| hex.to_vec();
    vec![
        // MSE:Set DST with the reference of the trust point.
        Some((
            Command::new(0x00, 0x22, 0x81, 0xB6)
                .with_data(bytes(&hex!("830D 44454356434141543030303031"))),
            bytes(&hex!(
                "0C2281B6 1D 8711 01 BE90237EEB4BA0FF253EA246AE31C8B8 8E08 92D21C73A1DFE999 00"
            )),
            bytes(&hex!("99029000 8E08 A89570A68664A7D6")),
            done(),
        )),
        None,
        // MSE:Set DST with the reference of the next certificate.
        Some((
            Command::new(0x00, 0x22, 0x81, 0xB6)
                .with_data(bytes(&hex!("830D 44455445535444564445303139"))),
            bytes(&hex!(
                "0C2281B6 1D 8711 01 A7BB8F230FFF9221162AD673B9F319A8 8E08 D8713E9B7A600B49 00"
            )),
            bytes(&hex!("99029000 8E08 C8488F79FEF386C7")),
            done(),
        )),
        None,
        // MSE:Set AT for terminal authentication.
        Some((
            Command::new(0x00, 0x22, 0x81, 0xA4).with_data(bytes(&hex!(
                "800A 04007F00070202020205 830D 44455445535441544445303139"
                "9120 5A7A377FC9CAFC03AC7FF45441A8B2909D88EAB8E6B0173847AB49B949DF3799"
            ))),
            bytes(&hex!(
                "0C2281A4 4D 8741 01"
                "FE3F0234E5EFE66B9C56FD23D602EEA59C251E1E8604C46B33FA60C7D09570EE"
                "881791C89FB8159E71C63543A9BB546F6F746FA8837BC3990A60CAA58A5A5AB5"
                "8E08 D1736F1E725BC5F8 00"
            )),
            bytes(&hex!("99029000 8E08 7D47C45B27DEDB5C")),
            done(),
        )),
        // GET CHALLENGE: Le alone, and a response with data.
        Some((
            Command::new(0x00, 0x84, 0x00, 0x00).expecting(8),
            bytes(&hex!("0C840000 0D 970108 8E08 1D21EBBE738FF4FD 00")),
            bytes(&hex!(
                "8711 01 124EBDD570FE8E05FD048B2A765C5E75 99029000 8E08 C9409B3057B1B43F"
            )),
            Response::new(bytes(&hex!("547E4EAB03B235D2")), StatusWord::DONE),
        )),
    ]
}

#[test]
fn the_worked_example_comes_out_byte_for_byte_at_the_host() {
    let mut host = HostChannel::new(keys());
    let mut counter = 0_u128;
    for step in steps() {
        host.set_counter(counter);
        counter += 2;
        let Some((plain, protected, reply, response)) = step else {
            continue;
        };
        let wrapped = host.wrap(plain).unwrap();
        assert_eq!(
            hex::encode(wrapped.encode().unwrap()),
            hex::encode(protected)
        );
        let reply = Response::new(reply, response.status);
        assert_eq!(host.unwrap(reply).unwrap(), response);
    }
}

// shows: EPC-SM-02, EPC-SM-03, EPC-SM-05
#[test]
fn the_worked_example_comes_out_byte_for_byte_at_the_card() {
    let mut card = CardChannel::new(keys());
    let mut counter = 0_u128;
    for step in steps() {
        card.set_counter(counter);
        counter += 2;
        let Some((plain, protected, reply, response)) = step else {
            continue;
        };
        let command = Command::parse(&protected).unwrap();
        assert_eq!(card.open(&command).unwrap(), plain);
        let protected = card.protect(&response).unwrap();
        assert_eq!(hex::encode(protected.data), hex::encode(reply));
        assert_eq!(protected.status, response.status);
    }
}

// shows: EPC-SM-03
#[test]
fn a_command_of_header_and_check_bytes_alone_has_one_padded_block() {
    // The same keys, counter 1: CLA 01 on logical channel 1, no data and no Le.
    let wrapped = HostChannel::new(keys()).wrap(Command::new(0x01, 0x02, 0x03, 0x04));
    let expected = hex!("0D020304 0A 8E08 D92B4FDDC2BBED8C 00");
    assert_eq!(wrapped.unwrap().encode().unwrap(), expected);
}
