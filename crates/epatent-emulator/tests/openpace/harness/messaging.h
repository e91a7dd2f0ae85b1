// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// Secure messaging after PACE (BSI TR-03110-3 F): the objects are written and read here, the
// cryptography and the counter are OpenPACE's.

#ifndef HARNESS_MESSAGING_H
#define HARNESS_MESSAGING_H

#include <eac/eac.h>

#include "bytes.h"

// A command in the clear. `expected` is Le in bytes, 1 to 256, or 0 for none.
struct command {
    unsigned char header[4];
    struct bytes data;
    unsigned expected;
};

// A response in the clear.
struct response {
    struct bytes data;
    unsigned status;
};

// The bytes of a short APDU; with secure messaging, where `channel` is not NULL.
int write_command(const EAC_CTX *channel, const struct command *command, struct bytes *apdu);
// Opens the response to the command that was written last; 0 where it is not authentic.
int read_response(const EAC_CTX *channel, const struct bytes *apdu, struct response *response);

// The card's side of the same.
int read_command(const EAC_CTX *channel, const struct bytes *apdu, struct command *command);
int write_response(const EAC_CTX *channel, const struct response *response, struct bytes *apdu);

#endif
