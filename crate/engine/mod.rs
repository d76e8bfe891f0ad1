//! The layers, losses and the optimiser that models and methods are made of, on ordinary burn modules and tensors.
//! Their callers know nothing of how they are computed.
//!
//! On burn's Flex backend the kernels of `retort-kernel` do the work (`flex/`), each as one node of burn's own graph:
//! gradients, records and devices behave as with burn's layers. Other backends, and layers that no kernel covers, take
//! burn's operations (`stock.rs`); the results agree to rounding.

mod adam;
#[cfg(feature = "flex")]
mod flex;
pub mod stock;

use burn::nn::Linear;
use burn::nn::conv::Conv2d;
use burn::tensor::Tensor;

pub use adam::Adam;

/// Convolution, bias and ReLU. `[batch, in, height, width]` to `[batch, out, height', width']`.
pub fn convolution_relu(layer: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::convolution(layer, &x, false) {
        return y;
    }
    stock::convolution_relu(layer, x)
}

/// Convolution, bias, ReLU and the largest of every 2x2 window. `[batch, in, height, width]` to
/// `[batch, out, height' / 2, width' / 2]`; an odd last row or column is dropped.
pub fn convolution_relu_pool(layer: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::convolution(layer, &x, true) {
        return y;
    }
    stock::convolution_relu_pool(layer, x)
}

/// Dense layer. `[batch, in]` to `[batch, out]`.
pub fn dense(layer: &Linear, x: Tensor<2>) -> Tensor<2> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense(layer, &x, false) {
        return y;
    }
    layer.forward(x)
}

/// Dense layer and ReLU. `[batch, in]` to `[batch, out]`.
pub fn dense_relu(layer: &Linear, x: Tensor<2>) -> Tensor<2> {
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
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense_on_images(layer, &x, false) {
        return y;
    }
    layer.forward(x.flatten(1, 3))
}

/// [`flatten`] and [`dense_relu`] in one: the images are read where they lie.
pub fn flatten_dense_relu(layer: &Linear, x: Tensor<4>) -> Tensor<2> {
    #[cfg(feature = "flex")]
    if let Some(y) = flex::dense_on_images(layer, &x, true) {
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

#[cfg(all(test, feature = "flex"))]
mod tests;
