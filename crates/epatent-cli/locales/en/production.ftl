# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: applications taken in, blanks, cards made one after the other.

### Applications

screen-imported = TAKEN IN
screen-import-dry-run = DRY RUN: NOTHING WAS RECORDED
field-rows-read = Applications read
field-rows-good = Without problems
field-recorded = Recorded
field-application-numbers = Numbers
field-portraits-fitted = Portraits made to fit
import-line = row { $row }, { $field }: { $reason }
applications-listed = Applications: { $count }
applications-approved = Approved: { $count }. Their patents wait for their cards.
applications-by-one = Approved by one person: { $count }. Somebody else has to approve them, too.
application-refused = Application { $number } is refused.
warning-transliterated = spelled by the rules of passports: compare it with the holder's own passport, whose spelling wins

### Blanks

field-blanks-received = Blanks received
field-blanks-declared = By the delivery note
screen-delivery-differs = THE LIST AND THE DELIVERY NOTE DIFFER: count again; the daily equation says so until it is settled
stock-scrapped = Blank { $blank } is scrapped: destroy it with a second person.
stock-lost = Blank { $blank } is lost.
stock-was-in-work = A card was being made of it: what was signed is void, and the patent waits again.

### Trouble: exit 2

error-photo-unfit = the picture “{ $path }” cannot be used: { $reason }
    .hint = take the portrait again as for a passport: 3:4, plain background
error-import-file = applications cannot be taken in from “{ $path }”: { $reason }
    .hint = nothing was recorded; name the columns in a mapping: --map FILE.toml
error-import-problems = { $bad } of { $rows } applications in “{ $path }” have problems
    .hint = nothing was recorded; correct the file, or leave these out with --skip-bad
error-application-not-open = there is no open application { $number }
    .hint = see the open ones: epatent-issue applications list
error-application-document = the application cannot be used: { $reason }
    .hint = refuse it and take it in again
error-delivery-list = { $count } problems in the list of the delivery “{ $path }”
    .hint = nothing was recorded; correct the list and give the command again
