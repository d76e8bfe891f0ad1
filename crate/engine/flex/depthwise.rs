//! Depthwise convolution as a node.

use burn::backend::flex::FlexTensor;
use retort_kernel::depthwise::{self, Backward, Shape};

use super::node::Node;
use super::view::{channels_last, dims, images_tensor, row_major, tensor, values};

/// Depthwise convolution with or without bias.
#[derive(Clone, Copy, Debug)]
pub struct Depthwise {
    /// Pixels from one output to the next.
    pub stride: usize,
    /// Zero pixels on every side.
    pub padding: usize,
}

/// What backward needs.
#[derive(Clone, Debug)]
pub struct State {
    shape: Shape,
    x: FlexTensor,
    w: FlexTensor,
}

impl Depthwise {
    fn run(self, x: &FlexTensor, w: &FlexTensor, b: Option<&FlexTensor>) -> (FlexTensor, State) {
        let Self { stride, padding } = self;
        let [batch, channels, height, width] = dims(x);
        let [_, _, kernel, _] = dims(w);
        let shape = Shape { batch, height, width, channels, kernel, stride, padding };
        let (x, w, b) = (channels_last(x), row_major(w), b.map(row_major));
        let mut y = vec![0.0; shape.y_length()];
        depthwise::forward(&shape, values(&x), values(&w), b.as_ref().map(values), &mut y);
        let y = images_tensor(y, [batch, channels, shape.output_height(), shape.output_width()]);
        (y, State { shape, x, w })
    }

    /// Gradients of `x`, `w` and `b`, at least of those that are wanted.
    fn gradients(state: State, gradient: &FlexTensor, wanted: [bool; 3]) -> [Option<FlexTensor>; 3] {
        let State { shape, x, w } = state;
        let dy = channels_last(gradient);
        let mut dx = wanted[0].then(|| vec![0.0; shape.x_length()]);
        let mut dw = vec![0.0; shape.w_length()];
        let mut db = wanted[2].then(|| vec![0.0; shape.channels]);
        let from = Backward { x: values(&x), w: values(&w), dy: values(&dy) };
        depthwise::backward(&shape, from, dx.as_deref_mut(), &mut dw, db.as_deref_mut());
        [
            dx.map(|dx| images_tensor(dx, dims(&x))),
            Some(tensor(dw, w.layout().shape())),
            db.map(|db| tensor(db, &[shape.channels])),
        ]
    }
}

impl Node<3> for Depthwise {
    type State = State;

    fn forward(self, [x, w, b]: [&FlexTensor; 3]) -> (FlexTensor, State) {
        self.run(x, w, Some(b))
    }

    fn backward(self, state: State, gradient: FlexTensor, wanted: [bool; 3]) -> [Option<FlexTensor>; 3] {
        Self::gradients(state, &gradient, wanted)
    }
}

impl Node<2> for Depthwise {
    type State = State;

    fn forward(self, [x, w]: [&FlexTensor; 2]) -> (FlexTensor, State) {
        self.run(x, w, None)
    }

    fn backward(self, state: State, gradient: FlexTensor, wanted: [bool; 2]) -> [Option<FlexTensor>; 2] {
        let [dx, dw, _] = Self::gradients(state, &gradient, [wanted[0], wanted[1], false]);
        [dx, dw]
    }
}
