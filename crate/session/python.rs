//! An experiment for PyTorch: everything that [`retort_portable::python`] writes into a folder, gathered and, where it has
//! to be known first, computed: the teacher is trained, and every student makes its first updates.

use std::rc::Rc;

use burn::tensor::Device;
use retort_portable::Network;
use retort_portable::features::Features;
use retort_portable::python::{Array, Dataset as About, Experiment, Field, Images, Model, Published};

use super::TEACHER;
use crate::data::{Contents, Dataset, Source, Split};
use crate::device;
use crate::experiment;
use crate::method::{self, Method};
use crate::model::{self, ImageShape, weights};
use crate::seed::Seed;
use crate::spec::choices::{Adaptation, Domain};
use crate::spec::fields::{self, FIELDS, Kind};
use crate::spec::teacher_key::decides_teacher;
use crate::spec::{ExperimentSpec, link};
use crate::train::course::Course;
use crate::train::ensemble::EnsembleTraining;
use crate::train::recorded_teacher::RecordedTeacher;
use crate::train::trained_teacher::TrainedTeacher;
use crate::train::{self, Progress, StartError};

/// Updates whose losses are recorded.
pub const FIRST_UPDATES: usize = 20;

/// Why an experiment does not go to PyTorch.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportError {
    /// The experiment does not start here.
    Start(StartError),
    /// The teacher's loss is no number at this update.
    Diverged {
        /// The update.
        update: u32,
    },
    /// The script does not do this.
    Refused {
        /// Key of the field.
        key: &'static str,
        /// Its value.
        value: String,
        /// Why, and what works.
        reason: &'static str,
    },
    /// The model does not answer images of this dataset.
    Model {
        /// Key of the model.
        model: String,
        /// Key of the dataset.
        dataset: &'static str,
    },
}

impl std::error::Error for ExportError {}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start(error) => error.fmt(f),
            Self::Diverged { update } => {
                write!(f, "the teacher diverged at update {update}; try a smaller learning rate")
            }
            Self::Refused { key, value, reason } => write!(f, "{key}={value}: {reason}"),
            Self::Model { model, dataset } => write!(f, "model {model}: not for data={dataset}"),
        }
    }
}

impl From<StartError> for ExportError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

/// Gathers an experiment. `models` are further networks that the script is to know, for sweeps; `site` is the address of a
/// published playground from which the script fetches the images, where the dataset has files there.
///
/// # Errors
/// [`ExportError`].
pub fn experiment(
    spec: &ExperimentSpec,
    dataset: &Rc<Dataset>,
    models: &[String],
    site: Option<&str>,
) -> Result<Experiment, ExportError> {
    refuse(spec)?;
    let (source, shape) = (dataset.source, ImageShape::from(dataset.source));
    let device = device::plain(spec.engine).map_err(StartError::from)?;
    let mut keys = vec![spec.teacher.to_string(), spec.student.to_string()];
    keys.extend(models.iter().cloned());
    let mut known: Vec<Model> = vec![];
    for key in keys {
        if key != model::SEARCH.key && known.iter().all(|model| model.network.name != key) {
            known.push(described(&key, source, &device)?);
        }
    }
    let mut networks = vec![];
    for (role, key) in [(TEACHER, spec.teacher), ("student", spec.student)] {
        let found = model::find(key).map_err(StartError::from)?;
        let net = found.init(shape, &mut spec.seed.stream(&format!("{role}/weights")), &device);
        networks.extend(net.describe(key, shape).map(|network| (format!("{role}_start"), network)));
    }
    let (teacher, first) = trained_teacher(spec, dataset)?;
    let mut first_updates = vec![];
    if !first.is_empty() {
        first_updates.push((TEACHER.to_string(), first));
    }
    networks.extend(teachers_networks(spec, shape, &teacher, &device)?);
    let teacher = Rc::new(teacher);
    for arm in method::arms(spec) {
        let losses = first_losses(train::start(spec, dataset.clone(), arm, teacher.clone())?.as_mut());
        first_updates.push((arm.to_string(), losses));
    }
    Ok(Experiment {
        link: link::write(spec),
        fields: FIELDS.iter().map(field).collect(),
        dataset: about(source),
        models: known,
        weights: networks,
        first_updates,
        images: images(dataset, site),
    })
}

/// What the script does not do, by name.
fn refuse(spec: &ExperimentSpec) -> Result<(), ExportError> {
    let rounds = |arm: &&&str| method::find(arm).and_then(Method::quantises).is_some();
    if let Some(arm) = spec.arms.iter().find(rounds) {
        let reason =
            "rounding is the playground's own arithmetic; leave it out, or export its student as int8 ONNX";
        return Err(ExportError::Refused { key: "arms", value: (*arm).into(), reason });
    }
    if spec.domain != Domain::Original && spec.adaptation != Adaptation::None {
        let reason = "the playground alone adapts a teacher; adapt=none works";
        return Err(ExportError::Refused { key: "adapt", value: spec.adaptation.key().into(), reason });
    }
    Ok(())
}

fn described(key: &str, source: &'static Source, device: &Device) -> Result<Model, ExportError> {
    let refused = || ExportError::Model { model: key.into(), dataset: source.key };
    let (model, shape) = (model::find(key).map_err(StartError::from)?, ImageShape::from(source));
    if !model.fits(source) {
        return Err(refused());
    }
    let net = model.init(shape, &mut Seed(0).stream("blank"), device);
    let network = net.describe(key, shape).ok_or_else(refused)?;
    let features = Features::of(&network, model.family, net.dropout());
    let cost = model.cost(shape, device);
    Ok(Model { network, features, parameters: cost.parameters, flops: cost.flops })
}

