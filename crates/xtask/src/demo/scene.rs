// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The cards of the demo and the answer that each must get.

/// One card and its check.
pub(super) struct Scene {
    /// Name of its image.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// The application it is issued from, in `examples/applications`.
    pub(super) application: Option<&'static str>,
    /// The card whose readable bytes it copies.
    pub(super) copy_of: Option<&'static str>,
    /// The card it is, with something done to it.
    pub(super) same_as: Option<&'static str>,
    /// The bit that the emulator flips while it serves the card: file and byte.
    pub(super) flip: Option<&'static str>,
    pub(super) expected: Expected,
}

/// The answer that a check must give.
pub(super) struct Expected {
    pub(super) exit: i32,
    pub(super) verdict: &'static str,
    /// A finding that must be among those told.
    pub(super) code: &'static str,
    /// The part of the card that it must name, where it names one.
    pub(super) part: &'static str,
}

pub(super) const SCENES: [Scene; 5] = [
    Scene {
        name: "rakhimov",
        title: "Rakhimov, Moscow",
        application: Some("rakhimov.json"),
        copy_of: None,
        same_as: None,
        flip: None,
        expected: Expected {
            exit: 0,
            verdict: "in-force",
            code: "in-force",
            part: "",
        },
    },
    Scene {
        name: "yusupova",
        title: "Yusupova, Moscow region",
        application: Some("yusupova.json"),
        copy_of: None,
        same_as: None,
        flip: None,
        expected: Expected {
            exit: 3,
            verdict: "undetermined",
            code: "wrong-region",
            part: "",
        },
    },
    Scene {
        name: "toktogulov",
        title: "Toktogulov, one bit flipped",
        application: Some("toktogulov.json"),
        copy_of: None,
        same_as: None,
        flip: Some("0101:40"),
        expected: Expected {
            exit: 1,
            verdict: "refused",
            code: "digest-mismatch",
            part: "holder",
        },
    },
    Scene {
        name: "signature",
        title: "Toktogulov, signature bit",
        application: None,
        copy_of: None,
        same_as: Some("toktogulov"),
        flip: Some("011D:700"),
        expected: Expected {
            exit: 1,
            verdict: "refused",
            code: "signature-invalid",
            part: "",
        },
    },
    Scene {
        name: "clone",
        title: "A copy of Rakhimov's card",
        application: None,
        copy_of: Some("rakhimov"),
        same_as: None,
        flip: None,
        expected: Expected {
            exit: 1,
            verdict: "refused",
            code: "clone-suspected",
            part: "",
        },
    },
];
