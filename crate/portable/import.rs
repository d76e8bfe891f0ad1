//! Which model a file's tensors belong to.

use std::collections::BTreeMap;

use crate::{Metadata, Network, Operation, Operator, Tensor, Tensors};

/// Tensors that are the weights of no model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The tensor or the operator that does not fit.
    pub field: String,
    /// Why, and which model comes nearest.
    pub reason: String,
}

impl std::error::Error for Refusal {}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}

/// The candidate whose parameters are the file's tensors, by name and shape, and its weights in its own layout and order.
/// Candidates need no numbers. Where several fit, the file's own word decides, then the order.
///
/// # Errors
/// [`Refusal`] that names the first thing by which the file differs from the candidate that comes nearest.
pub fn weights_for(tensors: &Tensors, candidates: &[Network]) -> Result<(usize, Vec<f32>), Refusal> {
    let by_name: BTreeMap<&str, &Tensor> =
        tensors.tensors.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
    let named = |network: &&(usize, &Network)| tensors.metadata.get(Metadata::MODEL) == Some(&network.1.name);
    let mut order: Vec<(usize, &Network)> = candidates.iter().enumerate().collect();
    if let Some(at) = order.iter().position(|each| named(&each)) {
        order[..=at].rotate_right(1);
    }
    let mut nearest: Option<(usize, Refusal)> = None;
    for (at, candidate) in order {
        let fitting = candidate.parameters.iter().filter(|parameter| {
            by_name.get(parameter.name.as_str()).is_some_and(|tensor| tensor.shape == parameter.shape)
        });
        let fitting = fitting.count();
        match difference(tensors, &by_name, candidate) {
            None => {
                let weights = candidate.parameters.iter().filter_map(|parameter| {
                    let tensor = by_name.get(parameter.name.as_str())?;
                    Some(parameter.own_layout_of(&tensor.values))
                });
                return Ok((at, weights.flatten().collect()));
            }
            Some(refusal) if nearest.as_ref().is_none_or(|(before, _)| *before < fitting) => {
                nearest = Some((fitting, refusal));
            }
            Some(_) => {}
        }
    }
    Err(nearest.map(|(_, refusal)| refusal).unwrap_or_else(|| {
        let reason = "there is no model that it could be".into();
        Refusal { field: "model".into(), reason }
    }))
}

/// The first difference between the file and a model.
fn difference(tensors: &Tensors, by_name: &BTreeMap<&str, &Tensor>, candidate: &Network) -> Option<Refusal> {
    let refuse = |field: &str, reason: String| {
        let reason = format!("{reason} (nearest model: {})", candidate.name);
        Some(Refusal { field: field.into(), reason })
    };
    for parameter in &candidate.parameters {
        match by_name.get(parameter.name.as_str()) {
            None => return refuse(&parameter.name, "the file has no tensor of this name".into()),
            Some(tensor) if tensor.shape != parameter.shape => {
                let reason = format!("its shape is {:?}, the model has {:?}", tensor.shape, parameter.shape);
                return refuse(&parameter.name, reason);
            }
            // Batch norm takes the root of it.
            Some(tensor)
                if parameter.name.ends_with(".running_var") && tensor.values.iter().any(|it| *it < 0.0) =>
            {
                return refuse(&parameter.name, "a variance is negative".into());
            }
            Some(_) => {}
        }
    }
    let other = tensors.tensors.iter().find(|tensor| candidate.parameter(&tensor.name).is_none());
    if let Some(tensor) = other {
        return refuse(&tensor.name, "the model has no parameter of this name".into());
    }
    let operators = tensors.operators.as_ref()?;
    other_operators(operators, candidate).and_then(|(field, reason)| refuse(&field, reason))
}

/// Kinds of operators that make an architecture, whoever wrote the file; the others only move numbers, or are written
/// in more than one way.
const TELLING: [&str; 7] =
    ["Conv", "BatchNormalization", "LayerNormalization", "Relu", "Softsign", "Softmax", "GlobalAveragePool"];

/// Whether the file computes something else with the same weights.
fn other_operators(operators: &[Operator], candidate: &Network) -> Option<(String, String)> {
    for kind in TELLING {
        let wanted = candidate.nodes.iter().filter(|node| kind_of(&node.operation) == Some(kind)).count();
        let found = operators.iter().filter(|operator| operator.kind == kind).count();
        // A mean over height and width may be written in two ways.
        if found != wanted && kind != "GlobalAveragePool" || found > wanted {
            return Some((kind.into(), format!("the file has {found} such operators, the model {wanted}")));
        }
    }
    for node in &candidate.nodes {
        let weight = format!("{}.weight", node.name);
        let using =
            |kind| operators.iter().find(|each| each.kind == kind && each.inputs.get(1) == Some(&weight));
        let ints = |operator: &Operator, name: &str, default: i64| {
            let given = operator.ints.iter().find(|(given, _)| given == name);
            given.map_or(vec![default], |(_, values)| values.clone())
        };
        let epsilon = |operator: &Operator| {
            operator.floats.iter().find(|(name, _)| name == "epsilon").map_or(1e-5, |(_, value)| *value)
        };
        let differs = match node.operation {
            Operation::Convolution(convolution) => using("Conv").is_none_or(|operator| {
                let all = |name, default, wanted: usize| {
                    ints(operator, name, default).iter().all(|value| *value == wanted as i64)
                };
                !(all("strides", 1, convolution.stride)
                    && all("pads", 0, convolution.padding)
                    && all("group", 1, convolution.groups)
                    && all("dilations", 1, 1))
            }),
            Operation::BatchNorm { epsilon: wanted } => {
                using("BatchNormalization").is_none_or(|operator| epsilon(operator) != wanted)
            }
            Operation::LayerNorm { epsilon: wanted } => {
                using("LayerNormalization").is_none_or(|operator| epsilon(operator) != wanted)
            }
            _ => false,
        };
        if differs {
            return Some((weight, "no operator with the model's settings uses it".into()));
        }
    }
    None
}

/// The operator that an operation becomes, where it is one of [`TELLING`].
fn kind_of(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::Convolution(_) => Some("Conv"),
        Operation::BatchNorm { .. } => Some("BatchNormalization"),
        Operation::LayerNorm { .. } => Some("LayerNormalization"),
        Operation::Relu => Some("Relu"),
        Operation::Softsign => Some("Softsign"),
        Operation::Attention { .. } => Some("Softmax"),
        Operation::GlobalAverage => Some("GlobalAveragePool"),
        _ => None,
    }
}
