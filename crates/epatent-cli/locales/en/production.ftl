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
note-applications-offered = nothing was approved; to approve exactly these, repeat the command with --all --listed { $digest }
field-received = Received
field-application = Application
application-refused = Application { $number } is refused.
warning-transliterated = spelled by the rules of passports: compare it with the holder's own passport, whose spelling wins

### Blanks

field-blanks-received = Blanks received
field-blanks-declared = By the delivery note
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
error-application-unknown = there is no application { $number }
    .hint = see which there are: epatent-issue applications list --state STATE
error-applications-changed = other applications are open now than were listed; none was approved
    .hint = read the list again: epatent-issue applications approve --all
error-application-document = the application cannot be used: { $reason }
    .hint = refuse it and take it in again
error-beside-register = this office has a register, and a card that is made beside it would be in no list and in no count
    .hint = make it under the register: epatent-issue personalise APPLICATION --operator N, or batch
error-register-gone = the register of this office is not there: “{ $path }”
    .hint = put its newest copy back, or name the right one: --register LOCATION; no card is made without it
error-operator-needed = this office has a register: who does this?
    .hint = give the number of the person: --operator N
error-application-differs = the file differs from application { $number }, of which patent { $patent } was made, in:
    .hint = no card is made; see what was approved: epatent-issue applications show { $number }; to make its card give a file that says the same, or use batch
note-approved-by-personalise = application { $number } is recorded and approved under this operator's number, also if its card is not made now
error-second-person-needed = application { $number } is received, and this command counts as the first approval, under this operator's number; this office wants two
    .hint = somebody else has to approve it: epatent-issue applications approve { $number } --operator N; then give this command again
error-delivery-list = { $count } problems in the list of the delivery “{ $path }”
    .hint = nothing was recorded; correct the list and give the command again

### Cards one after the other

error-batch-left = cards that wait and cannot be made: { $count }
    .hint = do what each lacks, then start the batch again
batch-waits-blank = patent { $patent }: waits for a blank
batch-waits-no-signer = patent { $patent }: this office has no signer for region { $detail }
batch-waits-term-over = patent { $patent }: its last possible day is over: { $detail }
batch-waits-not-approved = patent { $patent }: its application is not approved by two people: another person approves it (applications approve) or refuses it (applications refuse)
batch-waits-unreadable = patent { $patent }: its application cannot be read any more
batch-waits-altered = patent { $patent }: the document of application { $detail } is not the one that was received; see epatent-issue register verify, and put it back from a copy of the register
batch-waits-names-blank = patent { $patent }: its application names blank { $detail }: put that one on, or scrap it
batch-waits-names-unknown-blank = patent { $patent }: its application names blank { $detail }, which was never received
batch-issued = { $reader }: patent { $patent }, blank { $blank }: issued
batch-returned = { $reader }: blank { $blank }: what was signed for it is void; it is a blank again
batch-scrapped = { $reader }: blank { $blank } is scrapped ({ $reason }): take it out and destroy it with a second person; patent { $patent } waits again
batch-passed-over = { $reader }: patent { $patent } is passed over: { $reason }
batch-not-received = { $reader }: this chip was never received: { $reason }; receive it by the list of its delivery: epatent-issue stock receive
batch-not-in-drawer = { $reader }: blank { $blank } is not in the drawer: { $reason }
batch-not-in-drawer-lost = { $reader }: blank { $blank } was recorded as lost and is found: nobody knows where it was; make no card of it and destroy it with a second person
batch-not-in-work = { $reader }: this is no blank and no card in work: { $reason }; if it is a card of this office, look at it: epatent-issue show NUMBER; take it out and put a blank on
batch-nothing-waiting = { $reader }: nothing waits for blank { $blank }, or the application names another one
batch-other = { $reader }: the card was not made
batch-failed = { $reader }: { $reason }
batch-unknown-card = { $reader }: this card goes on failing and does not say which one it is: take it out, and scrap its blank by number
batch-reader-failed = { $reader }: { $reason }
batch-not-kept = what has to be printed was not kept: { $reason }; the card is not issued before
batch-signer = of the signer
batch-signer-failed = the key did not sign: { $reason }; nothing is lost, and it is tried again
batch-end = Issued: { $issued }. Scrapped: { $scrapped }. Waiting: { $left }. Unfinished cards: { $unfinished }.
batch-totals = Issued { $issued }   left { $left }   scrapped { $scrapped }   an hour { $speed }   time left { $time }
batch-paused = PAUSED: no further card is begun
batch-stopping = ENDING: the cards that are being made are finished
batch-keys = P pause    Q or Ctrl-C end after the cards that are being made
batch-column-reader = Reader
batch-column-state = State
batch-column-patent = Patent
batch-column-step = Step
batch-column-issued = Issued
batch-column-failed = Failed
batch-state-empty = put a blank on
batch-state-working = working
batch-state-take-out = take the card out
batch-state-nothing-waiting = nothing waits
batch-state-paused = paused
batch-state-trouble = trouble
batch-state-ended = ended
step-asked = asked
step-taken = blank taken
step-key-made = key made
step-signature-intended = signing
step-signed = signed
step-writing = writing
step-written = written
step-writing-recorded = reading back
step-read-back = read back
step-code-intended = signing the code
step-kept = files for the printer
step-issued = issued
step-recovered = going on
step-terminating = ending the card
step-terminated = ended
step-given-up = given up

### Trouble with one card: exit 4

error-card-not-made = the card was not made: { $reason }
    .hint = nothing is lost; put right what it says and give the command again
