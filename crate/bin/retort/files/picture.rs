//! PNG and JPEG pictures.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use retort::data::own::picture::LONGEST;

use super::{Problem, Raw};

/// Most bytes that a decoder may take for one picture: 50 megapixels with opacity.
const MOST_MEMORY: u64 = 200_000_000;
/// Endings of names that are read, in lower case.
pub const ENDINGS: [&str; 3] = ["png", "jpg", "jpeg"];

/// Decodes one picture; what it is say its first bytes and not its name.
pub fn read(file: &[u8]) -> Result<Raw, Problem> {
    let damaged = |reason: String| Problem::Damaged { form: "picture", reason };
    let mut reader = ImageReader::new(Cursor::new(file));
    match image::guess_format(file) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => reader.set_format(format),
        _ => return Err(damaged("neither PNG nor JPEG; convert it to one of them".into())),
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST as u32);
    limits.max_image_height = Some(LONGEST as u32);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| damaged(error.to_string()))?;
    let (width, height) = decoder.dimensions();
    // As it is decoded, and then with four bytes a pixel: a grey one has but one of them in its file.
    if decoder.total_bytes().max(4 * u64::from(width) * u64::from(height)) > MOST_MEMORY {
        let sizes = vec![height as usize, width as usize];
        return Err(Problem::TooLarge { sizes, limit: MOST_MEMORY as usize });
    }
    let decoded =
        DynamicImage::from_decoder(decoder).map_err(|error| damaged(error.to_string()))?.into_rgba8();
    let (width, height) = (decoded.width() as usize, decoded.height() as usize);
    Ok(Raw { width, height, channels: 4, pixels: decoded.into_raw() })
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A picture file of one grey.
    pub fn file(format: ImageFormat, width: u32, height: u32, shade: u8) -> Vec<u8> {
        let mut file = Cursor::new(vec![]);
        let picture = image::GrayImage::from_pixel(width, height, image::Luma([shade]));
        picture.write_to(&mut file, format).expect("in memory");
        file.into_inner()
    }

    #[test]
    fn png_and_jpeg_are_decoded() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let picture = read(&file(format, 9, 7, 128)).expect("sound");
            assert_eq!((picture.width, picture.height, picture.count()), (9, 7, 1));
            let colours = picture.pixels.as_chunks::<4>().0;
            assert!(
                colours.iter().all(|pixel| pixel[0].abs_diff(128) <= 2 && pixel[3] == 255),
                "{colours:?}"
            );
        }
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
        // Few bytes, and a grey that would need four times as many when it gets colours.
        let long = file(ImageFormat::Png, 20_000, 2_600, 7);
        assert!(matches!(read(&long), Err(Problem::TooLarge { .. })));
        assert!(read(b"GIF89a and so on").expect_err("a GIF").to_string().contains("neither PNG nor JPEG"));
    }
}
