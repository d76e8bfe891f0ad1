//! Images of any size become small ones, as the page makes them ([`retort::data::own::picture`]).

use retort::data::own::{SIDES, picture};

use super::Problem;

/// Where nothing else is asked for: the side of MNIST.
const USUAL: usize = 28;

/// How images are made small.
#[derive(Clone, Copy, Debug)]
pub struct Small {
    /// The side that was asked for.
    pub side: Option<usize>,
    /// Whether dark and light are exchanged.
    pub invert: bool,
}

/// Images of one size as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Bytes a pixel: 1 grey, 3 red, green and blue, 4 with opacity.
    pub channels: usize,
    /// `[images, height, width, channels]` row-major.
    pub pixels: Vec<u8>,
}

impl Raw {
    /// Number of images.
    pub fn count(&self) -> usize {
        self.pixels.len() / self.bytes().max(1)
    }

    fn bytes(&self) -> usize {
        // A file without images may claim any size of them.
        self.width.saturating_mul(self.height).saturating_mul(self.channels)
    }
}

impl Small {
    /// The side that pictures get whose size is their own affair.
    pub fn side_of_pictures(self) -> usize {
        self.side.unwrap_or(USUAL)
    }

    /// The side that images of this size get.
    pub fn side_of(self, width: usize, height: usize) -> usize {
        let fits = width == height && (SIDES[0]..=SIDES[1]).contains(&width);
        self.side.unwrap_or(if fits { width } else { USUAL })
    }

    /// The images, `[images, side, side]`.
    pub fn shrink(self, images: &Raw) -> Result<Vec<u8>, Problem> {
        self.shrink_to(images, self.side_of(images.width, images.height))
    }

    /// The images, `[images, side, side]`, for this side.
    pub fn shrink_to(self, images: &Raw, side: usize) -> Result<Vec<u8>, Problem> {
        let Raw { width, height, channels, ref pixels } = *images;
        let mut small = Vec::with_capacity(images.count() * side * side);
        for image in pixels.chunks_exact(images.bytes().max(1)) {
            let opaque: Vec<u8>;
            let image = match channels {
                3 => {
                    let colours = image.as_chunks::<3>().0;
                    opaque = colours.iter().flat_map(|&[red, green, blue]| [red, green, blue, 255]).collect();
                    &opaque
                }
                _ => image,
            };
            small.extend(
                picture::shrink(image, [width, height], [side, side], self.invert).map_err(Problem::Unfit)?,
            );
        }
        Ok(small)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Small = Small { side: None, invert: false };

    #[test]
    fn images_of_a_fitting_size_keep_every_pixel() {
        let pixels: Vec<u8> = (0..2 * 8 * 8).collect();
        let raw = Raw { width: 8, height: 8, channels: 1, pixels: pixels.clone() };
        assert_eq!(PLAIN.shrink(&raw), Ok(pixels.clone()));
        let inverted: Vec<u8> = pixels.iter().map(|pixel| 255 - pixel).collect();
        assert_eq!(Small { invert: true, ..PLAIN }.shrink(&raw), Ok(inverted));
    }

    #[test]
    fn other_sizes_and_colours_become_square_and_grey() {
        let white = Raw { width: 40, height: 20, channels: 3, pixels: vec![255; 3 * 40 * 20] };
        let small = PLAIN.shrink(&white).expect("sound");
        assert_eq!((small.len(), small.iter().filter(|&&pixel| pixel == 255).count()), (28 * 28, 28 * 14));
        let ten = Small { side: Some(10), ..PLAIN }.shrink(&white).expect("sound");
        assert_eq!(ten.len(), 100);
    }
}
