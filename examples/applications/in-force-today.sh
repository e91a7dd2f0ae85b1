#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors
#
# The days in the applications of this folder stand still. This makes a copy that can be issued whatever year it is:
#
#     examples/applications/in-force-today.sh NAME FOLDER [FIRST-DAY]
#
# writes NAME.json and its portrait to FOLDER, which is made where it is not there, and says where the copy is. The
# patent is in force for a year from FIRST-DAY (YYYY-MM-DD); by default from yesterday, since today is not the same
# day everywhere. All else stays as it is.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# = 2 ] || [ $# = 3 ] || { echo "usage: in-force-today.sh NAME FOLDER [FIRST-DAY]" >&2; exit 2; }
[ -e "$here/$1.json" ] || { echo "in-force-today.sh: there is no $here/$1.json" >&2; exit 2; }

first=$(date --utc --date "${3:-yesterday}" +%F)
last=$(date --utc --date "$first + 1 year - 1 day" +%F)
mkdir -p -- "$2"
# The day of the patent, not that of the passport, which is further in; and the status list of the year.
sed -E -e "s/^(    \"issued_on\": )\"[0-9-]+\"/\1\"$first\"/" \
    -e "s/(\"in_force_from\": )\"[0-9-]+\"/\1\"$first\"/; s/(\"latest_end\": )\"[0-9-]+\"/\1\"$last\"/" \
    -e "s/(\"list\": [0-9]+)[0-9]{4}/\1${first%%-*}/" \
    -- "$here/$1.json" >"$2/$1.json"
cp -- "$here/$1.jpg" "$2/$1.jpg"
echo "$2/$1.json"
