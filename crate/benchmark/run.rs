//! A benchmark on its way: the network, its optimiser and its inputs, made of what a training in the playground is made
//! of, or (`stock`) of burn's own operations and optimiser.

use burn::module::Module as _;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::inputs::Inputs;
use super::net::{BenchmarkNet, Network};
use super::{Plan, Targets, models, workloads};
use crate::device::{self, BUILT, EngineMissing};
use crate::engine::stock;
use crate::method::{self, Batch, Method};
use crate::model::{Forward, ImageShape, Mode};
use crate::seed::{Seed, Stream};
use crate::spec::ExperimentSpec;
use crate::spec::units::{Alpha, ClipNorm, Temperature, WeightDecay};
use crate::train::optimiser::Optimiser;

const LEARNING_RATE: f64 = 1e-3;

/// Why there is no benchmark, or no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BenchmarkError {
    /// No benchmark has this name.
    UnknownName(String),
    /// A batch without images.
    EmptyBatch,
    /// The build has no engine.
    Engine(EngineMissing),
    /// The loss of this update is no finite number.
    Diverged(usize),
}

impl std::error::Error for BenchmarkError {}

impl std::fmt::Display for BenchmarkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownName(name) => {
                let known: Vec<String> = workloads().map(String::from).chain(models()).collect();
                write!(f, "benchmark {name}: there are {}", known.join(", "))
            }
            Self::EmptyBatch => write!(f, "a batch of 0 images: at least 1"),
            Self::Engine(missing) => missing.fmt(f),
            Self::Diverged(update) => write!(f, "the loss is not finite at update {update}"),
        }
    }
}

impl From<EngineMissing> for BenchmarkError {
    fn from(missing: EngineMissing) -> Self {
        Self::Engine(missing)
    }
}

/// See the module.
pub struct Benchmark {
    net: Option<BenchmarkNet>,
    shape: ImageShape,
    batch: usize,
    stock: bool,
    optimiser: Adam,
    inputs: Inputs,
    targets: TargetSource,
    dropout: Stream,
    updates: usize,
    last_loss: Option<f32>,
}

enum Adam {
    Ours(Optimiser),
    Stock(ModuleOptimizer),
}

enum TargetSource {
    Labels,
    /// On the plain device: a forward there keeps no graph.
    Teacher(Box<BenchmarkNet>),
    /// Logits of each batch of images.
    Cached(Vec<Tensor<2>>),
}

impl Benchmark {
    /// The benchmark of this name before its first update, on the first engine of this build.
    ///
    /// # Errors
    /// All [`BenchmarkError`]s but divergence.
    pub fn new(name: &str, batch: usize, stock: bool) -> Result<Self, BenchmarkError> {
        let plan = Plan::find(name).ok_or_else(|| BenchmarkError::UnknownName(name.into()))?;
        if batch == 0 {
            return Err(BenchmarkError::EmptyBatch);
        }
        let plain = device::plain(BUILT[0])?;
        let stream = |purpose| Seed(1).stream(purpose);
        let net = plan.network.init(plan.shape, &mut stream("benchmark/weights"), &plain.clone().autodiff());
        let inputs = Inputs::new(plan.shape, batch, &plain);
        let teacher = || Network::Teacher.init(plan.shape, &mut stream("benchmark/teacher"), &plain);
        let targets = match plan.targets {
            Targets::Labels => TargetSource::Labels,
            Targets::Teacher => TargetSource::Teacher(Box::new(teacher())),
            Targets::CachedTeacher => {
                let teacher = teacher();
                let logits = |images: &Tensor<4>| teacher.forward(images.clone(), Mode::Evaluate);
                let all = || inputs.images().iter().map(logits).collect();
                TargetSource::Cached(with_operations(stock, all))
            }
        };
        let optimiser = if stock {
            Adam::Stock(AdamConfig::new().with_epsilon(1e-8).init())
        } else {
            Adam::Ours(Optimiser::new(WeightDecay::literal(0.0), ClipNorm::literal(0.0)))
        };
        let dropout = stream("benchmark/dropout");
        let (shape, updates, last_loss) = (plan.shape, 0, None);
        let net = Some(net);
        Ok(Self { net, shape, batch, stock, optimiser, inputs, targets, dropout, updates, last_loss })
    }

