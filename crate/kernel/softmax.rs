//! Losses on logits, with their gradient in the same pass.
//!
//! | array | shape |
//! |---|---|
//! | logits, targets, gradients | `[batch][classes]` |
//!
//! The largest logit of a row is taken away before anything else, so no logit overflows and large logits that differ
//! by little keep their difference. Exponentials are single, sums and logarithms double precision: their cost is one
//! logarithm a row. Losses are means over the batch, in nats; a gradient belongs to that mean.

use crate::elementary::{exp, exp_not_above_zero, ln};
use crate::vector::{F4, LANES};

/// A row of logits after the softmax.
struct Row<'a> {
    logits: &'a [f32],
    largest: f32,
    temperature: f32,
    /// Sum of the exponentials, and its logarithm.
    sum: f64,
    log_sum: f64,
}

impl<'a> Row<'a> {
    /// Fills `exponentials` with the row's probabilities times their sum.
    fn new(logits: &'a [f32], temperature: f32, exponentials: &mut [f32]) -> Self {
        let mut largest = f32::NEG_INFINITY;
        for logit in logits {
            // Not `f32::max`, which is a call on wasm.
            largest = if *logit > largest { *logit } else { largest };
        }
        // Four classes at a time to the bits of one, and added up one by one.
        let (chunks, rest) = logits.as_chunks::<LANES>();
        let (to, to_rest) = exponentials.as_chunks_mut::<LANES>();
        for (logits, to) in chunks.iter().zip(to) {
            let shifted = (F4::new(*logits) - F4::splat(largest)) / F4::splat(temperature);
            exp_not_above_zero(shifted).write(to);
        }
        for (logit, to) in rest.iter().zip(to_rest) {
            *to = exp((logit - largest) / temperature);
        }
        let sum = exponentials.iter().map(|exponential| f64::from(*exponential)).sum();
        Self { logits, largest, temperature, sum, log_sum: ln(sum) }
    }

    /// Logarithm of a class's probability.
    fn log_probability(&self, class: usize) -> f64 {
        f64::from((self.logits[class] - self.largest) / self.temperature) - self.log_sum
    }
}

/// Mean of `-Σ target ln softmax(logits)`; fills its gradient.
///
/// # Panics
/// Where the slices differ in length or are not whole rows.
pub fn cross_entropy(classes: usize, logits: &[f32], targets: &[f32], gradient: &mut [f32]) -> f32 {
    let batch = rows(classes, logits, targets, gradient);
    let mut loss = 0.0;
    let rows = logits.chunks_exact(classes).zip(targets.chunks_exact(classes));
    for ((logits, targets), gradient) in rows.zip(gradient.chunks_exact_mut(classes)) {
        let row = Row::new(logits, 1.0, gradient);
        let mut weight = 0.0;
        for (class, target) in targets.iter().enumerate() {
            loss -= f64::from(*target) * row.log_probability(class);
            weight += f64::from(*target);
        }
        let factor = (weight / (row.sum * batch)) as f32;
        let share = (1.0 / batch) as f32;
        for (gradient, target) in gradient.iter_mut().zip(targets) {
            *gradient = *gradient * factor - target * share;
        }
    }
    (loss / batch) as f32
}

/// Mean of `KL(softmax(teacher / T) || softmax(student / T))`; fills its gradient with respect to the student's
/// logits.
///
/// # Panics
/// Where the slices differ in length or are not whole rows.
pub fn kl_divergence(
    classes: usize,
    teacher: &[f32],
    student: &[f32],
    temperature: f32,
    gradient: &mut [f32],
) -> f32 {
    let batch = rows(classes, teacher, student, gradient);
    let mut loss = 0.0;
    let mut wanted = vec![0.0; classes];
    let rows = teacher.chunks_exact(classes).zip(student.chunks_exact(classes));
    for ((teacher, student), gradient) in rows.zip(gradient.chunks_exact_mut(classes)) {
        let teacher = Row::new(teacher, temperature, &mut wanted);
        let student = Row::new(student, temperature, gradient);
        let scale = 1.0 / (f64::from(temperature) * batch);
        for (class, (wanted, gradient)) in wanted.iter().zip(gradient).enumerate() {
            let wanted = f64::from(*wanted) / teacher.sum;
            loss += wanted * (teacher.log_probability(class) - student.log_probability(class));
            *gradient = ((f64::from(*gradient) / student.sum - wanted) * scale) as f32;
        }
    }
    (loss / batch) as f32
}

