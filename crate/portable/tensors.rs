//! What a model file holds once it is read, and why it may not be read.

use crate::Metadata;

/// Largest file that is looked at, in bytes. The largest network here has less than a hundredth of it.
pub const MOST_BYTES: usize = 64 << 20;

/// Most tensors, and most operators, of a file.
pub const MOST_ENTRIES: usize = 4096;

/// The tensors of a file, all of finite numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensors {
    /// In the order of the file, each name once.
    pub tensors: Vec<Tensor>,
    /// What the file says of itself.
    pub metadata: Metadata,
    /// What the file computes; none for a format that holds numbers only.
    pub operators: Option<Vec<Operator>>,
}

/// A named table of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name.
    pub name: String,
    /// Its lengths.
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<f32>,
}

/// An operator of ONNX with what its meaning depends on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operator {
    /// Its name in the standard, such as `Conv`.
    pub kind: String,
    /// Names of its inputs.
    pub inputs: Vec<String>,
    /// Names of its results.
    pub outputs: Vec<String>,
    /// Whole numbers, or lists of them, that are given.
    pub ints: Vec<(String, Vec<i64>)>,
    /// Fractions that are given.
    pub floats: Vec<(String, f32)>,
}

/// A file that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The format that was expected.
    pub format: &'static str,
    /// What of it is wrong: a field of the format, or a tensor's name.
    pub field: String,
    /// Why.
    pub reason: String,
}

impl std::error::Error for ReadError {}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.format, self.field, self.reason)
    }
}

/// The element types whose numbers can become weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 32-bit float.
    F32,
    /// 64-bit float, rounded to 32 bits.
    F64,
    /// 16-bit float (IEEE 754).
    F16,
    /// The upper half of a 32-bit float.
    Bf16,
}

impl Kind {
    /// Bytes of a number.
    pub fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F64 => 8,
            Self::F16 | Self::Bf16 => 2,
        }
    }

    /// The numbers, or the place of the first one that is not finite. `bytes` is a whole number of them.
    pub fn numbers(self, bytes: &[u8]) -> Result<Vec<f32>, usize> {
        let number = |chunk: &[u8]| match *chunk {
            [a, b] if self == Self::F16 => half(u16::from_le_bytes([a, b])),
            [a, b] => f32::from_le_bytes([0, 0, a, b]),
            [a, b, c, d] => f32::from_le_bytes([a, b, c, d]),
            [a, b, c, d, e, f, g, h] => f64::from_le_bytes([a, b, c, d, e, f, g, h]) as f32,
            _ => f32::NAN,
        };
        let numbers: Vec<f32> = bytes.chunks_exact(self.bytes()).map(number).collect();
        match numbers.iter().position(|number| !number.is_finite()) {
            Some(place) => Err(place),
            None => Ok(numbers),
        }
    }
}

/// A 16-bit float: sign, 5 bits of exponent, 10 bits of fraction.
fn half(bits: u16) -> f32 {
    let fraction = f32::from(bits & 0x3ff);
    let size = match (bits >> 10) & 0x1f {
        0 => fraction * f32::from_bits(103 << 23), // 2^-24
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        exponent => (1024.0 + fraction) * f32::from_bits((u32::from(exponent) + 102) << 23), // 2^(e - 25)
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// Number of elements of a shape, if so many can be counted.
pub fn elements(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |product, &length| product.checked_mul(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_floats_are_what_they_stand_for() {
        for (bits, value) in [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (1, 5.960_464_5e-8)] {
            assert_eq!(half(bits), value);
        }
        assert_eq!(half(0x7bff), 65504.0);
        assert_eq!(Kind::F16.numbers(&[0, 0, 0, 0x7c]), Err(1));
        assert_eq!(Kind::Bf16.numbers(&[0x80, 0x3f]), Ok(vec![1.0]));
        assert_eq!(Kind::F64.numbers(&1e300_f64.to_le_bytes()), Err(0));
    }
}
