# SPDX-License-Identifier: MIT OR Apache-2.0
# Words of epatent-conformance. The cases themselves speak the language of the specification.

conformance-yes = CONFORMS in what was tried: { $passed } cases passed, { $left } not run
conformance-not = DOES NOT CONFORM: { $failed } cases failed, { $passed } passed, { $left } not run
conformance-nothing = NOTHING WAS TRIED: { $left } cases were not run
conformance-left = Not run:
conformance-lab-keys = no key file was named: the test key of the laboratory is used
progress-conformance = Cases

error-conformance-no-case = no case begins with { $asked }
    .hint = epatent-conformance list
error-conformance-argument = the value of { $name } is not what it has to be
    .hint = --can takes six digits, --chip twenty hexadecimal digits
error-conformance-random = the system gives no random numbers: { $reason }
