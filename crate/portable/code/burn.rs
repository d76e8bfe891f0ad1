//! A network in Rust with burn 0.22.

use std::fmt::Write as _;

use super::{About, Layer, Plan, Statement, batch_of, dimensions, plan, quoted, type_name};
use crate::{Network, Operation, Unsound};

/// A module with a function that loads the safetensors file, and one that classifies an image.
///
/// # Errors
/// [`Unsound`] where the network does not hold together.
pub fn burn(network: &Network, about: &About) -> Result<String, Unsound> {
    let plan = plan(network, &[])?;
    let name = type_name(&network.name);
    let [_, height, width] = network.input;
    let used = Used::by(network, &plan);
    let mut text = format!(
        "//! {}, distilled with Retort, in Rust with burn.\n\
         //!\n\
         //! Cargo.toml: `burn = {{ version = \"0.22\", default-features = false, features = [\"std\", \"flex\"] }}`, \
         `safetensors = \"0.8\"`.\n\
         //! An image is grey, {width} x {height} pixels, light on dark. Grey values 0 to 255 are divided by 255, nothing else.\n\n",
        network.name
    );
    text.push_str(&used.imports());
    let _ = write!(
        text,
        "\n/// Class names, by label.\npub const CLASSES: [&str; {}] = [{}];\n\n\
         type Outcome<T> = Result<T, Box<dyn std::error::Error>>;\n\n",
        about.classes.len(),
        quoted(&about.classes)
    );
    text.push_str(&module(network, &plan, &name, &about.file));
    let answer = if network.outputs.len() > 1 { "(logits, _)" } else { "logits" };
    let _ = write!(
        text,
        r#"
/// The most likely class of an image of {pixels} grey values, row by row, and the probability of each.
pub fn classify(net: &{name}, pixels: &[u8], device: &Device) -> (&'static str, Vec<f32>) {{
    let values: Vec<f32> = pixels.iter().map(|&grey| f32::from(grey) / 255.0).collect();
    let {answer} = net.forward(Tensor::from_data(TensorData::new(values, [1, 1, {height}, {width}]), device));
    let probabilities: Vec<f32> = softmax(logits, 1).into_data().iter::<f32>().collect();
    let best = (0..CLASSES.len()).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b])).unwrap_or(0);
    (CLASSES[best], probabilities)
}}

/// A tensor of the file; PyTorch's names and layouts.
fn tensor<const D: usize>(file: &SafeTensors, name: &str, device: &Device) -> Outcome<Tensor<D>> {{
    let view = file.tensor(name)?;
    let values: Vec<f32> = view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    Ok(Tensor::from_data(TensorData::new(values, view.shape().to_vec()), device))
}}
"#,
        pixels = height * width
    );
    used.helpers().for_each(|helper| text.push_str(helper));
    Ok(text)
}

fn field(name: &str) -> String {
    name.replace('.', "_")
}

fn module(network: &Network, plan: &Plan, name: &str, file: &str) -> String {
    let answers: Vec<String> = network
        .outputs
        .iter()
        .map(|output| format!("{} `{}`", output.name, batch_of(&[output.width])))
        .collect();
    let mut text = format!("/// The network.\n#[derive(Module, Debug)]\npub struct {name} {{\n");
    for (layer_name, layer) in &plan.layers {
        let kind = match layer {
            Layer::Convolution { .. } => "Conv2d",
            Layer::Dense { .. } => "Linear",
            Layer::BatchNorm { .. } => "BatchNorm",
            Layer::LayerNorm { .. } => "LayerNorm",
            Layer::Position { .. } => "Param<Tensor<2>>",
        };
        let _ = writeln!(text, "    {}: {kind},", field(layer_name));
    }
    let _ = write!(
        text,
        "}}\n\nimpl {name} {{\n    /// The trained network from the bytes of its safetensors file, `{file}`.\n    \
         pub fn load(bytes: &[u8], device: &Device) -> Outcome<Self> {{\n        \
         let file = &SafeTensors::deserialize(bytes)?;\n        Ok(Self {{\n"
    );
    for (layer_name, layer) in &plan.layers {
        let _ = writeln!(text, "            {}: {},", field(layer_name), load(layer_name, layer));
    }
    let (kind, returned) = match plan.outputs.as_slice() {
        [one] => ("Tensor<2>".to_string(), one.clone()),
        several => (
            format!("({})", vec!["Tensor<2>"; several.len()].join(", ")),
            format!("({})", several.join(", ")),
        ),
    };
    let _ = write!(
        text,
        "        }})\n    }}\n\n    /// Images `{}` with values from 0 to 1 to {}.\n    \
         pub fn forward(&self, images: Tensor<4>) -> {kind} {{\n",
        batch_of(&network.input),
        answers.join(" and ")
    );
    for statement in &plan.statements {
        let _ = writeln!(text, "        {}", line(statement));
    }
    let _ = write!(text, "        {returned}\n    }}\n}}\n");
    text
}

