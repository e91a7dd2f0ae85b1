-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Copyright the electronic patent card toolkit authors
--
-- The files that payments came in. The payments of a file have the keys between its own and last_key, so that payments of before keep their
-- rows, and the digests of them in the events, as they are.

CREATE TABLE payment_file (
    id {integer} PRIMARY KEY,
    name TEXT NOT NULL,
    digest {bytes} NOT NULL,
    lines {integer} NOT NULL CHECK (lines >= 0),
    kopecks {integer} NOT NULL CHECK (kopecks >= 0),
    late_days {integer} NOT NULL CHECK (late_days >= 0),
    last_key {integer} NOT NULL CHECK (last_key >= id),
    operator TEXT NOT NULL,
    at {integer} NOT NULL
) {strict};
