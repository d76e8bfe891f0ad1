//! Gradients beside finite differences in float64.
//!
//! Two devices: [`ours`] is Flex with our kernels, in float32; [`exact`] is ndarray in float64 with burn's own operations.
//! A function of arrays is differentiated by backward on both, and by central differences on the second. The arrays hold
//! float32 numbers, so that both start at the same point.
//!
//! Central differences of step h err by h² f'''/6 and by the rounding of f over h: with h = 1e-6 about 1e-10 of f in
//! float64. Allowed is [`EXACT`] of an array's largest slope in float64, and [`SINGLE`] in float32. A step across the corner
//! of a ReLU or a Huber loss is no derivative; a shorter one is tried then.

use std::sync::Once;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, FloatDType, Gradients, Tensor, TensorData};
use retort::device;
use retort::seed::Stream;
use retort::spec::choices::Engine;

/// Steps of the differences, the first one first.
const STEPS: [f64; 3] = [1e-6, 1e-7, 1e-5];
/// Allowed between backward in float64 and differences, as a share of the array's largest slope.
pub const EXACT: f64 = 1e-5;
/// Allowed between backward in float32 and differences.
pub const SINGLE: f64 = 5e-4;

/// Flex, with our kernels, in float32.
pub fn ours() -> Device {
    device::plain(Engine::Flex).expect("built").autodiff()
}

/// ndarray in float64: every number without a type of its own is one of 64 bits here.
pub fn exact() -> Device {
    static ONCE: Once = Once::new();
    let mut plain = device::plain(Engine::NdArray).expect("these tests need --features ndarray");
    ONCE.call_once(|| plain.configure(FloatDType::F64).expect("nothing has used it before"));
    plain.autodiff()
}

/// How many random cases of each kind are tried: `RETORT_CASES`, or so many.
pub fn cases(short: usize) -> usize {
    std::env::var("RETORT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

/// Whether there is time.
pub fn is_long() -> bool {
    cases(0) > 0
}

/// An argument of a function.
#[derive(Clone, Debug)]
pub struct Array {
    /// What it is, for messages.
    pub name: String,
    /// Its numbers, row-major.
    pub values: Vec<f64>,
}

impl Array {
    /// Numbers that float32 can hold, between `-bound` and `bound`.
    pub fn random(name: impl Into<String>, count: usize, bound: f32, stream: &mut Stream) -> Self {
        let values = stream.symmetric(count, bound).into_iter().map(f64::from).collect();
        Self { name: name.into(), values }
    }
}

/// A tensor of these numbers in the device's own precision, with gradient.
pub fn tracked<const D: usize>(values: &[f64], dims: [usize; D], device: &Device) -> Tensor<D> {
    constant(values, dims, device).require_grad()
}

/// The same as a constant.
pub fn constant<const D: usize>(values: &[f64], dims: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), dims), device)
}

/// The numbers of a tensor.
pub fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

/// A tensor's gradient; zeros where the function does not depend on it.
pub fn slope<const D: usize>(tensor: &Tensor<D>, gradients: &Gradients) -> Vec<f64> {
    tensor.grad(gradients).map_or_else(|| vec![0.0; tensor.shape().num_elements()], numbers)
}

/// The value of a function, and its gradient by each array.
pub struct Slopes {
    /// The value.
    pub value: f64,
    /// In the order of the arrays.
    pub gradients: Vec<Vec<f64>>,
}

/// What a function is asked for: backward takes twice as long as forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Its value; the gradients may be left out.
    Value,
    /// Both.
    Gradients,
}

/// What was compared.
#[derive(Default)]
pub struct Tally {
    /// Directions in which differences were taken.
    pub directions: usize,
    /// Numbers in the arrays.
    pub numbers: usize,
    /// Largest error in float64 and in float32, as a share of the largest slope.
    pub worst: [f64; 2],
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.directions += other.directions;
        self.numbers += other.numbers;
        self.worst = [0, 1].map(|at| self.worst[at].max(other.worst[at]));
    }
}

/// Some numbers of an array, and how far each goes.
type Direction = Vec<(usize, f64)>;

/// The number with the largest slope and `singles - 1` others, then two random directions of length 1 over all numbers.
fn directions(slopes: &[f64], singles: usize, stream: &mut Stream) -> Vec<Direction> {
    let count = slopes.len();
    let steepest = (0..count).max_by(|&a, &b| slopes[a].abs().total_cmp(&slopes[b].abs())).expect("a number");
    let mut all = vec![vec![(steepest, 1.0)]];
    all.extend((1..singles).map(|_| vec![(stream.below(count as u32) as usize, 1.0)]));
    let each = 1.0 / (count as f64).sqrt();
    all.extend((0..2).map(|_| {
        (0..count).map(|number| (number, if stream.below(2) == 0 { each } else { -each })).collect()
    }));
    all
}

