//! A number added to one class's logit after the training: what a class that a student never saw needs to be said.
//!
//! Hinton, Vinyals & Dean 2015, section 3: a student that saw no 3 in its transfer set answers most of them rightly once
//! the bias of that class is raised, and it knew them all along: only its prior was too low.

use super::rows;
use crate::math;

/// Answers after a bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BiasedAnswers {
    /// Wrong answers among all images.
    pub errors: u32,
    /// Images of the class.
    pub of_class: u32,
    /// Those among them that are answered rightly.
    pub class_right: u32,
}

/// How the images are answered with `bias` added to the logits of `class`. `logits` `[images, classes]` row-major,
/// `labels` one an image. Of equal logits the first class wins, as in [`math::argmax`].
pub fn answers(logits: &[f32], labels: &[u8], class: u8, bias: f32) -> BiasedAnswers {
    let mut found = BiasedAnswers { errors: 0, of_class: 0, class_right: 0 };
    let classes = logits.len() / labels.len().max(1);
    for (row, &label) in rows(logits, classes).zip(labels) {
        let right = math::argmax(&biased(row, class, bias)) == usize::from(label);
        found.errors += u32::from(!right);
        found.of_class += u32::from(label == class);
        found.class_right += u32::from(label == class && right);
    }
    found
}

/// The bias with which the mean probability of `class` is `prior`: it needs images, but no label of them. Between -20
/// and 20; 0 for no images.
pub fn prior_bias(logits: &[f32], classes: usize, class: u8, prior: f64) -> f32 {
    let images = rows(logits, classes).count();
    if images == 0 {
        return 0.0;
    }
    let mean = |bias: f32| {
        let probability =
            |row: &[f32]| math::exp(math::log_softmax(&biased(row, class, bias), 1.0)[usize::from(class)]);
        rows(logits, classes).map(probability).sum::<f64>() / images as f64
    };
    // The mean grows with the bias: halve the interval.
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if mean(middle) < prior { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// The bias with the fewest errors, in tenths from -10 to 10; the smallest among equals. It looks at the labels, as the
/// paper did: an upper bound, not a fair result.
pub fn best_bias(logits: &[f32], labels: &[u8], class: u8) -> f32 {
    let tenths = (0..=100).flat_map(|tenth| [tenth, -tenth]).map(|tenth: i16| f32::from(tenth) / 10.0);
    let errors = |bias: f32| answers(logits, labels, class, bias).errors;
    tenths.map(|bias| (errors(bias), bias)).min_by_key(|&(errors, _)| errors).map_or(0.0, |(_, bias)| bias)
}

fn biased(row: &[f32], class: u8, bias: f32) -> Vec<f32> {
    let mut row = row.to_vec();
    row[usize::from(class)] += bias;
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three images of class 0, which says 1 by a margin of 1; one of class 1, which says 1 by a margin of 3.
    const LOGITS: [f32; 8] = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 3.0];
    const LABELS: [u8; 4] = [0, 0, 0, 1];

    #[test]
    fn a_bias_of_more_than_the_margin_changes_the_answer() {
        let at = |bias| answers(&LOGITS, &LABELS, 0, bias);
        assert_eq!(at(0.0), BiasedAnswers { errors: 3, of_class: 3, class_right: 0 });
        assert_eq!(at(2.0), BiasedAnswers { errors: 0, of_class: 3, class_right: 3 });
        assert_eq!(at(4.0), BiasedAnswers { errors: 1, of_class: 3, class_right: 3 });
        let best = best_bias(&LOGITS, &LABELS, 0);
        assert!((1.0..=1.1).contains(&best), "{best}");
    }

    #[test]
    fn the_prior_bias_gives_the_class_its_prior() {
        let bias = prior_bias(&LOGITS, 2, 0, 0.6);
        let mean: f64 = rows(&LOGITS, 2)
            .map(|row| math::exp(math::log_softmax(&biased(row, 0, bias), 1.0)[0]))
            .sum::<f64>()
            / 4.0;
        assert!((mean - 0.6).abs() < 1e-5, "{mean}");
        assert_eq!(prior_bias(&[], 2, 0, 0.5), 0.0);
    }
}