    /// Makes updates and returns how many images they took.
    ///
    /// # Errors
    /// [`BenchmarkError::Diverged`].
    pub fn train(&mut self, updates: u32) -> Result<u32, BenchmarkError> {
        with_operations(self.stock, || {
            for _ in 0..updates {
                self.update()?;
            }
            Ok(updates * self.batch as u32)
        })
    }

    /// Answers batches of images with probabilities and returns how many images that were.
    pub fn infer(&self, batches: u32) -> u32 {
        with_operations(self.stock, || {
            let net = self.net().valid();
            for _ in 0..batches {
                let images = self.inputs.images()[0].clone();
                // Reading the numbers makes sure that they were computed.
                let _ = device::read(softmax(net.forward(images, Mode::Evaluate), 1));
            }
            batches * self.batch as u32
        })
    }

    /// Loss of the last update in nats; none before the first.
    pub fn last_loss(&self) -> Option<f32> {
        self.last_loss
    }

    /// Floating-point operations of the answer to one image: products and convolutions, a multiply-add counts as two.
    pub fn flops_per_image(&self) -> u64 {
        self.net().flops(self.shape).iter().sum()
    }

    /// Floating-point operations of an update, per image: forward, gradients of the weights, and gradients of the
    /// inputs of all layers but the first, which nobody needs; and the forward of a teacher that runs.
    pub fn flops_per_training_image(&self) -> u64 {
        let layers = self.net().flops(self.shape);
        let teacher = match &self.targets {
            TargetSource::Teacher(teacher) => teacher.flops(self.shape).iter().sum(),
            TargetSource::Labels | TargetSource::Cached(_) => 0,
        };
        3 * layers.iter().sum::<u64>() - layers[0] + teacher
    }

    fn net(&self) -> &BenchmarkNet {
        self.net.as_ref().expect("the network is away only inside update()")
    }

    fn update(&mut self) -> Result<(), BenchmarkError> {
        let images = &self.inputs.images()[self.inputs.image_batch(self.updates)];
        let (method, teacher_logits) = match &self.targets {
            TargetSource::Labels => ("hard-labels", None),
            TargetSource::Teacher(teacher) => {
                ("soft-labels", Some(teacher.forward(images.clone(), Mode::Evaluate)))
            }
            TargetSource::Cached(logits) => {
                ("soft-labels", Some(logits[self.inputs.image_batch(self.updates)].clone()))
            }
        };
        let student = self.net.as_ref().expect("the network is away only inside update()");
        let images = Tensor::from_inner(images.clone());
        let batch = Batch {
            student: Forward::new(student.forward(images, Mode::Train(&mut self.dropout)), vec![]),
            teacher: teacher_logits.map(|logits| Forward::new(Tensor::from_inner(logits), vec![])),
            labels: Some(Tensor::from_inner(self.inputs.labels(self.updates))),
            projections: &[],
            temperature: Temperature::literal(4.0),
            alpha: Alpha::literal(0.5),
            spec: &ExperimentSpec::default(),
        };
        let method: &dyn Method = method::find(method).expect("registered");
        let total = method.loss(&batch).total;
        let loss = device::read_one(total.clone());
        self.last_loss = Some(loss);
        if !loss.is_finite() {
            return Err(BenchmarkError::Diverged(self.updates));
        }
        self.net = self.net.take().map(|net| self.optimiser.step(net, &total));
        self.updates += 1;
        Ok(())
    }
}

/// burn's operations or ours.
fn with_operations<T>(stock: bool, work: impl FnOnce() -> T) -> T {
    if stock { stock::with(work) } else { work() }
}

impl Adam {
    fn step(&mut self, net: BenchmarkNet, loss: &Tensor<1>) -> BenchmarkNet {
        match self {
            Self::Ours(optimiser) => optimiser.step(net, loss, LEARNING_RATE),
            Self::Stock(adam) => {
                let gradients = GradientsParams::from_grads(loss.backward(), &net);
                adam.step(LEARNING_RATE, net, gradients)
            }
        }
    }
}
