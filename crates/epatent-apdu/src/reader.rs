// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A strict reader of replies that knows its offset.

use crate::flow::ReplyProblem;

/// Reads a reply from the front.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            length: bytes.len(),
        }
    }

    /// Where the next byte is.
    pub(crate) const fn offset(&self) -> usize {
        self.length.saturating_sub(self.rest.len())
    }

    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ReplyProblem> {
        let (head, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(ReplyProblem::Cut {
                length: self.length,
                offset: self.offset(),
                needed: N,
            })?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ReplyProblem> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn number(&mut self) -> Result<u16, ReplyProblem> {
        self.array::<2>().map(u16::from_be_bytes)
    }

    /// The next byte, which must be `value`.
    pub(crate) fn exactly(
        &mut self,
        value: u8,
        expected: &'static str,
    ) -> Result<(), ReplyProblem> {
        let offset = self.offset();
        let actual = self.byte()?;
        if actual == value {
            Ok(())
        } else {
            Err(ReplyProblem::Byte {
                offset,
                actual,
                expected,
            })
        }
    }

    /// Everything that is left.
    pub(crate) fn remainder(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.rest)
    }

    /// Demands that nothing is left.
    pub(crate) fn end(&self) -> Result<(), ReplyProblem> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(ReplyProblem::Trailing {
                length: self.length,
                offset: self.offset(),
            })
        }
    }
}
