//! `retort inspect`: a model file from anywhere, read back and tried.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use retort::data::Source;
use retort::metric::scores;
use retort::model::{self, ImageShape, Net, record, weights};
use retort::seed::Seed;
use retort::spec::choices::Engine;
use retort::train::evaluation;
use retort::{data, device};
use retort_portable::{MOST_BYTES, Metadata, Tensors, import, onnx, safetensors};

use crate::{Outcome, datasets};

#[derive(clap::Args)]
pub struct Arguments {
    /// An ONNX or safetensors file of one of the models, or a burn record.
    file: PathBuf,
    /// The dataset whose images it answers; without a word the one that the file names, else digits.
    #[arg(long)]
    data: Option<String>,
    /// The model, for a burn record, whose names do not tell it.
    #[arg(long)]
    model: Option<String>,
}

/// What burnpack files begin with.
const RECORD: &[u8] = b"NRUB";

pub fn inspect(arguments: &Arguments) -> Outcome {
    let file = arguments.file.display();
    let bytes = read(&arguments.file).map_err(|error| format!("{file}: {error}"))?;
    let device = device::plain(Engine::Flex)?;
    let wanted = |metadata: &Metadata| -> Result<&'static Source, String> {
        let key = arguments.data.as_deref().or(metadata.get(Metadata::DATASET)).unwrap_or("digits");
        data::source(key).map_err(|error| format!("--data: {error}"))
    };
    let blank = |key: &str, source: &Source| -> Result<Net, String> {
        let model = model::find(key).map_err(|error| error.to_string())?;
        Ok(model.init(ImageShape::from(source), &mut Seed(0).stream("blank"), &device))
    };
    let (source, key, net, metadata) = if bytes.starts_with(RECORD) {
        let key = arguments.model.clone().ok_or("--model: a burn record needs the key of its model")?;
        let source = wanted(&Metadata::default())?;
        (source, key.clone(), record::read(blank(&key, source)?, &bytes, &device)?, Metadata::default())
    } else {
        let tensors = tensors(&bytes)?;
        let source = wanted(&tensors.metadata)?;
        let known = model::networks_for(source)?;
        let (at, numbers) = import::weights_for(&tensors, &known)?;
        let key = known[at].name.clone();
        let net = weights::load(blank(&key, source)?, &numbers, &device)?;
        (source, key, net, tensors.metadata)
    };
    let dataset = datasets::open(source.key)?;
    let logits = evaluation::answers(net, source, &dataset.test, &device);
    let accuracy = scores(&logits, &dataset.test.labels, None).accuracy;
    println!("{file}: {key} for {}, accuracy {:.2} %", source.key, accuracy * 100.0);
    metadata.0.iter().for_each(|(name, text)| println!("  {name}: {text}"));
    Ok(ExitCode::SUCCESS)
}

/// The file's bytes; of one that is too large no more than shows it.
fn read(path: &PathBuf) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![];
    std::fs::File::open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// safetensors begins with a length and a brace, ONNX with a small number.
fn tensors(bytes: &[u8]) -> Result<Tensors, retort_portable::ReadError> {
    if bytes.get(8) == Some(&b'{') { safetensors::read(bytes) } else { onnx::read(bytes) }
}
