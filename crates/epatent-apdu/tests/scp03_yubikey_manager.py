# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors
"""SCP03 of yubikey-manager against ours, in both roles.

Run by scp03_yubikey_manager.rs, which answers on the other end of stdin and stdout: one line of
words and hexadecimal bytes ("-" is no bytes) for one line back. The last line says what was run.

    card-new ENC MAC DEK DIVERSIFICATION KVN CHALLENGE   our card            -> ok
    card APDU ANSWER SW                                  one command to it   -> PLAIN RESPONSE
    host-new ENC MAC DEK LEVEL CHALLENGE                 our host            -> send APDU
    host-reply RESPONSE                                  in the handshake    -> send APDU | open | error ..
    host-wrap APDU                                       a plain command     -> send APDU | error ..
    host-unwrap RESPONSE                                 its response        -> plain RESPONSE | error ..

PLAIN is the command as our card opened it, "-" where it opened none.

Differences that are handled here and nowhere else:

* yubikey-manager pads and encrypts an empty data field to one block; Amendment D §6.2.6 does not
  encrypt it but counts the command. `Specified` does as specified, and every session of
  `known_difference` shows that our card refuses the other way.
* yubikey-manager always opens level 33; the other levels are put together here from its own
  encrypt, mac, unmac and decrypt.
"""

import random
import struct
import sys

from yubikit.core import BadResponseError
from yubikit.core.smartcard import (
    ApduProcessor,
    ExtendedApduFormatter,
    ScpProcessor,
    ShortApduFormatter,
)
from yubikit.core.smartcard.scp import (
    KeyRef,
    Scp03KeyParams,
    ScpKid,
    ScpState,
    StaticKeys,
    _calculate_mac,
    _derive,
    _init_cipher,
)

LEVELS = [0x01, 0x03, 0x11, 0x13, 0x33]
EDGES = [0, 1, 7, 8, 15, 16, 17, 31, 32, 200, 223, 231, 232, 238, 239, 240, 246, 247, 248, 255, 256, 257]
ANSWERS = [0x9000] * 6 + [0x6282, 0x63C3, 0x6A80, 0x6985]
CARD_CRYPTOGRAM, HOST_CRYPTOGRAM = 0x00, 0x01
C_DECRYPTION, R_MAC, R_ENCRYPTION = 0x02, 0x10, 0x20


def ask(*words):
    print(*((word.hex() or "-") if isinstance(word, bytes) else word for word in words), flush=True)
    answer = sys.stdin.readline().split()
    assert answer, "the other end is gone"
    return answer


def unhex(word):
    return b"" if word == "-" else bytes.fromhex(word)


def is_protected(sw):
    return sw == 0x9000 or sw >> 8 in (0x62, 0x63)


class Chance(random.Random):
    def keys(self):
        return StaticKeys(*(self.randbytes(16) for _ in range(3)))

    def data(self):
        length = self.choice(EDGES) if self.random() < 0.6 else self.randrange(0, 1500)
        return self.randbytes(length)

    def answer(self):
        sw = self.choice(ANSWERS)
        return (self.data() if is_protected(sw) else b""), sw

    def flip(self, data):
        bit = self.randrange(len(data) * 8)
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << (bit % 8)
        return bytes(flipped)


# yubikey-manager as the host, our card.


class OurCard(ApduProcessor):
    """Our card at the end of yubikey-manager's chain of processors."""

    def __init__(self, chance, keys):
        self.chance = chance
        self.kvn = chance.randrange(1, 0x80)
        self.answer = (b"", 0x9000)
        self.damage = None
        self.plain = b""
        diversification, challenge = chance.randbytes(10), chance.randbytes(8)
        assert ask("card-new", *keys, diversification, f"{self.kvn:02x}", challenge) == ["ok"]

    def send_apdu(self, cla, ins, p1, p2, data, le):
        formatter = ShortApduFormatter() if len(data) <= 255 else ExtendedApduFormatter(4096)
        if self.damage == "command":
            data = self.chance.flip(data)
        apdu = formatter.format_apdu(cla, ins, p1, p2, data, le)
        data, sw = self.answer
        plain, response = ask("card", apdu, data, f"{sw:04x}")
        self.plain, response = unhex(plain), unhex(response)
        body, sw = response[:-2], int.from_bytes(response[-2:], "big")
        if self.damage == "response":
            body = self.chance.flip(body)
        return body, sw

    def handshake_apdu(self, cla, ins, p1, p2, data):
        response, sw = self.send_apdu(cla, ins, p1, p2, data, 0)
        assert sw == 0x9000, hex(sw)
        return response


class Specified(ScpState):
    """Counts a command without data and leaves it as it is."""

    def encrypt(self, data):
        if data:
            return super().encrypt(data)
        self._enc_counter += 1
        return b""


