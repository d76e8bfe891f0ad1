//! What a network sees of a two-part image: the other half is blank, in training, in the transfer set and in the test.
//! A teacher that sees more than its student ever will has privileged information (Lopez-Paz et al. 2016, "Unifying
//! distillation and privileged information").

use std::rc::Rc;

use super::{Dataset, Source, Split};
use crate::spec::choices::View;

/// The dataset whose images have two parts.
pub const TWO_PARTS: &str = "image-and-sound";

/// The dataset as a network with this view sees it.
pub fn seen(dataset: Rc<Dataset>, view: View) -> Rc<Dataset> {
    if view == View::Both || dataset.source.key != TWO_PARTS {
        return dataset;
    }
    let source = dataset.source;
    let blanked = |split: &Split| {
        let mut split = split.clone();
        blank(source, &mut split.pixels, view);
        split
    };
    Rc::new(Dataset { source, train: blanked(&dataset.train), test: blanked(&dataset.test) })
}

/// Makes the half that is not seen black in all images; does nothing to images of one part.
pub fn blank<T: Copy + Default>(source: &Source, pixels: &mut [T], view: View) {
    let half = source.width / 2;
    let unseen = match view {
        _ if source.key != TWO_PARTS => return,
        View::Both => return,
        View::First => half..source.width,
        View::Second => 0..half,
    };
    for row in pixels.chunks_exact_mut(source.width) {
        row[unseen.clone()].fill(T::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn the_other_half_is_black_and_the_seen_one_stays() {
        let source = data::source(TWO_PARTS).expect("registered");
        let row: Vec<u8> = (1..=56).collect();
        for (view, seen) in [(View::First, 0..28), (View::Second, 28..56), (View::Both, 0..56)] {
            let mut pixels = row.repeat(28);
            blank(source, &mut pixels, view);
            for (at, &pixel) in pixels.iter().enumerate() {
                assert_eq!(pixel > 0, seen.contains(&(at % 56)), "{view:?} {at}");
            }
        }
        let digits = data::source("digits").expect("registered");
        let mut pixels = vec![3_u8; 64];
        blank(digits, &mut pixels, View::First);
        assert_eq!(pixels, [3; 64]);
    }
}
