//! A network as an ONNX file.

use super::field::{entry, model, operator_set};
use super::graph::{End, Graph};
use super::operations::{self, Names};
use super::{IR_VERSION, OPERATOR_SET};
use crate::protobuf::Message;
use crate::{Metadata, Network, Unsound};

/// The bytes of an ONNX file. A network whose layers are quantised is written in quantise-dequantise form with 8-bit
/// weights, another one in 32 bits. Input and outputs keep their names, and the batch is free.
///
/// # Errors
/// [`Unsound`] where the network does not hold together.
pub fn write(network: &Network, metadata: &Metadata) -> Result<Vec<u8>, Unsound> {
    let shapes = network.shapes()?;
    let names = Names::of(network);
    let makers = network.outputs.iter().map(|output| (output.name.clone(), output.value.clone()));
    let mut graph = Graph::new(makers.collect());
    graph.value(End::Input, Network::IMAGES, &network.input);
    for node in &network.nodes {
        operations::write(&mut graph, network, node, &names, &shapes)?;
        if !network.outputs.iter().any(|output| output.value == node.name) {
            graph.value(End::Between, names.get(&node.name), &shapes[node.name.as_str()]);
        }
    }
    for output in &network.outputs {
        graph.value(End::Output, &output.name, &[output.width]);
    }
    let mut message = Message::new();
    message.int(model::IR_VERSION, IR_VERSION);
    message.text(model::PRODUCER_NAME, "retort");
    message.text(model::PRODUCER_VERSION, env!("CARGO_PKG_VERSION"));
    message.message(model::GRAPH, &graph.into_message(&network.name));
    let mut operators = Message::new();
    operators.text(operator_set::DOMAIN, "");
    operators.int(operator_set::VERSION, OPERATOR_SET);
    message.message(model::OPERATOR_SET, &operators);
    for (name, text) in &metadata.0 {
        let mut property = Message::new();
        property.text(entry::KEY, name);
        property.text(entry::VALUE, text);
        message.message(model::METADATA, &property);
    }
    Ok(message.into_bytes())
}
