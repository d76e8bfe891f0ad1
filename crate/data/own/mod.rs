//! A dataset that its user brings: small grey images in up to ten classes that the user names.
//!
//! Its key is `own-` and the start of its content's SHA-256, so a link names exactly these images and no others. A
//! program knows the images once they were given to it ([`OwnImages::register`]); the word `own` in a link stands for the
//! ones given last.

pub mod archive;
pub mod array;
mod file;
pub mod picture;
mod split;

use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::{Contents, DataError, Dataset, Source, Split};

/// What stands before the hash in a key; alone, the word for the images given last.
pub const WORD: &str = "own";
/// Hexadecimal digits of the hash in a key: 48 bits, so that two datasets of one person do not meet by chance.
const DIGITS: usize = 12;
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

/// Why own images were refused: what is wrong, what was found, what would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// A stable word for the part that is wrong.
    pub field: &'static str,
    /// What was found there.
    pub found: String,
    /// What is allowed, or the way out.
    pub allowed: String,
}

impl Refused {
    /// A refusal of this field.
    pub fn new(field: &'static str, found: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { field, found: found.into(), allowed: allowed.into() }
    }

    /// A number outside of its range.
    pub(crate) fn range(field: &'static str, found: usize, [least, most]: [usize; 2]) -> Self {
        Self::new(field, found.to_string(), format!("{least} to {most}"))
    }
}

impl std::error::Error for Refused {}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "own images, {}: {}; allowed is {}", self.field, self.found, self.allowed)
    }
}

/// Images of one size with their classes, divided into training and test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnImages {
    names: Vec<String>,
    side: usize,
    train: Split,
    test: Split,
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
    pub fn new(names: Vec<String>, side: usize, [train, test]: [Split; 2]) -> Result<Self, Refused> {
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
        all: &Split,
        share: f32,
        seed: u32,
    ) -> Result<Self, Refused> {
        let parts = split::divide(all, side.saturating_mul(side), names.len(), share, seed)?;
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
                return Err(Refused::new("class name", format!("{name:?}"), "visible characters only"));
            }
            if self.names[..at].contains(name) {
                return Err(Refused::new("class name", format!("{name:?} twice"), "each name once"));
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
        let count = |split: &Split, class: usize| {
            split.labels.iter().filter(|&&label| usize::from(label) == class).count()
        };
        let counts = self.names.iter().enumerate().map(|(class, name)| {
            let (train, test) = (count(&self.train, class), count(&self.test, class));
            ClassCount { name: name.clone(), train, test, thin: train < THIN_TRAIN || test < THIN_TEST }
        });
        counts.collect()
    }

    /// SHA-256 of the content: names, sizes, labels and pixels, whatever file they came in.
    pub fn digest(&self) -> [u8; 32] {
        let number = |number: usize| (number as u32).to_le_bytes();
        let mut hash = Sha256::new_with_prefix(b"retort own images 1");
        for value in [self.side, self.names.len(), self.train.len(), self.test.len()] {
            hash.update(number(value));
        }
        for name in &self.names {
            hash.update(number(name.len()));
            hash.update(name);
        }
        for split in [&self.train, &self.test] {
            hash.update(&split.labels);
            hash.update(&split.pixels);
        }
        hash.finalize().into()
    }

    /// The word for these images in links.
    pub fn key(&self) -> String {
        let digits: String = self.digest().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{WORD}-{}", &digits[..DIGITS])
    }

    /// Makes the images known to this program, so that links may name them, and returns them as a dataset.
    pub fn register(self) -> Dataset {
        let key = self.key();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let source = match known.iter().position(|source| source.key == key) {
            Some(at) => known.remove(at),
            // A source lives as long as the program: what is left behind is the description, not the images.
            None => {
                let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
                let classes: Vec<&'static str> = self.names.into_iter().map(leak).collect();
                Box::leak(Box::new(Source {
                    key: leak(key),
                    width: self.side,
                    height: self.side,
                    classes: Box::leak(classes.into_boxed_slice()),
                    white: 255,
                    train: self.train.len(),
                    test: self.test.len(),
                    contents: Contents::Own,
                    licence: "",
                    origin: "",
                }))
            }
        };
        known.push(source);
        Dataset { source, train: self.train, test: self.test }
    }
}

/// Control characters, and those that turn the direction of what follows.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The sources of the images that this program was given; the last ones given are last.
static KNOWN: Mutex<Vec<&'static Source>> = Mutex::new(vec![]);

