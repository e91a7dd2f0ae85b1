// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#include "pace.h"

#include <string.h>

#define DYNAMIC 0x7C

void binding(const struct transcript *transcript, unsigned char digest[BINDING_LENGTH])
{
    unsigned length = BINDING_LENGTH;
    const struct bytes *heard = &transcript->heard;
    if (EVP_Digest(heard->data, heard->length, digest, &length, EVP_sha256(), NULL) != 1)
        die("no SHA-256");
}

EAC_CTX *session_of(const struct bytes *card_access)
{
    EAC_CTX *session = EAC_CTX_new();
    if (session == NULL)
        die("no memory");
    if (EAC_CTX_init_ef_cardaccess(card_access->data, card_access->length, session) == 1
        && session->pace_ctx != NULL && session->pace_ctx->static_key != NULL)
        return session;
    EAC_CTX_clear_free(session);
    return NULL;
}

PACE_SEC *password_of(const char *can)
{
    PACE_SEC *password = PACE_SEC_new(can, strlen(can), PACE_CAN);
    if (password == NULL)
        die("no password");
    return password;
}

void write_dynamic(struct bytes *to, unsigned char tag, const BUF_MEM *value)
{
    static struct bytes object;
    object.length = 0;
    append_object(&object, tag, value->data, value->length);
    to->length = 0;
    append_object(to, DYNAMIC, object.data, object.length);
}

BUF_MEM *read_dynamic(const struct bytes *from, unsigned char tag)
{
    static struct bytes inside;
    struct slice value;
    size_t position = 0;
    if (!take_object(from, &position, DYNAMIC, &value) || position != from->length)
        return NULL;
    inside.length = 0;
    append(&inside, value.data, value.length);
    position = 0;
    if (!take_object(&inside, &position, tag, &value) || position != inside.length)
        return NULL;
    return buffer(value.data, value.length);
}
