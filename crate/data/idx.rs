//! The IDX format of MNIST: a magic number, big-endian sizes, then unsigned bytes; here always gzipped.

use std::io::Read as _;

use super::DataError;

/// Unpacks at most `limit` bytes, so a small hostile file cannot fill the memory.
pub fn unpack(file: &'static str, packed: &[u8], limit: usize) -> Result<Vec<u8>, DataError> {
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(packed)
        .take(limit as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(|error| DataError::NotGzip { file, reason: error.to_string() })?;
    if plain.len() > limit {
        return Err(DataError::TooLong { file, limit });
    }
    Ok(plain)
}

/// The pixels of `count` images of `height` x `width`, row by row, one byte each.
pub fn images(
    file: &'static str,
    packed: &[u8],
    [count, height, width]: [usize; 3],
) -> Result<Vec<u8>, DataError> {
    let body = count * height * width;
    body_of(file, &unpack(file, packed, 16 + body)?, 0x0803, &[count, height, width])
}

/// `count` labels, one byte each, all below `classes`.
pub fn labels(file: &'static str, packed: &[u8], count: usize, classes: usize) -> Result<Vec<u8>, DataError> {
    let labels = body_of(file, &unpack(file, packed, 8 + count)?, 0x0801, &[count])?;
    match labels.iter().find(|&&label| usize::from(label) >= classes) {
        Some(&label) => Err(DataError::UnknownLabel { file, label, classes }),
        None => Ok(labels),
    }
}

/// What a search thought of `count` positions: `moves` visit counts each, one byte a move.
pub fn visits(file: &'static str, packed: &[u8], [count, moves]: [usize; 2]) -> Result<Vec<u8>, DataError> {
    let body = count * moves;
    body_of(file, &unpack(file, packed, 12 + body)?, 0x0802, &[count, moves])
}

/// Checks the header against what is expected and returns what follows it.
fn body_of(file: &'static str, plain: &[u8], magic: u32, sizes: &[usize]) -> Result<Vec<u8>, DataError> {
    let word = |index: usize| {
        let bytes = plain.get(index * 4..index * 4 + 4)?;
        Some(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    let found: Vec<u32> = (0..=sizes.len()).map_while(word).collect();
    let expected: Vec<u32> = std::iter::once(magic).chain(sizes.iter().map(|&size| size as u32)).collect();
    let header = expected.len() * 4;
    let body: usize = sizes.iter().product();
    if found != expected || plain.len() != header + body {
        return Err(DataError::WrongHeader { file, expected, found, bytes: plain.len() });
    }
    Ok(plain[header..].to_vec())
}
