//! Every layer and loss of the engine at random sizes: our kernels in float32 beside burn's own operations in float64, values
//! and all gradients. Sizes go through what kernels treat in lanes and tiles, their remainders, batches of one, and what no
//! kernel covers. Numbers that are none (NaN, infinity) do not disappear: training has to notice them.
//!
//! `RETORT_CASES=1000` tries so many sizes of each layer; what fails is made as small as it can be.

use burn::module::Param;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNormConfig, LayerNormConfig, Linear, PaddingConfig2d};
use burn::tensor::{Device, Tensor};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use retort::engine;
use retort::seed::Seed;

use crate::slopes::{Array, cases, constant, exact, numbers, ours, slope, tracked};

/// Largest difference allowed, as a share of the array's largest magnitude.
const TOLERANCE: f64 = 5e-5;
/// How far from a corner (0 of a ReLU, a tie of a pooling) a number has to be for float32 to be on the same side of it.
const MARGIN: f64 = 1e-5;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: cases(32) as u32,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2_027),
        max_global_rejects: 100_000,
        ..ProptestConfig::default()
    }
}

/// What a layer computes, and its gradients by each of its arrays.
struct Outcome {
    values: Vec<f64>,
    gradients: Vec<Vec<f64>>,
}

/// Numbers of the layer's arguments, by name and length.
fn arrays(lengths: &[(&str, usize)], seed: u32) -> Vec<Array> {
    let mut stream = Seed(seed).stream("arguments");
    lengths.iter().map(|&(name, length)| Array::random(name, length, 1.0, &mut stream)).collect()
}

/// A weight for each number of the result, so that no gradient is like another.
fn weighted<const D: usize>(y: Tensor<D>, device: &Device) -> Tensor<1> {
    let count = y.shape().num_elements();
    let weights: Vec<f64> = Seed(9).stream("dy").symmetric(count, 1.0).into_iter().map(f64::from).collect();
    (y.reshape([count]) * constant(&weights, [count], device)).sum()
}

fn agree(arrays: &[Array], layer: impl Fn(&[Array], &Device) -> Outcome) -> TestCaseResult {
    let (single, double) = (layer(arrays, &ours()), layer(arrays, &exact()));
    close("values", &single.values, &double.values)?;
    prop_assert_eq!(single.gradients.len(), arrays.len());
    for ((array, single), double) in arrays.iter().zip(&single.gradients).zip(&double.gradients) {
        close(&array.name, single, double)?;
    }
    Ok(())
}

fn close(what: &str, single: &[f64], double: &[f64]) -> TestCaseResult {
    prop_assert_eq!(single.len(), double.len(), "{}", what);
    let largest = double.iter().fold(0.0_f64, |most, value| most.max(value.abs())).max(1e-2);
    for (at, (a, b)) in single.iter().zip(double).enumerate() {
        prop_assert!(
            (a - b).abs() <= TOLERANCE * largest,
            "{}: number {} is {}, in float64 {}",
            what,
            at,
            a,
            b
        );
    }
    Ok(())
}

/// What is not finite in float64 is not finite in float32 either.
fn nothing_disappears(arrays: &[Array], layer: impl Fn(&[Array], &Device) -> Outcome) -> TestCaseResult {
    let (single, double) = (layer(arrays, &ours()), layer(arrays, &exact()));
    for (at, (a, b)) in single.values.iter().zip(&double.values).enumerate() {
        prop_assert!(!a.is_finite() || b.is_finite(), "value {} is {}, in float64 {}", at, a, b);
    }
    Ok(())
}

#[derive(Clone, Copy, Debug)]
struct Sizes {
    batch: usize,
    inputs: usize,
    outputs: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
    height: usize,
    width: usize,
    groups: usize,
    bias: bool,
}

fn sizes() -> impl Strategy<Value = Sizes> {
    let channels = prop_oneof![3 => (1..=20_usize, 1..=20_usize, Just(false)), 1 => (1..=20_usize).prop_map(|c| (c, c, true))];
    let windows = (1..=5_usize, 1..=3_usize, 0..=2_usize);
    (1..=5_usize, channels, windows, 0..=9_usize, 0..=9_usize, any::<bool>()).prop_map(
        |(batch, (inputs, outputs, depthwise), (kernel, stride, padding), height, width, bias)| Sizes {
            batch,
            inputs,
            outputs,
            kernel,
            stride,
            padding,
            // At least one place for the window, without padding.
            height: kernel + height,
            width: kernel + width,
            groups: if depthwise { inputs } else { 1 },
            bias,
        },
    )
}

impl Sizes {
    fn arrays(self, seed: u32) -> Vec<Array> {
        let x = self.batch * self.inputs * self.height * self.width;
        let w = self.outputs * self.inputs / self.groups * self.kernel * self.kernel;
        let mut lengths = vec![("x", x), ("w", w)];
        lengths.extend(self.bias.then_some(("b", self.outputs)));
        arrays(&lengths, seed)
    }

