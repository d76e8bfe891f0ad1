//! A network as the statements of a program, whatever the language: which values get a name, where each is used for the
//! last time, and the shape of everything.

use crate::{Network, Node, Operation, Unsound};

/// One statement: an operation, perhaps with ReLU around it.
#[derive(Clone, Debug)]
pub(crate) struct Statement<'a> {
    /// The operation.
    pub node: &'a Node,
    /// Whether the statement ends with ReLU.
    pub relu: bool,
    /// What goes in.
    pub inputs: Vec<Use>,
    /// The variable that holds the result.
    pub variable: String,
    /// Shape of the result without the batch.
    pub shape: Vec<usize>,
}

/// A variable that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    /// The variable.
    pub variable: String,
    /// Whether something reads it later.
    pub again: bool,
    /// Its shape without the batch.
    pub shape: Vec<usize>,
}

/// A layer with parameters.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::enum_variant_names, reason = "layer norm is what everybody calls it")]
pub(crate) enum Layer {
    Convolution { channels: [usize; 2], kernel: usize, convolution: crate::Convolution },
    Dense { inputs: usize, outputs: usize },
    BatchNorm { channels: usize, epsilon: f32 },
    LayerNorm { width: usize, epsilon: f32 },
    Position { tokens: usize, width: usize },
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a> {
    /// In the order in which they run.
    pub statements: Vec<Statement<'a>>,
    /// Names and layers, in the order of the model's own list of weights.
    pub layers: Vec<(&'a str, Layer)>,
    /// Variables of what the network answers, in the order of [`Network::outputs`].
    pub outputs: Vec<String>,
}

/// The statements of a network. `kept` are values that the program reads once more at its end.
///
/// # Errors
/// [`Unsound`] where the network does not hold together.
pub(crate) fn plan<'a>(network: &'a Network, kept: &[String]) -> Result<Plan<'a>, Unsound> {
    let shapes = network.shapes()?;
    let shape_of = |value: &str| shapes.get(value).cloned().unwrap_or_default();
    let uses = |value: &str| {
        let read = network.nodes.iter().flat_map(|node| &node.inputs).filter(|input| *input == value);
        let ends = network.outputs.iter().map(|output| &output.value).chain(kept);
        read.count() + ends.filter(|end| *end == value).count()
    };
    let mut statements: Vec<Statement> = vec![];
    // Value and variable.
    let mut known: Vec<(&str, String)> = vec![(Network::IMAGES, Network::IMAGES.into())];
    for node in &network.nodes {
        // A ReLU whose input nobody else reads is part of that input's statement.
        if node.operation == Operation::Relu
            && let Some(last) = statements.last_mut()
            && node.inputs.first() == Some(&last.node.name)
            && uses(&last.node.name) == 1
            && !last.relu
        {
            last.relu = true;
            last.variable = name_of(network, &node.name, &known);
            known.push((&node.name, last.variable.clone()));
            continue;
        }
        let inputs = node
            .inputs
            .iter()
            .filter_map(|input| known.iter().find(|(value, _)| value == input))
            .map(|(value, variable)| Use { variable: variable.clone(), again: false, shape: shape_of(value) })
            .collect();
        let variable = name_of(network, &node.name, &known);
        known.push((&node.name, variable.clone()));
        statements.push(Statement { node, relu: false, inputs, variable, shape: shape_of(&node.name) });
    }
    let variable_of = |value: &String| {
        known
            .iter()
            .find(|(name, _)| name == value)
            .map_or_else(String::new, |(_, variable)| variable.clone())
    };
    let outputs: Vec<String> = network.outputs.iter().map(|output| variable_of(&output.value)).collect();
    let kept: Vec<String> = kept.iter().map(variable_of).collect();
    shorten(&mut statements, &outputs, &kept);
    mark_last_uses(&mut statements, &outputs, &kept);
    Ok(Plan { statements, layers: layers(network), outputs })
}

/// A value that only the next statement reads is called `x`.
fn shorten(statements: &mut [Statement], outputs: &[String], kept: &[String]) {
    for at in 0..statements.len().saturating_sub(1) {
        let variable = statements[at].variable.clone();
        let reads =
            |statement: &Statement| statement.inputs.iter().filter(|each| each.variable == variable).count();
        let next = reads(&statements[at + 1]);
        let later: usize = statements[at + 2..].iter().map(reads).sum();
        let ends = outputs.iter().chain(kept).any(|end| *end == variable);
        if next > 0 && later == 0 && !ends {
            statements[at].variable = "x".into();
            for each in &mut statements[at + 1].inputs {
                if each.variable == variable {
                    each.variable = "x".into();
                }
            }
        }
    }
}

fn mark_last_uses(statements: &mut [Statement], outputs: &[String], kept: &[String]) {
    let mut later: Vec<String> = outputs.iter().chain(kept).cloned().collect();
    for statement in statements.iter_mut().rev() {
        // What this statement makes anew is not the value that is read before it.
        later.retain(|variable| *variable != statement.variable);
        for each in statement.inputs.iter_mut().rev() {
            each.again = later.contains(&each.variable);
            later.push(each.variable.clone());
        }
    }
}

/// A name that no other value has: that of the layer, without what is only punctuation.
fn name_of(network: &Network, value: &str, known: &[(&str, String)]) -> String {
    let output = network.outputs.iter().find(|output| output.value == value);
    let plain = output.map_or(value, |output| &output.name);
    let short =
        plain.strip_suffix(".relu").unwrap_or(plain).replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let taken = |name: &str| name == "x" || known.iter().any(|(_, variable)| variable == name);
    if !taken(&short) {
        return short;
    }
    let long = plain.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    if taken(&long) { format!("{long}_{}", known.len()) } else { long }
}

/// Nodes with parameters. Their order is that of the list of parameters.
fn layers(network: &Network) -> Vec<(&str, Layer)> {
    let mut layers: Vec<(&str, Layer)> = vec![];
    for first in &network.parameters {
        let node = network.nodes.iter().find(|node| {
            first.name == node.name
                || first.name.rsplit_once('.').is_some_and(|(owner, _)| owner == node.name)
        });
        let Some(node) = node.filter(|node| layers.iter().all(|(name, _)| *name != node.name)) else {
            continue;
        };
        let layer = match (&node.operation, first.shape.as_slice()) {
            (Operation::Convolution(convolution), &[outputs, each, kernel, _]) => Layer::Convolution {
                channels: [each * convolution.groups, outputs],
                kernel,
                convolution: *convolution,
            },
            (Operation::Dense, &[outputs, inputs]) => Layer::Dense { inputs, outputs },
            (Operation::BatchNorm { epsilon }, &[channels]) => {
                Layer::BatchNorm { channels, epsilon: *epsilon }
            }
            (Operation::LayerNorm { epsilon }, &[width]) => Layer::LayerNorm { width, epsilon: *epsilon },
            (Operation::Position, &[tokens, width]) => Layer::Position { tokens, width },
            _ => continue,
        };
        layers.push((&node.name, layer));
    }
    layers
}
