// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// PACE as OpenPACE runs it, from both sides, with the CAN (BSI TR-03110-3 A.3 and B.1).

#ifndef HARNESS_PACE_H
#define HARNESS_PACE_H

#include <eac/eac.h>
#include <eac/pace.h>

#include "bytes.h"

#define BINDING_LENGTH 32

// The data fields of GENERAL AUTHENTICATE as they passed, one after another.
struct transcript {
    struct bytes heard;
};

// SHA-256 over the transcript: the channel binding of the card profile.
void binding(const struct transcript *transcript, unsigned char digest[BINDING_LENGTH]);

// A session of OpenPACE with this EF.CardAccess; NULL where it announces no PACE known there.
EAC_CTX *session_of(const struct bytes *card_access);

// The CAN as a password of OpenPACE.
PACE_SEC *password_of(const char *can);

// Writes `7C` with one object of this tag, or takes the one object out of it.
void write_dynamic(struct bytes *to, unsigned char tag, const BUF_MEM *value);
BUF_MEM *read_dynamic(const struct bytes *from, unsigned char tag);

#endif
