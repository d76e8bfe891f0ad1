//! [`Lanes`] as an SSE register: part of every x86-64, so no run-time choice and no second set of bits.

use core::arch::x86_64::*;

pub type Lanes = __m128;

/// Calls an intrinsic that works on registers only.
macro_rules! baseline {
    ($call:expr) => {{
        // SAFETY: SSE and SSE2 belong to every x86-64, so the instruction exists.
        unsafe { $call }
    }};
}

#[inline(always)]
pub fn splat(value: f32) -> Lanes {
    baseline!(_mm_set1_ps(value))
}
#[inline(always)]
pub unsafe fn load(source: *const f32) -> Lanes {
    // SAFETY: the caller promises four readable floats; this load needs no alignment.
    unsafe { _mm_loadu_ps(source) }
}
#[inline(always)]
pub unsafe fn load_splat(source: *const f32) -> Lanes {
    // SAFETY: the caller promises one readable float.
    unsafe { _mm_load1_ps(source) }
}
#[inline(always)]
pub unsafe fn store(target: *mut f32, value: Lanes) {
    // SAFETY: the caller promises four writable floats.
    unsafe { _mm_storeu_ps(target, value) }
}
#[inline(always)]
pub fn add(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_add_ps(a, b))
}
#[inline(always)]
pub fn sub(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_sub_ps(a, b))
}
#[inline(always)]
pub fn mul(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_mul_ps(a, b))
}
#[inline(always)]
pub fn div(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_div_ps(a, b))
}
#[inline(always)]
pub fn sqrt(a: Lanes) -> Lanes {
    baseline!(_mm_sqrt_ps(a))
}
#[inline(always)]
pub fn and(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_and_ps(a, b))
}
/// `a & !b`.
#[inline(always)]
pub fn and_not(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_andnot_ps(b, a))
}
#[inline(always)]
pub fn or(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_or_ps(a, b))
}
#[inline(always)]
pub fn select(mask: Lanes, yes: Lanes, no: Lanes) -> Lanes {
    or(and(mask, yes), and_not(no, mask))
}
#[inline(always)]
pub fn less(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_cmplt_ps(a, b))
}
#[inline(always)]
pub fn at_most(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_cmple_ps(a, b))
}
#[inline(always)]
pub fn unequal(a: Lanes, b: Lanes) -> Lanes {
    baseline!(_mm_cmpneq_ps(a, b))
}
#[inline(always)]
pub fn low_bytes(a: Lanes) -> [u8; 4] {
    let mut bits = [0u32; 4];
    // SAFETY: four words fit the array.
    unsafe { _mm_storeu_ps(bits.as_mut_ptr().cast(), a) };
    bits.map(|word| word as u8)
}
#[inline(always)]
pub fn power_of_two(a: Lanes) -> Lanes {
    baseline!({
        let bits = _mm_slli_epi32::<23>(_mm_castps_si128(a));
        _mm_castsi128_ps(_mm_add_epi32(bits, _mm_set1_epi32(127 << 23)))
    })
}
#[inline(always)]
pub fn transpose([mut a, mut b, mut c, mut d]: [Lanes; 4]) -> [Lanes; 4] {
    baseline!(_MM_TRANSPOSE4_PS(&mut a, &mut b, &mut c, &mut d));
    [a, b, c, d]
}
