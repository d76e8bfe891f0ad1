//! Datasets: small labelled images with a fixed train and test part, and the choice of what a student may use.
//!
//! One dataset = one file with a [`Source`] + one line in [`SOURCES`]. [`own`] are the images that a user brings.

pub mod augmentation;
mod connect_four;
mod defects;
mod digits;
pub mod domain;
mod fashion;
mod idx;
mod image_and_sound;
mod mnist;
pub mod own;
pub mod selection;
mod spoken;
pub mod view;

use sha2::{Digest as _, Sha256};

use crate::game::COLUMNS;

/// Every dataset, in menu order. Keys are for ever: they stand in links.
pub static SOURCES: &[&Source] = &[
    &digits::DIGITS,
    &mnist::MNIST,
    &fashion::FASHION,
    &connect_four::CONNECT_FOUR,
    &defects::DEFECTS,
    &spoken::ENGLISH,
    &spoken::MANDARIN,
    &image_and_sound::IMAGE_AND_SOUND,
];

/// Where a dataset comes from and what it looks like.
#[derive(Debug)]
pub struct Source {
    /// The word in links.
    pub key: &'static str,
    /// Width of an image in pixels.
    pub width: usize,
    /// Height of an image in pixels.
    pub height: usize,
    /// Class names, by label.
    pub classes: &'static [&'static str],
    /// Largest pixel value; pixels are divided by it.
    pub white: u8,
    /// Number of training images.
    pub train: usize,
    /// Number of test images.
    pub test: usize,
    /// Where the bytes come from.
    pub contents: Contents,
    /// Licence, as shown on the page.
    pub licence: &'static str,
    /// Origin, as shown on the page.
    pub origin: &'static str,
}

/// Where a dataset's bytes come from. Four files are training images, training labels, test images, test labels.
#[derive(Debug)]
pub enum Contents {
    /// Files that are built in.
    Embedded([File; 4], [&'static [u8]; 4]),
    /// Files that a page fetches when they are chosen.
    Fetched([File; 4]),
    /// The same for positions of a game, with four more: visits and outcomes of the training images, then of the test
    /// images.
    Searched([File; 8]),
    /// Made by the program; training and test images.
    Generated(fn() -> [Split; 2]),
    /// Made from two other datasets, whose files are needed; training and test images.
    Joined([&'static Source; 2], fn([&Dataset; 2]) -> [Split; 2]),
    /// Brought by the user, in one file; see [`own`].
    Own,
}

/// One file of a dataset.
#[derive(Debug)]
pub struct File {
    /// Name in the folder `data/`.
    pub name: &'static str,
    /// Size in bytes.
    pub bytes: usize,
    /// SHA-256 in hexadecimal.
    pub sha256: &'static str,
}

/// A dataset in memory.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// What it is.
    pub source: &'static Source,
    /// Images to learn from.
    pub train: Split,
    /// Images to be judged by.
    pub test: Split,
}

/// Images with their labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// One byte a pixel, image after image, row by row.
    pub pixels: Vec<u8>,
    /// One label an image.
    pub labels: Vec<u8>,
    /// What a search thought of each image, where images are positions of a game; else nothing.
    pub searched: Vec<Searched>,
}

/// What a search thought of a position, and how its game ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Searched {
    /// Visits of each move, in parts of 255 of the most visited one's.
    pub visits: [u8; COLUMNS],
    /// 1 if the player to move won, 0 for a draw, -1 if the other did.
    pub outcome: i8,
}

/// Why a dataset did not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataError {
    /// No dataset has this key.
    UnknownKey {
        /// The key as given.
        key: String,
    },
    /// Another number of files than the dataset has.
    FileCount {
        /// Files given.
        given: usize,
        /// Files of the dataset.
        expected: usize,
    },
    /// Not the published file: cut off, changed or another one.
    WrongFile {
        /// File name.
        file: &'static str,
        /// Published size in bytes.
        expected_bytes: usize,
        /// Size of what arrived.
        found_bytes: usize,
    },
    /// Not gzip data.
    NotGzip {
        /// File name.
        file: &'static str,
        /// What the decoder says.
        reason: String,
    },
    /// More data than the dataset can have.
    TooLong {
        /// File name.
        file: &'static str,
        /// Allowed bytes after unpacking.
        limit: usize,
    },
    /// The header does not say what this dataset is.
    WrongHeader {
        /// File name.
        file: &'static str,
        /// Magic number and sizes of the dataset.
        expected: Vec<u32>,
        /// What stands there.
        found: Vec<u32>,
        /// Bytes after unpacking.
        bytes: usize,
    },
    /// A label without a class.
    UnknownLabel {
        /// File name.
        file: &'static str,
        /// The label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// Own images that cannot be used.
    Own(own::Refused),
}

impl std::error::Error for DataError {}

impl std::fmt::Display for DataError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownKey { key } => {
                let known: Vec<_> = SOURCES.iter().map(|source| source.key).collect();
                write!(f, "data={key}: no such dataset; there are {}", known.join(", "))
            }
            Self::FileCount { given, expected } => {
                write!(f, "{given} files given; the dataset has {expected}")
            }
            Self::WrongFile { file, expected_bytes, found_bytes } => write!(
                f,
                "{file}: not the published file ({found_bytes} bytes arrived, {expected_bytes} expected, \
                 SHA-256 differs); load the page again"
            ),
            Self::NotGzip { file, reason } => write!(f, "{file}: not gzip data ({reason})"),
            Self::TooLong { file, limit } => write!(f, "{file}: more than {limit} bytes after unpacking"),
            Self::WrongHeader { file, expected, found, bytes } => {
                write!(f, "{file}: header {found:x?} in {bytes} bytes, expected {expected:x?}")
            }
            Self::UnknownLabel { file, label, classes } => {
                write!(f, "{file}: label {label}, allowed is 0 to {}", classes - 1)
            }
            Self::Own(refused) => refused.fmt(f),
        }
    }
}