    fn layer(self, arrays: &[Array], device: &Device) -> Conv2d {
        let p = self.padding;
        let config = Conv2dConfig::new([self.inputs, self.outputs], [self.kernel; 2])
            .with_stride([self.stride; 2])
            .with_groups(self.groups)
            .with_padding(PaddingConfig2d::Explicit(p, p, p, p));
        let mut layer = config.with_bias(self.bias).init(device);
        let dims = [self.outputs, self.inputs / self.groups, self.kernel, self.kernel];
        layer.weight = Param::from_tensor(tracked(&arrays[1].values, dims, device));
        layer.bias =
            self.bias.then(|| Param::from_tensor(tracked(&arrays[2].values, [self.outputs], device)));
        layer
    }

    fn run(self, apply: fn(&Conv2d, Tensor<4>) -> Tensor<4>) -> impl Fn(&[Array], &Device) -> Outcome {
        move |arrays, device| {
            let layer = self.layer(arrays, device);
            let x = tracked(&arrays[0].values, [self.batch, self.inputs, self.height, self.width], device);
            let y = apply(&layer, x.clone());
            let gradients = weighted(y.clone(), device).backward();
            let mut all = vec![slope(&x, &gradients), slope(&layer.weight.val(), &gradients)];
            all.extend(layer.bias.iter().map(|bias| slope(&bias.val(), &gradients)));
            Outcome { values: numbers(y), gradients: all }
        }
    }

    /// Whether no result is near a corner.
    fn is_clear(self, arrays: &[Array], pooled: bool) -> bool {
        let device = exact();
        let x = constant(&arrays[0].values, [self.batch, self.inputs, self.height, self.width], &device);
        let y = engine::convolution(&self.layer(arrays, &device), x);
        let [_, _, height, width] = y.dims();
        let y = numbers(y);
        let apart = |a: f64, b: f64| (a - b).abs() > MARGIN || a < 0.0 && b < 0.0;
        let window = |image: &[f64]| {
            (0..height / 2 * (width / 2)).all(|at| {
                let (row, column) = (at / (width / 2) * 2, at % (width / 2) * 2);
                let four = [0, 1, width, width + 1].map(|by| image[row * width + column + by]);
                (0..4).all(|a| (a + 1..4).all(|b| apart(four[a], four[b])))
            })
        };
        y.iter().all(|value| value.abs() > MARGIN) && (!pooled || y.chunks(height * width).all(window))
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn convolutions(sizes in sizes(), seed in 0..1_000_000_u32) {
        agree(&sizes.arrays(seed), sizes.run(engine::convolution))?;
    }

    #[test]
    fn convolutions_with_relu(sizes in sizes(), seed in 0..1_000_000_u32) {
        let arrays = sizes.arrays(seed);
        prop_assume!(sizes.is_clear(&arrays, false));
        agree(&arrays, sizes.run(engine::convolution_relu))?;
    }

    #[test]
    fn convolutions_with_relu_and_pooling(sizes in sizes(), seed in 0..1_000_000_u32) {
        let side = |length: usize| (length + 2 * sizes.padding - sizes.kernel) / sizes.stride + 1;
        prop_assume!(side(sizes.height) > 1 && side(sizes.width) > 1);
        let arrays = sizes.arrays(seed);
        prop_assume!(sizes.is_clear(&arrays, true));
        agree(&arrays, sizes.run(engine::convolution_relu_pool))?;
    }

    #[test]
    fn numbers_that_are_none_come_out_of_convolutions(
        sizes in sizes(), seed in 0..1_000_000_u32, at in any::<prop::sample::Index>(), weight in any::<bool>(),
        number in prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ) {
        let mut arrays = sizes.arrays(seed);
        let array = &mut arrays[usize::from(weight)].values;
        let at = at.index(array.len());
        array[at] = number;
        nothing_disappears(&arrays, sizes.run(engine::convolution))?;
        // No value to compare: burn's own ReLU takes NaN for 0.
        sizes.run(engine::convolution_relu)(&arrays, &ours());
    }
}

#[derive(Clone, Copy, Debug)]
struct Dense {
    batch: usize,
    tokens: usize,
    inputs: usize,
    outputs: usize,
}

fn dense() -> impl Strategy<Value = Dense> {
    (1..=70_usize, 1..=5_usize, 1..=70_usize, 1..=40_usize)
        .prop_map(|(batch, tokens, inputs, outputs)| Dense { batch, tokens, inputs, outputs })
}

impl Dense {
    fn arrays(self, seed: u32) -> Vec<Array> {
        let rows = self.batch * self.tokens;
        arrays(&[("x", rows * self.inputs), ("w", self.inputs * self.outputs), ("b", self.outputs)], seed)
    }

