# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-check: what an officer sees beside the verdict.

screen-photo-format = (The photo is in a format that this version does not draw: compare the face with the passport.)
screen-photo-damaged = (The photo is authentic but is no picture that can be shown: compare the face with the passport.)
screen-passed = { $count ->
        [one] { $count } check passed
       *[other] { $count } checks passed
    }
screen-footer = Region { $region }, day { $date }. Read { $bytes } in { $time }.

reader-empty = empty
reader-card = card
reader-in-use = card in use by another program
reader-mute = card that does not answer
reader-unavailable = not available
reader-virtual = (virtual reader)

question-can = The six digits printed on the card:
error-can-missing = the number printed on the card is missing
    .hint = give the six digits: --can 123456
error-can-wrong = the number on a card has six digits
    .hint = compare it with the card and repeat the command
error-clock = the clock of this computer is not set
    .hint = set date and time and repeat the command
error-no-trust = there is no trust directory “{ $path }”
    .hint = name the directory with trust.toml and roots/ in it; lab init makes one in DIR/trust
error-trust-unusable = the trust directory cannot be used: “{ $path }”: { $reason }
    .hint = copy the trust directory again from where it came; until then nothing is checked
note-list-lost = a list that this device had is missing or damaged ({ $kind } { $list }): import it again
note-list-ignored = the list “{ $path }” was ignored: { $reason }
error-policy = the policy in trust.toml cannot be used: { $reason }
    .hint = correct trust.toml
error-neither-code-nor-file = the argument is neither a printed code, which begins with EPC1:, nor an existing file
reason-no-picture = it is neither a text nor a picture that can be decoded (PNG or JPEG)
reason-no-code = no code was found in the picture: photograph the back of the card closer and without glare
screen-before-photo = Before the photo: { $line }
screen-code-only = Only the printed code was checked; the chip was not.

error-no-device-key = this device has no key to sign a report with
    .hint = make one: epatent-check device init --state DIR
reason-no-device-key = it is not a key file of a device
error-log = the log cannot be used: { $reason }
    .hint = look at the file; nothing else was touched
error-report = this is no report that a device signed: { $reason }
    .hint = copy the report again from where it came; if the answer is the same, it was changed
screen-log-purged = { $count ->
        [one] { $count } line was removed
       *[other] { $count } lines were removed
    }
field-report-codes = Findings
field-report-checked = Checked at
field-report-program = Program
field-report-device = Device
field-report-expected = Expected device
field-report-evidence = Belongs to the card file
trust-import-first = { $file }: taken, the first bundle of this device
trust-import-newer = { $file }: taken, newer than the one before
trust-import-same = { $file }: nothing new
trust-import-older = { $file }: older than what is here, passed over
trust-import-list-taken = { $file }: taken, { $kind } list of region { $region }, number { $sequence }
trust-list-behind = The bundle knows of a newer list than this device has: { $kind }, region { $region }, number { $sequence }
trust-list-refused-rollback = it is number { $shown }, and number { $seen } was here already. The newer one stays in force.
trust-list-refused-held-back = it is number { $shown }, and the trust bundle knows of number { $seen }. What was here stays.
trust-list-refused-fork = another list with number { $sequence } was here already: its signer made two. The first one stays in force; report this to the department that runs the devices.
trust-list-refused-gap = it does not follow on what is here: take the whole list first. What was here stays. ({ $reason })
trust-list-refused-no-bundle = the device has no trust bundle, and only that names lists: import bundle.cbor first
trust-list-refused-not-named = the trust bundle in force names no such list
trust-list-refused-too-much = with it the lists would be larger than this device holds. What was here stays. ({ $reason })
trust-list-refused-untrusted = it is no list of a signer that this device trusts with it. What was here stays. ({ $reason })
trust-import-failed = { $file }: not to be had, what was here stays in force: { $reason }
error-fetch = nothing could be fetched from “{ $url }”, and what was here stays in force: { $reason }
    .hint = check address and network; a publication can also come on a stick: epatent-check trust import DIR
error-fetch-certificate = nothing was fetched from “{ $url }”, and what was here stays in force: { $why ->
        [unknown] its certificate is signed by nobody whom this system knows
        [other-server] its certificate is for another server
        [ended] its certificate has ended, or the clock of this device is ahead
        [not-yet] the term of its certificate has not begun, or the clock of this device is behind
       *[unusable] its certificate cannot be used
    }
    .hint = { $why ->
        [unknown] give the authority that signed it to this system, or name its file in SSL_CERT_FILE; a publication can also come on a stick
        [other-server] check the address; a publication can also come on a stick: epatent-check trust import DIR
        [ended] check the clock, then tell who runs the server; a publication can also come on a stick
        [not-yet] check the clock, then tell who runs the server; a publication can also come on a stick
       *[unusable] tell who runs the server; a publication can also come on a stick: epatent-check trust import DIR
    }
