//! A PNG or JPEG picture becomes as many pixels as it has, or is refused; and then a small grey image.

use crate::files::{Small, picture};

pub fn check(bytes: &[u8]) {
    match picture::read(bytes) {
        Ok(raw) => {
            assert_eq!(raw.pixels.len(), 4 * raw.width * raw.height);
            let small =
                Small { side: Some(28), invert: true }.shrink(&raw).expect("any picture can be made small");
            assert_eq!(small.len(), 28 * 28);
        }
        Err(problem) => assert!(!problem.to_string().is_empty()),
    }
}
