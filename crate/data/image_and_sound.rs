//! A written digit and a spoken one, side by side: 28x56 pixels. The writing is under heavy noise, so that the sound has
//! something to say. Made from the files of the two other datasets.

use super::{Contents, Dataset, Source, Split, mnist, spoken};
use crate::seed::{Seed, Stream};

/// Side of a half.
const SIDE: usize = 28;
/// Spread of the noise on the writing, in grey levels of 255.
const NOISE: f32 = 160.0;

/// The dataset.
pub static IMAGE_AND_SOUND: Source = Source {
    key: "image-and-sound",
    width: 2 * SIDE,
    height: SIDE,
    classes: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    white: 255,
    train: 4000,
    test: 1000,
    contents: Contents::Joined([&mnist::MNIST, &spoken::ENGLISH], join),
    licence: "CC BY-SA 3.0",
    origin: "MNIST, and spoken digits made with espeak-ng",
};

fn join([written, spoken]: [&Dataset; 2]) -> [Split; 2] {
    let mut stream = Seed(0).stream("data/image-and-sound");
    [
        pairs(&written.train, &spoken.train, IMAGE_AND_SOUND.train, &mut stream),
        pairs(&written.test, &spoken.test, IMAGE_AND_SOUND.test, &mut stream),
    ]
}

/// The first `count` written digits, each with some spoken one of its class.
fn pairs(written: &Split, spoken: &Split, count: usize, stream: &mut Stream) -> Split {
    let sounds: Vec<Vec<usize>> =
        (0..10).map(|digit| (0..spoken.len()).filter(|&at| spoken.labels[at] == digit).collect()).collect();
    let labels = written.labels[..count].to_vec();
    let mut pixels = Vec::with_capacity(count * 2 * SIDE * SIDE);
    for (at, &label) in labels.iter().enumerate() {
        let sounds = &sounds[usize::from(label)];
        let sound = sounds[stream.below(sounds.len() as u32) as usize];
        for row in 0..SIDE {
            let line = |split: &Split, image: usize| -> Vec<u8> {
                split.pixels[image * SIDE * SIDE + row * SIDE..][..SIDE].to_vec()
            };
            pixels.extend(line(written, at).into_iter().map(|pixel| noisy(pixel, stream)));
            let white = 255 / spoken::ENGLISH.white;
            pixels.extend(line(spoken, sound).into_iter().map(|level| level * white));
        }
    }
    Split { pixels, labels, searched: vec![] }
}

/// The pixel with noise that is nearly normal: the sum of four uniform draws.
fn noisy(pixel: u8, stream: &mut Stream) -> u8 {
    let sum: f32 = (0..4).map(|_| stream.uniform() - 0.5).sum();
    (f32::from(pixel) + sum * libm::sqrtf(3.0) * NOISE).clamp(0.0, 255.0) as u8
}
