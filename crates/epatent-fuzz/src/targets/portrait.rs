// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A portrait in either format: a picture within the bounds, or none.

use epatent_picture::{MAX_PORTRAIT_SIDE, jpeg, jpeg2000};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "portrait",
    bytes_of: "a card",
    run,
};

fn run(bytes: &[u8]) {
    for picture in [jpeg(bytes), jpeg2000(bytes)].into_iter().flatten() {
        assert!(picture.width().max(picture.height()) <= MAX_PORTRAIT_SIDE);
    }
}