class LevelProcessor(ScpProcessor):
    """The levels that ScpProcessor does not know, from the primitives that it uses."""

    def __init__(self, level, card, state):
        super().__init__(card, ShortApduFormatter(), state)
        self.level = level

    def send(self, cla, ins, p1, p2, data):
        if self.level == 0x33:
            return self.send_apdu(cla, ins, p1, p2, data, 0)
        if self.level & C_DECRYPTION:
            data = self.state.encrypt(data)
        formatter = self.extended_formatter if len(data) + 8 > 255 else self.formatter
        apdu = formatter.format_apdu(cla | 0x04, ins, p1, p2, data + bytes(8), 0)
        data += self.state.mac(apdu[:-8])
        response, sw = self.delegate.send_apdu(cla | 0x04, ins, p1, p2, data, 0)
        if response and self.level & R_MAC:
            response = self.state.unmac(response, sw)
        return response, sw


def open_our_card(chance, level, state_type):
    keys = chance.keys()
    card = OurCard(chance, keys)
    params = Scp03KeyParams(KeyRef(ScpKid.SCP03, chance.choice([0, card.kvn])), keys)
    state, cryptogram = state_type.scp03_init(
        card.handshake_apdu, params, host_challenge=chance.randbytes(8)
    )
    processor = LevelProcessor(level, card, state)
    _, sw = processor.send_apdu(0x84, 0x82, level, 0, cryptogram, 0, encrypt=False)
    assert sw == 0x9000, hex(sw)
    return card, processor


def their_host(chance, level, commands):
    card, processor = open_our_card(chance, level, Specified)
    for _ in range(commands):
        cla, ins = chance.choice([0x00, 0x80]), chance.randrange(0x84, 0x100)
        p1, p2 = chance.randbytes(2)
        data, card.answer = chance.data(), chance.answer()
        response = processor.send(cla, ins, p1, p2, data)
        assert card.plain == bytes([cla, ins, p1, p2]) + data, "our card opened something else"
        assert response == card.answer, "yubikey-manager opened something else"
    return card, processor


def their_host_damaged(chance, level):
    card, processor = their_host(chance, level, 1)
    card.answer = (chance.randbytes(20), 0x9000)
    card.damage = chance.choice(["command", "response"])
    if card.damage == "command":
        assert processor.send(0x80, 0xD6, 0, 0, b"x") == (b"", 0x6982)
        card.damage = None
        assert processor.send(0x80, 0xD6, 0, 0, b"x") == (b"", 0x6982), "the session went on"
        return
    try:
        response = processor.send(0x80, 0xD6, 0, 0, b"x")
        assert not level & R_MAC, f"{response} was taken"
    except BadResponseError:
        assert level & R_MAC


def known_difference(chance):
    card, processor = open_our_card(chance, 0x33, ScpState)
    data, card.answer = chance.randbytes(5), (b"", 0x9000)
    assert processor.send(0x80, 0xD6, 0, 0, data) == (b"", 0x9000)
    assert processor.send(0x80, 0xD6, 0, 0, b"") == (b"", 0x6982)
    assert processor.send(0x80, 0xD6, 0, 0, data) == (b"", 0x6982), "the session went on"


# Our host, a card from the primitives of yubikey-manager.


class TheirCard:
    def __init__(self, chance, keys):
        self.keys = keys
        self.challenge = chance.randbytes(8)
        self.information = chance.randbytes(10) + bytes([chance.randrange(1, 0x80), 0x03, 0x60])

    def initialize_update(self, apdu):
        assert apdu[:5] == bytes.fromhex("8050000008") and apdu[13:] == b"\0"
        self.context = apdu[5:13] + self.challenge
        self.session = self.keys.derive(self.context)
        cryptogram = _derive(self.session.key_smac, CARD_CRYPTOGRAM, self.context, 0x40)
        return self.information + self.challenge + cryptogram + b"\x90\x00"

    def external_authenticate(self, apdu):
        assert apdu[:2] == b"\x84\x82" and apdu[3:5] == b"\x00\x10" and len(apdu) == 21
        self.level = apdu[2]
        self.state = ScpState(self.session)
        assert self.state.mac(apdu[:-8]) == apdu[-8:], "wrong C-MAC"
        assert apdu[5:13] == _derive(self.session.key_smac, HOST_CRYPTOGRAM, self.context, 0x40)
        return b"\x90\x00"

    def open(self, apdu):
        header, body, le = split(apdu)
        assert header[0] in (0x04, 0x84)
        lc = bytes([len(body)]) if len(body) <= 255 else struct.pack(">BH", 0, len(body))
        body, mac = body[:-8], body[-8:]
        assert self.state.mac(header + lc + body) == mac, "wrong C-MAC"
        if body and self.level & C_DECRYPTION:
            decryptor = _init_cipher(self.session.key_senc, self.state._enc_counter).decryptor()
            body = (decryptor.update(body) + decryptor.finalize()).rstrip(b"\0")
            assert body[-1] == 0x80, "wrong padding"
            body = body[:-1]
        self.state._enc_counter += 1
        overhead = 24 if self.level & R_ENCRYPTION else 8 if self.level & R_MAC else 0
        return bytes([header[0] & ~0x04]) + header[1:] + body, le - overhead

    def protect(self, data, sw):
        if not is_protected(sw):
            return struct.pack(">H", sw)
        if data and self.level & R_ENCRYPTION:
            padded = data + b"\x80" + bytes(-(len(data) + 1) % 16)
            cipher = _init_cipher(self.session.key_senc, self.state._enc_counter - 1, True)
            encryptor = cipher.encryptor()
            data = encryptor.update(padded) + encryptor.finalize()
        tail = struct.pack(">H", sw)
        if self.level & R_MAC:
            data += _calculate_mac(self.session.key_srmac, self.state._mac_chain, data + tail)[1]
        return data + tail


