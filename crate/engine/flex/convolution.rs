//! Convolution as a node.

use std::sync::Arc;

use burn::backend::flex::FlexTensor;
use retort_kernel::convolution::{self, Backward, Forward, Gradients, Shape};

use super::node::Node;
use super::view::{channels_last, dims, images_tensor, row_major, tensor, values};

/// Convolution with or without bias; ReLU, and 2x2 max-pooling if asked.
#[derive(Clone, Copy, Debug)]
pub struct Convolution {
    /// Pixels from one output to the next.
    pub stride: usize,
    /// Zero pixels on every side.
    pub padding: usize,
    /// Cut negative values off.
    pub relu: bool,
    /// Take the largest of every 2x2 window.
    pub pool: bool,
}

/// What backward needs.
#[derive(Clone, Debug)]
pub struct State {
    shape: Shape,
    x: FlexTensor,
    w: FlexTensor,
    y: FlexTensor,
    argmax: Arc<Vec<u8>>,
}

impl Convolution {
    fn shape(self, x: &FlexTensor, w: &FlexTensor) -> Shape {
        let [batch, inputs, height, width] = dims(x);
        let [outputs, _, kernel, _] = dims(w);
        let Self { stride, padding, relu, pool } = self;
        Shape { batch, height, width, inputs, outputs, kernel, stride, padding, relu, pool }
    }

    fn run(self, x: &FlexTensor, w: &FlexTensor, b: Option<&FlexTensor>) -> (FlexTensor, State) {
        let shape = self.shape(x, w);
        let (x, w, b) = (channels_last(x), row_major(w), b.map(row_major));
        let mut y = vec![0.0; shape.y_length()];
        let mut argmax = vec![0; if shape.pool { y.len() } else { 0 }];
        let from = Forward { x: values(&x), w: values(&w), bias: b.as_ref().map(values) };
        convolution::forward(&shape, from, &mut y, &mut argmax);
        let y = images_tensor(y, [shape.batch, shape.outputs, shape.output_height(), shape.output_width()]);
        (y.clone(), State { shape, x, w, y, argmax: Arc::new(argmax) })
    }

    /// Gradients of `x`, `w` and `b`, at least of those that are wanted.
    fn gradients(state: State, gradient: &FlexTensor, wanted: [bool; 3]) -> [Option<FlexTensor>; 3] {
        let State { shape, x, w, y, argmax } = state;
        let dy = channels_last(gradient);
        let mut dx = wanted[0].then(|| vec![0.0; shape.x_length()]);
        let mut dw = vec![0.0; shape.w_length()];
        let mut db = wanted[2].then(|| vec![0.0; shape.outputs]);
        let from = Backward { x: values(&x), w: values(&w), y: values(&y), argmax: &argmax, dy: values(&dy) };
        let to = Gradients { dx: dx.as_deref_mut(), dw: &mut dw, db: db.as_deref_mut() };
        convolution::backward(&shape, from, to);
        let [outputs, inputs, kernel] = [shape.outputs, shape.inputs, shape.kernel];
        [
            dx.map(|dx| images_tensor(dx, [shape.batch, inputs, shape.height, shape.width])),
            Some(tensor(dw, &[outputs, inputs, kernel, kernel])),
            db.map(|db| tensor(db, &[outputs])),
        ]
    }
}

impl Node<3> for Convolution {
    type State = State;

    fn forward(self, [x, w, b]: [&FlexTensor; 3]) -> (FlexTensor, State) {
        self.run(x, w, Some(b))
    }

    fn backward(self, state: State, gradient: FlexTensor, wanted: [bool; 3]) -> [Option<FlexTensor>; 3] {
        Self::gradients(state, &gradient, wanted)
    }
}

impl Node<2> for Convolution {
    type State = State;

    fn forward(self, [x, w]: [&FlexTensor; 2]) -> (FlexTensor, State) {
        self.run(x, w, None)
    }

    fn backward(self, state: State, gradient: FlexTensor, wanted: [bool; 2]) -> [Option<FlexTensor>; 2] {
        let [dx, dw, _] = Self::gradients(state, &gradient, [wanted[0], wanted[1], false]);
        [dx, dw]
    }
}
