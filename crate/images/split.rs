//! Training and test part: the same share of each class.
//!
//! Which images are test images, each image says itself: those of a class whose hashes, of the seed and the pixels, are the
//! smallest. So neither the order of the files nor their names matter, an image that is added moves hardly any other one to
//! the other side, and equal images are neighbours, which keeps most copies out of the test.

use sha2::{Digest as _, Sha256};

use super::{Part, Refused};

/// The least and the largest share of test images.
pub const SHARES: [f32; 2] = [0.05, 0.5];

/// Training and test part of images of `side` x `side` pixels. Within each part the images keep their order.
pub fn divide(all: &Part, side: usize, classes: usize, share: f32, seed: u32) -> Result<[Part; 2], Refused> {
    if !(SHARES[0]..=SHARES[1]).contains(&share) {
        return Err(Refused::new("share of test images", share.to_string(), "0.05 to 0.5"));
    }
    let pixels = side.saturating_mul(side);
    if pixels == 0 || Some(all.pixels.len()) != all.len().checked_mul(pixels) {
        let found = all.pixels.len().to_string();
        return Err(Refused::new("pixels", found, format!("{pixels} for each of {} labels", all.len())));
    }
    let seed = seed.to_le_bytes();
    let hash = |at: &usize| -> [u8; 32] {
        let image = &all.pixels[at * pixels..][..pixels];
        Sha256::new().chain_update(seed).chain_update(image).finalize().into()
    };
    let mut is_test = vec![false; all.len()];
    for class in 0..classes {
        let mut of_class: Vec<usize> =
            (0..all.len()).filter(|&at| usize::from(all.labels[at]) == class).collect();
        of_class.sort_by_cached_key(hash);
        // One image stays to learn from, and one to be judged by, where there are two.
        let most = of_class.len().saturating_sub(1);
        let count = ((of_class.len() as f32 * share + 0.5) as usize).max(1).min(most);
        of_class[..count].iter().for_each(|&at| is_test[at] = true);
    }
    let part = |test: bool| {
        let chosen = || (0..all.len()).filter(|&at| is_test[at] == test);
        Part {
            pixels: chosen().flat_map(|at| &all.pixels[at * pixels..][..pixels]).copied().collect(),
            labels: chosen().map(|at| all.labels[at]).collect(),
        }
    };
    Ok([part(false), part(true)])
}

#[cfg(test)]
mod tests {
    use super::super::own::tests::all;
    use super::*;

    #[test]
    fn each_class_gives_its_share_and_nothing_is_lost() {
        let images = all(&[10, 3, 2, 1, 101]);
        let [train, test] = divide(&images, 8, 5, 0.2, 0).expect("sound");
        let counts = |split: &Part| -> Vec<usize> {
            (0..5).map(|class| split.labels.iter().filter(|&&label| label == class).count()).collect()
        };
        assert_eq!(counts(&test), [2, 1, 1, 0, 20]);
        assert_eq!(counts(&train), [8, 2, 1, 1, 81]);
        let mut both: Vec<&[u8]> = train.pixels.chunks(64).chain(test.pixels.chunks(64)).collect();
        let mut before: Vec<&[u8]> = images.pixels.chunks(64).collect();
        both.sort_unstable();
        before.sort_unstable();
        assert_eq!(both, before);
    }

    #[test]
    fn neither_order_nor_an_added_image_moves_the_others() {
        let images = all(&[0, 60]);
        let test = |images: &Part| -> std::collections::BTreeSet<Vec<u8>> {
            divide(images, 8, 2, 0.2, 0).expect("sound")[1].pixels.chunks(64).map(<[u8]>::to_vec).collect()
        };
        let backwards =
            Part { pixels: images.pixels.chunks(64).rev().flatten().copied().collect(), ..images.clone() };
        assert_eq!(test(&images), test(&backwards));
        let mut more = images.clone();
        more.pixels.extend([9; 64]);
        more.labels.push(1);
        assert!(test(&more).intersection(&test(&images)).count() >= 11);
    }

    #[test]
    fn the_seed_decides_and_hostile_numbers_are_refused() {
        let images = all(&[30, 30]);
        let test = |seed| divide(&images, 8, 2, 0.2, seed).expect("sound")[1].pixels.clone();
        assert_eq!(test(3), test(3));
        assert_ne!(test(3), test(4));
        for share in [0.0, 0.51, f32::NAN, f32::INFINITY, -1.0] {
            assert_eq!(divide(&images, 8, 2, share, 0).expect_err("refused").field, "share of test images");
        }
        assert_eq!(divide(&images, usize::MAX, 2, 0.2, 0).expect_err("refused").field, "pixels");
        assert_eq!(divide(&images, 7, 2, 0.2, 0).expect_err("refused").field, "pixels");
    }
}
