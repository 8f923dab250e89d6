//! An allocator that wipes memory before it gives it back.
//!
//! `Secret` wipes what it owns, but a secret also passes through text fields, requests and messages of libraries that
//! know nothing of it. Their copies go when their memory is freed, whoever freed it.

#![allow(unsafe_code, reason = "an allocator is unsafe by its trait; each step says why it is sound")]

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, save that freed blocks are zeroes. Growing a block moves it, and the old one is wiped too:
/// that is what the trait's own `realloc` does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wiping<A = System>(pub A);

// SAFETY: every call is handed on with the arguments it came with; writing into a block before it is freed is allowed.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the same promises.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the same promises.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is the caller's until it is freed below, and `layout` is its size.
        let bytes = unsafe {
            block.write_bytes(0, layout.size());
            std::slice::from_raw_parts(block, layout.size())
        };
        // Without it the compiler may leave the writes out: nobody reads them.
        zeroize::optimization_barrier(bytes);
        // SAFETY: the caller keeps the same promises.
        unsafe { self.0.dealloc(block, layout) }
    }
}

/// Has all threads share one arena, where the system's allocator would make one for each: of the others it gives back
/// only what is freed between blocks in use, so each thread that ever read a long list would keep the room for one.
/// To be called before there are threads.
pub fn share_one_arena() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const M_ARENA_MAX: std::ffi::c_int = -8;
        unsafe extern "C" {
            fn mallopt(what: std::ffi::c_int, value: std::ffi::c_int) -> std::ffi::c_int;
        }
        // SAFETY: glibc takes any value, and no other thread is there to see it change.
        unsafe { mallopt(M_ARENA_MAX, 1) };
    }
}

/// Gives back to the system what was freed, where its allocator keeps that for itself. May take some milliseconds.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            fn malloc_trim(pad: usize) -> std::ffi::c_int;
        }
        // SAFETY: glibc holds its own locks meanwhile and touches no block that is in use.
        unsafe { malloc_trim(0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts the blocks and looks at each one at the moment it is freed.
    #[derive(Default)]
    struct Spy {
        freed: AtomicUsize,
        dirty: AtomicUsize,
    }

    // SAFETY: the system's allocator does all the work; a block is read before it is freed only.
    unsafe impl GlobalAlloc for Spy {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: as the caller promised.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            // SAFETY: the block is as large as its layout says, and was written whole by the test.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            self.freed.fetch_add(1, Ordering::Relaxed);
            self.dirty.fetch_add(bytes.iter().filter(|byte| **byte != 0).count(), Ordering::Relaxed);
            // SAFETY: as the caller promised.
            unsafe { System.dealloc(block, layout) }
        }
    }

    #[test]
    fn what_is_freed_or_left_behind_by_growing_is_zeroes() {
        let wiping = Wiping(Spy::default());
        for size in [1, 7, 63, 4096, 300_000] {
            let layout = Layout::from_size_align(size, 8).unwrap();
            // SAFETY: sizes are not zero, and each block is used with the layout it has then.
            unsafe {
                let block = wiping.alloc(layout);
                block.write_bytes(0xA5, size);
                let grown = wiping.realloc(block, layout, size * 3);
                assert!(std::slice::from_raw_parts(grown, size).iter().all(|byte| *byte == 0xA5));
                grown.add(size).write_bytes(0x5A, size * 2);
                wiping.dealloc(grown, Layout::from_size_align(size * 3, 8).unwrap());
            }
        }
        assert_eq!(wiping.0.freed.load(Ordering::Relaxed), 10);
        assert_eq!(wiping.0.dirty.load(Ordering::Relaxed), 0);
    }

    /// Pages of this program that are in memory.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn pages() -> usize {
        let told = std::fs::read_to_string("/proc/self/statm").unwrap();
        told.split(' ').nth(1).unwrap().parse().unwrap()
    }

    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[test]
    fn what_was_freed_is_given_back() {
        const BLOCKS: usize = 128 * 1024;
        let mut blocks: Vec<Vec<u8>> = (0..BLOCKS).map(|_| vec![1; 1000]).collect();
        // Some stay, so that the allocator cannot give the end of its memory back by itself.
        let mut number = 0;
        blocks.retain(|_| {
            number += 1;
            number % 1000 == 0
        });
        let before = pages();
        give_back();
        let after = pages();
        let freed = BLOCKS * 1000 / 4096;
        assert!(before - after > freed / 2, "{before} pages, {after} after it, of {freed} that were freed");
        drop(blocks);
    }
}
