//! safetensors (github.com/huggingface/safetensors, "Format"): the length of a JSON header as 8 bytes, the header, and
//! the numbers of all tensors one after the other, little-endian and row-major.

use crate::json::{self, Scanner};
use crate::tensors::{Kind, elements};
use crate::{MOST_BYTES, MOST_ENTRIES, Metadata, Network, Parameter, ReadError, Tensor, Tensors, Unsound};

/// Name of the header's entry that is no tensor.
const METADATA: &str = "__metadata__";
/// The header is filled up with spaces, so that the numbers begin at a multiple of this.
const ALIGNMENT: usize = 8;
/// Most dimensions of a tensor.
const MOST_DIMS: usize = 8;
/// What PyTorch counts beside the statistics of batch norm; no network needs it.
const COUNTER: &str = ".num_batches_tracked";

/// The bytes of a safetensors file: the network's parameters sorted by name, as the format's own writer does it. Of a
/// quantised network these are the weights on their grid; the ranges of the activations are in the ONNX file.
///
/// # Errors
/// [`Unsound`] where a parameter lacks its numbers.
pub fn write(network: &Network, metadata: &Metadata) -> Result<Vec<u8>, Unsound> {
    write_tensors(&network.parameters, metadata)
}

/// The same of any tensors.
///
/// # Errors
/// [`Unsound`] where one lacks its numbers.
pub fn write_tensors(tensors: &[Parameter], metadata: &Metadata) -> Result<Vec<u8>, Unsound> {
    let mut parameters: Vec<_> = tensors.iter().collect();
    parameters.sort_by(|one, other| one.name.cmp(&other.name));
    let mut header = String::from("{");
    json::write_text(&mut header, METADATA);
    header.push_str(":{");
    // The format asks the reader to know nothing; PyTorch's own loaders look for this one.
    let with_format = metadata.clone().with("format", "pt");
    for (at, (name, text)) in with_format.0.iter().enumerate() {
        header.push_str(if at > 0 { "," } else { "" });
        json::write_text(&mut header, name);
        header.push(':');
        json::write_text(&mut header, text);
    }
    header.push('}');
    let mut end = 0;
    for parameter in &parameters {
        if parameter.values.len() != parameter.len() {
            return Err(Unsound { place: parameter.name.clone(), reason: "its numbers are not there" });
        }
        let start = end;
        end += 4 * parameter.values.len();
        header.push(',');
        json::write_text(&mut header, &parameter.name);
        let shape: Vec<String> = parameter.shape.iter().map(usize::to_string).collect();
        let shape = shape.join(",");
        header.push_str(&format!(r#":{{"dtype":"F32","shape":[{shape}],"data_offsets":[{start},{end}]}}"#));
    }
    header.push('}');
    header.push_str(&" ".repeat(header.len().next_multiple_of(ALIGNMENT) - header.len()));
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.into_bytes());
    bytes.extend(parameters.iter().flat_map(|it| &it.values).flat_map(|value| value.to_le_bytes()));
    Ok(bytes)
}

/// One tensor as the header announces it.
#[derive(Default)]
struct Entry {
    name: String,
    kind: Option<String>,
    shape: Option<Vec<u64>>,
    offsets: Option<Vec<u64>>,
}

/// A reason, with the name of the tensor that it is about.
struct Wrong(String, String);

impl From<json::Fault> for Wrong {
    fn from(fault: json::Fault) -> Self {
        Self("header".into(), fault.into())
    }
}

/// Reads a safetensors file of floats.
///
/// # Errors
/// [`ReadError`] with the field and the reason: for a file that is too large, cut off or longer than its tensors, for a
/// header that is no header, for tensors that overlap, leave gaps or do not have the bytes of their shape, and for
/// numbers that are not finite.
pub fn read(bytes: &[u8]) -> Result<Tensors, ReadError> {
    parse(bytes).map_err(|Wrong(field, reason)| ReadError { format: "safetensors", field, reason })
}

fn parse(bytes: &[u8]) -> Result<Tensors, Wrong> {
    let wrong = |field: &str, reason: String| Err(Wrong(field.into(), reason));
    if bytes.len() > MOST_BYTES {
        return wrong("file", format!("it has {} bytes, at most {MOST_BYTES} are read", bytes.len()));
    }
    let Some((length, rest)) = bytes.split_first_chunk() else {
        return wrong("file", "it is shorter than the 8 bytes that it has to begin with".into());
    };
    let length = u64::from_le_bytes(*length);
    let header = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length));
    let Some((header, numbers)) = header else {
        return wrong("header", format!("its length is said to be {length}, {} bytes are there", rest.len()));
    };
    let Ok(header) = std::str::from_utf8(header) else {
        return wrong("header", "it is no UTF-8 text".into());
    };
    let (mut entries, metadata) = entries(header)?;
    // In the order of their numbers each has to begin where the one before ended: no gap, no overlap.
    entries.sort_by(|one, other| one.offsets.cmp(&other.offsets));
    let (mut tensors, mut end) = (vec![], 0);
    for entry in entries {
        let wrong = |reason: String| Wrong(entry.name.clone(), reason);
        let (Some(kind), Some(shape), Some(&[start, stop])) =
            (&entry.kind, &entry.shape, entry.offsets.as_deref())
        else {
            return Err(wrong("it has not dtype, shape and two data_offsets".into()));
        };
        if start != end {
            return Err(wrong(format!("its numbers begin at {start}, those before it end at {end}")));
        }
        let part = usize::try_from(start).ok().zip(usize::try_from(stop).ok());
        let Some(part) = part.and_then(|(start, stop)| numbers.get(start..stop)) else {
            return Err(wrong(format!("its numbers are said to end at {stop} of {} bytes", numbers.len())));
        };
        end = stop;
        let (kind, size) = match kind.as_str() {
            "F32" => (Some(Kind::F32), 4),
            "F64" => (Some(Kind::F64), 8),
            "F16" => (Some(Kind::F16), 2),
            "BF16" => (Some(Kind::Bf16), 2),
            "I64" if entry.name.ends_with(COUNTER) => (None, 8),
            other => return Err(wrong(format!("dtype {other}: allowed is F32, F64, F16 or BF16"))),
        };
        let lengths: Option<Vec<usize>> = shape.iter().map(|&it| usize::try_from(it).ok()).collect();
        let wanted = lengths.as_deref().and_then(elements).and_then(|count| count.checked_mul(size));
        let (Some(shape), true) = (lengths, wanted == Some(part.len())) else {
            return Err(wrong(format!("shape {shape:?} does not take the {} bytes that it has", part.len())));
        };
        if let Some(kind) = kind {
            let values =
                kind.numbers(part).map_err(|place| wrong(format!("number {place} is not finite")))?;
            tensors.push(Tensor { name: entry.name, shape, values });
        }
    }
    if end != numbers.len() as u64 {
        return wrong("file", format!("after the last tensor {} bytes are left", numbers.len() as u64 - end));
    }
    Ok(Tensors { tensors, metadata, operators: None })
}

