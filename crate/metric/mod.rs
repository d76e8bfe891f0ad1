//! Metrics: plain numbers from logits and labels. Nothing here trains or draws.

pub mod calibration;
pub mod confusion;
pub mod fingerprint;
pub mod logit_bias;
pub mod paired;

use crate::math;

/// How well a network answers the test images.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scores {
    /// Share of images whose most likely class is the true one, 0 to 1.
    pub accuracy: f64,
    /// Mean cross-entropy with the true labels at T = 1, in nats.
    pub cross_entropy: f64,
    /// Expected calibration error, 0 to 1; see [`calibration`].
    pub calibration_error: f64,
    /// Share of images on which student and teacher find the same class most likely; none for a teacher.
    pub agreement: Option<f64>,
    /// Mean `KL(teacher_T || student_T)` at the training temperature, in nats; none for a teacher.
    pub kl: Option<f64>,
}

/// Scores of a network. `logits` `[images, classes]` row-major, `labels` one an image; `teacher` holds the teacher's
/// logits on the same images and the temperature at which to compare.
///
/// All scores are 0 for no images.
pub fn scores(logits: &[f32], labels: &[u8], teacher: Option<(&[f32], f64)>) -> Scores {
    let classes = logits.len() / labels.len().max(1);
    let rows = |table| rows(table, classes);
    let mean = |sum: f64| sum / labels.len().max(1) as f64;
    let right = rows(logits).zip(labels).filter(|(row, label)| math::argmax(row) == usize::from(**label));
    let surprise =
        rows(logits).zip(labels).map(|(row, &label)| -math::log_softmax(row, 1.0)[usize::from(label)]);
    Scores {
        accuracy: mean(right.count() as f64),
        cross_entropy: mean(surprise.sum()),
        calibration_error: calibration::reliability(logits, labels).expected_error(),
        agreement: teacher.map(|(teacher, _)| {
            let pairs = rows(teacher).zip(rows(logits));
            mean(pairs.filter(|(t, s)| math::argmax(t) == math::argmax(s)).count() as f64)
        }),
        kl: teacher.map(|(teacher, temperature)| {
            let divergence = |(t, s)| {
                math::kl_divergence(&math::log_softmax(t, temperature), &math::log_softmax(s, temperature))
            };
            mean(rows(teacher).zip(rows(logits)).map(divergence).sum())
        }),
    }
}

/// The rows of a row-major table.
fn rows(table: &[f32], classes: usize) -> impl Iterator<Item = &[f32]> {
    table.chunks_exact(classes.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_student_equal_to_its_teacher_agrees_and_has_no_divergence() {
        let logits = [3.0, 1.0, 0.0, 0.0, 2.0, 1.0];
        let scores = scores(&logits, &[0, 2], Some((&logits, 4.0)));
        assert_eq!(scores.accuracy, 0.5);
        assert_eq!((scores.agreement, scores.kl), (Some(1.0), Some(0.0)));
    }

    #[test]
    fn cross_entropy_of_equal_logits_is_the_logarithm_of_the_classes() {
        let scores = scores(&[0.0; 10], &[3], None);
        assert!((scores.cross_entropy - math::ln(10.0)).abs() < 1e-12);
        assert_eq!(scores.agreement, None);
    }

    #[test]
    fn no_images_give_zeros_and_no_panic() {
        assert_eq!(scores(&[], &[], None).accuracy, 0.0);
    }
}
