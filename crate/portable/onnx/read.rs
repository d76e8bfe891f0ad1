//! An ONNX file as tensors and operators. Everything is checked against the bytes that are there before it is copied, and
//! nothing that could hide numbers (subgraphs, functions, files beside the file) is accepted.

use std::collections::{BTreeMap, BTreeSet};

use super::field::{attribute, entry, graph, model, node, operator_set, tensor};
use super::{OPERATOR_SET, attribute_type, element};
use crate::protobuf::{Fields, Value};
use crate::tensors::{Kind, elements};
use crate::{MOST_BYTES, MOST_ENTRIES, Metadata, Operator, ReadError, Tensor, Tensors};

/// Operators that networks of the registry are made of, written by this program or by PyTorch.
const OPERATORS: &[&str] = &[
    "Add",
    "AveragePool",
    "BatchNormalization",
    "Clip",
    "Constant",
    "Conv",
    "DequantizeLinear",
    "Div",
    "Flatten",
    "Gemm",
    "GlobalAveragePool",
    "Identity",
    "LayerNormalization",
    "MatMul",
    "Mul",
    "QuantizeLinear",
    "ReduceMean",
    "Relu",
    "Reshape",
    "Softmax",
    "Softsign",
    "Transpose",
];

/// Oldest and newest operator sets whose operators mean what ours do; PyTorch writes 18 or 20 by itself.
const OPERATOR_SETS: std::ops::RangeInclusive<i64> = 13..=25;

/// Longest name.
const MOST_NAME: usize = 512;
/// Most dimensions of a tensor.
const MOST_DIMS: usize = 8;

type Read<T> = Result<T, ReadError>;

/// Reads the initialisers and operators of an ONNX file; int8 weights come back as the floats that they stand for.
///
/// # Errors
/// [`ReadError`] with the field and the reason: for a file that is too large, cut off or damaged, for numbers that are
/// not finite or whose count is not that of their shape, for operators that no network here has, and for parts of ONNX
/// that are not read.
pub fn read(bytes: &[u8]) -> Read<Tensors> {
    if bytes.len() > MOST_BYTES {
        return Err(wrong("file", format!("it has {} bytes, at most {MOST_BYTES} are read", bytes.len())));
    }
    if bytes.is_empty() {
        return Err(wrong("file", "it is empty"));
    }
    let mut reader = Reader::default();
    let mut graph = None;
    let mut version = None;
    each_field("model", bytes, |number, value| match (number, value) {
        (model::GRAPH, Value::Bytes(part)) if graph.is_none() => {
            graph = Some(part);
            Ok(())
        }
        (model::GRAPH, _) => Err(wrong("model.graph", "there are two")),
        (model::OPERATOR_SET, Value::Bytes(part)) => operator_version(part, &mut version),
        (model::METADATA, Value::Bytes(part)) => reader.metadata(part),
        (model::IR_VERSION | model::MODEL_VERSION, Value::Int(_)) => Ok(()),
        (
            model::PRODUCER_NAME | model::PRODUCER_VERSION | model::DOMAIN | model::DOC_STRING,
            Value::Bytes(_),
        ) => Ok(()),
        _ => Err(wrong(
            &format!("model, field {number}"),
            "this is no part of an ONNX model that is read here",
        )),
    })?;
    let graph = graph.ok_or_else(|| wrong("model.graph", "there is none: this is no ONNX model"))?;
    match version {
        None => return Err(wrong("model.opset_import", "it is missing")),
        Some(version) if !OPERATOR_SETS.contains(&version) => {
            let (first, last) = (OPERATOR_SETS.start(), OPERATOR_SETS.end());
            let reason =
                format!("{version}: allowed is {first} to {last}; {OPERATOR_SET} is what is written here");
            return Err(wrong("model.opset_import", reason));
        }
        Some(_) => {}
    }
    reader.graph(graph)?;
    reader.finish()
}

fn wrong(field: &str, reason: impl Into<String>) -> ReadError {
    ReadError { format: "ONNX", field: field.into(), reason: reason.into() }
}

/// Calls back for each field of a message.
fn each_field<'a>(
    place: &str,
    bytes: &'a [u8],
    mut take: impl FnMut(u32, Value<'a>) -> Read<()>,
) -> Read<()> {
    let mut fields = Fields::new(bytes);
    while let Some((number, value)) = fields.next_field().map_err(|fault| wrong(place, fault))? {
        take(number, value)?;
    }
    Ok(())
}

