//! Own images in the files that people have: IDX, NumPy archives, folders of pictures. What reads bytes knows no disk
//! (`idx`, `npz`, `picture`) and trusts no size: each is checked before memory is taken for it.

mod folder;
pub mod idx;
pub mod npz;
pub mod picture;
mod problem;
mod small;

use std::path::{Path, PathBuf};

use retort::data::Dataset;
use retort::data::own::{self, OwnImages, Part, SIDES};

pub use problem::{FileError, Problem};
pub use small::{Raw, Small};

/// Most bytes of one array after unpacking: 100,000 colour images of 56 x 56.
pub const MOST_BYTES: usize = 1 << 30;
/// The seed of the division into training and test, where files have none: the same images give the same dataset.
const DIVISION: u32 = 0;

/// Own images and how they are made small.
#[derive(clap::Args, Debug, Clone)]
pub struct FileArguments {
    /// Own images; `data=own` in the link means them. A folder with the four IDX files of MNIST (plain or .gz), a folder
    /// with one folder of PNG or JPEG pictures a class, or train/ and test/ with such folders, or an .npz file with
    /// x_train, y_train, x_test, y_test, or images and labels.
    #[arg(long, value_name = "PATH", visible_alias = "images")]
    data_from: Option<PathBuf>,
    /// Side in pixels that own images get; where it is left out, square images from 8 to 32 keep theirs, others get 28.
    #[arg(long, value_name = "PIXELS", requires = "data_from", value_parser = clap::value_parser!(u32).range(SIDES[0] as i64..=SIDES[1] as i64))]
    side: Option<u32>,
    /// Exchange dark and light of own images: the built-in ones are white on black.
    #[arg(long, requires = "data_from")]
    invert: bool,
    /// Share of own images that become test images, where the files do not say which: 0.05 to 0.5.
    #[arg(long, value_name = "SHARE", default_value_t = 0.2)]
    test_share: f32,
}

impl FileArguments {
    /// The own images, known to links from then on; none where none are given.
    ///
    /// # Errors
    /// [`FileError`] for what cannot be read or used.
    pub fn open(&self) -> Result<Option<Dataset>, FileError> {
        let Some(path) = &self.data_from else { return Ok(None) };
        let small = Small { side: self.side.map(|side| side as usize), invert: self.invert };
        let images = images(path, small, self.test_share)?;
        for class in images.counts().iter().filter(|class| class.thin) {
            eprintln!(
                "{}: class {} has {} training and {} test images: few, so its accuracy says little",
                path.display(),
                class.name,
                class.train,
                class.test
            );
        }
        Ok(Some(own::register(images)))
    }
}

/// What files hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Names of the classes by label; none where labels are but numbers.
    pub classes: Option<Vec<String>>,
    /// Side of an image, as all have it.
    pub side: usize,
    /// Images to learn from, or all of them.
    pub train: Part,
    /// Images to be judged by; none where the files do not say which.
    pub test: Option<Part>,
}

/// The images at a path.
fn images(path: &Path, small: Small, share: f32) -> Result<OwnImages, FileError> {
    let Found { classes, side, train, test } = folder::read(path, small)?;
    let labels = || train.labels.iter().chain(test.iter().flat_map(|test| &test.labels));
    let count = labels().max().map_or(0, |&label| usize::from(label) + 1);
    let names = classes.unwrap_or_else(|| (0..count).map(|label| label.to_string()).collect());
    let images = match test {
        Some(test) => OwnImages::new(names, side, [train, test]),
        None => OwnImages::divided(names, side, &train, share, DIVISION),
    };
    images.map_err(|refused| Problem::Unfit(refused).of(path.display()))
}

/// Images and labels of arrays; `name` for errors.
fn part_of_arrays(name: &str, images: &Raw, labels: Vec<u8>, small: Small) -> Result<Part, FileError> {
    if images.count() != labels.len() {
        let problem = Problem::LabelCount { images: images.count(), labels: labels.len() };
        return Err(problem.of(name));
    }
    let pixels = small.shrink(images).map_err(|problem| problem.of(name))?;
    Ok(Part { pixels, labels })
}

/// The number of bytes of an array with these sizes, if it may be read.
fn checked_bytes(sizes: &[usize], each: usize) -> Result<usize, Problem> {
    let product = sizes.iter().try_fold(each, |product, &size| product.checked_mul(size));
    product
        .filter(|&bytes| bytes <= MOST_BYTES)
        .ok_or_else(|| Problem::TooLarge { sizes: sizes.to_vec(), limit: MOST_BYTES })
}
