//! PNG and JPEG pictures as grey ones.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use super::{LONGEST_SIDE, Picture, Problem};

/// Most bytes that a decoder may take for one picture.
const MOST_MEMORY: u64 = 1 << 28;
/// Endings of names that are read, in lower case.
pub const ENDINGS: [&str; 3] = ["png", "jpg", "jpeg"];

/// Decodes one picture; what it is says its first bytes and not its name. Transparent places are as black as they would be
/// on black.
pub fn read(file: &[u8]) -> Result<Picture, Problem> {
    let damaged = |reason: String| Problem::Damaged { form: "picture", reason };
    let mut reader = ImageReader::new(Cursor::new(file));
    match image::guess_format(file) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => reader.set_format(format),
        _ => return Err(damaged("neither PNG nor JPEG; convert it to one of them".into())),
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE as u32);
    limits.max_image_height = Some(LONGEST_SIDE as u32);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let decoded = reader.decode().map_err(|error| damaged(error.to_string()))?.into_rgba8();
    let (width, height) = (decoded.width() as usize, decoded.height() as usize);
    if width == 0 || height == 0 {
        return Err(Problem::ImageSize { width, height });
    }
    let pixels = decoded.pixels().map(|pixel| {
        let [red, green, blue, opacity] = pixel.0;
        let on_black = u32::from(grey([red, green, blue])) * u32::from(opacity);
        ((on_black + 127) / 255) as u8
    });
    Ok(Picture { width, height, pixels: pixels.collect() })
}

/// Luma of ITU-R BT.601, in whole numbers: the same on every machine.
pub fn grey([red, green, blue]: [u8; 3]) -> u8 {
    ((299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) + 500) / 1000) as u8
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A picture file of one grey.
    pub fn file(format: ImageFormat, width: u32, height: u32, shade: u8) -> Vec<u8> {
        let mut file = Cursor::new(vec![]);
        let picture = image::GrayImage::from_pixel(width, height, image::Luma([shade]));
        picture.write_to(&mut file, format).expect("in memory");
        file.into_inner()
    }

    #[test]
    fn png_and_jpeg_become_grey() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let picture = read(&file(format, 9, 7, 128)).expect("sound");
            assert_eq!((picture.width, picture.height, picture.pixels.len()), (9, 7, 63));
            assert!(picture.pixels.iter().all(|&pixel| pixel.abs_diff(128) <= 2), "{:?}", picture.pixels);
        }
        let mut half = Cursor::new(vec![]);
        let red = image::RgbaImage::from_pixel(1, 1, image::Rgba([255, 0, 0, 128]));
        red.write_to(&mut half, ImageFormat::Png).expect("in memory");
        assert_eq!(read(half.get_ref()).expect("sound").pixels, [38]);
    }

    #[test]
    fn damage_and_hostile_sizes_are_errors() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let whole = file(format, 9, 7, 128);
            for cut in 0..whole.len() / 2 {
                assert!(read(&whole[..cut]).is_err(), "{format:?} {cut}");
            }
            for at in 0..whole.len() {
                let mut changed = whole.clone();
                changed[at] ^= 0xff;
                let _ = read(&changed);
            }
        }
        // A PNG of 2 billion by 2 billion pixels in 33 bytes, with a sound checksum.
        let mut huge = file(ImageFormat::Png, 1, 1, 0);
        huge[16..24].copy_from_slice(&[0x7f, 255, 255, 255, 0x7f, 255, 255, 255]);
        let mut crc = flate2::Crc::new();
        crc.update(&huge[12..29]);
        huge[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert!(read(&huge).is_err());
        assert!(read(b"GIF89a and so on").expect_err("a GIF").to_string().contains("neither PNG nor JPEG"));
    }
}
