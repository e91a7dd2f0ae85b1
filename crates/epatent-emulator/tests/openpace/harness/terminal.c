// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// A terminal on OpenPACE: selects the applet, reads EF.CardAccess, opens the channel with the CAN,
// asks for the chip proof and reads EF.SO, all written from applet-spec/.

#include "terminal.h"

#include <stdlib.h>
#include <string.h>

#include "line.h"
#include "messaging.h"
#include "pace.h"

#define DONE 0x9000
#define END_OF_FILE 0x6282
#define CARD_ACCESS 0x1C
#define SECURITY_OBJECT 0x1D
#define LONGEST_CHUNK 223
#define CHAINED 0x10

static const unsigned char AID[] = {0xF0, 0x45, 0x50, 0x41, 0x54, 0x45, 0x4E, 0x54, 0x01};
// Object identifier 0.4.0.127.0.7.2.2.4.2.2 and the password reference of the CAN.
static const unsigned char MECHANISM[] = {0x80, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02,
                                          0x02, 0x04, 0x02, 0x02, 0x83, 0x01, 0x02};

// What one session does in one of several right ways.
struct plan {
    int names_parameter;
    int selects_files;
    unsigned chunk;
};

static struct response response;
static const char *problem;

static int failed(const char *why)
{
    problem = why;
    return 0;
}

// Sends one command; the response is in `response`.
static int exchange(const EAC_CTX *channel, unsigned char class, unsigned char instruction,
                    unsigned char p1, unsigned char p2, const void *data, size_t length,
                    unsigned expected)
{
    static struct bytes apdu, reply;
    static struct command command;
    const unsigned char header[4] = {class, instruction, p1, p2};
    memcpy(command.header, header, sizeof header);
    command.data.length = 0;
    append(&command.data, data, length);
    command.expected = expected;
    if (!write_command(channel, &command, &apdu))
        die("a command cannot be protected");
    if (!transmit(&apdu, &reply))
        return failed("no reply");
    if (!read_response(channel, &reply, &response))
        return failed("reply not authentic");
    return 1;
}

static int done(int exchanged, const char *refused)
{
    if (!exchanged)
        return 0;
    return response.status == DONE ? 1 : failed(refused);
}

// Reads a whole file by its short identifier, or by its identifier 01xx.
static int read_file(const EAC_CTX *channel, unsigned char identifier, const struct plan *plan,
                     struct bytes *content)
{
    const unsigned char name[2] = {0x01, identifier};
    content->length = 0;
    if (plan->selects_files
        && !done(exchange(channel, 0x00, 0xA4, 0x02, 0x0C, name, 2, 0), "SELECT file refused"))
        return 0;
    for (;;) {
        unsigned offset = (unsigned)content->length;
        unsigned char p1 = (unsigned char)(offset >> 8), p2 = (unsigned char)offset;
        if (offset == 0 && !plan->selects_files)
            p1 = 0x80 | identifier;
        if (!exchange(channel, 0x00, 0xB0, p1, p2, NULL, 0, plan->chunk))
            return 0;
        if (response.status != DONE && response.status != END_OF_FILE)
            return failed("READ BINARY refused");
        append(content, response.data.data, response.data.length);
        if (response.status == END_OF_FILE)
            return 1;
        if (response.data.length == 0)
            return failed("READ BINARY brings nothing");
    }
}

// One GENERAL AUTHENTICATE: sends one object and gives back the one of the answer.
static BUF_MEM *authenticate(struct transcript *transcript, unsigned char tag, const BUF_MEM *value,
                             int is_last, const char *refused)
{
    static struct bytes data;
    unsigned char class = is_last ? 0x00 : CHAINED;
    BUF_MEM *answer;
    if (value == NULL)
        (void)parse_hex(&data, "7c00");
    else
        write_dynamic(&data, tag, value);
    append(&transcript->heard, data.data, data.length);
    if (!done(exchange(NULL, class, 0x86, 0x00, 0x00, data.data, data.length, 256), refused))
        return NULL;
    append(&transcript->heard, response.data.data, response.data.length);
    answer = read_dynamic(&response.data, value == NULL ? 0x80 : tag + 1);
    if (answer == NULL)
        failed("GENERAL AUTHENTICATE answered with another object");
    return answer;
}

static int choose(const struct bytes *card_access, const struct plan *plan)
{
    static struct bytes data;
    data.length = 0;
    append(&data, MECHANISM, sizeof MECHANISM);
    // The card profile has one PACEInfo, which ends with the parameter.
    if (plan->names_parameter)
        append_object(&data, 0x84, card_access->data + card_access->length - 1, 1);
    return done(exchange(NULL, 0x00, 0x22, 0xC1, 0xA4, data.data, data.length, 0),
                "MSE:Set AT refused");
}