def split(apdu):
    """Header, body and Ne of a command APDU; Ne is 0 without Le."""
    header, rest = apdu[:4], apdu[4:]
    if not rest:
        return header, b"", 0
    if len(rest) == 1:
        return header, b"", rest[0] or 256
    width = 1
    if rest[0] == 0:
        width, rest = 2, rest[1:]
        if len(rest) == 2:
            return header, b"", int.from_bytes(rest, "big") or 65536
    length, rest = int.from_bytes(rest[:width], "big"), rest[width:]
    body, le = rest[:length], rest[length:]
    assert len(body) == length and len(le) in (0, width)
    return header, body, (int.from_bytes(le, "big") or 256**width) if le else 0


def command(chance, data, ne):
    header = bytes([chance.choice([0x00, 0x80]), chance.randrange(0x84, 0x100)]) + chance.randbytes(2)
    apdu, width = header, 1
    if len(data) > 255 or ne > 256:
        apdu, width = header + b"\0", 2
    if data:
        apdu += len(data).to_bytes(width, "big") + data
    if ne:
        apdu += (ne % 256**width).to_bytes(width, "big")
    return header, apdu


def open_our_host(chance, level):
    keys = chance.keys()
    card = TheirCard(chance, keys)
    verb, apdu = ask("host-new", *keys, f"{level:02x}", chance.randbytes(8))
    assert verb == "send"
    verb, apdu = ask("host-reply", card.initialize_update(unhex(apdu)))
    assert verb == "send"
    assert ask("host-reply", card.external_authenticate(unhex(apdu))) == ["open"]
    assert card.level == level
    return card


def our_host(chance, level, commands):
    card = open_our_host(chance, level)
    for _ in range(commands):
        data, (answer, sw) = chance.data(), chance.answer()
        ne = chance.choice([0, len(answer), 256, 4096])
        header, apdu = command(chance, data, ne)
        verb, sent = ask("host-wrap", apdu)
        assert verb == "send"
        plain, seen_ne = card.open(unhex(sent))
        assert plain == header + data, "the card opened something else"
        assert seen_ne == ne, "the card was asked for another length"
        verb, got = ask("host-unwrap", card.protect(answer, sw))
        assert verb == "plain" and unhex(got) == answer + struct.pack(">H", sw)
    return card


def our_host_damaged(chance, level):
    card = our_host(chance, level, 1)
    _, apdu = command(chance, b"x", 256)
    _, sent = ask("host-wrap", apdu)
    card.open(unhex(sent))
    response = card.protect(chance.randbytes(20), 0x9000)
    answer = ask("host-unwrap", chance.flip(response[:-2]) + response[-2:])
    assert (answer[0] == "error") == bool(level & R_MAC), answer
    if level & R_MAC:
        assert ask("host-wrap", apdu)[0] == "error", "the session went on"


def our_host_meets_other_keys(chance):
    card = TheirCard(chance, chance.keys())
    _, apdu = ask("host-new", *chance.keys(), "33", chance.randbytes(8))
    assert ask("host-reply", card.initialize_update(unhex(apdu)))[0] == "error"


def main(seed, rounds):
    chance = Chance(seed)
    sessions = commands = 0
    for number in range(rounds):
        level, length = chance.choice(LEVELS), chance.randrange(1, 8)
        their_host(chance, level, length)
        our_host(chance, level, length)
        sessions, commands = sessions + 2, commands + 2 * length
        if number % 10 == 0:
            their_host_damaged(chance, level)
            our_host_damaged(chance, level)
            our_host_meets_other_keys(chance)
            known_difference(chance)
    print("done", sessions, commands, flush=True)


main(int(sys.argv[1]), int(sys.argv[2]))
