//! A network in PyTorch.

use std::fmt::Write as _;

use super::{About, Layer, Plan, Statement, batch_of, dimensions, plan, quoted, type_name};
use crate::features::Features;
use crate::{Network, Operation, Unsound};

/// A program with a module of the same names as the safetensors file, and a function that classifies an image.
///
/// # Errors
/// [`Unsound`] where the network does not hold together.
pub fn pytorch(network: &Network, about: &About) -> Result<String, Unsound> {
    let plan = plan(network, &[])?;
    let name = type_name(&network.name);
    let [_, height, width] = network.input;
    let parameters: usize = network.parameters.iter().map(crate::Parameter::len).sum();
    let mut text = format!(
        r#""""{key}, distilled with Retort: {parameters} numbers. Needs torch, numpy, safetensors and pillow.

    python {module}.py picture.png

An image is grey, {width} x {height} pixels, light on dark. Grey values 0 to 255 are divided by 255, nothing else.
"""

import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torch import nn

CLASSES = [{classes}]

"#,
        key = network.name,
        module = network.name.replace('-', "_"),
        classes = quoted(&about.classes),
    );
    if uses_attention(network) {
        text.push('\n');
        text.push_str(ATTENTION);
    }
    text.push('\n');
    text.push_str(&class(network, &plan, &name, None));
    let answer = if network.outputs.len() > 1 { "logits, value" } else { "logits" };
    let _ = write!(
        text,
        r#"

def load(path="{file}"):
    """The trained network."""
    net = {name}()
    # strict=False: batch norm's count of batches is of no use to a finished network.
    missing, unexpected = net.load_state_dict(load_file(path), strict=False)
    assert not unexpected and all(key.endswith("num_batches_tracked") for key in missing), (missing, unexpected)
    return net.eval()


def classify(net, image):
    """The most likely class of a grey image [{height}, {width}] of bytes, and the probability of each."""
    pixels = torch.from_numpy(np.asarray(image, dtype=np.float32) / 255).reshape(1, 1, {height}, {width})
    with torch.no_grad():
        {answer} = net(pixels)
    probabilities = F.softmax(logits, dim=1)[0]
    return CLASSES[int(probabilities.argmax())], probabilities.tolist()


if __name__ == "__main__":
    picture = Image.open(sys.argv[1]).convert("L").resize(({width}, {height}))
    print(classify(load(), picture))
"#,
        file = about.file,
    );
    Ok(text)
}

/// The class alone, as a training script wants it: it answers with what lies between input and output too.
pub(crate) fn training_class(network: &Network, features: &Features) -> Result<String, Unsound> {
    let plan = plan(network, &features.kept())?;
    Ok(class(network, &plan, &type_name(&network.name), Some(features)))
}

pub(crate) const ATTENTION: &str = r#"
def attention(query, key, value, heads):
    """Attention of several heads (Vaswani et al. 2017, equation 1): the weighted values, and the scores."""
    batch, tokens, width = query.shape
    query, key, value = (x.reshape(batch, tokens, heads, -1).transpose(1, 2) for x in (query, key, value))
    scores = query @ key.transpose(2, 3) / (width // heads) ** 0.5
    return (scores.softmax(3) @ value).transpose(1, 2).reshape(batch, tokens, width), scores

"#;

pub(crate) fn uses_attention(network: &Network) -> bool {
    network.nodes.iter().any(|node| matches!(node.operation, Operation::Attention { .. }))
}

fn class(network: &Network, plan: &Plan, name: &str, features: Option<&Features>) -> String {
    let outputs: Vec<String> = network
        .outputs
        .iter()
        .map(|output| format!("{} {}", output.name, batch_of(&[output.width])))
        .collect();
    let mut text = format!(
        "class {name}(nn.Module):\n    \"\"\"{}: images {} with values from 0 to 1 to {}.\"\"\"\n\n",
        network.name,
        batch_of(&network.input),
        outputs.join(" and ")
    );
    text.push_str("    def __init__(self):\n        super().__init__()\n");
    for (field, tree) in tree(&plan.layers) {
        let _ = writeln!(text, "        self.{field} = {}", construct(&tree, features.is_some(), 2));
    }
    match features {
        None => text.push_str("\n    def forward(self, images):\n"),
        Some(_) => text.push_str("\n    def forward(self, images, drop=keep):\n"),
    }
    for statement in &plan.statements {
        if let Some((share, _)) = features
            .and_then(|features| features.dropout.as_ref())
            .filter(|(_, layers)| layers.contains(&statement.node.name))
        {
            let x = &statement.inputs[0].variable;
            let dropped = format!("drop({x}, {share})");
            let _ = writeln!(text, "        {}", line(statement, &dropped, false));
            continue;
        }
        let first = statement.inputs.first().map(|each| each.variable.clone()).unwrap_or_default();
        let _ = writeln!(text, "        {}", line(statement, &first, features.is_some()));
    }
    match features {
        None => {
            let _ = writeln!(text, "        return {}", plan.outputs.join(", "));
        }
        Some(features) => {
            let list = |names: &[String]| names.join(", ");
            let of = |values: &[String]| -> Vec<String> {
                values.iter().map(|value| variable_of(network, plan, value)).collect()
            };
            let scores: Vec<String> = plan
                .statements
                .iter()
                .filter(|each| matches!(each.node.operation, Operation::Attention { .. }))
                .map(scores_of)
                .collect();
            let value = plan.outputs.get(1).map_or("None", String::as_str);
            let _ = writeln!(
                text,
                "        return Forward({}, [{}], [{}], [{}], {value})",
                plan.outputs[0],
                list(&of(&features.taps)),
                list(&scores),
                list(&of(&features.hidden)),
            );
        }
    }
    text
}

/// The variable of a value, through the ReLU that may be part of its statement.
fn variable_of(network: &Network, plan: &Plan, value: &str) -> String {
    let holds = |statement: &&Statement| {
        let relu = network.nodes.iter().find(|node| node.name == value && node.operation == Operation::Relu);
        statement.node.name == value
            || (statement.relu && relu.is_some_and(|relu| relu.inputs.contains(&statement.node.name)))
    };
    plan.statements.iter().find(holds).map(|statement| statement.variable.clone()).unwrap_or_default()
}

fn scores_of(statement: &Statement) -> String {
    format!("{}_scores", statement.node.name.replace('.', "_"))
}

fn line(statement: &Statement, first: &str, with_scores: bool) -> String {
    let layer = || format!("self.{}", access(&statement.node.name));
    let input = |at: usize| statement.inputs.get(at).map(|each| each.variable.as_str()).unwrap_or_default();
    let mut variable = statement.variable.clone();
    let value = match &statement.node.operation {
        Operation::Convolution(_)
        | Operation::Dense
        | Operation::BatchNorm { .. }
        | Operation::LayerNorm { .. } => format!("{}({first})", layer()),
        Operation::Position => format!("{first} + {}", layer()),
        Operation::Relu => format!("F.relu({first})"),
        Operation::Softsign => format!("F.softsign({first})"),
        Operation::Add => format!("{first} + {}", input(1)),
        Operation::Flatten => format!("{first}.flatten(1)"),
        Operation::GlobalAverage => format!("{first}.mean((2, 3))"),
        Operation::AveragePool { side } => format!("F.adaptive_avg_pool2d({first}, {side})"),
        Operation::Patches { side } => format!("F.unfold({first}, {side}, stride={side}).transpose(1, 2)"),
        Operation::Attention { heads } => {
            let scores = if with_scores { scores_of(statement) } else { "_".into() };
            variable = format!("{variable}, {scores}");
            format!("attention({first}, {}, {}, heads={heads})", input(1), input(2))
        }
        Operation::MeanToken => format!("{first}.mean(1)"),
    };
    let value = if statement.relu { format!("F.relu({value})") } else { value };
    format!("{variable} = {value}  # {}", dimensions(&statement.shape))
}

/// `blocks.0.first` as an expression.
fn access(name: &str) -> String {
    let mut parts = name.split('.');
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let _ = match part.parse::<usize>() {
            Ok(number) => write!(text, "[{number}]"),
            Err(_) => write!(text, "[\"{part}\"]"),
        };
    }
    text
}

/// Layers by the parts of their names.
enum Tree<'a> {
    Leaf(&'a Layer),
    Branch(Vec<(String, Tree<'a>)>),
}

fn tree<'a>(layers: &'a [(&str, Layer)]) -> Vec<(String, Tree<'a>)> {
    let paths = layers.iter().map(|(name, layer)| (name.split('.').collect::<Vec<_>>(), layer)).collect();
    branch(paths)
}

/// Layers by what is left of their paths.
type Paths<'p, 'a> = Vec<(Vec<&'p str>, &'a Layer)>;

fn branch<'a>(paths: Paths<'_, 'a>) -> Vec<(String, Tree<'a>)> {
    let mut fields: Vec<(String, Paths<'_, 'a>)> = vec![];
    for (path, layer) in paths {
        let Some((first, rest)) = path.split_first() else { continue };
        let entry = (rest.to_vec(), layer);
        match fields.iter_mut().find(|(field, _)| field == first) {
            Some((_, inside)) => inside.push(entry),
            None => fields.push((first.to_string(), vec![entry])),
        }
    }
    let grown = fields.into_iter().map(|(field, inside)| {
        let tree = match inside.as_slice() {
            [(rest, layer)] if rest.is_empty() => Tree::Leaf(layer),
            _ => Tree::Branch(branch(inside)),
        };
        (field, tree)
    });
    grown.collect()
}

fn construct(tree: &Tree, training: bool, depth: usize) -> String {
    let fields = match tree {
        Tree::Leaf(layer) => return construct_layer(layer, training),
        Tree::Branch(fields) => fields,
    };
    let is_list = fields.iter().all(|(field, _)| field.parse::<usize>().is_ok());
    let (inner, outer) = ("    ".repeat(depth + 1), "    ".repeat(depth));
    let lines: String = fields
        .iter()
        .map(|(field, tree)| {
            let key = if is_list { String::new() } else { format!("\"{field}\": ") };
            format!("{inner}{key}{},\n", construct(tree, training, depth + 1))
        })
        .collect();
    match is_list {
        true => format!("nn.ModuleList([\n{lines}{outer}])"),
        false => format!("nn.ModuleDict({{\n{lines}{outer}}})"),
    }
}

fn construct_layer(layer: &Layer, training: bool) -> String {
    match layer {
        Layer::Convolution { channels: [inputs, outputs], kernel, convolution } => {
            let mut text = format!("nn.Conv2d({inputs}, {outputs}, {kernel}");
            let options = [
                (convolution.stride != 1, format!(", stride={}", convolution.stride)),
                (convolution.padding != 0, format!(", padding={}", convolution.padding)),
                (convolution.groups != 1, format!(", groups={}", convolution.groups)),
                (!convolution.bias, ", bias=False".into()),
            ];
            text.extend(options.into_iter().filter(|(differs, _)| *differs).map(|(_, option)| option));
            text + ")"
        }
        Layer::Dense { inputs, outputs } => format!("nn.Linear({inputs}, {outputs})"),
        Layer::BatchNorm { channels, epsilon } => {
            let class = if training { "BatchNorm" } else { "nn.BatchNorm2d" };
            format!("{class}({channels}, eps={epsilon})")
        }
        Layer::LayerNorm { width, epsilon } => format!("nn.LayerNorm({width}, eps={epsilon})"),
        Layer::Position { tokens, width } => format!("nn.Parameter(torch.zeros({tokens}, {width}))"),
    }
}
