// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{Response, ResponseError};
use crate::status_word::StatusWord;

#[test]
fn a_reply_of_less_than_two_bytes_has_no_status_word() {
    assert_eq!(
        Response::parse(&[]),
        Err(ResponseError::NoStatusWord { length: 0 })
    );
    assert_eq!(
        Response::parse(&[0x90]),
        Err(ResponseError::NoStatusWord { length: 1 })
    );
}

#[test]
fn data_of_every_boundary_length_survives() {
    for length in [0, 1, 255, 256, 65_535, 65_536] {
        let response = Response::new(vec![0xA5; length], StatusWord::DONE);
        let bytes = response.encode();
        assert_eq!(bytes.len(), length + 2);
        assert_eq!(Response::parse(&bytes), Ok(response));
    }
}

#[test]
fn a_reply_longer_than_any_response_is_refused() {
    let length = 65_536 + 3;
    assert_eq!(
        Response::parse(&vec![0; length]),
        Err(ResponseError::TooLong { length })
    );
}

#[test]
fn a_reply_of_two_bytes_is_a_status_word() {
    let response = Response::parse(&[0x6A, 0x82]);
    assert_eq!(
        response,
        Ok(Response::of_status(StatusWord::FILE_NOT_FOUND))
    );
}

#[test]
fn data_of_a_response_is_not_printed() {
    let response = Response::parse(&[0xAB, 0xCD, 0x90, 0x00]).unwrap();
    let printed = format!("{response:?}");
    assert!(
        printed.starts_with("Response { data: 2 bytes, status: "),
        "{printed}"
    );
}