trust-import-refused = { $file }: refused: { $reason }
trust-in-force = In force: bundle { $version } of { $issued }
trust-no-bundle = This device has no bundle. What it was set up with stays in force.
trust-refused-rollback = it is version { $shown }, and version { $seen } was here already. The newer one stays in force.
trust-refused-fork = another version { $version } was here already: its signer made two. The first one stays in force; report this to the department that runs the devices.
trust-refused-earlier = it has a higher version and an earlier date than the one before. The old one stays in force. ({ $reason })
trust-refused-future = it was issued on { $issued }, and the clock of this device says { $clock }. Set the clock and import again; if it is right, the clock of the office is wrong. What was here stays.
trust-refused-withdrawn = its signer is withdrawn in the bundle in force, which stays. ({ $reason })
trust-refused-untrusted = it is no bundle of a signer that this device trusts. The old one stays in force. ({ $reason })
trust-environment = Environment
trust-environment-lab = laboratory
trust-environment-production = production
trust-root = Root
trust-root-pinned = { $subject }, { $from } to { $to }
trust-root-introduced = { $subject }, { $from } to { $to }, introduced by a root before it
trust-root-retired = { $term }, RETIRED from { $since }
trust-floor = Newest verified time
trust-clock = Clock
trust-clock-back = earlier than the newest verified time: set date and time
trust-state = Memory
trust-state-copy-damaged = one of the two copies is damaged; the next import mends it
trust-bundle = Bundle
trust-bundle-none = none on this device
trust-age-fresh = { $version }, fresh
trust-age-stale = { $version }, stale: a newer one is due, import it
trust-age-expired = { $version }, EXPIRED: no card can be in force, import a newer one
trust-issued = Issued
trust-next-update = Next update
trust-expires = Expires
trust-bundle-signer = Signed by
trust-signer = Signer
trust-signer-active = { $certificate }: { $roles } { $regions }
trust-signer-withdrawn = { $certificate }: { $roles } { $regions }, WITHDRAWN since { $since }
trust-role-document = cards
trust-role-payment = payments
trust-role-status = lists
trust-role-bundle = bundles
trust-list = List
trust-list-status = status
trust-list-paid-through = paid through
trust-list-state = { $kind }, region { $region }: here { $sequence }, known { $known }
trust-list-fresh = of { $issued }, next { $next }
trust-list-stale = of { $issued }, stale since { $next }
trust-list-expired = of { $issued }, EXPIRED
trust-list-lost = MISSING OR DAMAGED, import it again
trust-list-absent = none
error-trust-state = what this device learned cannot be used: “{ $path }”: { $reason }
    .hint = take the folder away, import the newest files again and report it: until then an older bundle could pass for new

watch-next = NEXT CARD
watch-next-card = Put a card on the reader.
watch-next-number = Type the six digits on its front, or scan the code on its back: before or after, and without Enter.
watch-reading = READING
watch-leave-card = Leave the card on the reader.
watch-number = NUMBER?
watch-number-how = Type the six digits on the front of the card, or scan the code on its back.
watch-failed = NOT READ
watch-again = Put the card on again: what was typed still counts.
watch-trouble = NO READER
watch-goes-on = It goes on by itself as soon as the reader can be used.
watch-hidden = ANSWER HIDDEN
watch-hidden-why = Nobody touched the card for a while. Take it off, and put it on again to see the answer.
watch-photo-awaited = The photo is being read.
watch-list = { $kind ->
        [status] Annulments
       *[paid-through] Payments
    } of { $issued }: { $age ->
        [fresh] fresh.
        [stale] STALE.
       *[expired] EXPIRED.
    }
watch-no-lists = No lists for this region.
watch-took = Answer after { $time }.
watch-typed = Number: { $dots }
watch-scanning = Scanning a code
watch-number-waits = A number waits for its card
watch-quit = q: quit
watch-removed = The card was taken off.
watch-ended = Ended.
error-terminal = the terminal cannot be used: { $reason }
    .hint = use another terminal, or add --lines

doctor-health-good = [ok]
doctor-health-warning = [look]
doctor-health-bad = [FAULT]
doctor-health-not-checked = [?]
doctor-subject-service = Service
doctor-subject-reader = Reader
doctor-subject-driver = Driver
doctor-subject-card = Card
doctor-subject-clock = Clock
doctor-subject-trust = Trust
doctor-subject-roots = Roots
doctor-subject-bundle = Trust bundle
doctor-subject-lists = Lists
doctor-subject-store = Folder
doctor-service-runs = the smart card service answers this user
doctor-service-stopped = the smart card service (PC/SC) is not running
    .fix = sudo systemctl enable --now pcscd.socket
doctor-service-denies = the smart card service does not let this user use readers
    .fix = as an administrator, allow org.debian.pcsc-lite.access_pcsc and access_card in /etc/polkit-1/rules.d/, then: sudo systemctl restart pcscd
doctor-service-fails = the smart card service reports: { $reason }
    .fix = sudo systemctl restart pcscd
