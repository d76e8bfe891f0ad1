//! Exponential and logarithm with one result on every machine.

use crate::vector::F4;

/// Adding and taking away 1.5 * 2^23 rounds to the nearest integer.
const ROUND: f32 = 12_582_912.0;
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;
/// Below this the exponential is zero.
const SMALLEST: f32 = -87.336_54;
const FIRST_COEFFICIENT: f32 = 1.987_569_2e-4;
const COEFFICIENTS: [f32; 5] = [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];

/// `e` to the power of `x`, within a relative error of 2^-22. Results below the smallest normal number are zero, so
/// that nothing behind them meets denormals.
///
/// `x = n ln 2 + r` with `|r| <= ln 2 / 2`; `e^r` by the polynomial of Moshier's Cephes library (`expf.c`).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    if x < SMALLEST {
        return 0.0;
    }
    if x > 88.722_83 {
        return f32::INFINITY;
    }
    let n = (x * core::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut polynomial = FIRST_COEFFICIENT;
    for coefficient in COEFFICIENTS {
        polynomial = polynomial * r + coefficient;
    }
    let value = polynomial * (r * r) + r + 1.0;
    // Two factors: 2^128 alone is no number, and NaN converts to 0 here but stays in `value`.
    let (n, half) = (n as i32, n as i32 / 2);
    value * power_of_two(half) * power_of_two(n - half)
}

/// [`exp`] of four numbers of which none is above zero (NaN is fine), to the same bits.
#[inline(always)]
pub fn exp_not_above_zero(x: F4) -> F4 {
    let shifted = x * F4::splat(core::f32::consts::LOG2_E) + F4::splat(ROUND);
    let n = shifted - F4::splat(ROUND);
    let r = (x - n * F4::splat(LN_2_HIGH)) - n * F4::splat(LN_2_LOW);
    let mut polynomial = F4::splat(FIRST_COEFFICIENT);
    for coefficient in COEFFICIENTS {
        polynomial = polynomial * r + F4::splat(coefficient);
    }
    let value = polynomial * (r * r) + r + F4::splat(1.0);
    F4::splat(SMALLEST).greater(x).clear(value * F4::power_of_two(shifted))
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
    fn four_exponentials_are_those_of_one() {
        for step in 0..300_000 {
            let x = [0, 1, 2, 3].map(|lane| -3.1e-4 * (4 * step + lane) as f32);
            let four = exp_not_above_zero(F4::new(x)).to_array();
            assert_eq!(four.map(f32::to_bits), x.map(|x| exp(x).to_bits()), "{x:?}");
        }
        let ends = exp_not_above_zero(F4::new([f32::NEG_INFINITY, f32::NAN, -0.0, SMALLEST])).to_array();
        assert!(ends[0] == 0.0 && ends[1].is_nan() && ends[2] == 1.0 && ends[3].is_normal());
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
