//! Images with labels in the files that people have: IDX, NumPy archives, folders of pictures. What reads bytes knows no
//! disk (`idx`, `npy`, `npz`, `picture`) and trusts no size: each is checked before memory is taken for it.

pub mod folder;
mod idx;
mod npy;
mod npz;
mod picture;
mod problem;

pub use problem::{FileError, Problem};

/// Most bytes of one array after unpacking: 60,000 colour images of 64 x 64 and some more.
pub const MOST_BYTES: u64 = 1 << 30;
/// Most pixels on a side of an image.
pub const LONGEST_SIDE: usize = 8192;
/// Most images in one part. Links count no further.
pub const MOST_IMAGES: usize = 60_000;
/// Most classes: the networks' answers stay a table that one can read.
pub const MOST_CLASSES: usize = 256;

/// Grey images of one size with their labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// `[images, height, width]` row-major, 0 black to 255 white.
    pub pixels: Vec<u8>,
}

/// One grey picture of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// `[height, width]` row-major, 0 black to 255 white.
    pub pixels: Vec<u8>,
}

/// A training or a test part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The pictures; in arrays all have one size.
    pub pictures: Vec<Picture>,
    /// A label each.
    pub labels: Vec<u8>,
}

/// What files hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Names of the classes by label, where the files have names; numbers otherwise.
    pub classes: Vec<String>,
    /// Images to learn from, or all of them.
    pub train: Part,
    /// Images to be judged by; none where the files do not say which.
    pub test: Option<Part>,
}

impl Images {
    /// The images one by one.
    fn pictures(&self) -> Vec<Picture> {
        let (width, height) = (self.width, self.height);
        let picture = |pixels: &[u8]| Picture { width, height, pixels: pixels.to_vec() };
        self.pixels.chunks_exact(width * height).map(picture).collect()
    }
}

impl Part {
    /// Joins images and labels of the file `name`.
    fn new(name: &str, images: &Images, labels: Vec<u8>) -> Result<Self, FileError> {
        let pictures = images.pictures();
        if pictures.len() != labels.len() {
            let problem = Problem::LabelCount { images: pictures.len(), labels: labels.len() };
            return Err(problem.of(name));
        }
        Ok(Self { pictures, labels })
    }
}

impl Found {
    /// Labels of files without names are numbers: classes from 0 to the largest one.
    fn numbered(name: &str, train: Part, test: Option<Part>) -> Result<Self, FileError> {
        let parts = || std::iter::once(&train).chain(&test);
        let largest = parts().flat_map(|part| part.labels.iter().copied()).max();
        let count = largest.map_or(0, |label| usize::from(label) + 1);
        if count < 2 {
            return Err(Problem::OneClass.of(name));
        }
        let classes = (0..count).map(|label| label.to_string()).collect();
        Ok(Self { classes, train, test })
    }
}

/// The number of bytes of an array with these sizes, if it may be read.
fn checked_bytes(sizes: &[usize], each: usize) -> Result<usize, Problem> {
    let product = sizes.iter().try_fold(each, |product, &size| product.checked_mul(size));
    product
        .filter(|&bytes| bytes as u64 <= MOST_BYTES)
        .ok_or_else(|| Problem::TooLarge { sizes: sizes.to_vec(), limit: MOST_BYTES })
}

/// Whether an array with these sizes can be images: `[count, height, width]`.
fn check_images(count: usize, height: usize, width: usize) -> Result<(), Problem> {
    if count == 0 || count > MOST_IMAGES {
        return Err(Problem::ImageCount { found: count });
    }
    let sound = |side: usize| (1..=LONGEST_SIDE).contains(&side);
    if sound(height) && sound(width) { Ok(()) } else { Err(Problem::ImageSize { width, height }) }
}
