# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-issue: the register, what is decided and what is published.

help-issue-register = The register of the office: every blank, signature, card, payment and decision
help-issue-register-init = Make a register where there is none, and the secret by which it finds a person again
help-issue-register-verify = Read every event and every row, and name what was dropped or altered
    .long =
        Exit code 1 when anything is not what was recorded. A cut end shows only against a head that was kept elsewhere.
help-issue-register-verify-anchor = File with heads that were kept elsewhere, one a line
    .value = FILE
help-issue-register-head = Show the newest event: print it, publish it, keep it away from the register
help-issue-register-location = The register: a file, or postgres://USER@HOST/NAME; otherwise register.db in the office folder
    .value = LOCATION
help-issue-operator = Number that the office gave to the person who does this; never a name
    .value = N
help-issue-station = Name of this station; otherwise that of the computer
    .value = NAME
help-issue-approve = Approve an act that needs two people
    .long =
        It shows the whole act as it was proposed (--propose of decide, of ca withdraw, of register rules). Read it; whoever approves answers
        for what it says. A digest that nobody proposed, or whose act is done or overtaken, is refused.
help-issue-approve-digest = Digest of the act, as whoever proposed it was told: 64 digits; without it everything that waits is shown
    .value = SHA256
help-issue-approve-yes = Approve it; without this it is only shown
help-issue-propose = Propose it to a second person, as the first of the two
help-issue-publish = Publish bundle and lists of what the register says, for devices without a network
    .long =
        The new files are laid beside the old ones, read back and proved as a device would, and replace nothing before that.
        Interrupted at any moment, it leaves what devices take; the next run finishes it. Any web server or stick carries the folder.
help-issue-publish-directory = Folder to publish in; made where there is none
    .value = DIR
help-issue-publish-next-update = Hours until the next publication is due; devices call this one stale then; at most 168, or what two people put in force
    .value = HOURS
help-issue-publish-expires = Days until devices call nothing in force by it any more; at most 14, or what two people put in force
    .value = DAYS
help-issue-publish-keep-changes = Days for which the changes of a day are kept, for devices that come seldom
    .value = DAYS
help-issue-ca-withdraw = Let the signatures of a signer count for nothing from a time on; two people
    .long =
        For a stolen key give the last moment at which it was surely your own, not that of the discovery. What the signer signed before
        stays good only when nobody else can have signed with an earlier date. Devices know it with the next bundle: epatent-issue publish.
help-issue-ca-withdraw-signer = Signer, by the name of its files in the folder signers: 77 for 77.crt.pem
    .value = NAME
help-issue-ca-withdraw-from = First second in which its signatures are worth nothing: 2026-11-25T12:00:00Z
    .value = TIME
help-issue-ca-withdraw-earlier = What becomes of what it signed before
    .value = WHAT
help-issue-ca-withdraw-objects = With --earlier listed: SHA-256 of EF.SO of each card that stays good, one a line
    .value = FILE
help-issue-ca-withdraw-reason = Why, as a code: stolen-key
    .value = CODE
help-issue-confirm-all = Do it; it changes every card that this signer signed
help-issue-decide = Decide about a patent, a card or a payment; lists say it with the next publish
    .long =
        Without --confirm-one nothing is changed: it shows what would be decided and the digest of exactly that. suspend and supersede are
        done by one person, because blocking has to be fast; the others need two: one proposes, the other approves. The cards themselves are suspended
        and terminated by epatent-issue suspend and terminate.
help-issue-decide-annul = End a patent for good; two people
help-issue-decide-suspend = Block a patent and its card until it is restored
help-issue-decide-restore = Take a block back; two people
help-issue-decide-supersede = Let a card count for nothing any more; the patent stays
help-issue-decide-duplicate = Allow another card in place of one that is lost, stolen or damaged; two people
help-issue-decide-reissue = Allow another card because what it says has changed; two people
help-issue-decide-accept-payment = Let a payment count that came late or left a gap; two people
help-issue-patent = Series and number of the patent: "77 2600012345"
    .value = PATENT
help-issue-card-id = Number of the card, 32 hexadecimal digits
    .value = ID
help-issue-receipt = Receipt of the payment, as it was imported
    .value = RECEIPT
help-issue-reason = Why, as a code; a wrong one is answered with those that fit
    .value = CODE
help-issue-on = Day from which it holds, YYYY-MM-DD; otherwise today in the region
    .value = DAY
help-issue-confirm-one = Do it; it changes one patent and its card
help-issue-payments = Payments as the treasury reports them
help-issue-payments-import = Import a file of payments: all of it, or nothing
    .long =
        CSV in UTF-8, fields separated by semicolons, with a first line that names the columns in any order:
        receipt;patent;paid_on;paid_from;paid_through;amount
        Days are 2026-11-25 or 25.11.2026, amounts are roubles such as 9000,00. A wrong field anywhere keeps the whole file out, and all of them
        are told. A receipt is recorded once, however often its file comes. Exit code 1 when there is a line to look at, 2 when nothing was recorded.
help-issue-payments-import-file = File of the treasury, CSV
    .value = FILE.csv
help-issue-dry-run = Only show what would be recorded
help-issue-show = Show what the register knows of a patent: its cards, payments and decisions
help-issue-search = Search patents by the beginning of a number, by a card, a blank, a chip or a receipt, or by a person: parts of names or the number of a passport
help-issue-what = A patent's number, a card's number, a blank's number, a chip (hex) or a receipt; to search also parts of names or the number of a passport
    .value = WHAT
help-issue-stats = Count: the daily equation, states, and what happened on each day
    .long =
        Exit code 1 when the counts do not come out; the rows are named then.
help-issue-stats-days = Days to show before today, in UTC
    .value = DAYS
help-issue-doctor = Find what keeps this office from working, one thing to do for each finding
