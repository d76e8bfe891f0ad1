//! A trained network, or the ensemble of the teachers, that answers single images: what the page asks while somebody draws one.

use burn::tensor::{Device, Tensor, TensorData};
use retort_portable::Network;

use super::TEACHER;
use super::inside::{self, Inside};
use crate::data::{self, Source, Split, view};
use crate::device;
use crate::method::{self, Method};
use crate::model::{self, Forward, ImageShape, Mode, Model, Net, Quantised, weights};
use crate::seed::Seed;
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Engine, View};
use crate::train::panel::Panel;
use crate::train::{StartError, evaluation};

/// See the module.
pub struct TrainedNet {
    model: &'static Model,
    nets: Vec<Net>,
    panel: Panel,
    source: &'static Source,
    view: View,
    device: Device,
}

/// The image has another number of pixels than those of the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongSize {
    /// Pixels of the dataset's images.
    pub expected: usize,
    /// Pixels given.
    pub found: usize,
}

impl std::error::Error for WrongSize {}

impl std::fmt::Display for WrongSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the image has {} pixels, those of the dataset have {}", self.found, self.expected)
    }
}

impl TrainedNet {
    /// The network of `role`, [`TEACHER`] or a method's key, with the weights that its training ended with, in the
    /// order of [`weights::flatten`]. It answers on `engine`, whichever one it was trained on.
    ///
    /// # Errors
    /// [`StartError`] where the build lacks the engine, or the weights are of another network.
    pub fn new(
        spec: &ExperimentSpec,
        role: &str,
        trained: &[f32],
        engine: Engine,
    ) -> Result<Self, StartError> {
        let source = data::source(spec.dataset).map_err(|_| StartError::Dataset {
            wanted: spec.dataset.to_string(),
            given: "no dataset".into(),
        })?;
        let device = device::plain(engine)?;
        let model = model::find(if role == TEACHER { spec.teacher } else { spec.student })?;
        // The drawn weights are all replaced.
        let shape = ImageShape::from(source);
        let mut blank = model.init(shape, &mut Seed(0).stream("blank"), &device);
        if method::find(role).and_then(Method::quantises).is_some() {
            blank = Net::Quantised(Quantised::blank(blank, shape, spec.bits, &device));
        }
        let mut panel = Panel::of(spec, source.classes.len());
        panel.members = if role == TEACHER { panel.members } else { 1 };
        // A list that cannot be divided evenly is refused by its first part.
        let each = trained.len().div_ceil(panel.members).max(1);
        let nets = (0..panel.members)
            .map(|member| trained.chunks(each).nth(member).unwrap_or_default())
            .map(|part| weights::load(blank.clone(), part, &device).map_err(StartError::Weights))
            .collect::<Result<_, _>>()?;
        let view = if role == TEACHER { spec.teacher_view } else { spec.view };
        Ok(Self { model, nets, panel, source, view, device })
    }

    /// Logits `[images, classes]`, row-major, of the images of one split of its dataset, as the network sees them.
    pub fn answers(&self, split: &Split) -> Vec<f32> {
        let mut seen = split.clone();
        view::blank(self.source, &mut seen.pixels, self.view);
        ensemble_answers(&self.nets, self.panel, self.source, &seen, &self.device)
    }

    /// Logits, one a class, of one image of grey values 0 to 255, row by row.
    ///
    /// # Errors
    /// [`WrongSize`].
    pub fn logits(&self, pixels: &[u8]) -> Result<Vec<f32>, WrongSize> {
        let image = self.image(pixels.iter().map(|&grey| f32::from(grey) / 255.0).collect())?;
        let logits = |net: &Net| device::read(net.forward(image.clone(), Mode::Evaluate).logits);
        let table: Vec<f32> =
            self.nets.iter().flat_map(|net| logits(net).iter::<f32>().collect::<Vec<_>>()).collect();
        Ok(self.panel.answer(&table, 0, 1.0))
    }

