// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The strict scanner: one pass, recursion bounded by [`MAX_DEPTH`].
//!
//! What it makes of the items is up to the caller: nothing ([`check`], which allocates nothing,
//! because a vector of nothing does not), or a [`Value`] ([`decode`](super::decode)). There is one
//! reader and hence no second opinion about the same bytes.

use alloc::vec::Vec;

use ciborium::value::Integer;

use super::Value;
use super::{CborError, CborErrorKind as Kind, MAX_DEPTH, MAX_LENGTH};
use crate::text::is_nfc;

/// Checks that `bytes` are exactly one item of the deterministic CBOR of the card.
///
/// Tags are refused. Byte strings are opaque: their content is not looked at.
///
/// # Errors
///
/// The first broken rule in the order of the bytes, with the offset of the item that breaks it.
/// A length or count that claims more than is left fails at its own item.
pub fn check(bytes: &[u8]) -> Result<(), CborError> {
    scan(bytes, MAX_LENGTH)
}

/// Checks `bytes`, at most `limit` of them, and makes of them what the caller wants.
pub(super) fn scan<I: Item>(bytes: &[u8], limit: usize) -> Result<I, CborError> {
    let mut scanner = Scanner::new(bytes, limit)?;
    let item = scanner.item(0)?;
    scanner.end()?;
    Ok(item)
}

/// As [`check`], but the outermost item is `tag` and its content; tags inside are refused.
///
/// # Errors
///
/// [`TagMissing`](Kind::TagMissing) when the outermost item has no tag,
/// [`TagNotAllowed`](Kind::TagNotAllowed) when it has another, else as [`check`].
pub fn check_tagged(bytes: &[u8], tag: u64) -> Result<(), CborError> {
    scan_tagged(bytes, tag, MAX_LENGTH)
}

/// As [`scan`] with the outermost tag, which is left out of what is made.
pub(super) fn scan_tagged<I: Item>(bytes: &[u8], tag: u64, limit: usize) -> Result<I, CborError> {
    let mut scanner = Scanner::new(bytes, limit)?;
    let head = scanner.head()?;
    if head.major != MAJOR_TAG {
        return Err(head.fails(Kind::TagMissing));
    }
    if head.argument != tag {
        return Err(head.fails(Kind::TagNotAllowed));
    }
    let item = scanner.item(1)?;
    scanner.end()?;
    Ok(item)
}

/// What becomes of the items of an encoding.
pub(super) trait Item: Sized {
    fn unsigned(argument: u64) -> Self;
    /// The number -1 - `argument`.
    fn negative(argument: u64) -> Self;
    fn bytes(content: &[u8]) -> Self;
    fn text(content: &str) -> Self;
    fn array(items: Vec<Self>) -> Self;
    fn map(entries: Vec<(Self, Self)>) -> Self;
    /// False, true or null, by its number.
    fn simple(value: u64) -> Self;
}

/// Nothing: the check is all that is wanted.
impl Item for () {
    fn unsigned(_: u64) -> Self {}
    fn negative(_: u64) -> Self {}
    fn bytes(_: &[u8]) -> Self {}
    fn text(_: &str) -> Self {}
    fn array(_: Vec<Self>) -> Self {}
    fn map(_: Vec<(Self, Self)>) -> Self {}
    fn simple(_: u64) -> Self {}
}

impl Item for Value {
    fn unsigned(argument: u64) -> Self {
        Self::from(argument)
    }

    fn negative(argument: u64) -> Self {
        // The range of `Integer` is that of CBOR: no argument of 64 bits is beyond it.
        Integer::try_from(-1 - i128::from(argument)).map_or(Self::Null, Self::Integer)
    }

    fn bytes(content: &[u8]) -> Self {
        Self::Bytes(content.to_vec())
    }

    fn text(content: &str) -> Self {
        Self::Text(content.into())
    }

    fn array(items: Vec<Self>) -> Self {
        Self::Array(items)
    }

    fn map(entries: Vec<(Self, Self)>) -> Self {
        Self::Map(entries)
    }

    fn simple(value: u64) -> Self {
        match value {
            FALSE => Self::Bool(false),
            TRUE => Self::Bool(true),
            _ => Self::Null,
        }
    }
}

const FALSE: u64 = SIMPLE_FALSE as u64;
const TRUE: u64 = SIMPLE_TRUE as u64;

/// Most elements for which room is made before they are read: a count is a claim.
const MAX_ROOM: usize = 32;

