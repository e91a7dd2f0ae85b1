# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: acts upon cards in an office with a register.

field-blank = Blank
field-status-before = Lists said before
note-chip-already = it was so already; the register says the same
note-terminate-dry-run = nothing was done; it cannot be undone: repeat the command with --yes
erased-blank = the card is erased, the blank { $blank } is in the drawer again, its patent waits again

### Trouble: exit 2

error-card-not-registered = the register of this office knows no card { $card }
    .hint = use the register of the office that issued it: --store DIR or --register LOCATION; nothing was done to the card
error-card-not-issued = the card is a blank, or is in work
    .hint = scrap it by its number: epatent-issue stock scrap NUMBER --reason CODE; an unfinished card is erased by epatent-issue abort
error-end-unknown = an ended card does not say which one it was, and no end of this card is written down
    .hint = compare the number on the plastic with epatent-issue show NUMBER, and name the card whose end was interrupted: --card ID
error-which-ended-card = an ended card does not say which one it is
    .hint = compare the number on the plastic with epatent-issue show NUMBER, and name the card: --card ID
field-blank-state = Where it is
field-blank-operator = Recorded by operator
field-blank-delivery = Delivery
story-blank-attempt = { $at }  patent { $patent }: { $outcome }, operator { $operator }
delivery-number-known = blank { $number }: the register has this number already, { $state }
delivery-chip-known = blank { $number }: the register has its chip { $chip } already as blank { $known }, { $state }
error-blank-state = blank { $blank } is { $state }, and neither in the drawer nor in work: nothing was changed
    .hint = see what became of it: epatent-issue show { $blank }
card-blocked-by = patent { $patent }, decided on { $at } by operator { $operator }, reason: { $reason }; do not hand the card back
error-patent-is-blocked = the patent is { $state }: its card is not activated
    .hint = decide about the patent first, two people: epatent-issue decide restore
error-patent-is-annulled = the patent is annulled for good: its card is not activated
    .hint = end the card: epatent-issue terminate --reason CODE --yes; a person who may work again applies for a new patent
error-patent-state = patent { $patent } is { $actual }, not { $expected }: this cannot be decided about it
    .hint = see what was decided before, and by whom: epatent-issue show "{ $patent }"
error-card-is-ended = the register says of this card: { $state }
    .hint = compare the number on the plastic; if the card answers all the same, keep it and tell whoever answers for the register
error-card-counts-no-more = the card is { $state } and is not activated any more
    .hint = end it: epatent-issue terminate --reason replaced; another one is made after epatent-issue decide duplicate
error-code-of-no-card = the card is not issued, or was ended: its code is not signed
    .hint = look at it: epatent-issue show CARD
error-reason-needed = this office has a register, and it wants to know why
    .hint = give a reason: --reason CODE; fitting are: { $codes }; an office adds its own in reasons.toml of its folder

### What two people agree on

word-subject-withdrawal = a signer signs nothing any more
word-subject-root-introduction = another root is introduced to devices
word-subject-root-retirement = nothing new is signed under a root
word-subject-root-settlement = every device is set up with a new root
field-proposal = Proposal
field-says = It says
field-about = About
word-subject-rules = other rules of the office
word-subject-decision = a decision
field-proposed = Proposed by
note-nothing-waits = nothing waits for a second person
note-approved = approved; another person has to approve it too
note-approved-whole = approved; whoever proposed it can carry it out
note-approve-dry-run = nothing was approved; if this is what you want: epatent-issue approve { $digest } --yes
error-act-not-proposed = nobody proposed an act with this digest
    .hint = compare the digits with what whoever proposed it was told; to propose an act, give --propose to the command that does it
error-act-lapsed = there is nothing to approve any more: the act is done, or something was decided since it was proposed
    .hint = look at it with epatent-issue show, and propose it again where it is still wanted
error-one-is-enough = this act needs no second person
    .hint = do it: --confirm-one

### Rules of the office

help-issue-register-rules = Show the rules that are in force, and let two people put those of the files in their place
    .long =
        The rules are what office.toml allows, the policy of devices (trust/trust.toml) and the office's own reasons (reasons.toml). What is only
        stricter (four_eyes, signatures_a_day) is in force with the next command of anybody, and recorded. Everything else is in force once
        one person proposed it (--propose), another approved it (approve), and it was put in force (--confirm-all).
