//! Pseudo-random inputs and the comparison that all kernel tests share.

/// A small deterministic generator (SplitMix64).
pub struct Noise(u64);

impl Noise {
    /// The same seed gives the same values.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A value in `0..limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// A value in -1..1.
    pub fn value(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    /// Values in -1..1.
    pub fn take(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.value()).collect()
    }
}

/// Largest difference allowed, as a share of the tensor's largest magnitude.
pub const TOLERANCE: f64 = 1e-5;

/// Panics where a value is further from the expected one than [`TOLERANCE`] of the largest expected magnitude.
pub fn assert_close(values: &[f32], expected: &[f64], what: &str) {
    assert_eq!(values.len(), expected.len(), "{what}: length");
    let largest = expected.iter().fold(1e-30_f64, |largest, value| largest.max(value.abs()));
    for (index, (value, expected)) in values.iter().zip(expected).enumerate() {
        let difference = (f64::from(*value) - expected).abs();
        assert!(
            difference <= TOLERANCE * largest,
            "{what}: [{index}] is {value}, expected {expected} (largest {largest})"
        );
    }
}