    fn run(self, apply: impl Fn(&Linear, Tensor<3>) -> Tensor<3>) -> impl Fn(&[Array], &Device) -> Outcome {
        move |arrays, device| {
            let layer = Linear {
                weight: Param::from_tensor(tracked(&arrays[1].values, [self.inputs, self.outputs], device)),
                bias: Some(Param::from_tensor(tracked(&arrays[2].values, [self.outputs], device))),
            };
            let x = tracked(&arrays[0].values, [self.batch, self.tokens, self.inputs], device);
            let y = apply(&layer, x.clone());
            let gradients = weighted(y.clone(), device).backward();
            let bias = layer.bias.as_ref().expect("it has one").val();
            let all =
                vec![slope(&x, &gradients), slope(&layer.weight.val(), &gradients), slope(&bias, &gradients)];
            Outcome { values: numbers(y), gradients: all }
        }
    }

    fn is_clear(self, arrays: &[Array]) -> bool {
        let plain = self.run(|layer, x| engine::dense_tokens(layer, x, false))(arrays, &exact());
        plain.values.iter().all(|value| value.abs() > MARGIN)
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn dense_layers(sizes in dense(), seed in 0..1_000_000_u32) {
        let arrays = sizes.arrays(seed);
        agree(&arrays, sizes.run(|layer, x| engine::dense_tokens(layer, x, false)))?;
        let rows = sizes.batch * sizes.tokens;
        // The same as rows, and as images of 1 x 1.
        agree(&arrays, sizes.run(|layer, x| {
            let y = engine::dense(layer, x.reshape([rows, sizes.inputs]));
            y.reshape([sizes.batch, sizes.tokens, sizes.outputs])
        }))?;
        agree(&arrays, sizes.run(|layer, x| {
            let y = engine::flatten_dense(layer, x.reshape([rows, sizes.inputs, 1, 1]));
            y.reshape([sizes.batch, sizes.tokens, sizes.outputs])
        }))?;
        prop_assume!(sizes.is_clear(&arrays));
        agree(&arrays, sizes.run(|layer, x| engine::dense_tokens(layer, x, true)))?;
    }

    #[test]
    fn numbers_that_are_none_come_out_of_dense_layers(
        sizes in dense(), seed in 0..1_000_000_u32, at in any::<prop::sample::Index>(), argument in 0..3_usize,
        number in prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ) {
        let mut arrays = sizes.arrays(seed);
        let at = at.index(arrays[argument].values.len());
        arrays[argument].values[at] = number;
        nothing_disappears(&arrays, sizes.run(|layer, x| engine::dense_tokens(layer, x, false)))?;
        sizes.run(|layer, x| engine::dense_tokens(layer, x, true))(&arrays, &ours());
    }

    #[test]
    fn layer_norms(batch in 1..=5_usize, tokens in 1..=9_usize, width in 2..=70_usize, seed in 0..1_000_000_u32) {
        let arrays = arrays(&[("x", batch * tokens * width), ("gamma", width), ("beta", width)], seed);
        agree(&arrays, |arrays, device| {
            let mut layer = LayerNormConfig::new(width).init(device);
            layer.gamma = Param::from_tensor(tracked(&arrays[1].values, [width], device));
            layer.beta = Some(Param::from_tensor(tracked(&arrays[2].values, [width], device)));
            let x = tracked(&arrays[0].values, [batch, tokens, width], device);
            let y = engine::layer_norm(&layer, x.clone());
            let gradients = weighted(y.clone(), device).backward();
            let beta = layer.beta.as_ref().expect("it has one").val();
            let all = vec![slope(&x, &gradients), slope(&layer.gamma.val(), &gradients), slope(&beta, &gradients)];
            Outcome { values: numbers(y), gradients: all }
        })?;
    }

    #[test]
    fn batch_norms(
        batch in 2..=6_usize, channels in 1..=40_usize, height in 2..=9_usize, width in 1..=9_usize,
        seed in 0..1_000_000_u32,
    ) {
        let dims = [batch, channels, height, width];
        let arrays = arrays(&[("x", dims.iter().product()), ("gamma", channels), ("beta", channels)], seed);
        let run = |relu: bool| move |arrays: &[Array], device: &Device| {
            let mut layer = BatchNormConfig::new(channels).init(device);
            layer.gamma = Param::from_tensor(tracked(&arrays[1].values, [channels], device));
            layer.beta = Param::from_tensor(tracked(&arrays[2].values, [channels], device));
            let x = tracked(&arrays[0].values, dims, device);
            let y = engine::batch_norm(&layer, x.clone(), relu);
            let gradients = weighted(y.clone(), device).backward();
            let (gamma, beta) = (layer.gamma.val(), layer.beta.val());
            let all = vec![slope(&x, &gradients), slope(&gamma, &gradients), slope(&beta, &gradients)];
            Outcome { values: numbers(y), gradients: all }
        };
        agree(&arrays, run(false))?;
        prop_assume!(run(false)(&arrays, &exact()).values.iter().all(|value| value.abs() > MARGIN));
        agree(&arrays, run(true))?;
    }

    #[test]
    fn attention(
        batch in 1..=3_usize, tokens in 1..=18_usize, heads in 1..=4_usize, each in 1..=18_usize,
        seed in 0..1_000_000_u32,
    ) {
        let dims = [batch, tokens, heads * each];
        let length = dims.iter().product();
        let arrays = arrays(&[("query", length), ("key", length), ("value", length)], seed);
        agree(&arrays, |arrays, device| {
            let parts: Vec<Tensor<3>> = arrays.iter().map(|array| tracked(&array.values, dims, device)).collect();
            let [query, key, value] = [0, 1, 2].map(|at| parts[at].clone());
            let found = engine::attention(query, key, value, heads);
            // Methods compare the scores, so they have gradients of their own.
            let total = weighted(found.output.clone(), device) + weighted(found.scores.clone(), device);
            let gradients = total.backward();
            let values = [numbers(found.output), numbers(found.scores)].concat();
            Outcome { values, gradients: parts.iter().map(|part| slope(part, &gradients)).collect() }
        })?;
    }

    #[test]
    fn sums_and_means_of_images(
        batch in 1..=5_usize, channels in 1..=20_usize, height in 1..=9_usize, width in 1..=9_usize,
        seed in 0..1_000_000_u32,
    ) {
        let dims = [batch, channels, height, width];
        let length = dims.iter().product();
        let arrays = arrays(&[("x", length), ("y", length)], seed);
        let sums = arrays[0].values.iter().zip(&arrays[1].values);
        prop_assume!(sums.map(|(x, y)| x + y).all(|sum| sum.abs() > MARGIN));
        agree(&arrays, |arrays, device| {
            let (x, y) = (tracked(&arrays[0].values, dims, device), tracked(&arrays[1].values, dims, device));
            let sum = engine::add_relu(x.clone(), y.clone());
            let (mean, flat) = (engine::global_average(sum.clone()), engine::flatten(sum));
            let total = weighted(mean.clone(), device) + weighted(flat.clone(), device);
            let gradients = total.backward();
            let values = [numbers(mean), numbers(flat)].concat();
            Outcome { values, gradients: vec![slope(&x, &gradients), slope(&y, &gradients)] }
        })?;
    }

    #[test]
    fn losses(
        batch in 1..=40_usize, classes in 1..=40_usize, logarithm in -3.0..4.6_f32, size in -2.0..5.0_f64,
        seed in 0..1_000_000_u32,
    ) {
        let temperature = libm::expf(logarithm).clamp(0.05, 100.0);
        let mut arrays = arrays(&[("z", batch * classes)], seed);
        let scale = f64::from(libm::exp(size) as f32);
        arrays[0].values.iter_mut().for_each(|logit| *logit = f64::from((*logit * scale) as f32));
        let teacher = Array::random("teacher", batch * classes, scale as f32, &mut Seed(seed).stream("teacher"));
        let targets = Array::random("targets", batch * classes, 0.5, &mut Seed(seed).stream("targets"));
        let targets: Vec<f64> = targets.values.iter().map(|value| value + 0.5).collect();
        for kl in [false, true] {
            agree(&arrays, |arrays, device| {
                let z = tracked(&arrays[0].values, [batch, classes], device);
                let loss = match kl {
                    true => engine::kl_divergence(constant(&teacher.values, [batch, classes], device), z.clone(), temperature),
                    false => engine::cross_entropy(z.clone(), constant(&targets, [batch, classes], device)),
                };
                let gradients = loss.backward();
                Outcome { values: numbers(loss), gradients: vec![slope(&z, &gradients)] }
            })?;
        }
    }

    #[test]
    fn numbers_that_are_none_come_out_of_losses(
        batch in 1..=20_usize, classes in 2..=20_usize, at in any::<prop::sample::Index>(), seed in 0..1_000_000_u32,
    ) {
        // An infinite logit may leave a finite loss; one that is no number may not.
        let mut arrays = arrays(&[("z", batch * classes), ("teacher", batch * classes)], seed);
        let at = at.index(batch * classes);
        arrays[0].values[at] = f64::NAN;
        let z = tracked(&arrays[0].values, [batch, classes], &ours());
        let teacher = constant(&arrays[1].values, [batch, classes], &ours());
        let targets = teacher.clone().abs();
        prop_assert!(numbers(engine::kl_divergence(teacher, z.clone(), 4.0))[0].is_nan());
        prop_assert!(numbers(engine::cross_entropy(z, targets))[0].is_nan());
    }
}
