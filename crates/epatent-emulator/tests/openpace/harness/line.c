// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#include "line.h"

#include <string.h>

#include <winscard.h>

// How long the reader may be empty, in milliseconds.
#define PATIENCE 10000

static SCARDCONTEXT context;
static SCARDHANDLE card;
static int is_open;
static const SCARD_IO_REQUEST *protocol;

int open_reader(const char *reader)
{
    SCARD_READERSTATE state = {.szReader = reader, .dwCurrentState = SCARD_STATE_EMPTY};
    DWORD active = 0;
    LONG result = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
    if (result == SCARD_S_SUCCESS)
        result = SCardGetStatusChange(context, PATIENCE, &state, 1);
    if (result == SCARD_S_SUCCESS)
        result = SCardConnect(context, reader, SCARD_SHARE_EXCLUSIVE,
                              SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &active);
    if (result != SCARD_S_SUCCESS) {
        fprintf(stderr, "openpace harness: %s: %s\n", reader, pcsc_stringify_error(result));
        return 0;
    }
    protocol = active == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    is_open = 1;
    return 1;
}

void close_reader(void)
{
    if (is_open)
        SCardDisconnect(card, SCARD_LEAVE_CARD);
    is_open = 0;
    SCardReleaseContext(context);
}

const char *read_line(void)
{
    static char line[2 * MAX_BYTES + 2];
    if (fgets(line, sizeof line, stdin) == NULL)
        return NULL;
    line[strcspn(line, "\n")] = 0;
    return line;
}

int transmit(const struct bytes *apdu, struct bytes *reply)
{
    const char *line;
    DWORD length = MAX_BYTES;
    if (is_open) {
        LONG result = SCardTransmit(card, protocol, apdu->data, (DWORD)apdu->length, NULL,
                                    reply->data, &length);
        reply->length = length;
        return result == SCARD_S_SUCCESS && length >= 2;
    }
    printf("apdu ");
    print_hex(stdout, apdu->data, apdu->length);
    printf("\n");
    fflush(stdout);
    line = read_line();
    return line != NULL && parse_hex(reply, line) && reply->length >= 2;
}
