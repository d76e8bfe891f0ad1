//! Numbers for whoever asks the system for random ones: a fixed sequence, so that the wasm file imports no chance at all.
//!
//! burn asks, to give its parameters names that differ; no name has any influence on a number. What an experiment draws
//! comes from [`crate::seed`].

use std::cell::RefCell;

use crate::seed::{Seed, Stream};

thread_local! {
    static STREAM: RefCell<Stream> = RefCell::new(Seed(0).stream("names"));
}

/// The custom backend that the `getrandom` crate looks for.
///
/// # Safety
/// `destination` must be valid for writes of `length` bytes, as the crate promises.
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(
    destination: *mut u8,
    length: usize,
) -> Result<(), getrandom::Error> {
    STREAM.with_borrow_mut(|stream| {
        for at in 0..length {
            let byte = stream.next_u64() as u8;
            // SAFETY: `at` is below `length`, and the caller promises so many writable bytes.
            unsafe { destination.add(at).write(byte) };
        }
    });
    Ok(())
}
