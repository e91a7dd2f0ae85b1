// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Card commands, card profile and conversations of the electronic patent card, without I/O.