static int run_pace(EAC_CTX *session, const char *can, struct transcript *transcript)
{
    PACE_SEC *password = password_of(can);
    BUF_MEM *nonce = NULL, *mapping = NULL, *mapping_card = NULL, *agreement = NULL,
            *agreement_card = NULL, *token = NULL, *token_card = NULL;
    int good = 0;
    transcript->heard.length = 0;
    nonce = authenticate(transcript, 0, NULL, 0, "nonce refused");
    if (nonce == NULL)
        goto end;
    if (PACE_STEP2_dec_nonce(session, password, nonce) != 1) {
        failed("nonce has no plain text");
        goto end;
    }
    mapping = PACE_STEP3A_generate_mapping_data(session);
    mapping_card = authenticate(transcript, 0x81, mapping, 0, "mapping refused");
    if (mapping_card == NULL)
        goto end;
    if (PACE_STEP3A_map_generator(session, mapping_card) != 1) {
        failed("mapping point is no point");
        goto end;
    }
    agreement = PACE_STEP3B_generate_ephemeral_key(session);
    agreement_card = authenticate(transcript, 0x83, agreement, 0, "agreement refused");
    if (agreement_card == NULL)
        goto end;
    if (PACE_STEP3B_compute_shared_secret(session, agreement_card) != 1
        || PACE_STEP3C_derive_keys(session) != 1) {
        failed("agreement point is no point");
        goto end;
    }
    token = PACE_STEP3D_compute_authentication_token(session, agreement_card);
    token_card = authenticate(transcript, 0x85, token, 1, "token refused");
    if (token_card == NULL)
        goto end;
    good = PACE_STEP3D_verify_authentication_token(session, token_card) == 1
           && EAC_CTX_set_encryption_ctx(session, EAC_ID_PACE) == 1;
    if (!good)
        failed("token of the card is wrong");
end:
    BUF_MEM_clear_free(nonce);
    BUF_MEM_clear_free(mapping);
    BUF_MEM_clear_free(mapping_card);
    BUF_MEM_clear_free(agreement);
    BUF_MEM_clear_free(agreement_card);
    BUF_MEM_clear_free(token);
    BUF_MEM_clear_free(token_card);
    PACE_SEC_clear_free(password);
    return good;
}

// Everything after PACE, whose result is printed as `read BINDING PROOF FILE`.
static int use_channel(const EAC_CTX *channel, const struct plan *plan,
                       const struct transcript *transcript)
{
    static struct bytes content, proof;
    unsigned char question[64], digest[BINDING_LENGTH];
    for (size_t i = 0; i < sizeof question; i++)
        question[i] = (unsigned char)i;
    if (!done(exchange(channel, 0x00, 0x88, 0x00, 0x00, question, sizeof question, 256),
              "INTERNAL AUTHENTICATE refused"))
        return 0;
    proof = response.data;
    if (!read_file(channel, SECURITY_OBJECT, plan, &content))
        return 0;
    binding(transcript, digest);
    printf("read ");
    print_hex(stdout, digest, sizeof digest);
    printf(" ");
    print_hex(stdout, proof.data, proof.length);
    printf(" ");
    print_hex(stdout, content.data, content.length);
    printf("\n");
    return 1;
}

static int run_session(const char *can, const struct plan *plan)
{
    static struct bytes card_access;
    static struct transcript transcript;
    EAC_CTX *session;
    int good;
    if (!done(exchange(NULL, 0x00, 0xA4, 0x04, 0x00, AID, sizeof AID, 256), "SELECT refused")
        || !read_file(NULL, CARD_ACCESS, plan, &card_access))
        return 0;
    session = session_of(&card_access);
    if (session == NULL)
        return failed("EF.CardAccess announces no PACE");
    good = choose(&card_access, plan) && run_pace(session, can, &transcript)
           && use_channel(session, plan, &transcript);
    EAC_CTX_clear_free(session);
    return good;
}

void run_terminal(const char *can, unsigned sessions, unsigned seed)
{
    srand(seed);
    for (unsigned session = 0; session < sessions; session++) {
        int dice = rand();
        struct plan plan = {
            .names_parameter = dice & 1,
            .selects_files = dice >> 1 & 1,
            .chunk = session == 0 ? LONGEST_CHUNK : 16 + (unsigned)(dice >> 2) % 208,
        };
        if (!run_session(can, &plan))
            printf("failed %s, status %04x\n", problem, response.status);
        fflush(stdout);
    }
}
