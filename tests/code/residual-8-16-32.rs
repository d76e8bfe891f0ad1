// residual-8-16-32, distilled with Retort, in Rust with burn.
//
// Cargo.toml: `burn = { version = "0.22", default-features = false, features = ["std", "flex"] }`, `safetensors = "0.8"`.
// An image is grey, 8 x 8 pixels, light on dark. Grey values 0 to 255 are divided by 255, nothing else.

use burn::module::{Module, Param, RunningState};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use safetensors::SafeTensors;

/// Class names, by label.
pub const CLASSES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The network.
#[derive(Module, Debug)]
pub struct Residual8_16_32 {
    stem_convolution: Conv2d,
    stem_norm: BatchNorm,
    blocks_0_first_convolution: Conv2d,
    blocks_0_first_norm: BatchNorm,
    blocks_0_second_convolution: Conv2d,
    blocks_0_second_norm: BatchNorm,
    blocks_1_first_convolution: Conv2d,
    blocks_1_first_norm: BatchNorm,
    blocks_1_second_convolution: Conv2d,
    blocks_1_second_norm: BatchNorm,
    blocks_1_shortcut_convolution: Conv2d,
    blocks_1_shortcut_norm: BatchNorm,
    blocks_2_first_convolution: Conv2d,
    blocks_2_first_norm: BatchNorm,
    blocks_2_second_convolution: Conv2d,
    blocks_2_second_norm: BatchNorm,
    blocks_2_shortcut_convolution: Conv2d,
    blocks_2_shortcut_norm: BatchNorm,
    output: Linear,
}

