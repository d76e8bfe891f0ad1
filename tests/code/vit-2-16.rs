// vit-2-16, distilled with Retort, in Rust with burn.
//
// Cargo.toml: `burn = { version = "0.22", default-features = false, features = ["std", "flex"] }`, `safetensors = "0.8"`.
// An image is grey, 8 x 8 pixels, light on dark. Grey values 0 to 255 are divided by 255, nothing else.

use burn::module::{Module, Param};
use burn::nn::{LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use safetensors::SafeTensors;

/// Class names, by label.
pub const CLASSES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The network.
#[derive(Module, Debug)]
pub struct Vit2_16 {
    patches: Linear,
    position: Param<Tensor<2>>,
    layers_0_attention_norm: LayerNorm,
    layers_0_query: Linear,
    layers_0_key: Linear,
    layers_0_value: Linear,
    layers_0_mix: Linear,
    layers_0_perceptron_norm: LayerNorm,
    layers_0_expand: Linear,
    layers_0_contract: Linear,
    layers_1_attention_norm: LayerNorm,
    layers_1_query: Linear,
    layers_1_key: Linear,
    layers_1_value: Linear,
    layers_1_mix: Linear,
    layers_1_perceptron_norm: LayerNorm,
    layers_1_expand: Linear,
    layers_1_contract: Linear,
    norm: LayerNorm,
    output: Linear,
}

impl Vit2_16 {
    /// The trained network from the bytes of its safetensors file, `student.safetensors`.
    pub fn load(bytes: &[u8], device: &Device) -> Outcome<Self> {
        let file = &SafeTensors::deserialize(bytes)?;
        Ok(Self {
            patches: dense(file, "patches", [4, 16], device)?,
            position: Param::from_tensor(tensor(file, "position", device)?),
            layers_0_attention_norm: layer_norm(file, "layers.0.attention_norm", LayerNormConfig::new(16).with_epsilon(0.00001), device)?,
            layers_0_query: dense(file, "layers.0.query", [16, 16], device)?,
            layers_0_key: dense(file, "layers.0.key", [16, 16], device)?,
            layers_0_value: dense(file, "layers.0.value", [16, 16], device)?,
            layers_0_mix: dense(file, "layers.0.mix", [16, 16], device)?,
            layers_0_perceptron_norm: layer_norm(file, "layers.0.perceptron_norm", LayerNormConfig::new(16).with_epsilon(0.00001), device)?,
            layers_0_expand: dense(file, "layers.0.expand", [16, 32], device)?,
            layers_0_contract: dense(file, "layers.0.contract", [32, 16], device)?,
            layers_1_attention_norm: layer_norm(file, "layers.1.attention_norm", LayerNormConfig::new(16).with_epsilon(0.00001), device)?,
            layers_1_query: dense(file, "layers.1.query", [16, 16], device)?,
            layers_1_key: dense(file, "layers.1.key", [16, 16], device)?,
            layers_1_value: dense(file, "layers.1.value", [16, 16], device)?,
            layers_1_mix: dense(file, "layers.1.mix", [16, 16], device)?,
            layers_1_perceptron_norm: layer_norm(file, "layers.1.perceptron_norm", LayerNormConfig::new(16).with_epsilon(0.00001), device)?,
            layers_1_expand: dense(file, "layers.1.expand", [16, 32], device)?,
            layers_1_contract: dense(file, "layers.1.contract", [32, 16], device)?,
            norm: layer_norm(file, "norm", LayerNormConfig::new(16).with_epsilon(0.00001), device)?,
            output: dense(file, "output", [16, 10], device)?,
        })
    }

    /// Images `[batch, 1, 8, 8]` with values from 0 to 1 to logits `[batch, 10]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = patches(images, [4, 4], 2); // [16, 4]
        let x = self.patches.forward(x); // [16, 16]
        let position = x + self.position.val().unsqueeze::<3>(); // [16, 16]
        let layers_0_attention_norm = self.layers_0_attention_norm.forward(position.clone()); // [16, 16]
        let layers_0_query = self.layers_0_query.forward(layers_0_attention_norm.clone()); // [16, 16]
        let layers_0_key = self.layers_0_key.forward(layers_0_attention_norm.clone()); // [16, 16]
        let x = self.layers_0_value.forward(layers_0_attention_norm); // [16, 16]
        let x = attention(layers_0_query, layers_0_key, x, 2); // [16, 16]
        let x = self.layers_0_mix.forward(x); // [16, 16]
        let layers_0_attended = position + x; // [16, 16]
        let x = self.layers_0_perceptron_norm.forward(layers_0_attended.clone()); // [16, 16]
        let x = relu(self.layers_0_expand.forward(x)); // [16, 32]
        let x = self.layers_0_contract.forward(x); // [16, 16]
        let layers_0 = layers_0_attended + x; // [16, 16]
        let layers_1_attention_norm = self.layers_1_attention_norm.forward(layers_0.clone()); // [16, 16]
        let layers_1_query = self.layers_1_query.forward(layers_1_attention_norm.clone()); // [16, 16]
        let layers_1_key = self.layers_1_key.forward(layers_1_attention_norm.clone()); // [16, 16]
        let x = self.layers_1_value.forward(layers_1_attention_norm); // [16, 16]
        let x = attention(layers_1_query, layers_1_key, x, 2); // [16, 16]
        let x = self.layers_1_mix.forward(x); // [16, 16]
        let layers_1_attended = layers_0 + x; // [16, 16]
        let x = self.layers_1_perceptron_norm.forward(layers_1_attended.clone()); // [16, 16]
        let x = relu(self.layers_1_expand.forward(x)); // [16, 32]
        let x = self.layers_1_contract.forward(x); // [16, 16]
        let x = layers_1_attended + x; // [16, 16]
        let x = self.norm.forward(x); // [16, 16]
        let x = x.mean_dim(1).flatten::<2>(1, 2); // [16]
        let logits = self.output.forward(x); // [10]
        logits
    }
}

