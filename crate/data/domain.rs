//! Another domain: the same images and labels as another camera, pen or print would give them.
//!
//! Every change is a fixed function of the image and its place in the set, so a domain is the same in every run.

use std::borrow::Cow;

use super::{Dataset, Source, Split};
use crate::seed::Seed;
use crate::spec::choices::Domain;

/// Largest change of a pixel by the noise of [`Domain::Noisy`], as a part of white.
const NOISE: f32 = 0.6;

/// The images as they look in a domain; labels stay.
pub fn seen<'a>(source: &Source, split: &'a Split, domain: Domain) -> Cow<'a, Split> {
    if domain == Domain::Original {
        return Cow::Borrowed(split);
    }
    let images = split.pixels.chunks_exact(source.pixels()).enumerate();
    let pixels = images.flat_map(|(at, image)| changed(source, image, at as u32, domain)).collect();
    Cow::Owned(Split { pixels, ..split.clone() })
}

/// Both parts of a dataset in a domain.
pub fn dataset(original: &Dataset, domain: Domain) -> Dataset {
    let part = |split| seen(original.source, split, domain).into_owned();
    Dataset { source: original.source, train: part(&original.train), test: part(&original.test) }
}

fn changed(source: &Source, image: &[u8], at: u32, domain: Domain) -> Vec<u8> {
    let (width, height, white) = (source.width, source.height, source.white);
    let places = (0..height).flat_map(|row| (0..width).map(move |column| (row, column)));
    match domain {
        Domain::Original => image.to_vec(),
        Domain::Inverted => image.iter().map(|&pixel| white - pixel.min(white)).collect(),
        // A quarter clockwise, read backwards. What does not fit into an image that is no square is cut.
        Domain::Rotated => places
            .map(|(row, column)| pixel(image, width, height, height as i64 - 1 - column as i64, row as i64))
            .collect(),
        // The largest of a pixel and its four neighbours: dilation by a cross.
        Domain::Thick => places
            .map(|(row, column)| {
                let (row, column) = (row as i64, column as i64);
                [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)]
                    .into_iter()
                    .map(|(down, right)| pixel(image, width, height, row + down, column + right))
                    .max()
                    .unwrap_or(0)
            })
            .collect(),
        Domain::Noisy => {
            let mut stream = Seed(at).stream("data/noisy-domain");
            let white = f32::from(white);
            image
                .iter()
                .map(|&pixel| {
                    let noise = (stream.uniform() * 2.0 - 1.0) * NOISE * white;
                    (f32::from(pixel) + noise).clamp(0.0, white).round() as u8
                })
                .collect()
        }
    }
}

/// A pixel, or 0 outside of the image.
fn pixel(image: &[u8], width: usize, height: usize, row: i64, column: i64) -> u8 {
    let inside = (0..height as i64).contains(&row) && (0..width as i64).contains(&column);
    if inside { image[row as usize * width + column as usize] } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;

    fn test_images(domain: Domain) -> Vec<u8> {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        seen(digits.source, &digits.test, domain).pixels.clone()
    }

    #[test]
    fn four_quarter_turns_and_two_inversions_are_nothing() {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        for (domain, times) in [(Domain::Rotated, 4), (Domain::Inverted, 2)] {
            let mut split = digits.test.clone();
            for _ in 0..times {
                assert_ne!(seen(digits.source, &split, domain).pixels, split.pixels);
                split = seen(digits.source, &split, domain).into_owned();
            }
            assert_eq!(split.pixels, digits.test.pixels);
        }
    }

    #[test]
    fn a_quarter_turn_is_clockwise() {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        let mut image = vec![0; 64];
        image[1] = 9; // first row, second column
        let turned = changed(digits.source, &image, 0, Domain::Rotated);
        assert_eq!(turned.iter().position(|&pixel| pixel == 9), Some(8 + 7), "second row, last column");
    }

    #[test]
    fn thick_strokes_never_lose_ink_and_noise_is_the_same_every_time() {
        let (plain, thick) = (test_images(Domain::Original), test_images(Domain::Thick));
        assert!(plain.iter().zip(&thick).all(|(plain, thick)| thick >= plain));
        assert!(thick.iter().map(|&p| u64::from(p)).sum::<u64>() > plain.iter().map(|&p| u64::from(p)).sum());
        let noisy = test_images(Domain::Noisy);
        assert_eq!(noisy, test_images(Domain::Noisy));
        assert_ne!(noisy[..64], noisy[64..128]);
        let white = Dataset::open("digits", &[]).expect("embedded").source.white;
        assert!(noisy.iter().all(|&pixel| pixel <= white));
    }
}
