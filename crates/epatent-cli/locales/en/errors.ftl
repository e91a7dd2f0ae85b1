# SPDX-License-Identifier: MIT OR Apache-2.0
# Errors: what went wrong, lower case and without a full stop; .hint says what to do next.

label-error = error
label-hint = hint
label-quoted = “{ $text }”

### Readers and cards: exit 4

error-service-unavailable = the smart card service (PC/SC) is not running
    .hint = start it (Linux: sudo systemctl start pcscd.socket; Windows: plug in a reader) and repeat the command
error-no-reader = no card reader is connected
    .hint = connect a reader; the command "readers" lists what is there
error-access-denied = the smart card service does not let this user use readers
    .hint = allow it in the rules of the service (polkit: org.debian.pcsc-lite.access_pcsc and access_card)
error-reader-lost = the card reader was unplugged
    .hint = plug the reader in again and repeat the command
error-several-readers = { $count } readers are connected: { $names }
    .hint = choose one: --reader "{ $first }"
error-reader-unknown = there is no reader “{ $asked }”; connected: { $names }
    .hint = copy the name of a connected reader into --reader
error-reader-unknown-none = there is no reader “{ $asked }”; none is connected
    .hint = connect the reader; the command "readers" lists what is there
error-no-card = no card in reader “{ $reader }”
    .hint = put the card on the reader and repeat the command
error-card-unresponsive = the card does not answer
    .hint = take the card off, turn it over, put it on again; if it stays silent, the chip is damaged or of another kind
error-card-removed = the card was removed before the work was done
    .hint = put the card on the reader, leave it there, and repeat the command
error-card-reset = another program reset the card
    .hint = close other programs that use the reader and repeat the command
error-card-in-use = another program is using the card
    .hint = close that program, or wait until it is done, and repeat the command
error-card-timed-out = the card did not answer in time
    .hint = put the card on the reader again and repeat the command
error-outcome-unknown = the card's reply was cut off: it is not known whether the last command took effect
    .hint = leave the card on the reader and repeat the command: it first asks the card what was done
error-reply-too-long = the card sent more than was asked for
    .hint = the card breaks the protocol: repeat the command, then set the card aside for inspection
error-bad-reply = the card answered outside the rules: { $reason }
    .hint = repeat the command; if the answer is the same, set the card aside for inspection
error-card-other-profile = the card is of profile { $profile }, which this program does not know
    .hint = update the program; a card of another edition is no sign of forgery
error-command-refused = the card refused { $command }: { $status }
    .hint = see what state the card is in: the command "inspect" of epatent-issue shows it
error-reader-other = the card service reports: { $reason }
    .hint = connect the reader again and repeat the command

### Traces

trace-head =
    A trace: what this program and a card said to each other.
    Personal data, the number printed on the card and keys are left out; what a channel encrypts stays encrypted.
    It still tells when and at which reader a card was used: give it only to those who may know.
note-apdu-short = the reader does not carry long commands: starting over with short ones
note-card-reset = another program reset the card: starting over

### Files: exit 2

error-file-missing = there is no file “{ $path }”
    .hint = check the path
error-file-is-directory = “{ $path }” is a directory, not a file
    .hint = name a file
error-file-special = “{ $path }” is a device or a pipe, not a file
    .hint = copy the content into a file and name that
error-file-unreadable = cannot read “{ $path }”: { $reason }
    .hint = check the path and the access rights
error-file-not-written = cannot write “{ $path }”: { $reason }
    .hint = check the directory, its access rights and the free space
error-file-exists = “{ $path }” is there already and is not overwritten
    .hint = choose another name, or remove the file yourself
error-file-empty = “{ $path }” is empty
    .hint = name the right file
error-file-too-large = “{ $path }” is longer than { $limit }
    .hint = name the right file
error-file-not-text = “{ $path }” is not UTF-8 text: byte { $offset }
    .hint = save the file in UTF-8
error-file-not-json = “{ $path }” is not JSON: error in line { $line }, column { $column }
    .hint = correct the file at this place
error-file-json-cut = “{ $path }” ends too early: line { $line }, column { $column }
    .hint = the file is cut off: copy it again
error-file-json-shape = “{ $path }”, line { $line }, column { $column }: { $reason }
    .hint = correct this field; examples/applications holds good files
error-file-field = “{ $path }”, field { $field }: { $reason }
    .hint = correct this field
error-file-damaged = “{ $path }” is damaged at byte { $offset }: { $reason }
    .hint = copy the file again from where it came
error-file-unusable = “{ $path }” cannot be used: { $reason }
    .hint = name the right file, or copy it again from where it came
error-file-wrong-kind = “{ $path }” is a file of another kind; needed: { $expected }
    .hint = name the right file
reason-not-found = no such directory
reason-permission-denied = access denied
reason-storage-full = no space left
reason-read-only = the medium is read-only
reason-not-a-directory = a part of the path is not a directory
error-stdout-failed = the answer could not be written

### Wrong usage: exit 2

error-usage-unknown-argument = unknown argument { $argument }
error-usage-unknown-command = unknown command { $command }
error-usage-command-missing = a command is missing
error-usage-argument-missing = missing: { $arguments }
error-usage-value-missing = { $argument } needs a value
error-usage-value-not-listed = what stands after { $argument } is none of its values; possible: { $valid }
error-usage-value-wrong = what stands after { $argument } is no value for it: { $reason }
reason-value-form = its form is in the help
error-usage-value-extra = { $argument } takes no further value
error-usage-argument-extra = a value stands where none belongs
error-usage-conflict = { $argument } and { $other } exclude each other
error-usage-not-text = an argument is not valid text
error-usage-other = { $reason }
usage-hint-meant = did you mean { $meant }?
usage-hint-help = run { $command } --help
reason-foreign = { $detail }
