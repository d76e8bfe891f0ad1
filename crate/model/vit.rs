//! Small vision transformer (Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words", equations 1 to 4; norm before
//! each branch, as in Xiong et al. 2020): square patches through one dense layer, a learned embedding of their places,
//! layers of attention and a two-layer perceptron, and the mean of the tokens for the answer. The perceptron has ReLU
//! and twice the width.

use burn::module::{Initializer, Module, Param};
use burn::nn::{LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use retort_portable::{Network, Operation, Value};

use super::describe::Description;
use super::layers::{dense_flops, outputs_of};
use super::{Forward, ImageShape, Tap, weights};
use crate::engine;

/// Hidden width of the perceptron in widths of a token.
const EXPANSION: usize = 2;

/// Sizes of the network.
pub struct VitConfig {
    /// Layers of attention and perceptron.
    pub layers: usize,
    /// Numbers in a token.
    pub width: usize,
    /// Heads of the attention; they share the width.
    pub heads: usize,
}

/// Side of a patch: a quarter of the image's, so that every image has 16 tokens, as close as its size allows.
pub fn patch_side(shape: ImageShape) -> usize {
    (shape.height / 4).max(1)
}

/// Whether the patches cover an image of this shape without rest.
pub fn patches_fit(shape: ImageShape) -> bool {
    let side = patch_side(shape);
    shape.height.is_multiple_of(side) && shape.width.is_multiple_of(side)
}

impl VitConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> Vit {
        let (side, width) = (patch_side(shape), self.width);
        let tokens = (shape.height / side) * (shape.width / side);
        let dense = |inputs, outputs| LinearConfig::new(inputs, outputs).init(device);
        let norm = || LayerNormConfig::new(width).init(device);
        let layer = || Layer {
            attention_norm: norm(),
            query: dense(width, width),
            key: dense(width, width),
            value: dense(width, width),
            mix: dense(width, width),
            perceptron_norm: norm(),
            expand: dense(width, EXPANSION * width),
            contract: dense(EXPANSION * width, width),
        };
        Vit {
            patches: dense(side * side, width),
            position: Initializer::Zeros.init([tokens, width], device),
            layers: (0..self.layers).map(|_| layer()).collect(),
            norm: norm(),
            output: dense(width, shape.classes),
            side,
            heads: self.heads,
        }
    }
}

/// Attention, then a perceptron on each token; each adds to what came in.
#[derive(Module, Debug)]
struct Layer {
    attention_norm: LayerNorm,
    query: Linear,
    key: Linear,
    value: Linear,
    mix: Linear,
    perceptron_norm: LayerNorm,
    expand: Linear,
    contract: Linear,
}

impl Layer {
    /// Tokens `[batch, tokens, width]` to tokens and attention scores `[batch, heads, tokens, tokens]`.
    fn forward(&self, x: Tensor<3>, heads: usize) -> (Tensor<3>, Tensor<4>) {
        let normed = engine::layer_norm(&self.attention_norm, x.clone());
        let token = |layer: &Linear| engine::dense_tokens(layer, normed.clone(), false);
        let attention = engine::attention(token(&self.query), token(&self.key), token(&self.value), heads);
        let x = x + engine::dense_tokens(&self.mix, attention.output, false);
        let normed = engine::layer_norm(&self.perceptron_norm, x.clone());
        let expanded = engine::dense_tokens(&self.expand, normed, true);
        (x + engine::dense_tokens(&self.contract, expanded, false), attention.scores)
    }

