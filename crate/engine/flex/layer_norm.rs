//! Layer norm as a node.

use std::sync::Arc;

use burn::backend::flex::FlexTensor;
use retort_kernel::layer_norm::{self, Backward};

use super::node::Node;
use super::view::{row_major, tensor, values};

/// Layer norm over the last dimension.
#[derive(Clone, Copy, Debug)]
pub struct LayerNorm {
    /// Added to the variance.
    pub epsilon: f32,
}

/// What backward needs.
#[derive(Clone, Debug)]
pub struct State {
    x: FlexTensor,
    gamma: FlexTensor,
    moments: Arc<Vec<f32>>,
}

impl Node<3> for LayerNorm {
    type State = State;

    fn forward(self, [x, gamma, beta]: [&FlexTensor; 3]) -> (FlexTensor, State) {
        let (x, gamma, beta) = (row_major(x), row_major(gamma), row_major(beta));
        let length = values(&x).len();
        let mut y = vec![0.0; length];
        let mut moments = vec![0.0; length / values(&gamma).len() * 2];
        let beta = Some(values(&beta));
        layer_norm::forward(values(&x), values(&gamma), beta, self.epsilon, &mut y, &mut moments);
        (tensor(y, x.layout().shape()), State { x, gamma, moments: Arc::new(moments) })
    }

    fn backward(self, state: State, gradient: FlexTensor, wanted: [bool; 3]) -> [Option<FlexTensor>; 3] {
        let State { x, gamma, moments } = state;
        let gradient = row_major(&gradient);
        let width = values(&gamma).len();
        let mut dx = wanted[0].then(|| vec![0.0; values(&x).len()]);
        let (mut dgamma, mut dbeta) = (vec![0.0; width], vec![0.0; width]);
        let from =
            Backward { x: values(&x), gamma: values(&gamma), moments: &moments, dy: values(&gradient) };
        layer_norm::backward(from, dx.as_deref_mut(), &mut dgamma, &mut dbeta);
        let dx = dx.map(|dx| tensor(dx, x.layout().shape()));
        [dx, Some(tensor(dgamma, &[width])), Some(tensor(dbeta, &[width]))]
    }
}
