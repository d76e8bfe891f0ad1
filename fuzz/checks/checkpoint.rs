//! Any bytes are read as the checkpoint that they name, or refused with a reason; with a sound checksum behind them too.

use retort::session::checkpoint;
use sha2::{Digest as _, Sha256};

pub fn check(bytes: &[u8]) {
    let sealed = [bytes, &Sha256::digest(bytes)].concat();
    for bytes in [bytes, &sealed] {
        match checkpoint::about(bytes) {
            // No part of it is longer than the whole.
            Ok(about) => assert!(about.note.len() + about.identity.link.len() <= bytes.len()),
            Err(error) => assert!(!error.to_string().is_empty() && !error.code().is_empty()),
        }
    }
}
