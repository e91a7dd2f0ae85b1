# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: what an operator hears.

label-note = note

### Screens

screen-card-issued = CARD ISSUED: written, restarted and read back; signature and chip are right
field-can = Number to print (CAN)
field-store = Office folder
field-trust = Trust directory
field-regions = Signers for regions
field-chip-key = Chip key
field-session = Session
field-code = Code for the back
field-code-length = Code in bytes
field-code-modules = Modules
field-written = Written
note-read-back-only = the card was written before and has now been read back
note-aborted = the unfinished card was erased; it is blank again
note-suspended = the card is suspended: nobody can read it until it is activated again
note-activated = the card is valid again
note-terminated = the card is terminated for good and erased
note-resumed = the card was half-written and was finished: { $files } complete files were there, { $bytes } were not written again
question-abort = The files and the key of the unfinished card will be erased. Go on? [y/N]

### Notes on an application: they refuse nothing

warning-patent-series-format = the series “{ $series }” is not two digits
warning-patent-series-unknown = the series “{ $series }” is no known region code
warning-patent-number-format = the number has { $length } characters, usual are ten digits
warning-blank-number-format = the form number “{ $number }” is not two Cyrillic letters and seven digits
warning-inn-format = the INN has { $length } characters, usual are twelve digits
warning-inn-check-digits = the INN ends in { $actual }, its other digits ask for { $expected }: compare it with the document
warning-region-unknown = the region “{ $code }” is no known region code
warning-country-unknown = the country “{ $code }” is not in ISO 3166-1
warning-name-character = the name holds “{ $character }”, which names do not have
warning-early-start = the term begins { $days } days before the patent is issued: compare both days with the decision
warning-name-script = the name holds “{ $character }”, a letter of another alphabet

### Applications, keys, folders: exit 2

error-application-fields = “{ $path }”: { $count ->
        [one] { $count } field cannot be used:
       *[other] { $count } fields cannot be used:
    }
    .hint = correct the file and repeat the command; examples/applications holds good files
error-photo-not-jpeg = “{ $path }” is not a JPEG picture
    .hint = save the portrait as JPEG
error-photo-dimensions = “{ $path }” is { $width } x { $height } pixels; needed are { $widths } x { $heights }
    .hint = crop or scale the portrait
error-photo-elsewhere = the application names a portrait that is not beside it: “{ $path }”
    .hint = put the portrait beside the application or below it, and name it without “..”
error-photo-cut-off = the picture “{ $path }” is cut off before its end
    .hint = copy the file again, or save the portrait anew as JPEG
error-photo-damaged = the picture “{ $path }” is damaged
    .hint = take the portrait again or copy the file again
error-chip-key = this is no chip key
    .hint = give the 130 hexadecimal digits that epatent-issue chip-key shows
error-signing = the card was not signed: { $reason }
    .hint = nothing was written; correct the application or the office folder and repeat the command
error-code = the code for the back of the card was not made: { $reason }
    .hint = the card itself is not touched by this; use the folder of the office that signed it: epatent-issue qr
error-term-over = the last possible day of the patent, { $date }, is over
    .hint = correct the term, or issue nothing
error-not-a-store = “{ $path }” is not an office folder
    .hint = make one for a laboratory: epatent-issue lab init DIR
error-no-signer = there is no signer for region { $region } in “{ $path }”
    .hint = use the folder of the office that signs for this region
error-signer-withdrawn = the signer of region { $region } is withdrawn (“{ $path }”): nothing was signed
    .hint = devices refuse what it signs; a ceremony makes the next one (epatent-issue ca ceremony PLAN.toml), whose files get the region's name, and those of the withdrawn one are renamed all together
reason-signer-withdrawn = the key is withdrawn and signs nothing any more
error-folder-not-empty = the folder “{ $path }” is not empty and is left as it is
    .hint = name a new folder
error-not-confirmed = nothing was erased, because nobody confirmed it
    .hint = repeat the command with --yes
error-internal = a fault of this program: { $reason }
    .hint = report it with the command that you typed
reason-key-of-another-certificate = the key is not the one of the certificate beside it

### Cards: exit 4

error-not-our-card = the card has no patent application
    .hint = put a patent card on the reader
error-access-number = the access number that was written does not open the chip
    .hint = do not hand the card over; scrap it
error-office-channel = the card did not take the keys of this office: { $reason }
    .hint = use the folder of the office whose keys are in the card
reason-no-access-number = the file has no access number: sign the application again
reason-no-master-key = needed are 32 hexadecimal digits in one line
error-card-not-active = the card is { $state } and shows no patent
    .hint = epatent-issue inspect shows what is on it
error-card-issued-already = the card was issued already and cannot be written again
    .hint = take a blank card; epatent-check card shows what this one carries
error-card-terminated = the card is terminated for good
    .hint = take a blank card and keep this one for destruction
error-card-of-another-job = the card was begun with other files, which are not in this office folder
    .hint = finish it where it was begun, or erase it: epatent-issue abort
error-card-of-another-patent = the card was begun for patent { $patent }
    .hint = finish it with that application, or erase it: epatent-issue abort
error-card-of-another-key = the files were signed for another card
    .hint = put the card on the reader whose chip key was given to sign
question-terminate = The card will be ended for good, its key and everything of its holder erased. Go on? [y/N]
error-card-state = the card is { $state }, which does not allow this
    .hint = epatent-issue inspect shows the state of a card
