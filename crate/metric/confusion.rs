//! The confusion matrix: which class was taken for which.

use super::rows;
use crate::math;

/// Counts by true class (rows) and predicted class (columns), `[classes, classes]` row-major.
///
/// `logits` `[images, classes]` row-major, `labels` one an image.
pub fn confusion(logits: &[f32], labels: &[u8], classes: usize) -> Vec<u32> {
    let mut counts = vec![0; classes * classes];
    for (row, &label) in rows(logits, classes).zip(labels) {
        counts[usize::from(label) * classes + math::argmax(row)] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_truth_and_columns_are_answers() {
        assert_eq!(confusion(&[1.0, 2.0, 2.0, 1.0, 1.0, 2.0], &[0, 0, 1], 2), [1, 1, 0, 1]);
    }
}
