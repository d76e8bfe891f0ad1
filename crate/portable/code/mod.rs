//! Source text of exactly one network, for people who take it with them: PyTorch, Rust with burn, JavaScript.
//!
//! All three say the same: how an image becomes numbers, which file holds the weights, the layers, what comes out.

mod burn;
mod javascript;
mod plan;
mod pytorch;

pub use burn::burn;
pub use javascript::javascript;
use plan::{Layer, Plan, Statement, plan};
pub use pytorch::pytorch;
pub(crate) use pytorch::{ATTENTION, training_class, uses_attention};

/// What a program says besides the network.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// Class names, by label.
    pub classes: Vec<String>,
    /// Name of the file with the weights: `student.safetensors`, or `student.onnx` for JavaScript.
    pub file: String,
}

/// A key such as `cnn-4-8` as the name of a type: `Cnn4_8`.
pub(crate) fn type_name(key: &str) -> String {
    let mut name = String::new();
    for word in key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        if is_number && name.ends_with(|c: char| c.is_ascii_digit()) {
            name.push('_');
        }
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
    }
    // No language lets a name begin with a digit.
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("Network{name}") }
}

/// Words in quotation marks, for a list in any of the languages.
fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ")
}

/// `[4, 6, 6]`.
fn dimensions(shape: &[usize]) -> String {
    let lengths: Vec<_> = shape.iter().map(usize::to_string).collect();
    format!("[{}]", lengths.join(", "))
}

/// The same behind the batch.
fn batch_of(shape: &[usize]) -> String {
    format!("[batch, {}", &dimensions(shape)[1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_names_of_types() {
        let names = ["cnn-4-8", "dropout-cnn-8-16-32", "mlp-16", "4-wide", ""].map(type_name);
        assert_eq!(names, ["Cnn4_8", "DropoutCnn8_16_32", "Mlp16", "Network4Wide", "Network"]);
    }
}
