// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_cli::Language;
use std::collections::BTreeSet;

fn names() -> Vec<String> {
    vec![
        "Virtual PCD 00 00".to_owned(),
        "Virtual PCD 00 01".to_owned(),
    ]
}

fn reader() -> String {
    "Virtual PCD 00 00".to_owned()
}

/// Every trouble of a reader that a person hears in words of its own.
fn troubles() -> Vec<(ReaderError, &'static str)> {
    vec![
        (ReaderError::ServiceUnavailable, "service-unavailable"),
        (ReaderError::AccessDenied, "access-denied"),
        (ReaderError::NoReader, "no-reader"),
        (
            ReaderError::SeveralReaders { names: names() },
            "several-readers",
        ),
        (
            ReaderError::UnknownReader {
                wanted: "ACR".to_owned(),
                names: names(),
            },
            "reader-unknown",
        ),
        (
            ReaderError::UnknownReader {
                wanted: "ACR".to_owned(),
                names: Vec::new(),
            },
            "reader-unknown-none",
        ),
        (ReaderError::ReaderLost { reader: reader() }, "reader-lost"),
        (ReaderError::NoCard { reader: reader() }, "no-card"),
        (
            ReaderError::CardMute { reader: reader() },
            "card-unresponsive",
        ),
        (ReaderError::CardRemoved, "card-removed"),
        (ReaderError::CardReset, "card-reset"),
        (
            ReaderError::SharingViolation { reader: reader() },
            "card-in-use",
        ),
        (
            ReaderError::TimedOut { awaited: "a card" },
            "card-timed-out",
        ),
        (ReaderError::ReplyTooLong, "reply-too-long"),
    ]
}

#[test]
fn every_trouble_of_a_reader_has_words_and_a_hint_of_its_own_and_exit_4() {
    for language in Language::ALL {
        let words = Words::new(language);
        let mut messages = BTreeSet::new();
        for (error, code) in troubles() {
            let failure = reader_failure(&words, &error);
            assert_eq!(
                (failure.code.as_str(), failure.exit),
                (code, Exit::Device),
                "{error:?}"
            );
            assert!(failure.hint.is_some(), "{code} has no hint");
            assert!(
                messages.insert(failure.message.clone()),
                "{code} repeats {}",
                failure.message
            );
        }
    }
}

#[test]
fn a_transport_in_a_conversation_says_the_same_as_a_reader_before_it() {
    let words = Words::new(Language::En);
    for (transport, code) in [
        (TransportError::ServiceUnavailable, "service-unavailable"),
        (TransportError::NoReader, "no-reader"),
        (TransportError::ReaderLost, "reader-lost"),
        (TransportError::NoCard, "card-removed"),
        (TransportError::CardRemoved, "card-removed"),
        (TransportError::CardReset, "card-reset"),
        (TransportError::CardUnresponsive, "card-unresponsive"),
        (TransportError::SharingViolation, "card-in-use"),
        (TransportError::TimedOut, "card-timed-out"),
        (
            TransportError::OutcomeUnknown { length: 1 },
            "outcome-unknown",
        ),
        (
            TransportError::ReplyTooLong { length: 70_000 },
            "reply-too-long",
        ),
        (TransportError::Other("broken".to_owned()), "reader-other"),
    ] {
        let error = FlowError::Exchange {
            command: "SELECT",
            error: transport.into(),
        };
        let failure = flow_failure(&words, &error);
        assert_eq!(
            (failure.code.as_str(), failure.exit),
            (code, Exit::Device),
            "{error:?}"
        );
        // Reading changes nothing: a reply that was cut off is a card that went away.
        let reading = read_failure(&words, &ReadError::Flow(error));
        let expected = if code == "outcome-unknown" {
            "card-removed"
        } else {
            code
        };
        assert_eq!(reading.code, expected);
    }
}
