//! Batches of images and labels as tensors.

use burn::tensor::{Device, Tensor, TensorData};

use crate::data::{Source, Split, augmentation};
use crate::seed::Stream;
use crate::spec::choices::Augmentation;

/// Images `[batch, 1, height, width]` with values from 0 to 1.
pub fn images(source: &Source, split: &Split, indices: &[u32], device: &Device) -> Tensor<4> {
    let size = source.pixels();
    let white = f32::from(source.white);
    let values: Vec<f32> = indices
        .iter()
        .flat_map(|&image| &split.pixels[image as usize * size..][..size])
        .map(|&pixel| f32::from(pixel) / white)
        .collect();
    let dims = [indices.len(), 1, source.height, source.width];
    Tensor::from_data(TensorData::new(values, dims), device)
}

/// The same, each image changed by its own stream; see [`augmentation::augment`].
pub fn augmented(
    source: &Source,
    split: &Split,
    indices: &[u32],
    changes: &[Augmentation],
    stream: impl Fn(u32) -> Stream,
    device: &Device,
) -> Tensor<4> {
    let size = source.pixels();
    let white = f32::from(source.white);
    let mut values = Vec::with_capacity(indices.len() * size);
    for &image in indices {
        let pixels = &split.pixels[image as usize * size..][..size];
        let mut pixels: Vec<f32> = pixels.iter().map(|&pixel| f32::from(pixel) / white).collect();
        augmentation::augment(&mut pixels, source.width, source.height, changes, &mut stream(image));
        values.append(&mut pixels);
    }
    let dims = [indices.len(), 1, source.height, source.width];
    Tensor::from_data(TensorData::new(values, dims), device)
}

/// How the games of these positions ended for the player to move, `[batch, 1]`; none where images are no positions.
pub fn outcomes(split: &Split, indices: &[u32], device: &Device) -> Option<Tensor<2>> {
    let outcome = |&image: &u32| split.searched.get(image as usize).map(|found| f32::from(found.outcome));
    let values: Vec<f32> = indices.iter().map(outcome).collect::<Option<_>>()?;
    Some(Tensor::from_data(TensorData::new(values, [indices.len(), 1]), device))
}

/// One-hot rows `[batch, classes]`.
pub fn one_hot(labels: impl ExactSizeIterator<Item = u8>, classes: usize, device: &Device) -> Tensor<2> {
    let dims = [labels.len(), classes];
    let mut values = vec![0.0_f32; dims[0] * dims[1]];
    for (row, label) in labels.enumerate() {
        values[row * classes + usize::from(label)] = 1.0;
    }
    Tensor::from_data(TensorData::new(values, dims), device)
}
