//! A zip archive's entries are named and unpack within the limit, or are refused.

use retort_images::archive;

/// Bytes of one entry after unpacking.
const LIMIT: usize = 1 << 20;

pub fn check(bytes: &[u8]) {
    match archive::entries(bytes) {
        Ok(entries) => {
            for entry in entries {
                match entry.unpack(LIMIT) {
                    Ok(plain) => assert!(plain.len() <= LIMIT),
                    Err(refused) => assert!(!refused.field.is_empty()),
                }
            }
        }
        Err(refused) => assert!(!refused.field.is_empty() && !refused.allowed.is_empty()),
    }
}
