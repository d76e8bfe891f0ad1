//! Zip files (PKWARE APPNOTE 4.3): several files in one, uncompressed.

use super::File;

/// The files in one.
pub fn zip(files: &[File]) -> Vec<u8> {
    let (mut bytes, mut directory) = (vec![], vec![]);
    for File { name, bytes: content } in files {
        let sizes = [crc32(content), content.len() as u32, content.len() as u32];
        let offset = bytes.len() as u32;
        // What the entry says of itself: version 2.0, no flags, stored, 1 January 1980.
        let mut entry: Vec<u8> = [20_u16, 0, 0, 0, 0x21].iter().flat_map(|word| word.to_le_bytes()).collect();
        entry.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        entry.extend((name.len() as u16).to_le_bytes());
        entry.extend(0_u16.to_le_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&entry);
        bytes.extend(name.as_bytes());
        bytes.extend(content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&entry);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length, count) = (bytes.len() as u32, directory.len() as u32, files.len() as u16);
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
    bytes.extend([count, count].iter().flat_map(|count| count.to_le_bytes()));
    bytes.extend([length, start].iter().flat_map(|size| size.to_le_bytes()));
    bytes.extend(0_u16.to_le_bytes());
    bytes
}

/// CRC-32 of ISO 3309, as zip has it.
fn crc32(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256_u32)
        .map(|byte| (0..8).fold(byte, |c, _| if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 }))
        .collect();
    !bytes.iter().fold(!0, |crc, &byte| table[usize::from(crc as u8 ^ byte)] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
