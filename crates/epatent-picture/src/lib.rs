// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Pictures that others made, decoded by libraries that others wrote: the portrait of a card, and photos
//! of the code on its back.
//!
//! Sides, memory and tiles are bounded before a decoder allocates, and all of it is safe Rust. A decoder
//! may panic all the same; who shows pictures to officers wraps the call in [`contained`].
//!
//! ```
//! use epatent_picture::{codes, contained, jpeg};
//!
//! assert!(jpeg(b"no picture").is_none());
//! assert_eq!(contained(|| codes(b"no picture")).flatten(), None);
//! ```

mod codes;
mod contained;
mod jpeg;
mod jpeg2000;

pub use codes::{MAX_CODES, codes};
pub use contained::contained;
pub use jpeg::jpeg;
pub use jpeg2000::jpeg2000;

/// The largest portrait in pixels, each way: twice what an office issues.
pub const MAX_PORTRAIT_SIDE: u32 = 1062;
