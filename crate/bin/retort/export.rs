//! `retort export`: trains an experiment, as `retort run` does, and writes one of its networks as a file, as source text,
//! or the whole experiment as a folder for PyTorch.

mod code;
mod python;

use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

use retort::data::{Dataset, view};
use retort::experiment;
use retort::method::{self, Method};
use retort::model::{ImageShape, Net, record};
use retort::session::{Event, Outcome as NetOutcome, Run, RunEvent, TEACHER, TeacherSession};
use retort::spec::choices::View;
use retort::spec::{ExperimentSpec, link};
use retort_portable::{Metadata, onnx, safetensors};

use crate::{Outcome, answers, datasets};

#[derive(clap::Args)]
pub struct Arguments {
    /// What to write.
    #[arg(value_enum)]
    format: Format,
    /// A link of the playground, the part after its `#`, or nothing for the default experiment.
    #[arg(default_value = "")]
    link: String,
    /// Whose network: `teacher`, or the key of a method that the link compares. For onnx-int8 a method that quantises;
    /// without a word the first one of the link, for the others soft labels or the link's first method.
    #[arg(long)]
    arm: Option<String>,
    /// The file to write, or the folder.
    #[arg(short, long)]
    output: PathBuf,
    /// Write the test images and the network's answers to them as well, as a safetensors file: what the same network
    /// has to say in another program.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    #[command(flatten)]
    python: python::Options,
}

/// The formats of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// ONNX with 32-bit floats.
    Onnx,
    /// ONNX in quantise-dequantise form with 8-bit integers, of a student that quantisation made.
    OnnxInt8,
    /// Weights under PyTorch's names and in its layouts.
    Safetensors,
    /// burn's own record.
    Burn,
    /// Source text in PyTorch, which loads the safetensors file `student.safetensors`.
    CodePytorch,
    /// Source text in Rust with burn, which loads the safetensors file.
    CodeBurn,
    /// Source text in JavaScript with onnxruntime-web, which opens the ONNX file `student.onnx`.
    CodeJavascript,
    /// The whole experiment as a folder for PyTorch and Ray; --output is the folder.
    Python,
}

