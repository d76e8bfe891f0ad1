//! NumPy archives: a zip file of arrays. Read are Keras' `x_train y_train x_test y_test`, and `images labels`.

use std::collections::BTreeMap;
use std::io::Read;

use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::{FileError, Found, Part, Problem, npy};

/// An archive has four arrays; much more is another kind of file.
const MOST_ENTRIES: usize = 1000;

/// The arrays of an archive by name.
struct Archive<'a> {
    /// Of the file, for errors.
    name: &'a str,
    zip: ZipSliceArchive<&'a [u8]>,
    arrays: BTreeMap<String, (ZipArchiveEntryWayfinder, CompressionMethod)>,
}

fn damaged(reason: impl ToString) -> Problem {
    Problem::Damaged { form: "NumPy archive", reason: reason.to_string() }
}

/// The images of an archive; `name` is the file's, for errors.
pub fn read(name: &str, file: &[u8]) -> Result<Found, FileError> {
    let archive = Archive::open(name, file).map_err(|problem| problem.of(name))?;
    if archive.arrays.contains_key("x_train") {
        let (train, test) = (archive.part("x_train", "y_train")?, archive.part("x_test", "y_test")?);
        return Found::numbered(name, train, Some(test));
    }
    if archive.arrays.contains_key("images") {
        return Found::numbered(name, archive.part("images", "labels")?, None);
    }
    let there: Vec<&str> = archive.arrays.keys().take(8).map(String::as_str).collect();
    let what =
        format!("x_train, y_train, x_test, y_test, or images and labels (there is {})", there.join(", "));
    Err(Problem::Missing(what).of(name))
}

impl<'a> Archive<'a> {
    fn open(name: &'a str, file: &'a [u8]) -> Result<Self, Problem> {
        let zip = ZipArchive::from_slice(file).map_err(damaged)?;
        let mut arrays = BTreeMap::new();
        let mut entries = zip.entries();
        while let Some(entry) = entries.next_entry().map_err(damaged)? {
            if arrays.len() == MOST_ENTRIES {
                return Err(damaged(format!("more than {MOST_ENTRIES} arrays")));
            }
            let path = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
            if let Some(array) = path.strip_suffix(".npy") {
                // A second array of one name could be another one for another reader.
                if arrays.insert(array.to_owned(), (entry.wayfinder(), entry.compression_method())).is_some()
                {
                    return Err(damaged(format!("{path} stands there twice")));
                }
            }
        }
        Ok(Self { name, zip, arrays })
    }

    fn part(&self, images: &str, labels: &str) -> Result<Part, FileError> {
        let read = self.array(images, |bytes| npy::images(bytes))?;
        Part::new(self.name, &read, self.array(labels, |bytes| npy::labels(bytes))?)
    }

    /// One array. The archive's own word on its size is not believed: the reader takes what the array's header allows,
    /// and the archive's checksum is compared at the end.
    fn array<T>(
        &self,
        array: &str,
        read: impl Fn(&mut dyn Read) -> Result<T, Problem>,
    ) -> Result<T, FileError> {
        let of = |problem: Problem| problem.of(format_args!("{}: {array}", self.name));
        let (place, compression) =
            self.arrays.get(array).ok_or_else(|| of(Problem::Missing("the array".into())))?;
        let entry = self.zip.get_entry(*place).map_err(|error| of(damaged(error)))?;
        match *compression {
            CompressionMethod::STORE => read(&mut entry.verifying_reader(entry.data())),
            CompressionMethod::DEFLATE => {
                read(&mut entry.verifying_reader(flate2::bufread::DeflateDecoder::new(entry.data())))
            }
            other => Err(damaged(format!("{other:?}; numpy.savez and savez_compressed write others"))),
        }
        .map_err(of)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::files::npy::tests::array;

    /// An archive as `numpy.savez` writes it, or `numpy.savez_compressed`.
    pub fn archive_as(compression: CompressionMethod, arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut file = vec![];
        let mut archive = rawzip::ZipArchiveWriter::new(&mut file);
        for (name, array) in arrays {
            let path = format!("{name}.npy");
            let (mut entry, config) =
                archive.new_file(&path).compression_method(compression).start().expect("in memory");
            let descriptor = if compression == CompressionMethod::STORE {
                let mut writer = config.wrap(&mut entry);
                std::io::copy(&mut array.as_slice(), &mut writer).expect("in memory");
                writer.finish().expect("in memory").1
            } else {
                let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
                let mut writer = config.wrap(encoder);
                std::io::copy(&mut array.as_slice(), &mut writer).expect("in memory");
                let (encoder, descriptor) = writer.finish().expect("in memory");
                encoder.finish().expect("in memory");
                descriptor
            };
            entry.finish(descriptor).expect("in memory");
        }
        archive.finish().expect("in memory");
        file
    }

    fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
        archive_as(CompressionMethod::DEFLATE, arrays)
    }

    #[test]
    fn both_sets_of_names_are_read() {
        let images = || array("|u1", "(3, 2, 2)", &[5; 12]);
        let labels = || array("<i8", "(3,)", &[0_u64, 1, 2].map(u64::to_le_bytes).concat());
        let keras = archive(&[
            ("x_train", images()),
            ("y_train", labels()),
            ("x_test", images()),
            ("y_test", labels()),
        ]);
        let found = read("mnist.npz", &keras).expect("sound");
        assert_eq!((found.classes.len(), found.train.labels), (3, vec![0, 1, 2]));
        assert_eq!(found.test.expect("given").pictures.len(), 3);
        let plain = archive_as(CompressionMethod::STORE, &[("images", images()), ("labels", labels())]);
        assert_eq!(read("all.npz", &plain).expect("sound").test, None);
    }

    #[test]
    fn what_is_missing_or_damaged_is_named() {
        let images = array("|u1", "(3, 2, 2)", &[5; 12]);
        let error =
            |arrays: &[(&str, Vec<u8>)]| read("f.npz", &archive(arrays)).expect_err("wrong").to_string();
        assert!(error(&[("x", images.clone())]).contains("is missing"));
        assert_eq!(error(&[("x_train", images.clone())]), "f.npz: y_train: the array is missing");
        let two = array("|u1", "(2,)", &[0, 1]);
        assert_eq!(error(&[("images", images.clone()), ("labels", two)]), "f.npz: 3 images and 2 labels");
        let same = array("|u1", "(3,)", &[0; 3]);
        assert!(error(&[("images", images.clone()), ("labels", same)]).contains("at least two"));
        assert!(
            read("f.npz", b"PK\x03\x04 and no more").expect_err("damaged").to_string().contains("damaged")
        );
        let whole = archive(&[("images", images.clone()), ("labels", array("|u1", "(3,)", &[0, 1, 2]))]);
        for cut in 0..whole.len() {
            assert!(read("f.npz", &whole[..cut]).is_err(), "{cut}");
        }
        // Any byte changed gives an error or other images, never a panic.
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            let _ = read("f.npz", &changed);
        }
    }

    #[test]
    fn an_archive_that_unpacks_to_more_than_its_arrays_say_is_refused_early() {
        let bomb = archive(&[("images", array("|u1", "(3, 2, 2)", &vec![0; 20_000_000]))]);
        assert!(bomb.len() < 40_000);
        let error = read("bomb.npz", &bomb).expect_err("a bomb");
        assert_eq!(error.problem, Problem::Length { expected: 12, found: 13 });
    }
}
