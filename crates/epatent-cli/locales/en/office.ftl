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
field-approved = Approved act
field-operator = Operator
reason-no-head = line { $line } is no head: the number of an event and 64 hexadecimal digits are needed, as epatent-issue register head shows them
reason-no-person-key = needed are 64 hexadecimal digits in one line

### Trouble with the register: exit 2

error-register-missing = { $reason }
    .hint = make one: epatent-issue register init --store DIR; or name the right one: --register LOCATION
error-register-exists = { $reason }
    .hint = nothing was changed; use it, or name another place: --register LOCATION
error-register-location = { $reason }
    .hint = name a file, or a PostgreSQL of this machine: --register postgres://USER@localhost/NAME
error-register-newer = { $reason }
    .hint = use the newest edition of this program at every station
error-register-refused = the register refuses it: { $reason }
    .hint = nothing was changed; look at what is recorded, and correct the command
error-not-approved = { $reason }
    .hint = nothing was changed; have two people approve exactly this act, each under a number of their own: epatent-issue approve DIGEST --operator N
error-over-limit = { $reason }
    .hint = nothing was signed; another operator may go on, or wait for tomorrow
error-no-digest = this is no digest of an act
    .hint = give all 64 hexadecimal digits that the dry run of the act shows

### The same, exit 4

error-register-busy = { $reason }
    .hint = nothing was changed; look for a program that hangs at another station, and repeat the command
error-register-unknown = { $reason }
    .hint = look before you repeat the command: what it was to record may be there
error-register-damaged = the register is damaged: { $reason }
    .hint = stop working with it, and see what is wrong: epatent-issue register verify; then restore the newest copy
error-register = the register cannot be used: { $reason }
    .hint = nothing was changed; look at disk, database and connection, and repeat the command
