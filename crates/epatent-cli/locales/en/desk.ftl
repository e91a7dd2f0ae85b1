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
payment-why-counts = counts
payments-files = Files: { $count }
payments-waiting = Payments that do not count: { $count }. Two people may let one count: epatent-issue decide accept-payment RECEIPT
error-payments-declared = { $path }: the file holds { $actual }, declared are { $declared } (lines:roubles)
    .hint = nothing was recorded; compare with the treasury's letter, ask for the file again where it is cut, and repeat with the right figures
