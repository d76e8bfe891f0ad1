//! The networks that a student's training starts with: its own with first weights, and the teachers' beside it.

use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::StartError;
use super::trained_teacher::TrainedTeacher;
use crate::method::Method;
use crate::model::{self, Forward, ImageShape, Tap, weights};
use crate::seed::{Seed, Stream};
use crate::spec::ExperimentSpec;
use crate::spec::choices::Start;

/// The student before its first update, the same in every arm of a run.
pub(super) fn first_weights(
    spec: &ExperimentSpec,
    shape: ImageShape,
    origin: Option<&TrainedTeacher>,
    stream: &mut Stream,
    device: &Device,
) -> Result<model::Net, StartError> {
    let (small, autodiff) = (model::find(spec.student)?, device.clone().autodiff());
    let net = small.init(shape, stream, &autodiff);
    if spec.start == Start::Random {
        return Ok(net);
    }
    let large = model::find(spec.teacher)?;
    let refused = || StartError::Combination {
        key: "start",
        allowed: "a student with layers of the teacher's shape, and a map that names them".into(),
    };
    let layers = |model: &model::Model| Ok::<_, StartError>(model.anatomy(shape)?.attention.len());
    let map = spec.layer_map.resolve(layers(small)?, layers(large)?).ok_or_else(refused)?;
    let weights = origin.ok_or_else(refused)?.first_weights(spec.teachers.get() as usize);
    let teacher = teachers_network(large, shape, weights, device)?;
    net.started_from(&teacher, &map, &autodiff).ok_or_else(refused)
}

/// A trained teacher as a network.
fn teachers_network(
    model: &model::Model,
    shape: ImageShape,
    weights: &[f32],
    device: &Device,
) -> Result<model::Net, StartError> {
    // The drawn weights are all replaced.
    let blank = model.init(shape, &mut Seed(0).stream("blank"), device);
    weights::load(blank, weights, device).map_err(StartError::Weights)
}

/// The teachers as networks, for a method that compares features or asks them about changed images, and the student's
/// projections.
pub(super) fn beside(
    spec: &ExperimentSpec,
    method: &dyn Method,
    shape: ImageShape,
    teacher: &TrainedTeacher,
    device: &Device,
) -> Result<(Vec<model::Net>, Vec<Linear>), StartError> {
    let needs = method.needs();
    let changed = !spec.augmentation.is_empty();
    if !needs.features && !changed {
        return Ok((vec![], vec![]));
    }
    let (large, small) = (model::find(spec.teacher)?, model::find(spec.student)?);
    let members = spec.teachers.get() as usize;
    let nets = teacher
        .weights_of_each(members)
        .take(if changed { members } else { 1 })
        .map(|weights| teachers_network(large, shape, weights, device))
        .collect::<Result<_, _>>()?;
    if !needs.features {
        return Ok((nets, vec![]));
    }
    let (large_anatomy, small_anatomy) = (large.anatomy(shape)?, small.anatomy(shape)?);
    method
        .fits(&small_anatomy, &large_anatomy, spec)
        .map_err(|clash| StartError::Combination { key: clash.key, allowed: clash.allowed })?;
    let autodiff = device.clone().autodiff();
    let mut stream = spec.seed.stream("student/projections");
    let projections = method
        .projections(&small_anatomy, &large_anatomy, spec)
        .into_iter()
        .map(|[inputs, outputs]| {
            model::draw_weights(LinearConfig::new(inputs, outputs).init(&autodiff), &mut stream, &autodiff)
        })
        .collect();
    Ok((nets, projections))
}

/// Answers of the plain device as constants on the device with gradients.
pub(super) fn attached(forward: Forward) -> Forward {
    let Forward { logits, taps, attention, hidden, value } = forward;
    Forward {
        logits: Tensor::from_inner(logits),
        taps: taps.into_iter().map(Tap::attached).collect(),
        attention: attention.into_iter().map(Tensor::from_inner).collect(),
        hidden: hidden.into_iter().map(Tensor::from_inner).collect(),
        value: value.map(Tensor::from_inner),
    }
}
