// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| epatent_fuzz::run("portrait", bytes));