    /// The network, the first one of an ensemble, as plain data; none where it is a search.
    pub fn network(&self) -> Option<Network> {
        self.nets.first()?.describe(self.model.key, ImageShape::from(self.source))
    }

    /// What the network, the first one of an ensemble, does inside with one image, given as in [`Self::logits`].
    ///
    /// # Errors
    /// [`WrongSize`].
    pub fn inside(&self, pixels: &[u8]) -> Result<Inside, WrongSize> {
        let forward = self.forward(pixels.iter().map(|&grey| f32::from(grey) / 255.0).collect())?;
        Ok(inside::inside(&self.nets[0], &forward, [self.source.height, self.source.width]))
    }

    /// Everything that the network, the first one of an ensemble, says of one image of values 0 to 1, row by row.
    ///
    /// # Errors
    /// [`WrongSize`].
    pub fn forward(&self, values: Vec<f32>) -> Result<Forward, WrongSize> {
        Ok(self.nets[0].forward(self.image(values)?, Mode::Evaluate))
    }

    fn image(&self, mut values: Vec<f32>) -> Result<Tensor<4>, WrongSize> {
        let expected = self.source.pixels();
        if values.len() != expected {
            return Err(WrongSize { expected, found: values.len() });
        }
        view::blank(self.source, &mut values, self.view);
        let dims = [1, 1, self.source.height, self.source.width];
        Ok(Tensor::from_data(TensorData::new(values, dims), &self.device))
    }
}

/// Logits `[images, classes]` of several networks as one, at T = 1.
pub(super) fn ensemble_answers(
    nets: &[Net],
    panel: Panel,
    source: &'static Source,
    split: &Split,
    device: &Device,
) -> Vec<f32> {
    let of = |net: &Net| evaluation::answers(net.clone(), source, split, device);
    panel.answers(&nets.iter().flat_map(of).collect::<Vec<_>>(), 1.0)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::data::Dataset;
    use crate::experiment;
    use crate::session::{Event, TeacherSession};

    #[test]
    fn it_answers_a_test_image_as_the_training_did() {
        for link in ["tepochs=1", "tepochs=1&teachers=2", "tepochs=1&teachers=3&mean=geometric"] {
            answers_as_it_did(link);
        }
    }

    fn answers_as_it_did(link: &str) {
        let spec = experiment::open(link).spec;
        let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
        let mut session = TeacherSession::new(&spec, dataset.clone()).expect("sound");
        let evaluation = loop {
            if let Some(Event::Finished(outcome)) = session.step() {
                break outcome.evaluation;
            }
        };
        let trained = session.trained().weights;
        let net = TrainedNet::new(&spec, TEACHER, &trained, spec.engine).expect("the same network");
        let size = dataset.source.pixels();
        let image: Vec<u8> = dataset.test.pixels[..size]
            .iter()
            .map(|&pixel| (u32::from(pixel) * 255 / u32::from(dataset.source.white)) as u8)
            .collect();
        let logits = net.logits(&image).expect("the right size");
        assert_eq!(logits.len(), 10);
        for (alone, in_batch) in logits.iter().zip(&evaluation.logits) {
            // 17 grey levels do not hit 256 exactly.
            assert!((alone - in_batch).abs() < 0.05, "{link}: {alone} is not {in_batch}");
        }
    }

    #[test]
    fn other_weights_and_other_images_are_refused() {
        let spec = experiment::open("").spec;
        let refused = TrainedNet::new(&spec, TEACHER, &[0.0; 3], spec.engine);
        assert!(matches!(refused.err(), Some(StartError::Weights(_))));
        let device = device::plain(spec.engine).expect("built");
        let model = model::find(spec.student).expect("in the registry");
        let shape = ImageShape { height: 8, width: 8, classes: 10 };
        let drawn = weights::flatten(&model.init(shape, &mut Seed(1).stream("test"), &device));
        let net = TrainedNet::new(&spec, "soft-labels", &drawn, spec.engine).expect("a student");
        assert_eq!(net.logits(&[0; 9]), Err(WrongSize { expected: 64, found: 9 }));
    }
}
