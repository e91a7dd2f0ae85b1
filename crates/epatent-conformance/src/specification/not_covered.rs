// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Requirements that no case shows, and why.

/// Identifier and reason.
pub(super) const NOT_COVERED: &[(&str, &str)] = &[
    ("EPC-ALG-02", "a demand on the host, not on the card"),
    (
        "EPC-ALG-04",
        "the certificate of the chip shows it, no command does",
    ),
    (
        "EPC-ALG-05",
        "the certificate of the chip shows it, no command does",
    ),
    ("EPC-CHAIN-13", "a demand on the host, not on the card"),
    ("EPC-CHAIN-14", "a demand on the host, not on the card"),
    ("EPC-CMD-11", "a demand on the host, not on the card"),
    (
        "EPC-END-05",
        "power cannot be cut at a chosen moment through a reader",
    ),
    ("EPC-ID-05", "a demand on the host, not on the card"),
    (
        "EPC-ID-07",
        "the UID is drawn below the commands, and readers of PC/SC do not pass it on",
    ),
    (
        "EPC-KEY-04",
        "the certificate of the chip shows it, no command does",
    ),
    (
        "EPC-KEY-05",
        "the certificate of the chip shows it, no command does",
    ),
    ("EPC-KEY-06", "a demand on the host, not on the card"),
    (
        "EPC-KEY-08",
        "it takes more than one chip of the vendor's line to see it",
    ),
    ("EPC-KEY-09", "a demand on the host, not on the card"),
    (
        "EPC-KEY-10",
        "a chip without keys is not a card that an office gets",
    ),
    ("EPC-KEY-11", "a demand on the host, not on the card"),
    (
        "EPC-LIFE-01",
        "how a card stores its state is not seen from outside; that it cannot be changed back is",
    ),
    (
        "EPC-LIFE-02",
        "damaged memory cannot be made through a reader",
    ),
    (
        "EPC-LIFE-05",
        "how long a transaction is inside the card is not seen from outside",
    ),
    (
        "EPC-LIFE-06",
        "power cannot be cut at a chosen moment through a reader",
    ),
    ("EPC-PACE-02", "a demand on the host, not on the card"),
    ("EPC-PACE-04", "a demand on the terminal, not on the card"),
    (
        "EPC-PACE-12",
        "the card's point of a step is not known before the terminal has sent its own, and it is fresh in every run",
    ),
    ("EPC-PACE-21", "a demand on the terminal, not on the card"),
    ("EPC-PACE-22", "a demand on the terminal, not on the card"),
    (
        "EPC-PERSO-10",
        "power cannot be cut at a chosen moment through a reader",
    ),
    (
        "EPC-PERSO-15",
        "power cannot be cut at a chosen moment through a reader",
    ),
    ("EPC-PERSO-21", "a demand on the host, not on the card"),
    ("EPC-PERSO-22", "a demand on the host, not on the card"),
    ("EPC-PERSO-23", "a demand on the host, not on the card"),
    ("EPC-PERSO-24", "a demand on the host, not on the card"),
    ("EPC-PERSO-25", "a demand on the host, not on the card"),
    ("EPC-PERSO-26", "a demand on the host, not on the card"),
    ("EPC-PERSO-27", "a demand on the host, not on the card"),
    ("EPC-PERSO-29", "a demand on the host, not on the card"),
    ("EPC-PERSO-30", "a demand on the host, not on the card"),
    ("EPC-PERSO-31", "a demand on the host, not on the card"),
    ("EPC-PROOF-07", "a demand on the host, not on the card"),
    ("EPC-READ-10", "a demand on the host, not on the card"),
    ("EPC-SCP-10", "a demand on the host, not on the card"),
    ("EPC-SCP-11", "a demand on the host, not on the card"),
    ("EPC-SCP-22", "a demand on the host, not on the card"),
    ("EPC-SCP-23", "a demand on the host, not on the card"),
    ("EPC-SM-13", "a demand on the host, not on the card"),
    ("EPC-SM-14", "a demand on the host, not on the card"),
    ("EPC-SW-02", "a demand on the host, not on the card"),
    ("EPC-SW-03", "a demand on the host, not on the card"),
    (
        "EPC-TIME-04",
        "250 wrong numbers at a minute each would take more than four hours",
    ),
    ("EPC-TIME-05", "a demand on the terminal, not on the card"),
];