pub fn export(arguments: &Arguments) -> Outcome {
    let opened = experiment::open(&arguments.link);
    if let Some(problem) = opened.problems.first() {
        return Err(format!("{problem}; `retort check` says what the link would mean").into());
    }
    let spec = opened.spec;
    if arguments.format == Format::Python {
        return python::write(&spec, &arguments.output, &arguments.python);
    }
    let role = role(arguments, &spec)?;
    let dataset = Rc::new(datasets::open(spec.dataset)?);
    let (net, outcome) = trained(&spec, dataset.clone(), role)?;
    let model = if role == TEACHER { spec.teacher } else { spec.student };
    let shape = ImageShape::from(dataset.source);
    let network = net.describe(model, shape).ok_or("a search is no network: choose a student")?;
    let metadata = metadata(&spec, &dataset, role, model, &outcome)?;
    let bytes = match arguments.format {
        Format::Onnx | Format::OnnxInt8 => onnx::write(&network, &metadata)?,
        Format::Safetensors => safetensors::write(&network, &metadata)?,
        Format::Burn => record::write(&net, &metadata)?,
        Format::CodePytorch | Format::CodeBurn | Format::CodeJavascript => {
            code::write(arguments.format, &network, dataset.source)?
        }
        Format::Python => return Err("the experiment is a folder, not a file".into()),
    };
    std::fs::write(&arguments.output, &bytes)
        .map_err(|error| format!("{}: {error}", arguments.output.display()))?;
    println!(
        "{}: {role}, {model}, {} bytes, accuracy {:.2} %, fingerprint {}",
        arguments.output.display(),
        bytes.len(),
        outcome.evaluation.scores.accuracy * 100.0,
        outcome.fingerprint
    );
    if let Some(path) = &arguments.answers {
        let bytes = answers::write(&net, &spec, &dataset, role, &outcome, &metadata)?;
        std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whose network is wanted.
fn role(arguments: &Arguments, spec: &ExperimentSpec) -> Result<&'static str, String> {
    let quantises = |arm: &&'static str| method::find(arm).and_then(Method::quantises).is_some();
    let arms = method::arms(spec);
    let wants_integers = arguments.format == Format::OnnxInt8;
    let role = match arguments.arm.as_deref() {
        Some(TEACHER) => Some(TEACHER),
        Some(arm) => arms.iter().copied().find(|each| *each == arm),
        None if wants_integers => arms.iter().copied().find(quantises),
        None => {
            let soft = arms.iter().copied().find(|arm| *arm == "soft-labels");
            soft.or_else(|| arms.iter().copied().find(|arm| !quantises(arm)))
        }
    };
    let Some(role) = role else {
        let given = arguments.arm.as_deref().unwrap_or("none given");
        let way_out = if wants_integers { "; add quantisation-aware to arms= in the link" } else { "" };
        return Err(format!("--arm: {given}: the link has teacher, {}{way_out}", arms.join(", ")));
    };
    if role == TEACHER && spec.teachers.get() > 1 {
        return Err(
            "--arm: teacher: the link has several teachers, and a file holds one network: choose a student"
                .into(),
        );
    }
    match (arguments.format, quantises(&role)) {
        (Format::OnnxInt8, false) => Err(format!(
            "--arm: {role}: onnx-int8 is for quantisation-aware and post-training-quantised; write onnx"
        )),
        (Format::Onnx, true) => {
            Err(format!("--arm: {role}: its network has 8-bit integers; write onnx-int8"))
        }
        _ => Ok(role),
    }
}

/// The network at the end of its training; students that do not matter are not trained.
fn trained(
    spec: &ExperimentSpec,
    dataset: Rc<Dataset>,
    role: &'static str,
) -> Result<(Net, NetOutcome), Box<dyn std::error::Error>> {
    if role == TEACHER {
        let mut session = TeacherSession::new(spec, dataset)?;
        loop {
            match session.step() {
                Some(Event::Finished(outcome)) => {
                    let net = session.nets().into_iter().next().ok_or("no teacher finished")?;
                    return Ok((net, outcome));
                }
                Some(Event::Failed { code, update }) => return Err(failed(role, code, update).into()),
                _ => {}
            }
        }
    }
    // No student looks at another one, so the others may be left out.
    let spec = ExperimentSpec { arms: vec![role], ..spec.clone() };
    let mut run = Run::new(spec, dataset)?;
    while !run.is_over() {
        match run.step()? {
            Some(RunEvent { role: found, event: Event::Finished(outcome) }) if found == role => {
                let net = run.nets(role).into_iter().next().ok_or("no student finished")?;
                return Ok((net, outcome));
            }
            Some(RunEvent { role, event: Event::Failed { code, update } }) => {
                return Err(failed(role, code, update).into());
            }
            _ => {}
        }
    }
    Err("the run ended without this network".into())
}

fn failed(role: &str, code: &str, update: u32) -> String {
    format!("{role} {code} at update {update}; try a smaller learning rate")
}

fn metadata(
    spec: &ExperimentSpec,
    dataset: &Dataset,
    role: &str,
    model: &str,
    outcome: &NetOutcome,
) -> Result<Metadata, serde_json::Error> {
    let source = dataset.source;
    let seen = if role == TEACHER { spec.teacher_view } else { spec.view };
    let blank = match seen {
        _ if source.key != view::TWO_PARTS => "",
        View::Both => "",
        View::First => "; the right half 0",
        View::Second => "; the left half 0",
    };
    Ok(Metadata::default()
        .with(Metadata::MODEL, model)
        .with(Metadata::ROLE, role)
        .with(Metadata::LINK, link::write(spec))
        .with(Metadata::FINGERPRINT, &*outcome.fingerprint)
        .with(Metadata::DATASET, source.key)
        .with(Metadata::LICENCE, source.licence)
        .with(Metadata::CLASSES, serde_json::to_string(source.classes)?)
        .with(Metadata::METRICS, serde_json::to_string(&outcome.evaluation.scores)?)
        .with(Metadata::BYTES, outcome.cost.bytes.to_string())
        .with(Metadata::PREPROCESSING, format!("{}{blank}", Metadata::GREY)))
}
