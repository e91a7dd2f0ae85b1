#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors
#
# Puts an issued patent card, in software, into a reader of its own and runs a command against it:
#
#     examples/ci/with-card.sh [COMMAND ...]
#
# The command finds the reader through PC/SC, and in its environment
#
#     EPATENT_READER   name of the reader          EPATENT_CAN      six digits printed on the card
#     EPATENT_TRUST    trust directory             EPATENT_REGION   EPATENT_DAY   where and when it is in force
#
# Without a command `epatent-check card` checks the card. The exit status is that of the command.
#
# To test a card, and not software that reads one, set
#
#     EPATENT_BLANK=1  the card stays blank, and there is no office; `epatent-conformance run --destructive` is the
#                      command to begin with
#     EPATENT_SERVE    what puts your own card into the reader in the place of the emulator: a command that dials
#                      127.0.0.1:$EPATENT_PORT and speaks vpcd there until it is stopped
#
# Needs pcscd, vsmartcard-vpcd and util-linux (installed with sudo where sudo asks for nothing), and the
# programs epatent-emulator, epatent-issue and epatent-check in PATH or in the folder EPATENT_PROGRAMS (and
# epatent-conformance where you call it). The machine's own pcscd and readers are neither used nor touched, and nothing is left running.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
application=${EPATENT_APPLICATION:-$here/../applications/rakhimov.json}
driver=/usr/lib/pcsc/drivers/serial/libifdvpcd.so
PATH=${EPATENT_PROGRAMS:+$EPATENT_PROGRAMS:}$PATH:/usr/sbin:/sbin
export EPATENT_READER="Virtual PCD 00 00" EPATENT_CAN=${EPATENT_CAN:-246810}
export EPATENT_REGION=${EPATENT_REGION:-77} EPATENT_DAY=${EPATENT_DAY:-2026-12-15}

say() { printf '== %s\n' "$*" >&2; }
fail() { say "$*"; exit 4; }

# 1. What must be there.
for program in epatent-emulator epatent-issue epatent-check; do
    command -v "$program" >/dev/null || fail "$program is not in PATH; cargo build --release, and EPATENT_PROGRAMS=target/release"
done
if ! command -v pcscd >/dev/null || [ ! -e "$driver" ] || ! command -v unshare >/dev/null; then
    say "installing pcscd, vsmartcard-vpcd and util-linux"
    sudo=; [ "$(id -u)" = 0 ] || sudo="sudo -n"
    $sudo apt-get update -q
    $sudo apt-get install -y -q --no-install-recommends pcscd vsmartcard-vpcd util-linux
fi

# 2. A smart-card service of one's own: pcscd with a /run that nobody else sees, and one virtual reader.
work=$(mktemp -d /tmp/epatent-ci-XXXXXX)
card=
service=
clean() {
    # Each is waited for: while it lives it may write into the folder.
    [ -z "$card" ] || { kill "$card" && wait "$card"; } 2>/dev/null || true
    # The service ends when this pipe closes, also where this script is killed.
    [ -z "$service" ] || { exec 8>&-; wait "$service" 2>/dev/null || true; }
    rm -rf -- "$work"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
    local port
    for port in $(shuf -i 20000-31998 -n 50); do
        # Both slots of the reader: what answers is taken.
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
        (: <"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null && continue
        echo "$port"
        return
    done
    fail "no free port"
}
port=$(free_port)
mkdir "$work/pcscd" "$work/readers" "$work/drivers"
export EPATENT_PORT=$port
hexadecimal=$(printf '0x%X' "$port")
printf 'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:%s\nLIBPATH %s\nCHANNELID %s\n' \
    "$hexadecimal" "$driver" "$hexadecimal" >"$work/readers/vpcd"
export PCSCLITE_CSOCK_NAME="$work/pcscd/pcscd.comm"

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
mkfifo "$work/alive"
"${namespace[@]}" sh -c '
    mount --bind "$1" /run
    PCSCLITE_HP_DROPDIR=/run/drivers pcscd --foreground --config /run/readers $2 >/run/log 2>&1 8<&- &
    pcscd=$!
    read -r _ || true
    kill "$pcscd"
    wait "$pcscd" || true
' with-card "$work" "$alone" <"$work/alive" &
service=$!
exec 8>"$work/alive"

wait_for() {
    local what=$1 tries
    shift
    for tries in $(seq 100); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    cat "$work/log" "$work/card.log" >&2 2>/dev/null || true
    fail "$what, after 10 s"
}
wait_for "pcscd did not open its socket" test -S "$PCSCLITE_CSOCK_NAME"

# 3. A card in the reader, and an office of a laboratory that issues it.
if [ -n "${EPATENT_SERVE:-}" ]; then
    # In the place of its shell, so that stopping it stops the card.
    bash -c "exec $EPATENT_SERVE" >"$work/card.log" 2>&1 8>&- &
else
    epatent-emulator new "$work/card.json" >&2
    epatent-emulator serve --image "$work/card.json" --vpcd "127.0.0.1:$port" >"$work/card.log" 2>&1 8>&- &
fi
card=$!
card_is_there() { epatent-check readers --json | grep -q '"state": "card'; }
wait_for "the card is not in the reader" card_is_there
if [ -z "${EPATENT_BLANK:-}" ]; then
    epatent-issue lab init "$work/office" >&2
    epatent-issue personalise "$application" --store "$work/office" --reader "$EPATENT_READER" --can "$EPATENT_CAN" >&2
    export EPATENT_TRUST="$work/office/trust"
fi

# 4. The software under test.
if [ $# = 0 ] && [ -n "${EPATENT_BLANK:-}" ]; then
    set -- epatent-conformance run --destructive
elif [ $# = 0 ]; then
    # The rest of what it must know it takes from the same variables.
    set -- epatent-check card --on "$EPATENT_DAY"
fi
say "$*"
"$@" 8>&-
