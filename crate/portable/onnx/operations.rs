//! Each operation of a network as operators of ONNX.

use std::collections::BTreeMap;

use super::graph::{Attribute, Graph, Numbers};
use super::quantised;
use crate::shapes::Shapes;
use crate::{Convolution, Network, Node, Operation, Unsound};

/// What the network's values are called in the file: a value `first` is `first.output`, because a parameter may have
/// the name of a node; the network's outputs have their own names.
pub struct Names<'a>(BTreeMap<&'a str, String>);

impl<'a> Names<'a> {
    /// Of all values of a network.
    pub fn of(network: &'a Network) -> Self {
        let mut names: BTreeMap<&str, String> =
            network.nodes.iter().map(|node| (node.name.as_str(), format!("{}.output", node.name))).collect();
        names.insert(Network::IMAGES, Network::IMAGES.into());
        for output in &network.outputs {
            names.insert(&output.value, output.name.clone());
        }
        Self(names)
    }

    /// Of one value.
    pub fn get(&self, value: &str) -> &str {
        self.0.get(value).map_or("", String::as_str)
    }
}

/// Writes one node; `shapes` are those of its network.
pub fn write(
    graph: &mut Graph,
    network: &Network,
    node: &Node,
    names: &Names<'_>,
    shapes: &Shapes<'_>,
) -> Result<(), Unsound> {
    let name = node.name.as_str();
    let output = names.get(name);
    let inputs: Vec<&str> = node.inputs.iter().map(|input| names.get(input)).collect();
    let of = |suffix: &str| format!("{name}.{suffix}");
    // Everything that is learnt; quantised weights have a form of their own.
    let layer = quantised::Layer::of(node);
    for parameter in network
        .parameters
        .iter()
        .filter(|parameter| parameter.name.strip_prefix(name).is_some_and(|rest| OWN.contains(&rest)))
    {
        if parameter.values.len() != parameter.len() {
            return Err(Unsound { place: parameter.name.clone(), reason: "its numbers are not there" });
        }
        if !layer.weight(graph, parameter) {
            graph.initializer(&parameter.name, &parameter.shape, Numbers::F32(&parameter.values));
        }
    }
    let has_bias = network.parameter(&of("bias")).is_some();
    let weight_shape = || network.parameter(&of("weight")).map_or(vec![], |weight| weight.shape.clone());
    let shape_of = |at: usize| shapes[node.inputs[at].as_str()].as_slice();
    match node.operation {
        Operation::Convolution(convolution) => {
            let x = layer.input(graph, name, inputs[0]);
            let settings = window(convolution, &weight_shape()[2..]);
            layer.product(graph, "Conv", [name, &x, output], convolution.bias, &settings);
        }
        Operation::Dense if shape_of(0).len() == 1 => {
            let x = layer.input(graph, name, inputs[0]);
            let settings = [Attribute::Int("transB", 1)];
            layer.product(graph, "Gemm", [name, &x, output], has_bias, &settings);
        }
        Operation::Dense => {
            // Of each token: Gemm knows no third dimension.
            let x = layer.input(graph, name, inputs[0]);
            let (transposed, product) = (of("weight.transposed"), of("product"));
            graph.operator("Transpose", &[&of("weight")], &transposed, &[ints("perm", &[1, 0])]);
            let to = if has_bias { product.as_str() } else { output };
            graph.operator("MatMul", &[&x, &transposed], to, &[]);
            if has_bias {
                graph.operator("Add", &[&product, &of("bias")], output, &[]);
            }
        }
        Operation::BatchNorm { epsilon } => {
            let learnt = ["weight", "bias", "running_mean", "running_var"].map(of);
            let [weight, bias, mean, variance] = learnt.each_ref().map(String::as_str);
            let taken = [inputs[0], weight, bias, mean, variance];
            graph.operator("BatchNormalization", &taken, output, &[Attribute::Float("epsilon", epsilon)]);
        }
        Operation::LayerNorm { epsilon } => {
            let settings = [Attribute::Int("axis", -1), Attribute::Float("epsilon", epsilon)];
            let taken = [inputs[0], &of("weight"), &of("bias")];
            graph.operator("LayerNormalization", &taken, output, &settings);
        }
        Operation::Relu => graph.operator("Relu", &inputs, output, &[]),
        Operation::Softsign => graph.operator("Softsign", &inputs, output, &[]),
        Operation::Add => graph.operator("Add", &inputs, output, &[]),
        Operation::Flatten => graph.operator("Flatten", &inputs, output, &[Attribute::Int("axis", 1)]),
        Operation::GlobalAverage => {
            let mean = of("mean");
            graph.operator("GlobalAveragePool", &inputs, &mean, &[]);
            graph.operator("Flatten", &[&mean], output, &[Attribute::Int("axis", 1)]);
        }
        Operation::AveragePool { side } => pool(graph, name, side, shape_of(0), [inputs[0], output]),
        Operation::Patches { side } => {
            let [_, height, width] = *shape_of(0) else { return Ok(()) };
            let (squares, ordered) = (of("squares"), of("ordered"));
            let split = [0, height / side, side, width / side, side];
            reshape(graph, &of("squares.shape"), &split, [inputs[0], &squares]);
            graph.operator("Transpose", &[&squares], &ordered, &[ints("perm", &[0, 1, 3, 2, 4])]);
            let tokens = [0, (height / side) * (width / side), side * side];
            reshape(graph, &of("shape"), &tokens, [&ordered, output]);
        }
        Operation::Position => graph.operator("Add", &[inputs[0], name], output, &[]),
        Operation::Attention { heads } => {
            let [tokens, width] = *shape_of(0) else { return Ok(()) };
            attention(graph, name, heads, [tokens, width], &inputs, output);
        }
        Operation::MeanToken => {
            let settings = [ints("axes", &[1]), Attribute::Int("keepdims", 0)];
            graph.operator("ReduceMean", &inputs, output, &settings);
        }
    }
    Ok(())
}

