# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-emulator.

help-emulator = The patent card in software
help-emulator-new = Make the image of a blank card
help-emulator-serve = Put a card into a virtual reader (vpcd) until stopped
help-emulator-image = Image file of the card
    .value = FILE
help-emulator-vpcd = Address of the virtual reader
    .value = HOST:PORT
help-emulator-new-image = Image file to make
help-emulator-new-master-key = File with the master key that the keys of the chip are derived from; without it, the test key of the lab
    .value = FILE
help-emulator-force = Replace the card that is there; its key is lost
help-emulator-show = Show what a card holds, without its private key
help-emulator-copy-readable = Copy what a card lets be read to a new card with a key of its own
    .long = This is the best that a cloner can do. A check shows it, because the chip cannot prove itself with the key that was signed.
help-emulator-copy-readable-from = Image file of the card to copy
    .value = FROM
help-emulator-copy-readable-image = Image file to make
    .value = TO
help-emulator-serve-flip = Serve the card with the lowest bit of one byte flipped: file identifier (hexadecimal) and offset (decimal), such as 0101:17; nothing is saved
    .value = FILE:OFFSET
help-emulator-serve-profile = Serve a misbehaving card, by its name in epatent-emulator profiles or the file of another profile; nothing is saved
    .value = PROFILE
help-emulator-serve-read-only = Save nothing, whatever the card is told
help-emulator-profiles = List the misbehaving cards that serve --profile can serve, a line each: name, answer of epatent-check, what it is
help-emulator-profiles-trust = Write the trust directory that checks the cards of this program, and say how
    .value = DIR
help-emulator-profiles-folder = Folder of other profiles than those of this program
    .value = FOLDER
