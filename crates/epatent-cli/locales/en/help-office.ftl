# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-issue: the register, what is decided and what is published.

help-issue-register = The register of the office: every blank, signature, card, payment and decision
help-issue-register-init = Make a register where there is none, and the secret by which it finds a person again
help-issue-register-verify = Read every event and every row, and name what was dropped or altered
    .long =
        Exit code 1 when anything is not what was recorded. A cut end shows only against a head that was kept elsewhere.
help-issue-register-verify-anchor = File with heads that were kept elsewhere, one a line
    .value = FILE
help-issue-register-head = Show the newest event: print it, publish it, keep it away from the register
help-issue-register-location = The register: a file, or postgres://USER@HOST/NAME; otherwise register.db in the office folder
    .value = LOCATION
help-issue-operator = Number that the office gave to the person who does this; never a name
    .value = N
help-issue-station = Name of this station; otherwise that of the computer
    .value = NAME
help-issue-approve = Approve an act that needs two people
    .long =
        Make the dry run of the act yourself, read what it says, and compare the digest with the one you were given.
help-issue-approve-digest = Digest of the act, as its dry run shows it: 64 digits
    .value = SHA256
