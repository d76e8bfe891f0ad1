//! Transcendental functions with one result everywhere, and softmax on plain numbers for metrics and charts.
//!
//! `f64::exp` and friends may differ in the last bit between platforms; `libm` is compiled in and does not.

/// e to the power of `x`.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Square root (exact by IEEE 754; here so that there is one place to look).
pub fn sqrt(x: f64) -> f64 {
    libm::sqrt(x)
}

/// Cosine of an angle in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Sine of an angle in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// `log(softmax(logits / temperature))`, one value a class, in nats.
///
/// The largest logit is subtracted first, so no temperature above zero overflows.
pub fn log_softmax(logits: &[f32], temperature: f64) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shifted: Vec<f64> =
        logits.iter().map(|&z| (f64::from(z) - f64::from(largest)) / temperature).collect();
    let log_sum = ln(shifted.iter().map(|&z| exp(z)).sum());
    shifted.into_iter().map(|z| z - log_sum).collect()
}

/// `KL(p || q)` in nats from two vectors of log-probabilities. A class with p = 0 adds nothing.
pub fn kl_divergence(log_p: &[f64], log_q: &[f64]) -> f64 {
    log_p.iter().zip(log_q).map(|(&p, &q)| if exp(p) > 0.0 { exp(p) * (p - q) } else { 0.0 }).sum()
}

/// Index of the largest value; the first one where several are equal, 0 for an empty slice.
pub fn argmax(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_survives_extreme_logits_and_temperatures() {
        for temperature in [0.05, 1.0, 50.0] {
            let log_p = log_softmax(&[1e4, -1e4, 0.0], temperature);
            let total: f64 = log_p.iter().map(|&l| exp(l)).sum();
            assert!((total - 1.0).abs() < 1e-12, "{log_p:?}");
        }
    }

    #[test]
    fn divergence_of_a_distribution_from_itself_is_zero() {
        let log_p = log_softmax(&[0.3, -1.0, 2.0], 4.0);
        assert_eq!(kl_divergence(&log_p, &log_p), 0.0);
    }

    #[test]
    fn the_first_of_equal_values_wins() {
        assert_eq!(argmax(&[1.0, 3.0, 3.0]), 1);
        assert_eq!(argmax(&[]), 0);
    }
}
