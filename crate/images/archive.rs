//! The little of the zip format that an `.npz` file needs: reading through the central directory, with bounds, and writing
//! stored entries, which every program opens and which need no compressor here (PKWARE, APPNOTE.TXT 6.3.10, section 4.3).

use std::io::Read as _;

use super::Refused;

/// Most entries of an archive; one of ours has five.
const MOST_ENTRIES: usize = 64;
/// The end record without its comment, and the longest comment.
const END: usize = 22;
const LONGEST_COMMENT: usize = 0xFFFF;

/// One entry, still packed.
pub struct Entry<'a> {
    /// Its path in the archive.
    pub name: &'a str,
    packed: &'a [u8],
    deflated: bool,
    size: usize,
    checksum: u32,
}

fn damaged(what: &str) -> Refused {
    Refused::new(
        "file",
        format!("a zip archive with {what}"),
        "an .npz file as the page or numpy.savez writes it",
    )
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
}

/// The entries of an archive.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Refused> {
    let last = bytes.len().checked_sub(END).ok_or_else(|| damaged("no end record"))?;
    let end = (last.saturating_sub(LONGEST_COMMENT)..=last)
        .rev()
        .find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))
        .ok_or_else(|| damaged("no end record"))?;
    let count = number(bytes, end + 10, 2).unwrap_or(0);
    if count > MOST_ENTRIES {
        return Err(Refused::range("entries of the file", count, [1, MOST_ENTRIES]));
    }
    let mut at = number(bytes, end + 16, 4).unwrap_or(usize::MAX);
    let mut found = vec![];
    for _ in 0..count {
        let (entry, next) = entry(bytes, at).ok_or_else(|| damaged("a damaged directory"))?;
        found.push(entry);
        at = next;
    }
    Ok(found)
}

/// The entry whose directory record stands at `at`, and where the next record stands.
fn entry(bytes: &[u8], at: usize) -> Option<(Entry<'_>, usize)> {
    let record = bytes.get(at..).filter(|record| record.starts_with(b"PK\x01\x02"))?;
    let (method, flags) = (number(record, 10, 2)?, number(record, 8, 2)?);
    let [checksum, packed, size, local] = [16, 20, 24, 42].map(|at| number(record, at, 4));
    let [name, extra, comment] = [28, 30, 32].map(|at| number(record, at, 2));
    let (packed, size, local, name) = (packed?, size?, local?, name?);
    // Neither encrypted nor packed in another way; sizes of 64 bits stand elsewhere and are too large anyway.
    if flags & 1 != 0 || !matches!(method, 0 | 8) || [packed, size, local].contains(&0xFFFF_FFFF) {
        return None;
    }
    let text = std::str::from_utf8(record.get(46..46 + name)?).ok()?;
    let header = bytes.get(local..).filter(|header| header.starts_with(b"PK\x03\x04"))?;
    let start = 30 + number(header, 26, 2)? + number(header, 28, 2)?;
    let body = header.get(start..start.checked_add(packed)?)?;
    let entry = Entry {
        name: text,
        packed: body,
        deflated: method == 8,
        size,
        checksum: u32::try_from(checksum?).ok()?,
    };
    Some((entry, at + 46 + name + extra? + comment?))
}

impl Entry<'_> {
    /// The content, at most `limit` bytes of it: the entry says how long it is, and is not believed.
    pub fn unpack(&self, limit: usize) -> Result<Vec<u8>, Refused> {
        if self.size > limit {
            return Err(Refused::range("bytes of an array", self.size, [0, limit]));
        }
        let mut plain = vec![];
        if self.deflated {
            let unpacked =
                flate2::read::DeflateDecoder::new(self.packed).take(limit as u64 + 1).read_to_end(&mut plain);
            unpacked.map_err(|_| damaged("damaged data"))?;
        } else {
            plain.extend_from_slice(self.packed);
        }
        let mut checksum = flate2::Crc::new();
        checksum.update(&plain);
        if plain.len() != self.size || checksum.sum() != self.checksum {
            return Err(damaged("damaged data"));
        }
        Ok(plain)
    }
}

/// An archive of stored entries. Equal contents give equal files: the date is always the first that the format knows.
pub fn write(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut directory) = (vec![], vec![]);
    for (name, content) in files {
        let local = archive.len() as u32;
        let mut checksum = flate2::Crc::new();
        checksum.update(content);
        // Version 2.0, UTF-8 names, stored, 1980-01-01 00:00.
        let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        for value in [checksum.sum(), content.len() as u32, content.len() as u32, name.len() as u32] {
            common.extend(value.to_le_bytes()); // the name's length and the length 0 of further fields
        }
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(local.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = archive.len() as u32;
    let count = (files.len() as u16).to_le_bytes();
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count);
    archive.extend(count);
    archive.extend((directory.len() as u32).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    archive
}
