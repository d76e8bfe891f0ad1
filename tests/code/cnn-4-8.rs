// cnn-4-8, distilled with Retort, in Rust with burn.
//
// Cargo.toml: `burn = { version = "0.22", default-features = false, features = ["std", "flex"] }`, `safetensors = "0.8"`.
// An image is grey, 8 x 8 pixels, light on dark. Grey values 0 to 255 are divided by 255, nothing else.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use safetensors::SafeTensors;

/// Class names, by label.
pub const CLASSES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The network.
#[derive(Module, Debug)]
pub struct Cnn4_8 {
    first: Conv2d,
    second: Conv2d,
    output: Linear,
}

impl Cnn4_8 {
    /// The trained network from the bytes of its safetensors file, `student.safetensors`.
    pub fn load(bytes: &[u8], device: &Device) -> Outcome<Self> {
        let file = &SafeTensors::deserialize(bytes)?;
        Ok(Self {
            first: convolution(file, "first", Conv2dConfig::new([1, 4], [3, 3]), device)?,
            second: convolution(file, "second", Conv2dConfig::new([4, 8], [3, 3]).with_stride([2, 2]), device)?,
            output: dense(file, "output", [32, 10], device)?,
        })
    }

    /// Images `[batch, 1, 8, 8]` with values from 0 to 1 to logits `[batch, 10]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = relu(self.first.forward(images)); // [4, 6, 6]
        let x = relu(self.second.forward(x)); // [8, 2, 2]
        let x = x.flatten::<2>(1, 3); // [32]
        let logits = self.output.forward(x); // [10]
        logits
    }
}

/// The most likely class of an image of 64 grey values, row by row, and the probability of each.
pub fn classify(net: &Cnn4_8, pixels: &[u8], device: &Device) -> (&'static str, Vec<f32>) {
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
