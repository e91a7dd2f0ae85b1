# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: the register, what is decided and what is published.

### The register

screen-register-whole = THE REGISTER IS WHAT WAS RECORDED IN IT
screen-register-altered = THE REGISTER IS NOT WHAT WAS RECORDED IN IT
field-register = Register
field-events = Events read
field-rows = Rows compared
field-heads = Heads compared
field-head = Newest event
field-operator = Operator
reason-no-head = line { $line } is no head: the number of an event and 64 hexadecimal digits are needed, as epatent-issue register head shows them
register-set-back = event { $sequence } went back in time by { $minutes } minutes: { $at } after { $before }, by operator { $operator } at { $station }
reason-no-heads = there is no head in it, only empty lines and remarks
reason-no-person-key = needed are 64 hexadecimal digits in one line

### Trouble with the register: exit 2

error-register-missing = { $reason }
    .hint = make one: epatent-issue register init --store DIR; or name the right one: --register LOCATION
error-register-exists = { $reason }
    .hint = nothing was changed; use it, or name another place: --register LOCATION
error-register-location = { $reason }
    .hint = name a file, or a PostgreSQL of this machine: --register postgres://USER@localhost/NAME
error-office-has-register = this office has a register, and its signers sign for that one alone: “{ $path }”
    .hint = nothing was made; work with it, or name where it is: --register LOCATION; an office of its own has a folder of its own: epatent-issue lab init DIR
error-register-other = this is not the register of this office folder: its first event is another one than “{ $path }” says
    .hint = nothing was done; name the right one: --register LOCATION; a moved or restored register keeps its first event
error-register-unbound = the office folder does not say which register is its own: “{ $path }” is missing
    .hint = nothing was done; put that file back from the copy of the folder; where register init was interrupted, or the folder is of an earlier edition, write the word “new” into it, two people together
error-publish-older-register = nothing was published: event { $sequence }, the newest of the last publication, is not in this register
    .hint = this is an old copy, or another one; put the newest copy back; only where none is left, enter again what was decided since, and two people together take away the note of that publication: { $path }
error-register-newer = { $reason }
    .hint = use the newest edition of this program at every station
error-register-refused = the register refuses it: { $reason }
    .hint = nothing was changed; look at what is recorded, and correct the command
error-not-approved = { $reason }
    .hint = nothing was changed; propose it with --propose in place of --confirm-one or --confirm-all, and have another person approve exactly this act: epatent-issue approve DIGEST --yes --operator N
error-over-limit = { $reason }
    .hint = nothing was signed; another operator may go on, or wait for tomorrow
error-no-digest = this is no digest of an act
    .hint = give all 64 hexadecimal digits that whoever proposed the act was told

### The same, exit 4

error-register-busy = { $reason }
    .hint = nothing was changed; look for a program that hangs at another station, and repeat the command
error-register-unknown = { $reason }
    .hint = look before you repeat the command: what it was to record may be there
error-application-altered = { $reason }
    .hint = nothing is made of it, and nobody approves it; see what else differs: epatent-issue register verify; then put it back from the newest copy of the register
error-register-damaged = the register is damaged: { $reason }
    .hint = stop working with it, and see what is wrong: epatent-issue register verify; then restore the newest copy
error-register = the register cannot be used: { $reason }
    .hint = nothing was changed; look at disk, database and connection, and repeat the command

### What is published

field-published = Published in
field-bundle-version = Version of the bundle
field-lists = Lists
field-cards-covered = Cards in them
field-changes = New paid days
field-new-files = New files
field-next-update = Next one due
note-publish-finished = an interrupted publication was finished first
error-publish-terms = the publication would expire before the next one is due
    .hint = make --expires longer than --next-update
error-publish-no-signer = nothing was published: { $reason }
    .hint = put a certificate with this role and its key into the folder signers: epatent-issue ca ceremony PLAN.toml
error-publish-not-signed = nothing was published: { $reason }
    .hint = the signatures that were asked for are void; mend the key or token and repeat the command
error-publish-unproved = nothing was replaced, because a device would not take it: { $reason }
    .hint = the signatures that were made are void; correct signers and roots of this office, then repeat the command
