//! A method at work, without networks: the answers of a student and of a teacher as arrays of any numbers, so that a test
//! can move them.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Gradients, Tensor};
use retort::method::{Batch, Loss, Method, Partners};
use retort::model::{Anatomy, Forward, ImageShape, MODELS, Tap};
use retort::seed::{Seed, Stream};
use retort::spec::ExperimentSpec;

use crate::slopes::{Array, Slopes, constant, numbers, slope, tracked};

/// Classes of the labels and logits.
pub const CLASSES: usize = 10;
/// Images of a batch.
pub const IMAGES: usize = 4;

/// Two networks, as a method sees them.
#[derive(Clone)]
pub struct Pair {
    /// For messages.
    pub names: String,
    /// What the student offers.
    pub student: Anatomy,
    /// What the teacher offers.
    pub teacher: Anatomy,
}

/// All pairs within each family, a network with itself among them.
pub fn pairs() -> Vec<Pair> {
    let shape = ImageShape { height: 8, width: 8, classes: CLASSES };
    let anatomies: Vec<_> =
        MODELS.iter().map(|model| (model, model.anatomy(shape).expect("built"))).collect();
    let mut pairs = vec![];
    for (at, (student, small)) in anatomies.iter().enumerate() {
        let larger = anatomies[at..].iter().filter(|(teacher, _)| teacher.family == student.family);
        pairs.extend(larger.map(|(teacher, large)| Pair {
            names: format!("{} from {}", student.key, teacher.key),
            student: small.clone(),
            teacher: large.clone(),
        }));
    }
    pairs
}

/// Those of the pairs that a method compares, at most `most`, spread over the families.
///
/// # Panics
/// Where there is none: such a method is tested by nothing.
pub fn fitting(method: &dyn Method, pairs: &[Pair], most: usize) -> Vec<Pair> {
    let fits = |pair: &&Pair| method.fits(&pair.student, &pair.teacher, &ExperimentSpec::default()).is_ok();
    let all: Vec<&Pair> = pairs.iter().filter(fits).collect();
    assert!(!all.is_empty(), "{} finds no networks to compare", method.key());
    let every = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(every).cloned().collect()
}

/// See the module.
#[derive(Clone)]
pub struct Scene {
    /// What is learnt from.
    pub method: &'static dyn Method,
    /// Of whom.
    pub pair: Pair,
    /// With which settings.
    pub spec: ExperimentSpec,
    /// The student's answer, then the weights and biases of the method's own layers.
    pub student: Vec<Array>,
    /// The teacher's, or the peer's; none for a first generation.
    pub teacher: Option<Vec<Array>>,
    /// Of the first images.
    pub labels: Vec<usize>,
}

impl Scene {
    /// Random answers; labels for the first `labelled` images.
    pub fn new(method: &'static dyn Method, pair: &Pair, spec: ExperimentSpec, labelled: usize) -> Self {
        let mut stream = Seed(11).stream(method.key());
        let mut student = answer(&pair.student, &mut stream);
        for (at, &[inputs, outputs]) in
            method.projections(&pair.student, &pair.teacher, &spec).iter().enumerate()
        {
            student.push(Array::random(format!("projection {at}"), inputs * outputs, 0.5, &mut stream));
            student.push(Array::random(format!("projection {at} bias"), outputs, 0.5, &mut stream));
        }
        let teacher = Some(answer(&pair.teacher, &mut stream));
        let labels = (0..labelled).map(|_| stream.below(CLASSES as u32) as usize).collect();
        Self { method, pair: pair.clone(), spec, student, teacher, labels }
    }

    /// Whether the method also works before anybody can teach it.
    pub fn may_be_untaught(&self) -> bool {
        let nobody = !self.method.needs().teacher && self.method.partners() == Partners::Teacher;
        (nobody || self.method.partners() == Partners::Generations) && self.labels.len() == self.images()
    }

    /// Images of the batch.
    pub fn images(&self) -> usize {
        self.student[0].values.len() / CLASSES
    }

    /// Dimensions of the method's own layers.
    fn projections(&self) -> Vec<[usize; 2]> {
        self.method.projections(&self.pair.student, &self.pair.teacher, &self.spec)
    }

