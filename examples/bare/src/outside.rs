// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What an operating system and `std` would give: memory, an end after a panic, and a way in.

use core::panic::PanicInfo;
use core::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};

use alloc::vec::Vec;
use epatent_verify::Verdict;

use crate::{Place, answer};

#[global_allocator]
static MEMORY: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// `std` has one, too: where anything that is linked here brought `std` along, this does not compile.
#[panic_handler]
fn end(_why: &PanicInfo<'_>) -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    loop {
        core::hint::spin_loop();
    }
}

/// Bytes of the memory that both sides see: the longest card file, and a certificate.
const ROOM: usize = 1 << 17;

/// The host writes here, without a pointer that Rust would have to trust.
static SHARED: [AtomicU8; ROOM] = [const { AtomicU8::new(0) }; ROOM];

/// Length of the words that stand in [`SHARED`] after a verdict.
static WORDS: AtomicU32 = AtomicU32::new(0);

/// Where the host writes the card file and after it the root, and reads the findings afterwards.
// A name that the linker keeps: the one thing here that the compiler calls unsafe.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn epatent_memory() -> *const AtomicU8 {
    SHARED.as_ptr()
}

/// Judges the first `card` bytes of the memory under the `root` bytes that follow: 0 in force, 1 refused,
/// 3 undetermined, as `epatent-check` exits; 2 for arguments that are not what they should be.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn epatent_verify(card: u32, root: u32, region: u8, now: u64, day: u32) -> u32 {
    let place = Place { region, now, day };
    let answered = read(0, card)
        .zip(read(card, root))
        .and_then(|(card, root)| answer(&card, &root, place));
    let Some((verdict, words)) = answered else {
        return 2;
    };
    for (cell, byte) in SHARED.iter().zip(words.bytes()) {
        cell.store(byte, Relaxed);
    }
    WORDS.store(u32::try_from(words.len()).unwrap_or(0), Relaxed);
    match verdict {
        Verdict::InForce => 0,
        Verdict::Refused => 1,
        Verdict::Undetermined => 3,
    }
}

/// How many bytes of the memory are the codes of the findings.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn epatent_words() -> u32 {
    WORDS.load(Relaxed)
}

/// `length` bytes of the shared memory; `None` where they are not in it.
fn read(offset: u32, length: u32) -> Option<Vec<u8>> {
    let start = usize::try_from(offset).ok()?;
    let end = start.checked_add(usize::try_from(length).ok()?)?;
    let cells = SHARED.get(start..end)?;
    Some(cells.iter().map(|cell| cell.load(Relaxed)).collect())
}
