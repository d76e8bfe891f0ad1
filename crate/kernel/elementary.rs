//! Exponential and logarithm with one result on every machine.

/// `e` to the power of `x`, within a relative error of 2^-22. Results below the smallest normal number are zero, so
/// that nothing behind them meets denormals.
///
/// `x = n ln 2 + r` with `|r| <= ln 2 / 2`; `e^r` by the polynomial of Moshier's Cephes library (`expf.c`).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // Adding and taking away 1.5 * 2^23 rounds to the nearest integer.
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    if x < -87.336_54 {
        return 0.0;
    }
    if x > 88.722_83 {
        return f32::INFINITY;
    }
    let n = (x * core::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut polynomial = 1.987_569_2e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        polynomial = polynomial * r + coefficient;
    }
    let value = polynomial * (r * r) + r + 1.0;
    // Two factors: 2^128 alone is no number, and NaN converts to 0 here but stays in `value`.
    let (n, half) = (n as i32, n as i32 / 2);
    value * power_of_two(half) * power_of_two(n - half)
}

/// `2^n` for `n` in -126..=127.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits(((n + 127) as u32) << 23)
}

/// Natural logarithm of a positive normal number, within 1e-15 of its magnitude or of one.
///
/// `x = m 2^e` with `m` in sqrt(1/2)..sqrt(2); `ln m = 2 artanh((m - 1) / (m + 1))` by its series.
pub fn ln(x: f64) -> f64 {
    if !(f64::MIN_POSITIVE..f64::INFINITY).contains(&x) {
        return match x {
            0.0 => f64::NEG_INFINITY,
            f64::INFINITY => x,
            _ => f64::NAN,
        };
    }
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i64 - 1023;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > core::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let mut series = 0.0;
    for term in (0..12).rev() {
        series = series * square + 1.0 / f64::from(2 * term + 1);
    }
    2.0 * ratio * series + exponent as f64 * core::f64::consts::LN_2
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the standard library is the reference here")]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_within_two_units_of_the_last_place() {
        for step in -874_000..887_000 {
            let x = step as f32 * 1e-4;
            let expected = f64::from(x).exp();
            let error = (f64::from(exp(x)) - expected).abs() / expected;
            assert!(error < 2.0 * f64::from(f32::EPSILON) || x < -87.33, "{x}: {error}");
        }
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn the_ends_of_the_exponential() {
        assert_eq!([exp(f32::NEG_INFINITY), exp(-1e4), exp(1e4)], [0.0, 0.0, f32::INFINITY]);
        assert!(exp(f32::NAN).is_nan());
        assert!(exp(-87.33).is_normal() && exp(88.72).is_finite());
    }

    #[test]
    fn logarithms_are_exact_to_double_precision() {
        for step in 1..100_000 {
            let x = f64::from(step) * 1e-3;
            assert!((ln(x) - x.ln()).abs() <= 1e-15 * x.ln().abs().max(1.0), "{x}");
        }
        assert_eq!(ln(1.0), 0.0);
        assert!(ln(0.0) == f64::NEG_INFINITY && ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
    }
}