    /// The loss, the student's answer and the method's own layers.
    pub fn loss(&self, device: &Device) -> (Loss, Forward, Vec<Linear>) {
        let dims = self.projections();
        let (own, layers) = self.student.split_at(self.student.len() - 2 * dims.len());
        let student = forward(&self.pair.student, own, device, true);
        let layer = |(&dims, pair): (&[usize; 2], &[Array])| Linear {
            weight: Param::from_tensor(tracked(&pair[0].values, dims, device)),
            bias: Some(Param::from_tensor(tracked(&pair[1].values, [dims[1]], device))),
        };
        let projections: Vec<Linear> = dims.iter().zip(layers.chunks_exact(2)).map(layer).collect();
        let batch = Batch {
            student: student.clone(),
            teacher: self.teacher.as_ref().map(|arrays| forward(&self.pair.teacher, arrays, device, false)),
            labels: (!self.labels.is_empty()).then(|| one_hot(&self.labels, device)),
            projections: &projections,
            temperature: self.spec.temperature,
            alpha: self.spec.alpha,
            spec: &self.spec,
        };
        (self.method.loss(&batch), student, projections)
    }

    /// The loss and its gradients by everything in [`Self::student`].
    pub fn slopes(&self, device: &Device) -> Slopes {
        self.slopes_of(device, |loss| loss.total)
    }

    /// The same of one term.
    pub fn slopes_of(&self, device: &Device, term: impl Fn(Loss) -> Tensor<1>) -> Slopes {
        let (loss, student, projections) = self.loss(device);
        let value = term(loss);
        let gradients = value.backward();
        let mut all = forward_slopes(&student, &gradients);
        for projection in &projections {
            all.push(slope(&projection.weight.val(), &gradients));
            all.extend(projection.bias.iter().map(|bias| slope(&bias.val(), &gradients)));
        }
        Slopes { value: numbers(value)[0], gradients: all }
    }

    /// With other numbers in [`Self::student`].
    pub fn moved(&self, arrays: &[Array]) -> Self {
        Self { student: arrays.to_vec(), ..self.clone() }
    }
}

fn one_hot(labels: &[usize], device: &Device) -> Tensor<2> {
    let row = |&label: &usize| (0..CLASSES).map(move |class| f64::from(u8::from(class == label)));
    constant(&labels.iter().flat_map(row).collect::<Vec<f64>>(), [labels.len(), CLASSES], device)
}

/// Random numbers for everything in a network's answer: logits, value, taps, attention scores, hidden states.
fn answer(net: &Anatomy, stream: &mut Stream) -> Vec<Array> {
    let mut shapes = vec![("logits".to_owned(), CLASSES), ("value".to_owned(), 1)];
    shapes
        .extend(net.taps.iter().enumerate().map(|(at, sides)| (format!("tap {at}"), sides.iter().product())));
    let scores = net.attention.iter().enumerate();
    shapes.extend(scores.map(|(at, &[heads, tokens])| (format!("scores {at}"), heads * tokens * tokens)));
    let hidden = net.hidden.iter().enumerate();
    shapes.extend(hidden.map(|(at, sides)| (format!("hidden {at}"), sides.iter().product())));
    let draw = |(name, each): (String, usize)| {
        let bound = if name == "logits" { 3.0 } else { 1.0 };
        Array::random(name, IMAGES * each, bound, stream)
    };
    shapes.into_iter().map(draw).collect()
}

/// Such numbers as a network gives them: with gradient where it learns.
fn forward(net: &Anatomy, arrays: &[Array], device: &Device, learns: bool) -> Forward {
    let mut rest = arrays.iter();
    let mut next = || &rest.next().expect("an array for each part").values;
    let four = |values: &[f64], dims: [usize; 4]| tensor(values, dims, device, learns);
    let logits = next();
    let n = logits.len() / CLASSES;
    Forward {
        logits: tensor(logits, [n, CLASSES], device, learns),
        value: Some(tensor(next(), [n, 1], device, learns)),
        taps: net.taps.iter().map(|&[c, h, w]| Tap::Maps(four(next(), [n, c, h, w]))).collect(),
        attention: net.attention.iter().map(|&[heads, t]| four(next(), [n, heads, t, t])).collect(),
        hidden: net.hidden.iter().map(|&[t, w]| tensor(next(), [n, t, w], device, learns)).collect(),
    }
}

fn tensor<const D: usize>(values: &[f64], dims: [usize; D], device: &Device, learns: bool) -> Tensor<D> {
    if learns { tracked(values, dims, device) } else { constant(values, dims, device) }
}

/// Gradients in the order of [`answer`].
fn forward_slopes(forward: &Forward, gradients: &Gradients) -> Vec<Vec<f64>> {
    let mut all = vec![slope(&forward.logits, gradients)];
    all.extend(forward.value.iter().map(|value| slope(value, gradients)));
    all.extend(forward.taps.iter().map(|tap| slope(&tap.maps(), gradients)));
    all.extend(forward.attention.iter().map(|scores| slope(scores, gradients)));
    all.extend(forward.hidden.iter().map(|hidden| slope(hidden, gradients)));
    all
}
