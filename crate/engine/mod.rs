//! The layers, losses and the optimiser that models and methods are made of, on ordinary burn modules and tensors.
//! Their callers know nothing of how they are computed.
//!
//! On burn's Flex backend the kernels of `retort-kernel` do the work (`flex/`), each as one node of burn's own graph:
//! gradients, records and devices behave as with burn's layers. Other backends, and layers that no kernel covers, take
//! burn's operations (`stock.rs`); the results agree to rounding.

mod adam;
#[cfg(feature = "flex")]
mod flex;
pub mod quantised;
pub mod stock;

use burn::nn::conv::Conv2d;
use burn::nn::{BatchNorm, LayerNorm, Linear};
use burn::tensor::Tensor;
use burn::tensor::activation::relu;

pub use adam::{Adam, Moments};

/// Convolution, bias and ReLU. `[batch, in, height, width]` to `[batch, out, height', width']`.
pub fn convolution_relu(layer: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    let x = quantised::input(x);
    #[cfg(feature = "flex")]
    if let Some(y) = flex::convolution(layer, &x, true, false) {
        return y;
    }
    stock::convolution_relu(layer, x)
}

/// Convolution, bias, ReLU and the largest of every 2x2 window. `[batch, in, height, width]` to
/// `[batch, out, height' / 2, width' / 2]`; an odd last row or column is dropped.
pub fn convolution_relu_pool(layer: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    let x = quantised::input(x);
    #[cfg(feature = "flex")]
    if let Some(y) = flex::convolution(layer, &x, true, true) {
        return y;
    }
    stock::convolution_relu_pool(layer, x)
}

/// Convolution and bias, of any layer: grouped and depthwise ones too. `[batch, in, height, width]` to
/// `[batch, out, height', width']`.
pub fn convolution(layer: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::convolution(layer, &x, false, false) {
        return y;
    }
    layer.forward(x)
}

/// Batch norm (Ioffe & Szegedy 2015), with the batch's statistics where gradients are wanted, else with the running
/// ones; then ReLU if asked. Keeps the shape.
pub fn batch_norm(layer: &BatchNorm, x: Tensor<4>, with_relu: bool) -> Tensor<4> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::batch_norm(layer, &x, with_relu) {
        return y;
    }
    let y = layer.forward(x);
    if with_relu { relu(y) } else { y }
}

/// Sum of two branches, then ReLU. Keeps the shape.
pub fn add_relu(x: Tensor<4>, y: Tensor<4>) -> Tensor<4> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::add_relu(&x, &y) {
        return y;
    }
    relu(x + y)
}

/// Mean over height and width. `[batch, channels, height, width]` to `[batch, channels]`.
pub fn global_average(x: Tensor<4>) -> Tensor<2> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::global_average(&x) {
        return y;
    }
    let [batch, channels, height, width] = x.dims();
    x.reshape([batch, channels, height * width]).mean_dim(2).reshape([batch, channels])
}

/// Mean of each cell of a grid of `side` by `side`; where the sides do not divide the image, neighbouring cells share
/// pixels. `[batch, channels, height, width]` to `[batch, channels, side, side]`.
pub fn average_pool(x: Tensor<4>, side: usize) -> Tensor<4> {
    burn::tensor::module::adaptive_avg_pool2d(x, [side; 2])
}

/// Layer norm over the width of each token (Ba, Kiros & Hinton 2016). Keeps the shape `[batch, tokens, width]`.
pub fn layer_norm(layer: &LayerNorm, x: Tensor<3>) -> Tensor<3> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::layer_norm(layer, &x) {
        return y;
    }
    layer.forward(x)
}

/// Dense layer on each token. `[batch, tokens, in]` to `[batch, tokens, out]`; with ReLU if asked.
pub fn dense_tokens(layer: &Linear, x: Tensor<3>, with_relu: bool) -> Tensor<3> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense(layer, &x, with_relu) {
        return y;
    }
    let [batch, tokens, width] = x.dims();
    let rows = x.reshape([batch * tokens, width]);
    let y = if with_relu { stock::dense_relu(layer, rows) } else { layer.forward(rows) };
    let [_, outputs] = y.dims();
    y.reshape([batch, tokens, outputs])
}

