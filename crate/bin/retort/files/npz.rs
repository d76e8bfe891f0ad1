//! NumPy archives: Keras' `x_train y_train x_test y_test`, or `images labels`; also with `class_names`. Bounds, packing and
//! arrays are the library's ([`retort::data::own::archive`], [`retort::data::own::array`]).

use retort::data::own::archive::{self, Entry};
use retort::data::own::array::Array;

use super::{FileError, Found, MOST_BYTES, Part, Problem, Raw, Small, part_of_arrays};

/// The images of an archive; `name` is the file's, for errors.
pub fn read(name: &str, file: &[u8], small: Small) -> Result<Found, FileError> {
    let entries = archive::entries(file).map_err(|refused| Problem::Unfit(refused).of(name))?;
    let archive = Archive { name, entries };
    let classes = match archive.has("class_names") {
        true => Some(archive.array("class_names", |array| array.texts().map_err(Problem::Unfit))?),
        false => None,
    };
    if archive.has("x_train") {
        let (side, train) = archive.part("x_train", "y_train", small, None)?;
        let (_, test) = archive.part("x_test", "y_test", small, Some(side))?;
        return Ok(Found { classes, side, train, test: Some(test) });
    }
    if archive.has("images") {
        let (side, train) = archive.part("images", "labels", small, None)?;
        return Ok(Found { classes, side, train, test: None });
    }
    let there: Vec<&str> = archive.entries.iter().map(|entry| entry.name).take(8).collect();
    let there = there.join(", ");
    Err(Problem::Missing(format!(
        "x_train, y_train, x_test, y_test, or images and labels (there is {there})"
    ))
    .of(name))
}

struct Archive<'a> {
    name: &'a str,
    entries: Vec<Entry<'a>>,
}

impl Archive<'_> {
    fn find(&self, array: &str) -> Option<&Entry<'_>> {
        self.entries.iter().find(|entry| entry.name.strip_suffix(".npy") == Some(array))
    }

    fn has(&self, array: &str) -> bool {
        self.find(array).is_some()
    }

    /// Side and images of a part; a side that is given is that of the other part.
    fn part(
        &self,
        images: &str,
        labels: &str,
        small: Small,
        side: Option<usize>,
    ) -> Result<(usize, Part), FileError> {
        let raw = self.array(images, raw)?;
        let side = side.unwrap_or_else(|| small.side_of(raw.width, raw.height));
        let labels = self.array(labels, |array| match array.shape.as_slice() {
            [_] | [_, 1] => array.labels().map_err(Problem::Unfit),
            shape => {
                let found = format!("labels of shape {shape:?}");
                Err(Problem::WrongShape { found, allowed: "[images]: one number an image" })
            }
        })?;
        let name = format!("{}: {images}", self.name);
        Ok((side, part_of_arrays(&name, &raw, labels, Small { side: Some(side), ..small })?))
    }

    fn array<T>(&self, array: &str, read: impl Fn(&Array) -> Result<T, Problem>) -> Result<T, FileError> {
        let of = |problem: Problem| problem.of(format_args!("{}: {array}", self.name));
        let entry = self.find(array).ok_or_else(|| of(Problem::Missing("the array".into())))?;
        let bytes = entry.unpack(MOST_BYTES).map_err(|refused| of(Problem::Unfit(refused)))?;
        let array = Array::read(&bytes).map_err(|refused| of(Problem::Unfit(refused)))?;
        read(&array).map_err(of)
    }
}

/// Images `[images, height, width]`, also with one channel before or behind, or three behind.
fn raw(array: &Array) -> Result<Raw, Problem> {
    if array.kind != "|u1" {
        let allowed = "|u1, unsigned bytes from 0 black to 255 white: (255 * x).astype(\"uint8\") of shares";
        return Err(Problem::WrongType { found: array.kind.clone(), allowed });
    }
    let (height, width, channels) = match array.shape[..] {
        [_, height, width] | [_, 1, height, width] => (height, width, 1),
        [_, height, width, channels @ (1 | 3)] => (height, width, channels),
        _ => {
            let found = format!("images of shape {:?}", array.shape);
            return Err(Problem::WrongShape {
                found,
                allowed: "[images, height, width], or with 1 or 3 channels behind",
            });
        }
    };
    Ok(Raw { width, height, channels, pixels: array.bytes().map_err(Problem::Unfit)?.to_vec() })
}

#[cfg(test)]
mod tests {
    use retort::data::own::array;

    use super::*;

    const PLAIN: Small = Small { side: None, invert: false };

    fn file(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let names: Vec<String> = arrays.iter().map(|(name, _)| format!("{name}.npy")).collect();
        let entries: Vec<(&str, Vec<u8>)> =
            names.iter().zip(arrays).map(|(name, (_, array))| (name.as_str(), array.clone())).collect();
        archive::write(&entries)
    }

    #[test]
    fn both_sets_of_names_are_read_with_and_without_channels() {
        for shape in [&[3, 8, 8][..], &[3, 1, 8, 8], &[3, 8, 8, 1]] {
            let images = || array::write("|u1", shape, &[5; 192]);
            let labels = || array::write("<i8", &[3], &[0_u64, 1, 2].map(u64::to_le_bytes).concat());
            let keras = file(&[
                ("x_train", images()),
                ("y_train", labels()),
                ("x_test", images()),
                ("y_test", labels()),
            ]);
            let found = read("mnist.npz", &keras, PLAIN).expect("sound");
            assert_eq!(
                (found.side, found.train.labels, found.train.pixels),
                (8, vec![0, 1, 2], vec![5; 192])
            );
            assert_eq!(found.test.expect("given").labels.len(), 3);
            let plain = file(&[("images", images()), ("labels", labels())]);
            assert_eq!(read("all.npz", &plain, PLAIN).expect("sound").test, None);
        }
        let colour = array::write("|u1", &[1, 40, 40, 3], &[255; 4800]);
        let found =
            read("f", &file(&[("images", colour), ("labels", array::write("|u1", &[1, 1], &[0]))]), PLAIN);
        assert_eq!(found.expect("sound").train.pixels, [255; 28 * 28]);
    }

    #[test]
    fn what_is_missing_or_does_not_fit_is_named() {
        let images = || array::write("|u1", &[3, 8, 8], &[5; 192]);
        let error =
            |arrays: &[(&str, Vec<u8>)]| read("f.npz", &file(arrays), PLAIN).expect_err("wrong").to_string();
        assert!(error(&[("x", images())]).contains("is missing"));
        assert_eq!(error(&[("x_train", images())]), "f.npz: y_train: the array is missing");
        let two = array::write("|u1", &[2], &[0, 1]);
        assert_eq!(error(&[("images", images()), ("labels", two)]), "f.npz: images: 3 images and 2 labels");
        let shares = array::write("<f4", &[1, 1, 1], &[0; 4]);
        assert!(error(&[("images", shares), ("labels", images())]).contains("type <f4: allowed is |u1"));
        let hot = array::write("|u1", &[3, 10], &[0; 30]);
        assert!(error(&[("images", images()), ("labels", hot)]).contains("one number an image"));
        let minus = array::write("|i1", &[3], &[0, 1, 255]);
        assert!(!error(&[("images", array::write("|u1", &[0, 8, 8], &[])), ("labels", minus)]).is_empty());
        assert!(read("f.npz", b"PK\x03\x04 and no more", PLAIN).is_err());
    }
}