/// The sources of the registry, then those of the own images that this program was given.
pub fn sources() -> Vec<&'static Source> {
    SOURCES.iter().copied().chain(own::known()).collect()
}

/// The source with this key.
///
/// # Errors
/// [`DataError::UnknownKey`].
pub fn source(key: &str) -> Result<&'static Source, DataError> {
    let built_in = SOURCES.iter().copied().find(|source| source.key == key);
    built_in.or_else(|| own::find(key)).ok_or_else(|| DataError::UnknownKey { key: key.into() })
}

impl Dataset {
    /// Opens a dataset from its files, in the order of [`Source::files`]; own images from their one file.
    ///
    /// # Errors
    /// Any [`DataError`]; nothing is trusted that does not have the published SHA-256.
    pub fn open(key: &str, files: &[Vec<u8>]) -> Result<Self, DataError> {
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        if own::is_own(key) { own::open(key, &files) } else { source(key)?.open(&files) }
    }
}

impl Source {
    /// The files that opening needs, in this order; none where everything is in the program.
    pub fn files(&self) -> Vec<&File> {
        match &self.contents {
            Contents::Fetched(files) => files.iter().collect(),
            Contents::Searched(files) => files.iter().collect(),
            Contents::Joined(parts, _) => parts.iter().flat_map(|part| part.files()).collect(),
            Contents::Embedded(..) | Contents::Generated(_) | Contents::Own => vec![],
        }
    }

    fn open(&'static self, given: &[&[u8]]) -> Result<Dataset, DataError> {
        let count = DataError::FileCount { given: given.len(), expected: self.files().len() };
        let [train, test] = match (&self.contents, given) {
            (Contents::Embedded(files, bytes), []) => self.read(files, bytes)?,
            (Contents::Fetched(files) | Contents::Embedded(files, _), given) => {
                self.read(files, given.first_chunk::<4>().filter(|_| given.len() == 4).ok_or(count)?)?
            }
            (Contents::Searched(files), given) => {
                let given = given.first_chunk::<8>().filter(|_| given.len() == 8).ok_or(count)?;
                check(files, given)?;
                connect_four::open(self, files, given)?
            }
            (Contents::Generated(make), []) => make(),
            (Contents::Joined(parts, join), given) => {
                let (first, second) = given.split_at_checked(parts[0].files().len()).ok_or(count)?;
                join([&parts[0].open(first)?, &parts[1].open(second)?])
            }
            _ => return Err(count),
        };
        Ok(Dataset { source: self, train, test })
    }

