//! Lists of free blocks for small requests, one list a size.
//!
//! An update of a small network is some hundred requests for a few dozen bytes each (nodes of the gradient graph, shapes,
//! shared pointers) and for small tensors, which come back at once. The system's allocator looks for the best place and
//! joins neighbours; here a request takes the block that came back last, which is still in the cache. Larger requests are
//! few and go on to the system.
//!
//! Blocks stay with their size: what small blocks take is the most that was ever in use of each size at once.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// Sizes are multiples of this many bytes.
const STEP: usize = 16;
/// The largest block, in bytes.
const LARGEST: usize = 4096;
/// The largest alignment, in bytes: what burn asks for tensors.
const ALIGNMENT: usize = 64;
/// What is asked of the system when a list is empty, in bytes.
const SLAB: usize = 16 * 1024;

/// A free block points to the next one of its size.
struct Free {
    next: *mut Free,
}

/// The system's allocator behind lists of small blocks. Only for programs of one thread.
pub struct FreeLists {
    lists: UnsafeCell<[*mut Free; LARGEST / STEP]>,
}

// SAFETY: the engine's wasm has one thread: its memory is not shared and there are no atomics to start another with.
#[allow(unsafe_code, reason = "a global allocator must be shareable")]
unsafe impl Sync for FreeLists {}

/// The list for a request, if it is small. A block lies at a multiple of its size from an aligned start, so a size that is
/// a multiple of the alignment is aligned too.
#[inline(always)]
fn list_of(layout: Layout) -> Option<usize> {
    let small = layout.size() <= LARGEST && layout.align() <= ALIGNMENT;
    let rounded = layout.size().next_multiple_of(layout.align());
    small.then(|| rounded.saturating_sub(1) / STEP)
}

#[allow(unsafe_code, reason = "an allocator is unsafe by its nature")]
impl FreeLists {
    /// No blocks yet.
    pub const fn new() -> Self {
        Self { lists: UnsafeCell::new([null_mut(); LARGEST / STEP]) }
    }

    /// # Safety
    /// `list` exists, and no other call is under way.
    #[inline(always)]
    unsafe fn take(&self, list: usize) -> *mut u8 {
        // SAFETY: as the caller promises; blocks in a list are free and hold a pointer to the next.
        unsafe {
            let first = &mut (&mut *self.lists.get())[list];
            if first.is_null() {
                *first = fresh((list + 1) * STEP);
                if first.is_null() {
                    return null_mut();
                }
            }
            let block = *first;
            *first = (*block).next;
            block.cast()
        }
    }

    /// # Safety
    /// The block came from [`Self::take`] of the same list and nobody uses it; no other call is under way.
    #[inline(always)]
    unsafe fn give(&self, list: usize, block: *mut u8) {
        // SAFETY: as the caller promises; a block is large enough for a pointer and aligned for it.
        unsafe {
            let first = &mut (&mut *self.lists.get())[list];
            let block: *mut Free = block.cast();
            (*block).next = *first;
            *first = block;
        }
    }
}

/// A slab of the system's memory, cut into a list of blocks of `size` bytes; null where there is no memory.
#[allow(unsafe_code, reason = "an allocator is unsafe by its nature")]
#[cold]
fn fresh(size: usize) -> *mut Free {
    let Ok(layout) = Layout::from_size_align(SLAB, ALIGNMENT) else { return null_mut() };
    // SAFETY: the size is not zero, every block lies in the slab and is written before anybody reads it.
    unsafe {
        let slab = System.alloc(layout);
        let mut next = null_mut();
        if !slab.is_null() {
            for block in (0..SLAB / size).rev() {
                let free: *mut Free = slab.add(block * size).cast();
                free.write(Free { next });
                next = free;
            }
        }
        next
    }
}

