//! What lies between input and answer, for methods that compare it and views that show it.

use burn::tensor::Tensor;

/// An intermediate activation as the network has it. A change of shape would be one more node in the gradient graph of each
/// update, for methods that hardly any update asks for; so it is made when it is asked for.
#[derive(Debug, Clone)]
pub enum Tap {
    /// Feature maps, `[batch, channels, height, width]`.
    Maps(Tensor<4>),
    /// The values of a dense layer, `[batch, width]`.
    Values(Tensor<2>),
}

impl Tap {
    /// Channels, height and width; a dense layer has a channel for each value.
    pub fn sides(&self) -> [usize; 3] {
        match self {
            Self::Maps(maps) => {
                let [_, channels, height, width] = maps.dims();
                [channels, height, width]
            }
            Self::Values(values) => {
                let [_, width] = values.dims();
                [width, 1, 1]
            }
        }
    }

    /// `[batch, channels, height, width]`; the values of a dense layer as `[batch, width, 1, 1]`.
    pub fn maps(&self) -> Tensor<4> {
        match self {
            Self::Maps(maps) => maps.clone(),
            Self::Values(values) => {
                let [batch, width] = values.dims();
                values.clone().reshape([batch, width, 1, 1])
            }
        }
    }

    /// A row for each image, `[batch, channels * height * width]`.
    pub fn rows(&self) -> Tensor<2> {
        match self {
            Self::Maps(maps) => maps.clone().flatten(1, 3),
            Self::Values(values) => values.clone(),
        }
    }

    /// The same for a device with gradients, as a constant.
    #[must_use]
    pub fn attached(self) -> Self {
        match self {
            Self::Maps(maps) => Self::Maps(Tensor::from_inner(maps)),
            Self::Values(values) => Self::Values(Tensor::from_inner(values)),
        }
    }
}
