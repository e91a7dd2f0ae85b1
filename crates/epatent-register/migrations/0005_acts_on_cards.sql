-- SPDX-License-Identifier: MIT OR Apache-2.0
-- Copyright the electronic patent card toolkit authors
--
-- What is done to the chips of issued cards: suspended, activated, ended. A card has one act at a time that was not answered.

CREATE TABLE card_act (
    id {integer} PRIMARY KEY,
    card {integer} NOT NULL REFERENCES card (id),
    act TEXT NOT NULL CHECK (act IN ('suspend', 'activate', 'terminate')),
    reason TEXT NOT NULL,
    operator TEXT NOT NULL,
    intent {integer} NOT NULL REFERENCES intent (id),
    at {integer} NOT NULL,
    found TEXT CHECK (found IN ('active', 'suspended', 'terminated'))
) {strict};
CREATE UNIQUE INDEX card_act_open ON card_act (card) WHERE found IS NULL;
CREATE INDEX card_act_card ON card_act (card, id);
CREATE INDEX card_act_ended ON card_act (card) WHERE found = 'terminated';
