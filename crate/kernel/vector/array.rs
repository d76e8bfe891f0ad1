//! [`Lanes`] as an array: the compiler vectorises it where it can, and the lanes are the same in any case.

pub type Lanes = [f32; 4];

#[inline(always)]
fn zip(a: Lanes, b: Lanes, operation: impl Fn(f32, f32) -> f32) -> Lanes {
    [operation(a[0], b[0]), operation(a[1], b[1]), operation(a[2], b[2]), operation(a[3], b[3])]
}
#[inline(always)]
fn zip_bits(a: Lanes, b: Lanes, operation: impl Fn(u32, u32) -> u32) -> Lanes {
    zip(a, b, |a, b| f32::from_bits(operation(a.to_bits(), b.to_bits())))
}
#[inline(always)]
fn compare(a: Lanes, b: Lanes, holds: impl Fn(f32, f32) -> bool) -> Lanes {
    zip(a, b, |a, b| f32::from_bits(if holds(a, b) { u32::MAX } else { 0 }))
}

#[inline(always)]
pub fn splat(value: f32) -> Lanes {
    [value; 4]
}
#[inline(always)]
pub unsafe fn load(source: *const f32) -> Lanes {
    // SAFETY: the caller promises four readable floats.
    unsafe { source.cast::<Lanes>().read_unaligned() }
}
#[inline(always)]
pub unsafe fn load_splat(source: *const f32) -> Lanes {
    // SAFETY: the caller promises one readable float.
    splat(unsafe { source.read() })
}
#[inline(always)]
pub unsafe fn store(target: *mut f32, value: Lanes) {
    // SAFETY: the caller promises four writable floats.
    unsafe { target.cast::<Lanes>().write_unaligned(value) }
}
#[inline(always)]
pub fn add(a: Lanes, b: Lanes) -> Lanes {
    zip(a, b, |a, b| a + b)
}
#[inline(always)]
pub fn sub(a: Lanes, b: Lanes) -> Lanes {
    zip(a, b, |a, b| a - b)
}
#[inline(always)]
pub fn mul(a: Lanes, b: Lanes) -> Lanes {
    zip(a, b, |a, b| a * b)
}
#[inline(always)]
pub fn div(a: Lanes, b: Lanes) -> Lanes {
    zip(a, b, |a, b| a / b)
}
#[inline(always)]
pub fn sqrt(a: Lanes) -> Lanes {
    a.map(f32::sqrt)
}
#[inline(always)]
pub fn and(a: Lanes, b: Lanes) -> Lanes {
    zip_bits(a, b, |a, b| a & b)
}
/// `a & !b`.
#[inline(always)]
pub fn and_not(a: Lanes, b: Lanes) -> Lanes {
    zip_bits(a, b, |a, b| a & !b)
}
#[inline(always)]
pub fn or(a: Lanes, b: Lanes) -> Lanes {
    zip_bits(a, b, |a, b| a | b)
}
#[inline(always)]
pub fn select(mask: Lanes, yes: Lanes, no: Lanes) -> Lanes {
    or(and(mask, yes), and_not(no, mask))
}
#[inline(always)]
pub fn less(a: Lanes, b: Lanes) -> Lanes {
    compare(a, b, |a, b| a < b)
}
#[inline(always)]
pub fn at_most(a: Lanes, b: Lanes) -> Lanes {
    compare(a, b, |a, b| a <= b)
}
#[inline(always)]
pub fn unequal(a: Lanes, b: Lanes) -> Lanes {
    compare(a, b, |a, b| a != b)
}
#[inline(always)]
pub fn low_bytes(a: Lanes) -> [u8; 4] {
    a.map(|value| value.to_bits() as u8)
}
#[inline(always)]
pub fn power_of_two(a: Lanes) -> Lanes {
    a.map(|value| f32::from_bits((value.to_bits() << 23).wrapping_add(127 << 23)))
}
#[inline(always)]
pub fn transpose(rows: [Lanes; 4]) -> [Lanes; 4] {
    core::array::from_fn(|column| core::array::from_fn(|row| rows[row][column]))
}
