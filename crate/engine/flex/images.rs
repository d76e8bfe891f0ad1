//! Small operations on images as nodes.

use burn::backend::flex::FlexTensor;
use retort_kernel::columns::through_relu;
use retort_kernel::images;

use super::node::Node;
use super::view::{channels_last, dims, images_tensor, row_major, tensor, values};

/// Sum of two branches, then ReLU.
#[derive(Clone, Copy, Debug)]
pub struct AddRelu;

impl Node<2> for AddRelu {
    /// The result.
    type State = FlexTensor;

    fn forward(self, [x, y]: [&FlexTensor; 2]) -> (FlexTensor, FlexTensor) {
        let (x, y) = (channels_last(x), channels_last(y));
        let mut sum = vec![0.0; values(&x).len()];
        images::add_relu(values(&x), values(&y), &mut sum);
        let sum = images_tensor(sum, dims(&x));
        (sum.clone(), sum)
    }

    fn backward(self, sum: FlexTensor, gradient: FlexTensor, wanted: [bool; 2]) -> [Option<FlexTensor>; 2] {
        let gradient = channels_last(&gradient);
        let mut masked = vec![0.0; values(&sum).len()];
        through_relu(values(&sum), values(&gradient), &mut masked);
        let masked = images_tensor(masked, dims(&sum));
        wanted.map(|wanted| wanted.then(|| masked.clone()))
    }
}

/// Mean over height and width.
#[derive(Clone, Copy, Debug)]
pub struct GlobalAverage;

impl Node<1> for GlobalAverage {
    /// Shape of the images.
    type State = [usize; 4];

    fn forward(self, [x]: [&FlexTensor; 1]) -> (FlexTensor, [usize; 4]) {
        let shape: [usize; 4] = dims(x);
        let [batch, channels, height, width] = shape;
        let mut means = vec![0.0; batch * channels];
        images::average(height * width, channels, values(&channels_last(x)), &mut means);
        (tensor(means, &[batch, channels]), shape)
    }

    fn backward(self, shape: [usize; 4], gradient: FlexTensor, _: [bool; 1]) -> [Option<FlexTensor>; 1] {
        let [_, channels, height, width] = shape;
        let mut dx = vec![0.0; shape.iter().product()];
        images::average_backward(height * width, channels, values(&row_major(&gradient)), &mut dx);
        [Some(images_tensor(dx, shape))]
    }
}
