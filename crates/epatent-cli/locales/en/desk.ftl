# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: what is imported at the desk, and what is wrong with it.

### Payments

field-payment-control = Lines and sum
field-payment-file = File of payments
payment-reported-late = line { $line }: recorded; the patent was paid through { $day }, and the file came too late to bring it back alone: two people may let it count, decide accept-payment
payment-wrong-column-missing = the first line does not name it
payment-wrong-column-twice = the first line names it twice
payment-wrong-line = another number of fields than in the first line, or not UTF-8
payment-wrong-receipt = 1 to 120 characters are needed
payment-wrong-patent = a series and a number are needed
payment-wrong-day = a day is needed, as 2026-11-25 or 25.11.2026
payment-wrong-amount = roubles above 0 are needed, with at most two digits behind the comma
payment-why-late = paid late, would have counted up to { $day }
payment-why-gap = days from { $day } are not paid
payment-why-reported-late = reported late; paid through { $day } without it
payment-why-reported-late-unpaid = reported late; nothing was paid before
payment-reported-late-unpaid = line { $line }: recorded; nothing was paid for the patent before, and the file came too late to do so alone: two people may let it count, decide accept-payment
payment-long-period = line { $line }: recorded; it pays for { $months } months, and a patent has at most { $limit }: compare it with the treasury's letter
payment-of-annulled = line { $line }: recorded; the patent is annulled, and no payment makes it valid: whoever paid has to be told
note-payments-counted-from = the clock of this computer is behind the register, whose latest event is of { $at }: lateness is counted from then; set the clock right
payment-why-counts = counts
payments-files = Files: { $count }
payments-waiting = Payments that do not count: { $count }. Two people may let one count: epatent-issue decide accept-payment RECEIPT
error-payments-declared = { $path }: the file holds { $actual }, declared are { $declared } (lines:roubles)
    .hint = nothing was recorded; compare with the treasury's letter, ask for the file again where it is cut, and repeat with the right figures

### What is wrong with a field of an application

problem-missing = missing
problem-missing-without-register = needed where there is no register
problem-too-long = longer than { $limit } characters
problem-cells = { $cells } cells where the first line has { $columns }
problem-schema = schema { $found } is unknown; this program reads { $known }
problem-field-missing = field { $name } is missing
problem-field-unknown = there is no field { $name }
problem-field-twice = field { $name } is there twice
problem-kind = a value of another kind than expected
problem-date-format = a day is written 2026-11-25, in a table also 25.11.2026
problem-birth-format = a date of birth is written 1988-04-17, 1988-04 or 1988, in a table also 17.04.1988
problem-no-such-day = there is no such day
problem-date-range = a year far outside of any patent
problem-text-empty = empty
problem-text-too-long = too long for a card
problem-text-edge-space = starts or ends with white space
problem-text-control = holds the invisible character { $code }
problem-country-format = a country is three capital Latin letters
problem-country-unknown = there is no such country in ISO 3166-1
problem-region-format = a region is two digits
problem-patent-number-parts = series and number are needed
problem-patent-number-empty = series or number is empty
problem-patent-number-too-long = series or number is too long
problem-patent-number-character = “{ $character }” is no letter, digit or hyphen
problem-blank-number-length = the number of a blank has nine characters
problem-blank-number-character = “{ $character }” is no letter or digit
problem-inn-empty = empty
problem-inn-too-long = an INN has twelve digits
problem-inn-character = “{ $character }” is no digit
problem-sex = male, female or not-stated is needed
problem-card-id = a card's number is 32 hexadecimal digits
problem-nameless = a surname or a given name is needed, Cyrillic or Latin
problem-no-latin-form = the letter “{ $letter }” has no Latin form in the passport rules: enter the passport's spelling
problem-born-after-issue = after the day of issue
problem-too-young = younger than { $years } years on the day of issue: no patent is issued
problem-too-old = older than { $years } years on the day of issue: compare with the passport
problem-document-before-birth = the document is older than its holder
problem-end-before-start = { $end } is before { $start }, the first day in force
problem-long-term = a term of { $months } months; a patent has at most { $limit }
problem-over-at-issue = the last day, { $end }, is before the day of issue
problem-over = the last day, { $end }, has passed
problem-photo-not-jpeg = not a JPEG picture
problem-photo-not-picture = neither a JPEG nor a PNG picture
problem-photo-too-long = longer than { $limit } bytes
problem-photo-dimensions = { $width } x { $height } pixels; needed are { $widths } x { $heights }
problem-photo-resolution = { $width } x { $height } pixels; needed are at least { $least-width } x { $least-height }, at most { $most } a side
problem-photo-not-portrait = { $width } x { $height } pixels is not the shape of a passport picture (3:4): crop it to the face and shoulders
problem-photo-too-detailed = more than { $budget } bytes at the lowest quality: the background is not plain
problem-photo-cut-off = damaged picture: cut off before its end
problem-photo-damaged = damaged picture
problem-photo-missing = there is no such file beside the application
problem-photo-elsewhere = not beside the application or below it
problem-photo-unread = the file cannot be read
problem-same-person-row = the same person as in row { $number }
problem-same-person-application = the same person as in application { $number }
problem-same-number-row = the same number as in row { $number }
problem-same-number-application = the same number as in application { $number }
problem-number-taken = the number of a patent in the register, its key { $key }
problem-same-blank-row = the same blank as in row { $number }
problem-same-blank-application = the same blank as in application { $number }
problem-blank-unknown = a blank that was never received
problem-blank-gone = the blank is not in the drawer: { $state }
problem-other = cannot be used
word-blank-blank = in the drawer
word-blank-in-work = in work
word-blank-issued = issued
word-blank-scrapped = scrapped
word-blank-lost = lost
warning-late-start = the term begins { $days } days after the day of issue: compare both days with the decision
warning-issue-far = the day of issue is { $days } days from today: compare it with the decision
warning-maybe-too-young = perhaps younger than { $years } years on the day of issue: compare with the passport
warning-aged = { $years } years old on the day of issue: compare with the passport
warning-document-after-issue = the document was issued after the patent: compare both days

