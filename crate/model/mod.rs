//! Networks: what a teacher or a student can be.
//!
//! One architecture = one file + one variant of [`Net`]; one size = one line in [`MODELS`].

mod cnn;
mod depthwise;
mod describe;
mod dropout_cnn;
mod init;
pub(crate) mod layers;
mod mlp;
mod policy_value;
mod pool_linear;
mod quantised;
#[cfg(not(target_arch = "wasm32"))]
pub mod record;
mod residual;
mod search;
mod tap;
mod vit;
pub mod weights;

use std::cell::RefCell;
use std::collections::BTreeMap;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use retort_portable::Network;

use crate::data::Source;
use crate::device::{self, EngineMissing};
use crate::game::TEACHER_PLAYOUTS;
use crate::seed::{Seed, Stream};
use crate::spec::choices::Engine;
use crate::spec::units::Bits;
pub use cnn::{Cnn, CnnConfig};
pub use depthwise::{Depthwise, DepthwiseConfig};
use describe::Description;
pub use dropout_cnn::{DropoutCnn, DropoutCnnConfig};
pub(crate) use init::draw_weights;
pub use mlp::{Mlp, MlpConfig};
pub use policy_value::{PolicyValue, PolicyValueConfig};
pub use pool_linear::{PoolLinear, PoolLinearConfig};
pub use quantised::{QUANTISED_FAMILIES, Quantised, RoundWeights};
pub use residual::{Residual, ResidualConfig};
pub use search::SearchNet;
pub use tap::Tap;
pub use vit::{Vit, VitConfig};

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
        key: "cnn-16-32",
        family: "cnn",
        build: |i, d| Net::Cnn(CnnConfig { channels: [16, 32] }.init(i, d)),
    },
    Model {
        key: "cnn-24-48",
        family: "cnn",
        build: |i, d| Net::Cnn(CnnConfig { channels: [24, 48] }.init(i, d)),
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
    Model {
        key: "pool-2",
        family: "pool",
        build: |i, d| Net::PoolLinear(PoolLinearConfig { side: 2 }.init(i, d)),
    },
    Model {
        key: "pool-4",
        family: "pool",
        build: |i, d| Net::PoolLinear(PoolLinearConfig { side: 4 }.init(i, d)),
    },
    Model {
        key: "pool-5",
        family: "pool",
        build: |i, d| Net::PoolLinear(PoolLinearConfig { side: 5 }.init(i, d)),
    },
    Model {
        key: "pool-7",
        family: "pool",
        build: |i, d| Net::PoolLinear(PoolLinearConfig { side: 7 }.init(i, d)),
    },
    Model {
        key: "depthwise-8-16",
        family: "depthwise",
        build: |i, d| Net::Depthwise(DepthwiseConfig { channels: [8, 16] }.init(i, d)),
    },
    Model {
        key: "depthwise-16-32",
        family: "depthwise",
        build: |i, d| Net::Depthwise(DepthwiseConfig { channels: [16, 32] }.init(i, d)),
    },
    Model {
        key: "residual-8-16-32",
        family: "residual",
        build: |i, d| Net::Residual(ResidualConfig { channels: &[8, 16, 32] }.init(i, d)),
    },
    Model {
        key: "residual-16-32",
        family: "residual",
        build: |i, d| Net::Residual(ResidualConfig { channels: &[16, 32] }.init(i, d)),
    },
    Model {
        key: "residual-16-32-64",
        family: "residual",
        build: |i, d| Net::Residual(ResidualConfig { channels: &[16, 32, 64] }.init(i, d)),
    },
    Model {
        key: "vit-2-16",
        family: "vit",
        build: |i, d| Net::Vit(VitConfig { layers: 2, width: 16, heads: 2 }.init(i, d)),
    },
    Model {
        key: "vit-2-32",
        family: "vit",
        build: |i, d| Net::Vit(VitConfig { layers: 2, width: 32, heads: 2 }.init(i, d)),
    },
    Model {
        key: "vit-4-32",
        family: "vit",
        build: |i, d| Net::Vit(VitConfig { layers: 4, width: 32, heads: 2 }.init(i, d)),
    },
    Model {
        key: "policy-value-8",
        family: "policy-value",
        build: |i, d| Net::PolicyValue(PolicyValueConfig { channels: 8, hidden: 16 }.init(i, d)),
    },
    Model {
        key: "policy-value-16",
        family: "policy-value",
        build: |i, d| Net::PolicyValue(PolicyValueConfig { channels: 16, hidden: 32 }.init(i, d)),
    },
];

/// A teacher that learns nothing: the tree search that labelled the positions of a game. No student can be one.
pub static SEARCH: Model =
    Model { key: "search", family: "search", build: |_, _| Net::Search(SearchNet::new(TEACHER_PLAYOUTS)) };

