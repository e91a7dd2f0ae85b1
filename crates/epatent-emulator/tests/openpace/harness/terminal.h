// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#ifndef HARNESS_TERMINAL_H
#define HARNESS_TERMINAL_H

// Runs sessions with the card that `line.h` reaches, and prints one line for each:
// `read BINDING PROOF FILE` in hexadecimal, or `failed WHY, status NNNN`.
void run_terminal(const char *can, unsigned sessions, unsigned seed);

#endif
