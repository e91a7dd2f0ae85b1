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
conformance-ended = ENDED EARLY, nothing against the card so far: { $passed ->
        [one] { $passed } case
       *[other] { $passed } cases
    } passed, { $left } not run
conformance-coverage = This run showed { $shown } of { $all } requirements; all cases together can show { $possible }
conformance-step = { $done } of { $total }: { $area }, card { $stage }
conformance-the-lab-key = the test key of the laboratory
conformance-left = Not run:
conformance-lab-keys = no key file was named: the test key of the laboratory is used
progress-conformance = Cases

error-conformance-keys = the card does not answer with keys of { $keys }: no case was run
    .hint = --master-key or --static-keys takes the key file of this card, and --chip the number of its chip where it was issued; the card itself is at fault only if these are right
error-conformance-no-chip = an issued card does not say which chip it is: no case was run
    .hint = --chip takes its number, --card the record of an earlier run
error-conformance-number = the card refuses the access number (6300) and has counted the attempt: no case was run
    .hint = --can takes the six digits printed on this card; --card must be the record of this card
error-conformance-no-case = no case begins with { $asked }
    .hint = epatent-conformance list
error-conformance-argument = the value of { $name } is not what it has to be
    .hint = --can takes six digits, --chip twenty hexadecimal digits
error-conformance-random = the system gives no random numbers: { $reason }
