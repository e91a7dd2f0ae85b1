// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// A card on OpenPACE with two files: EF.CardAccess in the clear, EF.SO under secure messaging.

#include "card.h"

#include <string.h>

#include "line.h"
#include "messaging.h"
#include "pace.h"

#define CLASS_CHAINED 0x10
#define CLASS_PROTECTED 0x0C

enum step { IDLE, CHOSEN, NONCE_SENT, MAPPED, AGREED };

static struct {
    const char *can;
    struct bytes card_access, security_object;
    enum step step;
    EAC_CTX *session;
    int is_protected;
    BUF_MEM *agreement_host;
    struct transcript transcript;
} card;

static void forget(void)
{
    EAC_CTX_clear_free(card.session);
    BUF_MEM_clear_free(card.agreement_host);
    card.session = NULL;
    card.agreement_host = NULL;
    card.is_protected = 0;
    card.step = IDLE;
}

static void begin(void)
{
    forget();
    card.session = session_of(&card.card_access);
    if (card.session == NULL)
        die("EF.CardAccess of the card itself is no good");
    card.transcript.heard.length = 0;
    card.step = CHOSEN;
}

// The answer to one step, or NULL where the step fails.
static BUF_MEM *answer_nonce(void)
{
    PACE_SEC *password = password_of(card.can);
    BUF_MEM *nonce = PACE_STEP1_enc_nonce(card.session, password);
    PACE_SEC_clear_free(password);
    return nonce;
}

static BUF_MEM *answer_mapping(const BUF_MEM *host)
{
    BUF_MEM *own = PACE_STEP3A_generate_mapping_data(card.session);
    if (own != NULL && PACE_STEP3A_map_generator(card.session, host) == 1)
        return own;
    BUF_MEM_clear_free(own);
    return NULL;
}

static BUF_MEM *answer_agreement(const BUF_MEM *host)
{
    BUF_MEM *own = PACE_STEP3B_generate_ephemeral_key(card.session);
    if (own != NULL && PACE_STEP3B_compute_shared_secret(card.session, host) == 1
        && PACE_STEP3C_derive_keys(card.session) == 1) {
        card.agreement_host = buffer(host->data, host->length);
        return own;
    }
    BUF_MEM_clear_free(own);
    return NULL;
}

static BUF_MEM *answer_token(const BUF_MEM *host)
{
    if (PACE_STEP3D_verify_authentication_token(card.session, host) != 1)
        return NULL;
    return PACE_STEP3D_compute_authentication_token(card.session, card.agreement_host);
}

static unsigned general_authenticate(const struct command *command, struct bytes *data)
{
    static const unsigned char asked[] = {0, 0, 0x81, 0x83, 0x85};
    BUF_MEM *host = NULL, *own = NULL;
    enum step step = card.step;
    int is_last = step == AGREED;
    if (step == IDLE)
        return 0x6985;
    if (!is_last != !!(command->header[0] & CLASS_CHAINED))
        return 0x6A80;
    append(&card.transcript.heard, command->data.data, command->data.length);
    if (step != CHOSEN)
        host = read_dynamic(&command->data, asked[step]);
    if (step == CHOSEN)
        own = answer_nonce();
    else if (host != NULL)
        own = step == NONCE_SENT ? answer_mapping(host)
            : step == MAPPED     ? answer_agreement(host)
                                 : answer_token(host);
    BUF_MEM_clear_free(host);
    if (own == NULL) {
        forget();
        return is_last ? 0x6300 : 0x6A80;
    }
    write_dynamic(data, step == CHOSEN ? 0x80 : asked[step] + 1, own);
    BUF_MEM_clear_free(own);
    append(&card.transcript.heard, data->data, data->length);
    card.step = is_last ? IDLE : step + 1;
    return 0x9000;
}

static unsigned read_binary(const struct command *command, struct bytes *data)
{
    const struct bytes *file = card.is_protected ? &card.security_object : &card.card_access;
    unsigned char identifier = card.is_protected ? 0x1D : 0x1C;
    size_t offset = (size_t)command->header[2] << 8 | command->header[3], length;
    if (command->header[2] & 0x80) {
        if ((command->header[2] & 0x1F) != identifier)
            return 0x6982;
        offset = command->header[3];
    }
    if (offset > file->length)
        return 0x6B00;
    length = file->length - offset;
    if (length > command->expected)
        length = command->expected;
    append(data, file->data + offset, length);
    return length < command->expected ? 0x6282 : 0x9000;
}

// Carries out a command in the clear; whether PACE has come to its end is in `opened`.
static unsigned execute(const struct command *command, struct bytes *data, int *opened)
{
    switch (command->header[1]) {
    case 0x22:
        if (card.is_protected)
            return 0x6985;
        begin();
        return 0x9000;
    case 0x86: {
        unsigned status = general_authenticate(command, data);
        *opened = status == 0x9000 && card.step == IDLE;
        return status;
    }
    case 0xB0:
        return read_binary(command, data);
    default:
        return 0x6D00;
    }
}

static void answer(const struct bytes *apdu, struct bytes *reply)
{
    static struct command command;
    static struct response response;
    const EAC_CTX *channel;
    int opened = 0;
    // A command in the clear ends the channel.
    if (card.is_protected && apdu->length > 0 && (apdu->data[0] & CLASS_PROTECTED) == 0)
        forget();
    channel = card.is_protected ? card.session : NULL;
    response.data.length = 0;
    if (!read_command(channel, apdu, &command)) {
        forget();
        channel = NULL;
        response.status = 0x6988;
    } else {
        response.status = execute(&command, &response.data, &opened);
    }
    if (!write_response(channel, &response, reply))
        die("a response cannot be protected");
    // The last answer of PACE is in the clear; the counter begins behind it.
    if (opened) {
        if (EAC_CTX_set_encryption_ctx(card.session, EAC_ID_PACE) != 1)
            die("the channel does not open");
        card.is_protected = 1;
    }
}

void run_card(const char *can, const char *card_access, const char *security_object)
{
    static struct bytes apdu, reply;
    const char *line;
    card.can = can;
    if (!parse_hex(&card.card_access, card_access)
        || !parse_hex(&card.security_object, security_object))
        die("files are no hexadecimal");
    while ((line = read_line()) != NULL) {
        if (strcmp(line, "binding") == 0) {
            reply.length = BINDING_LENGTH;
            binding(&card.transcript, reply.data);
        } else if (parse_hex(&apdu, line)) {
            answer(&apdu, &reply);
        } else {
            die("a line is no APDU");
        }
        print_hex(stdout, reply.data, reply.length);
        printf("\n");
        fflush(stdout);
    }
    forget();
}
