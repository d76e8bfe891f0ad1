//! The IDX format of MNIST and its like, gzipped or not: two zero bytes, the type, the number of axes, big-endian sizes,
//! then the numbers.

use std::io::Read;

use super::{Problem, Raw, checked_bytes};

/// Unsigned bytes, the only type of MNIST's family.
const BYTES: u8 = 8;

/// Images of a file: `[count, height, width]` unsigned bytes.
pub fn images(file: &[u8]) -> Result<Raw, Problem> {
    let (sizes, pixels) = read(file, 3, "[images, height, width]")?;
    let [_, height, width] = sizes[..] else { return Err(short()) };
    Ok(Raw { width, height, channels: 1, pixels })
}

/// Labels of a file: `[count]` unsigned bytes.
pub fn labels(file: &[u8]) -> Result<Vec<u8>, Problem> {
    read(file, 1, "[images]").map(|(_, labels)| labels)
}

fn short() -> Problem {
    Problem::Damaged { form: "IDX file", reason: "it ends within its header".into() }
}

/// Sizes and body of an array with so many axes.
fn read(file: &[u8], axes: u8, allowed: &'static str) -> Result<(Vec<usize>, Vec<u8>), Problem> {
    match file.starts_with(&[0x1f, 0x8b]) {
        true => read_plain(flate2::read::GzDecoder::new(file), axes, allowed),
        false => read_plain(file, axes, allowed),
    }
}

fn read_plain(
    mut file: impl Read,
    axes: u8,
    allowed: &'static str,
) -> Result<(Vec<usize>, Vec<u8>), Problem> {
    let mut word = || -> Result<[u8; 4], Problem> {
        let mut bytes = [0; 4];
        file.read_exact(&mut bytes).map_err(|_| short())?;
        Ok(bytes)
    };
    let [first, second, kind, found] = word()?;
    if (first, second) != (0, 0) {
        let reason = format!("it begins with {first:#04x} {second:#04x} and not with two zeros");
        return Err(Problem::Damaged { form: "IDX file", reason });
    }
    if kind != BYTES {
        let found = format!("{kind:#04x}");
        return Err(Problem::WrongType { found, allowed: "0x08, unsigned bytes" });
    }
    if found != axes {
        return Err(Problem::WrongShape { found: format!("{found} axes"), allowed });
    }
    let sizes: Vec<usize> =
        (0..axes).map(|_| Ok(u32::from_be_bytes(word()?) as usize)).collect::<Result<_, Problem>>()?;
    let expected = checked_bytes(&sizes, 1)?;
    let mut body = vec![];
    // One byte more, to notice a longer one; the memory grows with what is really there.
    file.take(expected as u64 + 1)
        .read_to_end(&mut body)
        .map_err(|error| Problem::Damaged { form: "gzip file", reason: error.to_string() })?;
    if body.len() != expected {
        return Err(Problem::Length { expected, found: body.len() });
    }
    Ok((sizes, body))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn file(kind: u8, sizes: &[u32], body: &[u8]) -> Vec<u8> {
        let sizes = sizes.iter().flat_map(|size| size.to_be_bytes());
        [0, 0, kind, sizes.clone().count() as u8 / 4]
            .into_iter()
            .chain(sizes)
            .chain(body.iter().copied())
            .collect()
    }

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
        encoder.write_all(plain).expect("in memory");
        encoder.finish().expect("in memory")
    }

    #[test]
    fn images_and_labels_come_packed_or_plain() {
        let plain = file(8, &[2, 2, 3], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        let read = images(&plain).expect("sound");
        assert_eq!((read.width, read.height, read.pixels[11]), (3, 2, 12));
        assert_eq!(images(&packed(&plain)), Ok(read));
        assert_eq!(labels(&packed(&file(8, &[3], &[1, 0, 9]))), Ok(vec![1, 0, 9]));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let whole = file(8, &[2, 2, 3], &[0; 12]);
        for cut in 0..whole.len() {
            assert!(images(&whole[..cut]).is_err(), "{cut}");
            assert!(images(&packed(&whole)[..cut]).is_err(), "{cut}");
        }
        assert_eq!(images(&file(8, &[2, 2, 3], &[0; 13])), Err(Problem::Length { expected: 12, found: 13 }));
        assert!(matches!(images(&file(13, &[1, 1, 1], &[0; 4])), Err(Problem::WrongType { .. })));
        assert!(matches!(images(&file(8, &[4], &[0; 4])), Err(Problem::WrongShape { .. })));
        assert!(matches!(labels(b"label,pixel\n"), Err(Problem::Damaged { .. })));
    }

    #[test]
    fn a_small_file_cannot_ask_for_much_memory() {
        // Minus one, as a signed number would be written.
        for sizes in [[u32::MAX; 3], [u32::MAX, 1, 1], [60_000, 1 << 14, 1 << 14]] {
            assert!(matches!(images(&file(8, &sizes, &[0; 9])), Err(Problem::TooLarge { .. })), "{sizes:?}");
        }
        // Ten million zeros in ten thousand bytes: no more is unpacked than the header allows.
        let bomb = packed(&file(8, &[1, 2, 2], &vec![0; 10_000_000]));
        assert!(bomb.len() < 20_000);
        assert_eq!(images(&bomb), Err(Problem::Length { expected: 4, found: 5 }));
    }
}
