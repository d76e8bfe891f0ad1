//! What a node of a network does.

use serde::{Deserialize, Serialize};

/// An operation. Parameters are those of the network whose names begin with the node's name and a dot: `first.weight`
/// belongs to the node `first`. Shapes are without the batch, which comes first everywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Operation {
    /// `weight [out, in / groups, kernel, kernel]`, `bias [out]` if there is one. `[in, h, w]` to `[out, h', w']`.
    Convolution(Convolution),
    /// `weight [out, in]`, `bias [out]`. `[.., in]` to `[.., out]`: of a row, or of each token.
    Dense,
    /// Ioffe & Szegedy 2015, as a finished network has it: `weight`, `bias`, `running_mean`, `running_var`, each
    /// `[channels]`.
    BatchNorm {
        /// Added to the variance.
        epsilon: f32,
    },
    /// Ba, Kiros & Hinton 2016, over the width of each token: `weight` and `bias`, each `[width]`.
    LayerNorm {
        /// Added to the variance.
        epsilon: f32,
    },
    /// `max(x, 0)`.
    Relu,
    /// `x / (1 + |x|)`.
    Softsign,
    /// Sum of two inputs of one shape.
    Add,
    /// `[channels, h, w]` to `[channels * h * w]`.
    Flatten,
    /// Mean over height and width, `[channels, h, w]` to `[channels]`.
    GlobalAverage,
    /// Mean of each cell of a grid, `[channels, h, w]` to `[channels, side, side]`. Cell `i` of a side reaches from pixel
    /// `floor(i * size / side)` to before `ceil((i + 1) * size / side)`: neighbours share pixels where the grid does not
    /// divide the image.
    AveragePool {
        /// Cells along each side.
        side: usize,
    },
    /// Squares of the image as rows, `[1, h, w]` to `[tokens, side * side]`, row by row.
    Patches {
        /// Pixels along each side of a square.
        side: usize,
    },
    /// Adds the parameter named as the node, `[tokens, width]`.
    Position,
    /// Attention of query, key and value (Vaswani et al. 2017, equation 1) without projections, each
    /// `[tokens, width]`; the heads share the width.
    Attention {
        /// Number of heads.
        heads: usize,
    },
    /// Mean over the tokens, `[tokens, width]` to `[width]`.
    MeanToken,
}

/// A square convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convolution {
    /// Step between windows.
    pub stride: usize,
    /// Zeros on each side.
    pub padding: usize,
    /// Groups of channels that see only each other.
    pub groups: usize,
    /// Whether each output channel has a bias.
    pub bias: bool,
}
