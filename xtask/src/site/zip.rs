//! A zip archive for people to take along. The same files give the same bytes: sorted, packed alike, without a time
//! (PKWARE, APPNOTE.TXT 6.3.10, section 4.3).

use std::io::Write as _;

use anyhow::{Context, Result};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::Site;
use super::compress::is_compressible;

/// Version 2.0 of the format: folders and deflate.
const VERSION: u16 = 20;
/// "Made by" Unix, so that the permissions count: everybody reads, the owner writes.
const MADE_BY: u16 = 3 << 8 | VERSION;
const PERMISSIONS: u32 = 0o100_644 << 16;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// 1980-01-01 00:00, the first moment that the format can tell.
const TIME: u16 = 0;
const DATE: u16 = 1 << 5 | 1;

/// All files of `site` below `folder`, which ends with a `/`.
///
/// # Errors
/// If a file or the archive is larger than the format's 32 bits.
pub fn zip(folder: &str, site: &Site) -> Result<Vec<u8>> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (path, content) in site {
        let name = format!("{folder}{path}");
        let offset = size(archive.len())?;
        let (method, packed) = packed(path, content)?;
        let mut crc = Crc::new();
        crc.update(content);
        let mut entry = Vec::new();
        for word in [VERSION, FLAGS, method, TIME, DATE] {
            entry.extend(word.to_le_bytes());
        }
        for word in [crc.sum(), size(packed.len())?, size(content.len())?] {
            entry.extend(word.to_le_bytes());
        }
        entry.extend(u16::try_from(name.len()).context("a name is too long")?.to_le_bytes());
        // No extra field.
        entry.extend([0, 0]);

        archive.extend(b"PK\x03\x04");
        archive.extend(&entry);
        archive.extend(name.bytes());
        archive.extend(packed);

        directory.extend(b"PK\x01\x02");
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&entry);
        // No comment, the first disk, no internal attributes.
        directory.extend([0; 6]);
        directory.extend(PERMISSIONS.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (start, length) = (size(archive.len())?, size(directory.len())?);
    let count = u16::try_from(site.len()).context("too many files")?.to_le_bytes();
    archive.extend(directory);
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 4]);
    archive.extend(count);
    archive.extend(count);
    archive.extend(length.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    Ok(archive)
}

/// How the file stands in the archive, and its bytes there.
fn packed(path: &str, content: &[u8]) -> Result<(u16, Vec<u8>)> {
    if !is_compressible(path) {
        return Ok((STORED, content.to_vec()));
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok((DEFLATED, encoder.finish()?))
}

fn size(length: usize) -> Result<u32> {
    u32::try_from(length).context("too large for a zip archive")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn site() -> Site {
        let files =
            [("README.txt", "说明".to_string()), ("a/b.js", "x = 1;".repeat(99)), ("c.gz", "1".repeat(50))];
        files.into_iter().map(|(path, text)| (path.to_string(), text.into_bytes())).collect()
    }

    #[test]
    fn the_same_files_give_the_same_archive() {
        assert_eq!(zip("retort/", &site()).expect("small"), zip("retort/", &site()).expect("small"));
    }

    /// Python's zipfile compares names, sizes and checksums, as other programs do.
    #[test]
    fn another_program_unpacks_it() {
        let folder = std::env::temp_dir().join(format!("retort-zip-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder of our own");
        let file = folder.join("a.zip");
        std::fs::write(&file, zip("retort/", &site()).expect("small")).expect("written");
        let unpacked = Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&file).arg(&folder).status();
        // Where there is no Python, the browser's test unpacks the real one.
        if unpacked.is_ok_and(|status| status.success()) {
            for (path, content) in site() {
                assert_eq!(std::fs::read(folder.join("retort").join(&path)).expect(&path), content, "{path}");
            }
        }
        std::fs::remove_dir_all(&folder).expect("our own folder");
    }
}