doctor-reader-ready = “{ $name }”
doctor-reader-none = none is connected
    .fix = connect a reader; if it is not seen: sudo apt-get install libccid, then sudo systemctl restart pcscd
doctor-reader-unknown = there is no reader “{ $wanted }”; connected: { $names }
    .fix = see the names: epatent-check readers
doctor-reader-several = several are connected: { $names }
    .fix = name one: export EPATENT_READER="{ $first }"
doctor-reader-fails = it cannot be used: { $reason }
    .fix = unplug the reader and plug it in again, then: epatent-check doctor
doctor-reader-not-asked = not asked: the service comes first
doctor-driver-devices = every reader is a device
doctor-driver-laboratory = “{ $name }” is a program: right in a laboratory only
doctor-driver-virtual = “{ $name }” is a program, and this device checks real cards: anybody who reaches it can show a card that is not there
    .fix = sudo apt-get remove vsmartcard-vpcd, then sudo systemctl restart pcscd
doctor-card-not-asked = not asked: a reader comes first
doctor-card-none = no card is on the reader
doctor-card-mute = it does not answer
    .fix = take it off, turn it over, put it on again, then: epatent-check doctor
doctor-card-in-use = another program is using it
    .fix = close that program, then: epatent-check doctor
doctor-card-ours = an issued card of ours
doctor-card-blank = a blank card of ours: nobody's patent
    .fix = give it back to the office that issues cards
doctor-card-not-active = a card of ours that is { $state }
    .fix = see what a check says: epatent-check card
doctor-card-newer = a card of ours of profile { $profile }, which this program does not know
    .fix = update the program
doctor-card-other = a card of another kind: no patent, and no sign of forgery
    .fix = put a patent card on, then: epatent-check doctor
doctor-card-fails = the conversation failed: { $reason }
    .fix = put the card on again, then: epatent-check doctor
doctor-clock-plausible = { $now }
doctor-clock-unset = it is not set
    .fix = sudo timedatectl set-ntp true, or without a network: sudo timedatectl set-time "YYYY-MM-DD HH:MM"
doctor-clock-early = { $now } is before any card was issued
    .fix = sudo timedatectl set-ntp true, or without a network: sudo timedatectl set-time "YYYY-MM-DD HH:MM"
doctor-clock-late = { $now } is beyond the life of any root
    .fix = sudo timedatectl set-ntp true, or without a network: sudo timedatectl set-time "YYYY-MM-DD HH:MM"
doctor-clock-back = { $now } is before { $floor }, which was signed already
    .fix = sudo timedatectl set-ntp true, or without a network: sudo timedatectl set-time "YYYY-MM-DD HH:MM"
doctor-trust-not-named = not looked at: no directory was named
    .fix = epatent-check doctor --trust DIR
doctor-trust-unusable = { $reason }
    .fix = copy the directory “{ $path }” again from where it came
doctor-trust-read = { $environment ->
        [lab] of a laboratory: NOT for real cards
       *[production] of production
    }
doctor-trust-copy-damaged = one of the two copies of what was learned is damaged; the other one counts
    .fix = the next import mends it: epatent-check trust import FILE --trust "{ $path }"
doctor-trust-no-clock = ages were not looked at: the clock comes first
doctor-roots-good = { $count } within their terms, the first ends at { $end }
doctor-roots-ending = one ends at { $end }: soon after no card of it is in force
    .fix = import the bundle with the new root: epatent-check trust import FILE
doctor-roots-ended = one ended at { $end }
    .fix = copy a new trust directory from the office that gave this one
doctor-roots-none = there is none
    .fix = copy the trust directory again from where it came
doctor-bundle-none = none was imported: withdrawn keys are not known
    .fix = epatent-check trust import FILE --trust "{ $path }"
doctor-bundle-fresh = version { $version } of { $issued }
doctor-bundle-stale = version { $version } of { $issued } is stale: a newer one should be there
    .fix = epatent-check trust import FILE --trust "{ $path }"
doctor-bundle-expired = version { $version } of { $issued } expired at { $expires }: no card is in force
    .fix = epatent-check trust import FILE --trust "{ $path }"
doctor-lists-fresh = { $count } and all fresh
doctor-lists-none = there is none: no annulment and no payment is known
    .fix = copy today's lists into “{ $path }/lists”
doctor-lists-stale = { $kind }, region { $region }, of { $issued } is stale: a newer one should be there
    .fix = copy today's lists into “{ $path }/lists”
doctor-lists-expired = { $kind }, region { $region }, of { $issued } expired at { $expires }: no card is in force by it
    .fix = copy today's lists into “{ $path }/lists”
doctor-lists-refused = { $count } could not be proved and were ignored
    .fix = copy today's lists into “{ $path }/lists” again from where they came
doctor-store-writable = “{ $path }” takes files
doctor-store-not-writable = “{ $path }” takes no files: { $reason }
    .fix = sudo chown -R "$(id -un)" "{ $path }", and see that the disk is neither full nor read-only: df "{ $path }"