error-publish-register-altered = nothing was signed: the register was altered behind its back; findings: { $count }
    .hint = see all of them: epatent-issue register verify; then put the newest whole copy of the register back
error-publish-register-behind = nothing was published: { $reason }
    .hint = is this the folder of another office, or was an old copy of the register put back? find the newest copy
error-publish-clock = nothing was published: the clock says { $now }, and the publication before is of { $before }
    .hint = devices refuse the publication of a clock that is ahead; set the clock, or if it is right, repeat with --clock-is-right
error-publish-too-soon = nothing was published: { $reason }
    .hint = if the clock is behind now, set it; if it was ahead then, publish into a new empty folder and put that in the place of the old one: no device took that publication
error-publish = nothing was published: { $reason }
    .hint = the folder is as it was; correct what is wrong and repeat the command

### Signers that are withdrawn

field-signer = Signer
field-since = Withdrawn since
field-earlier = Signed before
field-cards-before = Cards signed before
field-cards-since = Cards signed since, refused
field-cards-refused = Cards refused, all together
word-earlier-good = stays good
word-earlier-falls = falls, too
word-earlier-listed = stays good where listed
note-withdrawn = the next bundle says so: epatent-issue publish
note-withdraw-two = nothing was changed; two people are needed: propose it with --propose, another person approves it
note-withdraw-second = proposed; another person reads and approves it: epatent-issue approve { $digest } --operator N; then repeat the command with --confirm-all
error-withdrawal-open = a signer is being withdrawn, and the file that says so is not in this office folder: { $digest }
    .hint = repeat epatent-issue ca withdraw with what was approved, or publish from the folder where it was begun
note-withdraw-dry-run = nothing was changed; to do it, repeat the command with --confirm-all
error-signer-unknown = there is no signer “{ $name }” in this office folder
    .hint = it is one of: { $names }
error-withdraw-objects = a file of objects belongs to --earlier listed, and to nothing else
    .hint = give both, or neither
error-day-in-future = a decision cannot hold from { $day }, which is after today, { $limit }
    .hint = decide it on that day; lists say a decision with the next publication
error-day-before-patent = a decision cannot hold from { $day }: the patent is in force from { $limit } on
    .hint = give a day from then on, or leave --on out for today
error-reason-unknown = “{ $code }” is no reason for this
    .hint = take one of: { $codes }; an office adds its own in reasons.toml of its folder
reason-no-digests = needed are SHA-256 digests of 64 hexadecimal digits, at least one

### Decisions

field-act = Decision
field-card-number = Card
field-receipt = Receipt
field-paid-on = Paid on
field-paid-for = Paid for
field-amount = Amount, roubles
field-reason = Reason
field-holds-from = Holds from
field-state-before = Patent before it
field-act-digest = Digest of the act
field-approved-by = Approved by
word-act-annul = annul the patent
word-act-suspend = suspend the patent
word-act-restore = restore the patent
word-act-supersede = supersede the card
word-act-replace = allow another card
word-act-accept-payment = let the payment count
word-patent-valid = valid
word-patent-annulled = annulled
word-patent-suspended = suspended
note-decided = decided and recorded; lists say it with the next epatent-issue publish
note-decide-dry-run = nothing was changed; to do it, repeat the command with --on { $day } --confirm-one
note-decide-two = nothing was changed; two people are needed: propose it with --on { $day } --propose, another person approves it
note-decide-second = proposed; another person reads and approves it: epatent-issue approve { $digest } --operator N; then repeat the command with --on { $day } --confirm-one

### Payments

field-payment-lines = Lines
field-payments-recorded = Recorded
field-payments-duplicate = Recorded before
field-payments-to-look-at = To look at
field-patents-changed = Patents with a new paid day
payment-late = line { $line }: recorded; too late, it would have counted until { $day } and does not revive the patent
payment-gap = line { $line }: recorded; the days from { $day } on are not paid, so that it does not count
payment-conflict = line { $line }: not recorded; the receipt is recorded with other contents
payment-unknown-patent = line { $line }: not recorded; there is no such patent, the line can come again
payment-end-before-start = line { $line }: not recorded; it ends before it begins
payment-paid-in-future = line { $line }: not recorded; it says that it was paid after today, { $day }; the line can come again with its right day
payment-problem-field = line { $line }, { $column }: { $wrong }
payment-problem-line = line { $line }: { $wrong }
note-payments-dry-run = nothing was recorded; repeat the command without --dry-run
error-payments = “{ $path }”: nothing was recorded; { $count ->
        [one] { $count } problem:
       *[other] { $count } problems:
    }
    .hint = correct the file and repeat the command; the form is described by epatent-issue payments import --help

