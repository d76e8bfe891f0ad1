//! The fingerprint of a result: equal bits in weights and answers, equal fingerprint.

use sha2::{Digest as _, Sha256};

/// 16 hexadecimal digits of the SHA-256 over the bits of all numbers, little-endian, lists in order.
///
/// Every NaN counts as the same one: WebAssembly leaves its bits open.
pub fn fingerprint(lists: &[&[f32]]) -> String {
    let mut hash = Sha256::new();
    for value in lists.iter().copied().flatten() {
        let bits = if value.is_nan() { f32::NAN.to_bits() } else { value.to_bits() };
        hash.update(bits.to_le_bytes());
    }
    first_digits(&hash.finalize())
}

/// 16 hexadecimal digits of the SHA-256 over texts, one a line: the fingerprint of a whole run from its networks'.
pub fn fingerprint_of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
        hash.update(b"\n");
    }
    first_digits(&hash.finalize())
}

fn first_digits(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_changes_the_fingerprint_and_the_payload_of_a_nan_does_not() {
        let base = fingerprint(&[&[1.0, 2.0], &[3.0]]);
        assert_eq!(base.len(), 16);
        assert_eq!(base, fingerprint(&[&[1.0, 2.0], &[3.0]]));
        assert_ne!(base, fingerprint(&[&[1.0, 2.0], &[f32::from_bits(3.0_f32.to_bits() + 1)]]));
        let (quiet, other) = (f32::NAN, f32::from_bits(f32::NAN.to_bits() + 1));
        assert_eq!(fingerprint(&[&[quiet]]), fingerprint(&[&[other]]));
    }
}
