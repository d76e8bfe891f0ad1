//! Four floats at a time.
//!
//! [`F4`] is a `v128` on wasm with simd128, an SSE register on x86-64, and an array everywhere else. All three do
//! the same IEEE 754 operations on the same lanes in the same order, so a build without SIMD computes the same bits,
//! only slower. There is no fused multiply-add and no approximate reciprocal: machines differ in those.
//!
//! Loads and stores through pointers are `unsafe` and meant for the inner loops that were measured to need them;
//! everything else uses the slice methods, which check.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[path = "vector/simd128.rs"]
mod lanes;

#[cfg(target_arch = "x86_64")]
#[path = "vector/sse.rs"]
mod lanes;

#[cfg(not(any(all(target_arch = "wasm32", target_feature = "simd128"), target_arch = "x86_64")))]
#[path = "vector/array.rs"]
mod lanes;

use core::ops::{Add, Div, Mul, Sub};

/// Number of floats in an [`F4`].
pub const LANES: usize = 4;

/// Four `f32` values.
#[derive(Clone, Copy)]
pub struct F4(lanes::Lanes);

/// Four truth values, each all ones or all zeros in the lane's bits.
#[derive(Clone, Copy)]
pub struct Mask(lanes::Lanes);

impl F4 {
    /// The same value in every lane.
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(lanes::splat(value))
    }

    /// Positive zero in every lane.
    #[inline(always)]
    pub fn zero() -> Self {
        Self::splat(0.0)
    }

    /// Lanes from an array, first value in lane 0.
    #[inline(always)]
    pub fn new(values: [f32; LANES]) -> Self {
        // SAFETY: the array holds four floats.
        unsafe { Self::load(values.as_ptr()) }
    }

    /// The lanes as an array.
    #[inline(always)]
    pub fn to_array(self) -> [f32; LANES] {
        let mut values = [0.0; LANES];
        self.write(&mut values);
        values
    }

    /// The first four values of a slice.
    #[inline(always)]
    pub fn from_slice(values: &[f32]) -> Self {
        let values = &values[..LANES];
        // SAFETY: the slice holds four floats.
        unsafe { Self::load(values.as_ptr()) }
    }

    /// Writes the lanes to the first four places of a slice.
    #[inline(always)]
    pub fn write(self, values: &mut [f32]) {
        let values = &mut values[..LANES];
        // SAFETY: the slice holds four floats.
        unsafe { self.store(values.as_mut_ptr()) }
    }

    /// Writes the first `values.len()` lanes, at most four.
    #[inline(always)]
    pub fn write_part(self, values: &mut [f32]) {
        if values.len() >= LANES {
            self.write(values);
        } else {
            let count = values.len();
            values.copy_from_slice(&self.to_array()[..count]);
        }
    }

    /// Four consecutive floats; no alignment needed.
    ///
    /// # Safety
    /// `source` points to four readable floats.
    #[inline(always)]
    pub unsafe fn load(source: *const f32) -> Self {
        // SAFETY: as the caller promises.
        Self(unsafe { lanes::load(source) })
    }

    /// One float, copied to every lane.
    ///
    /// # Safety
    /// `source` points to a readable float.
    #[inline(always)]
    pub unsafe fn load_splat(source: *const f32) -> Self {
        // SAFETY: as the caller promises.
        Self(unsafe { lanes::load_splat(source) })
    }

    /// Writes four consecutive floats; no alignment needed.
    ///
    /// # Safety
    /// `target` points to four writable floats.
    #[inline(always)]
    pub unsafe fn store(self, target: *mut f32) {
        // SAFETY: as the caller promises.
        unsafe { lanes::store(target, self.0) }
    }

    /// `self + a * b`, rounded twice.
    #[inline(always)]
    pub fn plus_product(self, a: Self, b: Self) -> Self {
        self + a * b
    }

    /// Square root, correctly rounded.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(lanes::sqrt(self.0))
    }

    /// Magnitude.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(lanes::and(self.0, lanes::splat(f32::from_bits(0x7fff_ffff))))
    }

    /// `self > other`; false where either is NaN.
    #[inline(always)]
    pub fn greater(self, other: Self) -> Mask {
        Mask(lanes::less(other.0, self.0))
    }

    /// `self <= other`; false where either is NaN.
    #[inline(always)]
    pub fn at_most(self, other: Self) -> Mask {
        Mask(lanes::at_most(self.0, other.0))
    }

    /// True where the lane is NaN.
    #[inline(always)]
    pub fn is_nan(self) -> Mask {
        Mask(lanes::unequal(self.0, self.0))
    }

    /// ReLU. NaN stays NaN and both zeros become positive zero.
    #[inline(always)]
    pub fn relu(self) -> Self {
        self.at_most(Self::zero()).clear(self)
    }

    /// Keeps the gradient `self` where the ReLU output `output` lets it through: above zero, or NaN.
    #[inline(always)]
    pub fn where_active(self, output: Self) -> Self {
        output.at_most(Self::zero()).clear(self)
    }

    /// The larger of two; `self` where either is NaN or both are equal.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        other.greater(self).select(other, self)
    }

    /// Sum of the lanes: first with second, third with fourth.
    #[inline(always)]
    pub fn sum(self) -> f32 {
        let [a, b, c, d] = self.to_array();
        (a + b) + (c + d)
    }

    /// `2^n` from `n + 1.5 * 2^23`, for an integer `n` in -126..=127: the sum's last bits are `n`.
    #[inline(always)]
    pub fn power_of_two(shifted: Self) -> Self {
        Self(lanes::power_of_two(shifted.0))
    }

    /// The low byte of each lane's bits.
    #[inline(always)]
    pub fn low_bytes(self) -> [u8; LANES] {
        lanes::low_bytes(self.0)
    }

    /// Rows to columns: the result's vector `i` holds lane `i` of every input.
    #[inline(always)]
    pub fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        let [a, b, c, d] = rows;
        let [a, b, c, d] = lanes::transpose([a.0, b.0, c.0, d.0]);
        [Self(a), Self(b), Self(c), Self(d)]
    }
}

