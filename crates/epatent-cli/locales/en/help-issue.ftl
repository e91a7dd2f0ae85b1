# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-issue.

help-issue = Issue patent cards
help-issue-lab = Laboratory keys: never for real documents
help-issue-lab-init = Make laboratory keys, certificates and a trust store in a new directory
help-issue-lab-init-directory = Directory to make
    .value = DIR
help-issue-sign = Sign an application; the result is a card file
help-issue-sign-application = Application to sign, JSON
    .value = APPLICATION.json
help-issue-write = Write a signed card file to a card
help-issue-personalise = Sign an application and write it to a card
help-issue-inspect = Show the state of a card
help-issue-readers = List the readers and what lies on them
help-issue-reader = Reader to use; needed only when there are several
    .value = NAME
