// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#include "messaging.h"

#include <string.h>

#define MAC_LENGTH EAC_AES_MAC_LENGTH
#define SECURE_MESSAGING 0x0C
#define CRYPTOGRAM 0x87
#define EXPECTED 0x97
#define STATUS 0x99
#define CHECK_BYTES 0x8E
#define PADDED 0x01

// Appends with the padding of ISO/IEC 9797-1 method 2.
static int append_padded(struct bytes *to, const EAC_CTX *channel, const void *data, size_t length)
{
    BUF_MEM *plain = buffer(data, length);
    BUF_MEM *padded = EAC_add_iso_pad(channel, plain);
    BUF_MEM_clear_free(plain);
    if (padded == NULL)
        return 0;
    append(to, padded->data, padded->length);
    BUF_MEM_clear_free(padded);
    return 1;
}

// What the check bytes are over, the counter aside: OpenPACE puts it first.
static BUF_MEM *authenticated(const EAC_CTX *channel, const unsigned char *header,
                              const void *objects, size_t length)
{
    static struct bytes input;
    input.length = 0;
    if (header != NULL && !append_padded(&input, channel, header, 4))
        return NULL;
    if (length > 0 && !append_padded(&input, channel, objects, length))
        return NULL;
    return buffer(input.data, input.length);
}

static int append_check_bytes(const EAC_CTX *channel, const unsigned char *header,
                              struct bytes *objects)
{
    BUF_MEM *input = authenticated(channel, header, objects->data, objects->length);
    BUF_MEM *mac = input == NULL ? NULL : EAC_authenticate(channel, input);
    int good = mac != NULL && mac->length == MAC_LENGTH;
    if (good)
        append_object(objects, CHECK_BYTES, mac->data, mac->length);
    BUF_MEM_clear_free(input);
    BUF_MEM_clear_free(mac);
    return good;
}

static int are_check_bytes(const EAC_CTX *channel, const unsigned char *header,
                           const void *objects, size_t length, struct slice given)
{
    BUF_MEM *input = authenticated(channel, header, objects, length);
    BUF_MEM *mac = buffer(given.data, given.length);
    int good = input != NULL && given.length == MAC_LENGTH
               && EAC_verify_authentication(channel, input, mac) == 1;
    BUF_MEM_clear_free(input);
    BUF_MEM_clear_free(mac);
    return good;
}

static int append_cryptogram(const EAC_CTX *channel, const struct bytes *data,
                             struct bytes *objects)
{
    static struct bytes value;
    BUF_MEM *padded, *encrypted;
    if (data->length == 0)
        return 1;
    value.length = 0;
    if (!append_padded(&value, channel, data->data, data->length))
        return 0;
    padded = buffer(value.data, value.length);
    encrypted = EAC_encrypt(channel, padded);
    BUF_MEM_clear_free(padded);
    if (encrypted == NULL)
        return 0;
    value.length = 0;
    append_byte(&value, PADDED);
    append(&value, encrypted->data, encrypted->length);
    BUF_MEM_clear_free(encrypted);
    append_object(objects, CRYPTOGRAM, value.data, value.length);
    return 1;
}

// The plain data of a cryptogram, which must be padded and not empty.
static int open_cryptogram(const EAC_CTX *channel, struct slice cryptogram, struct bytes *data)
{
    BUF_MEM *encrypted, *padded, *plain;
    int good;
    if (cryptogram.length < 17 || cryptogram.length % 16 != 1 || cryptogram.data[0] != PADDED)
        return 0;
    encrypted = buffer(cryptogram.data + 1, cryptogram.length - 1);
    padded = EAC_decrypt(channel, encrypted);
    plain = padded == NULL ? NULL : EAC_remove_iso_pad(padded);
    good = plain != NULL && plain->length > 0;
    if (good)
        append(data, plain->data, plain->length);
    BUF_MEM_clear_free(encrypted);
    BUF_MEM_clear_free(padded);
    BUF_MEM_clear_free(plain);
    return good;
}

static void write_short(const unsigned char *header, const struct bytes *data, unsigned expected,
                        struct bytes *apdu)
{
    apdu->length = 0;
    append(apdu, header, 4);
    if (data->length > 255 || expected > 256)
        die("command does not fit a short APDU");
    if (data->length > 0) {
        append_byte(apdu, (unsigned char)data->length);
        append(apdu, data->data, data->length);
    }
    if (expected > 0)
        append_byte(apdu, (unsigned char)expected);
}