### What the register is asked

field-paid-through = Paid through
word-nothing-paid = nothing
word-status-valid = valid
word-status-annulled = annulled
word-status-suspended = suspended
word-status-superseded = superseded
note-nothing-found = nothing found
note-more-found = there are more; type more of the number
error-not-found = the register knows no “{ $what }”
    .hint = patents by the beginning of their number: epatent-issue search
screen-stats-closed = EVERYTHING IS ACCOUNTED FOR, AND NOTHING IS IN WORK
screen-stats-open = EVERYTHING IS ACCOUNTED FOR, SOME OF IT IS IN WORK
screen-stats-differ = THE COUNTS DO NOT COME OUT
field-blanks = Blanks = drawer + in work + issued + scrapped + lost
field-signatures = Signatures = issued + void + open
field-states-application = Applications
field-states-patent = Patents
field-states-card = Cards
field-states-blank = Blanks by state

### The office's doctor

doctor-subject-office = Office folder
doctor-subject-keys = Keys
doctor-subject-register = Register
doctor-subject-work = Work
doctor-subject-publication = Publication
doctor-subject-disk = Disk
doctor-office-read = it can be read
doctor-office-unusable = { $reason }
    .fix = name the office's folder: --store DIR
doctor-keys-none = there is no { $role } signer whose key is here
    .fix = cards cannot be signed: epatent-issue ca ceremony PLAN.toml
doctor-keys-withdrawn = the signer of region { $region } is withdrawn: nothing signs the cards of that region
    .fix = stop making cards and make the next key: epatent-issue ca ceremony PLAN.toml
doctor-keys-missing = there is no { $role } signer whose key is here
    .fix = nothing can be published without one; where another office publishes, nothing is to be done
doctor-keys-end-soon = the last { $role } signer ends on { $day }
    .fix = make the next one, so that both are good for 30 days: epatent-issue ca ceremony PLAN.toml
doctor-keys-ready = there is a { $role } signer until { $day }
doctor-clock-behind-register = { $now } is before the newest event of the register, { $newest }
    .fix = set the clock; if it is right, it was ahead when that was recorded
doctor-clock-went-back = in the register it went back { $count } times by more than ten minutes; the last: { $last }
    .fix = ask who set the clock, and look at the payments and decisions of that time: epatent-issue register verify names every one
doctor-register-unusable = { $reason }
    .fix = make one: epatent-issue register init; or name the right one: --register LOCATION
doctor-register-whole = { $events } events, all as they were recorded
doctor-register-altered = it is not what was recorded: { $reason }
    .fix = stop working with it: epatent-issue register verify names everything
doctor-register-long = { $events } events; proving them takes longer than this: epatent-issue register verify
doctor-register-accounted = every blank and every signature is accounted for
doctor-register-differs = the counts do not come out
    .fix = epatent-issue stats names the rows
doctor-work-none = nothing was left half-done
doctor-work-open = { $attempts } cards and { $acts } other acts have not ended
    .fix = go on with them: epatent-issue batch, epatent-issue publish, or the command for a card on the reader that was interrupted
doctor-publication-none = nothing was published from this register
doctor-publication-fresh = the next one is due { $due }
doctor-publication-newer = event { $event }, the newest of the last publication, is not in the register: it is an old copy
    .fix = publish nothing; put the newest copy of the register back
doctor-publication-forgotten = the note of the last publication, register.published, cannot be read
    .fix = put it back from the copy of the folder
doctor-publication-late = it was due { $due }: devices call it stale
    .fix = epatent-issue publish DIR
doctor-disk-room = { $megabytes } MB are free
doctor-disk-low = { $megabytes } MB are free
    .fix = make room before it is full: a day of work needs about a gigabyte
doctor-disk-full = { $megabytes } MB are free
    .fix = make room now: nothing can be recorded on a full disk
doctor-disk-not-asked = the system does not say how much is free
