//! An operation as a node of burn's graph.

use std::fmt::Debug;

use burn::backend::Flex;
use burn::backend::autodiff::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;

/// An operation on `N` tensors with one result.
pub trait Node<const N: usize>: Copy + Debug + Send + 'static {
    /// What backward needs to know.
    type State: Clone + Debug + Send + 'static;

    /// The result.
    fn forward(self, inputs: [&FlexTensor; N]) -> (FlexTensor, Self::State);

    /// Gradients of the inputs, at least of those that are wanted.
    fn backward(self, state: Self::State, gradient: FlexTensor, wanted: [bool; N])
    -> [Option<FlexTensor>; N];
}

/// Runs an operation and enters it into the graph where one of its inputs is tracked.
pub fn tracked<C: CheckpointStrategy, O: Node<N>, const N: usize>(
    operation: O,
    inputs: [FloatTensor<Autodiff<Flex, C>>; N],
) -> FloatTensor<Autodiff<Flex, C>> {
    let nodes = inputs.each_ref().map(|input| input.node());
    let (result, state) = operation.forward(inputs.each_ref().map(|input| input.primitive()));
    match BackwardOf(operation).prepare::<C>(nodes).compute_bound().stateful() {
        OpsKind::Tracked(preparation) => preparation.finish(state, result),
        OpsKind::UnTracked(preparation) => preparation.finish(result),
    }
}

#[derive(Debug)]
struct BackwardOf<O>(O);

impl<O: Node<N>, const N: usize> Backward<Flex, N> for BackwardOf<O> {
    type State = O::State;

    fn backward(self, ops: Ops<O::State, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<Flex>(&ops.node);
        let wanted = ops.parents.each_ref().map(Option::is_some);
        let inputs = self.0.backward(ops.state, gradient, wanted);
        for (parent, gradient) in ops.parents.into_iter().zip(inputs) {
            if let (Some(parent), Some(gradient)) = (parent, gradient) {
                gradients.register::<Flex>(parent.id, gradient);
            }
        }
    }
}