/// The teacher, and the first losses of its first member; none of a search.
fn trained_teacher(
    spec: &ExperimentSpec,
    dataset: &Rc<Dataset>,
) -> Result<(TrainedTeacher, Vec<f32>), ExportError> {
    if spec.teacher == model::SEARCH.key {
        return Ok((RecordedTeacher::new(spec, dataset)?.trained(), vec![]));
    }
    let mut training = EnsembleTraining::new(spec, dataset.clone())?;
    let mut first = vec![];
    loop {
        let before = training.updates().0;
        match training.step() {
            Progress::Finished => return Ok((training.trained(), first)),
            Progress::Diverged { update } => return Err(ExportError::Diverged { update }),
            _ if training.updates().0 > before
                && first.len() < FIRST_UPDATES
                && training.updates().0 <= FIRST_UPDATES as u32 =>
            {
                first.extend(training.last_loss().map(|loss| loss.total));
            }
            _ => {}
        }
    }
}

fn teachers_networks(
    spec: &ExperimentSpec,
    shape: ImageShape,
    teacher: &TrainedTeacher,
    device: &Device,
) -> Result<Vec<(String, Network)>, ExportError> {
    let model = model::find(spec.teacher).map_err(StartError::from)?;
    let mut networks = vec![];
    for (member, trained) in teacher.weights_of_each(spec.teachers.get() as usize).enumerate() {
        let blank = model.init(shape, &mut Seed(0).stream("blank"), device);
        let net = weights::load(blank, trained, device).map_err(StartError::Weights)?;
        let name = if member == 0 { TEACHER.to_string() } else { format!("{TEACHER}.{member}") };
        networks.extend(net.describe(spec.teacher, shape).map(|network| (name, network)));
    }
    Ok(networks)
}

/// Losses of a student's first updates.
fn first_losses(student: &mut dyn Course) -> Vec<f32> {
    let mut losses = vec![];
    while losses.len() < FIRST_UPDATES {
        let before = student.updates().0;
        let progress = student.step();
        if student.updates().0 > before {
            losses.extend(student.last_loss().map(|loss| loss.total));
        }
        if matches!(progress, Progress::Finished | Progress::Diverged { .. }) {
            break;
        }
    }
    losses
}

fn field(field: &fields::Field) -> Field {
    let text = |words: Vec<&str>| words.into_iter().map(String::from).collect();
    let words = experiment::vocabulary();
    let shortest = |value: f32| value.to_string().parse().ok();
    let (kind, min, max, choices) = match &field.kind {
        Kind::Integer { min, max } => ("integer", Some(f64::from(*min)), Some(f64::from(*max)), vec![]),
        Kind::Number { min, max, .. } => ("number", shortest(*min), shortest(*max), vec![]),
        Kind::Choice(list) => ("choice", None, None, text(list(&words))),
        Kind::Choices(list) => ("choices", None, None, text(list(&words))),
        Kind::Options(list) => ("options", None, None, text(list(&words))),
        Kind::Layers => ("layers", None, None, vec![]),
    };
    Field {
        key: field.key.into(),
        default: (field.read)(&ExperimentSpec::default()).to_string(),
        kind: kind.into(),
        min,
        max,
        choices,
        students_own: !decides_teacher(field.key),
    }
}

fn about(source: &Source) -> About {
    About {
        key: source.key.into(),
        width: source.width,
        height: source.height,
        white: source.white,
        classes: source.classes.iter().map(ToString::to_string).collect(),
        train: source.train,
        licence: source.licence.into(),
        origin: source.origin.into(),
    }
}

/// The names of the arrays, in the order of a dataset's four files.
const NAMES: [&str; 4] = ["train_images", "train_labels", "test_images", "test_labels"];

fn images(dataset: &Dataset, site: Option<&str>) -> Images {
    if let (Some(site), Contents::Fetched(files)) = (site, &dataset.source.contents) {
        let published = files.iter().map(|file| Published {
            name: file.name.into(),
            url: format!("{}/data/{}", site.trim_end_matches('/'), file.name),
            sha256: file.sha256.into(),
        });
        return Images::Fetched(NAMES.iter().map(ToString::to_string).zip(published).collect());
    }
    let mut arrays = arrays(dataset.source, "train", &dataset.train);
    arrays.extend(self::arrays(dataset.source, "test", &dataset.test));
    Images::Beside(arrays)
}

fn arrays(source: &Source, part: &str, split: &Split) -> Vec<Array> {
    let array = |name: &str, shape: &[usize], values: Vec<u8>| Array {
        name: format!("{part}_{name}"),
        shape: [&[split.len()], shape].concat(),
        values,
    };
    let mut arrays = vec![
        array("images", &[source.height, source.width], split.pixels.clone()),
        array("labels", &[], split.labels.clone()),
    ];
    if !split.searched.is_empty() {
        let visits = split.searched.iter().flat_map(|found| found.visits).collect();
        arrays.push(array("visits", &[source.classes.len()], visits));
        // 0, 1 and 2 for lost, drawn and won, as in the dataset's files.
        arrays.push(array(
            "outcomes",
            &[],
            split.searched.iter().map(|each| (each.outcome + 1) as u8).collect(),
        ));
    }
    arrays
}
