//! Is one student better than another over several seeds? The paired t interval (Student 1908): each seed trains both on the
//! same images in the same order, so their difference is what carries the news, and the luck of the seed cancels.

use crate::math;

/// What the seeds say of a difference.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairedGain {
    /// Number of pairs.
    pub count: u32,
    /// Pairs with a gain above zero.
    pub better: u32,
    /// Mean gain.
    pub mean: f64,
    /// Sample standard deviation of the gains; 0 for a single pair.
    pub deviation: f64,
    /// Half the width of the 95 % interval around the mean; infinite for a single pair.
    pub margin: f64,
}

/// The gain of `after` over `before`, pair by pair. None for no pairs or lists of different lengths.
pub fn paired_gain(before: &[f64], after: &[f64]) -> Option<PairedGain> {
    if before.is_empty() || before.len() != after.len() {
        return None;
    }
    let gains: Vec<f64> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    let count = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / count;
    let squares: f64 = gains.iter().map(|gain| (gain - mean) * (gain - mean)).sum();
    let (deviation, margin) = if gains.len() == 1 {
        (0.0, f64::INFINITY)
    } else {
        let deviation = math::sqrt(squares / (count - 1.0));
        (deviation, t_quantile_975(count - 1.0) * deviation / math::sqrt(count))
    };
    let better = gains.iter().filter(|&&gain| gain > 0.0).count() as u32;
    Some(PairedGain { count: gains.len() as u32, better, mean, deviation, margin })
}

/// A mean with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// Mean of the values.
    pub mean: f64,
    /// Half the width of the 95 % interval around it; none for a single value.
    pub margin: Option<f64>,
}

/// The mean of some seeds' values and the interval that Student's t gives it. None for no values.
pub fn interval(values: &[f64]) -> Option<Interval> {
    let gain = paired_gain(&vec![0.0; values.len()], values)?;
    Some(Interval { mean: gain.mean, margin: Some(gain.margin).filter(|margin| margin.is_finite()) })
}

/// The value that Student's t with this many degrees of freedom stays below with probability 0.975.
fn t_quantile_975(degrees: f64) -> f64 {
    // P(T > t) falls with t: halve the interval until it is as small as numbers allow.
    let (mut low, mut high) = (0.0, 20.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        let x = degrees / (degrees + middle * middle);
        let upper_tail = 0.5 * incomplete_beta(0.5 * degrees, 0.5, x);
        if upper_tail > 0.025 { low = middle } else { high = middle }
    }
    low
}

/// The regularised incomplete beta function, by its continued fraction (Abramowitz & Stegun 26.5.8, evaluated as Lentz did).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    // The fraction converges fast on this side; the other side is its mirror.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = math::exp(a * math::ln(x) + b * math::ln(1.0 - x) - log_beta) / a;
    let away_from_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for term in 1..300 {
        let m = f64::from(term);
        for numerator in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / away_from_zero(1.0 + numerator * d);
            c = away_from_zero(1.0 + numerator / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        // scipy.stats.t.ppf(0.975, degrees)
        for (degrees, expected) in [
            (1.0, 12.706_204_736_432_095),
            (2.0, 4.302_652_729_911_275),
            (4.0, 2.776_445_105_197_793_4),
            (9.0, 2.262_157_162_740_991_5),
            (30.0, 2.042_272_456_301_238),
            (1000.0, 1.962_339_080_826_407_5),
        ] {
            let found = t_quantile_975(degrees);
            assert!((found - expected).abs() < 1e-9 * expected, "{degrees}: {found}");
        }
    }

    #[test]
    fn a_steady_gain_has_a_narrow_interval_and_one_pair_has_none() {
        let gain = paired_gain(&[0.70, 0.72, 0.74], &[0.80, 0.82, 0.84]).expect("pairs");
        assert_eq!((gain.count, gain.better), (3, 3));
        assert!((gain.mean - 0.1).abs() < 1e-12 && gain.margin < 1e-12);
        assert_eq!(paired_gain(&[0.5], &[0.6]).expect("a pair").margin, f64::INFINITY);
        assert_eq!(paired_gain(&[], &[]), None);
        assert_eq!(paired_gain(&[1.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn an_interval_is_that_of_the_gain_over_nothing() {
        let found = interval(&[1.0, 2.0, 3.0]).expect("values");
        // t.ppf(0.975, 2) * 1 / sqrt(3)
        assert!((found.mean - 2.0).abs() < 1e-12);
        assert!((found.margin.expect("three values") - 2.484_137_711_752_095).abs() < 1e-9, "{found:?}");
        assert_eq!(interval(&[4.0]), Some(Interval { mean: 4.0, margin: None }));
        assert_eq!(interval(&[]), None);
    }
}