    fn describe(&self, network: &mut Description, name: &str, x: &Value, heads: usize) -> Value {
        let of = |field: &str| format!("{name}.{field}");
        let normed = network.layer_norm(&of("attention_norm"), &self.attention_norm, x);
        let query = network.dense(&of("query"), &self.query, &normed);
        let key = network.dense(&of("key"), &self.key, &normed);
        let value = network.dense(&of("value"), &self.value, &normed);
        let heads = Operation::Attention { heads };
        let attention = network.apply(&of("attention"), heads, [&query, &key, &value]);
        let mixed = network.dense(&of("mix"), &self.mix, &attention);
        let x = network.apply(&of("attended"), Operation::Add, [x, &mixed]);
        let normed = network.layer_norm(&of("perceptron_norm"), &self.perceptron_norm, &x);
        let expanded = network.dense(&of("expand"), &self.expand, &normed);
        let expanded = network.relu(&of("expand"), &expanded);
        let contracted = network.dense(&of("contract"), &self.contract, &expanded);
        network.apply(name, Operation::Add, [&x, &contracted])
    }

    /// Floating-point operations of each product for one image.
    fn flops(&self, tokens: usize) -> [u64; 8] {
        let [width, _] = self.query.weight.lazy_shape().dims();
        let dense = |layer| tokens as u64 * dense_flops(layer);
        // Scores and weighted values: all heads together make one product of the full width each.
        let product = 2 * (tokens * tokens * width) as u64;
        let [query, key, value] = [&self.query, &self.key, &self.value].map(dense);
        let [mix, expand, contract] = [&self.mix, &self.expand, &self.contract].map(dense);
        [query, key, value, product, product, mix, expand, contract]
    }
}

/// See the module.
#[derive(Module, Debug)]
pub struct Vit {
    patches: Linear,
    /// `[tokens, width]`.
    position: Param<Tensor<2>>,
    layers: Vec<Layer>,
    norm: LayerNorm,
    output: Linear,
    side: usize,
    heads: usize,
}

impl Vit {
    /// Images `[batch, 1, height, width]` to logits. Hidden states are the embedding and what each layer gives; the tap
    /// is the mean token.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let embedded = engine::dense_tokens(&self.patches, unfold(images, self.side), false);
        let mut x = embedded + self.position.val().unsqueeze::<3>();
        let (mut hidden, mut attention) = (vec![x.clone()], vec![]);
        for layer in &self.layers {
            let (next, scores) = layer.forward(x, self.heads);
            x = next;
            hidden.push(x.clone());
            attention.push(scores);
        }
        let [batch, _, width] = x.dims();
        let mean = engine::layer_norm(&self.norm, x).mean_dim(1).reshape([batch, width]);
        let taps = vec![Tap::Values(mean.clone())];
        Forward { logits: engine::dense(&self.output, mean), taps, attention, hidden, value: None }
    }

    /// The same as plain data.
    pub fn describe(&self, mut network: Description) -> Network {
        let images = network.images();
        let patches = network.apply("unfolded", Operation::Patches { side: self.side }, [&images]);
        let embedded = network.dense("patches", &self.patches, &patches);
        let mut x = network.position("position", &self.position, &embedded);
        for (at, layer) in self.layers.iter().enumerate() {
            x = layer.describe(&mut network, &format!("layers.{at}"), &x, self.heads);
        }
        let normed = network.layer_norm("norm", &self.norm, &x);
        let mean = network.apply("mean", Operation::MeanToken, [&normed]);
        let logits = network.dense("output", &self.output, &mean);
        network.finish([("logits", &logits, outputs_of(&self.output))])
    }

    /// Floating-point operations of each product for one image, input to output.
    pub fn flops(&self) -> Vec<u64> {
        let [tokens, _] = self.position.lazy_shape().dims();
        let mut flops = vec![tokens as u64 * dense_flops(&self.patches)];
        flops.extend(self.layers.iter().flat_map(|layer| layer.flops(tokens)));
        flops.push(dense_flops(&self.output));
        flops
    }

    /// The network with every layer copied from another one of the same width and heads (Sanh et al. 2019, section 3):
    /// its layer m from layer `map[m]`, counted from 0; the embedding, the last norm and the output from theirs. None
    /// where widths or heads differ, or a layer is not there.
    pub fn copied(self, from: &Self, map: &[usize], device: &Device) -> Option<Self> {
        let same = self.position.lazy_shape() == from.position.lazy_shape() && self.heads == from.heads;
        let known = map.len() == self.layers.len() && map.iter().all(|&layer| layer < from.layers.len());
        if !same || !known {
            return None;
        }
        let layers = self.layers.into_iter().zip(map);
        Some(Self {
            patches: weights::copied(self.patches, &from.patches, device),
            position: weights::replace(&self.position, weights::flatten(&from.position), device),
            layers: layers.map(|(layer, &m)| weights::copied(layer, &from.layers[m], device)).collect(),
            norm: weights::copied(self.norm, &from.norm, device),
            output: weights::copied(self.output, &from.output, device),
            side: self.side,
            heads: self.heads,
        })
    }
}

