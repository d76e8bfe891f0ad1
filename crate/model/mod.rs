//! Networks: what a teacher or a student can be.
//!
//! One architecture = one file + one variant of [`Net`]; one size = one line in [`MODELS`].

mod cnn;
mod dropout_cnn;
mod init;
pub(crate) mod layers;
mod mlp;
pub mod weights;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::data::Source;
use crate::device::{self, EngineMissing};
use crate::seed::{Seed, Stream};
use crate::spec::choices::Engine;
pub use cnn::{Cnn, CnnConfig};
pub use dropout_cnn::{DropoutCnn, DropoutCnnConfig};
pub(crate) use init::draw_weights;
pub use mlp::{Mlp, MlpConfig};

/// Every model, in menu order: small to large within a family. Keys are for ever: they stand in links.
pub static MODELS: &[Model] = &[
    Model { key: "mlp-8", family: "mlp", build: |i, d| Net::Mlp(MlpConfig { hidden: [8, 0] }.init(i, d)) },
    Model { key: "mlp-16", family: "mlp", build: |i, d| Net::Mlp(MlpConfig { hidden: [16, 0] }.init(i, d)) },
    Model { key: "mlp-32", family: "mlp", build: |i, d| Net::Mlp(MlpConfig { hidden: [32, 0] }.init(i, d)) },
    Model {
        key: "mlp-128-64",
        family: "mlp",
        build: |i, d| Net::Mlp(MlpConfig { hidden: [128, 64] }.init(i, d)),
    },
    Model {
        key: "cnn-2-4",
        family: "cnn",
        build: |i, d| Net::Cnn(CnnConfig { channels: [2, 4] }.init(i, d)),
    },
    Model {
        key: "cnn-4-8",
        family: "cnn",
        build: |i, d| Net::Cnn(CnnConfig { channels: [4, 8] }.init(i, d)),
    },
    Model {
        key: "cnn-8-16",
        family: "cnn",
        build: |i, d| Net::Cnn(CnnConfig { channels: [8, 16] }.init(i, d)),
    },
    Model {
        key: "dropout-cnn-8-16-32",
        family: "dropout-cnn",
        build: |i, d| {
            Net::DropoutCnn(DropoutCnnConfig { channels: [8, 16], hidden: 32, dropout: 0.3 }.init(i, d))
        },
    },
    Model {
        key: "dropout-cnn-16-32-64",
        family: "dropout-cnn",
        build: |i, d| {
            Net::DropoutCnn(DropoutCnnConfig { channels: [16, 32], hidden: 64, dropout: 0.2 }.init(i, d))
        },
    },
    Model {
        key: "dropout-cnn-24-48-96",
        family: "dropout-cnn",
        build: |i, d| {
            Net::DropoutCnn(DropoutCnnConfig { channels: [24, 48], hidden: 96, dropout: 0.2 }.init(i, d))
        },
    },
];

/// A size of an architecture, ready to be built.
pub struct Model {
    /// The word in links.
    pub key: &'static str,
    /// The architecture it is a size of.
    pub family: &'static str,
    build: fn(ImageShape, &Device) -> Net,
}

/// No model has this key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownModel(pub String);

impl std::error::Error for UnknownModel {}

impl std::fmt::Display for UnknownModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let known: Vec<_> = MODELS.iter().map(|model| model.key).collect();
        write!(f, "model {}: there are {}", self.0, known.join(", "))
    }
}

/// The model with this key.
///
/// # Errors
/// [`UnknownModel`].
pub fn find(key: &str) -> Result<&'static Model, UnknownModel> {
    MODELS.iter().find(|model| model.key == key).ok_or_else(|| UnknownModel(key.into()))
}

impl Model {
    /// The network with weights drawn from `stream`.
    pub fn init(&self, shape: ImageShape, stream: &mut Stream, device: &Device) -> Net {
        init::draw_weights((self.build)(shape, device), stream, device)
    }

    /// What the network costs on images of this shape.
    pub fn cost(&self, shape: ImageShape, device: &Device) -> Cost {
        // The numbers come from a network that exists; its weights are never drawn.
        let net = (self.build)(shape, device);
        let parameters = net.num_params() as u64;
        Cost { parameters, bytes: parameters * 4, flops: net.flops(shape).iter().sum() }
    }
}