fn load(name: &str, layer: &Layer) -> String {
    match layer {
        Layer::Convolution { channels: [inputs, outputs], kernel, convolution } => {
            let mut config = format!("Conv2dConfig::new([{inputs}, {outputs}], [{kernel}, {kernel}])");
            if convolution.stride != 1 {
                let _ = write!(config, ".with_stride([{0}, {0}])", convolution.stride);
            }
            if convolution.padding != 0 {
                let _ = write!(
                    config,
                    ".with_padding(PaddingConfig2d::Explicit({0}, {0}, {0}, {0}))",
                    convolution.padding
                );
            }
            if convolution.groups != 1 {
                let _ = write!(config, ".with_groups({})", convolution.groups);
            }
            if !convolution.bias {
                config.push_str(".with_bias(false)");
            }
            format!("convolution(file, \"{name}\", {config}, device)?")
        }
        Layer::Dense { inputs, outputs } => {
            format!("dense(file, \"{name}\", [{inputs}, {outputs}], device)?")
        }
        Layer::BatchNorm { channels, epsilon } => {
            let config = format!("BatchNormConfig::new({channels}).with_epsilon({epsilon})");
            format!("batch_norm(file, \"{name}\", {config}, device)?")
        }
        Layer::LayerNorm { width, epsilon } => {
            let config = format!("LayerNormConfig::new({width}).with_epsilon({epsilon})");
            format!("layer_norm(file, \"{name}\", {config}, device)?")
        }
        Layer::Position { .. } => format!("Param::from_tensor(tensor(file, \"{name}\", device)?)"),
    }
}

fn line(statement: &Statement) -> String {
    let layer = format!("self.{}", field(&statement.node.name));
    let read = |at: usize| {
        let each = statement.inputs.get(at);
        each.map_or_else(String::new, |each| {
            if each.again { format!("{}.clone()", each.variable) } else { each.variable.clone() }
        })
    };
    let x = read(0);
    let shape = statement.inputs.first().map(|each| each.shape.as_slice()).unwrap_or_default();
    let value = match (&statement.node.operation, shape) {
        (Operation::Position, _) => format!("{x} + {layer}.val().unsqueeze::<3>()"),
        (Operation::Relu, _) => format!("relu({x})"),
        (Operation::Softsign, _) => {
            let name = &statement.inputs[0].variable;
            format!("{name}.clone() / ({x}.abs() + 1.0)")
        }
        (Operation::Add, _) => format!("{x} + {}", read(1)),
        (Operation::Flatten, shape) => format!("{x}.flatten::<2>(1, {})", shape.len()),
        (Operation::GlobalAverage, _) => format!("{x}.flatten::<3>(2, 3).mean_dim(2).flatten::<2>(1, 2)"),
        (Operation::AveragePool { side }, _) => format!("adaptive_avg_pool2d({x}, [{side}, {side}])"),
        (Operation::Patches { side }, &[_, height, width]) => {
            let (rows, columns) = (height / side, width / side);
            format!("patches({x}, [{rows}, {columns}], {side})")
        }
        (Operation::Attention { heads }, _) => format!("attention({x}, {}, {}, {heads})", read(1), read(2)),
        (Operation::MeanToken, _) => format!("{x}.mean_dim(1).flatten::<2>(1, 2)"),
        _ => format!("{layer}.forward({x})"),
    };
    let value = if statement.relu { format!("relu({value})") } else { value };
    format!("let {} = {value}; // {}", statement.variable, dimensions(&statement.shape))
}

/// What the program has to import, and which helpers it needs.
struct Used {
    convolution: bool,
    padding: bool,
    dense: bool,
    batch_norm: bool,
    layer_norm: bool,
    relu: bool,
    pool: bool,
    patches: bool,
    attention: bool,
}

impl Used {
    fn by(network: &Network, plan: &Plan) -> Self {
        let has = |wanted: &dyn Fn(&Layer) -> bool| plan.layers.iter().any(|(_, layer)| wanted(layer));
        let does =
            |wanted: &dyn Fn(&Operation) -> bool| network.nodes.iter().any(|node| wanted(&node.operation));
        Self {
            convolution: has(&|layer| matches!(layer, Layer::Convolution { .. })),
            padding: does(&|each| matches!(each, Operation::Convolution(c) if c.padding != 0)),
            dense: has(&|layer| matches!(layer, Layer::Dense { .. })),
            batch_norm: has(&|layer| matches!(layer, Layer::BatchNorm { .. })),
            layer_norm: has(&|layer| matches!(layer, Layer::LayerNorm { .. })),
            relu: does(&|each| *each == Operation::Relu),
            pool: does(&|each| matches!(each, Operation::AveragePool { .. })),
            patches: does(&|each| matches!(each, Operation::Patches { .. })),
            attention: does(&|each| matches!(each, Operation::Attention { .. })),
        }
    }

