//! A NumPy archive of images becomes small images with a label each, or is refused with the file's name.

use crate::files::{Small, npz};

pub fn check(bytes: &[u8]) {
    match npz::read("own.npz", bytes, Small { side: Some(8), invert: false }) {
        Ok(found) => {
            for part in [Some(found.train), found.test].into_iter().flatten() {
                assert_eq!(part.pixels.len(), part.labels.len() * found.side * found.side);
            }
        }
        Err(error) => assert!(error.file.starts_with("own.npz")),
    }
}
