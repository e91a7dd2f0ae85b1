# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-issue: payments.

help-issue-payments-import-declared = Lines of the file and their sum as the treasury declares them beside it: 120:1080000,00; a file that holds anything else is not imported
    .value = LINES:SUM
help-issue-payments-files = List the files of payments that were imported, the newest first
help-issue-payments-waiting = List the payments that do not count, each with the reason
help-issue-stock-receive-differs = Why the list differs from the note, as a code: it was looked into, and the difference is settled
    .value = CODE
help-issue-stock-settle = Say why a delivery that was received holds another number of blanks than its note says
help-issue-stock-settle-note = Number of the delivery note; of several with this number the newest
    .value = NOTE