/// Multi-head attention (Vaswani et al. 2017, equation 1) without its projections.
#[derive(Debug, Clone)]
pub struct Attention {
    /// Weighted values, `[batch, tokens, width]`.
    pub output: Tensor<3>,
    /// Scores before the softmax, `[batch, heads, tokens, tokens]`.
    pub scores: Tensor<4>,
}

/// Attention of `heads` heads; query, key and value are `[batch, tokens, width]`, and width is a multiple of heads.
pub fn attention(query: Tensor<3>, key: Tensor<3>, value: Tensor<3>, heads: usize) -> Attention {
    #[cfg(feature = "flex")]
    if let Some(result) = flex::attention(&query, &key, &value, heads) {
        return result;
    }
    stock::attention(query, key, value, heads)
}

/// Dense layer. `[batch, in]` to `[batch, out]`.
pub fn dense(layer: &Linear, x: Tensor<2>) -> Tensor<2> {
    let x = quantised::input(x);
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense(layer, &x, false) {
        return y;
    }
    layer.forward(x)
}

/// Dense layer and ReLU. `[batch, in]` to `[batch, out]`.
pub fn dense_relu(layer: &Linear, x: Tensor<2>) -> Tensor<2> {
    let x = quantised::input(x);
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense(layer, &x, true) {
        return y;
    }
    stock::dense_relu(layer, x)
}

/// Images as rows: `[batch, channels, height, width]` to `[batch, channels * height * width]`.
pub fn flatten(x: Tensor<4>) -> Tensor<2> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::flatten(&x) {
        return y;
    }
    x.flatten(1, 3)
}

/// [`flatten`] and [`dense`] in one: the images are read where they lie.
pub fn flatten_dense(layer: &Linear, x: Tensor<4>) -> Tensor<2> {
    let x = quantised::input(x);
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense(layer, &x, false) {
        return y;
    }
    layer.forward(x.flatten(1, 3))
}

/// [`flatten`] and [`dense_relu`] in one: the images are read where they lie.
pub fn flatten_dense_relu(layer: &Linear, x: Tensor<4>) -> Tensor<2> {
    let x = quantised::input(x);
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense(layer, &x, true) {
        return y;
    }
    stock::dense_relu(layer, x.flatten(1, 3))
}

/// Mean cross-entropy of `softmax(logits)` with target distributions, in nats. Both `[batch, classes]`; one number.
/// Targets are constants: they get no gradient.
pub fn cross_entropy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    #[cfg(feature = "flex")]
    if let Some(loss) = flex::cross_entropy(&logits, &targets) {
        return loss;
    }
    stock::cross_entropy(logits, targets)
}

/// Mean of `KL(softmax(teacher / T) || softmax(student / T))`, in nats, not multiplied by T². Both
/// `[batch, classes]`; one number. The teacher's logits are constants: they get no gradient.
pub fn kl_divergence(teacher_logits: Tensor<2>, student_logits: Tensor<2>, temperature: f32) -> Tensor<1> {
    #[cfg(feature = "flex")]
    if let Some(loss) = flex::kl_divergence(&teacher_logits, &student_logits, temperature) {
        return loss;
    }
    stock::kl_divergence(teacher_logits, student_logits, temperature)
}

/// The sum of two losses, each one number, times their weights.
pub fn weighted_sum(losses: [Tensor<1>; 2], weights: [f32; 2]) -> Tensor<1> {
    #[cfg(feature = "flex")]
    if let Some(sum) = flex::weighted_sum(&losses, weights) {
        return sum;
    }
    let [first, second] = losses;
    first * weights[0] + second * weights[1]
}

#[cfg(all(test, feature = "flex"))]
mod tests;
