//! The test images and what a network says of them, as a safetensors file for other programs.

use burn::tensor::Tensor;
use retort::data::{Dataset, domain, view};
use retort::model::{Mode, Net};
use retort::session::{Outcome, TEACHER};
use retort::spec::ExperimentSpec;
use retort::{device, train};
use retort_portable::{Metadata, Parameter, safetensors};

/// Images in one forward pass.
const BATCH: usize = 128;

/// `images [test, 1, height, width]` as the network sees them, `labels [test]`, `logits [test, classes]` as the run
/// found them, and `value [test, 1]` of a network that judges positions.
pub fn write(
    net: &Net,
    spec: &ExperimentSpec,
    dataset: &Dataset,
    role: &str,
    outcome: &Outcome,
    metadata: &Metadata,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let source = dataset.source;
    let mut split = dataset.test.clone();
    view::blank(source, &mut split.pixels, if role == TEACHER { spec.teacher_view } else { spec.view });
    let split = domain::seen(source, &split, spec.domain).into_owned();
    let device = device::plain(spec.engine)?;
    let (count, classes) = (split.len(), source.classes.len());
    let (mut images, mut values) = (vec![], vec![]);
    let numbers = |numbers: Tensor<4>| numbers.into_data().iter::<f32>().collect::<Vec<_>>();
    for batch in (0..count as u32).collect::<Vec<_>>().chunks(BATCH) {
        let x = train::images::images(source, &split, batch, &device);
        images.extend(numbers(x.clone()));
        if let Some(value) = net.forward(x, Mode::Evaluate).value {
            values.extend(value.into_data().iter::<f32>());
        }
    }
    let parameter = |name: &str, shape: &[usize], values: Vec<f32>| Parameter {
        name: name.into(),
        shape: shape.into(),
        transposed: false,
        values,
    };
    let mut tensors = vec![
        parameter("images", &[count, 1, source.height, source.width], images),
        parameter("labels", &[count], split.labels.iter().map(|&label| f32::from(label)).collect()),
        parameter("logits", &[count, classes], outcome.evaluation.logits.clone()),
    ];
    if !values.is_empty() {
        tensors.push(parameter("value", &[count, 1], values));
    }
    Ok(safetensors::write_tensors(&tensors, metadata)?)
}
