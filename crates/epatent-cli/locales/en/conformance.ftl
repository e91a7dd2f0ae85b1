# SPDX-License-Identifier: MIT OR Apache-2.0
# Words of epatent-conformance. The cases themselves speak the language of the specification.

conformance-yes = CONFORMS in what was tried: { $passed ->
        [one] { $passed } case
       *[other] { $passed } cases
    } passed, { $left } not run
conformance-not = DOES NOT CONFORM: { $failed ->
        [one] { $failed } case
       *[other] { $failed } cases
    } failed, { $passed } passed, { $left } not run
conformance-nothing = NOTHING WAS TRIED: { $left ->
        [one] { $left } case was
       *[other] { $left } cases were
    } not run
conformance-part = NOT ALL THAT WAS ASKED FOR COULD BE TRIED, nothing against the card so far: { $passed ->
        [one] { $passed } case
       *[other] { $passed } cases
    } passed, { $left } not run
conformance-used-up = this card is { $stage }: destructive cases need a blank one
conformance-keys = Where the keys may not be those of this card: --master-key or --static-keys takes its key file, and --chip the number of its chip where it was issued
conformance-key-file = --master-key takes 32 hexadecimal digits; --static-keys takes JSON with "enc" and "mac", 32 hexadecimal digits each
conformance-record = --card takes the record that an earlier run with --card wrote, or the name of a new one
conformance-failed = { $sent }: expected { $expected }, the card gave { $actual }
conformance-waiting = { $count ->
        [one] { $count } case was
       *[other] { $count } cases were
    } not run: { $cause }
conformance-cause = { $missed }: { $step } answered { $actual } ({ $rule })
conformance-or = or
conformance-missed-applet = there is no such applet on the card
conformance-missed-stage = the card could not be brought to { $stages }
conformance-missed-reader = the channel of a reader could not be opened
conformance-missed-issuer = the channel of the issuer could not be opened at level { $levels }
conformance-left-destructive = changes the card (--destructive)
conformance-left-slow = takes many thousands of commands (--slow)
conformance-left-extended = needs extended APDUs (--extended)
conformance-left-stage = the card is { $stage } (--destructive)
conformance-left-used-up = the card is { $stage }: needs a blank card
conformance-left-own-card = needs another blank card: uses one up by itself
conformance-left-number = the access number is not known (--can: the six digits are printed on the card)
conformance-left-chip = the diversification data of the chip is not known (--chip: epatent-issue stock chip shows them of a blank card, epatent-emulator show of an emulated one)
conformance-left-point = the public point of the chip is not known (--card: the record of the run that wrote the card)
conformance-left-not-carried = the reader gave no reply to bytes that are no command
conformance-left-other-card = says nothing of this card: { $what }
conformance-left-ended = the run was ended before it
conformance-tested-reader = reader
conformance-tested-atr = atr
conformance-tested-select = select
conformance-tested-date = date
conformance-tested-version = version
conformance-tested-flags = flags
conformance-ended = ENDED EARLY, nothing against the card so far: { $passed ->
        [one] { $passed } case
       *[other] { $passed } cases
    } passed, { $left } not run
conformance-coverage = This run showed { $shown } of { $all } requirements; all cases together can show { $possible }
conformance-step = { $done } of { $total }: { $area }, card { $stage }
conformance-left = Not run:
conformance-lab-keys = no key file was named: the test key of the laboratory is used
progress-conformance = Cases

error-conformance-no-chip = an issued card does not say which chip it is: no case was run
    .hint = --chip takes its number, as epatent-issue stock chip shows it of a blank card and epatent-emulator show of an emulated one; --card the record of an earlier run
error-conformance-number = the card refuses the access number (6300) and has counted the attempt: no case was run
    .hint = --can takes the six digits printed on this card; --card must be the record of this card
error-conformance-no-case = no case begins with { $asked }
    .hint = epatent-conformance list
error-conformance-argument = the value of { $name } is not what it has to be
    .hint = --can takes six digits, --chip twenty hexadecimal digits
error-conformance-same-file = { $path } is named for two files of this run
    .hint = give each of --junit, --html, --trace and --card a name of its own
error-conformance-random = the system gives no random numbers: { $reason }
