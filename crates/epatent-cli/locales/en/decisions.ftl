# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: decisions about many patents at once.

word-subject-decisions = decisions of a file
error-decisions-file = nothing of “{ $path }” was decided; what is wrong with it: { $count }
    .hint = correct every line, and repeat the command
decisions-line = line { $line }, { $field }: { $reason }
decisions-not-text = the file is no text in UTF-8
decisions-columns = the columns patent;act;reason;on are needed
decisions-cells = four cells are needed, with “;” between them
decisions-empty = there is no decision in it
decisions-too-many = a file decides about 10,000 patents at most
decisions-act = a file can annul, suspend and restore
decisions-day = a day is YYYY-MM-DD; nothing stands for today
decisions-patent = series and number are needed: 77 2600012345
decisions-twice = this patent is there twice

help-issue-decide-file = Annul, suspend and restore many patents, all of a file or none; two people
    .long =
        The file is a table: patent;act;reason;on, with annul, suspend or restore as the act. Every problem is told at once, with line and
        field. Two people approve one digest of all of it, which ends as soon as something else is decided about one of the patents.
help-issue-decide-file-file = File, a table with the columns patent;act;reason;on
    .value = FILE
help-issue-decide-file-confirm-all = Do it; every patent of the file is decided about
