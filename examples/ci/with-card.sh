#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors
#
# Puts a patent card, in software, into a reader of its own and runs a command against it:
#
#     examples/ci/with-card.sh [COMMAND ...]
#
# The card is issued on the spot by a laboratory office, for a year from yesterday. Without a command
# `epatent-check card` checks it. The command finds the reader through PC/SC, and in its environment
#
#     EPATENT_READER   name of the reader          EPATENT_CAN      six digits printed on the card
#     EPATENT_TRUST    trust directory             EPATENT_REGION   EPATENT_DAY   where and when it is in force
#     EPATENT_PORT     port of the virtual reader  PCSCLITE_CSOCK_NAME   socket of the smart-card service
#
# You may set
#
#     EPATENT_PROGRAMS     folder of the programs, where they are not in PATH
#     EPATENT_APPLICATION  another application to issue from; as it is, so its days are yours to keep
#     EPATENT_CAN   EPATENT_REGION   EPATENT_DAY (YYYY-MM-DD)   others than 246810, 77 and today
#     EPATENT_PROFILE      a card that misbehaves instead, a name from `epatent-emulator profiles` or a file: nothing is
#                          issued, and the trust directory, 004711, 77 and 2026-11-20 are those of its makers
#
# and, to test a card and not software that reads one,
#
#     EPATENT_BLANK=1      the card stays as it is put in, and there is no office and no trust directory;
#                          `epatent-conformance run --destructive` is the command to begin with
#     EPATENT_SERVE        what puts your own card into the reader in the place of the emulator: shell commands that
#                          dial 127.0.0.1:$EPATENT_PORT and speak vpcd there until they are stopped (SIGTERM)
#
# The exit status is that of the command; 125 where it was never run, since something before it failed; 129, 130 or
# 143 after SIGHUP, SIGINT or SIGTERM, which are obeyed at once: the command gets a SIGTERM and two seconds.
#
# Needs pcscd, vsmartcard-vpcd and util-linux (installed with sudo where sudo asks for nothing), and the programs
# epatent-emulator, epatent-issue and epatent-check (and epatent-conformance where you call it). The machine's own pcscd
# and readers are neither used nor touched. Nothing is left, no process and no key, also where this script is killed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
driver=/usr/lib/pcsc/drivers/serial/libifdvpcd.so
profile=${EPATENT_PROFILE:-}
PATH=${EPATENT_PROGRAMS:+$EPATENT_PROGRAMS:}$PATH:/usr/sbin:/sbin
if [ -n "$profile" ]; then
    can=004711 day=2026-11-20
else
    can=246810 day=$(date --utc +%F)
fi
export EPATENT_READER="Virtual PCD 00 00" EPATENT_CAN=${EPATENT_CAN:-$can}
export EPATENT_REGION=${EPATENT_REGION:-77} EPATENT_DAY=${EPATENT_DAY:-$day}

say() { printf '== %s\n' "$*" >&2; }

