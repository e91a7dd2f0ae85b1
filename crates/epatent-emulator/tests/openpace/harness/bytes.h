// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// Byte strings of bounded length, their hexadecimal, and BER-TLV with one-byte tags.

#ifndef HARNESS_BYTES_H
#define HARNESS_BYTES_H

#include <stddef.h>
#include <stdio.h>

#include <openssl/buffer.h>

// A whole file is the longest string here.
#define MAX_BYTES 40000

struct bytes {
    unsigned char data[MAX_BYTES];
    size_t length;
};

// Appends; a string that would grow too long ends the program.
void append(struct bytes *to, const void *data, size_t length);
void append_byte(struct bytes *to, unsigned char byte);
void append_object(struct bytes *to, unsigned char tag, const void *value, size_t length);

// Reads hexadecimal without spaces; 0 where it is none.
int parse_hex(struct bytes *to, const char *text);
void print_hex(FILE *to, const void *data, size_t length);

// A value inside a byte string.
struct slice {
    const unsigned char *data;
    size_t length;
};

// Takes the object with this tag at `position` and moves behind it; 0, and nothing moved, where
// another object or none is there, or its length runs over the end.
int take_object(const struct bytes *from, size_t *position, unsigned char tag, struct slice *value);

// A buffer of OpenSSL with this content; free it with BUF_MEM_clear_free.
BUF_MEM *buffer(const void *data, size_t length);

// Ends the program: for what no card or terminal can cause.
void die(const char *why);

#endif
