//! Says afterwards that it was memory: a program without memory can only stop, and its trap does not tell why.

use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::{AtomicUsize, Ordering};

use wasm_bindgen::prelude::*;

#[cfg(not(feature = "system-allocator"))]
use crate::free_lists::FreeLists as Blocks;
#[cfg(feature = "system-allocator")]
use std::alloc::System as Blocks;

struct Remembering(Blocks);

/// The largest request that was refused, in bytes.
static REFUSED: AtomicUsize = AtomicUsize::new(0);

#[cfg(not(feature = "system-allocator"))]
#[global_allocator]
static ALLOCATOR: Remembering = Remembering(Blocks::new());

#[cfg(feature = "system-allocator")]
#[global_allocator]
static ALLOCATOR: Remembering = Remembering(Blocks);

#[inline(always)]
fn remember(given: *mut u8, wanted: usize) -> *mut u8 {
    if given.is_null() {
        // What fails on the way out is small beside what failed first.
        REFUSED.fetch_max(wanted, Ordering::Relaxed);
    }
    given
}

// SAFETY: every call goes on as it is; only a number is written down beside it.
#[allow(unsafe_code, reason = "an allocator is unsafe by its nature")]
unsafe impl GlobalAlloc for Remembering {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises it to this one.
        remember(unsafe { self.0.alloc(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises it to this one.
        unsafe { self.0.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises it to this one.
        remember(unsafe { self.0.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises it to this one.
        remember(unsafe { self.0.realloc(pointer, layout, size) }, size)
    }
}

/// Bytes of an allocation that the browser refused; 0 where none was. May be asked after the instance has died.
#[wasm_bindgen(js_name = refusedBytes)]
pub fn refused_bytes() -> usize {
    REFUSED.load(Ordering::Relaxed)
}
