//! Randomness with a name: every purpose draws from its own stream, derived from the experiment's seed.
//!
//! Nothing here or elsewhere draws from burn's process-wide generator, so an extra draw for one purpose
//! (a dropout mask, say) never shifts another (the order of the images).

/// The seed of an experiment, as it stands in a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u32);

impl Seed {
    /// The independent stream for one purpose, for example `"student/weights"`.
    pub fn stream(self, purpose: &str) -> Stream {
        let mut mixer = Stream { state: u64::from(self.0) };
        Stream { state: mixer.next_u64() ^ fnv1a(purpose.as_bytes()) }
    }
}

/// How many numbers [`Stream::uniform`] can give.
const STEPS: u32 = 1 << 24;

/// SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", figure 17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    state: u64,
}

impl Stream {
    /// Where it stands: a stream that goes on from here draws the same numbers.
    pub fn state(&self) -> u64 {
        self.state
    }

    /// The stream that stands there.
    pub fn at(state: u64) -> Self {
        Self { state }
    }

    /// The next 64 random bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `[0, 1)` with 24 random bits: exactly representable, so equal everywhere.
    #[inline]
    pub fn uniform(&mut self) -> f32 {
        // The detour through 32 bits is a conversion that processors have.
        ((self.next_u64() >> 40) as u32) as f32 / STEPS as f32
    }

    /// `count` numbers: `below` where [`Self::uniform`] would have been below `share`, else `above`. Nothing is converted
    /// on the way.
    pub fn choices(&mut self, count: usize, share: f32, [below, above]: [f32; 2]) -> Vec<f32> {
        // Integers are below a number where they are below the next integer. Exact: `share` is only moved by a power
        // of two.
        let scaled = f64::from(share) * f64::from(STEPS);
        let whole = scaled as u64;
        let limit = if (whole as f64) < scaled { whole + 1 } else { whole };
        (0..count).map(|_| if self.next_u64() >> 40 < limit { below } else { above }).collect()
    }

    /// `count` numbers in `[-bound, bound)`.
    pub fn symmetric(&mut self, count: usize, bound: f32) -> Vec<f32> {
        (0..count).map(|_| (self.uniform() * 2.0 - 1.0) * bound).collect()
    }

    /// A number in `0..limit`, without bias: draws that would favour small numbers are thrown away.
    ///
    /// # Panics
    /// If `limit` is 0.
    pub fn below(&mut self, limit: u32) -> u32 {
        assert!(limit > 0, "nothing to choose from");
        let limit = u64::from(limit);
        let unbiased = u64::MAX - u64::MAX % limit;
        loop {
            let draw = self.next_u64();
            if draw < unbiased {
                return (draw % limit) as u32;
            }
        }
    }

    /// Shuffles in place (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u32 + 1) as usize;
            items.swap(last, other);
        }
    }

    /// The numbers `0..count` in random order.
    pub fn permutation(&mut self, count: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count as u32).collect();
        self.shuffle(&mut order);
        order
    }
}

/// FNV-1a: turns a purpose into 64 bits. Not cryptographic, and it does not need to be.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_matches_the_published_generator() {
        // First outputs of SplitMix64 from state 0, as in Vigna's reference implementation.
        let mut stream = Stream { state: 0 };
        assert_eq!(stream.next_u64(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(stream.next_u64(), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn choices_are_those_of_the_numbers() {
        let step = 1.0 / STEPS as f32;
        for share in [0.0, 1e-9, step, 1.5 * step, 0.1, 0.25, 0.7, 0.999_999_9, 1.0, f32::NAN] {
            let (mut numbers, mut choices) = (Seed(3).stream("test"), Seed(3).stream("test"));
            let expected: Vec<f32> =
                (0..5000).map(|_| if numbers.uniform() < share { -1.0 } else { 2.0 }).collect();
            assert_eq!(choices.choices(5000, share, [-1.0, 2.0]), expected, "{share}");
            assert_eq!(choices, numbers);
        }
    }

    #[test]
    fn purposes_and_seeds_give_different_streams() {
        let first = |seed, purpose| Seed(seed).stream(purpose).next_u64();
        assert_ne!(first(1, "a"), first(1, "b"));
        assert_ne!(first(1, "a"), first(2, "a"));
        assert_eq!(first(7, "a"), first(7, "a"));
    }

    #[test]
    fn draws_stay_in_their_range_and_a_permutation_keeps_every_number() {
        let mut stream = Seed(3).stream("test");
        assert!((0..10_000).all(|_| (0.0..1.0).contains(&stream.uniform())));
        assert!((0..10_000).all(|_| stream.below(7) < 7));
        let mut order = stream.permutation(100);
        assert_ne!(order, (0..100).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..100).collect::<Vec<_>>());
    }
}