error-chip-unknown = the card { $card } was not written by the office of this folder
    .hint = use the folder of the office that wrote it
reason-no-chip = needed are 20 hexadecimal digits in one line
error-which-card = an issued card does not say which one it is
    .hint = give the number printed on it (--can), or name the card: --card ID or --card-file FILE
error-which-suspended-card = a suspended card does not say which one it is
    .hint = name the card: --card ID or --card-file FILE
error-number-of-another-card = the number does not open the card
    .hint = compare the six digits with the card
error-nothing-to-abort = the card is blank: there is nothing to erase
    .hint = it can be personalised

### Read-back: exit 1

error-read-back = the card was written, but the read-back does not say in force: do not hand it over
    .hint = look at it with epatent-check card; if the answer is the same, scrap the card

### Key ceremonies

screen-ceremony = PROTOCOL OF A KEY CEREMONY
screen-ceremony-rehearsal = REHEARSAL WITH THROW-AWAY KEYS: nothing was made
field-title = Title
field-plan-digest = Plan (SHA-256)
field-program = Program
field-time = Time
field-serial = Serial number
field-term = Term
field-roles = Roles
field-key-place = Key in
field-key-digest = Public key (SHA-256)
field-certificate-digest = Certificate (SHA-256)
ceremony-root = Root
ceremony-cross = New root, signed by the old one
ceremony-signer = Signer
ceremony-judged = { $count ->
        [one] { $count } certificate was judged by the verifier's rules: all good.
       *[other] { $count } certificates were judged by the verifier's rules: all good.
    }
ceremony-leader = Leader of the ceremony
ceremony-operator = Operator
ceremony-witness = Witness
note-ceremony-rehearsed = rehearsed, nothing was made; to go on, compare the plan with what was reviewed and repeat the command with --reviewed { $digest }
question-pin = PIN of token “{ $subject }”:
question-passphrase = Passphrase of “{ $subject }”:
error-plan = “{ $path }”: { $count ->
        [one] { $count } problem:
       *[other] { $count } problems:
    }
    .hint = correct the plan and let it be reviewed again
error-plan-not-reviewed = this is not the plan that was reviewed: its digest is { $digest }
    .hint = compare the plan with the reviewed one; give at least 16 digits of its digest
error-ceremony = the ceremony ended before anything was written: { $reason }
    .hint = correct the plan and rehearse it again
error-ceremony-judged = { $count ->
        [one] a verifier would not accept the result, { $count } problem:
       *[other] a verifier would not accept the result, { $count } problems:
    }
    .hint = correct the plan; no certificate was written
plan-schema = must be { $schema }
plan-many = at most { $most } in one ceremony
plan-one-role = each key has exactly one role
plan-region = “{ $code }” is no known subject code
plan-no-region = at least one region is needed
plan-term = is not after the start
plan-time = must look like 2027-01-01T00:00:00Z
plan-production-key = a production key lives in a token, not in a file
plan-key = no key is named so: { $reason }
plan-root-term = its term is not within that of the root
plan-twice = { $what } stands twice
judged-root = root: { $reason }
judged-succeeds = succeeds: the old root did not sign the new one
judged-root-signature = the root did not sign it
judged-root-name = it does not name the root
judged-profile = it is outside the profile
judged-key-usage = its key is not for signatures alone
judged-roles = it has other roles
judged-regions = it has other regions
judged-environment = it is of another environment
judged-term = it has another term
judged-key = it is not about its key
judged-overlap = does not overlap by 30 days with the certificate that it follows
judged-specimen = a verifier in region { $region } would refuse its cards: { $check }
error-passphrase = the passphrase does not open “{ $path }”, or the file is damaged
    .hint = type it again; nothing was signed
error-secret-missing = a PIN or passphrase is needed for “{ $subject }”, and nobody can type it here
    .hint = name a file with pin-source in the URI of the key, or run the command in a terminal

### Keys in tokens: exit 4

error-token-module = the library of the token does not start: { $reason }
    .hint = check module-path in the URI of the key
error-token-token-absent = the token “{ $token }” is not there: { $reason }
    .hint = insert it, or check token and serial in the URI of the key
error-token-pin-wrong = the PIN of token “{ $token }” is wrong
    .hint = look the PIN up before the next try: a few wrong ones lock the token
error-token-pin-locked = the PIN of token “{ $token }” is locked
    .hint = the security officer of the token sets a new one
error-token-pin-unset = the PIN of token “{ $token }” has expired or was never set
    .hint = set it with the tool of the token
error-token-session-lost = the connection to token “{ $token }” was lost twice: { $reason }
    .hint = check cable and power of the token, then repeat the command; nothing is lost
error-token-busy = the token “{ $token }” is busy: { $reason }
    .hint = wait a minute and repeat the command; nothing is lost
error-token-unsupported = the token “{ $token }” cannot do this: { $reason }
    .hint = use a key of the other algorithm, or another token
error-token-forbidden = the key “{ $key }” may not be used: { $reason }
    .hint = look at the keys with the tool of the token
error-token-broken = the token “{ $token }” failed: { $reason }
    .hint = take it out of use and call its vendor; nothing is lost
error-token-other = the token “{ $token }” answers something unknown: { $reason }
    .hint = repeat the command; if the answer is the same, call the vendor of the token
