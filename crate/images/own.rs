//! The images with their classes, and what is allowed of them.

use super::{Refused, split};

/// What stands before the hash in a key; alone, the word for the images given last.
pub const WORD: &str = "own";
/// Hexadecimal digits of the hash in a key: 48 bits, so that two datasets of one person do not meet by chance.
pub const DIGITS: usize = 12;
/// Least and largest side of an image in pixels. Images are square: the networks measure an image by its height.
pub const SIDES: [usize; 2] = [8, 32];
/// Least and largest number of classes.
pub const CLASSES: [usize; 2] = [2, 10];
/// Most images: what a browser decodes within minutes and keeps in memory; natively what the largest of this kind have
/// (MNIST and Fashion-MNIST: 70,000), with some room.
pub const MOST_IMAGES: usize = if cfg!(target_arch = "wasm32") { 5_000 } else { 100_000 };
/// Longest name of a class, in characters.
pub const LONGEST_NAME: usize = 40;
/// A class with fewer test images than this is named as thin. After `n` right answers out of `n`, up to `3 / n` of all
/// answers may still be wrong (the rule of three, Hanley & Lippman-Hand 1983, "If nothing goes wrong, is everything all
/// right?"): with fewer than ten images not even a perfect result tells the class from one that is wrong a third of the time.
pub const THIN_TEST: usize = 10;
/// A class with fewer training images than this is named as thin: so few that the students' 5 labelled images of a class
/// (the default for ten classes) would be most of what the teacher sees of it.
pub const THIN_TRAIN: usize = 10;

/// Images with their labels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// One byte a pixel, 0 black to 255 white, image after image, row by row.
    pub pixels: Vec<u8>,
    /// One label an image: the place of its class.
    pub labels: Vec<u8>,
}

impl Part {
    /// Number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

/// Images of one size with their classes, divided into training and test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnImages {
    names: Vec<String>,
    side: usize,
    train: Part,
    test: Part,
}

/// A class with few images.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ClassCount {
    /// Its name.
    pub name: String,
    /// Its training images.
    pub train: usize,
    /// Its test images.
    pub test: usize,
    /// Whether it has fewer than [`THIN_TRAIN`] or [`THIN_TEST`].
    pub thin: bool,
}

impl OwnImages {
    /// Images that are already divided.
    ///
    /// # Errors
    /// [`Refused`] where a size, a name, a number or a label is outside of its range, or a class has no image to learn
    /// from or to be judged by.
    pub fn new(names: Vec<String>, side: usize, [train, test]: [Part; 2]) -> Result<Self, Refused> {
        let images = Self { names, side, train, test };
        images.check().map(|()| images)
    }

    /// Divides images into training and test: of each class, `share` of its images, rounded, at least one, are test
    /// images, chosen by `seed`.
    ///
    /// # Errors
    /// As [`Self::new`], and where `share` is not from 0.05 to 0.5.
    pub fn divided(
        names: Vec<String>,
        side: usize,
        all: &Part,
        share: f32,
        seed: u32,
    ) -> Result<Self, Refused> {
        let parts = split::divide(all, side, names.len(), share, seed)?;
        Self::new(names, side, parts)
    }

    fn check(&self) -> Result<(), Refused> {
        let within = |field, found, [least, most]: [usize; 2]| {
            if (least..=most).contains(&found) {
                Ok(())
            } else {
                Err(Refused::range(field, found, [least, most]))
            }
        };
        within("side", self.side, SIDES)?;
        within("classes", self.names.len(), CLASSES)?;
        for (at, name) in self.names.iter().enumerate() {
            within("class name length", name.chars().count(), [1, LONGEST_NAME])?;
            if name.trim() != name || name.chars().any(is_invisible) {
                return Err(Refused::new("class name", name.as_str(), "visible characters only"));
            }
            if self.names[..at].contains(name) {
                return Err(Refused::new("class name", format!("{name} twice"), "each name once"));
            }
        }
        let count = self.train.len() + self.test.len();
        within("images", count, [2 * self.names.len(), MOST_IMAGES])?;
        for split in [&self.train, &self.test] {
            let expected = split.len() * self.side * self.side;
            if split.pixels.len() != expected {
                return Err(Refused::new(
                    "pixels",
                    split.pixels.len().to_string(),
                    format!("{expected} for {} images", split.len()),
                ));
            }
            if let Some(&label) = split.labels.iter().find(|&&label| usize::from(label) >= self.names.len()) {
                return Err(Refused::range("label", label.into(), [0, self.names.len() - 1]));
            }
        }
        for class in self.counts() {
            if class.train == 0 || class.test == 0 {
                return Err(Refused::new(
                    "images of a class",
                    format!("{}: {} for training, {} for the test", class.name, class.train, class.test),
                    "at least one of each; add images or leave the class out",
                ));
            }
        }
        Ok(())
    }

