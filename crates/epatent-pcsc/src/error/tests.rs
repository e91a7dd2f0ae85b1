// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

const NAME: &str = "Reader A 00";

#[test]
fn a_lost_service_never_promises_that_the_command_was_not_carried_out() {
    for code in [
        Code::NoService,
        Code::ServiceStopped,
        Code::CommError,
        Code::InvalidHandle,
    ] {
        let error = explain(Call::Transmit, code, NAME);
        assert_eq!(error, ReaderError::ServiceLost);
        assert!(TransportError::from(error).outcome_is_unknown(), "{code:?}");
    }
}

#[test]
fn the_same_code_means_no_card_when_connecting_and_removal_in_a_conversation() {
    for code in [Code::NoSmartcard, Code::RemovedCard] {
        let no_card = ReaderError::NoCard {
            reader: NAME.to_owned(),
        };
        assert_eq!(explain(Call::Connect, code, NAME), no_card);
        assert_eq!(
            explain(Call::Transmit, code, NAME),
            ReaderError::CardRemoved
        );
    }
}

#[test]
fn words_name_the_readers_and_hints_say_what_to_do() {
    let names = vec!["A 00".to_owned(), "B 00".to_owned()];
    let error = ReaderError::SeveralReaders {
        names: names.clone(),
    };
    assert_eq!(
        error.to_string(),
        "2 card readers are connected and none was named: \"A 00\", \"B 00\""
    );
    assert!(error.hint().contains("--reader NAME"));
    let error = ReaderError::UnknownReader {
        wanted: "C".to_owned(),
        names,
    };
    assert_eq!(
        error.to_string(),
        "no card reader is named \"C\"; connected: \"A 00\", \"B 00\""
    );
}
