//! [`Lanes`] as a wasm `v128`.

use core::arch::wasm32::*;

pub type Lanes = v128;

#[inline(always)]
pub fn splat(value: f32) -> Lanes {
    f32x4_splat(value)
}
#[inline(always)]
pub unsafe fn load(source: *const f32) -> Lanes {
    // SAFETY: the caller promises four readable floats; wasm loads need no alignment.
    unsafe { v128_load(source.cast()) }
}
#[inline(always)]
pub unsafe fn load_splat(source: *const f32) -> Lanes {
    // SAFETY: the caller promises one readable float.
    unsafe { v128_load32_splat(source.cast()) }
}
#[inline(always)]
pub unsafe fn store(target: *mut f32, value: Lanes) {
    // SAFETY: the caller promises four writable floats.
    unsafe { v128_store(target.cast(), value) }
}
#[inline(always)]
pub fn add(a: Lanes, b: Lanes) -> Lanes {
    f32x4_add(a, b)
}
#[inline(always)]
pub fn sub(a: Lanes, b: Lanes) -> Lanes {
    f32x4_sub(a, b)
}
#[inline(always)]
pub fn mul(a: Lanes, b: Lanes) -> Lanes {
    f32x4_mul(a, b)
}
#[inline(always)]
pub fn div(a: Lanes, b: Lanes) -> Lanes {
    f32x4_div(a, b)
}
#[inline(always)]
pub fn sqrt(a: Lanes) -> Lanes {
    f32x4_sqrt(a)
}
#[inline(always)]
pub fn and(a: Lanes, b: Lanes) -> Lanes {
    v128_and(a, b)
}
/// `a & !b`.
#[inline(always)]
pub fn and_not(a: Lanes, b: Lanes) -> Lanes {
    v128_andnot(a, b)
}
#[inline(always)]
pub fn or(a: Lanes, b: Lanes) -> Lanes {
    v128_or(a, b)
}
#[inline(always)]
pub fn select(mask: Lanes, yes: Lanes, no: Lanes) -> Lanes {
    v128_bitselect(yes, no, mask)
}
#[inline(always)]
pub fn less(a: Lanes, b: Lanes) -> Lanes {
    f32x4_lt(a, b)
}
#[inline(always)]
pub fn at_most(a: Lanes, b: Lanes) -> Lanes {
    f32x4_le(a, b)
}
#[inline(always)]
pub fn unequal(a: Lanes, b: Lanes) -> Lanes {
    f32x4_ne(a, b)
}
#[inline(always)]
pub fn low_bytes(a: Lanes) -> [u8; 4] {
    u32x4_extract_lane::<0>(u8x16_shuffle::<0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0>(a, a))
        .to_le_bytes()
}
#[inline(always)]
pub fn power_of_two(a: Lanes) -> Lanes {
    i32x4_add(i32x4_shl(a, 23), i32x4_splat(127 << 23))
}
#[inline(always)]
pub fn transpose([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
    let (ab_low, ab_high) = (u32x4_shuffle::<0, 4, 1, 5>(a, b), u32x4_shuffle::<2, 6, 3, 7>(a, b));
    let (cd_low, cd_high) = (u32x4_shuffle::<0, 4, 1, 5>(c, d), u32x4_shuffle::<2, 6, 3, 7>(c, d));
    [
        u64x2_shuffle::<0, 2>(ab_low, cd_low),
        u64x2_shuffle::<1, 3>(ab_low, cd_low),
        u64x2_shuffle::<0, 2>(ab_high, cd_high),
        u64x2_shuffle::<1, 3>(ab_high, cd_high),
    ]
}
