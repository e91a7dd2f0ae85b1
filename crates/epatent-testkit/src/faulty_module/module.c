// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

/*
 * A PKCS#11 module (v2.40) for tests: it stands between a program and a real module, counts the signatures
 * that the real one made, and answers with a code of the test's choice where a script says so.
 *
 * FAULTY_MODULE_REAL    path of the real module
 * FAULTY_MODULE_SCRIPT  file of one line, "FUNCTION WHEN CODE TIMES", or none for no fault:
 *                       FUNCTION  C_OpenSession, C_Login, C_SignInit or C_Sign
 *                       WHEN      before: the real module is not asked; after: it is, and its answer is lost
 *                       CODE      the return code, hexadecimal
 *                       TIMES     how many more calls it takes; negative for ever
 * FAULTY_MODULE_LOG     file that gets a line for each of the four calls: FUNCTION CODE, where the code is that
 *                       of the real module, or "not-asked"
 *
 * Only what it touches is declared. A table of functions is a version and 68 pointers (PKCS#11 v2.40 base,
 * section 3.6 and appendix), in the order of the standard.
 */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long ck_rv;
typedef unsigned char byte;

enum { OPEN_SESSION = 12, LOGIN = 18, SIGN_INIT = 42, SIGN = 43, FUNCTIONS = 68 };

struct table {
    byte version[2];
    void *functions[FUNCTIONS];
};

static struct table *real;
static struct table ours;

static void note(const char *function, const char *code) {
    const char *path = getenv("FAULTY_MODULE_LOG");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (log) {
        fprintf(log, "%s %s\n", function, code);
        fclose(log);
    }
}

static void note_code(const char *function, ck_rv code) {
    char text[32];
    snprintf(text, sizeof text, "0x%lx", code);
    note(function, text);
}

/* Whether the script wants this call to fail at this point; uses up one of its times. */
static int faulty(const char *function, const char *when, ck_rv *code) {
    const char *path = getenv("FAULTY_MODULE_SCRIPT");
    FILE *script = path ? fopen(path, "r") : NULL;
    char name[32], point[16];
    unsigned long value;
    int times;
    if (!script)
        return 0;
    int fields = fscanf(script, "%31s %15s %lx %d", name, point, &value, &times);
    fclose(script);
    if (fields != 4 || times == 0 || strcmp(name, function) || strcmp(point, when))
        return 0;
    script = fopen(path, "w");
    if (!script)
        abort();
    fprintf(script, "%s %s 0x%lx %d\n", name, point, value, times > 0 ? times - 1 : times);
    fclose(script);
    *code = value;
    return 1;
}

/* One call: the fault before it, the call, the fault after it. */
#define FORWARD(name, place, type, ...)                                                                                \
    do {                                                                                                               \
        ck_rv code, fault;                                                                                             \
        if (faulty(name, "before", &fault)) {                                                                          \
            note(name, "not-asked");                                                                                   \
            return fault;                                                                                              \
        }                                                                                                              \
        code = ((type)real->functions[place])(__VA_ARGS__);                                                            \
        note_code(name, code);                                                                                         \
        return faulty(name, "after", &fault) ? fault : code;                                                           \
    } while (0)

static ck_rv open_session(ck_rv slot, ck_rv flags, void *data, void *notify, ck_rv *session) {
    typedef ck_rv (*call)(ck_rv, ck_rv, void *, void *, ck_rv *);
    FORWARD("C_OpenSession", OPEN_SESSION, call, slot, flags, data, notify, session);
}

static ck_rv login(ck_rv session, ck_rv user, byte *pin, ck_rv length) {
    typedef ck_rv (*call)(ck_rv, ck_rv, byte *, ck_rv);
    FORWARD("C_Login", LOGIN, call, session, user, pin, length);
}

static ck_rv sign_init(ck_rv session, void *mechanism, ck_rv key) {
    typedef ck_rv (*call)(ck_rv, void *, ck_rv);
    FORWARD("C_SignInit", SIGN_INIT, call, session, mechanism, key);
}

static ck_rv sign(ck_rv session, byte *data, ck_rv length, byte *signature, ck_rv *room) {
    typedef ck_rv (*call)(ck_rv, byte *, ck_rv, byte *, ck_rv *);
    /* The question for the length makes no signature. */
    if (!signature)
        return ((call)real->functions[SIGN])(session, data, length, signature, room);
    FORWARD("C_Sign", SIGN, call, session, data, length, signature, room);
}

static ck_rv function_list(struct table **list) {
    *list = &ours;
    return 0;
}

/* The one symbol that a program looks up; CK_FUNCTION_LIST_PTR_PTR is its argument. */
ck_rv C_GetFunctionList(struct table **list) {
    const char *path = getenv("FAULTY_MODULE_REAL");
    void *library = path ? dlopen(path, RTLD_NOW) : NULL;
    typedef ck_rv (*lister)(struct table **);
    lister real_list = library ? (lister)dlsym(library, "C_GetFunctionList") : NULL;
    if (!real_list || real_list(&real))
        return 5; /* CKR_GENERAL_ERROR */
    ours = *real;
    ours.functions[3] = (void *)function_list;
    ours.functions[OPEN_SESSION] = (void *)open_session;
    ours.functions[LOGIN] = (void *)login;
    ours.functions[SIGN_INIT] = (void *)sign_init;
    ours.functions[SIGN] = (void *)sign;
    return function_list(list);
}
