// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The rows of refused commands: header, body and the status demanded.

use super::Row;

/// Classes and instructions that are not of this profile.
pub(super) const UNKNOWN: [Row; 15] = [
    (
        "EPC-CMD-01.1",
        "logical channel 1",
        "01 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.2",
        "further logical channel 4",
        "40 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.3",
        "secure messaging whose header is not authenticated",
        "08 B0 9D 00 0D 97 01 01 8E 08 00 00 00 00 00 00 00 00 00",
        0x6E00,
    ),
    (
        "EPC-CMD-01.4",
        "a personalisation command under the secure messaging of PACE",
        "8C 14 00 00 0A 8E 08 00 00 00 00 00 00 00 00 00",
        0x6E00,
    ),
    (
        "EPC-CMD-01.5",
        "a reserved class",
        "20 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.6",
        "a class of the mobile network",
        "A0 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.7",
        "the class that stands for a protocol selection",
        "FF 00 00 00",
        0x6E00,
    ),
    (
        "EPC-CMD-02.1",
        "STATUS with class 00",
        "00 14 00 00 00",
        0x6D00,
    ),
    (
        "EPC-CMD-02.2",
        "SELECT with class 80",
        "80 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6D00,
    ),
    ("EPC-CMD-02.3", "GET DATA", "00 CA 00 66 00", 0x6D00),
    (
        "EPC-CMD-02.4",
        "VERIFY",
        "00 20 00 01 06 34 38 32 39 31 35",
        0x6D00,
    ),
    ("EPC-CMD-02.5", "UPDATE BINARY", "00 D6 00 00 01 AA", 0x6D00),
    ("EPC-CMD-02.6", "GET CHALLENGE", "00 84 00 00 08", 0x6D00),
    (
        "EPC-CMD-02.7",
        "READ BINARY with its odd instruction",
        "00 B1 00 00 04 54 02 00 00 00",
        0x6D00,
    ),
    (
        "EPC-CMD-02.8",
        "PUT KEY of the card manager",
        "80 D8 00 81 01 AA",
        0x6D00,
    ),
];

/// P1 and P2 that the tables do not have.
pub(super) const PARAMETERS: [Row; 21] = [
    (
        "EPC-CMD-03.1",
        "SELECT with P1 00",
        "00 A4 00 0C 02 3F 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.2",
        "SELECT of a file with an FCI asked for",
        "00 A4 02 00 02 01 1C 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.3",
        "SELECT of the next applet of the name",
        "00 A4 04 02 09 F0 45 50 41 54 45 4E 54 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.4",
        "SELECT by path",
        "00 A4 08 0C 02 01 1C",
        0x6A86,
    ),
    (
        "EPC-CMD-03.5",
        "SELECT with an FCP asked for",
        "00 A4 04 04 09 F0 45 50 41 54 45 4E 54 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.6",
        "INTERNAL AUTHENTICATE with P1 01",
        "00 88 01 00 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.7",
        "INTERNAL AUTHENTICATE with P2 01",
        "00 88 00 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.8",
        "GET RESPONSE with P1 01",
        "00 C0 01 00 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.9",
        "GET RESPONSE with P2 01",
        "00 C0 00 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.10",
        "MSE that sets for another purpose than authentication",
        "00 22 41 A4 03 83 01 02",
        0x6A86,
    ),
    (
        "EPC-CMD-03.11",
        "MSE with another template than A4",
        "00 22 C1 B6 03 83 01 02",
        0x6A86,
    ),
    (
        "EPC-CMD-03.12",
        "GENERAL AUTHENTICATE with P1 01",
        "10 86 01 00 02 7C 00 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.13",
        "INITIALIZE UPDATE with P2 01",
        "80 50 00 01 08 01 02 03 04 05 06 07 08 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.14",
        "GENERATE KEY with P2 01",
        "80 12 00 01 00",
        0x6A86,
    ),
    ("EPC-CMD-03.15", "BEGIN with P1 01", "80 10 01 00", 0x6A86),
    (
        "EPC-CMD-03.16",
        "WRITE with an offset in P1 and P2",
        "80 D6 00 10 05 01 01 00 00 AA",
        0x6A86,
    ),
    (
        "EPC-CMD-03.17",
        "STATUS with P1 80",
        "80 14 80 00 00",
        0x6A86,
    ),
    ("EPC-CMD-03.18", "ABORT with P2 01", "80 18 00 01", 0x6A86),
    ("EPC-CMD-03.19", "COMMIT with P1 01", "80 16 01 00", 0x6A86),
    (
        "EPC-CMD-03.20",
        "APPEND RECORD with a record number",
        "80 E2 01 00 23",
        0x6A86,
    ),
    (
        "EPC-CMD-03.21",
        "TERMINATE with P1 01",
        "80 24 01 00",
        0x6A86,
    ),
];

