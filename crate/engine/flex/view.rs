//! Flex tensors as slices.
//!
//! An image tensor is `[batch, channels, height, width]` to burn. The kernels want channels last, and a tensor says
//! with its strides how it lies in memory: a channels-last buffer needs only other strides to look channels first.

use burn::backend::flex::{FlexTensor, Layout};
use burn::tensor::{Bytes, DType, Shape};
use retort_kernel::layout::{to_channels_first, to_channels_last};

/// The tensor in row-major order; copied only where it is not.
pub fn row_major(tensor: &FlexTensor) -> FlexTensor {
    if tensor.is_contiguous() { tensor.clone() } else { tensor.to_contiguous() }
}

/// The values of a tensor that covers one stretch of its buffer, in the order of the buffer.
pub fn values(tensor: &FlexTensor) -> &[f32] {
    let start = tensor.layout().start_offset();
    &tensor.storage::<f32>()[start..start + tensor.layout().num_elements()]
}

/// A row-major tensor.
pub fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    FlexTensor::new(Bytes::from_elems(values), Layout::contiguous(Shape::from(shape.to_vec())), DType::F32)
}

/// The shape of a tensor of `D` dimensions.
///
/// # Panics
/// Where it has another number of dimensions.
pub fn dims<const D: usize>(tensor: &FlexTensor) -> [usize; D] {
    tensor.layout().shape().dims()
}

/// Strides of a channels-last image tensor.
fn channels_last_strides([_, channels, height, width]: [usize; 4]) -> [usize; 4] {
    [channels * height * width, 1, width * channels, channels]
}

/// The image tensor in a channels-last buffer; copied only where it is not.
pub fn channels_last(tensor: &FlexTensor) -> FlexTensor {
    let shape: [usize; 4] = dims(tensor);
    let wanted = channels_last_strides(shape);
    let strides = tensor.layout().strides();
    // The stride along a side of length one is never used.
    let lies_so = (0..4).all(|side| shape[side] == 1 || strides[side] == wanted[side] as isize);
    if lies_so {
        return tensor.clone();
    }
    let source = row_major(tensor);
    let mut images = vec![0.0; shape.iter().product()];
    to_channels_last(shape[1], shape[2] * shape[3], values(&source), &mut images);
    images_tensor(images, shape)
}

/// An image tensor from a channels-last buffer.
pub fn images_tensor(values: Vec<f32>, shape: [usize; 4]) -> FlexTensor {
    let [_, channels, height, width] = shape;
    if channels == 1 || height * width == 1 {
        // Both orders are the same, and row-major is what burn's operations are fast on.
        return tensor(values, &shape);
    }
    let strides = channels_last_strides(shape).map(|stride| stride as isize).to_vec();
    FlexTensor::new(
        Bytes::from_elems(values),
        Layout::new(Shape::from(shape.to_vec()), strides, 0),
        DType::F32,
    )
}

/// The values of an image tensor in row-major order, from a channels-last one.
pub fn channels_first_values(images: &FlexTensor) -> Vec<f32> {
    let [_, channels, height, width] = dims(images);
    let source = values(images);
    let mut result = vec![0.0; source.len()];
    to_channels_first(channels, height * width, source, &mut result);
    result
}
