//! Layers in quantise-dequantise form: the operators say where integers are, and a runtime may compute with them.
//!
//! Weights are int8 with a scale for each output channel, a layer's input int8 with a scale and a zero point. Fewer bits
//! take the same container, because int4 came with operator set 21, and only for weights, and nothing stores 3 or 5 bits:
//! the weights use fewer of its values, and the input is clipped to the ends of its grid before it is rounded.

use super::graph::{Attribute, Graph, Numbers};
use crate::{Node, Parameter, Quantisation};

/// How a node is rounded, if it is.
pub struct Layer(Option<Quantisation>);

impl Layer {
    /// Of a node.
    pub fn of(node: &Node) -> Self {
        Self(node.quantisation)
    }

    /// Writes a weight as integers. Returns false, having written nothing, for what stays in 32 bits.
    pub fn weight(&self, graph: &mut Graph, parameter: &Parameter) -> bool {
        let (Some(quantisation), [channels, _, ..]) = (self.0, parameter.shape.as_slice()) else {
            return false;
        };
        let (scales, integers) = quantisation.integers(&parameter.values, *channels);
        let [stored, scale, zero] = ["int8", "scale", "zero"].map(|end| format!("{}.{end}", parameter.name));
        graph.initializer(&stored, &parameter.shape, Numbers::I8(&integers));
        graph.initializer(&scale, &[*channels], Numbers::F32(&scales));
        // All 0, and optional in the standard; but onnxruntime 1.32 puts a single 0 there by itself, and then refuses it.
        graph.initializer(&zero, &[*channels], Numbers::I8(&vec![0; *channels]));
        let settings = [Attribute::Int("axis", 0)];
        graph.operator("DequantizeLinear", &[&stored, &scale, &zero], &parameter.name, &settings);
        true
    }

    /// The name of the layer's input once it is rounded; the same name for a layer in 32 bits.
    pub fn input(&self, graph: &mut Graph, name: &str, input: &str) -> String {
        let Some(quantisation) = self.0 else { return input.into() };
        let grid = quantisation.input_grid();
        let of = |suffix: &str| format!("{name}.input.{suffix}");
        graph.constant(&of("scale"), &[], Numbers::F32(&[grid.scale]));
        graph.constant(&of("zero"), &[], Numbers::I8(&[grid.zero]));
        let mut from = input.to_owned();
        if (grid.lowest, grid.highest) != (i8::MIN, i8::MAX) {
            let end = |integer: i8| grid.scale * (f32::from(integer) - f32::from(grid.zero));
            graph.constant(&of("least"), &[], Numbers::F32(&[end(grid.lowest)]));
            graph.constant(&of("most"), &[], Numbers::F32(&[end(grid.highest)]));
            let clipped = of("clipped");
            graph.operator("Clip", &[&from, &of("least"), &of("most")], &clipped, &[]);
            from = clipped;
        }
        let (integers, rounded) = (of("int8"), of("rounded"));
        graph.operator("QuantizeLinear", &[&from, &of("scale"), &of("zero")], &integers, &[]);
        graph.operator("DequantizeLinear", &[&integers, &of("scale"), &of("zero")], &rounded, &[]);
        rounded
    }

    /// The layer's product, `kind` is `Conv` or `Gemm`, and its bias.
    ///
    /// A quantised layer's bias is added by an operator of its own: a runtime that finds it in the product rounds it to
    /// the grid of the product's integers, which training did not do (onnxruntime 1.32 does; at 4 bits it shows).
    pub fn product(
        &self,
        graph: &mut Graph,
        kind: &str,
        [name, x, output]: [&str; 3],
        has_bias: bool,
        settings: &[Attribute],
    ) {
        let [weight, bias, product] = ["weight", "bias", "product"].map(|end| format!("{name}.{end}"));
        match (self.0, has_bias) {
            (_, false) => graph.operator(kind, &[x, &weight], output, settings),
            (None, true) => graph.operator(kind, &[x, &weight, &bias], output, settings),
            (Some(_), true) => {
                graph.operator(kind, &[x, &weight], &product, settings);
                let mut added = bias.clone();
                if kind == "Conv" {
                    // One number for each channel: height and width come after it.
                    let (shape, planes) = (format!("{bias}.shape"), format!("{bias}.planes"));
                    graph.constant(&shape, &[3], Numbers::I64(&[-1, 1, 1]));
                    graph.operator("Reshape", &[&bias, &shape], &planes, &[]);
                    added = planes;
                }
                graph.operator("Add", &[&product, &added], output, &[]);
            }
        }
    }
}
