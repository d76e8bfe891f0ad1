//! Calibration: does "90 % sure" mean right nine times in ten? Guo et al. 2017, "On Calibration of Modern Neural
//! Networks", section 2, with ten bins of equal width over the confidence at T = 1.

use super::rows;
use crate::math;

/// Number of bins.
pub const BINS: usize = 10;

/// A reliability diagram, one entry a bin, from low to high confidence.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reliability {
    /// Images in the bin.
    pub count: Vec<u32>,
    /// Their mean confidence, 0 to 1; 0 for an empty bin.
    pub confidence: Vec<f64>,
    /// The share of them that is right, 0 to 1; 0 for an empty bin.
    pub accuracy: Vec<f64>,
}

/// The diagram of a network. `logits` `[images, classes]` row-major, `labels` one an image.
pub fn reliability(logits: &[f32], labels: &[u8]) -> Reliability {
    let classes = logits.len() / labels.len().max(1);
    let mut diagram =
        Reliability { count: vec![0; BINS], confidence: vec![0.0; BINS], accuracy: vec![0.0; BINS] };
    for (row, &label) in rows(logits, classes).zip(labels) {
        let winner = math::argmax(row);
        let confidence = math::exp(math::log_softmax(row, 1.0)[winner]);
        // Bins are closed at the top, as in the paper: ((m - 1) / M, m / M].
        let bin = ((confidence * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
        diagram.count[bin] += 1;
        diagram.confidence[bin] += confidence;
        diagram.accuracy[bin] += f64::from(u8::from(winner == usize::from(label)));
    }
    for bin in 0..BINS {
        let count = f64::from(diagram.count[bin].max(1));
        diagram.confidence[bin] /= count;
        diagram.accuracy[bin] /= count;
    }
    diagram
}

impl Reliability {
    /// Mean distance between confidence and accuracy, weighted by the images in each bin (equation 3 of the paper).
    pub fn expected_error(&self) -> f64 {
        let images = f64::from(self.count.iter().sum::<u32>().max(1));
        let gaps = self.confidence.iter().zip(&self.accuracy).map(|(sure, right)| (sure - right).abs());
        gaps.zip(&self.count).map(|(gap, &count)| gap * f64::from(count) / images).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_is_sure_and_right_is_calibrated_and_one_that_is_sure_and_wrong_is_not() {
        let sure = [30.0, 0.0, 30.0, 0.0];
        assert!(reliability(&sure, &[0, 0]).expected_error() < 1e-9);
        assert!((reliability(&sure, &[1, 1]).expected_error() - 1.0).abs() < 1e-9);
        let diagram = reliability(&sure, &[0, 1]);
        assert_eq!(diagram.count[BINS - 1], 2);
        assert!((diagram.expected_error() - 0.5).abs() < 1e-9);
    }
}
