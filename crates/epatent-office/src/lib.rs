// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The work of an issuing office, without words and screens: what comes in, what is made of it, and
//! what goes out. The register says what has been done; this crate does it, one recorded step at a time.
