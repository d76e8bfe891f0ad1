//! The machine's ceiling: independent chains of one multiplication and one addition in registers.

use retort_kernel::vector::F4;

use crate::Case;

const CHAINS: usize = 10;
const ROUNDS: usize = 100_000;

pub fn cases() -> Vec<Case> {
    vec![Case::new("limit", (ROUNDS * CHAINS * 8) as f64, || {
        let (factor, term) = (F4::splat(0.999), F4::splat(0.001));
        let mut chains: [F4; CHAINS] = core::array::from_fn(|i| F4::splat(i as f32));
        for _ in 0..ROUNDS {
            for chain in &mut chains {
                *chain = *chain * factor + term;
            }
        }
        std::hint::black_box(chains.map(F4::to_array));
    })]
}
