//! The shape of every value in a network.

use std::collections::BTreeMap;

use crate::{Network, Node, Operation};

/// A network that does not hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsound {
    /// The node or output that does not fit.
    pub place: String,
    /// Why not.
    pub reason: &'static str,
}

impl std::error::Error for Unsound {}

impl std::fmt::Display for Unsound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// Shapes without the batch, by the name of the value.
pub type Shapes<'a> = BTreeMap<&'a str, Vec<usize>>;

impl Network {
    /// The shape of the images and of what each node makes of them.
    ///
    /// # Errors
    /// [`Unsound`] where operations do not fit together, or parameters are missing or of another shape.
    pub fn shapes(&self) -> Result<Shapes<'_>, Unsound> {
        let mut shapes = Shapes::from([(Self::IMAGES, self.input.to_vec())]);
        for node in &self.nodes {
            let unsound = |reason| Unsound { place: node.name.clone(), reason };
            let inputs: Option<Vec<&[usize]>> =
                node.inputs.iter().map(|input| shapes.get(input.as_str()).map(Vec::as_slice)).collect();
            let inputs = inputs.ok_or_else(|| unsound("one of its inputs does not exist before it"))?;
            let shape = self.shape_of(node, &inputs).map_err(unsound)?;
            if shapes.insert(&node.name, shape).is_some() {
                return Err(unsound("two values have this name"));
            }
        }
        for output in &self.outputs {
            if shapes.get(output.value.as_str()).is_none_or(|shape| *shape != [output.width]) {
                let place = output.name.clone();
                return Err(Unsound { place, reason: "the output has no value of its width" });
            }
        }
        Ok(shapes)
    }

    fn shape_of(&self, node: &Node, inputs: &[&[usize]]) -> Result<Vec<usize>, &'static str> {
        const NO_FIT: &str = "the input has another shape than the operation takes";
        let of =
            |suffix: &str| self.parameter(&format!("{}{suffix}", node.name)).map(|it| it.shape.as_slice());
        let has = |suffix: &str, wanted: &[usize]| match of(suffix) {
            Some(shape) if shape == wanted => Ok(()),
            _ => Err("a parameter is missing or has another shape"),
        };
        match (&node.operation, inputs) {
            (Operation::Convolution(layer), &[&[channels, height, width]]) => {
                let &[outputs, group, rows, columns] = of(".weight").unwrap_or_default() else {
                    return Err("the weight has not four dimensions");
                };
                if layer.stride == 0 || group.checked_mul(layer.groups) != Some(channels) || rows == 0 {
                    return Err("the weight, the groups or the stride do not fit the input");
                }
                if layer.bias {
                    has(".bias", &[outputs])?;
                }
                let steps = |size: usize, kernel: usize| {
                    let padded = layer.padding.checked_mul(2)?.checked_add(size)?;
                    Some(padded.checked_sub(kernel)? / layer.stride + 1)
                };
                match (steps(height, rows), steps(width, columns)) {
                    (Some(height), Some(width)) => Ok(vec![outputs, height, width]),
                    _ => Err("the kernel is larger than the image"),
                }
            }
            (Operation::Dense, &[&[ref before @ .., inputs]]) if before.len() < 2 => {
                let &[outputs, _] = of(".weight").unwrap_or_default() else {
                    return Err("the weight has not two dimensions");
                };
                has(".weight", &[outputs, inputs])?;
                if of(".bias").is_some() {
                    has(".bias", &[outputs])?;
                }
                Ok([before, &[outputs]].concat())
            }
            (Operation::BatchNorm { .. }, &[shape @ &[channels, ..]]) => {
                [".weight", ".bias", ".running_mean", ".running_var"]
                    .into_iter()
                    .try_for_each(|name| has(name, &[channels]))?;
                Ok(shape.to_vec())
            }
            (Operation::LayerNorm { .. }, &[shape @ &[_, width]]) => {
                [".weight", ".bias"].into_iter().try_for_each(|name| has(name, &[width]))?;
                Ok(shape.to_vec())
            }
            (Operation::Relu | Operation::Softsign, &[shape]) => Ok(shape.to_vec()),
            (Operation::Add, &[one, other]) if one == other => Ok(one.to_vec()),
            (Operation::Flatten, &[shape]) => Ok(vec![shape.iter().product()]),
            (Operation::GlobalAverage, &[&[channels, _, _]]) => Ok(vec![channels]),
            (&Operation::AveragePool { side }, &[&[channels, height, width]])
                if side > 0 && height > 0 && width > 0 =>
            {
                Ok(vec![channels, side, side])
            }
            (&Operation::Patches { side }, &[&[1, height, width]])
                if side > 0 && height % side == 0 && width % side == 0 =>
            {
                Ok(vec![(height / side) * (width / side), side * side])
            }
            (Operation::Position, &[shape]) => has("", shape).map(|()| shape.to_vec()),
            (&Operation::Attention { heads }, &[query @ &[_, width], key, value])
                if query == key && key == value && heads > 0 && width % heads == 0 =>
            {
                Ok(query.to_vec())
            }
            (Operation::MeanToken, &[&[_, width]]) => Ok(vec![width]),
            _ => Err(NO_FIT),
        }
    }
}
