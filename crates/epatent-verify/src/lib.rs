// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The offline verifier of the electronic patent card: a pure function of what was shown, trust, policy, place and time.
