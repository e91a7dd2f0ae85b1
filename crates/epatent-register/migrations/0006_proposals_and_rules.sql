-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Copyright the electronic patent card toolkit authors
--
-- What is proposed to a second person, whole, so that nobody approves a number alone; and the rules of the office that are in force.

CREATE TABLE proposal (
    id {integer} PRIMARY KEY,
    digest {bytes} NOT NULL,
    subject TEXT NOT NULL,
    patent {integer} REFERENCES patent (id),
    act TEXT,
    card {integer} REFERENCES card (id),
    payment {integer} REFERENCES payment (id),
    reason TEXT,
    effective_on {integer},
    name TEXT,
    document {bytes},
    operator TEXT NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX proposal_digest ON proposal (digest);

CREATE TABLE rules (
    id {integer} PRIMARY KEY,
    document {bytes} NOT NULL,
    manifest {bytes},
    operator TEXT NOT NULL,
    at {integer} NOT NULL
) {strict};
