//! A graph that is being written, one operator at a time.

use std::collections::BTreeMap;

use super::field::{attribute, graph, node, tensor, value};
use super::{BATCH, attribute_type, element};
use crate::protobuf::Message;

/// See the module.
#[derive(Default)]
pub struct Graph {
    /// The nodes that make the graph's outputs, by the outputs' names.
    makers: BTreeMap<String, String>,
    nodes: Vec<Message>,
    initializers: Vec<Message>,
    ends: [Vec<Message>; 3],
}

/// Where a named value stands in the graph.
#[derive(Clone, Copy)]
pub enum End {
    /// It comes from outside.
    Input,
    /// It goes outside.
    Output,
    /// Somewhere between; readers like to be told its shape.
    Between,
}

/// A setting of an operator.
pub enum Attribute {
    /// A fraction.
    Float(&'static str, f32),
    /// A whole number.
    Int(&'static str, i64),
    /// Whole numbers.
    Ints(&'static str, Vec<i64>),
}

/// Numbers with their element type.
#[derive(Clone, Copy)]
pub enum Numbers<'a> {
    /// 32-bit floats.
    F32(&'a [f32]),
    /// 8-bit integers.
    I8(&'a [i8]),
    /// 64-bit integers.
    I64(&'a [i64]),
}

impl Graph {
    /// An empty graph; `makers` are the nodes that will make its outputs, by the outputs' names.
    pub fn new(makers: BTreeMap<String, String>) -> Self {
        Self { makers, ..Self::default() }
    }

    /// An operator named as what makes its result, or as the result itself: names must not come twice.
    pub fn operator(&mut self, kind: &str, inputs: &[&str], output: &str, attributes: &[Attribute]) {
        let mut message = Message::new();
        inputs.iter().for_each(|input| message.text(node::INPUT, input));
        message.text(node::OUTPUT, output);
        let maker = self.makers.get(output).map_or(output, String::as_str);
        message.text(node::NAME, maker.strip_suffix(".output").unwrap_or(maker));
        message.text(node::KIND, kind);
        for attribute in attributes {
            message.message(node::ATTRIBUTE, &attribute.message());
        }
        self.nodes.push(message);
    }

    /// Numbers that were not learnt.
    pub fn constant(&mut self, name: &str, shape: &[usize], numbers: Numbers<'_>) {
        let mut attribute = Message::new();
        attribute.text(attribute::NAME, "value");
        attribute.message(attribute::TENSOR, &tensor_message(None, shape, numbers));
        attribute.int(attribute::TYPE, attribute_type::TENSOR);
        let mut message = Message::new();
        message.text(node::OUTPUT, name);
        message.text(node::NAME, name);
        message.text(node::KIND, "Constant");
        message.message(node::ATTRIBUTE, &attribute);
        self.nodes.push(message);
    }

    /// Numbers that were learnt.
    pub fn initializer(&mut self, name: &str, shape: &[usize], numbers: Numbers<'_>) {
        self.initializers.push(tensor_message(Some(name), shape, numbers));
    }

    /// Says the shape of a value of floats, after its batch.
    pub fn value(&mut self, end: End, name: &str, shape: &[usize]) {
        let mut dims = Message::new();
        let mut batch = Message::new();
        batch.text(value::DIM_PARAM, BATCH);
        dims.message(value::DIM, &batch);
        for &length in shape {
            let mut dim = Message::new();
            dim.int(value::DIM_VALUE, length as i64);
            dims.message(value::DIM, &dim);
        }
        let mut tensor = Message::new();
        tensor.int(value::ELEMENT, element::F32);
        tensor.message(value::SHAPE, &dims);
        let mut kind = Message::new();
        kind.message(value::TENSOR_TYPE, &tensor);
        let mut message = Message::new();
        message.text(value::NAME, name);
        message.message(value::TYPE, &kind);
        self.ends[end as usize].push(message);
    }

    /// The graph of this name.
    pub fn into_message(self, name: &str) -> Message {
        let mut message = Message::new();
        self.nodes.iter().for_each(|each| message.message(graph::NODE, each));
        message.text(graph::NAME, name);
        self.initializers.iter().for_each(|each| message.message(graph::INITIALIZER, each));
        for (values, field) in self.ends.iter().zip([graph::INPUT, graph::OUTPUT, graph::VALUE]) {
            values.iter().for_each(|each| message.message(field, each));
        }
        message
    }
}

impl Attribute {
    fn message(&self) -> Message {
        let mut message = Message::new();
        let (Self::Float(name, _) | Self::Int(name, _) | Self::Ints(name, _)) = self;
        message.text(attribute::NAME, name);
        let kind = match self {
            Self::Float(_, value) => {
                message.float(attribute::FLOAT, *value);
                attribute_type::FLOAT
            }
            Self::Int(_, value) => {
                message.int(attribute::INT, *value);
                attribute_type::INT
            }
            Self::Ints(_, values) => {
                values.iter().for_each(|&value| message.int(attribute::INTS, value));
                attribute_type::INTS
            }
        };
        message.int(attribute::TYPE, kind);
        message
    }
}

fn tensor_message(name: Option<&str>, shape: &[usize], numbers: Numbers<'_>) -> Message {
    let mut message = Message::new();
    shape.iter().for_each(|&length| message.int(tensor::DIMS, length as i64));
    let (kind, raw): (i64, Vec<u8>) = match numbers {
        Numbers::F32(numbers) => (element::F32, numbers.iter().flat_map(|it| it.to_le_bytes()).collect()),
        Numbers::I8(numbers) => (element::I8, numbers.iter().map(|it| it.cast_unsigned()).collect()),
        Numbers::I64(numbers) => (element::I64, numbers.iter().flat_map(|it| it.to_le_bytes()).collect()),
    };
    message.int(tensor::TYPE, kind);
    if let Some(name) = name {
        message.text(tensor::NAME, name);
    }
    message.bytes(tensor::RAW, &raw);
    message
}
