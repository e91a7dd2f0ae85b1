# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-check: what an officer sees beside the verdict.

screen-photo-format = (The photo is in a format that this version does not draw.)
screen-photo-damaged = (The photo is authentic but cannot be drawn.)
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
note-list-ignored = the list “{ $path }” was ignored: { $reason }
error-policy = the policy in trust.toml cannot be used: { $reason }
    .hint = correct trust.toml
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
trust-import-refused = { $file }: refused: { $reason }
trust-in-force = In force: bundle { $version } of { $issued }
trust-no-bundle = This device has no bundle. What it was set up with stays in force.
trust-refused-rollback = it is version { $shown }, and version { $seen } was here already. The newer one stays in force.
trust-refused-fork = another version { $version } was here already: its signer made two. The first one stays in force; report this to the department that runs the devices.
trust-refused-earlier = it has a higher version and an earlier date than the one before. The old one stays in force. ({ $reason })
trust-refused-withdrawn = its signer is withdrawn in the bundle in force, which stays. ({ $reason })
trust-refused-untrusted = it is no bundle of a signer that this device trusts. The old one stays in force. ({ $reason })
trust-environment = Environment
trust-environment-lab = laboratory
trust-environment-production = production
trust-root = Root
trust-root-pinned = { $subject }, { $from } to { $to }
trust-root-introduced = { $subject }, { $from } to { $to }, introduced by a root before it
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