fn text(place: &str, bytes: &[u8]) -> Read<String> {
    if bytes.len() > MOST_NAME {
        return Err(wrong(place, format!("it has {} bytes, at most {MOST_NAME} are read", bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| wrong(place, "it is no UTF-8 text"))?;
    Ok(text.to_owned())
}

fn operator_version(bytes: &[u8], version: &mut Option<i64>) -> Read<()> {
    const PLACE: &str = "model.opset_import";
    let (mut standard, mut found) = (true, None);
    each_field(PLACE, bytes, |number, value| {
        match (number, value) {
            (operator_set::DOMAIN, Value::Bytes(domain)) => standard = is_standard(domain),
            (operator_set::VERSION, Value::Int(value)) => found = Some(value.cast_signed()),
            _ => return Err(wrong(PLACE, "it has a field that does not exist")),
        }
        Ok(())
    })?;
    // Others may be announced; an operator of theirs is refused where it is used.
    if standard {
        *version = found.or(*version);
    }
    Ok(())
}

fn is_standard(domain: &[u8]) -> bool {
    domain.is_empty() || domain == b"ai.onnx"
}

/// A tensor that is not all floats, kept until it is known what it is for.
struct Stored<'a> {
    shape: Vec<usize>,
    kind: i64,
    raw: &'a [u8],
}

#[derive(Default)]
struct Reader<'a> {
    tensors: Vec<Tensor>,
    /// Integers that operators of quantisation use.
    integers: BTreeMap<String, Stored<'a>>,
    names: BTreeSet<String>,
    operators: Vec<Operator>,
    metadata: Metadata,
}

impl<'a> Reader<'a> {
    fn metadata(&mut self, bytes: &[u8]) -> Read<()> {
        const PLACE: &str = "model.metadata_props";
        let (mut key, mut text) = (String::new(), String::new());
        each_field(PLACE, bytes, |number, value| {
            let Value::Bytes(bytes) = value else { return Err(wrong(PLACE, "an entry is no text")) };
            let read = std::str::from_utf8(bytes).map_err(|_| wrong(PLACE, "an entry is no UTF-8 text"))?;
            match number {
                entry::KEY => key = read.into(),
                entry::VALUE => text = read.into(),
                _ => return Err(wrong(PLACE, "an entry has a field that does not exist")),
            }
            Ok(())
        })?;
        if self.metadata.0.len() >= MOST_ENTRIES {
            return Err(wrong(PLACE, format!("there are more than {MOST_ENTRIES}")));
        }
        if self.metadata.0.contains_key(&key) {
            return Err(wrong(PLACE, format!("\"{key}\" is there twice")));
        }
        self.metadata.0.insert(key, text);
        Ok(())
    }

    fn graph(&mut self, bytes: &'a [u8]) -> Read<()> {
        each_field("model.graph", bytes, |number, value| match (number, value) {
            (graph::NODE, Value::Bytes(part)) => self.node(part),
            (graph::INITIALIZER, Value::Bytes(part)) => self.initializer(part),
            (
                graph::NAME
                | graph::DOC_STRING
                | graph::INPUT
                | graph::OUTPUT
                | graph::VALUE
                | graph::METADATA,
                Value::Bytes(_),
            ) => Ok(()),
            _ => {
                let reason = "sparse tensors and other such parts of a graph are not read";
                Err(wrong(&format!("model.graph, field {number}"), reason))
            }
        })
    }

    fn node(&mut self, bytes: &[u8]) -> Read<()> {
        const PLACE: &str = "model.graph.node";
        if self.operators.len() >= MOST_ENTRIES {
            return Err(wrong(PLACE, format!("there are more than {MOST_ENTRIES}")));
        }
        let mut operator = Operator::default();
        each_field(PLACE, bytes, |number, value| {
            match (number, value) {
                (node::INPUT, Value::Bytes(name)) => operator.inputs.push(text(PLACE, name)?),
                (node::OUTPUT, Value::Bytes(name)) => operator.outputs.push(text(PLACE, name)?),
                (node::KIND, Value::Bytes(name)) => operator.kind = text(PLACE, name)?,
                (node::DOMAIN, Value::Bytes(domain)) if !is_standard(domain) => {
                    return Err(wrong(PLACE, "an operator comes from outside the standard"));
                }
                (node::ATTRIBUTE, Value::Bytes(part)) => attribute_of(&mut operator, part)?,
                _ => {}
            }
            Ok(())
        })?;
        if !OPERATORS.contains(&operator.kind.as_str()) {
            let reason = format!("operator \"{}\" is in no network of the registry", operator.kind);
            return Err(wrong(PLACE, reason));
        }
        self.operators.push(operator);
        Ok(())
    }

    fn initializer(&mut self, bytes: &'a [u8]) -> Read<()> {
        const PLACE: &str = "model.graph.initializer";
        if self.names.len() >= MOST_ENTRIES {
            return Err(wrong(PLACE, format!("there are more than {MOST_ENTRIES}")));
        }
        let (mut name, mut shape, mut kind, mut raw) = (String::new(), vec![], 0, None);
        let mut floats: Vec<u8> = vec![];
        each_field(PLACE, bytes, |number, value| {
            match (number, value) {
                (tensor::NAME, Value::Bytes(part)) => name = text(PLACE, part)?,
                (tensor::TYPE, Value::Int(value)) => kind = value.cast_signed(),
                (tensor::DIMS, Value::Int(value)) => push_length(&mut shape, value)?,
                (tensor::DIMS, Value::Bytes(packed)) => {
                    let mut lengths = Fields::new(packed);
                    while let Some(value) = lengths.next_int().map_err(|fault| wrong(PLACE, fault))? {
                        push_length(&mut shape, value)?;
                    }
                }
                (tensor::RAW, Value::Bytes(part)) => raw = Some(part),
                (tensor::FLOATS, Value::Bytes(packed)) => floats.extend(packed),
                (tensor::FLOATS, Value::Fixed32(one)) => floats.extend(one),
                (tensor::LOCATION, Value::Int(0)) | (tensor::DOC_STRING | tensor::METADATA, _) => {}
                _ => {
                    return Err(wrong(
                        PLACE,
                        format!("field {number}: numbers in another place are not read"),
                    ));
                }
            }
            Ok(())
        })?;
        if name.is_empty() || !self.names.insert(name.clone()) {
            return Err(wrong(PLACE, format!("\"{name}\": a tensor needs a name of its own")));
        }
        let kind_of_floats = match kind {
            element::F32 => Some(Kind::F32),
            element::F64 => Some(Kind::F64),
            element::F16 => Some(Kind::F16),
            element::BF16 => Some(Kind::Bf16),
            _ => None,
        };
        let bytes = match (raw, kind) {
            (Some(raw), _) if floats.is_empty() => raw,
            (None, element::F32) => floats.as_slice(),
            _ => return Err(wrong(&name, "its numbers are not in raw_data or float_data")),
        };
        let size = match (kind_of_floats, kind) {
            (Some(kind), _) => kind.bytes(),
            (None, element::I8) => 1,
            (None, element::I64) => 8,
            _ => return Err(wrong(&name, format!("element type {kind} is none that weights have"))),
        };
        let wanted = elements(&shape).and_then(|count| count.checked_mul(size));
        if wanted != Some(bytes.len()) {
            let reason = format!("shape {shape:?} does not take the {} bytes that are there", bytes.len());
            return Err(wrong(&name, reason));
        }
        match (kind_of_floats, raw) {
            (Some(kind), _) => {
                let values = kind
                    .numbers(bytes)
                    .map_err(|place| wrong(&name, format!("number {place} is not finite")))?;
                self.tensors.push(Tensor { name, shape, values });
            }
            (None, Some(raw)) => {
                self.integers.insert(name, Stored { shape, kind, raw });
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// Replaces integers and their scales by the weights that they stand for.
    fn finish(mut self) -> Read<Tensors> {
        let mut used = BTreeSet::new();
        for operator in &self.operators {
            let ("DequantizeLinear", [stored, scale, rest @ ..], [output]) =
                (operator.kind.as_str(), operator.inputs.as_slice(), operator.outputs.as_slice())
            else {
                continue;
            };
            let Some(integers) = self.integers.get(stored).filter(|it| it.kind == element::I8) else {
                continue;
            };
            let scales = self.tensors.iter().find(|tensor| tensor.name == *scale);
            let scales = scales.ok_or_else(|| wrong(stored, "its scales are no initialiser"))?;
            let axis =
                operator.ints.iter().find(|(name, _)| name == "axis").map_or(&[1][..], |(_, axis)| axis);
            let per_channel = matches!((axis, integers.shape.first()), (&[0], Some(&channels))
                if channels > 0 && scales.shape == [channels]);
            let symmetric = rest.iter().all(|zero| {
                let zeros = self.integers.get(zero);
                zero.is_empty()
                    || zeros.is_some_and(|it| it.shape == scales.shape && it.raw.iter().all(|&it| it == 0))
            });
            if !per_channel || !symmetric {
                let reason = "only weights with a scale for each first index and zero points of 0 are read";
                return Err(wrong(stored, reason));
            }
            if !self.names.insert(output.clone()) {
                return Err(wrong(output, "a tensor needs a name of its own"));
            }
            let each = (integers.raw.len() / scales.values.len()).max(1);
            let channels = integers.raw.chunks(each).zip(&scales.values);
            let values: Vec<f32> = channels
                .flat_map(|(row, scale)| row.iter().map(move |it| f32::from(it.cast_signed()) * scale))
                .collect();
            if let Some(place) = values.iter().position(|value| !value.is_finite()) {
                return Err(wrong(output, format!("number {place} is not finite")));
            }
            used.extend([stored, scale].into_iter().chain(rest).cloned());
            self.tensors.push(Tensor { name: output.clone(), shape: integers.shape.clone(), values });
        }
        self.tensors.retain(|tensor| !used.contains(&tensor.name));
        let unused = self.integers.iter().find(|(name, it)| it.kind == element::I8 && !used.contains(*name));
        if let Some((name, _)) = unused {
            return Err(wrong(name, "its integers belong to no DequantizeLinear"));
        }
        Ok(Tensors { tensors: self.tensors, metadata: self.metadata, operators: Some(self.operators) })
    }
}

fn push_length(shape: &mut Vec<usize>, value: u64) -> Read<()> {
    const PLACE: &str = "model.graph.initializer.dims";
    if shape.len() == MOST_DIMS {
        return Err(wrong(PLACE, format!("there are more than {MOST_DIMS}")));
    }
    let length = u32::try_from(value.cast_signed());
    shape.push(length.map_err(|_| wrong(PLACE, format!("{} is no length", value.cast_signed())))? as usize);
    Ok(())
}

fn attribute_of(operator: &mut Operator, bytes: &[u8]) -> Read<()> {
    const PLACE: &str = "model.graph.node.attribute";
    let (mut name, mut float, mut ints) = (String::new(), None, vec![]);
    each_field(PLACE, bytes, |number, value| {
        match (number, value) {
            (attribute::NAME, Value::Bytes(part)) => name = text(PLACE, part)?,
            (attribute::FLOAT, Value::Fixed32(value)) => float = Some(f32::from_le_bytes(value)),
            (attribute::INT, Value::Int(value)) => ints.push(value.cast_signed()),
            (attribute::INTS, Value::Int(value)) if ints.len() < MOST_DIMS * 2 => {
                ints.push(value.cast_signed());
            }
            (attribute::INTS, Value::Bytes(packed)) => {
                let mut values = Fields::new(packed);
                while let Some(value) = values.next_int().map_err(|fault| wrong(PLACE, fault))? {
                    if ints.len() >= MOST_DIMS * 2 {
                        return Err(wrong(PLACE, "a list is longer than any of these operators takes"));
                    }
                    ints.push(value.cast_signed());
                }
            }
            (attribute::TEXT | attribute::TENSOR | attribute::DOC_STRING, Value::Bytes(_)) => {}
            (attribute::TYPE, Value::Int(kind)) if kind.cast_signed() != attribute_type::TENSOR => {}
            (attribute::TYPE, Value::Int(_)) => {}
            _ => return Err(wrong(PLACE, format!("field {number}: no operator here has such a setting"))),
        }
        Ok(())
    })?;
    if let Some(value) = float {
        operator.floats.push((name.clone(), value));
    }
    if !ints.is_empty() {
        operator.ints.push((name, ints));
    }
    Ok(())
}
