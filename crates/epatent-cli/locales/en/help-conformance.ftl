# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-conformance.

help-conformance = Tells whether a card is a patent card by the specification
    .after = Exit codes: 0 every case that the flags ask for was run and passed, or says nothing of this card, 1 the card does not conform, 2 wrong usage, an access number that is not that of the card, or a report that could not be written of a card that nothing speaks against, 3 something that was asked for could not be run, or the run was ended early, 4 trouble with reader or card.
help-conformance-run = Run the cases against the card in a reader
    .long = Without --destructive, only cases that leave the card as it is and that fit the state it is in. With --destructive, a blank card goes through its whole life and is TERMINATED at the end. Where a command fails that only prepares the card, one case of its rule fails, and the cases that needed it are not run.
help-conformance-list = List the cases; those marked * change the card
help-conformance-run-reader = The reader, or a part of its name
    .value = NAME
help-conformance-run-master-key = File with the master key that the keys of the chip are derived from, 32 hexadecimal digits; without any key file, the test key of the laboratory
    .value = FILE
help-conformance-run-static-keys = File with the keys of the chip: JSON with enc and mac, 32 hexadecimal digits each
    .value = FILE
help-conformance-run-can = The access number printed on an issued card
    .value = DIGITS
help-conformance-run-chip = Diversification data of an issued card, 20 hexadecimal digits: it does not say them any more. epatent-issue stock chip shows them of a blank card, epatent-emulator show of an emulated one
    .value = HEX
help-conformance-run-card = Record of the card under test: read where it is there, written before the card is changed and at the end, so that a later run can go on
    .value = FILE
help-conformance-run-destructive = Allow changes of the card, up to its end
help-conformance-run-slow = Run cases of many thousands of commands, too
help-conformance-run-extended = Reader and card carry extended APDUs
help-conformance-only = Only cases of this area, requirement or number: EPC-READ, EPC-READ-06, EPC-READ-06.1
    .value = ID
help-conformance-run-junit = Write JUnit XML into this file; it must not exist
    .value = FILE
help-conformance-run-html = Write a page with the results and the coverage of the specification into this file; it must not exist
    .value = FILE
help-conformance-list-requirements = List the requirements of the specification instead, and the cases that show each
