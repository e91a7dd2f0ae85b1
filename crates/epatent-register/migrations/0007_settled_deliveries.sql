-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Copyright the electronic patent card toolkit authors
--
-- Deliveries whose list and note differ, and why: once for each. The delivery itself keeps what its note says.

CREATE TABLE settled (
    id {integer} PRIMARY KEY,
    delivery {integer} NOT NULL REFERENCES delivery (id),
    missing {integer} NOT NULL CHECK (missing <> 0),
    reason TEXT NOT NULL,
    operator TEXT NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX settled_delivery ON settled (delivery);
