// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#ifndef HARNESS_CARD_H
#define HARNESS_CARD_H

// Is a card with this CAN, EF.CardAccess and EF.SO (in hexadecimal): answers one line for each
// line of standard input, which is an APDU or the word `binding`.
void run_card(const char *can, const char *card_access, const char *security_object);

#endif
