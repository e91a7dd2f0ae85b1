// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// OpenPACE as terminal and as card, for the tests of ours against it:
//
//   openpace terminal reader NAME CAN SESSIONS SEED   through PC/SC
//   openpace terminal line - CAN SESSIONS SEED        APDUs on standard output, see line.h
//   openpace card CAN CARD-ACCESS SECURITY-OBJECT     APDUs on standard input, see card.h

#include <stdlib.h>
#include <string.h>

#include <eac/eac.h>

#include "card.h"
#include "line.h"
#include "terminal.h"

int main(int count, char **arguments)
{
    EAC_init();
    if (count == 7 && strcmp(arguments[1], "terminal") == 0) {
        int by_reader = strcmp(arguments[2], "reader") == 0;
        if (by_reader && !open_reader(arguments[3]))
            return 3;
        run_terminal(arguments[4], (unsigned)atoi(arguments[5]), (unsigned)atoi(arguments[6]));
        if (by_reader)
            close_reader();
    } else if (count == 5 && strcmp(arguments[1], "card") == 0) {
        run_card(arguments[2], arguments[3], arguments[4]);
    } else {
        die("wrong arguments");
    }
    EAC_cleanup();
    return 0;
}
