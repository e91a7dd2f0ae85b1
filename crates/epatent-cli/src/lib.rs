// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the command-line programs of the electronic patent card share: words, errors with hints, progress, pages.