/// Lengths that are not those of the tables: header, length of the data field, and whether there is an Le.
pub(super) const LENGTHS: [(&str, &str, &str, usize, bool); 30] = [
    (
        "EPC-CMD-04.1",
        "SELECT of a file with one byte",
        "00 A4 02 0C",
        1,
        false,
    ),
    (
        "EPC-CMD-04.2",
        "SELECT of a file with three bytes",
        "00 A4 02 0C",
        3,
        false,
    ),
    (
        "EPC-CMD-04.3",
        "SELECT of a file without data",
        "00 A4 02 0C",
        0,
        false,
    ),
    (
        "EPC-CMD-04.4",
        "SELECT by a name of 17 bytes",
        "00 A4 04 00",
        17,
        true,
    ),
    ("EPC-CMD-04.5", "SELECT by no name", "00 A4 04 00", 0, true),
    (
        "EPC-CMD-04.6",
        "READ BINARY with data",
        "00 B0 9C 00",
        1,
        true,
    ),
    (
        "EPC-CMD-04.7",
        "INTERNAL AUTHENTICATE with 63 bytes",
        "00 88 00 00",
        63,
        true,
    ),
    (
        "EPC-CMD-04.8",
        "INTERNAL AUTHENTICATE with 65 bytes",
        "00 88 00 00",
        65,
        true,
    ),
    (
        "EPC-CMD-04.9",
        "INTERNAL AUTHENTICATE without data",
        "00 88 00 00",
        0,
        true,
    ),
    (
        "EPC-CMD-04.10",
        "GET RESPONSE with data",
        "00 C0 00 00",
        1,
        true,
    ),
    (
        "EPC-CMD-04.11",
        "MSE:SET AT without data",
        "00 22 C1 A4",
        0,
        false,
    ),
    (
        "EPC-CMD-04.12",
        "GENERAL AUTHENTICATE without data",
        "00 86 00 00",
        0,
        true,
    ),
    (
        "EPC-CMD-04.13",
        "INITIALIZE UPDATE with 7 bytes",
        "80 50 00 00",
        7,
        true,
    ),
    (
        "EPC-CMD-04.14",
        "INITIALIZE UPDATE with 9 bytes",
        "80 50 00 00",
        9,
        true,
    ),
    (
        "EPC-CMD-04.15",
        "EXTERNAL AUTHENTICATE with 15 bytes",
        "84 82 33 00",
        15,
        false,
    ),
    (
        "EPC-CMD-04.16",
        "EXTERNAL AUTHENTICATE with 17 bytes",
        "84 82 33 00",
        17,
        false,
    ),
    (
        "EPC-CMD-04.17",
        "GENERATE KEY with 31 bytes",
        "80 12 00 00",
        31,
        true,
    ),
    (
        "EPC-CMD-04.18",
        "GENERATE KEY with 33 bytes",
        "80 12 00 00",
        33,
        true,
    ),
    (
        "EPC-CMD-04.19",
        "BEGIN with 47 bytes",
        "80 10 00 00",
        47,
        false,
    ),
    (
        "EPC-CMD-04.20",
        "BEGIN with 49 bytes",
        "80 10 00 00",
        49,
        false,
    ),
    (
        "EPC-CMD-04.21",
        "WRITE without a byte for the file",
        "80 D6 00 00",
        4,
        false,
    ),
    ("EPC-CMD-04.22", "STATUS with data", "80 14 00 00", 1, true),
    (
        "EPC-CMD-04.23",
        "ABORT with 15 bytes",
        "80 18 00 00",
        15,
        false,
    ),
    (
        "EPC-CMD-04.24",
        "ABORT with 17 bytes",
        "80 18 00 00",
        17,
        false,
    ),
    (
        "EPC-CMD-04.25",
        "COMMIT with 15 bytes",
        "80 16 00 00",
        15,
        false,
    ),
    (
        "EPC-CMD-04.26",
        "COMMIT with 17 bytes",
        "80 16 00 00",
        17,
        false,
    ),
    (
        "EPC-CMD-04.27",
        "APPEND RECORD without a record",
        "80 E2 00 00",
        34,
        false,
    ),
    (
        "EPC-CMD-04.28",
        "SUSPEND with data",
        "80 20 00 00",
        1,
        false,
    ),
    (
        "EPC-CMD-04.29",
        "ACTIVATE with data",
        "80 22 00 00",
        1,
        false,
    ),
    (
        "EPC-CMD-04.30",
        "TERMINATE with data",
        "80 24 00 00",
        1,
        false,
    ),
];

