# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-issue: applications, blanks, cards made one after the other.

help-issue-applications = Applications: taken in, listed, approved, refused
help-issue-applications-import = Take in applications from a file; nothing is recorded unless all of them are good
    .long =
        A table has one application a row, and its first line names the columns: surname, given_name, patronymic, surname_latin, given_name_latin, birth_date, sex, citizenship, document_number, document_issued_by, document_issued_on, inn, portrait, series, number, blank_number, issued_on, issuing_body, region, territory, professions, notes, in_force_from, latest_end. Their Russian names are known, too; a mapping gives them others. Latin names that are left out are spelled by the rules of passports.
        Exit code 0 when all are good, 1 when --skip-bad left something out, 2 when nothing was recorded; a dry run ends as what it tries would.
help-issue-applications-import-file = The file: JSON, one application or an array of them; or a table that ends in .csv
    .value = FILE
help-issue-applications-import-map = How the columns of the table become fields, TOML: delimiter, encoding, columns, defaults, values
    .value = FILE
help-issue-applications-import-skip-bad = Record the good applications, and leave those with problems out
help-issue-applications-import-dry-run = Show what would be recorded, and record nothing
help-issue-applications-list = List applications: number, patent, person, date of birth, and what is unusual
help-issue-applications-list-state = Only those in this state: open, approved, refused or done
    .value = STATE
help-issue-applications-show = Show everything of one application, with the digest that people approve
help-issue-applications-show-number = Number of the application
    .value = NUMBER
help-issue-applications-show-portrait = Write the portrait into this file, to be looked at
    .value = FILE
help-issue-applications-approve = Approve applications: their patents are made, and wait for their cards
    .long =
        Where office.toml says four_eyes = true two people have to do so, each under a number of their own.
help-issue-applications-approve-number = Numbers of the applications, as import and list show them
    .value = NUMBER
help-issue-applications-approve-all = Every open application: without --listed they are only listed
help-issue-applications-approve-listed = Digest of the list that --all showed: exactly these are approved
    .value = DIGEST
help-issue-applications-refuse = Refuse an application
help-issue-applications-refuse-number = Number of the application
    .value = NUMBER
help-issue-applications-refuse-reason = Why: a code of small letters, digits and hyphens
    .value = CODE
help-issue-stock = Blanks: received, scrapped, lost
help-issue-stock-receive = Record blanks that arrived, from the list of the delivery
help-issue-stock-receive-file = The list: a table with the columns chip and number
    .value = FILE
help-issue-stock-receive-note = Number of the delivery note
    .value = TEXT
help-issue-stock-receive-declared = Blanks by the delivery note; otherwise as many as the list has
    .value = COUNT
help-issue-stock-receive-on = Day of arrival; otherwise today
    .value = YYYY-MM-DD
help-issue-stock-scrap = Scrap a blank: cracked, wrongly printed, or given up while its card was made
help-issue-stock-lose = Say that a blank is not to be found
help-issue-blank = Number printed on the blank
    .value = BLANK
help-issue-stock-chip = Show what the chip of the card in the reader is known by
help-issue-batch = Make cards one after the other, on one or several readers, of all approved applications
    .long =
        Put a blank on each reader, take the card out when it says so. What was interrupted - by P, by Ctrl-C, by a kill, by a loss of power - goes on: start the command again and put the card on a reader. SIGUSR1 pauses and goes on, SIGTERM ends after the cards that are being made.
help-issue-batch-reader = Reader to make cards on, or a part of its name that fits only one; may be repeated; otherwise all
    .value = NAME
help-issue-batch-print-dir = Folder for what is printed on the cards; the access number is nowhere else
    .value = DIR
help-issue-batch-cards = End after this many issued cards
    .value = COUNT
help-issue-batch-until-empty = End when no application waits any more
help-issue-batch-lines = Write lines instead of drawing a table