impl Mask {
    /// `yes` where true, `no` elsewhere.
    #[inline(always)]
    pub fn select(self, yes: F4, no: F4) -> F4 {
        F4(lanes::select(self.0, yes.0, no.0))
    }

    /// The value where true, positive zero elsewhere.
    #[inline(always)]
    pub fn keep(self, value: F4) -> F4 {
        F4(lanes::and(self.0, value.0))
    }

    /// The value where false, positive zero elsewhere.
    #[inline(always)]
    pub fn clear(self, value: F4) -> F4 {
        F4(lanes::and_not(value.0, self.0))
    }

    /// True where either is.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(lanes::or(self.0, other.0))
    }
}

impl Add for F4 {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(lanes::add(self.0, other.0))
    }
}

impl Sub for F4 {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(lanes::sub(self.0, other.0))
    }
}

impl Mul for F4 {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(lanes::mul(self.0, other.0))
    }
}

impl Div for F4 {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(lanes::div(self.0, other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relu_keeps_nan_and_drops_the_sign_of_zero() {
        let result = F4::new([-0.0, f32::NAN, -3.0, 2.5]).relu().to_array();
        assert_eq!(result[0].to_bits(), 0);
        assert!(result[1].is_nan());
        assert_eq!(result[2..], [0.0, 2.5]);
    }

    #[test]
    fn masks_choose_lane_by_lane() {
        let (a, b) = (F4::new([1.0, 2.0, f32::NAN, 4.0]), F4::splat(2.0));
        assert_eq!(a.greater(b).select(a, b).to_array(), [2.0, 2.0, 2.0, 4.0]);
        assert_eq!(a.at_most(b).keep(b).to_array(), [2.0, 2.0, 0.0, 0.0]);
        assert_eq!(a.is_nan().or(a.greater(b)).keep(b).to_array(), [0.0, 0.0, 2.0, 2.0]);
        assert_eq!(F4::splat(-1.5).abs().to_array(), [1.5; 4]);
    }

    #[test]
    fn transposing_swaps_rows_and_columns() {
        let rows = core::array::from_fn(|i| F4::new(core::array::from_fn(|j| (10 * i + j) as f32)));
        for (i, column) in F4::transpose(rows).into_iter().enumerate() {
            assert_eq!(column.to_array(), core::array::from_fn(|j| (10 * j + i) as f32));
        }
    }

    #[test]
    fn low_bytes_come_from_the_bits() {
        let lanes = F4::new([3, 0, 1, 0x102].map(f32::from_bits));
        assert_eq!(lanes.low_bytes(), [3, 0, 1, 2]);
    }

    #[test]
    fn powers_of_two_come_from_shifted_integers() {
        let shifted = [-126.0, -1.0, 0.0, 127.0].map(|n: f32| n + 12_582_912.0);
        let expected = [f32::MIN_POSITIVE, 0.5, 1.0, f32::from_bits(254 << 23)];
        assert_eq!(F4::power_of_two(F4::new(shifted)).to_array(), expected);
    }

    #[test]
    fn lanes_add_up_and_the_larger_wins() {
        assert_eq!(F4::new([1.0, 2.0, 3.0, 4.0]).sum(), 10.0);
        let larger = F4::new([1.0, 5.0, 2.0, -0.0]).max(F4::new([3.0, f32::NAN, 1.0, 0.0])).to_array();
        assert_eq!(larger[..3], [3.0, 5.0, 2.0]);
        assert_eq!(larger[3].to_bits(), (-0.0_f32).to_bits());
    }

    #[test]
    fn parts_write_only_what_fits() {
        let mut target = [9.0; 3];
        F4::new([1.0, 2.0, 3.0, 4.0]).write_part(&mut target[..2]);
        assert_eq!(target, [1.0, 2.0, 9.0]);
    }
}