    /// Checks and unpacks four files.
    fn read(&self, files: &[File; 4], bytes: &[&[u8]; 4]) -> Result<[Split; 2], DataError> {
        check(files, bytes)?;
        let split = |count, at: usize| -> Result<Split, DataError> {
            let pixels = idx::images(files[at].name, bytes[at], [count, self.height, self.width])?;
            let labels = idx::labels(files[at + 1].name, bytes[at + 1], count, self.classes.len())?;
            Ok(Split { pixels, labels, searched: vec![] })
        };
        Ok([split(self.train, 0)?, split(self.test, 2)?])
    }
}

/// Whether these are the published files.
fn check(files: &[File], bytes: &[&[u8]]) -> Result<(), DataError> {
    files.iter().zip(bytes).try_for_each(|(file, bytes)| file.check(bytes))
}

impl File {
    fn check(&self, bytes: &[u8]) -> Result<(), DataError> {
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if digest == self.sha256 {
            return Ok(());
        }
        Err(DataError::WrongFile { file: self.name, expected_bytes: self.bytes, found_bytes: bytes.len() })
    }
}

impl Source {
    /// Pixels in one image.
    pub fn pixels(&self) -> usize {
        self.width * self.height
    }
}

impl Split {
    /// Number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_open_from_the_program_itself() {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        assert_eq!((digits.train.len(), digits.test.len()), (1300, 497));
        assert!(digits.train.pixels.iter().all(|&pixel| pixel <= digits.source.white));
        assert!((0..10).all(|label| digits.test.labels.contains(&label)));
    }

    #[test]
    fn fetched_datasets_open_from_the_published_files() {
        for key in ["mnist", "fashion", "spoken-english", "spoken-mandarin", "image-and-sound"] {
            let source = source(key).expect("known");
            let files: Vec<Vec<u8>> = source
                .files()
                .iter()
                .map(|file| std::fs::read(format!("data/{}", file.name)).expect("shipped"))
                .collect();
            assert!(files.iter().zip(source.files()).all(|(bytes, file)| bytes.len() == file.bytes));
            let dataset = Dataset::open(key, &files).expect("published files");
            assert_eq!(dataset.train.pixels.len(), source.train * source.pixels());
            assert_eq!(dataset.test.len(), source.test);
        }
    }

    #[test]
    fn a_changed_or_missing_file_is_named() {
        let error = Dataset::open("mnist", &[vec![], vec![], vec![], vec![]]).expect_err("empty files");
        assert!(error.to_string().starts_with("mnist10k-train-images"), "{error}");
        assert_eq!(
            Dataset::open("mnist", &[]).expect_err("no files"),
            DataError::FileCount { given: 0, expected: 4 }
        );
        assert!(Dataset::open("cats", &[]).expect_err("no such set").to_string().contains("digits, mnist"));
    }

    #[test]
    fn damaged_idx_data_is_refused_within_bounds() {
        use std::io::Write as _;
        let pack = |plain: &[u8]| {
            let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
            encoder.write_all(plain).expect("in memory");
            encoder.finish().expect("in memory")
        };
        let header = |magic: u8, count: u8| vec![0, 0, 8, magic, 0, 0, 0, count];
        assert!(matches!(idx::labels("f", b"no gzip", 1, 10), Err(DataError::NotGzip { .. })));
        assert!(matches!(idx::labels("f", &pack(&[0; 4000]), 1, 10), Err(DataError::TooLong { .. })));
        assert!(matches!(idx::labels("f", &pack(&[0, 0]), 1, 10), Err(DataError::WrongHeader { .. })));
        let wrong = [header(1, 1), vec![10]].concat();
        assert!(matches!(idx::labels("f", &pack(&wrong), 1, 10), Err(DataError::UnknownLabel { .. })));
        let right = [header(1, 1), vec![9]].concat();
        assert_eq!(idx::labels("f", &pack(&right), 1, 10), Ok(vec![9]));
    }
}
