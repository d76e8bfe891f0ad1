//! What can be wrong with a file, and the way out.

use std::fmt::{Display, Formatter, Result};

use retort::data::own::Refused;

/// A file and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// Its path.
    pub file: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The system does not give it.
    Unreadable(String),
    /// Neither of the forms that are known.
    UnknownForm,
    /// A form that is known, damaged.
    Damaged {
        /// Of the form.
        form: &'static str,
        /// What does not fit.
        reason: String,
    },
    /// Fewer or more bytes than the header says.
    Length {
        /// By the header.
        expected: usize,
        /// There are, at least.
        found: usize,
    },
    /// More than is read.
    TooLarge {
        /// Sizes of the array, or of the file.
        sizes: Vec<usize>,
        /// Allowed bytes.
        limit: usize,
    },
    /// Numbers of another type.
    WrongType {
        /// As the file has it.
        found: String,
        /// What is read.
        allowed: &'static str,
    },
    /// Another number of axes, or another order.
    WrongShape {
        /// As the file has it.
        found: String,
        /// What is read.
        allowed: &'static str,
    },
    /// Not one label an image.
    LabelCount {
        /// Images.
        images: usize,
        /// Labels.
        labels: usize,
    },
    /// Something is missing.
    Missing(String),
    /// Images that no dataset can be made of.
    Unfit(Refused),
}

impl Problem {
    /// The error of this file.
    pub fn of(self, file: impl Display) -> FileError {
        FileError { file: file.to_string(), problem: self }
    }
}

impl std::error::Error for FileError {}

impl Display for FileError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}", self.file, self.problem)
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Unreadable(reason) => write!(f, "{reason}"),
            Self::UnknownForm => write!(
                f,
                "not a form that is read: a folder with the four IDX files of MNIST, a folder with one folder of PNG or \
                 JPEG pictures a class (or train/ and test/ with such folders), or an .npz file"
            ),
            Self::Damaged { form, reason } => write!(f, "damaged {form}: {reason}"),
            Self::Length { expected, found } => {
                write!(f, "{found} bytes where its header says {expected}: cut off, or another file")
            }
            Self::TooLarge { sizes, limit } => {
                write!(
                    f,
                    "sizes {sizes:?}: allowed are {limit} bytes after unpacking; use fewer or smaller images"
                )
            }
            Self::WrongType { found, allowed } => write!(f, "numbers of type {found}: allowed is {allowed}"),
            Self::WrongShape { found, allowed } => write!(f, "{found}: allowed is {allowed}"),
            Self::LabelCount { images, labels } => write!(f, "{images} images and {labels} labels"),
            Self::Missing(what) => write!(f, "{what} is missing"),
            Self::Unfit(refused) => write!(f, "{refused}"),
        }
    }
}
