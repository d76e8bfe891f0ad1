//! The layers and losses in burn's own operations: for other backends, for layers that no kernel covers, and as the
//! reference of tests and benchmarks.

use std::cell::Cell;

use burn::nn::Linear;
use burn::nn::conv::Conv2d;
use burn::tensor::Tensor;
use burn::tensor::activation::{log_softmax, relu, softmax};
use burn::tensor::module::max_pool2d;
use burn::tensor::ops::MaxPoolOptions;

thread_local! {
    static STOCK: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` with burn's operations only. The gradients of what it computed are burn's too, wherever they are asked
/// for.
pub fn with<T>(work: impl FnOnce() -> T) -> T {
    let before = STOCK.replace(true);
    let result = work();
    STOCK.set(before);
    result
}

/// Whether an operation has to leave its work to burn.
pub fn is_wanted() -> bool {
    STOCK.get()
}

/// See [`super::convolution_relu`].
pub fn convolution_relu(layer: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    relu(layer.forward(x))
}

/// See [`super::convolution_relu_pool`].
pub fn convolution_relu_pool(layer: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    max_pool2d(relu(layer.forward(x)), MaxPoolOptions::new([2, 2]))
}

/// See [`super::dense_relu`].
pub fn dense_relu(layer: &Linear, x: Tensor<2>) -> Tensor<2> {
    relu(layer.forward(x))
}

/// See [`super::attention`].
pub fn attention(query: Tensor<3>, key: Tensor<3>, value: Tensor<3>, heads: usize) -> super::Attention {
    let [batch, tokens, width] = query.dims();
    let each = width / heads;
    let split = |x: Tensor<3>| x.reshape([batch, tokens, heads, each]).swap_dims(1, 2);
    let (query, key, value) = (split(query), split(key), split(value));
    let scores = query.matmul(key.swap_dims(2, 3)) / crate::math::sqrt(each as f64) as f32;
    let mixed = softmax(scores.clone(), 3).matmul(value);
    super::Attention { output: mixed.swap_dims(1, 2).reshape([batch, tokens, width]), scores }
}

/// See [`super::cross_entropy`].
pub fn cross_entropy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let [batch, _] = logits.dims();
    -(log_softmax(logits, 1) * targets.detach()).sum() / batch as f32
}

/// See [`super::kl_divergence`].
pub fn kl_divergence(teacher_logits: Tensor<2>, student_logits: Tensor<2>, temperature: f32) -> Tensor<1> {
    let [batch, _] = student_logits.dims();
    let log_teacher = log_softmax(below_zero(teacher_logits.detach()) / temperature, 1);
    let log_student = log_softmax(below_zero(student_logits) / temperature, 1);
    // exp of a very negative number is 0, and 0 times the finite difference is 0: no special case for p = 0.
    (log_teacher.clone().exp() * (log_teacher - log_student)).sum() / batch as f32
}

/// Logits less the largest of their row. Softmax does not see it, but large logits that differ by little keep their
/// difference exactly, where dividing by a small T first would round it away.
fn below_zero(logits: Tensor<2>) -> Tensor<2> {
    let largest = logits.clone().detach().max_dim(1);
    logits - largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_operations_are_wanted_inside_only() {
        assert!(!is_wanted());
        assert!(with(|| with(is_wanted) && is_wanted()));
        assert!(!is_wanted());
    }
}
