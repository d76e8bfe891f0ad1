//! Images that change each time that they are drawn: moved, turned, scaled, with noise.
//!
//! Shift, rotation and scale are one affine map, and the image is read through it once, so that it is blurred once:
//! output pixel `p` takes the value at `A (p - c - shift) + c` of the image, between its four neighbours (bilinear), with
//! 0 outside. `c` is the centre of the image. The order of the draws from the stream is fixed, and each change draws
//! only where it is asked for.

use crate::math;
use crate::seed::Stream;
use crate::spec::choices::Augmentation;

/// Largest shift, as a part of the image's side; each axis draws its own.
pub const SHIFT: f32 = 0.1;
/// Largest angle, in degrees, to either side.
pub const ANGLE: f32 = 15.0;
/// Largest part by which an image grows or shrinks.
pub const SCALE: f32 = 0.15;
/// Largest change of a pixel by noise, as a part of white.
pub const NOISE: f32 = 0.2;

/// Changes one image in place. `pixels` `[height, width]` row-major, from 0 to 1, and they stay there.
pub fn augment(
    pixels: &mut [f32],
    width: usize,
    height: usize,
    changes: &[Augmentation],
    stream: &mut Stream,
) {
    let asked = |change| changes.contains(&change);
    let mut draw =
        |change, bound: f32| if asked(change) { (stream.uniform() * 2.0 - 1.0) * bound } else { 0.0 };
    let map = Affine {
        shift: [
            draw(Augmentation::Shift, SHIFT * width as f32),
            draw(Augmentation::Shift, SHIFT * height as f32),
        ],
        degrees: draw(Augmentation::Rotate, ANGLE),
        scale: 1.0 + draw(Augmentation::Scale, SCALE),
    };
    if [Augmentation::Shift, Augmentation::Rotate, Augmentation::Scale].into_iter().any(asked) {
        let moved = map.apply(pixels, width, height);
        pixels.copy_from_slice(&moved);
    }
    if asked(Augmentation::Noise) {
        for pixel in pixels {
            *pixel = (*pixel + (stream.uniform() * 2.0 - 1.0) * NOISE).clamp(0.0, 1.0);
        }
    }
}

/// Where the pixels of an image go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// Right and down, in pixels.
    pub shift: [f32; 2],
    /// Clockwise as seen.
    pub degrees: f32,
    /// Larger than 1 enlarges.
    pub scale: f32,
}

impl Affine {
    /// The image through the map, `[height, width]` row-major like the one given.
    pub fn apply(self, pixels: &[f32], width: usize, height: usize) -> Vec<f32> {
        let radians = f64::from(self.degrees) * std::f64::consts::PI / 180.0;
        let (cosine, sine) = (math::cos(radians) as f32, math::sin(radians) as f32);
        let centre = [(width as f32 - 1.0) / 2.0, (height as f32 - 1.0) / 2.0];
        let mut moved = Vec::with_capacity(pixels.len());
        for row in 0..height {
            for column in 0..width {
                let x = (column as f32 - centre[0] - self.shift[0]) / self.scale;
                let y = (row as f32 - centre[1] - self.shift[1]) / self.scale;
                // Backwards: the inverse of a turn is the turn to the other side.
                let from = [cosine * x + sine * y + centre[0], cosine * y - sine * x + centre[1]];
                moved.push(bilinear(pixels, width, height, from));
            }
        }
        moved
    }
}

/// The value at a place between pixels; outside of the image there is 0.
fn bilinear(pixels: &[f32], width: usize, height: usize, [x, y]: [f32; 2]) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right_part, lower_part) = (x - left, y - top);
    let at = |column: f32, row: f32| {
        let inside = column >= 0.0 && row >= 0.0 && column < width as f32 && row < height as f32;
        if inside { pixels[row as usize * width + column as usize] } else { 0.0 }
    };
    let upper = at(left, top) * (1.0 - right_part) + at(left + 1.0, top) * right_part;
    let lower = at(left, top + 1.0) * (1.0 - right_part) + at(left + 1.0, top + 1.0) * right_part;
    upper * (1.0 - lower_part) + lower * lower_part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// A blot in the middle of a 16 x 16 image, dark at its edge.
    fn blot() -> Vec<f32> {
        let distance = |at: usize| (at as f32 - 7.5).abs();
        let pixel = |row, column| (1.0 - (distance(row) + distance(column)) / 6.0_f32).max(0.0);
        (0..256).map(|at| pixel(at / 16, at % 16)).collect()
    }

    fn close(a: &[f32], b: &[f32]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5)
    }

    #[test]
    fn no_change_keeps_every_bit() {
        let still = Affine { shift: [0.0, 0.0], degrees: 0.0, scale: 1.0 };
        assert_eq!(still.apply(&blot(), 16, 16), blot());
        let mut image = blot();
        augment(&mut image, 16, 16, &[], &mut Seed(1).stream("test"));
        assert_eq!(image, blot());
    }

    #[test]
    fn whole_shifts_and_quarter_turns_move_pixels_where_they_should() {
        let mut image = vec![0.0; 12];
        image[0] = 1.0; // top left of 4 columns, 3 rows
        let right_and_down = Affine { shift: [2.0, 1.0], degrees: 0.0, scale: 1.0 }.apply(&image, 4, 3);
        assert_eq!(right_and_down.iter().position(|&pixel| pixel == 1.0), Some(4 + 2));
        let mut square = vec![0.0; 9];
        square[1] = 1.0; // top middle
        let turned = Affine { shift: [0.0, 0.0], degrees: 90.0, scale: 1.0 }.apply(&square, 3, 3);
        let mut expected = vec![0.0; 9];
        expected[5] = 1.0; // right middle: clockwise
        assert!(close(&turned, &expected), "{turned:?}");
    }

    #[test]
    fn ink_is_kept_by_shifts_and_turns_and_grows_with_the_area() {
        let ink = |image: &[f32]| image.iter().sum::<f32>();
        let before = ink(&blot());
        for map in [
            Affine { shift: [1.3, -0.7], degrees: 0.0, scale: 1.0 },
            Affine { shift: [0.0, 0.0], degrees: 15.0, scale: 1.0 },
        ] {
            let after = ink(&map.apply(&blot(), 16, 16));
            assert!((after / before - 1.0).abs() < 0.02, "{map:?}: {before} became {after}");
        }
        let larger = Affine { shift: [0.0, 0.0], degrees: 0.0, scale: 1.15 }.apply(&blot(), 16, 16);
        assert!((ink(&larger) / before - 1.15 * 1.15).abs() < 0.05);
    }

    #[test]
    fn the_same_stream_changes_alike_and_another_one_differently() {
        let changed = |seed, changes: &[Augmentation]| {
            let mut image = blot();
            augment(&mut image, 16, 16, changes, &mut Seed(seed).stream("test"));
            image
        };
        for change in Augmentation::ALL {
            assert_eq!(changed(1, &[*change]), changed(1, &[*change]));
            assert_ne!(changed(1, &[*change]), changed(2, &[*change]));
            assert_ne!(changed(1, &[*change]), blot());
        }
        assert!(changed(3, Augmentation::ALL).iter().all(|pixel| (0.0..=1.0).contains(pixel)));
    }
}
