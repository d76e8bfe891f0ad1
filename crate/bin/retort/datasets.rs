//! Datasets from the folder `data/`.

use std::path::{Path, PathBuf};

use retort::data::{self, Dataset};

/// The folder with the files that a page would fetch: `RETORT_DATA`, or `data/` here or beside the program's source.
fn folder() -> PathBuf {
    let here = PathBuf::from("data");
    match std::env::var_os("RETORT_DATA") {
        Some(folder) => folder.into(),
        None if here.is_dir() => here,
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("data"),
    }
}

/// Opens the dataset with this key; the embedded one needs no file.
pub fn open(key: &str) -> Result<Dataset, Box<dyn std::error::Error>> {
    let source = data::source(key)?;
    let folder = folder();
    let mut files = vec![];
    for file in source.files() {
        let path = folder.join(file.name);
        let bytes = std::fs::read(&path).map_err(|error| {
            format!("{}: {error}; set RETORT_DATA to the folder with the data files", path.display())
        })?;
        files.push(bytes);
    }
    Ok(Dataset::open(key, &files)?)
}
