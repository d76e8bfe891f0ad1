//! The spoken digits: espeak-ng says them, and pictures of the sounds become datasets.
//!
//! Speakers of the test images are not among those of the training images. The program espeak-ng must be installed; the
//! published files were made with version 1.51.

mod mel;
mod voice;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};

use crate::root::root;
use crate::site::compress::gzip;
use mel::Mel;
use voice::{Chance, LANGUAGES, Language, Utterance};

/// Training and test images of a language; ten classes have the same number each.
const COUNTS: [usize; 2] = [2000, 500];

/// Writes the eight files to `data/`.
pub fn make() -> Result<()> {
    let mel = Mel::new();
    for language in LANGUAGES {
        let mut chance = Chance::new(language.seed);
        for (part, count) in ["train", "test"].into_iter().zip(COUNTS) {
            let (mut images, mut labels) = (vec![], vec![]);
            let mut speakers = BTreeSet::new();
            let mut order: Vec<usize> = (0..count).map(|at| at % 10).collect();
            chance.shuffle(&mut order);
            for digit in order {
                let utterance = Utterance::draw(language, part, digit, &mut chance);
                speakers.insert(utterance.speaker());
                images.extend(mel.image(&utterance.sound(mel::SAMPLES, &mut chance)?));
                labels.push(digit as u8);
            }
            println!("  {} {part}: {count} images of {} speakers", language.name, speakers.len());
            write(language, part, "images-idx3", &[count, mel::BANDS, mel::FRAMES], &images)?;
            write(language, part, "labels-idx1", &[count], &labels)?;
        }
    }
    Ok(())
}

/// An IDX file: a magic number that says how many sizes follow, the sizes, and bytes; then gzip without a time.
fn write(language: &Language, part: &str, what: &str, sizes: &[usize], body: &[u8]) -> Result<()> {
    let mut plain = vec![0, 0, 8, sizes.len() as u8];
    for &size in sizes {
        plain.extend(u32::try_from(size)?.to_be_bytes());
    }
    plain.extend(body);
    let path = Path::new("data").join(format!("{}-{part}-{what}-ubyte.gz", language.name));
    let packed = gzip(&plain)?;
    println!("  {}: {} bytes", path.display(), packed.len());
    std::fs::write(root().join(&path), packed).with_context(|| format!("cannot write {}", path.display()))
}
