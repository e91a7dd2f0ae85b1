// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a failure can be looked into with: the bytes of its exchange, and what was computed.

/// The exchange of a failure, and what its values were computed from.
///
/// The bytes are those of the wire: what a channel protected stays protected. Beside it stands the command in the
/// clear; of the answer in the clear, and of secrets of a channel, only what a card says that the bench wrote itself,
/// which holds nobody's data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// The command without its protection, where a channel protected it.
    pub plain: Option<Vec<u8>>,
    /// The APDU that was sent last, whole.
    pub sent: Vec<u8>,
    /// The reply to it, with its status word; none where none came.
    pub answer: Option<Vec<u8>>,
    /// Data and status word of the whole answer without its protection, where it has data and the bench wrote the
    /// card.
    pub opened: Option<Vec<u8>>,
    /// Values by name, in hexadecimal or in words: what was expected, and what it was computed from.
    pub computed: Vec<(&'static str, String)>,
}

impl Evidence {
    /// Whether the APDU is GET RESPONSE, and the card refused it.
    pub(crate) fn is_refused_get_response(&self) -> bool {
        let refused = |answer: &Vec<u8>| match answer.as_slice() {
            [.., high, _] => !matches!(high, 0x90 | 0x61..=0x63),
            _ => true,
        };
        self.sent.get(1) == Some(&0xC0) && self.answer.as_ref().is_none_or(refused)
    }
}
