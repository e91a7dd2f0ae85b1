# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-issue.

help-issue = Issue patent cards
    .after =
        Example:
          epatent-issue lab init office
          epatent-issue personalise application.json --store office

        Exit codes: 0 done, 1 what was looked at is not in order (a card read back, the register), 2 wrong usage or file, 4 reader, card or service
help-issue-lab = Laboratory keys: never for real documents
help-issue-lab-init = Make laboratory keys, certificates and a trust directory in a new folder
help-issue-lab-init-directory = Folder to make; must not exist, or be empty
    .value = DIR
help-issue-lab-init-region = Region to make a signer for: two digits, such as 77; may be repeated
    .value = NN
help-issue-lab-init-algorithm = Signature algorithm of root and signers
    .value = ALGORITHM
help-issue-ca = Keys and certificates of the authority and its signers
help-issue-ca-ceremony = Make root, signers and roll-over from one reviewed plan; without --reviewed only rehearse it
    .long =
        The rehearsal makes everything with throw-away keys, judges it by the verifier's rules and shows the digest of the plan.
        With --reviewed and that digest the real keys are made. Nothing that exists is written over.
help-issue-ca-ceremony-plan = Plan, TOML
    .value = PLAN.toml
help-issue-ca-ceremony-reviewed = Digest of the reviewed plan, as the rehearsal shows it: at least 16 digits
    .value = SHA256
help-issue-ca-ceremony-protocol = Protocol to write, for those present to sign; must not exist
    .value = FILE
help-issue-sign = Sign an application for a chip whose key is known; the result is a card file
help-issue-sign-chip-key = Public key of the chip: 130 hexadecimal digits, as chip-key shows it
    .value = HEX
help-issue-sign-out = Card file to write; must not exist
    .value = FILE
help-issue-sign-qr = Write the code for the back of the card into this folder: qr.txt, qr.png, qr.svg
    .value = DIR
help-issue-personalise-qr = Write the code for the back of the card into this folder: qr.txt, qr.png, qr.svg
    .value = DIR
help-issue-qr = Write the signed code of a card file for the printer of the card
help-issue-qr-card-file = Card file, as made by sign
    .value = FILE
help-issue-qr-out = Folder for qr.txt, qr.png and qr.svg, which must not exist in it
    .value = DIR
help-issue-chip-key = Make the key of a blank card if it has none, and show its public half
help-issue-write = Write a signed card file to the card it was signed for, and read it back
help-issue-write-card-file = Card file, as made by sign
    .value = FILE
help-issue-personalise = Sign an application for the card on the reader, write it and read it back
    .long =
        A card that was left half-written is finished: repeat the command with the same application.
help-issue-personalise-out = Keep the card file here as well; must not exist
    .value = FILE
help-issue-abort = Give up a half-written card: erase its files and its key
help-issue-abort-yes = Erase without asking
help-issue-suspend = Suspend an issued card: nobody can read it until it is activated again
help-issue-suspend-can = Six digits printed on the card: with them it says which card it is
    .value = NNNNNN
help-issue-activate = Make a suspended card valid again
help-issue-terminate = End the life of a card for good: its key and everything of its holder are erased
help-issue-terminate-can = Six digits printed on the card: with them it says which card it is
    .value = NNNNNN
help-issue-terminate-yes = Do it without asking; where there is a register it is only shown without this
help-issue-card = Number of the card, 32 hexadecimal digits, as personalise shows it
    .value = ID
help-issue-card-file = Card file that was written to the card
    .value = FILE
help-issue-inspect = Show the state and the files of a card, or of a card file; nothing is verified
help-issue-inspect-card-file = Card file to show instead of a card
    .value = FILE
help-issue-readers = List the readers and what lies on them
help-issue-application = Application to sign, JSON
    .value = APPLICATION.json
help-issue-store = Office folder, as made by lab init
    .value = DIR
help-issue-can = Number printed on the card already, six digits; random where absent
    .value = NNNNNN
help-issue-reader = Reader to use: its name or a part that fits only one; needed only when there are several
    .value = NAME
