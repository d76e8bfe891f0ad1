//! Losses as nodes: the gradient is computed together with the loss.

use std::sync::Arc;

use burn::backend::flex::FlexTensor;
use retort_kernel::softmax;

use super::node::Node;
use super::view::{dims, row_major, tensor, values};

/// The gradient of a loss on logits, and its shape.
#[derive(Clone, Debug)]
pub struct State {
    gradient: Arc<Vec<f32>>,
    shape: [usize; 2],
}

impl State {
    /// The gradient times the gradient of the loss itself.
    fn times(&self, gradient: &FlexTensor) -> FlexTensor {
        let factor = values(&row_major(gradient))[0];
        tensor(self.gradient.iter().map(|value| value * factor).collect(), &self.shape)
    }
}

/// Runs `loss` with the number of classes and space for the gradient.
fn with_gradient(
    logits: &FlexTensor,
    loss: impl FnOnce(usize, &[f32], &mut [f32]) -> f32,
) -> (FlexTensor, State) {
    let shape: [usize; 2] = dims(logits);
    let logits = row_major(logits);
    let mut gradient = vec![0.0; shape[0] * shape[1]];
    let loss = loss(shape[1], values(&logits), &mut gradient);
    (tensor(vec![loss], &[1]), State { gradient: Arc::new(gradient), shape })
}

/// Mean cross-entropy of logits with target distributions; the targets get no gradient.
#[derive(Clone, Copy, Debug)]
pub struct CrossEntropy;

impl Node<2> for CrossEntropy {
    type State = State;

    fn forward(self, [logits, targets]: [&FlexTensor; 2]) -> (FlexTensor, State) {
        let targets = row_major(targets);
        with_gradient(logits, |classes, logits, gradient| {
            softmax::cross_entropy(classes, logits, values(&targets), gradient)
        })
    }

    fn backward(self, state: State, gradient: FlexTensor, _: [bool; 2]) -> [Option<FlexTensor>; 2] {
        [Some(state.times(&gradient)), None]
    }
}

/// Mean divergence of the student from the teacher at a temperature; the teacher gets no gradient.
#[derive(Clone, Copy, Debug)]
pub struct KlDivergence {
    /// Divisor of both logits.
    pub temperature: f32,
}

impl Node<2> for KlDivergence {
    type State = State;

    fn forward(self, [student, teacher]: [&FlexTensor; 2]) -> (FlexTensor, State) {
        let teacher = row_major(teacher);
        with_gradient(student, |classes, student, gradient| {
            softmax::kl_divergence(classes, values(&teacher), student, self.temperature, gradient)
        })
    }

    fn backward(self, state: State, gradient: FlexTensor, _: [bool; 2]) -> [Option<FlexTensor>; 2] {
        [Some(state.times(&gradient)), None]
    }
}

/// Two losses, each one number, times their weights.
#[derive(Clone, Copy, Debug)]
pub struct WeightedSum {
    /// Factors.
    pub weights: [f32; 2],
}

impl Node<2> for WeightedSum {
    type State = ();

    fn forward(self, losses: [&FlexTensor; 2]) -> (FlexTensor, ()) {
        let [first, second] = losses.map(|loss| values(&row_major(loss))[0]);
        (tensor(vec![first * self.weights[0] + second * self.weights[1]], &[1]), ())
    }

    fn backward(self, (): (), gradient: FlexTensor, _: [bool; 2]) -> [Option<FlexTensor>; 2] {
        let gradient = values(&row_major(&gradient))[0];
        self.weights.map(|weight| Some(tensor(vec![gradient * weight], &[1])))
    }
}
