//! One file for own images: an `.npz` archive with the arrays of Keras' `mnist.npz` and the names of the classes.
//!
//! | array | type | shape |
//! |---|---|---|
//! | `x_train`, `x_test` | unsigned bytes, 0 black to 255 white | `[images, height, width]` |
//! | `y_train`, `y_test` | whole numbers from 0 | `[images]` |
//! | `class_names` | unicode text | `[classes]` |
//!
//! `numpy.load(file)["x_train"]` opens it, and `numpy.savez(file, x_train=…, …)` writes one. Where `class_names` is missing
//! the classes are called by their numbers.

use super::{CLASSES, LONGEST_NAME, MOST_IMAGES, OwnImages, Part, Refused, SIDES, archive, array};

/// Room for an array's header.
const HEADER: usize = 64 * 1024;

impl OwnImages {
    /// The file. Equal images give equal files.
    pub fn to_file(&self) -> Vec<u8> {
        let images =
            |split: &Part| array::write("|u1", &[split.len(), self.side(), self.side()], &split.pixels);
        let labels = |split: &Part| array::write("|u1", &[split.len()], &split.labels);
        archive::write(&[
            ("x_train.npy", images(self.train())),
            ("y_train.npy", labels(self.train())),
            ("x_test.npy", images(self.test())),
            ("y_test.npy", labels(self.test())),
            ("class_names.npy", array::write_texts(self.names())),
        ])
    }

    /// Opens such a file, or one that NumPy wrote, packed or not.
    ///
    /// # Errors
    /// [`Refused`] for anything else; memory and time stay in proportion to what is allowed, whatever the file says.
    pub fn from_file(bytes: &[u8]) -> Result<Self, Refused> {
        let entries = archive::entries(bytes)?;
        let find = |name: &str| entries.iter().find(|entry| entry.name.strip_suffix(".npy") == Some(name));
        let unpack = |name: &str, limit: usize| match find(name) {
            Some(entry) => entry.unpack(HEADER + limit),
            None => Err(Refused::new(
                "file",
                format!("no array {name}"),
                "x_train, y_train, x_test, y_test, class_names",
            )),
        };
        let mut side = None;
        let mut split = |part: &str| -> Result<Part, Refused> {
            let packed = unpack(&format!("x_{part}"), MOST_IMAGES * SIDES[1] * SIDES[1])?;
            let images = array::Array::read(&packed)?;
            // A last 1 is the number of channels.
            let (&[count, height, width] | &[count, height, width, 1]) = images.shape.as_slice() else {
                return Err(Refused::new(
                    "shape of images",
                    format!("{:?}", images.shape),
                    "[images, height, width]",
                ));
            };
            if width != height || *side.get_or_insert(width) != width {
                let found = format!("{width}x{height}");
                return Err(Refused::new("size of images", found, "one square size for all"));
            }
            let packed = unpack(&format!("y_{part}"), MOST_IMAGES * 8)?;
            let labels = array::Array::read(&packed)?;
            if labels.shape.iter().product::<usize>() != count {
                return Err(Refused::new(
                    "labels",
                    format!("{:?}", labels.shape),
                    format!("[{count}], one an image"),
                ));
            }
            Ok(Part { pixels: images.bytes()?.to_vec(), labels: labels.labels()? })
        };
        let parts = [split("train")?, split("test")?];
        let names = match find("class_names") {
            Some(entry) => {
                let plain = entry.unpack(HEADER + CLASSES[1] * LONGEST_NAME * 4)?;
                array::Array::read(&plain)?.texts()?
            }
            None => {
                let largest = parts.iter().flat_map(|part| &part.labels).max().copied().unwrap_or(0);
                (0..=largest).map(|class| class.to_string()).collect()
            }
        };
        Self::new(names, side.unwrap_or_default(), parts)
    }
}

#[cfg(test)]
mod tests {
    use super::super::own::tests::some;
    use super::*;

    #[test]
    fn a_file_comes_back_as_the_same_images() {
        let images = some();
        let file = images.to_file();
        assert_eq!(OwnImages::from_file(&file), Ok(images.clone()));
        assert_eq!(OwnImages::from_file(&file).expect("sound").key(), images.key());
        assert_eq!(file, images.to_file());
    }

    #[test]
    fn a_file_that_numpy_packed_opens() {
        let file = std::fs::read("../../tests/vectors/own_images.npz").expect("a vector");
        let images = OwnImages::from_file(&file).expect("numpy.savez_compressed wrote it");
        assert_eq!(images.names(), ["circle", "线", "cross"]);
        assert_eq!((images.side(), images.train().len(), images.test().len()), (9, 6, 3));
        assert_eq!(images.train().pixels[..4], [0, 1, 2, 3]);
        assert_eq!(images.test().labels, [0, 1, 2]);
    }

    #[test]
    fn every_damaged_file_is_refused_without_a_panic() {
        let file = some().to_file();
        for cut in (0..file.len()).step_by(97).chain([file.len() - 1]) {
            assert!(OwnImages::from_file(&file[..cut]).is_err(), "cut at {cut}");
        }
        let mut state = 1_u64;
        let mut draw = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut changed = 0;
        for _ in 0..2000 {
            let mut hostile = file.clone();
            // Headers and directory matter most: half of the changes hit the last 400 bytes.
            let range = if draw(2) == 0 { file.len() } else { 400 };
            let at = file.len() - 1 - draw(range);
            hostile[at] = draw(256) as u8;
            changed += u32::from(OwnImages::from_file(&hostile).is_err());
        }
        assert!(changed > 1000, "{changed}");
    }

    #[test]
    fn sizes_that_a_file_claims_are_not_believed() {
        let huge = array::write("|u1", &[usize::MAX, 8, 8], &[]);
        let file = archive::write(&[("x_train.npy", huge)]);
        assert_eq!(OwnImages::from_file(&file).expect_err("refused").field, "array");
        let long = array::write(
            "|u1",
            &[MOST_IMAGES * 1024 + HEADER + 1],
            &vec![0; MOST_IMAGES * 1024 + HEADER + 1],
        );
        let file = archive::write(&[("x_train.npy", long)]);
        assert_eq!(OwnImages::from_file(&file).expect_err("refused").field, "bytes of an array");
        assert_eq!(OwnImages::from_file(b"PK\x05\x06").expect_err("refused").field, "file");
        let many = [b"PK\x05\x06\0\0\0\0".as_slice(), &[0xFF; 14]].concat();
        assert_eq!(OwnImages::from_file(&many).expect_err("refused").field, "entries of the file");
    }
}