/// What a parameter's name may have after its node's.
const OWN: [&str; 5] = ["", ".weight", ".bias", ".running_mean", ".running_var"];

fn ints(name: &'static str, values: &[usize]) -> Attribute {
    Attribute::Ints(name, values.iter().map(|&value| value as i64).collect())
}

/// The settings of a convolution with a kernel of this height and width.
fn window(convolution: Convolution, kernel: &[usize]) -> Vec<Attribute> {
    vec![
        ints("kernel_shape", kernel),
        ints("strides", &[convolution.stride; 2]),
        ints("pads", &[convolution.padding; 4]),
        Attribute::Int("group", convolution.groups as i64),
    ]
}

/// A new shape after the batch, whose 0 stands for what is there.
fn reshape(graph: &mut Graph, constant: &str, shape: &[usize], [from, to]: [&str; 2]) {
    let shape: Vec<i64> = shape.iter().map(|&length| length as i64).collect();
    graph.constant(constant, &[shape.len()], Numbers::I64(&shape));
    graph.operator("Reshape", &[from, constant], to, &[]);
}

/// Means over the cells of a grid. Where the cells share pixels ONNX has no operator: the mean over rows is a matrix on
/// the left then, that over columns one on the right.
fn pool(graph: &mut Graph, name: &str, side: usize, shape: &[usize], [from, to]: [&str; 2]) {
    let [_, height, width] = *shape else { return };
    if height % side == 0 && width % side == 0 {
        let cell = [height / side, width / side];
        graph.operator("AveragePool", &[from], to, &[ints("kernel_shape", &cell), ints("strides", &cell)]);
        return;
    }
    let [rows, columns, halfway] = ["rows", "columns", "by_columns"].map(|end| format!("{name}.{end}"));
    let by_cell = |size: usize| (0..side).map(move |cell| share(cell, side, size));
    let left: Vec<f32> = by_cell(height).flatten().collect();
    let right: Vec<Vec<f32>> = by_cell(width).collect();
    let right: Vec<f32> = (0..width).flat_map(|pixel| right.iter().map(move |cell| cell[pixel])).collect();
    graph.constant(&rows, &[side, height], Numbers::F32(&left));
    graph.constant(&columns, &[width, side], Numbers::F32(&right));
    graph.operator("MatMul", &[from, &columns], &halfway, &[]);
    graph.operator("MatMul", &[&rows, &halfway], to, &[]);
}

/// The weight of each pixel of a side in one cell of it.
fn share(cell: usize, side: usize, size: usize) -> Vec<f32> {
    let reach = cell * size / side..((cell + 1) * size).div_ceil(side);
    (0..size).map(|pixel| if reach.contains(&pixel) { 1.0 / reach.len() as f32 } else { 0.0 }).collect()
}

/// Softmax of scaled products, head by head.
fn attention(
    graph: &mut Graph,
    name: &str,
    heads: usize,
    [tokens, width]: [usize; 2],
    inputs: &[&str],
    output: &str,
) {
    let of = |suffix: &str| format!("{name}.{suffix}");
    let each = width / heads;
    let (split, whole) = (of("heads"), of("shape"));
    graph.constant(&split, &[4], Numbers::I64(&[0, tokens as i64, heads as i64, each as i64]));
    graph.constant(&whole, &[3], Numbers::I64(&[0, tokens as i64, width as i64]));
    // The key has its tokens last, so that a product with the query is one of tokens and tokens.
    for (input, part, order) in [
        (inputs[0], "query", [0, 2, 1, 3]),
        (inputs[1], "key", [0, 2, 3, 1]),
        (inputs[2], "value", [0, 2, 1, 3]),
    ] {
        let apart = of(&format!("{part}.apart"));
        graph.operator("Reshape", &[input, &split], &apart, &[]);
        graph.operator("Transpose", &[&apart], &of(part), &[ints("perm", &order)]);
    }
    let root = (each as f64).sqrt() as f32;
    graph.constant(&of("root"), &[], Numbers::F32(&[root]));
    graph.operator("MatMul", &[&of("query"), &of("key")], &of("products"), &[]);
    graph.operator("Div", &[&of("products"), &of("root")], &of("scores"), &[]);
    graph.operator("Softmax", &[&of("scores")], &of("weights"), &[Attribute::Int("axis", -1)]);
    graph.operator("MatMul", &[&of("weights"), &of("value")], &of("mixed"), &[]);
    graph.operator("Transpose", &[&of("mixed")], &of("together"), &[ints("perm", &[0, 2, 1, 3])]);
    graph.operator("Reshape", &[&of("together"), &whole], output, &[]);
}
