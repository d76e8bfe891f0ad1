//! A picture of any size becomes a small grey image. Whole numbers only, so that every machine gets the same pixels; what
//! can differ is how a JPEG was decoded before.

use super::{Refused, SIDES};

/// Longest side of a picture in pixels.
pub const LONGEST: usize = 20_000;
/// Most pixels of a picture: 50 megapixels are 200 MB while it is decoded.
pub const MOST_PIXELS: usize = 50_000_000;

/// Makes a picture `[width, height]` small: transparency lies on white, grey is ITU-R BT.601 luma as Pillow's mode "L"
/// computes it, each small pixel is the mean over its area, the ratio of the sides is kept, and what is left free is 0.
/// `invert` swaps dark and light of the picture, not of what is left free: dark ink on white paper needs it to look like
/// the built-in datasets.
///
/// `pixels` holds one byte (grey) or four (red, green, blue, alpha) a pixel, row by row; `small` is `[width, height]`.
///
/// # Errors
/// [`Refused`] for sizes outside of their ranges, or that do not fit the number of bytes.
pub fn shrink(
    pixels: &[u8],
    [width, height]: [usize; 2],
    small: [usize; 2],
    invert: bool,
) -> Result<Vec<u8>, Refused> {
    if let Some(&side) = small.iter().find(|side| !(SIDES[0]..=SIDES[1]).contains(*side)) {
        return Err(Refused::range("side", side, SIDES));
    }
    if let Some(&side) = [width, height].iter().find(|side| !(1..=LONGEST).contains(*side)) {
        return Err(Refused::range("side of a picture", side, [1, LONGEST]));
    }
    let count = width * height; // below 2^29
    if count > MOST_PIXELS {
        return Err(Refused::range("pixels of a picture", count, [1, MOST_PIXELS]));
    }
    let grey = match pixels.len() {
        bytes if bytes == count => pixels.to_vec(),
        bytes if bytes == 4 * count => pixels.as_chunks::<4>().0.iter().map(luma).collect(),
        bytes => {
            return Err(Refused::new(
                "bytes of a picture",
                bytes.to_string(),
                format!("{count} or {}", 4 * count),
            ));
        }
    };
    let inner = inner_size([width, height], small);
    let mut image = vec![0; small[0] * small[1]];
    let offset = [(small[0] - inner[0]) / 2, (small[1] - inner[1]) / 2];
    let columns: Vec<_> = (0..inner[0]).map(|column| Cover::of(column, inner[0], width)).collect();
    for row in 0..inner[1] {
        let rows = Cover::of(row, inner[1], height);
        for (column, columns) in columns.iter().enumerate() {
            let mean = mean(&grey, width, &rows, columns);
            let place = (row + offset[1]) * small[0] + column + offset[0];
            image[place] = if invert { 255 - mean } else { mean };
        }
    }
    Ok(image)
}

/// BT.601 with 16 bits after the point, over white.
fn luma(&[red, green, blue, alpha]: &[u8; 4]) -> u8 {
    let over_white = |colour: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        (colour * alpha + 255 * (255 - alpha) + 127) / 255
    };
    let sum = 19_595 * over_white(red) + 38_470 * over_white(green) + 7_471 * over_white(blue);
    ((sum + 0x8000) >> 16) as u8
}

/// The largest size inside of `small` with the ratio of the picture, rounded, at least one pixel.
fn inner_size([width, height]: [usize; 2], small: [usize; 2]) -> [usize; 2] {
    let scaled = |side: usize, to: usize, from: usize| ((2 * side * to + from) / (2 * from)).max(1);
    // Compares width / height with the same of `small`.
    if width * small[1] >= height * small[0] {
        [small[0], scaled(height, small[0], width).min(small[1])]
    } else {
        [scaled(width, small[1], height).min(small[0]), small[1]]
    }
}

/// Which of `large` pixels one of `small` covers, and how much of each, in parts of `1 / small`; together `large` parts.
struct Cover {
    first: usize,
    parts: Vec<u64>,
}

