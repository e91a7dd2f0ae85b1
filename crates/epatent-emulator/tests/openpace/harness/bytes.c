// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#include "bytes.h"

#include <stdlib.h>
#include <string.h>

void die(const char *why)
{
    fprintf(stderr, "openpace harness: %s\n", why);
    exit(2);
}

void append(struct bytes *to, const void *data, size_t length)
{
    if (length > MAX_BYTES - to->length)
        die("byte string too long");
    memcpy(to->data + to->length, data, length);
    to->length += length;
}

void append_byte(struct bytes *to, unsigned char byte)
{
    append(to, &byte, 1);
}

void append_object(struct bytes *to, unsigned char tag, const void *value, size_t length)
{
    append_byte(to, tag);
    if (length > 0xFF) {
        append_byte(to, 0x82);
        append_byte(to, (unsigned char)(length >> 8));
    } else if (length > 0x7F) {
        append_byte(to, 0x81);
    }
    append_byte(to, (unsigned char)length);
    append(to, value, length);
}

static int digit(char character)
{
    const char *digits = "0123456789abcdef";
    const char *found = character == 0 ? NULL : strchr(digits, character);
    return found == NULL ? -1 : (int)(found - digits);
}

int parse_hex(struct bytes *to, const char *text)
{
    to->length = 0;
    while (text[0] != 0) {
        int high = digit(text[0]);
        int low = high < 0 ? -1 : digit(text[1]);
        if (low < 0)
            return 0;
        append_byte(to, (unsigned char)(high << 4 | low));
        text += 2;
    }
    return 1;
}

void print_hex(FILE *to, const void *data, size_t length)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < length; i++)
        fprintf(to, "%02x", bytes[i]);
}

int take_object(const struct bytes *from, size_t *position, unsigned char tag, struct slice *value)
{
    const unsigned char *data = from->data;
    size_t at = *position, more = 0, length;
    if (from->length - at < 2 || data[at] != tag)
        return 0;
    length = data[at + 1];
    at += 2;
    if (length == 0x81 || length == 0x82)
        more = length - 0x80;
    else if (length > 0x7F)
        return 0;
    if (more > from->length - at)
        return 0;
    if (more > 0)
        for (length = 0; more > 0; more--)
            length = length << 8 | data[at++];
    if (length > from->length - at)
        return 0;
    value->data = data + at;
    value->length = length;
    *position = at + length;
    return 1;
}

BUF_MEM *buffer(const void *data, size_t length)
{
    BUF_MEM *made = BUF_MEM_new();
    if (made == NULL || (length > 0 && BUF_MEM_grow(made, length) == 0))
        die("no memory");
    if (length > 0)
        memcpy(made->data, data, length);
    return made;
}
