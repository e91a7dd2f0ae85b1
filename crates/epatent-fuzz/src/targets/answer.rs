// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Answers with a form of their own: FCI, STATUS.

use epatent_apdu::profile::{AppletInfo, Status};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "answer",
    bytes_of: "a card",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(status) = Status::parse(bytes) {
        assert_eq!(status.encode(), bytes);
    }
    if let Ok(applet) = AppletInfo::parse(bytes) {
        assert_eq!(applet.encode(), bytes);
    }
}