/// Compares the gradients of `function` with differences along some directions of each array.
pub fn check(
    what: &str,
    arrays: &[Array],
    singles: usize,
    stream: &mut Stream,
    function: impl Fn(&[Array], &Device, Wanted) -> Slopes,
) -> Tally {
    let [single, double] = [ours(), exact()].map(|device| function(arrays, &device, Wanted::Gradients));
    let tolerance = 1e-4 * double.value.abs().max(1.0);
    assert!((single.value - double.value).abs() <= tolerance, "{what}: {} is {}", single.value, double.value);
    let double_value = double.value;
    let mut tally = Tally::default();
    for (at, array) in arrays.iter().enumerate() {
        let what = format!("{what}: {}", array.name);
        let [single, slopes] = [&single, &double].map(|all| &all.gradients[at]);
        assert_eq!([single.len(), slopes.len()], [array.values.len(); 2], "{what}");
        let norm = slopes.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
        let usual = norm / (slopes.len() as f64).sqrt();
        let largest = slopes.iter().fold(0.0_f64, |most, slope| most.max(slope.abs()));
        for direction in directions(slopes, singles, stream) {
            let along =
                |slopes: &[f64]| direction.iter().map(|&(number, by)| slopes[number] * by).sum::<f64>();
            let at_distance = |distance: f64| {
                let mut moved = arrays.to_vec();
                direction.iter().for_each(|&(number, by)| moved[at].values[number] += distance * by);
                function(&moved, &exact(), Wanted::Value).value
            };
            let differences = |step: f64| (at_distance(step) - at_distance(-step)) / (2.0 * step);
            // Backward sums up as many errors as the direction has numbers.
            let size = if direction.len() == 1 { largest } else { largest.max(usual) };
            let (single, double) = (along(single), along(slopes));
            let allowed = EXACT * size + 1e-9 * double_value.abs().max(1.0);
            let found = STEPS.into_iter().map(differences).find(|found| (double - found).abs() <= allowed);
            let found = found.unwrap_or_else(|| {
                let found = STEPS.map(differences);
                panic!("{what} along {:?}: float64 says {double}, differences {found:?}", &direction[..1])
            });
            assert!(
                (single - found).abs() <= SINGLE * size + 1e-6,
                "{what} along {:?}: float32 says {single}, differences {found}, largest {largest}",
                &direction[..1]
            );
            if size > 1e-3 {
                let errors = [double, single].map(|slope| (slope - found).abs() / size);
                tally.worst = [0, 1].map(|at| tally.worst[at].max(errors[at]));
            }
            tally.directions += 1;
        }
        tally.numbers += array.values.len();
    }
    tally
}

/// The parameters of a network as arrays; running statistics are none of them.
pub fn parameters(net: &impl Module) -> Vec<Array> {
    let mut read = Read { path: vec![], arrays: vec![], gradients: None };
    net.visit(&mut read);
    read.arrays
}

/// The gradients of a network's parameters, in the order of [`parameters`].
pub fn parameter_slopes(net: &impl Module, gradients: &Gradients) -> Vec<Vec<f64>> {
    let mut read = Read { path: vec![], arrays: vec![], gradients: Some(gradients) };
    net.visit(&mut read);
    read.arrays.into_iter().map(|array| array.values).collect()
}

/// The network with these parameters.
pub fn with_parameters<M: Module>(net: M, arrays: &[Array], device: &Device) -> M {
    let mut write = Write { inside: 0, rest: arrays, device };
    let net = net.map(&mut write);
    assert!(write.rest.is_empty(), "every array belongs to a parameter");
    net
}

fn is_statistic(name: &str) -> bool {
    name.starts_with("running_")
}

struct Read<'a> {
    path: Vec<String>,
    arrays: Vec<Array>,
    /// Read instead of the values.
    gradients: Option<&'a Gradients>,
}

impl ModuleVisitor for Read<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.into());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if self.path.iter().any(|name| is_statistic(name)) {
            return;
        }
        let tensor = param.val();
        let values = match self.gradients {
            Some(gradients) => slope(&tensor, gradients),
            None => numbers(tensor),
        };
        self.arrays.push(Array { name: self.path.join("."), values });
    }
}

struct Write<'a> {
    /// How many running statistics enclose the parameter: 0 or 1.
    inside: usize,
    rest: &'a [Array],
    device: &'a Device,
}

impl ModuleMapper for Write<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.inside += usize::from(is_statistic(name));
    }

    fn exit_module(&mut self, name: &str, _: &str) {
        self.inside -= usize::from(is_statistic(name));
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.inside > 0 {
            return param;
        }
        let (first, rest) = self.rest.split_first().expect("an array for each parameter");
        self.rest = rest;
        Param::initialized(param.id, tracked(&first.values, param.lazy_shape().dims(), self.device))
    }
}
