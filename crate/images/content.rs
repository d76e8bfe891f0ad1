//! The content as bytes, whatever file it came in: what the key is made of, and what an engine reads.
//!
//! A word, then five numbers (32 bits, the lowest byte first): side, classes, training images, test images; of each class
//! its name's length and its name in UTF-8; then labels and pixels of training, labels and pixels of the test.

use sha2::{Digest as _, Sha256};

use super::{CLASSES, DIGITS, MOST_IMAGES, OwnImages, Part, Refused, WORD};

const MAGIC: &[u8] = b"retort own images 1";

impl OwnImages {
    /// The content.
    pub fn to_bytes(&self) -> Vec<u8> {
        let number = |number: usize| (number as u32).to_le_bytes();
        let mut bytes = MAGIC.to_vec();
        for value in [self.side(), self.names().len(), self.train().len(), self.test().len()] {
            bytes.extend(number(value));
        }
        for name in self.names() {
            bytes.extend(number(name.len()));
            bytes.extend(name.as_bytes());
        }
        for part in [self.train(), self.test()] {
            bytes.extend(&part.labels);
            bytes.extend(&part.pixels);
        }
        bytes
    }

    /// The images of such bytes.
    ///
    /// # Errors
    /// [`Refused`] for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        Self::parts(bytes).unwrap_or_else(|| {
            Err(Refused::new(
                "content",
                "other bytes, or some are missing",
                "what the page made of the images",
            ))
        })
    }

    fn parts(bytes: &[u8]) -> Option<Result<Self, Refused>> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at_checked(count)?;
            rest = left;
            Some(taken)
        };
        let mut numbers = [0; 4];
        for number in &mut numbers {
            *number = u32::from_le_bytes(take(4)?.try_into().ok()?) as usize;
        }
        let [side, classes, train, test] = numbers;
        // What is far out of range is not multiplied below.
        if side > 0xFFF || classes > CLASSES[1] || train.max(test) > MOST_IMAGES {
            return None;
        }
        let mut names = vec![];
        for _ in 0..classes {
            let length = u32::from_le_bytes(take(4)?.try_into().ok()?) as usize;
            names.push(std::str::from_utf8(take(length)?).ok()?.to_owned());
        }
        let mut part = |count: usize| {
            let labels = take(count)?.to_vec();
            Some(Part { labels, pixels: take(count.checked_mul(side * side)?)?.to_vec() })
        };
        let parts = [part(train)?, part(test)?];
        rest.is_empty().then(|| Self::new(names, side, parts))
    }

    /// SHA-256 of the content.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }

    /// The word for these images in links.
    pub fn key(&self) -> String {
        let digits: String = self.digest().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{WORD}-{}", &digits[..DIGITS])
    }
}

#[cfg(test)]
mod tests {
    use super::super::own::tests::some;
    use super::*;

    #[test]
    fn bytes_come_back_as_the_same_images_and_others_are_refused() {
        let bytes = some().to_bytes();
        assert_eq!(OwnImages::from_bytes(&bytes), Ok(some()));
        for cut in (0..bytes.len()).step_by(53) {
            assert!(OwnImages::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        assert!(OwnImages::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
        // Any number of the head, as large as it can be.
        for at in (MAGIC.len()..MAGIC.len() + 20).step_by(4) {
            let mut hostile = bytes.clone();
            hostile[at..at + 4].fill(0xFF);
            assert!(OwnImages::from_bytes(&hostile).is_err(), "{at}");
        }
    }

    #[test]
    fn the_content_decides_the_key() {
        let key = some().key();
        assert_eq!(key, some().key());
        let mut bytes = some().to_bytes();
        *bytes.last_mut().expect("pixels") ^= 1;
        assert_ne!(OwnImages::from_bytes(&bytes).expect("sound").key(), key);
        // Other numbers elsewhere would be other links: this one stays.
        assert_eq!(key, "own-b93c383143c3");
    }
}
