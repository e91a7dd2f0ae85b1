-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Copyright the electronic patent card toolkit authors
--
-- What is random costs an index a page of its own for every card of a bulk. Sixteen bytes of a coordinate or of a digest are as unique as the
-- whole: equal keys and equal digests have equal beginnings, and no two others ever had. A card that is not live has no place in the index of
-- live ones.

DROP INDEX card_chip_key;
DROP INDEX card_chip_key_void;
CREATE UNIQUE INDEX card_chip_key ON card (substr(chip_key, 2, 16)) WHERE state <> 'void';
CREATE INDEX card_chip_key_void ON card (substr(chip_key, 2, 16)) WHERE state = 'void';
DROP INDEX signature_digest;
CREATE UNIQUE INDEX signature_digest ON signature (substr(digest, 1, 16));
DROP INDEX card_live;
CREATE UNIQUE INDEX card_live ON card (live_of) WHERE live_of IS NOT NULL;
