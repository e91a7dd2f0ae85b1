// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// How a terminal reaches a card: through PC/SC, or by one line of hexadecimal for each APDU on
// standard output and one for each reply on standard input.

#ifndef HARNESS_LINE_H
#define HARNESS_LINE_H

#include "bytes.h"

// Waits for a card in the reader of this name and connects; 0 with the reason said.
int open_reader(const char *reader);
// Leaves the card as it is, without a reset.
void close_reader(void);

// One APDU and its reply, by the reader where one is open; 0 where none came.
int transmit(const struct bytes *apdu, struct bytes *reply);

// The next line of standard input without its end; NULL at the end of the input.
const char *read_line(void);

#endif
