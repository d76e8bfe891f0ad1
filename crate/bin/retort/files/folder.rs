//! What a path holds: the four IDX files of MNIST, folders of pictures, or a NumPy archive.

use std::path::{Path, PathBuf};

use retort::data::own::{CLASSES, MOST_IMAGES, Refused};

use super::{FileError, Found, MOST_BYTES, Part, Problem, Small, idx, npz, part_of_arrays, picture};

/// Largest picture file.
const LARGEST_PICTURE: usize = 1 << 26;

/// Reads the images at a path.
pub fn read(path: &Path, small: Small) -> Result<Found, FileError> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string()).of(path.display());
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_file() {
        let name = path.display().to_string();
        return match path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("npz")) {
            true => npz::read(&name, &bytes(path, MOST_BYTES)?, small),
            false => Err(Problem::UnknownForm.of(name)),
        };
    }
    let entries = list(path)?;
    if entries.iter().any(|entry| idx_kind(entry).is_some()) {
        return idx_folder(path, &entries, small);
    }
    let folder = |name: &str| entries.iter().find(|entry| named(entry) == name && entry.is_dir());
    let side = small.side_of_pictures();
    let found = |classes: &[PathBuf], known: Vec<String>, test: Option<Part>| -> Result<Found, FileError> {
        Ok(Found { train: pictures(classes, &known, small)?, classes: Some(known), side, test })
    };
    match (folder("train"), folder("test")) {
        (Some(train), Some(test)) => {
            let classes = class_folders(train)?;
            let known: Vec<String> = classes.iter().map(|class| named(class)).collect();
            let test = pictures(&folders(test)?, &known, small)?;
            found(&classes, known, Some(test))
        }
        (Some(_), None) => Err(Problem::Missing("test/ beside train/".into()).of(path.display())),
        (None, Some(_)) => Err(Problem::Missing("train/ beside test/".into()).of(path.display())),
        (None, None) => {
            let classes = class_folders(path)?;
            let known = classes.iter().map(|class| named(class)).collect();
            found(&classes, known, None)
        }
    }
}

/// Which of the four IDX files this is by its name: `train-images-idx3-ubyte`, `t10k-labels.idx1-ubyte.gz` and the like,
/// also with something in front.
fn idx_kind(path: &Path) -> Option<(&'static str, &'static str)> {
    let name = named(path);
    let stem = name.strip_suffix(".gz").unwrap_or(&name).replace(".idx", "-idx");
    ["train", "t10k", "test"].into_iter().find_map(|part| {
        let kinds = [("images", "-images-idx3-ubyte"), ("labels", "-labels-idx1-ubyte")];
        let (kind, _) = kinds.into_iter().find(|(_, ending)| stem.ends_with(&format!("{part}{ending}")))?;
        Some((if part == "train" { part } else { "test" }, kind))
    })
}

fn idx_folder(path: &Path, entries: &[PathBuf], small: Small) -> Result<Found, FileError> {
    let one = |part: &'static str, kind: &'static str| -> Result<&PathBuf, FileError> {
        let mut found = entries.iter().filter(|entry| idx_kind(entry) == Some((part, kind)));
        let first = found.next().ok_or_else(|| {
            let wanted = if part == "train" { "train" } else { "t10k" };
            let axes = if kind == "images" { 3 } else { 1 };
            Problem::Missing(format!("{wanted}-{kind}-idx{axes}-ubyte, plain or .gz,")).of(path.display())
        })?;
        match found.next() {
            None => Ok(first),
            Some(second) => {
                let reason = format!("both {} and {} are {part} {kind}", named(first), named(second));
                Err(Problem::Damaged { form: "folder", reason }.of(path.display()))
            }
        }
    };
    let part = |part: &'static str, small: Small| -> Result<(usize, Part), FileError> {
        let (images, labels) = (one(part, "images")?, one(part, "labels")?);
        let raw = idx::images(&bytes(images, MOST_BYTES)?).map_err(|problem| problem.of(images.display()))?;
        let each =
            idx::labels(&bytes(labels, MOST_BYTES)?).map_err(|problem| problem.of(labels.display()))?;
        let side = small.side_of(raw.width, raw.height);
        Ok((side, part_of_arrays(&images.display().to_string(), &raw, each, small)?))
    };
    let (side, train) = part("train", small)?;
    let (_, test) = part("test", Small { side: Some(side), ..small })?;
    Ok(Found { classes: None, side, train, test: Some(test) })
}

/// The folders in a folder, in the order of their names.
fn folders(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    Ok(list(path)?.into_iter().filter(|entry| entry.is_dir()).collect())
}

/// One folder a class.
fn class_folders(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    let folders = folders(path)?;
    match folders.len() {
        0 => Err(Problem::UnknownForm.of(path.display())),
        count if (CLASSES[0]..=CLASSES[1]).contains(&count) => Ok(folders),
        count => {
            let allowed = format!("{} to {}: one folder a class", CLASSES[0], CLASSES[1]);
            Err(Problem::Unfit(Refused::new("classes", count.to_string(), allowed)).of(path.display()))
        }
    }
}

