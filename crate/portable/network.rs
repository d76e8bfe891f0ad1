//! Operations in order, and their parameters.

use serde::{Deserialize, Serialize};

use crate::{Operation, Quantisation};

/// A trained network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Key of the model, such as `cnn-4-8`.
    pub name: String,
    /// Channels, height and width of an image. Its values are between 0 and 1, and named [`Network::IMAGES`].
    pub input: [usize; 3],
    /// In the order in which they run.
    pub nodes: Vec<Node>,
    /// What it answers: `logits`, and `value` for positions of a game.
    pub outputs: Vec<Output>,
    /// In the order of the model's own list of weights.
    pub parameters: Vec<Parameter>,
}

impl Network {
    /// Name of the input.
    pub const IMAGES: &str = "images";

    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The numbers of all parameters, one after the other.
    pub fn values(&self) -> Vec<f32> {
        self.parameters.iter().flat_map(|parameter| &parameter.values).copied().collect()
    }

    /// The network with the numbers that [`Self::values`] gave; none where their count is another.
    pub fn with_values(mut self, values: &[f32]) -> Option<Self> {
        let mut rest = values;
        for parameter in &mut self.parameters {
            let (here, after) = rest.split_at_checked(parameter.len())?;
            parameter.values = here.to_vec();
            rest = after;
        }
        rest.is_empty().then_some(self)
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Name of the node, of its result, and the beginning of its parameters' names.
    pub name: String,
    /// What it does.
    pub operation: Operation,
    /// Names of the values that go in.
    pub inputs: Vec<String>,
    /// How it is rounded; none for a layer in 32 bits, and for what is no layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantisation: Option<Quantisation>,
}

/// Something that the network answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// What it is called outside.
    pub name: String,
    /// The value.
    pub value: String,
    /// Numbers for one image.
    pub width: usize,
}

/// A named table of numbers, as PyTorch has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// `<node>.weight` and the like.
    pub name: String,
    /// Its lengths.
    pub shape: Vec<usize>,
    /// Whether the model's own list has its two dimensions the other way round: burn stores a dense weight as
    /// `[in, out]`.
    pub transposed: bool,
    /// Row-major. Left out of the serialised form: numbers travel beside it.
    #[serde(skip)]
    pub values: Vec<f32>,
}

impl Parameter {
    /// Number of its numbers, whether they are there or not.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its numbers in the model's own layout.
    pub fn own_layout(&self) -> Vec<f32> {
        self.own_layout_of(&self.values)
    }

    /// Numbers in this layout, as the model's own list has them.
    pub fn own_layout_of(&self, values: &[f32]) -> Vec<f32> {
        match (self.transposed, self.shape.as_slice()) {
            (true, &[rows, columns]) if values.len() == self.len() => transpose(values, rows, columns),
            _ => values.to_vec(),
        }
    }
}

/// A value in a network that is being described.
#[derive(Clone, Debug)]
pub struct Value(String);

/// Describes a network operation by operation.
#[derive(Debug)]
pub struct Builder(Network);

impl Builder {
    /// A network of this name without operations.
    pub fn new(name: &str, input: [usize; 3]) -> Self {
        Self(Network { name: name.into(), input, nodes: vec![], outputs: vec![], parameters: vec![] })
    }

    /// The images.
    pub fn images(&self) -> Value {
        Value(Network::IMAGES.into())
    }

    /// The result of an operation.
    pub fn node<const N: usize>(&mut self, name: &str, operation: Operation, inputs: [&Value; N]) -> Value {
        let inputs = inputs.into_iter().map(|value| value.0.clone()).collect();
        self.0.nodes.push(Node { name: name.into(), operation, inputs, quantisation: None });
        Value(name.into())
    }

    /// A parameter as it is.
    pub fn parameter(&mut self, name: String, shape: Vec<usize>, values: Vec<f32>) {
        self.0.parameters.push(Parameter { name, shape, transposed: false, values });
    }

    /// A dense weight, given as `[in, out]`, kept as `[out, in]`.
    pub fn dense_weight(&mut self, name: String, [inputs, outputs]: [usize; 2], values: &[f32]) {
        let values = transpose(values, inputs, outputs);
        self.0.parameters.push(Parameter { name, shape: vec![outputs, inputs], transposed: true, values });
    }

    /// The network, with what it answers.
    pub fn finish<const N: usize>(mut self, outputs: [(&str, &Value, usize); N]) -> Network {
        let outputs = outputs.into_iter();
        self.0.outputs = outputs
            .map(|(name, value, width)| Output { name: name.into(), value: value.0.clone(), width })
            .collect();
        self.0
    }
}

/// `[rows, columns]` to `[columns, rows]`.
fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| (0..rows).map(move |row| values[row * columns + column])).collect()
}