    /// Side of an image in pixels.
    pub fn side(&self) -> usize {
        self.side
    }

    /// How many images each class has.
    pub fn counts(&self) -> Vec<ClassCount> {
        let count = |split: &Part, class: usize| {
            split.labels.iter().filter(|&&label| usize::from(label) == class).count()
        };
        let counts = self.names.iter().enumerate().map(|(class, name)| {
            let (train, test) = (count(&self.train, class), count(&self.test, class));
            ClassCount { name: name.clone(), train, test, thin: train < THIN_TRAIN || test < THIN_TEST }
        });
        counts.collect()
    }

    /// The names of the classes.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Images to learn from.
    pub fn train(&self) -> &Part {
        &self.train
    }

    /// Images to be judged by.
    pub fn test(&self) -> &Part {
        &self.test
    }

    /// Names, training and test images, without a copy.
    pub fn into_parts(self) -> (Vec<String>, [Part; 2]) {
        (self.names, [self.train, self.test])
    }
}

/// Control characters, and those that turn the direction of what follows.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Images of `counts[class]` pixels of the class's own grey, 8x8.
    pub(crate) fn all(counts: &[usize]) -> Part {
        let labels: Vec<u8> =
            counts.iter().enumerate().flat_map(|(class, &count)| vec![class as u8; count]).collect();
        let pixels = labels.iter().enumerate().flat_map(|(at, &label)| {
            (0..64).map(move |pixel| if pixel % 10 == usize::from(label) { 255 } else { at as u8 })
        });
        Part { pixels: pixels.collect(), labels: labels.clone() }
    }

    pub(crate) fn names(count: usize) -> Vec<String> {
        (0..count).map(|class| format!("kind {class}")).collect()
    }

    pub(crate) fn some() -> OwnImages {
        OwnImages::divided(names(3), 8, &all(&[40, 30, 20]), 0.2, 0).expect("sound")
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_range() {
        let sound = some();
        let field = |images: OwnImages| images.check().expect_err("refused").field;
        assert_eq!(field(OwnImages { side: 7, ..sound.clone() }), "side");
        assert_eq!(field(OwnImages { side: 33, ..sound.clone() }), "side");
        assert_eq!(field(OwnImages { side: 16, ..sound.clone() }), "pixels");
        assert_eq!(field(OwnImages { names: names(1), ..sound.clone() }), "classes");
        assert_eq!(field(OwnImages { names: names(11), ..sound.clone() }), "classes");
        assert_eq!(field(OwnImages { names: names(2), ..sound.clone() }), "label");
        assert_eq!(field(OwnImages { names: names(4), ..sound.clone() }), "images of a class");
        for wrong in ["", " a", "a\u{202e}b", "a\nb", &"x".repeat(41), "kind 1"] {
            let mut names = names(3);
            names[0] = wrong.into();
            assert!(field(OwnImages { names, ..sound.clone() }).starts_with("class name"), "{wrong:?}");
        }
        let empty = Part { pixels: vec![], labels: vec![] };
        assert_eq!(field(OwnImages { train: empty.clone(), test: empty, ..sound }), "images");
    }

    #[test]
    fn classes_with_few_images_are_named() {
        let counts = some().counts();
        assert_eq!(counts.iter().map(|c| (c.train, c.test)).collect::<Vec<_>>(), [(32, 8), (24, 6), (16, 4)]);
        assert!(counts.iter().all(|class| class.thin), "fewer than ten test images");
        let many = OwnImages::divided(names(2), 8, &all(&[50, 49]), 0.2, 0).expect("sound").counts();
        assert_eq!(many.iter().map(|class| class.thin).collect::<Vec<_>>(), [false, false]);
        assert_eq!((many[1].train, many[1].test), (39, 10));
    }
}