field-rules-in-force = Rules in force
help-issue-register-rules-confirm-all = Put the rules of the files in force; without this they are only shown
field-rules-since = Since
field-rules-differences = Would change
rules-difference = { $field }: in force “{ $in-force }”, asked for “{ $wanted }”
rules-value-none = nothing
rules-field-four_eyes = applications need two people ({ $field })
rules-field-signatures_a_day = signatures of an operator a day ({ $field })
rules-field-late_report_days = days for late reports of payments ({ $field })
rules-field-next_update_hours = most hours until the next publication ({ $field })
rules-field-expires_days = most days for which a publication is believed ({ $field })
rules-field-policy-wrong-region = answer to a patent of another region ({ $field })
rules-field-policy-status = status list demanded ({ $field })
rules-field-policy-payment = paid-through list demanded ({ $field })
rules-field-policy-status-age-seconds = age of a stale and an expired status list, seconds ({ $field })
rules-field-policy-payment-age-seconds = age of a stale and an expired paid-through list, seconds ({ $field })
rules-field-policy-payment-grace-days = days of grace after the last paid one ({ $field })
rules-field-policy-expires-soon-days = days ahead for “expires soon” ({ $field })
rules-field-policy-clock-tolerance-seconds = tolerance of clocks, seconds ({ $field })
rules-field-reason-for = acts of the reason “{ $code }” ({ $field })
rules-field-reason-category = what lists say of the reason “{ $code }” ({ $field })
rules-field-reason-en = English words of the reason “{ $code }” ({ $field })
rules-field-reason-ru = Russian words of the reason “{ $code }” ({ $field })
note-rules-wait = the files of the office (office.toml, trust/trust.toml, reasons.toml) ask for other rules than those in force, which hold: epatent-issue register rules
note-rules-two = nothing was changed; two people are needed: propose it with --propose, another person approves it
note-rules-second = proposed; another person reads and approves it: epatent-issue approve { $digest } --operator N; then repeat the command with --confirm-all
note-rules-dry-run = nothing was changed; to put them in force, repeat the command with --confirm-all
note-rules-put = the rules of the office's files are in force and recorded
error-rules-no-looser = the files of the office ask for no other rules than those in force: there is nothing for two people to agree on
    .hint = see both: epatent-issue register rules; what is only stricter needs nobody's word
error-rules-changed = nothing was done: other rules are in force than those by which this was shown
    .hint = repeat the command; if two people changed nothing meanwhile, somebody changes the register behind its back: epatent-issue register verify
error-rules-policy = no bundle can carry this policy, so that nothing could be published: { $reason }
    .hint = mend [policy] of trust/trust.toml
error-publish-other-rules = nothing was signed: { $reason }
    .hint = repeat the command; if two people changed nothing meanwhile, somebody changes the register behind its back: epatent-issue register verify
error-publish-bounds = by the rules in force the next publication is due after at most { $hours } hours, and this one is believed for at most { $days } days
    .hint = take less, or write more into office.toml (next_update_hours, expires_days) and let two people agree: epatent-issue register rules
reason-entry-of-program = line { $line }: the code “{ $code }” is the program's own, and what was decided by it must not get another meaning; give yours another code
doctor-subject-rules = Rules
doctor-rules-in-force = what the office's files say is in force
doctor-rules-tighten = office.toml is stricter than the rules in force: it holds from the next command on
doctor-rules-wait = the office's files ask for other rules than those in force since { $since } ({ $by }), which hold; fields that differ: { $count }
    .fix = see both, and let two people agree or mend the files: epatent-issue register rules
doctor-rules-unreadable = the rules of the office cannot be read: { $reason }
    .fix = find out who changed the file, and mend it; no command works until then
doctor-rules-differ = { $field }: in force “{ $in-force }”, asked for “{ $wanted }”
    .fix = find out who changed the file, and let two people agree or mend it: epatent-issue register rules

### What was done to a card

word-chip-act-suspend = suspend
word-chip-act-activate = activate
word-chip-act-terminate = end
word-chip-active = the chip answers
word-chip-suspended = the chip is suspended
word-chip-terminated = the chip is ended
word-chip-unanswered = the chip was not asked since