### What is wrong with a file of applications

import-not-text = byte { $offset } is not { $encoding }; save a table of Excel as “CSV UTF-8”, or name its encoding in the file of --map: encoding = "windows-1251"
import-empty = there is no application in it
import-too-many = more than { $limit } applications
import-table = line { $line }: not a row of a table
import-unknown-columns = columns that are not known: { $names }; map or ignore them
import-missing-columns = columns that are missing: { $names }
import-column-twice = column { $names } is there twice
import-other = it cannot be read
error-import-nothing-good = { $path }: none of { $rows } applications can be recorded
    .hint = nothing was recorded; correct the file and repeat the command
error-file-not-toml = { $path }, line { $line }: { $reason }
    .hint = correct this line
mapping-field = { $name } is no field; fields are: { $names }
mapping-delimiter = “{ $character }” cannot stand between cells

### What is wrong with the list of a delivery

delivery-line = line { $line }: { $reason }
delivery-not-text = not UTF-8
delivery-columns = the columns chip and number are needed
delivery-not-table = not a table
delivery-empty = there is no blank in it
delivery-cells = two cells are needed
delivery-chip = a chip is 20 hexadecimal digits
delivery-number = the number of a blank is nine letters and digits
delivery-too-many = more blanks than a delivery has
delivery-chip-twice = this chip is there twice
delivery-number-twice = this number is there twice

document-format = it is not of this program's format
document-too-long = it is too long to be kept
document-fields = fields that cannot be used: { $count }
document-erased = application { $number } was erased
reason-toml-form = not TOML of the right form

### Deliveries that differ

field-delivery-note = Delivery note
field-blanks-missing = Missing (negative: too many)
error-delivery-declared = { $path }: the list has { $count ->
        [one] { $count } blank
       *[other] { $count } blanks
    }, the note says { $declared }
    .hint = nothing was recorded; count again and repeat with the right list or number; where the box really differs, say why: --differs CODE

### Found, and the story of a patent

found-patent = { $number }  region { $region }  { $state }  paid through: { $paid }
found-application = application { $number }  region { $region }  { $state }, no patent yet
found-blank = blank { $number }: { $state }, no card of it
screen-story = What happened
story-application = application { $number } received
story-attempt = card on blank { $blank }: { $outcome }, operator { $operator }
story-payment = paid, receipt { $receipt }: { $from } - { $through }, { $why }
story-decision = decided from { $day }: { $act } [{ $reason }], operator { $operator }
story-approved = approved by { $people }
story-chip-act = chip: { $act } [{ $reason }], operator { $operator }; { $found }
reason-entry-wrong = an entry that cannot be used: { $detail }