# 1. How this ends: `own` is the status that is not the command's.
own=125
step=
keeper=
work=
fail() { say "$*"; exit 125; }
# A process, with all that it started where it has a group of its own.
signal() { kill "-$1" -- "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null; }
# Asks first; two seconds later it has no choice.
stop() {
    local tries
    signal TERM "$1" || true
    for tries in $(seq 20); do
        signal 0 "$1" || break
        sleep 0.1
    done
    signal KILL "$1" || true
    wait "$1" 2>/dev/null || true
}
clean() {
    local status=$?
    trap '' HUP INT TERM
    [ -z "$step" ] || stop "$step"
    # The keeper takes everything away when its pipe closes.
    [ -z "$keeper" ] || { exec 8>&-; wait "$keeper" 2>/dev/null || true; }
    [ -z "$work" ] || rm -rf -- "$work"
    exit "${own:-$status}"
}
trap clean EXIT
trap 'own=129; exit' HUP
trap 'own=130; exit' INT
trap 'own=143; exit' TERM

# Runs a step so that signals need not wait for its end, and that it does not outlive this script. It gets a session
# of its own, except on a terminal, where that would keep it from being typed to.
run() {
    local status=0 alone=(setsid)
    [ ! -t 0 ] || alone=()
    setpriv --pdeathsig TERM env --default-signal=INT,QUIT "${alone[@]}" "$@" <&0 8>&- &
    step=$!
    [ -z "$work" ] || echo "$step" >"$work/step"
    wait "$step" || status=$?
    step=
    [ -z "$work" ] || rm -f -- "$work/step"
    return "$status"
}

# 2. What must be there.
[ -z "$profile" ] || [ -z "${EPATENT_SERVE:-}" ] || fail "EPATENT_PROFILE and EPATENT_SERVE are two cards for one reader"
for program in epatent-emulator epatent-issue epatent-check; do
    command -v "$program" >/dev/null || fail "$program is not in PATH; cargo build --release, and EPATENT_PROGRAMS=target/release"
done
if ! command -v pcscd >/dev/null || [ ! -e "$driver" ] || ! command -v unshare >/dev/null; then
    say "installing pcscd, vsmartcard-vpcd and util-linux"
    sudo=; [ "$(id -u)" = 0 ] || sudo="sudo -n"
    run $sudo apt-get update -q >&2 || fail "apt-get update failed"
    run $sudo apt-get install -y -q --no-install-recommends pcscd vsmartcard-vpcd util-linux >&2 || fail "apt-get install failed"
fi

# 3. A smart-card service of one's own (pcscd with a /run that nobody else sees, and one virtual reader) and a card.
free_port() {
    local port
    for port in $(shuf -i 20000-31998 -n 50); do
        # Both slots of the reader: what answers is taken.
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
        (: <"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null && continue
        echo "$port"
        return
    done
    return 1
}
port=$(free_port) || fail "no free port"
work=$(mktemp -d /tmp/epatent-ci-XXXXXX)
mkdir "$work/pcscd" "$work/readers" "$work/drivers"
export EPATENT_PORT=$port
hexadecimal=$(printf '0x%X' "$port")
printf 'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:%s\nLIBPATH %s\nCHANNELID %s\n' \
    "$hexadecimal" "$driver" "$hexadecimal" >"$work/readers/vpcd"
export PCSCLITE_CSOCK_NAME="$work/pcscd/pcscd.comm"


# Both are held by a pipe, which closes when this script ends, however it ends.
mkfifo "$work/alive"
exec 8<>"$work/alive" 9<"$work/alive" 8>"$work/alive"

# pcscd may ask polkit who may use it; in this /run there is none to ask.
alone=$(pcscd --help 2>&1 | grep -o -- --disable-polkit || true)
namespace=(unshare --mount)
if [ "$(id -u)" != 0 ]; then
    # An ordinary user gets a user namespace of its own, or, where the system forbids it, sudo.
    if unshare --mount --map-root-user true 2>/dev/null; then
        namespace=(unshare --mount --map-root-user)
    else
        namespace=(sudo -n unshare --mount)
    fi
fi
"${namespace[@]}" sh -c '
    mount --bind "$1" /run
    PCSCLITE_HP_DROPDIR=/run/drivers pcscd --foreground --config /run/readers $2 >/run/log 2>&1 </dev/null &
    pcscd=$!
    read -r _ || true
    kill "$pcscd"
    wait "$pcscd" || true
    : >/run/service.ended
' with-card "$work" "$alone" <&9 8>&- 9<&- &

if [ -n "${EPATENT_SERVE:-}" ]; then
    card=(bash -c "$EPATENT_SERVE")
elif [ -n "$profile" ]; then
    card=(epatent-emulator serve --profile "$profile" --vpcd "127.0.0.1:$port")
else
    card=(sh -c 'epatent-emulator new "$1" && exec epatent-emulator serve --image "$1" --vpcd "$2"'
        with-card "$work/card.json" "127.0.0.1:$port")
fi
# Serves the card in the folder $1, and takes everything away when the pipe closes.
keep() {
    local work=$1 tries card
    shift
    for tries in $(seq 100); do
        [ ! -S "$work/pcscd/pcscd.comm" ] || break
        sleep 0.1
    done
    setsid sh -c 'trap : TERM; "$@"; : >"$0"' "$work/card.ended" "$@" </dev/null >"$work/card.log" 2>&1 &
    card=$!
    until read -r _ || [ $? = 1 ]; do :; done
    stop "$card"
    [ ! -e "$work/step" ] || stop "$(cat "$work/step")"
    for tries in $(seq 50); do
        [ ! -e "$work/service.ended" ] || break
        sleep 0.1
    done
    rm -rf -- "$work"
}
# In a session of its own: what is sent to this script and all its processes does not reach it.
setsid bash -c "$(declare -f signal stop keep); trap : HUP INT TERM; keep \"\$@\"" with-card "$work" "${card[@]}" \
    <&9 8>&- 9<&- >/dev/null &
keeper=$!
exec 9<&-

wait_for() {
    local what=$1 tries
    shift
    for tries in $(seq 100); do
        "$@" && return
        [ ! -e "$work/card.ended" ] || { what="the card's program ended"; break; }
        sleep 0.1
    done
    cat "$work/log" "$work/card.log" >&2 2>/dev/null || true
    fail "$what"
}
card_is_there() { timeout 5 epatent-check readers --json 2>/dev/null | grep -q '"state": "\(card\|mute\)'; }
wait_for "pcscd did not open its socket within 10 s" test -S "$PCSCLITE_CSOCK_NAME"
wait_for "the card is not in the reader after 10 s" card_is_there

# 4. An office of a laboratory that issues it, or the roots of who issued it.
if [ -n "${EPATENT_BLANK:-}" ]; then
    unset EPATENT_TRUST
elif [ -n "$profile" ]; then
    export EPATENT_TRUST="$work/trust"
    run epatent-emulator profiles --trust "$EPATENT_TRUST" </dev/null >&2 || fail "there is no trust directory"
else
    application=${EPATENT_APPLICATION:-$("$here/../applications/in-force-today.sh" rakhimov "$work/application")}
    run epatent-issue lab init "$work/office" </dev/null >&2 || fail "there is no office"
    run epatent-issue personalise "$application" --store "$work/office" --reader "$EPATENT_READER" --can "$EPATENT_CAN" </dev/null >&2 ||
        fail "the card was not issued"
    export EPATENT_TRUST="$work/office/trust"
fi

# 5. The software under test.
if [ $# = 0 ] && [ -n "${EPATENT_BLANK:-}" ]; then
    set -- epatent-conformance run --destructive
elif [ $# = 0 ]; then
    # The rest of what it must know it takes from the same variables.
    set -- epatent-check card --on "$EPATENT_DAY"
fi
say "$*"
own=
run "$@"