/// Images `[batch, 1, height, width]` as rows of their patches, `[batch, tokens, side * side]`.
fn unfold(images: Tensor<4>, side: usize) -> Tensor<3> {
    let [batch, _, height, width] = images.dims();
    let (rows, columns) = (height / side, width / side);
    images.reshape([batch, rows, side, columns, side]).swap_dims(2, 3).reshape([
        batch,
        rows * columns,
        side * side,
    ])
}

#[cfg(test)]
mod tests {
    use burn::tensor::TensorData;

    use super::*;
    use crate::model::{Net, find};
    use crate::seed::Seed;

    const SHAPE: ImageShape = ImageShape { height: 8, width: 8, classes: 10 };

    fn drawn(key: &str, seed: u32, device: &Device) -> Net {
        find(key).expect("registered").init(SHAPE, &mut Seed(seed).stream("test"), device)
    }

    #[test]
    fn a_student_with_all_layers_of_its_teacher_answers_like_it() {
        let device = crate::device::plain(crate::spec::choices::Engine::Flex).expect("built");
        let (teacher, student) = (drawn("vit-4-32", 1, &device), drawn("vit-4-32", 2, &device));
        assert_ne!(weights::flatten(&student), weights::flatten(&teacher));
        let copy = student.started_from(&teacher, &[0, 1, 2, 3], &device).expect("the same shape");
        assert_eq!(weights::flatten(&copy), weights::flatten(&teacher));
    }

    #[test]
    fn half_of_the_layers_are_those_that_the_map_names_and_other_widths_are_refused() {
        let device = crate::device::plain(crate::spec::choices::Engine::Flex).expect("built");
        let teacher = drawn("vit-4-32", 1, &device);
        let half = drawn("vit-2-32", 2, &device).started_from(&teacher, &[1, 3], &device);
        let (Some(Net::Vit(half)), Net::Vit(whole)) = (half, &teacher) else { panic!("two transformers") };
        for (copy, layer) in [(0, 1), (1, 3)] {
            assert_eq!(weights::flatten(&half.layers[copy]), weights::flatten(&whole.layers[layer]));
        }
        assert_eq!(weights::flatten(&half.position), weights::flatten(&whole.position));
        assert!(drawn("vit-2-16", 2, &device).started_from(&teacher, &[1, 3], &device).is_none());
        assert!(drawn("vit-2-32", 2, &device).started_from(&teacher, &[1, 4], &device).is_none());
        assert!(drawn("cnn-4-8", 2, &device).started_from(&teacher, &[0], &device).is_none());
    }

    #[test]
    fn patches_cover_an_image_or_do_not() {
        let fits = |height, width| patches_fit(ImageShape { height, width, classes: 10 });
        assert!(fits(8, 8) && fits(28, 28) && fits(20, 30));
        assert!(!fits(20, 32) && !fits(10, 9));
    }

    #[test]
    fn a_patch_holds_neighbouring_pixels() {
        let device = crate::device::plain(crate::spec::choices::Engine::Flex).expect("built");
        let pixels: Vec<f32> = (0..16).map(|pixel| pixel as f32).collect();
        let images = Tensor::from_data(TensorData::new(pixels, [1, 1, 4, 4]), &device);
        let patches: Vec<f32> = unfold(images, 2).into_data().iter().collect();
        assert_eq!(patches, [0., 1., 4., 5., 2., 3., 6., 7., 8., 9., 12., 13., 10., 11., 14., 15.]);
    }
}
