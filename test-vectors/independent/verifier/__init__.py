# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""A second verifier of electronic patent cards, written from applet-spec/ alone."""