/// Bytes that are no command APDU behind a good header, or no header.
pub(super) const MALFORMED: [Row; 7] = [
    ("EPC-CMD-04.31", "a header of two bytes", "00 A4", 0x6700),
    (
        "EPC-CMD-04.32",
        "a header of three bytes",
        "00 A4 04",
        0x6700,
    ),
    (
        "EPC-CMD-04.33",
        "an Lc longer than the data",
        "00 A4 04 0C 0A F0 45 50 41 54 45 4E 54 01",
        0x6700,
    ),
    (
        "EPC-CMD-04.34",
        "two bytes behind the data in short form",
        "00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01 00 00",
        0x6700,
    ),
    (
        "EPC-CMD-04.35",
        "an extended length field that is cut",
        "00 A4 04 0C 00 00",
        0x6700,
    ),
    (
        "EPC-CMD-04.36",
        "an extended Lc of zero",
        "00 A4 04 0C 00 00 00 00 00 00",
        0x6700,
    ),
    (
        "EPC-CMD-04.37",
        "an extended Le of one byte",
        "00 A4 04 0C 00 00 09 F0 45 50 41 54 45 4E 54 01 00",
        0x6700,
    ),
];

/// Commands that need an Le, without it.
pub(super) const NO_LE: [Row; 7] = [
    ("EPC-CMD-07.1", "READ BINARY", "00 B0 9C 00", 0x6700),
    (
        "EPC-CMD-07.2",
        "INTERNAL AUTHENTICATE",
        "00 88 00 00 40 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF",
        0x6700,
    ),
    (
        "EPC-CMD-07.3",
        "GENERAL AUTHENTICATE",
        "10 86 00 00 02 7C 00",
        0x6700,
    ),
    (
        "EPC-CMD-07.4",
        "INITIALIZE UPDATE",
        "80 50 00 00 08 01 02 03 04 05 06 07 08",
        0x6700,
    ),
    ("EPC-CMD-07.5", "STATUS", "80 14 00 00", 0x6700),
    (
        "EPC-CMD-07.6",
        "GENERATE KEY",
        "80 12 00 00 20 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF",
        0x6700,
    ),
    (
        "EPC-CMD-07.7",
        "GET RESPONSE with something waiting",
        "00 C0 00 00",
        0x6700,
    ),
];
