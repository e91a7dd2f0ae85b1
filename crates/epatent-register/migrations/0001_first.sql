-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Copyright the electronic patent card toolkit authors
--
-- The first schema. {integer}, {bytes} and {strict} stand for what the two databases call a 64-bit whole number, a byte string and a table
-- that keeps to its types; the rest is the same in both. Days are numbers such as 20260131, instants are UTC seconds.
-- A migration that was published never changes: its digest is kept in the register.

CREATE TABLE chain (
    id {integer} PRIMARY KEY CHECK (id = 1),
    writers {integer} NOT NULL,
    sequence {integer} NOT NULL,
    hash {bytes} NOT NULL,
    next_key {integer} NOT NULL
) {strict};

CREATE TABLE delivery (
    id {integer} PRIMARY KEY,
    received_on {integer} NOT NULL,
    note TEXT NOT NULL,
    declared {integer} NOT NULL CHECK (declared >= 0)
) {strict};

CREATE TABLE application (
    id {integer} PRIMARY KEY,
    received_at {integer} NOT NULL,
    region TEXT NOT NULL,
    person {bytes} NOT NULL,
    document {bytes},
    document_digest {bytes} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'done')),
    reason TEXT
) {strict};
CREATE INDEX application_person ON application (person);
CREATE INDEX application_state ON application (state, id);

