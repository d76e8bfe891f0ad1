//! Training and test part: the same share of each class, chosen by a seed.

use super::{Refused, Split};
use crate::seed::Seed;

/// The least and the largest share of test images.
pub const SHARES: [f32; 2] = [0.05, 0.5];

/// Training and test part of images of `pixels` pixels each. Within each part the images keep their order.
pub fn divide(
    all: &Split,
    pixels: usize,
    classes: usize,
    share: f32,
    seed: u32,
) -> Result<[Split; 2], Refused> {
    if !(SHARES[0]..=SHARES[1]).contains(&share) {
        return Err(Refused::new("share of test images", share.to_string(), "0.05 to 0.5"));
    }
    if Some(all.pixels.len()) != all.len().checked_mul(pixels) {
        return Err(Refused::new("pixels", all.pixels.len().to_string(), format!("{pixels} for each label")));
    }
    let mut stream = Seed(seed).stream("data/own/split");
    let mut is_test = vec![false; all.len()];
    for class in 0..classes {
        let mut of_class: Vec<usize> =
            (0..all.len()).filter(|&at| usize::from(all.labels[at]) == class).collect();
        stream.shuffle(&mut of_class);
        // One image stays to learn from, and one to be judged by, where there are two.
        let most = of_class.len().saturating_sub(1);
        let count = ((of_class.len() as f32 * share + 0.5) as usize).max(1).min(most);
        of_class[..count].iter().for_each(|&at| is_test[at] = true);
    }
    let part = |test: bool| {
        let chosen = || (0..all.len()).filter(|&at| is_test[at] == test);
        Split {
            pixels: chosen().flat_map(|at| &all.pixels[at * pixels..][..pixels]).copied().collect(),
            labels: chosen().map(|at| all.labels[at]).collect(),
            searched: vec![],
        }
    };
    Ok([part(false), part(true)])
}

#[cfg(test)]
mod tests {
    use super::super::tests::all;
    use super::*;

    #[test]
    fn each_class_gives_its_share_and_nothing_is_lost() {
        let images = all(&[10, 3, 2, 1, 101]);
        let [train, test] = divide(&images, 64, 5, 0.2, 0).expect("sound");
        let counts = |split: &Split| -> Vec<usize> {
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
    fn the_seed_decides_and_hostile_numbers_are_refused() {
        let images = all(&[30, 30]);
        let test = |seed| divide(&images, 64, 2, 0.2, seed).expect("sound")[1].pixels.clone();
        assert_eq!(test(3), test(3));
        assert_ne!(test(3), test(4));
        for share in [0.0, 0.51, f32::NAN, f32::INFINITY, -1.0] {
            assert_eq!(divide(&images, 64, 2, share, 0).expect_err("refused").field, "share of test images");
        }
        assert_eq!(divide(&images, usize::MAX, 2, 0.2, 0).expect_err("refused").field, "pixels");
        assert_eq!(divide(&images, 63, 2, 0.2, 0).expect_err("refused").field, "pixels");
    }
}
