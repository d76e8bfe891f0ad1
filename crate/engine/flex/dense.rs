//! Dense layers and flattening as nodes.

use burn::backend::flex::FlexTensor;
use retort_kernel::columns::through_relu;
use retort_kernel::dense::{self, Features, Shape};

use super::node::Node;
use super::view::{channels_first_values, channels_last, dims, images_tensor, row_major, tensor, values};

/// Dense layer on rows `[batch, in]`, on tokens `[batch, tokens, in]`, or on images as if they were flattened; ReLU if
/// asked.
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// Cut negative values off.
    pub relu: bool,
}

/// What backward needs.
#[derive(Clone, Debug)]
pub struct State {
    shape: Shape,
    x: FlexTensor,
    w: FlexTensor,
    /// Only where there is a ReLU.
    y: Option<FlexTensor>,
}

impl Node<3> for Dense {
    type State = State;

    fn forward(self, [x, w, b]: [&FlexTensor; 3]) -> (FlexTensor, State) {
        let [inputs, outputs] = dims(w);
        let sides = x.layout().shape().to_vec();
        let images = sides.len() == 4;
        // A token is a row like any other.
        let leading = if images { &sides[..1] } else { &sides[..sides.len() - 1] };
        let batch = leading.iter().product();
        let (x, features) = if images {
            let [_, channels, _, _] = dims(x);
            // With one channel both orders are the same.
            let features = if channels == 1 { Features::Plain } else { Features::Image { channels } };
            (channels_last(x), features)
        } else {
            (row_major(x), Features::Plain)
        };
        let shape = Shape { batch, inputs, outputs, features };
        let (w, b) = (row_major(w), row_major(b));
        let mut y = vec![0.0; batch * outputs];
        dense::forward(&shape, values(&x), values(&w), Some(values(&b)), self.relu, &mut y);
        let y = tensor(y, &[leading, &[outputs]].concat());
        (y.clone(), State { shape, x, w, y: self.relu.then_some(y) })
    }

    fn backward(self, state: State, gradient: FlexTensor, wanted: [bool; 3]) -> [Option<FlexTensor>; 3] {
        let State { shape, x, w, y } = state;
        let gradient = row_major(&gradient);
        let masked = y.map(|y| {
            let mut masked = vec![0.0; shape.batch * shape.outputs];
            through_relu(values(&y), values(&gradient), &mut masked);
            masked
        });
        let dy = masked.as_deref().unwrap_or(values(&gradient));
        let dx = wanted[0].then(|| {
            let mut dx = vec![0.0; shape.batch * shape.inputs];
            dense::backward_input(&shape, values(&w), dy, &mut dx);
            match x.layout().shape().len() {
                4 => images_tensor(dx, dims(&x)),
                _ => tensor(dx, x.layout().shape()),
            }
        });
        let mut dw = vec![0.0; shape.inputs * shape.outputs];
        dense::backward_weights(&shape, values(&x), dy, &mut dw);
        let mut db = vec![0.0; shape.outputs];
        dense::backward_bias(&shape, dy, &mut db);
        [dx, Some(tensor(dw, &[shape.inputs, shape.outputs])), Some(tensor(db, &[shape.outputs]))]
    }
}

/// Images as rows, in burn's order.
#[derive(Clone, Copy, Debug)]
pub struct Flatten;

impl Node<1> for Flatten {
    /// Shape of the images.
    type State = [usize; 4];

    fn forward(self, [x]: [&FlexTensor; 1]) -> (FlexTensor, [usize; 4]) {
        let shape: [usize; 4] = dims(x);
        let [batch, channels, height, width] = shape;
        let rows = [batch, channels * height * width];
        if x.is_contiguous() {
            return (x.reshape(rows.into()), shape);
        }
        (tensor(channels_first_values(&channels_last(x)), &rows), shape)
    }

    fn backward(self, shape: [usize; 4], gradient: FlexTensor, _: [bool; 1]) -> [Option<FlexTensor>; 1] {
        let images = tensor_view(&row_major(&gradient), shape);
        // What comes before an image's flattening is most likely a convolution.
        [Some(channels_last(&images))]
    }
}

/// A row-major tensor in another shape.
fn tensor_view(rows: &FlexTensor, shape: [usize; 4]) -> FlexTensor {
    rows.reshape(shape.into())
}