impl Residual8_16_32 {
    /// The trained network from the bytes of its safetensors file, `student.safetensors`.
    pub fn load(bytes: &[u8], device: &Device) -> Outcome<Self> {
        let file = &SafeTensors::deserialize(bytes)?;
        Ok(Self {
            stem_convolution: convolution(file, "stem.convolution", Conv2dConfig::new([1, 8], [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).with_bias(false), device)?,
            stem_norm: batch_norm(file, "stem.norm", BatchNormConfig::new(8).with_epsilon(0.00001), device)?,
            blocks_0_first_convolution: convolution(file, "blocks.0.first.convolution", Conv2dConfig::new([8, 8], [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).with_bias(false), device)?,
            blocks_0_first_norm: batch_norm(file, "blocks.0.first.norm", BatchNormConfig::new(8).with_epsilon(0.00001), device)?,
            blocks_0_second_convolution: convolution(file, "blocks.0.second.convolution", Conv2dConfig::new([8, 8], [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).with_bias(false), device)?,
            blocks_0_second_norm: batch_norm(file, "blocks.0.second.norm", BatchNormConfig::new(8).with_epsilon(0.00001), device)?,
            blocks_1_first_convolution: convolution(file, "blocks.1.first.convolution", Conv2dConfig::new([8, 16], [3, 3]).with_stride([2, 2]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).with_bias(false), device)?,
            blocks_1_first_norm: batch_norm(file, "blocks.1.first.norm", BatchNormConfig::new(16).with_epsilon(0.00001), device)?,
            blocks_1_second_convolution: convolution(file, "blocks.1.second.convolution", Conv2dConfig::new([16, 16], [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).with_bias(false), device)?,
            blocks_1_second_norm: batch_norm(file, "blocks.1.second.norm", BatchNormConfig::new(16).with_epsilon(0.00001), device)?,
            blocks_1_shortcut_convolution: convolution(file, "blocks.1.shortcut.convolution", Conv2dConfig::new([8, 16], [1, 1]).with_stride([2, 2]).with_bias(false), device)?,
            blocks_1_shortcut_norm: batch_norm(file, "blocks.1.shortcut.norm", BatchNormConfig::new(16).with_epsilon(0.00001), device)?,
            blocks_2_first_convolution: convolution(file, "blocks.2.first.convolution", Conv2dConfig::new([16, 32], [3, 3]).with_stride([2, 2]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).with_bias(false), device)?,
            blocks_2_first_norm: batch_norm(file, "blocks.2.first.norm", BatchNormConfig::new(32).with_epsilon(0.00001), device)?,
            blocks_2_second_convolution: convolution(file, "blocks.2.second.convolution", Conv2dConfig::new([32, 32], [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).with_bias(false), device)?,
            blocks_2_second_norm: batch_norm(file, "blocks.2.second.norm", BatchNormConfig::new(32).with_epsilon(0.00001), device)?,
            blocks_2_shortcut_convolution: convolution(file, "blocks.2.shortcut.convolution", Conv2dConfig::new([16, 32], [1, 1]).with_stride([2, 2]).with_bias(false), device)?,
            blocks_2_shortcut_norm: batch_norm(file, "blocks.2.shortcut.norm", BatchNormConfig::new(32).with_epsilon(0.00001), device)?,
            output: dense(file, "output", [32, 10], device)?,
        })
    }

    /// Images `[batch, 1, 8, 8]` with values from 0 to 1 to logits `[batch, 10]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.stem_convolution.forward(images); // [8, 8, 8]
        let stem = relu(self.stem_norm.forward(x)); // [8, 8, 8]
        let x = self.blocks_0_first_convolution.forward(stem.clone()); // [8, 8, 8]
        let x = relu(self.blocks_0_first_norm.forward(x)); // [8, 8, 8]
        let x = self.blocks_0_second_convolution.forward(x); // [8, 8, 8]
        let x = self.blocks_0_second_norm.forward(x); // [8, 8, 8]
        let blocks_0 = relu(x + stem); // [8, 8, 8]
        let x = self.blocks_1_first_convolution.forward(blocks_0.clone()); // [16, 4, 4]
        let x = relu(self.blocks_1_first_norm.forward(x)); // [16, 4, 4]
        let x = self.blocks_1_second_convolution.forward(x); // [16, 4, 4]
        let blocks_1_second_norm = self.blocks_1_second_norm.forward(x); // [16, 4, 4]
        let x = self.blocks_1_shortcut_convolution.forward(blocks_0); // [16, 4, 4]
        let x = self.blocks_1_shortcut_norm.forward(x); // [16, 4, 4]
        let blocks_1 = relu(blocks_1_second_norm + x); // [16, 4, 4]
        let x = self.blocks_2_first_convolution.forward(blocks_1.clone()); // [32, 2, 2]
        let x = relu(self.blocks_2_first_norm.forward(x)); // [32, 2, 2]
        let x = self.blocks_2_second_convolution.forward(x); // [32, 2, 2]
        let blocks_2_second_norm = self.blocks_2_second_norm.forward(x); // [32, 2, 2]
        let x = self.blocks_2_shortcut_convolution.forward(blocks_1); // [32, 2, 2]
        let x = self.blocks_2_shortcut_norm.forward(x); // [32, 2, 2]
        let x = relu(blocks_2_second_norm + x); // [32, 2, 2]
        let x = x.flatten::<3>(2, 3).mean_dim(2).flatten::<2>(1, 2); // [32]
        let logits = self.output.forward(x); // [10]
        logits
    }
}

/// The most likely class of an image of 64 grey values, row by row, and the probability of each.
pub fn classify(net: &Residual8_16_32, pixels: &[u8], device: &Device) -> (&'static str, Vec<f32>) {
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

fn convolution(file: &SafeTensors, name: &str, config: Conv2dConfig, device: &Device) -> Outcome<Conv2d> {
    let mut layer = config.init(device);
    layer.weight = Param::from_tensor(tensor(file, &format!("{name}.weight"), device)?);
    if layer.bias.is_some() {
        layer.bias = Some(Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?));
    }
    Ok(layer)
}

/// burn has a dense weight as `[in, out]`, PyTorch as `[out, in]`.
fn dense(file: &SafeTensors, name: &str, [inputs, outputs]: [usize; 2], device: &Device) -> Outcome<Linear> {
    let mut layer = LinearConfig::new(inputs, outputs).init(device);
    layer.weight = Param::from_tensor(tensor::<2>(file, &format!("{name}.weight"), device)?.transpose());
    layer.bias = Some(Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?));
    Ok(layer)
}

fn batch_norm(file: &SafeTensors, name: &str, config: BatchNormConfig, device: &Device) -> Outcome<BatchNorm> {
    let mut layer = config.init(device);
    layer.gamma = Param::from_tensor(tensor(file, &format!("{name}.weight"), device)?);
    layer.beta = Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?);
    layer.running_mean = RunningState::new(tensor(file, &format!("{name}.running_mean"), device)?);
    layer.running_var = RunningState::new(tensor(file, &format!("{name}.running_var"), device)?);
    Ok(layer)
}
