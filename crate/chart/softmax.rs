//! Class probabilities at a temperature, for the one chart that needs them at hundreds of temperatures.

/// softmax(logits / T) in f64: Hinton, Vinyals & Dean 2015, equation 1. `None` unless all logits are finite.
pub(super) fn softmax(logits: &[f64], temperature: f64) -> Option<Vec<f64>> {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !logits.iter().all(|logit| logit.is_finite()) {
        return None;
    }
    // Subtracting the largest keeps every exponent at or below 0.
    let weights: Vec<f64> = logits.iter().map(|logit| libm::exp((logit - largest) / temperature)).collect();
    let total: f64 = weights.iter().sum();
    Some(weights.into_iter().map(|weight| weight / total).collect())
}

#[cfg(test)]
mod tests {
    use super::softmax;

    #[test]
    fn probabilities_sum_to_one_at_any_temperature() {
        for logits in [[1.0, 2.0, 3.0], [-1e4, 0.0, 1e4], [f64::MAX, f64::MIN, 0.0]] {
            for temperature in [0.05, 1.0, 50.0] {
                let total: f64 = softmax(&logits, temperature).unwrap().iter().sum();
                assert!((total - 1.0).abs() < 1e-12);
            }
        }
        assert_eq!(softmax(&[0.0, f64::NAN], 1.0), None);
    }
}