fn entries(header: &str) -> Result<(Vec<Entry>, Metadata), Wrong> {
    let (mut entries, mut metadata) = (vec![], None);
    let mut names = std::collections::BTreeSet::new();
    let mut scanner = Scanner::new(header);
    scanner.object(|scanner, name| {
        if names.len() >= MOST_ENTRIES {
            return Err(Wrong("header".into(), format!("it has more than {MOST_ENTRIES} entries")));
        }
        if name.is_empty() {
            return Err(Wrong("header".into(), "a tensor needs a name of its own".into()));
        }
        if !names.insert(name.clone()) {
            return Err(Wrong(name, "it is there twice".into()));
        }
        if name == METADATA {
            metadata = Some(read_metadata(scanner)?);
            return Ok(());
        }
        let mut entry = Entry { name, ..Entry::default() };
        let tensor = entry.name.clone();
        scanner.object(|scanner, field| {
            let twice = match field.as_str() {
                "dtype" => entry.kind.replace(scanner.text()?).is_some(),
                "shape" => entry.shape.replace(scanner.numbers(MOST_DIMS)?).is_some(),
                "data_offsets" => entry.offsets.replace(scanner.numbers(2)?).is_some(),
                _ => return Err(Wrong(tensor.clone(), format!("\"{field}\" is no field of a tensor"))),
            };
            if twice { Err(Wrong(tensor.clone(), format!("\"{field}\" is there twice"))) } else { Ok(()) }
        })?;
        entries.push(entry);
        Ok(())
    })?;
    if !scanner.is_at_end() {
        return Err(Wrong("header".into(), "something follows its end".into()));
    }
    Ok((entries, metadata.unwrap_or_default()))
}

fn read_metadata(scanner: &mut Scanner<'_>) -> Result<Metadata, Wrong> {
    let mut metadata = Metadata::default();
    scanner.object(|scanner, name| {
        if metadata.0.contains_key(&name) || metadata.0.len() >= MOST_ENTRIES {
            return Err(Wrong(METADATA.into(), format!("\"{name}\" is there twice, or there are too many")));
        }
        metadata.0.insert(name, scanner.text()?);
        Ok(())
    })?;
    Ok(metadata)
}