/// Major types, RFC 8949 §3.1.
pub(super) const MAJOR_UNSIGNED: u8 = 0;
pub(super) const MAJOR_NEGATIVE: u8 = 1;
pub(super) const MAJOR_BYTES: u8 = 2;
pub(super) const MAJOR_TEXT: u8 = 3;
pub(super) const MAJOR_ARRAY: u8 = 4;
pub(super) const MAJOR_MAP: u8 = 5;
pub(super) const MAJOR_TAG: u8 = 6;
pub(super) const MAJOR_SIMPLE: u8 = 7;

/// Additional information that announces an argument of 1, 2, 4 and 8 bytes, RFC 8949 §3.
pub(super) const INFO_ONE_BYTE: u8 = 24;
pub(super) const INFO_TWO_BYTES: u8 = 25;
pub(super) const INFO_FOUR_BYTES: u8 = 26;
pub(super) const INFO_EIGHT_BYTES: u8 = 27;
const INFO_INDEFINITE: u8 = 31;

/// Simple values, RFC 8949 §3.3.
pub(super) const SIMPLE_FALSE: u8 = 20;
pub(super) const SIMPLE_TRUE: u8 = 21;
pub(super) const SIMPLE_NULL: u8 = 22;
/// Simple values below this one have no two-byte encoding.
const SIMPLE_FIRST_LONG: u8 = 32;

/// The start of an item: where, which major type, and its number, length, count or tag.
struct Head {
    start: usize,
    major: u8,
    argument: u64,
}

impl Head {
    const fn fails(&self, kind: Kind) -> CborError {
        CborError {
            kind,
            offset: self.start,
        }
    }
}

/// Most items of one document. Documents of the general limit cannot have more; of the longer lists,
/// which are a few items around long byte strings, it bounds what is built before a signature is known.
const MAX_ITEMS: usize = 1 << 20;
const _: () = assert!(MAX_LENGTH <= MAX_ITEMS);

struct Scanner<'b> {
    bytes: &'b [u8],
    /// Offset of the next byte; never beyond the end.
    at: usize,
    /// Items so far.
    items: usize,
}

impl<'b> Scanner<'b> {
    fn new(bytes: &'b [u8], limit: usize) -> Result<Self, CborError> {
        if bytes.len() > limit {
            return Err(CborError {
                kind: Kind::TooLong,
                offset: limit,
            });
        }
        Ok(Self {
            bytes,
            at: 0,
            items: 0,
        })
    }

    fn end(&self) -> Result<(), CborError> {
        if self.at == self.bytes.len() {
            return Ok(());
        }
        Err(CborError {
            kind: Kind::TrailingBytes,
            offset: self.at,
        })
    }

    /// One whole item, inside `depth` open arrays, maps and tags.
    fn item<I: Item>(&mut self, depth: usize) -> Result<I, CborError> {
        let head = self.head()?;
        self.items = self.items.saturating_add(1);
        if self.items > MAX_ITEMS {
            return Err(head.fails(Kind::TooLong));
        }
        match head.major {
            MAJOR_UNSIGNED => Ok(I::unsigned(head.argument)),
            MAJOR_NEGATIVE => Ok(I::negative(head.argument)),
            MAJOR_BYTES => self.content(&head).map(I::bytes),
            MAJOR_TEXT => {
                let content = self.content(&head)?;
                let text = core::str::from_utf8(content).map_err(|_| head.fails(Kind::NotUtf8))?;
                if is_nfc(text) {
                    Ok(I::text(text))
                } else {
                    Err(head.fails(Kind::NotNfc))
                }
            }
            MAJOR_ARRAY => {
                let depth = deeper(depth, &head)?;
                let count = self.count(&head, 1)?;
                let mut items = Vec::with_capacity(count.min(MAX_ROOM));
                for _ in 0..count {
                    items.push(self.item(depth)?);
                }
                Ok(I::array(items))
            }
            MAJOR_MAP => {
                let depth = deeper(depth, &head)?;
                self.map(&head, depth).map(I::map)
            }
            MAJOR_TAG => Err(head.fails(Kind::TagNotAllowed)),
            _ => Ok(I::simple(head.argument)),
        }
    }