/// The sources of own images that this program was given, the latest last.
pub fn known() -> Vec<&'static Source> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whether a word of a link means own images, known here or not.
pub fn is_own(key: &str) -> bool {
    let hash = key.strip_prefix(WORD).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    hash.is_some_and(|hash| {
        hash.is_empty() || hash.len() == DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Opens the file that [`OwnImages::to_file`] wrote, or another one with the same arrays. `key` is a link's word.
pub(super) fn open(key: &str, files: &[&[u8]]) -> Result<Dataset, DataError> {
    let &[bytes] = files else { return Err(DataError::FileCount { given: files.len(), expected: 1 }) };
    let images = OwnImages::from_file(bytes).map_err(DataError::Own)?;
    let found = images.key();
    if key != WORD && key != found {
        return Err(DataError::Own(Refused::new("file", found, format!("the images of the link, {key}"))));
    }
    Ok(images.register())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Images of `counts[class]` pixels of the class's own grey, 8x8.
    pub(crate) fn all(counts: &[usize]) -> Split {
        let labels: Vec<u8> =
            counts.iter().enumerate().flat_map(|(class, &count)| vec![class as u8; count]).collect();
        let pixels = labels.iter().enumerate().flat_map(|(at, &label)| {
            (0..64).map(move |pixel| if pixel % 10 == usize::from(label) { 255 } else { at as u8 })
        });
        Split { pixels: pixels.collect(), labels: labels.clone(), searched: vec![] }
    }

    pub(crate) fn names(count: usize) -> Vec<String> {
        (0..count).map(|class| format!("kind {class}")).collect()
    }

    pub(crate) fn some() -> OwnImages {
        OwnImages::divided(names(3), 8, &all(&[40, 30, 20]), 0.2, 0).expect("sound")
    }

    #[test]
    fn a_link_finds_the_images_once_they_were_given_and_a_run_learns_from_them() {
        let images = some();
        let key = images.key();
        let link = format!("v=1&data={key}&labels=30&steps=40&tepochs=2&student=cnn-4-8");
        let missing = crate::catalogue::open("data=own-0123456789ab&labels=3000&T=2");
        assert_eq!(missing.problems.len(), 1);
        assert_eq!(missing.problems[0].reason, Some("own-images-are-not-here"));
        assert_eq!(missing.spec, crate::spec::ExperimentSpec::default());
        let dataset = images.clone().register();
        let opened = crate::catalogue::open(&link);
        assert_eq!(opened.problems, []);
        assert_eq!(
            crate::spec::link::write(&opened.spec),
            format!("v=1&data={key}&labels=30&steps=40&tepochs=2")
        );
        let again = images.register();
        assert!(std::ptr::eq(again.source, dataset.source), "the same images are one source");
        let mut run = crate::session::Run::new(opened.spec, std::rc::Rc::new(dataset)).expect("sound");
        let mut finished = 0;
        while !run.is_over() {
            if let Some(told) = run.step().expect("sound") {
                finished += usize::from(matches!(told.event, crate::session::Event::Finished(_)));
            }
        }
        assert_eq!(finished, 4, "the teacher and three students");
    }

    #[test]
    fn rules_know_the_classes_and_the_size() {
        let wide = Split {
            pixels: vec![7; 40 * 13 * 13],
            labels: (0..40).map(|at| at % 2).collect(),
            searched: vec![],
        };
        let key = OwnImages::divided(names(2), 13, &wide, 0.5, 0).expect("sound").register().source.key;
        for (text, reason) in [
            ("omit=2", "no-such-class"),
            ("labels=21", "more-images-than-there-are"),
            ("student=vit-2-32", "patches-do-not-cover-the-image"),
        ] {
            let problems = crate::catalogue::open(&format!("data={key}&labels=20&{text}"));
            let problems = if text.starts_with("labels") {
                crate::catalogue::open(&format!("data={key}&{text}")).problems
            } else {
                problems.problems
            };
            assert_eq!(problems[0].reason, Some(reason), "{text}: {problems:?}");
        }
    }

    #[test]
    fn every_model_accepts_every_size() {
        let device = crate::device::plain(crate::spec::choices::Engine::Flex).expect("built");
        for side in SIDES[0]..=SIDES[1] {
            let shape = crate::model::ImageShape { height: side, width: side, classes: 3 };
            for model in crate::model::MODELS.iter().filter(|model| model.family != "vit") {
                let net = model.init(shape, &mut crate::seed::Seed(1).stream("t"), &device);
                let images = burn::tensor::Tensor::zeros([2, 1, shape.height, shape.width], &device);
                let logits = net.forward(images, crate::model::Mode::Evaluate).logits;
                assert_eq!(logits.dims(), [2, 3], "{} {shape:?}", model.key);
            }
        }
    }

    #[test]
    fn the_content_decides_the_key() {
        let key = some().key();
        assert_eq!(key, some().key());
        assert!(is_own(&key) && is_own("own") && !is_own("own-12") && !is_own("digits") && !is_own("owner"));
        let renamed = OwnImages { names: vec!["a".into(), "b".into(), "c".into()], ..some() };
        let mut changed = some();
        changed.test.pixels[0] ^= 1;
        for other in [renamed, changed] {
            assert_ne!(other.key(), key);
        }
        // Other numbers elsewhere would be other links: this one stays.
        assert_eq!(key, "own-3e08ce7b0b94");
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
        let empty = Split { pixels: vec![], labels: vec![], searched: vec![] };
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
