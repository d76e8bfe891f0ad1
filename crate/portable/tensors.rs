//! The numbers of a network in the safetensors format: a JSON header with names, types, shapes and places, then the
//! numbers, little-endian, in PyTorch's layouts.

use crate::Network;

/// The file.
pub(crate) fn write(network: &Network) -> Vec<u8> {
    let mut header = serde_json::Map::new();
    let mut at = 0;
    for parameter in &network.parameters {
        let end = at + 4 * parameter.values.len();
        let entry = serde_json::json!({ "dtype": "F32", "shape": parameter.shape, "data_offsets": [at, end] });
        header.insert(parameter.name.clone(), entry);
        at = end;
    }
    let mut header = serde_json::Value::Object(header).to_string().into_bytes();
    // The numbers begin at a multiple of 8 bytes.
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(network.parameters.iter().flat_map(|each| &each.values).flat_map(|value| value.to_le_bytes()));
    bytes
}