int write_command(const EAC_CTX *channel, const struct command *command, struct bytes *apdu)
{
    static struct bytes objects;
    unsigned char header[4], expected = (unsigned char)command->expected;
    if (channel == NULL) {
        write_short(command->header, &command->data, command->expected, apdu);
        return 1;
    }
    memcpy(header, command->header, sizeof header);
    header[0] |= SECURE_MESSAGING;
    objects.length = 0;
    if (!EAC_increment_ssc(channel) || !append_cryptogram(channel, &command->data, &objects))
        return 0;
    if (command->expected > 0)
        append_object(&objects, EXPECTED, &expected, 1);
    if (!append_check_bytes(channel, header, &objects))
        return 0;
    write_short(header, &objects, 256, apdu);
    return 1;
}

int read_response(const EAC_CTX *channel, const struct bytes *apdu, struct response *response)
{
    static struct bytes objects;
    struct slice cryptogram = {NULL, 0}, status, mac;
    size_t position = 0, end;
    response->data.length = 0;
    if (apdu->length < 2)
        return 0;
    end = apdu->length - 2;
    response->status = (unsigned)apdu->data[end] << 8 | apdu->data[end + 1];
    if (channel == NULL) {
        append(&response->data, apdu->data, end);
        return 1;
    }
    objects.length = 0;
    append(&objects, apdu->data, end);
    if (!EAC_increment_ssc(channel))
        return 0;
    take_object(&objects, &position, CRYPTOGRAM, &cryptogram);
    if (!take_object(&objects, &position, STATUS, &status) || status.length != 2)
        return 0;
    end = position;
    if (!take_object(&objects, &position, CHECK_BYTES, &mac) || position != objects.length
        || !are_check_bytes(channel, NULL, objects.data, end, mac)
        || memcmp(status.data, apdu->data + apdu->length - 2, 2) != 0)
        return 0;
    return cryptogram.data == NULL || open_cryptogram(channel, cryptogram, &response->data);
}

// Splits a short APDU.
static int read_short(const struct bytes *apdu, struct command *command)
{
    size_t length;
    command->data.length = 0;
    command->expected = 0;
    if (apdu->length < 4)
        return 0;
    memcpy(command->header, apdu->data, 4);
    if (apdu->length == 4)
        return 1;
    length = apdu->length == 5 ? 0 : apdu->data[4];
    if (apdu->length == 5 || apdu->length == length + 6) {
        unsigned char last = apdu->data[apdu->length - 1];
        command->expected = last == 0 ? 256 : last;
    } else if (apdu->length != length + 5 || length == 0) {
        return 0;
    }
    append(&command->data, apdu->data + 5, length);
    return 1;
}

int read_command(const EAC_CTX *channel, const struct bytes *apdu, struct command *command)
{
    static struct bytes objects;
    struct slice cryptogram = {NULL, 0}, expected = {NULL, 0}, mac;
    size_t position = 0, end;
    if (!read_short(apdu, command))
        return 0;
    if (channel == NULL)
        return 1;
    objects.length = 0;
    append(&objects, command->data.data, command->data.length);
    command->data.length = 0;
    command->expected = 0;
    if ((command->header[0] & SECURE_MESSAGING) != SECURE_MESSAGING || !EAC_increment_ssc(channel))
        return 0;
    take_object(&objects, &position, CRYPTOGRAM, &cryptogram);
    if (take_object(&objects, &position, EXPECTED, &expected)) {
        if (expected.length != 1)
            return 0;
        command->expected = expected.data[0] == 0 ? 256 : expected.data[0];
    }
    end = position;
    if (!take_object(&objects, &position, CHECK_BYTES, &mac) || position != objects.length
        || !are_check_bytes(channel, command->header, objects.data, end, mac))
        return 0;
    command->header[0] &= (unsigned char)~SECURE_MESSAGING;
    return cryptogram.data == NULL || open_cryptogram(channel, cryptogram, &command->data);
}

int write_response(const EAC_CTX *channel, const struct response *response, struct bytes *apdu)
{
    unsigned char status[2] = {(unsigned char)(response->status >> 8),
                               (unsigned char)response->status};
    apdu->length = 0;
    if (channel == NULL) {
        append(apdu, response->data.data, response->data.length);
    } else {
        if (!EAC_increment_ssc(channel) || !append_cryptogram(channel, &response->data, apdu))
            return 0;
        append_object(apdu, STATUS, status, 2);
        if (!append_check_bytes(channel, NULL, apdu))
            return 0;
    }
    append(apdu, status, 2);
    return 1;
}
