//! Arrays of bytes for numpy: `.npz`, a zip of `.npy` files (numpy's format version 1.0).

use serde::{Deserialize, Serialize};

use super::{File, zip};

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
    let file = |array: &Array| File { name: format!("{}.npy", array.name), bytes: npy(array) };
    File { name: name.into(), bytes: zip(&arrays.iter().map(file).collect::<Vec<_>>()) }
}

fn npy(array: &Array) -> Vec<u8> {
    let lengths: String = array.shape.iter().map(|length| format!("{length}, ")).collect();
    let mut header =
        format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({}), }}", lengths.trim_end());
    // The values begin at a multiple of 64 bytes.
    while !(10 + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(&array.values);
    bytes
}
