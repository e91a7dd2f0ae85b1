# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-check.

help-check = Check patent cards offline
    .after = Exit codes: 0 in force, 1 refused, 2 wrong usage or file, 3 not established, 4 reader, card or service
help-check-card = Check the card on a reader
    .after =
        Example:
          epatent-check card --trust trust --region 77
help-check-file = Check a card kept in a file
help-check-file-file = Card file to check
    .value = FILE
help-check-qr = Check the code on the back of a card, without its chip
    .long =
        The answer is “not established” at best: anybody can copy a code, and it has no photo.
help-check-qr-code = Text of the code (EPC1:...), or a picture (PNG, JPEG) or text file with it
    .value = CODE
help-check-card-qr = Code on the back: its text, or a picture or text file with it; it opens the chip and is compared with it
    .value = CODE
help-check-file-qr = Code on the back: its text, or a picture or text file with it; it is compared with the card file
    .value = CODE
help-check-printed-number = Series and number of the patent as printed, to compare with the authentic one
    .value = NUMBER
help-check-blank = Number of the blank as printed, to compare with the authentic one
    .value = BLANK
help-check-readers = List the readers and what lies on them
help-check-reader = Reader to use: its name or a part that fits only one; needed only when there are several
    .value = NAME
help-check-trust = Trust directory: trust.toml and roots/
    .value = DIR
help-check-region = Region of the check: two digits, such as 77
    .value = NN
help-check-card-can = Six digits printed on the card; asked for where absent
    .value = NNNNNN
help-check-details = Show every check, also the ones that passed
help-check-on = Day of the check, YYYY-MM-DD; otherwise today in the region
    .value = DATE
help-check-profession = Work that was seen, in the words of the patent
    .value = TEXT
help-check-card-save-evidence = Keep what was read in this card file, which then holds personal data; must not exist
    .value = FILE