impl Cover {
    fn of(at: usize, small: usize, large: usize) -> Self {
        let (from, to) = (at * large, (at + 1) * large);
        let first = from / small;
        let last = (to - 1) / small;
        let part = |pixel: usize| (to.min((pixel + 1) * small) - from.max(pixel * small)) as u64;
        Self { first, parts: (first..=last).map(part).collect() }
    }
}

/// The mean over an area, rounded.
fn mean(grey: &[u8], width: usize, rows: &Cover, columns: &Cover) -> u8 {
    let (mut sum, mut total) = (0_u64, 0_u64);
    for (row, &height) in rows.parts.iter().enumerate() {
        let line = &grey[(rows.first + row) * width + columns.first..][..columns.parts.len()];
        let across = line.iter().zip(&columns.parts);
        sum += height * across.map(|(&pixel, &part)| part * u64::from(pixel)).sum::<u64>();
        total += height * columns.parts.iter().sum::<u64>();
    }
    ((sum + total / 2) / total) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_size_keeps_every_pixel_and_inverting_swaps() {
        let grey: Vec<u8> = (0..64).map(|at| at * 4).collect();
        assert_eq!(shrink(&grey, [8, 8], [8, 8], false), Ok(grey.clone()));
        assert_eq!(shrink(&grey, [8, 8], [8, 8], true), Ok(grey.iter().map(|pixel| 255 - pixel).collect()));
    }

    #[test]
    fn areas_are_averaged_exactly() {
        // 24x24 of columns 0, 30, 60: each small pixel covers one of each.
        let grey: Vec<u8> = (0..576).map(|at| (at % 3) as u8 * 30).collect();
        assert_eq!(shrink(&grey, [24, 24], [8, 8], false), Ok(vec![30; 64]));
        // 12 columns on 8: the first small pixel takes one and a half, (0 * 1 + 90 * 0.5) / 1.5.
        let grey: Vec<u8> = (0..144).map(|at| if at % 12 == 1 { 90 } else { 0 }).collect();
        let small = shrink(&grey, [12, 12], [8, 8], false).expect("sound");
        assert_eq!(small[..4], [30, 30, 0, 0]);
        // Growing repeats.
        assert_eq!(
            shrink(&[0, 200, 0, 200], [2, 2], [8, 8], false).expect("sound")[..8],
            [0, 0, 0, 0, 200, 200, 200, 200]
        );
    }

    #[test]
    fn the_ratio_is_kept_and_what_is_left_free_is_dark_even_when_inverted() {
        let small = shrink(&[0; 200], [20, 10], [8, 8], true).expect("sound");
        let rows: Vec<u8> = small.chunks(8).map(|row| row[3]).collect();
        assert_eq!(rows, [0, 0, 255, 255, 255, 255, 0, 0]);
        for size in [[1, 20_000], [20_000, 1], [3, 2], [7, 1999]] {
            let small = shrink(&vec![255; size[0] * size[1]], size, [28, 28], false).expect("sound");
            assert!(small.contains(&255), "{size:?}");
        }
    }

    #[test]
    fn colours_become_luma_over_white() {
        // Pillow: Image.new("RGB", (1, 1), colour).convert("L").
        for (colour, expected) in
            [([255, 0, 0, 255], 76), ([0, 255, 0, 255], 150), ([0, 0, 255, 255], 29), ([10, 20, 30, 0], 255)]
        {
            assert_eq!(shrink(&colour, [1, 1], [8, 8], false), Ok(vec![expected; 64]), "{colour:?}");
        }
    }

    #[test]
    fn hostile_sizes_are_refused() {
        let field = |bytes: usize, size, small| {
            shrink(&vec![0; bytes], size, small, false).expect_err("refused").field
        };
        assert_eq!(field(1, [0, 1], [8, 8]), "side of a picture");
        assert_eq!(field(1, [usize::MAX, 2], [8, 8]), "side of a picture");
        assert_eq!(field(1, [20_000, 20_000], [8, 8]), "pixels of a picture");
        assert_eq!(field(3, [1, 1], [8, 8]), "bytes of a picture");
        assert_eq!(field(1, [1, 1], [7, 8]), "side");
        assert_eq!(field(1, [1, 1], [8, usize::MAX]), "side");
    }
}