/// A size of an architecture, ready to be built.
pub struct Model {
    /// The word in links.
    pub key: &'static str,
    /// The architecture it is a size of.
    pub family: &'static str,
    build: fn(ImageShape, &Device) -> Net,
}

/// Every network that can answer the images of this dataset, as plain data with weights that mean nothing: what a file
/// of somebody's network is compared with.
///
/// # Errors
/// [`EngineMissing`] for a build without any engine.
pub fn networks_for(source: &Source) -> Result<Vec<Network>, EngineMissing> {
    let device = device::plain(*device::BUILT.first().ok_or(EngineMissing(Engine::Flex))?)?;
    let shape = ImageShape::from(source);
    let models = MODELS.iter().filter(|model| model.fits(source));
    Ok(models.filter_map(|model| (model.build)(shape, &device).describe(model.key, shape)).collect())
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
    MODELS.iter().chain([&SEARCH]).find(|model| model.key == key).ok_or_else(|| UnknownModel(key.into()))
}

impl Model {
    /// Whether it can answer the images of this dataset: a transformer's patches have to cover them, and the search knows
    /// one game.
    pub fn fits(&self, source: &Source) -> bool {
        match self.family {
            "vit" => vit::patches_fit(ImageShape::from(source)),
            "search" => source.key == "connect-four",
            _ => true,
        }
    }

    /// The network with weights drawn from `stream`.
    pub fn init(&self, shape: ImageShape, stream: &mut Stream, device: &Device) -> Net {
        init::draw_weights((self.build)(shape, device), stream, device)
    }

    /// What the network costs on images of this shape.
    pub fn cost(&self, shape: ImageShape, device: &Device) -> Cost {
        // The numbers come from a network that exists; its weights are never drawn.
        let net = (self.build)(shape, device);
        let numbers = net.num_params() as u64;
        let parameters = numbers - weights::statistics(&net) as u64;
        Cost { parameters, bytes: numbers * 4, flops: net.flops(shape).iter().sum() }
    }

    /// The same with few bits a weight.
    pub fn quantised_cost(&self, shape: ImageShape, bits: Bits, device: &Device) -> Cost {
        let net = (self.build)(shape, device);
        Cost { bytes: Quantised::bytes(&net, bits), ..self.cost(shape, device) }
    }
}