    fn imports(&self) -> String {
        let list = |pairs: &[(bool, &str)]| -> String {
            let wanted: Vec<&str> =
                pairs.iter().filter(|(wanted, _)| *wanted).map(|(_, name)| *name).collect();
            match wanted.as_slice() {
                [one] => one.to_string(),
                several => format!("{{{}}}", several.join(", ")),
            }
        };
        let mut text = String::new();
        let modules = list(&[(true, "Module"), (true, "Param"), (self.batch_norm, "RunningState")]);
        let _ = writeln!(text, "use burn::module::{modules};");
        if self.convolution {
            text.push_str("use burn::nn::conv::{Conv2d, Conv2dConfig};\n");
        }
        let layers = list(&[
            (self.batch_norm, "BatchNorm"),
            (self.batch_norm, "BatchNormConfig"),
            (self.layer_norm, "LayerNorm"),
            (self.layer_norm, "LayerNormConfig"),
            (self.dense, "Linear"),
            (self.dense, "LinearConfig"),
            (self.padding, "PaddingConfig2d"),
        ]);
        let _ = writeln!(text, "use burn::nn::{layers};");
        let _ = writeln!(
            text,
            "use burn::tensor::activation::{};",
            list(&[(self.relu, "relu"), (true, "softmax")])
        );
        if self.pool {
            text.push_str("use burn::tensor::module::adaptive_avg_pool2d;\n");
        }
        text + "use burn::tensor::{Device, Tensor, TensorData};\nuse safetensors::SafeTensors;\n"
    }

    fn helpers(&self) -> impl Iterator<Item = &'static str> {
        let helpers = [
            (self.convolution, CONVOLUTION),
            (self.dense, DENSE),
            (self.batch_norm, BATCH_NORM),
            (self.layer_norm, LAYER_NORM),
            (self.patches, PATCHES),
            (self.attention, ATTENTION),
        ];
        helpers.into_iter().filter(|(wanted, _)| *wanted).map(|(_, helper)| helper)
    }
}

const CONVOLUTION: &str = r#"
fn convolution(file: &SafeTensors, name: &str, config: Conv2dConfig, device: &Device) -> Outcome<Conv2d> {
    let mut layer = config.init(device);
    layer.weight = Param::from_tensor(tensor(file, &format!("{name}.weight"), device)?);
    if layer.bias.is_some() {
        layer.bias = Some(Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?));
    }
    Ok(layer)
}
"#;

const DENSE: &str = r#"
/// burn has a dense weight as `[in, out]`, PyTorch as `[out, in]`.
fn dense(file: &SafeTensors, name: &str, [inputs, outputs]: [usize; 2], device: &Device) -> Outcome<Linear> {
    let mut layer = LinearConfig::new(inputs, outputs).init(device);
    layer.weight = Param::from_tensor(tensor::<2>(file, &format!("{name}.weight"), device)?.transpose());
    layer.bias = Some(Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?));
    Ok(layer)
}
"#;

const BATCH_NORM: &str = r#"
fn batch_norm(file: &SafeTensors, name: &str, config: BatchNormConfig, device: &Device) -> Outcome<BatchNorm> {
    let mut layer = config.init(device);
    layer.gamma = Param::from_tensor(tensor(file, &format!("{name}.weight"), device)?);
    layer.beta = Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?);
    layer.running_mean = RunningState::new(tensor(file, &format!("{name}.running_mean"), device)?);
    layer.running_var = RunningState::new(tensor(file, &format!("{name}.running_var"), device)?);
    Ok(layer)
}
"#;

const LAYER_NORM: &str = r#"
fn layer_norm(file: &SafeTensors, name: &str, config: LayerNormConfig, device: &Device) -> Outcome<LayerNorm> {
    let mut layer = config.init(device);
    layer.gamma = Param::from_tensor(tensor(file, &format!("{name}.weight"), device)?);
    layer.beta = Some(Param::from_tensor(tensor(file, &format!("{name}.bias"), device)?));
    Ok(layer)
}
"#;

const PATCHES: &str = r#"
/// Squares of the images as rows, `[batch, tokens, side * side]`.
fn patches(images: Tensor<4>, [rows, columns]: [usize; 2], side: usize) -> Tensor<3> {
    let [batch, ..] = images.dims();
    let squares = images.reshape([batch, rows, side, columns, side]).swap_dims(2, 3);
    squares.reshape([batch, rows * columns, side * side])
}
"#;

const ATTENTION: &str = r#"
/// Attention of several heads (Vaswani et al. 2017, equation 1), each `[batch, tokens, width]`.
fn attention(query: Tensor<3>, key: Tensor<3>, value: Tensor<3>, heads: usize) -> Tensor<3> {
    let [batch, tokens, width] = query.dims();
    let each = width / heads;
    let split = |x: Tensor<3>| x.reshape([batch, tokens, heads, each]).swap_dims(1, 2);
    let scores = split(query).matmul(split(key).swap_dims(2, 3)) / (each as f32).sqrt();
    softmax(scores, 3).matmul(split(value)).swap_dims(1, 2).reshape([batch, tokens, width])
}
"#;
