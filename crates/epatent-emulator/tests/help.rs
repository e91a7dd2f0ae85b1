// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Help screens as they are printed, in both languages; `TRYCMD=overwrite` takes new ones.

#[test]
fn help_screens_are_as_they_were_agreed() {
    trycmd::TestCases::new()
        .env("COLUMNS", "100")
        .case("tests/help/*.trycmd");
}
