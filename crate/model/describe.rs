//! Architectures as plain data: each one says its `forward` once more, on layers instead of tensors, and
//! [`retort_portable`] carries it out of the program.
//!
//! The names of values are those of the fields, so that a file speaks the language of the source.

use burn::module::Param;
use burn::nn::conv::Conv2d;
use burn::nn::{BatchNorm, LayerNorm, Linear, PaddingConfig2d};
use burn::tensor::Tensor;
use retort_portable::{Builder, Convolution, Network, Operation, Value};

use super::ImageShape;

/// burn's default, which its layer keeps to itself.
const LAYER_NORM_EPSILON: f32 = 1e-5;

/// A network that is being described, in terms of burn's layers.
pub struct Description(Builder);

impl Description {
    /// Of a network for images of this shape.
    pub fn new(name: &str, shape: ImageShape) -> Self {
        Self(Builder::new(name, [1, shape.height, shape.width]))
    }

    /// The images.
    pub fn images(&self) -> Value {
        self.0.images()
    }

    /// The network, with what it answers.
    pub fn finish<const N: usize>(self, outputs: [(&str, &Value, usize); N]) -> Network {
        self.0.finish(outputs)
    }

    /// Convolution, with bias if it has one.
    pub fn convolution(&mut self, name: &str, layer: &Conv2d, x: &Value) -> Value {
        let padding = match layer.padding {
            PaddingConfig2d::Explicit(padding, ..) => padding,
            PaddingConfig2d::Valid | PaddingConfig2d::Same => 0,
        };
        let convolution = Convolution {
            stride: layer.stride[0],
            padding,
            groups: layer.groups,
            bias: layer.bias.is_some(),
        };
        self.own(format!("{name}.weight"), &layer.weight);
        if let Some(bias) = &layer.bias {
            self.own(format!("{name}.bias"), bias);
        }
        self.0.node(name, Operation::Convolution(convolution), [x])
    }

    /// Dense layer on a row or on each token.
    pub fn dense(&mut self, name: &str, layer: &Linear, x: &Value) -> Value {
        let weight = layer.weight.val();
        self.0.dense_weight(format!("{name}.weight"), weight.dims(), &numbers(weight));
        if let Some(bias) = &layer.bias {
            self.own(format!("{name}.bias"), bias);
        }
        self.0.node(name, Operation::Dense, [x])
    }

    /// Batch norm with its running statistics.
    pub fn batch_norm(&mut self, name: &str, layer: &BatchNorm, x: &Value) -> Value {
        self.own(format!("{name}.weight"), &layer.gamma);
        self.own(format!("{name}.bias"), &layer.beta);
        for (statistic, values) in
            [("running_mean", layer.running_mean.value()), ("running_var", layer.running_var.value())]
        {
            self.0.parameter(format!("{name}.{statistic}"), values.dims().into(), numbers(values));
        }
        self.0.node(name, Operation::BatchNorm { epsilon: layer.epsilon as f32 }, [x])
    }

    /// Layer norm over the width of each token.
    pub fn layer_norm(&mut self, name: &str, layer: &LayerNorm, x: &Value) -> Value {
        self.own(format!("{name}.weight"), &layer.gamma);
        if let Some(beta) = &layer.beta {
            self.own(format!("{name}.bias"), beta);
        }
        self.0.node(name, Operation::LayerNorm { epsilon: LAYER_NORM_EPSILON }, [x])
    }

    /// Adds a learned embedding of places.
    pub fn position(&mut self, name: &str, embedding: &Param<Tensor<2>>, x: &Value) -> Value {
        self.own(name.into(), embedding);
        self.0.node(name, Operation::Position, [x])
    }

    /// An operation without parameters.
    pub fn apply<const N: usize>(&mut self, name: &str, operation: Operation, inputs: [&Value; N]) -> Value {
        self.0.node(name, operation, inputs)
    }

    /// ReLU; its value is named after the layer before it.
    pub fn relu(&mut self, layer: &str, x: &Value) -> Value {
        self.apply(&format!("{layer}.relu"), Operation::Relu, [x])
    }

    fn own<const D: usize>(&mut self, name: String, param: &Param<Tensor<D>>) {
        let values = param.val();
        self.0.parameter(name, values.dims().into(), numbers(values));
    }
}

fn numbers<const D: usize>(values: Tensor<D>) -> Vec<f32> {
    let values = if values.device().is_autodiff() { values.inner() } else { values };
    crate::device::read(values).iter::<f32>().collect()
}
