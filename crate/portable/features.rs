//! What a network shows of its inside to methods that compare it, and where dropout acts while it learns. A finished
//! network needs neither, so a [`Network`] does not carry it.

use serde::{Deserialize, Serialize};

use crate::{Network, Operation};

/// Names of values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Features {
    /// Activations after each stage, shallow to deep.
    pub taps: Vec<String>,
    /// Of a transformer: the embedding, then the tokens after each layer.
    pub hidden: Vec<String>,
    /// Share of activations that dropout sets to zero, and the layers on whose input it does.
    pub dropout: Option<(f32, Vec<String>)>,
}

impl Features {
    /// The taps and hidden states of a network of this family.
    pub fn of(network: &Network, family: &str, dropout: Option<f32>) -> Self {
        let names = |chosen: &dyn Fn(&str, &Operation) -> bool| -> Vec<String> {
            let nodes = network.nodes.iter().filter(|node| chosen(&node.name, &node.operation));
            nodes.map(|node| node.name.clone()).collect()
        };
        let is_relu = |operation: &Operation| *operation == Operation::Relu;
        let parts = |name: &str| name.split('.').count();
        let taps = match family {
            "vit" => names(&|_, operation| *operation == Operation::MeanToken),
            "pool" => names(&|_, operation| matches!(operation, Operation::AveragePool { .. })),
            "depthwise" => names(&|name, operation| is_relu(operation) && name.contains(".pointwise.")),
            // After the sum, not inside a block: `blocks.0.relu`.
            "residual" => names(&|name, operation| {
                is_relu(operation) && name.starts_with("blocks.") && parts(name) == 3
            }),
            "policy-value" => names(&|name, operation| is_relu(operation) && name != "hidden.relu"),
            _ => names(&|_, operation| is_relu(operation)),
        };
        let hidden = match family {
            "vit" => names(&|name, operation| {
                let is_layer = name.starts_with("layers.") && parts(name) == 2;
                *operation == Operation::Position || (is_layer && *operation == Operation::Add)
            }),
            _ => vec![],
        };
        let dropout = dropout.map(|share| (share, names(&|_, operation| *operation == Operation::Dense)));
        Self { taps, hidden, dropout }
    }

    /// All values that are read again after the last operation.
    pub(crate) fn kept(&self) -> Vec<String> {
        self.taps.iter().chain(&self.hidden).cloned().collect()
    }
}