thread_local! {
    /// Those that were asked for, by key and shape: every look at a form asks for two, and each takes a network that runs.
    static ANATOMIES: RefCell<BTreeMap<(&'static str, [usize; 3]), Anatomy>> = const { RefCell::new(BTreeMap::new()) };
}

impl Model {
    /// Whether its layers learn from the statistics of a batch, so that one image is too few.
    pub fn has_batch_norm(&self) -> bool {
        matches!(self.family, "residual" | "depthwise")
    }

    /// The shapes of what this network offers for comparison; found by running one blank image.
    ///
    /// # Errors
    /// [`EngineMissing`] for a build without any engine.
    pub fn anatomy(&self, shape: ImageShape) -> Result<Anatomy, EngineMissing> {
        let asked = (self.key, [shape.height, shape.width, shape.classes]);
        if let Some(known) = ANATOMIES.with_borrow(|known| known.get(&asked).cloned()) {
            return Ok(known);
        }
        let device = device::plain(*device::BUILT.first().ok_or(EngineMissing(Engine::Flex))?)?;
        let net = self.init(shape, &mut Seed(0).stream("anatomy"), &device);
        let blank = Tensor::zeros([1, 1, shape.height, shape.width], &device);
        let forward = net.forward(blank, Mode::Evaluate);
        let anatomy = Anatomy {
            family: self.family,
            taps: forward.taps.iter().map(Tap::sides).collect(),
            attention: forward.attention.iter().map(|a| a.dims()).map(|[_, h, t, _]| [h, t]).collect(),
            hidden: forward.hidden.iter().map(|h| h.dims()).map(|[_, t, w]| [t, w]).collect(),
        };
        ANATOMIES.with_borrow_mut(|known| known.insert(asked, anatomy.clone()));
        Ok(anatomy)
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
    /// Size of the weights, with the running statistics of batch norm: 32 bits each, or as [`Quantised::bytes`] counts.
    pub bytes: u64,
    /// Floating-point operations for one image; a multiply-add counts as two. Only convolutions and dense layers.
    pub flops: u64,
}

impl Cost {
    /// What so many of the network cost together.
    pub fn times(self, count: u64) -> Self {
        Self { parameters: self.parameters * count, bytes: self.bytes * count, flops: self.flops * count }
    }
}

/// What a network says about a batch.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Scores before the softmax, `[batch, classes]`.
    pub logits: Tensor<2>,
    /// Intermediate activations, shallow to deep.
    pub taps: Vec<Tap>,
    /// Attention scores before the softmax, layer by layer, `[batch, heads, tokens, tokens]`; for transformers.
    pub attention: Vec<Tensor<4>>,
    /// The embedding, then the hidden states after each layer, `[batch, tokens, width]`; for transformers.
    pub hidden: Vec<Tensor<3>>,
    /// Expected result for the player to move, from -1 (lost) to 1 (won), `[batch, 1]`; where images are positions of a
    /// game and something judges them.
    pub value: Option<Tensor<2>>,
}

impl Forward {
    /// Of a network without attention.
    pub fn new(logits: Tensor<2>, taps: Vec<Tap>) -> Self {
        Self { logits, taps, attention: vec![], hidden: vec![], value: None }
    }

    /// The same with a judgement of each position, `[batch, 1]`.
    #[must_use]
    pub fn with_value(self, value: Tensor<2>) -> Self {
        Self { value: Some(value), ..self }
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

impl Anatomy {
    /// Whether a layer of this network has the shape of a layer of the other one, so that it can be copied.
    pub fn has_layers_like(&self, other: &Self) -> bool {
        let both = !self.attention.is_empty() && self.family == other.family;
        both && self.attention.first() == other.attention.first()
            && self.hidden.first() == other.hidden.first()
    }
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
    /// The mean of each cell of a grid, and a dense layer.
    PoolLinear(PoolLinear),
    /// Depthwise-separable convolutions with batch norm.
    Depthwise(Depthwise),
    /// Residual blocks with batch norm.
    Residual(Residual),
    /// Transformer on patches.
    Vit(Vit),
    /// Another network with weights and activations of few bits.
    Quantised(Quantised),
    /// Two padded convolutions, then a policy and a value.
    PolicyValue(PolicyValue),
    /// No network at all: a tree search.
    Search(SearchNet),
}

impl Net {
    /// Runs a batch of images `[batch, 1, height, width]`.
    pub fn forward(&self, images: Tensor<4>, mode: Mode<'_>) -> Forward {
        match self {
            Self::Mlp(net) => net.forward(images),
            Self::Cnn(net) => net.forward(images),
            Self::DropoutCnn(net) => net.forward(images, mode),
            Self::PoolLinear(net) => net.forward(images),
            Self::Depthwise(net) => net.forward(images),
            Self::Residual(net) => net.forward(images),
            Self::Vit(net) => net.forward(images),
            Self::Quantised(net) => net.forward(images, mode),
            Self::PolicyValue(net) => net.forward(images),
            Self::Search(net) => net.forward(images),
        }
    }

    /// The network with layers copied from a teacher, on this device: its layer m from the teacher's layer `map[m]`,
    /// counted from 0. None where the layers have other shapes ([`Anatomy::has_layers_like`]).
    pub fn started_from(self, teacher: &Self, map: &[usize], device: &Device) -> Option<Self> {
        match (self, teacher) {
            (Self::Vit(net), Self::Vit(teacher)) => net.copied(teacher, map, device).map(Self::Vit),
            _ => None,
        }
    }

    /// The network of the model with this key as plain data, for files; none for a search, which is no network.
    /// A quantised one comes with its weights on their grid, and the grid of each layer beside it.
    pub fn describe(&self, model: &str, shape: ImageShape) -> Option<Network> {
        let description = Description::new(model, shape);
        match self {
            Self::Mlp(net) => Some(net.describe(description)),
            Self::Cnn(net) => Some(net.describe(description)),
            Self::DropoutCnn(net) => Some(net.describe(description)),
            Self::PoolLinear(net) => Some(net.describe(description)),
            Self::Depthwise(net) => Some(net.describe(description)),
            Self::Residual(net) => Some(net.describe(description)),
            Self::Vit(net) => Some(net.describe(description)),
            Self::Quantised(net) => net.describe(model, shape),
            Self::PolicyValue(net) => Some(net.describe(description)),
            Self::Search(_) => None,
        }
    }

    /// Share of activations that dropout sets to zero while the network learns; none without dropout.
    pub fn dropout(&self) -> Option<f32> {
        match self {
            Self::DropoutCnn(net) => Some(net.dropout()),
            _ => None,
        }
    }

    /// Floating-point operations of each layer for one image, input to output; a multiply-add counts as two.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        match self {
            Self::Mlp(net) => net.flops(),
            Self::Cnn(net) => net.flops(shape),
            Self::DropoutCnn(net) => net.flops(shape),
            Self::PoolLinear(net) => net.flops(),
            Self::Depthwise(net) => net.flops(shape),
            Self::Residual(net) => net.flops(shape),
            Self::Vit(net) => net.flops(),
            Self::Quantised(net) => net.flops(shape),
            Self::PolicyValue(net) => net.flops(shape),
            Self::Search(_) => vec![],
        }
    }
}