/// The pictures of class folders; a folder's label is the place of its name among the known ones.
fn pictures(folders: &[PathBuf], known: &[String], small: Small) -> Result<Part, FileError> {
    let mut part = Part::default();
    for folder in folders {
        let label = known.iter().position(|name| *name == named(folder)).ok_or_else(|| {
            Problem::Missing(format!("train/{} with pictures of this class", named(folder)))
                .of(folder.display())
        })?;
        let files = list(folder)?;
        let files: Vec<_> = files.iter().filter(|file| is_picture(file)).collect();
        if files.is_empty() {
            return Err(Problem::Missing("a PNG or JPEG picture".into()).of(folder.display()));
        }
        if part.labels.len() + files.len() > MOST_IMAGES {
            let count = (part.labels.len() + files.len()).to_string();
            let refused = Refused::new("images", count, format!("at most {MOST_IMAGES}"));
            return Err(Problem::Unfit(refused).of(folder.display()));
        }
        for file in files {
            let read = picture::read(&bytes(file, LARGEST_PICTURE)?);
            let small = read.and_then(|raw| small.shrink_to(&raw, small.side_of_pictures()));
            part.pixels.extend(small.map_err(|problem| problem.of(file.display()))?);
            part.labels.push(label as u8);
        }
    }
    Ok(part)
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| picture::ENDINGS.contains(&ending.as_str()))
}

/// The entries of a folder by name, without hidden ones: the order of a disk differs from machine to machine.
fn list(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string()).of(path.display());
    let mut entries = vec![];
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.retain(|entry| !named(entry).starts_with('.'));
    entries.sort();
    Ok(entries)
}

fn named(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The bytes of a file that is not larger than `limit`.
fn bytes(path: &Path, limit: usize) -> Result<Vec<u8>, FileError> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string()).of(path.display());
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.len() > limit as u64 {
        return Err(Problem::TooLarge { sizes: vec![metadata.len() as usize], limit }.of(path.display()));
    }
    std::fs::read(path).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;
    use crate::files::picture::tests::file;

    fn read(path: &Path) -> Result<Found, FileError> {
        super::read(path, Small { side: None, invert: false })
    }

    /// A folder of its own that goes with its owner.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("retort-files-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            std::fs::create_dir_all(&path).expect("writable");
            Self(path)
        }

        fn write(&self, name: &str, bytes: &[u8]) {
            let path = self.0.join(name);
            std::fs::create_dir_all(path.parent().expect("inside")).expect("writable");
            std::fs::write(path, bytes).expect("writable");
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn names_of_idx_files_are_known() {
        for (name, kind) in [
            ("train-images-idx3-ubyte", Some(("train", "images"))),
            ("t10k-labels-idx1-ubyte.gz", Some(("test", "labels"))),
            ("t10k-images.idx3-ubyte", Some(("test", "images"))),
            ("fashion-full-test-labels-idx1-ubyte.gz", Some(("test", "labels"))),
            ("readme.gz", None),
        ] {
            assert_eq!(idx_kind(Path::new(name)), kind, "{name}");
        }
    }

    #[test]
    fn an_idx_folder_is_read_and_a_missing_file_named() {
        let folder = Folder::new("idx");
        let images = [&[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8][..], &[1; 64], &[2; 64]].concat();
        let labels = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1];
        folder.write("train-images-idx3-ubyte", &images);
        folder.write("train-labels-idx1-ubyte", &labels);
        folder.write("t10k-images-idx3-ubyte", &images);
        let error = read(&folder.0).expect_err("three files").to_string();
        assert!(error.contains("t10k-labels-idx1-ubyte, plain or .gz, is missing"), "{error}");
        folder.write("t10k-labels-idx1-ubyte", &labels);
        let found = read(&folder.0).expect("four files");
        assert_eq!((found.classes, found.side), (None, 8));
        assert_eq!(found.train.pixels, [[1; 64], [2; 64]].concat());
        let dataset =
            super::super::images(&folder.0, Small { side: None, invert: false }, 0.2).expect("sound");
        assert_eq!((dataset.side(), dataset.counts().len()), (8, 2));
        folder.write("train-images.idx3-ubyte", &images);
        assert!(read(&folder.0).expect_err("two of a kind").to_string().contains("are train images"));
    }

    #[test]
    fn folders_of_pictures_are_read_in_the_order_of_their_names() {
        let folder = Folder::new("pictures");
        folder.write("train/cat/a.png", &file(ImageFormat::Png, 3, 2, 9));
        folder.write("train/ant/b.JPG", &file(ImageFormat::Jpeg, 8, 8, 0));
        folder.write("train/ant/notes.txt", b"not a picture");
        folder.write("train/ant/.hidden.png", b"nor this");
        let error = read(&folder.0).expect_err("no test").to_string();
        assert!(error.contains("test/ beside train/ is missing"), "{error}");
        folder.write("test/cat/c.png", &file(ImageFormat::Png, 3, 2, 7));
        let found = read(&folder.0).expect("sound");
        assert_eq!((found.classes, found.train.labels), (Some(vec!["ant".into(), "cat".into()]), vec![0, 1]));
        assert_eq!(found.test.expect("given").labels, [1]);
        let all = read(&folder.0.join("train")).expect("sound");
        assert_eq!((all.train.pixels.len(), all.side, all.test), (2 * 28 * 28, 28, None));
        folder.write("test/dog/d.png", &file(ImageFormat::Png, 3, 2, 7));
        assert!(read(&folder.0).expect_err("a new class").to_string().contains("train/dog"));
        folder.write("train/cat/z.png", b"\x89PNG\r\n\x1a\nand nonsense");
        let error = read(&folder.0.join("train")).expect_err("damaged").to_string();
        assert!(error.contains("z.png: damaged picture"), "{error}");
    }

    #[test]
    fn other_paths_are_refused_with_what_would_be_read() {
        let folder = Folder::new("other");
        folder.write("images.csv", b"1,2");
        for path in [folder.0.clone(), folder.0.join("images.csv")] {
            assert!(read(&path).expect_err("nothing").to_string().contains("or an .npz file"));
        }
        assert!(read(&folder.0.join("absent")).is_err());
    }
}