// SAFETY: a block is as large and as aligned as asked, belongs to one caller at a time, and goes back to where it came
// from: list or system depend on the layout alone, which callers must repeat.
#[allow(unsafe_code, reason = "an allocator is unsafe by its nature")]
unsafe impl GlobalAlloc for FreeLists {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match list_of(layout) {
            // SAFETY: the list exists; one thread.
            Some(list) => unsafe { self.take(list) },
            // SAFETY: as the caller promises it to this one.
            None => unsafe { System.alloc(layout) },
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match list_of(layout) {
            // SAFETY: the same layout led to this list before.
            Some(list) => unsafe { self.give(list, block) },
            // SAFETY: as the caller promises it to this one.
            None => unsafe { System.dealloc(block, layout) },
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let Some(list) = list_of(layout) else {
            // SAFETY: as the caller promises it to this one.
            return unsafe { System.alloc_zeroed(layout) };
        };
        // SAFETY: a block holds the layout's size.
        unsafe {
            let block = self.take(list);
            if !block.is_null() {
                block.write_bytes(0, layout.size());
            }
            block
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that the new size, rounded up, does not overflow.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (list_of(layout), list_of(wanted)) {
            // SAFETY: as the caller promises it to this one.
            (None, None) => unsafe { System.realloc(block, layout, size) },
            (before, after) if before == after => block,
            // SAFETY: both blocks hold the smaller of the two sizes and are not the same.
            _ => unsafe {
                let moved = self.alloc(wanted);
                if !moved.is_null() {
                    moved.copy_from_nonoverlapping(block, size.min(layout.size()));
                    self.dealloc(block, layout);
                }
                moved
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// A block with its layout, filled with one byte.
    struct Held {
        block: *mut u8,
        layout: Layout,
        byte: u8,
    }

    impl Held {
        #[allow(unsafe_code, reason = "tests of an allocator")]
        fn bytes(&mut self) -> &mut [u8] {
            // SAFETY: the block has this size and is held by nobody else.
            unsafe { core::slice::from_raw_parts_mut(self.block, self.layout.size()) }
        }

        fn check(&mut self) {
            assert_eq!(self.block as usize % self.layout.align(), 0);
            let byte = self.byte;
            assert!(self.bytes().iter().all(|held| *held == byte), "somebody wrote into {:?}", self.layout);
        }
    }

    #[test]
    #[allow(unsafe_code, reason = "tests of an allocator")]
    fn blocks_are_aligned_zeroed_where_asked_and_nobody_else_s() {
        let lists = FreeLists::new();
        let mut stream = Seed(1).stream("test");
        let mut held: Vec<Held> = vec![];
        for round in 0..20_000_u32 {
            let size = 1 + stream.below(if round % 7 == 0 { 6000 } else { 600 }) as usize;
            let layout = Layout::from_size_align(size, 1 << stream.below(8)).expect("small");
            let byte = round as u8;
            // SAFETY: sizes are not zero; what is given back was taken with the same layout.
            unsafe {
                match stream.below(5) {
                    0 => held.push(Held { block: lists.alloc(layout), layout, byte }),
                    1 => {
                        let block = lists.alloc_zeroed(layout);
                        held.push(Held { block, layout, byte: 0 });
                        held.last_mut().expect("pushed").check();
                    }
                    2 if !held.is_empty() => {
                        let at = stream.below(held.len() as u32) as usize;
                        let one = &mut held[at];
                        one.check();
                        let kept = size.min(one.layout.size());
                        one.block = lists.realloc(one.block, one.layout, size);
                        one.layout = Layout::from_size_align(size, one.layout.align()).expect("small");
                        let byte = one.byte;
                        assert!(one.bytes()[..kept].iter().all(|held| *held == byte));
                        one.bytes().fill(byte);
                        continue;
                    }
                    _ if held.len() > 100 => {
                        let at = stream.below(held.len() as u32) as usize;
                        let mut one = held.swap_remove(at);
                        one.check();
                        lists.dealloc(one.block, one.layout);
                        continue;
                    }
                    _ => continue,
                }
            }
            let last = held.last_mut().expect("held");
            last.byte = byte;
            last.bytes().fill(byte);
        }
        for mut one in held {
            one.check();
            // SAFETY: taken with this layout.
            unsafe { lists.dealloc(one.block, one.layout) };
        }
    }

    #[test]
    #[allow(unsafe_code, reason = "tests of an allocator")]
    fn a_block_that_came_back_is_given_out_again() {
        let lists = FreeLists::new();
        let layout = Layout::from_size_align(40, 8).expect("small");
        // SAFETY: the sizes are not zero, and the layouts share a list.
        unsafe {
            let first = lists.alloc(layout);
            let second = lists.alloc(layout);
            assert_ne!(first, second);
            lists.dealloc(first, layout);
            assert_eq!(lists.alloc(Layout::from_size_align(48, 16).expect("small")), first);
            // Sizes of one list need no move.
            assert_eq!(lists.realloc(second, layout, 33), second);
        }
    }
}