/// The most likely class of an image of 64 grey values, row by row, and the probability of each.
pub fn classify(net: &Vit2_16, pixels: &[u8], device: &Device) -> (&'static str, Vec<f32>) {
    let values: Vec<f32> = pixels.iter().map(|&grey| f32::from(grey) / 255.0).collect();
    let logits = net.forward(Tensor::from_data(TensorData::new(values, [1, 1, 8, 8]), device));
    let probabilities: Vec<f32> = softmax(logits, 1).into_data().iter::<f32>().collect();
    let best = (0..CLASSES.len()).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b])).unwrap_or(0);
    (CLASSES[best], probabilities)
}

/// A tensor of the file; PyTorch's names and layouts.
fn tensor<const D: usize>(file: &SafeTensors, name: &str, device: &Device) -> Outcome<Tensor<D>> {
    let view = file.tensor(name)?;
    let values: Vec<f32> = view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    Ok(Tensor::from_data(TensorData::new(values, view.shape().to_vec()), device))
}

/// burn has a dense weight as `[in, out]`, PyTorch as `[out, in]`.
fn dense(file: &SafeTensors, name: &str, [inputs, outputs]: [usize; 2], device: &Device) -> Outcome<Linear> {
    let mut layer = LinearConfig::new(inputs, outputs).init(device);
    layer.weight = Param::from_tensor(tensor::<2>(file, &format!("{name}.weight"), device)?.transpose());
    layer.bias = Some(Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?));
    Ok(layer)
}

fn layer_norm(file: &SafeTensors, name: &str, config: LayerNormConfig, device: &Device) -> Outcome<LayerNorm> {
    let mut layer = config.init(device);
    layer.gamma = Param::from_tensor(tensor(file, &format!("{name}.weight"), device)?);
    layer.beta = Some(Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?));
    Ok(layer)
}

/// Squares of the images as rows, `[batch, tokens, side * side]`.
fn patches(images: Tensor<4>, [rows, columns]: [usize; 2], side: usize) -> Tensor<3> {
    let [batch, ..] = images.dims();
    let squares = images.reshape([batch, rows, side, columns, side]).swap_dims(2, 3);
    squares.reshape([batch, rows * columns, side * side])
}

/// Attention of several heads (Vaswani et al. 2017, equation 1), each `[batch, tokens, width]`.
fn attention(query: Tensor<3>, key: Tensor<3>, value: Tensor<3>, heads: usize) -> Tensor<3> {
    let [batch, tokens, width] = query.dims();
    let each = width / heads;
    let split = |x: Tensor<3>| x.reshape([batch, tokens, heads, each]).swap_dims(1, 2);
    let scores = split(query).matmul(split(key).swap_dims(2, 3)) / (each as f32).sqrt();
    softmax(scores, 3).matmul(split(value)).swap_dims(1, 2).reshape([batch, tokens, width])
}
