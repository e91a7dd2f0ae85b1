# SPDX-License-Identifier: MIT OR Apache-2.0
# Words of epatent-emulator.

emulator-card-in = card in { $reader }
emulator-reader-gone = the reader at { $reader } went away; waiting for it
emulator-torn-out = torn out of { $reader } in the middle of a command; put back after a pause
emulator-made = { $path }: card in state { $state }, { $files ->
    [0] no files
    [one] one file
   *[other] { $files } files
}
emulator-state = State
emulator-chip = Chip
emulator-key = Public key
emulator-none = none
emulator-session = Session
emulator-manifest = Manifest
emulator-secret-file = { $length } bytes, not shown
emulator-file = { $length } bytes, SHA-256 { $digest }
emulator-profiles-checked = The codes are answers of epatent-check card --region { $region } --on { $day } --can { $can }
emulator-profiles-trust = epatent-check card --trust { $trust } --region { $region } --on { $day } --can { $can }

error-emulator-card-exists = a card is there already
    .hint = choose another name, or add --force: the card that is there, with its key, is then lost
error-emulator-image-format = “{ $path }” is a card image of format { $found }; this program reads formats up to { $known }
    .hint = use the epatent-emulator that made the image, or make a new card
error-emulator-no-access-number = the card in “{ $path }” is { $state } and was issued without an access number (CAN), so no terminal can ever read it
    .hint = make a new card (epatent-emulator new) and issue it again
error-emulator-not-readable = the card in “{ $path }” is { $state }, and only an ACTIVE card can be read
    .hint = issue the card first: epatent-issue write
error-emulator-copy-failed = cannot copy the card in “{ $path }”: { $reason }
    .hint = epatent-emulator show { $path }
error-emulator-flip = the card has no byte { $offset } in file { $file }
    .hint = epatent-emulator show lists the files and their lengths
error-emulator-no-reader = no virtual reader at { $place }: { $reason }
    .hint = start pcscd with the driver vpcd (Debian: sudo apt-get install pcscd vsmartcard-vpcd), or give its address with --vpcd
error-emulator-random = the system gives no random numbers: { $reason }
error-emulator-profile = “{ $path }” cannot be served: { $reason }
    .hint = epatent-emulator profiles lists the names; profiles/README.md of the crate epatent-emulator describes the files
