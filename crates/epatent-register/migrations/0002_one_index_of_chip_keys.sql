-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Copyright the electronic patent card toolkit authors
--
-- Chip keys are random and 65 bytes long, so that an index of them is most of what recording a card costs. A key stands in one index
-- now: of the cards that are not void, where it is unique, or of the void ones, where a chip may have it again.

DROP INDEX card_chip_key;
DROP INDEX card_chip_key_ever;
ALTER TABLE card DROP COLUMN key_in_use;
CREATE UNIQUE INDEX card_chip_key ON card (chip_key) WHERE state <> 'void';
CREATE INDEX card_chip_key_void ON card (chip_key) WHERE state = 'void';