impl Model {
    /// The shapes of what this network offers for comparison; found by running one blank image.
    ///
    /// # Errors
    /// [`EngineMissing`] for a build without any engine.
    pub fn anatomy(&self, shape: ImageShape) -> Result<Anatomy, EngineMissing> {
        let device = device::plain(*device::BUILT.first().ok_or(EngineMissing(Engine::Flex))?)?;
        let net = self.init(shape, &mut Seed(0).stream("anatomy"), &device);
        let blank = Tensor::zeros([1, 1, shape.height, shape.width], &device);
        let forward = net.forward(blank, Mode::Evaluate);
        Ok(Anatomy {
            family: self.family,
            taps: forward.taps.iter().map(|tap| tap.dims()).map(|[_, c, h, w]| [c, h, w]).collect(),
            attention: forward.attention.iter().map(|a| a.dims()).map(|[_, h, t, _]| [h, t]).collect(),
            hidden: forward.hidden.iter().map(|h| h.dims()).map(|[_, t, w]| [t, w]).collect(),
        })
    }
}

/// What goes in and how many classes come out. Images have one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageShape {
    /// Height in pixels.
    pub height: usize,
    /// Width in pixels.
    pub width: usize,
    /// Number of classes.
    pub classes: usize,
}

impl From<&Source> for ImageShape {
    fn from(source: &Source) -> Self {
        Self { height: source.height, width: source.width, classes: source.classes.len() }
    }
}

/// What a network costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cost {
    /// Trainable numbers.
    pub parameters: u64,
    /// Size of the weights at 32 bits each.
    pub bytes: u64,
    /// Floating-point operations for one image; a multiply-add counts as two. Only convolutions and dense layers.
    pub flops: u64,
}

/// What a network says about a batch.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Scores before the softmax, `[batch, classes]`.
    pub logits: Tensor<2>,
    /// Intermediate activations, shallow to deep, `[batch, channels, height, width]`; a dense layer gives
    /// `[batch, width, 1, 1]`.
    pub taps: Vec<Tensor<4>>,
    /// Attention scores before the softmax, layer by layer, `[batch, heads, tokens, tokens]`; for transformers.
    pub attention: Vec<Tensor<4>>,
    /// The embedding, then the hidden states after each layer, `[batch, tokens, width]`; for transformers.
    pub hidden: Vec<Tensor<3>>,
}

impl Forward {
    /// Of a network without attention.
    pub fn new(logits: Tensor<2>, taps: Vec<Tensor<4>>) -> Self {
        Self { logits, taps, attention: vec![], hidden: vec![] }
    }
}

/// The shapes of what a network offers for comparison, without the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anatomy {
    /// The architecture.
    pub family: &'static str,
    /// Channels, height and width of each tap.
    pub taps: Vec<[usize; 3]>,
    /// Heads and tokens of each layer's attention.
    pub attention: Vec<[usize; 2]>,
    /// Tokens and width of the embedding and of each layer's hidden states.
    pub hidden: Vec<[usize; 2]>,
}

/// How a network runs.
pub enum Mode<'a> {
    /// Without chance.
    Evaluate,
    /// With dropout masks from this stream.
    Train(&'a mut Stream),
}

/// Any network of the registry.
#[derive(Module, Debug)]
pub enum Net {
    /// Dense layers only.
    Mlp(Mlp),
    /// Two strided convolutions and a dense layer.
    Cnn(Cnn),
    /// The same with a hidden dense layer and dropout.
    DropoutCnn(DropoutCnn),
}

impl Net {
    /// Runs a batch of images `[batch, 1, height, width]`.
    pub fn forward(&self, images: Tensor<4>, mode: Mode<'_>) -> Forward {
        match self {
            Self::Mlp(net) => net.forward(images),
            Self::Cnn(net) => net.forward(images),
            Self::DropoutCnn(net) => net.forward(images, mode),
        }
    }

    /// Floating-point operations of each layer for one image, input to output; a multiply-add counts as two.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        match self {
            Self::Mlp(net) => net.flops(),
            Self::Cnn(net) => net.flops(shape),
            Self::DropoutCnn(net) => net.flops(shape),
        }
    }
}
