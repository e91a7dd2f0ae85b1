# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-check.

help-check = Check patent cards offline
    .after = Exit codes: 0 in force, 1 refused, 2 wrong usage or file, 3 not established, 4 reader, card or service
help-check-card = Check the card on a reader
    .after =
        Example:
          epatent-check card --trust trust --region 77
help-check-watch = Check card after card, without a key between them
    .long =
        Put a card on, type the six digits on its front or scan the code on its back (before or after, without Enter), read the answer, take the card off. What was shown goes with the card. A reader that is unplugged, a service that starts anew and a card that is torn out are told, and it goes on by itself. Ends with q or Ctrl-C.

        Without a terminal, with --lines and with --json it writes lines, which hold nothing about a person, and takes numbers and codes from standard input, one a line.
    .after =
        Exit codes: 0 ended as asked, 2 wrong usage or file, 4 clock of this computer

        Example:
          epatent-check watch --trust trust --region 77 --bell
help-check-watch-bell = Ring the terminal's bell: once in force, twice refused, three times neither
help-check-watch-hide-after = Hide an answer when the card lies for so many seconds
    .value = SECONDS
help-check-watch-lines = Write lines instead of drawing a screen
help-check-watch-cards = End after so many cards
    .value = N
help-check-doctor = Find what keeps this device from checking cards, and how to mend it
    .long =
        Looks at the smart card service, the readers and their drivers, the card that is on, the clock, the trust directory, the ages of roots, bundle and lists, and the folders that must be writable. Each finding comes with one thing to do. Nothing is changed.
    .after =
        Exit codes: 0 nothing is in the way, 2 trust or folder, 4 service, reader, card or clock

        Example:
          epatent-check doctor --trust trust
help-check-doctor-trust = Trust directory: trust.toml and roots/
    .value = DIR
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
help-check-watch-trust = Trust directory: trust.toml and roots/
    .value = DIR
help-check-card-trust = Trust directory: trust.toml and roots/
    .value = DIR
help-check-file-trust = Trust directory: trust.toml and roots/
    .value = DIR
help-check-qr-trust = Trust directory: trust.toml and roots/
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
help-check-device = The key by which this device signs its reports
help-check-device-init = Make the device's key; from then on checks are logged
help-check-device-show = Show the public half of the key
help-check-log = What this device checked: no personal data, for a bounded time
help-check-log-show = Show the entries, oldest first
help-check-log-purge = Forget old entries
help-check-log-purge-days = Keep entries of so many days
    .value = N
help-check-report = Signed reports of checks
help-check-report-verify = Verify a report, and compare it with the card file of the same check
    .after = Exit codes: 0 it holds, 1 it does not, 2 wrong usage or file
help-check-report-verify-file = Report to verify
    .value = FILE
help-check-report-verify-evidence = Card file that was kept at the same check
    .value = FILE
help-check-report-verify-device = Public key of the device that must have signed
    .value = HEX
help-check-state = State folder of the device: its key and its log
    .value = DIR
help-check-log-days = Keep log entries of so many days
    .value = N
help-check-no-log = Do not log this check
help-check-card-report = Write a signed report without personal data; must not exist
    .value = FILE
help-check-file-report = Write a signed report without personal data; must not exist
    .value = FILE
help-check-qr-report = Write a signed report without personal data; must not exist
    .value = FILE
help-check-trust = Show what this device trusts, and take newer knowledge
help-check-trust-import = Take a newer trust bundle and lists from a file or a folder, such as a USB stick
    .long =
        Everything is verified before anything is kept. What is refused leaves the old trust in force.
        Exit codes: 0 taken or nothing new, 2 refused or not readable
help-check-trust-import-source = File of a bundle or list, or folder with bundle.cbor and lists/
    .value = FILE|DIR
help-check-trust-fetch = Take a newer trust bundle and lists from a web server
    .long =
        The bundle first, then the lists that it names and that are newer than what is here. Every
        file is verified before anything is kept; what does not come or is refused leaves the old
        trust in force. With https the network cannot see what is asked for; what comes is signed
        either way. Servers are known by the authorities of the system, or by those in the file that
        SSL_CERT_FILE names.
        Exit codes: 0 taken or nothing new, 2 refused, 4 not to be had
help-check-trust-fetch-url = Address of a folder with bundle.cbor and lists/
    .value = URL
help-check-trust-fetch-trust = Trust directory: trust.toml, roots/ and what was learned since
    .value = DIR
help-check-trust-fetch-timeout = Give up after so many seconds
    .value = N
help-check-trust-show = Show roots, signers, lists and their ages
help-check-trust-import-trust = Trust directory: trust.toml, roots/ and what was learned since
    .value = DIR
help-check-trust-show-trust = Trust directory: trust.toml, roots/ and what was learned since
    .value = DIR
