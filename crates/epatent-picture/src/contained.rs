// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Work of decoders that others wrote, on bytes that anybody may have made.

use std::panic;
use std::sync::Mutex;

/// One at a time: the hook is the whole program's.
static HOOK: Mutex<()> = Mutex::new(());

/// Runs a decoder; `None` where it panics. Nothing of a panic reaches the screen: it would say what was
/// in the picture, and the answer says that it cannot be drawn.
pub fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    let guard = HOOK.lock();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    // What the work leaves half-done is its own and is dropped with it.
    let result = panic::catch_unwind(panic::AssertUnwindSafe(work));
    panic::set_hook(hook);
    drop(guard);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_answer_and_no_end() {
        assert_eq!(contained(|| 7), Some(7));
        let broken: Option<u8> = contained(|| Vec::<u8>::new().remove(0));
        assert_eq!(broken, None);
        assert_eq!(contained(|| 8), Some(8));
    }
}
