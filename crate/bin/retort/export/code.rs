//! A network as source text.

use retort::data::Source;
use retort_portable::code::{About, burn, javascript, pytorch};
use retort_portable::{Network, Unsound};

use super::Format;

/// The text of a network in the language of the format.
pub fn write(format: Format, network: &Network, source: &Source) -> Result<Vec<u8>, Unsound> {
    let file = if format == Format::CodeJavascript { "student.onnx" } else { "student.safetensors" };
    let about =
        About { classes: source.classes.iter().map(ToString::to_string).collect(), file: file.into() };
    let text = match format {
        Format::CodeJavascript => javascript(network, &about),
        Format::CodeBurn => burn(network, &about)?,
        _ => pytorch(network, &about)?,
    };
    Ok(text.into_bytes())
}
