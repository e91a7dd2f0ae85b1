// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Compression within bounds: zlib (RFC 1950) around DEFLATE (RFC 1951).

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, compress_to_output,
    create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// The level that makes the shortest output at a bearable price.
const LEVEL: i32 = 9;
/// Any positive number of window bits asks for a zlib header.
const WINDOW_BITS: i32 = 15;

/// Why bytes are not the compressed form of as many bytes as they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ZlibError {
    /// Not a zlib stream: header, code or check value (Adler-32) are wrong, or it needs a dictionary.
    #[error("the compressed data are damaged")]
    Damaged,
    /// The stream ends before its checksum (RFC 1950 §2.2).
    #[error("the compressed data are cut short")]
    Truncated,
    /// The stream holds more than it declares; nothing beyond the declared length was inflated.
    #[error("the compressed data hold more than the {declared} bytes that are declared")]
    TooLong {
        /// The length that was declared, in bytes.
        declared: usize,
    },
    /// The stream holds less than it declares.
    #[error("the compressed data hold {actual} bytes, not the {declared} that are declared")]
    TooShort {
        /// The length that was declared, in bytes.
        declared: usize,
        /// The length that was inflated, in bytes.
        actual: usize,
    },
    /// Bytes follow the stream.
    #[error("bytes follow the compressed data")]
    TrailingBytes,
}

/// Inflates a zlib stream that must hold exactly `length` bytes and be followed by nothing.
///
/// Every header that RFC 1950 section 2.2 allows is accepted, whatever window and level it names,
/// but not one that asks for a dictionary. Memory is bounded by `length`, which the caller bounds.
///
/// # Errors
///
/// [`ZlibError::Damaged`] for a wrong header, code or check value; [`ZlibError::Truncated`] for a stream
/// that stops; [`ZlibError::TooLong`] and [`ZlibError::TooShort`] for another length than `length`;
/// [`ZlibError::TrailingBytes`] for anything behind it.
pub fn inflate(stream: &[u8], length: usize) -> Result<Vec<u8>, ZlibError> {
    const FLAGS: u32 = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut output = vec![0; length];
    let mut decompressor = Box::<DecompressorOxide>::default();
    let (status, consumed, actual) = decompress(&mut decompressor, stream, &mut output, 0, FLAGS);
    match status {
        TINFLStatus::Done if actual < length => Err(ZlibError::TooShort {
            declared: length,
            actual,
        }),
        TINFLStatus::Done if consumed < stream.len() => Err(ZlibError::TrailingBytes),
        TINFLStatus::Done => Ok(output),
        TINFLStatus::HasMoreOutput => Err(ZlibError::TooLong { declared: length }),
        TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => {
            Err(ZlibError::Truncated)
        }
        _ => Err(ZlibError::Damaged),
    }
}

/// Compresses into a zlib stream, always the same for the same bytes.
///
/// Columns of dates have few repetitions that pay and a very uneven use of their values, so that
/// looking for no repetitions, or for long ones only, is often shorter: the shortest is taken.
#[must_use]
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    [
        CompressionStrategy::Default,
        CompressionStrategy::Filtered,
        CompressionStrategy::HuffmanOnly,
    ]
    .into_iter()
    .map(|strategy| deflate_with(bytes, strategy))
    .min_by_key(Vec::len)
    .unwrap_or_default()
}

fn deflate_with(bytes: &[u8], strategy: CompressionStrategy) -> Vec<u8> {
    let flags = create_comp_flags_from_zip_params(LEVEL, WINDOW_BITS, strategy.into());
    let mut compressor = Box::new(CompressorOxide::new(flags));
    let mut output = Vec::new();
    // The output takes everything, so that one call is enough and cannot fail.
    compress_to_output(&mut compressor, bytes, TDEFLFlush::Finish, |part| {
        output.extend_from_slice(part);
        true
    });
    output
}
