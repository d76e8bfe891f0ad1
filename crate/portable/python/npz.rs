//! Arrays of bytes for numpy: `.npz`, a zip of `.npy` files.

use retort_images::{archive, array};
use serde::{Deserialize, Serialize};

use super::File;

/// A named array of bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Array {
    /// Its name in the file.
    pub name: String,
    /// Its lengths.
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<u8>,
}

/// The file.
pub fn npz(name: &str, arrays: &[Array]) -> File {
    let names: Vec<String> = arrays.iter().map(|array| format!("{}.npy", array.name)).collect();
    let bytes = arrays.iter().map(|each| array::write("|u1", &each.shape, &each.values));
    let entries: Vec<_> = names.iter().map(String::as_str).zip(bytes).collect();
    File { name: name.into(), bytes: archive::write(&entries) }
}
