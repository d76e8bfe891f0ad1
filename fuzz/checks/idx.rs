//! An IDX file, packed or not, holds as many numbers as its header says, or is refused with a reason.

use crate::files::idx;

pub fn check(bytes: &[u8]) {
    match idx::images(bytes) {
        Ok(raw) => assert_eq!(raw.pixels.len(), raw.count() * raw.width * raw.height),
        Err(problem) => assert!(!problem.to_string().is_empty()),
    }
    match idx::labels(bytes) {
        Ok(labels) => assert!(labels.len() <= crate::files::MOST_BYTES),
        Err(problem) => assert!(!problem.to_string().is_empty()),
    }
}
