# SPDX-License-Identifier: MIT OR Apache-2.0
# Help that all programs share.

help-heading-usage = Usage
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-word-command = COMMAND
help-word-options = OPTIONS
help-word-default = default
help-word-possible = possible values
help-word-env = variable
help-word-help = Print this help
help-word-version = Print the version

help-common-lang = Language of words and help; otherwise EPATENT_LANG, then the system's
    .value = LANG
help-common-trace = Keep each command and reply in this file, without personal data and keys; must not exist
    .value = FILE
help-common-apdu = How long commands may be: auto tries what the reader carries, short works on every reader
    .value = LENGTH
help-common-json = Answer in JSON on stdout

man-name = NAME
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-options = OPTIONS
man-subcommands = COMMANDS
man-extra = EXAMPLES
man-version = VERSION