/// Number of rows.
fn rows(classes: usize, a: &[f32], b: &[f32], gradient: &[f32]) -> f64 {
    assert!(a.len() == b.len() && a.len() == gradient.len() && a.len().is_multiple_of(classes));
    (a.len() / classes) as f64
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the standard library is the reference here")]
mod tests {
    use super::*;
    use crate::reference::{Noise, assert_close};

    fn log_softmax(logits: &[f32], temperature: f64) -> Vec<f64> {
        let largest = logits.iter().fold(f64::NEG_INFINITY, |a, b| a.max(f64::from(*b)));
        let shifted: Vec<f64> = logits.iter().map(|z| (f64::from(*z) - largest) / temperature).collect();
        let log_sum = shifted.iter().map(|z| z.exp()).sum::<f64>().ln();
        shifted.iter().map(|z| z - log_sum).collect()
    }

    fn logits(noise: &mut Noise, count: usize, scale: f32) -> Vec<f32> {
        noise.take(count).into_iter().map(|z| z * scale).collect()
    }

    #[test]
    fn cross_entropy_agrees_with_the_definition() {
        let mut noise = Noise::new(30);
        for (batch, classes, scale) in [(1, 2, 1.0), (64, 10, 5.0), (37, 7, 1e4), (3, 100, 0.01)] {
            let z = logits(&mut noise, batch * classes, scale);
            let targets: Vec<f32> = noise.take(batch * classes).into_iter().map(f32::abs).collect();
            let mut gradient = vec![0.0; z.len()];
            let loss = cross_entropy(classes, &z, &targets, &mut gradient);
            let (mut expected, mut expected_gradient) = (0.0, Vec::new());
            for (z, t) in z.chunks(classes).zip(targets.chunks(classes)) {
                let log_p = log_softmax(z, 1.0);
                let weight: f64 = t.iter().map(|t| f64::from(*t)).sum();
                for (log_p, t) in log_p.iter().zip(t) {
                    expected -= f64::from(*t) * log_p / batch as f64;
                    expected_gradient.push((weight * log_p.exp() - f64::from(*t)) / batch as f64);
                }
            }
            assert_close(&[loss], &[expected], "loss");
            assert_close(&gradient, &expected_gradient, "gradient");
        }
    }

    #[test]
    fn divergence_agrees_with_the_definition() {
        let mut noise = Noise::new(31);
        for (batch, classes, scale, temperature) in
            [(64, 10, 5.0, 4.0), (1, 3, 1.0, 1.0), (9, 10, 1e4, 0.05), (5, 10, 1e4, 50.0), (2, 10, 3.0, 0.5)]
        {
            let (teacher, student) =
                (logits(&mut noise, batch * classes, scale), logits(&mut noise, batch * classes, scale));
            let mut gradient = vec![0.0; teacher.len()];
            let loss = kl_divergence(classes, &teacher, &student, temperature, &mut gradient);
            let (mut expected, mut expected_gradient) = (0.0, Vec::new());
            for (t, s) in teacher.chunks(classes).zip(student.chunks(classes)) {
                let (t, s) = (log_softmax(t, f64::from(temperature)), log_softmax(s, f64::from(temperature)));
                for (t, s) in t.iter().zip(&s) {
                    expected += if t.exp() > 0.0 { t.exp() * (t - s) } else { 0.0 } / batch as f64;
                    expected_gradient.push((s.exp() - t.exp()) / (f64::from(temperature) * batch as f64));
                }
            }
            assert_close(&[loss], &[expected], "loss");
            assert_close(&gradient, &expected_gradient, "gradient");
        }
    }

    #[test]
    fn equal_logits_do_not_diverge() {
        let z = logits(&mut Noise::new(32), 40, 20.0);
        let mut gradient = vec![9.0; 40];
        assert_eq!(kl_divergence(10, &z, &z, 4.0, &mut gradient), 0.0);
        assert!(gradient.iter().all(|g| *g == 0.0));
    }

    #[test]
    fn not_a_number_reaches_the_loss() {
        let mut gradient = vec![0.0; 3];
        assert!(cross_entropy(3, &[1.0, f32::NAN, 2.0], &[1.0, 0.0, 0.0], &mut gradient).is_nan());
        assert!(kl_divergence(3, &[1.0, 0.0, 2.0], &[f32::NAN, 0.0, 0.0], 1.0, &mut gradient).is_nan());
    }
}