    /// The entries of a map: keys strictly rising in the order of their encoded bytes.
    fn map<I: Item>(&mut self, head: &Head, depth: usize) -> Result<Vec<(I, I)>, CborError> {
        let count = self.count(head, 2)?;
        let mut entries = Vec::with_capacity(count.min(MAX_ROOM));
        let mut previous: Option<&[u8]> = None;
        for _ in 0..count {
            let start = self.at;
            let key_item = self.item(depth)?;
            let key = self.bytes.get(start..self.at).unwrap_or_default();
            if let Some(previous) = previous {
                let kind = match previous.cmp(key) {
                    core::cmp::Ordering::Less => None,
                    core::cmp::Ordering::Equal => Some(Kind::DuplicateKey),
                    core::cmp::Ordering::Greater => Some(Kind::KeyOrder),
                };
                if let Some(kind) = kind {
                    return Err(CborError {
                        kind,
                        offset: start,
                    });
                }
            }
            previous = Some(key);
            entries.push((key_item, self.item(depth)?));
        }
        Ok(entries)
    }

    /// The next head. For the major types 0 to 6 the argument is in its shortest form.
    fn head(&mut self) -> Result<Head, CborError> {
        let start = self.at;
        let fail = |kind| CborError {
            kind,
            offset: start,
        };
        let initial = *self.bytes.get(start).ok_or_else(|| fail(Kind::Truncated))?;
        self.at += 1;
        let (major, info) = (initial >> 5, initial & 0x1f);
        if major == MAJOR_SIMPLE {
            self.simple(info).map_err(fail)?;
            return Ok(Head {
                start,
                major,
                argument: u64::from(info),
            });
        }
        let (argument, least) = match info {
            0..INFO_ONE_BYTE => (u64::from(info), 0),
            INFO_ONE_BYTE => (self.number::<1>(start)?, u64::from(INFO_ONE_BYTE)),
            INFO_TWO_BYTES => (self.number::<2>(start)?, 1 << 8),
            INFO_FOUR_BYTES => (self.number::<4>(start)?, 1 << 16),
            INFO_EIGHT_BYTES => (self.number::<8>(start)?, 1 << 32),
            INFO_INDEFINITE if (MAJOR_BYTES..=MAJOR_MAP).contains(&major) => {
                return Err(fail(Kind::IndefiniteLength));
            }
            _ => return Err(fail(Kind::ReservedInitialByte)),
        };
        if argument < least {
            return Err(fail(Kind::NotShortest));
        }
        Ok(Head {
            start,
            major,
            argument,
        })
    }

    /// Major type 7: only false, true and null pass.
    fn simple(&self, info: u8) -> Result<(), Kind> {
        match info {
            SIMPLE_FALSE | SIMPLE_TRUE | SIMPLE_NULL => Ok(()),
            0..INFO_ONE_BYTE => Err(Kind::SimpleValue),
            INFO_ONE_BYTE => match self.bytes.get(self.at) {
                None => Err(Kind::Truncated),
                Some(0..SIMPLE_FIRST_LONG) => Err(Kind::NotShortest),
                Some(_) => Err(Kind::SimpleValue),
            },
            INFO_TWO_BYTES..=INFO_EIGHT_BYTES => Err(Kind::Float),
            INFO_INDEFINITE => Err(Kind::IndefiniteLength),
            _ => Err(Kind::ReservedInitialByte),
        }
    }

    /// A big-endian number of `N` bytes, part of the head at `start`.
    fn number<const N: usize>(&mut self, start: usize) -> Result<u64, CborError> {
        let Some(bytes) = self
            .bytes
            .get(self.at..)
            .and_then(|rest| rest.first_chunk::<N>())
        else {
            return Err(CborError {
                kind: Kind::Truncated,
                offset: start,
            });
        };
        self.at += N;
        Ok(bytes
            .iter()
            .fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// The content of a byte or text string.
    fn content(&mut self, head: &Head) -> Result<&'b [u8], CborError> {
        let start = self.at;
        let content = usize::try_from(head.argument)
            .ok()
            .and_then(|length| start.checked_add(length))
            .and_then(|end| self.bytes.get(start..end))
            .ok_or_else(|| head.fails(Kind::Truncated))?;
        self.at += content.len();
        Ok(content)
    }

    /// The count of an array or map whose entries take at least `least` bytes each.
    fn count(&self, head: &Head, least: usize) -> Result<usize, CborError> {
        let most = self.bytes.len().saturating_sub(self.at) / least;
        usize::try_from(head.argument)
            .ok()
            .filter(|count| *count <= most)
            .ok_or_else(|| head.fails(Kind::Truncated))
    }
}

/// The depth inside the array or map that `head` opens.
fn deeper(depth: usize, head: &Head) -> Result<usize, CborError> {
    if depth < MAX_DEPTH {
        Ok(depth + 1)
    } else {
        Err(head.fails(Kind::TooDeep))
    }
}
