//! Images that a user brings: pictures of any size become small grey images ([`picture`]) in classes that the user names
//! ([`OwnImages`]), divided into training and test, and travel in one file ([`OwnImages::to_file`]).
//!
//! Knows nothing of networks, so that the page fetches it, as wasm of its own, only when somebody brings images. What an
//! engine gets is [`OwnImages::to_bytes`], which takes no unpacking.

pub mod archive;
pub mod array;
mod content;
mod file;
mod own;
pub mod picture;
mod refused;
mod split;
#[cfg(all(target_arch = "wasm32", feature = "web"))]
mod web;

pub use own::{
    CLASSES, ClassCount, DIGITS, LONGEST_NAME, MOST_IMAGES, OwnImages, Part, SIDES, THIN_TEST, THIN_TRAIN,
    WORD,
};
pub use refused::Refused;
pub use split::SHARES;