CREATE TABLE blank (
    id {integer} PRIMARY KEY,
    delivery {integer} NOT NULL REFERENCES delivery (id),
    chip_id {bytes} NOT NULL,
    number TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('blank', 'in-work', 'issued', 'scrapped', 'lost')),
    reason TEXT,
    changed_at {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX blank_chip_id ON blank (chip_id);
CREATE UNIQUE INDEX blank_number ON blank (number);

CREATE TABLE patent (
    id {integer} PRIMARY KEY,
    number TEXT NOT NULL,
    region TEXT NOT NULL,
    application {integer} REFERENCES application (id),
    in_force_from {integer} NOT NULL,
    latest_end {integer} NOT NULL CHECK (latest_end >= in_force_from),
    paid_through {integer},
    state TEXT NOT NULL CHECK (state IN ('valid', 'annulled', 'suspended'))
) {strict};
CREATE UNIQUE INDEX patent_number ON patent (number);
CREATE INDEX patent_application ON patent (application);

CREATE TABLE list (
    id {integer} PRIMARY KEY,
    region TEXT NOT NULL,
    year {integer} NOT NULL,
    next_index {integer} NOT NULL
) {strict};

CREATE TABLE card (
    id {integer} PRIMARY KEY,
    card_id {bytes} NOT NULL,
    patent {integer} NOT NULL REFERENCES patent (id),
    blank {integer} NOT NULL REFERENCES blank (id),
    replacement_index {integer} NOT NULL CHECK (replacement_index BETWEEN 0 AND 255),
    list {integer} NOT NULL REFERENCES list (id),
    list_index {integer} NOT NULL,
    chip_key {bytes} NOT NULL,
    manifest {bytes},
    state TEXT NOT NULL CHECK (state IN ('signing', 'signed', 'writing', 'written', 'issued', 'void')),
    status {integer} NOT NULL CHECK (status BETWEEN 0 AND 3),
    paid_through {integer},
    changed_at {integer} NOT NULL,
    live_of {integer} GENERATED ALWAYS AS (CASE WHEN state = 'issued' AND status <> 3 THEN patent END) STORED,
    in_work_of {integer} GENERATED ALWAYS AS (CASE WHEN state NOT IN ('issued', 'void') THEN patent END) STORED,
    key_in_use {bytes} GENERATED ALWAYS AS (CASE WHEN state <> 'void' THEN chip_key END) STORED,
    on_blank {integer} GENERATED ALWAYS AS (CASE WHEN state <> 'void' THEN blank END) STORED
) {strict};
CREATE UNIQUE INDEX card_card_id ON card (card_id);
CREATE UNIQUE INDEX card_chip_key ON card (key_in_use);
CREATE INDEX card_chip_key_ever ON card (chip_key);
CREATE UNIQUE INDEX card_status_index ON card (list, list_index);
CREATE UNIQUE INDEX card_live ON card (live_of);
CREATE UNIQUE INDEX card_in_work ON card (in_work_of);
CREATE UNIQUE INDEX card_blank ON card (on_blank);
CREATE INDEX card_patent ON card (patent);

CREATE TABLE signature (
    id {integer} PRIMARY KEY,
    purpose TEXT NOT NULL,
    digest {bytes} NOT NULL,
    signer {bytes} NOT NULL,
    card {integer} REFERENCES card (id),
    operator TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'made', 'issued', 'void')),
    at {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX signature_digest ON signature (digest);
CREATE INDEX signature_card ON signature (card);
CREATE INDEX signature_operator ON signature (operator, at);

CREATE TABLE attempt (
    id {integer} PRIMARY KEY,
    patent {integer} NOT NULL REFERENCES patent (id),
    blank {integer} NOT NULL REFERENCES blank (id),
    card {integer} REFERENCES card (id),
    operator TEXT NOT NULL,
    station TEXT NOT NULL,
    started_at {integer} NOT NULL,
    ended_at {integer},
    outcome TEXT CHECK (outcome IN ('issued', 'returned', 'scrapped', 'lost')),
    reason TEXT,
    open_patent {integer} GENERATED ALWAYS AS (CASE WHEN outcome IS NULL THEN patent END) STORED,
    open_blank {integer} GENERATED ALWAYS AS (CASE WHEN outcome IS NULL THEN blank END) STORED
) {strict};
CREATE UNIQUE INDEX attempt_patent ON attempt (open_patent);
CREATE UNIQUE INDEX attempt_blank ON attempt (open_blank);

CREATE TABLE intent (
    id {integer} PRIMARY KEY,
    act TEXT NOT NULL,
    attempt {integer} REFERENCES attempt (id),
    card {integer} REFERENCES card (id),
    subject {bytes} NOT NULL,
    station TEXT NOT NULL,
    at {integer} NOT NULL,
    result TEXT CHECK (result IN ('done', 'failed', 'resumed', 'voided', 'scrapped', 'lost')),
    result_at {integer},
    open_at {integer} GENERATED ALWAYS AS (CASE WHEN result IS NULL THEN at END) STORED
) {strict};
CREATE INDEX intent_open ON intent (open_at);
CREATE INDEX intent_attempt ON intent (attempt);
CREATE INDEX intent_card ON intent (card);

CREATE TABLE job (
    id {integer} PRIMARY KEY REFERENCES card (id),
    files {bytes} NOT NULL
) {strict};

CREATE TABLE decision (
    id {integer} PRIMARY KEY,
    patent {integer} NOT NULL REFERENCES patent (id),
    card {integer} REFERENCES card (id),
    act TEXT NOT NULL,
    reason TEXT NOT NULL,
    effective_on {integer} NOT NULL,
    manifest {bytes} NOT NULL,
    operator TEXT NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE INDEX decision_patent ON decision (patent);

CREATE TABLE payment (
    id {integer} PRIMARY KEY,
    receipt TEXT NOT NULL,
    patent {integer} NOT NULL REFERENCES patent (id),
    paid_on {integer} NOT NULL,
    paid_from {integer} NOT NULL,
    paid_through {integer} NOT NULL CHECK (paid_through >= paid_from),
    kopecks {integer} NOT NULL CHECK (kopecks >= 0),
    accepted_by {integer} REFERENCES decision (id),
    recorded_at {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX payment_receipt ON payment (receipt);
CREATE INDEX payment_patent ON payment (patent);

CREATE TABLE approval (
    id {integer} PRIMARY KEY,
    manifest {bytes} NOT NULL,
    operator TEXT NOT NULL,
    signature {bytes},
    at {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX approval_operator ON approval (manifest, operator);

CREATE TABLE publication (
    id {integer} PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('status', 'paid-through', 'paid-through-delta', 'bundle')),
    list {integer} NOT NULL,
    version {integer} NOT NULL,
    digest {bytes} NOT NULL,
    issued_at {integer} NOT NULL,
    next_update {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX publication_version ON publication (kind, list, version);

CREATE TABLE event (
    sequence {integer} PRIMARY KEY,
    at {integer} NOT NULL,
    kind TEXT NOT NULL,
    operator TEXT NOT NULL,
    station TEXT NOT NULL,
    changes {bytes} NOT NULL,
    hash {bytes} NOT NULL
) {strict};
