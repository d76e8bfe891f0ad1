//! Few, round numbers on the axes, and numbers as short text.

/// At most about `count` multiples of 1, 2 or 5 times a power of ten between `low` and `high`.
/// Empty unless `low < high` and both are finite.
pub(super) fn round(low: f64, high: f64, count: usize) -> Vec<f64> {
    let step = round_step((high - low) / count.max(1) as f64);
    let (first, last) = (libm::ceil(low / step), libm::floor(high / step + 1e-9));
    if !(step.is_finite() && first <= last && last - first < 100.0) {
        return Vec::new();
    }
    (0..=(last - first) as usize).map(|index| (first + index as f64) * step).collect()
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `least`.
fn round_step(least: f64) -> f64 {
    let magnitude = libm::pow(10.0, libm::floor(libm::log10(least)));
    let factor = least / magnitude;
    // A hair of tolerance: 100 / 5 must give 20, not 50.
    let round = [1.0, 2.0, 5.0].into_iter().find(|round| factor <= round + 1e-9);
    magnitude * round.unwrap_or(10.0)
}

/// Numbers with as many decimals as their common step needs; scientific where digits would not fit.
pub(super) fn label(ticks: &[f64]) -> Vec<String> {
    let step = match ticks {
        [first, second, ..] => (second - first).abs(),
        [only] => only.abs(),
        [] => return Vec::new(),
    };
    let largest = ticks.iter().fold(0.0_f64, |largest, tick| largest.max(tick.abs()));
    let decimals = -libm::floor(libm::log10(step) + 1e-9);
    let text = |tick: f64| {
        if tick == 0.0 {
            "0".to_owned()
        } else if largest >= 1e6 || decimals > 4.0 {
            scientific(tick)
        } else {
            format!("{tick:.*}", decimals.max(0.0) as usize)
        }
    };
    ticks.iter().map(|&tick| minus(&text(tick))).collect()
}

/// A value as a label beside a point: three significant digits.
pub(super) fn value(number: f64) -> String {
    let size = number.abs();
    minus(&match size {
        _ if size == 0.0 => "0".to_owned(),
        _ if !(0.001..1e5).contains(&size) => scientific(number),
        _ if size < 0.1 => format!("{number:.4}"),
        _ if size < 1.0 => format!("{number:.3}"),
        _ if size < 10.0 => format!("{number:.2}"),
        _ if size < 100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    })
}

/// A share 0..=1 as a percentage with one decimal, without the sign.
pub(super) fn percentage(share: f64) -> String {
    minus(&format!("{:.1}", share * 100.0))
}

fn scientific(number: f64) -> String {
    let text = format!("{number:.1e}");
    text.replace(".0e", "e")
}

/// The true minus sign, as wide as a digit, instead of the hyphen.
fn minus(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(round(0.0, 400.0, 5), [0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(round(0.0, 2.37, 4), [0.0, 1.0, 2.0]);
        assert_eq!(round(0.0, 100.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(round(-1.0, 1.0, 2), [-1.0, 0.0, 1.0]);
    }

    #[test]
    fn impossible_ranges_have_no_ticks() {
        for (low, high) in [(0.0, 0.0), (1.0, 0.0), (0.0, f64::INFINITY), (f64::NAN, 1.0), (1e15, 1e15 + 1.0)]
        {
            assert!(round(low, high, 5).len() < 10, "{low} {high}");
        }
        assert!(label(&[]).is_empty());
    }

    #[test]
    fn labels_share_their_decimals() {
        assert_eq!(label(&[0.0, 0.5, 1.0]), ["0", "0.5", "1.0"]);
        assert_eq!(label(&[0.0, 200.0]), ["0", "200"]);
        assert_eq!(label(&[0.0, 2e9]), ["0", "2e9"]);
        assert_eq!(label(&[-1.0, 0.0]), ["\u{2212}1", "0"]);
    }

    #[test]
    fn values_keep_three_digits() {
        let pairs = [(0.0, "0"), (0.0812, "0.0812"), (0.412, "0.412"), (2.303, "2.30"), (1.5e7, "1.5e7")];
        for (number, text) in pairs {
            assert_eq!(value(number), text);
        }
        assert_eq!(percentage(0.886), "88.6");
    }
}
