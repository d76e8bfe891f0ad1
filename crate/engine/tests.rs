//! The kernels behind burn's interface against burn's own operations: single layers, and whole training steps.

mod images;
mod tokens;

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Linear, LinearConfig, PaddingConfig2d};
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};

use super::*;
use crate::seed::Seed;
use burn::tensor::activation::relu;

/// Largest difference allowed, as a share of the largest magnitude.
const TOLERANCE: f32 = 1e-5;

fn device() -> Device {
    Device::flex().autodiff()
}

fn noise<const D: usize>(name: &str, shape: [usize; D]) -> Tensor<D> {
    let values = Seed(7).stream(name).symmetric(shape.iter().product(), 1.0);
    Tensor::from_data(TensorData::new(values, shape), &device())
}

fn assert_close<const D: usize>(ours: Tensor<D>, stock: Tensor<D>, what: &str) {
    assert_eq!(ours.dims(), stock.dims(), "{what}");
    let largest = stock.clone().abs().max().into_scalar::<f32>();
    let apart = (ours - stock).abs().max().into_scalar::<f32>();
    assert!(apart <= TOLERANCE * largest, "{what}: {apart} apart, largest {largest}");
}

/// A convolution with weights from our own stream.
fn convolution([inputs, outputs, kernel, stride, padding]: [usize; 5]) -> Conv2d {
    let padding = PaddingConfig2d::Explicit(padding, padding, padding, padding);
    let config =
        Conv2dConfig::new([inputs, outputs], [kernel; 2]).with_stride([stride; 2]).with_padding(padding);
    let mut layer = config.init(&device());
    layer.weight = layer.weight.map(|_| noise("w", [outputs, inputs, kernel, kernel]).require_grad());
    layer.bias = layer.bias.map(|bias| bias.map(|_| noise("b", [outputs]).require_grad()));
    layer
}

fn linear([inputs, outputs]: [usize; 2]) -> Linear {
    let mut layer = LinearConfig::new(inputs, outputs).init(&device());
    layer.weight = layer.weight.map(|_| noise("w", [inputs, outputs]).require_grad());
    layer.bias = layer.bias.map(|bias| bias.map(|_| noise("b", [outputs]).require_grad()));
    layer
}

/// Compares everything that `run` returns, computed by the kernels and by burn.
fn compare_parts(what: &str, run: impl Fn() -> Vec<(&'static str, Tensor<1>)>) {
    for ((name, ours), (_, stock)) in run().into_iter().zip(stock::with(&run)) {
        assert_close(ours, stock, &format!("{what}: {name}"));
    }
}

/// A tensor's gradient in one row.
fn gradient<const D: usize>(tensor: &Tensor<D>, gradients: &burn::tensor::Gradients) -> Tensor<1> {
    tensor.grad(gradients).expect("it is tracked").flatten(0, D - 1)
}

/// Compares result and all gradients of two ways to compute the same layer.
fn compare<const I: usize, const O: usize, const W: usize>(
    what: &str,
    shape: [usize; I],
    weights: [(&str, Tensor<W>); 1],
    bias: Tensor<1>,
    ours: impl Fn(Tensor<I>) -> Tensor<O>,
    stock: impl Fn(Tensor<I>) -> Tensor<O>,
) {
    let run = |layer: &dyn Fn(Tensor<I>) -> Tensor<O>| {
        let x = noise("x", shape).require_grad();
        let y = layer(x.clone());
        // A weight for each output, so that no gradient is like another.
        let gradients = (y.clone() * noise("dy", y.dims())).sum().backward();
        let dw = weights[0].1.grad(&gradients).expect("the weights are tracked");
        let db = bias.grad(&gradients).expect("the bias is tracked");
        (y.inner(), x.grad(&gradients).expect("the input is tracked"), dw, db)
    };
    let (ours, stock) = (run(&ours), run(&stock));
    assert_close(ours.0, stock.0, &format!("{what}: y"));
    assert_close(ours.1, stock.1, &format!("{what}: dx"));
    assert_close(ours.2, stock.2, &format!("{what}: d{}", weights[0].0));
    assert_close(ours.3, stock.3, &format!("{what}: db"));
}

#[test]
fn convolutions_agree_with_burn() {
    for (x, layer) in [
        ([3, 1, 28, 28], [1, 4, 5, 2, 0]),
        ([3, 4, 12, 12], [4, 8, 3, 2, 0]),
        ([5, 1, 8, 8], [1, 8, 3, 1, 1]),
        ([2, 8, 8, 8], [8, 16, 3, 2, 1]),
        ([2, 8, 14, 14], [8, 16, 3, 1, 1]),
        ([1, 3, 9, 7], [3, 5, 4, 3, 2]),
    ] {
        let layer = convolution(layer);
        let bias = layer.bias.as_ref().expect("it has one").val();
        let weights = || [("w", layer.weight.val())];
        compare(
            &format!("{x:?} {layer:?}"),
            x,
            weights(),
            bias.clone(),
            |x| convolution_relu(&layer, x),
            |x| stock::convolution_relu(&layer, x),
        );
        compare(
            &format!("{x:?} {layer:?} pooled"),
            x,
            weights(),
            bias,
            |x| convolution_relu_pool(&layer, x),
            |x| stock::convolution_relu_pool(&layer, x),
        );
    }
}

#[test]
fn dense_layers_agree_with_burn() {
    let layer = linear([33, 10]);
    let bias = layer.bias.as_ref().expect("it has one").val();
    let weights = || [("w", layer.weight.val())];
    compare("dense", [7, 33], weights(), bias.clone(), |x| dense(&layer, x), |x| layer.forward(x));
    compare(
        "dense, ReLU",
        [7, 33],
        weights(),
        bias,
        |x| dense_relu(&layer, x),
        |x| stock::dense_relu(&layer, x),
    );
}

#[test]
fn images_flatten_in_burn_s_order_whatever_their_layout() {
    let first = convolution([3, 6, 3, 1, 0]);
    let second = linear([6 * 4 * 5, 10]);
    let bias = second.bias.as_ref().expect("it has one").val();
    let weights = || [("w", second.weight.val())];
    let shape = [3, 3, 6, 7];
    let stock = |x| second.forward(relu(first.forward(x)).flatten(1, 3));
    let fused = |x| flatten_dense(&second, convolution_relu(&first, x));
    let in_two = |x| dense(&second, flatten(convolution_relu(&first, x)));
    // A layer that burn computes in between sees an ordinary image.
    let mixed = |x| dense(&second, flatten(convolution_relu(&first, x) * 1.0));
    compare("fused", shape, weights(), bias.clone(), fused, stock);
    compare("in two", shape, weights(), bias.clone(), in_two, stock);
    compare("mixed", shape, weights(), bias, mixed, stock);
}

#[test]
fn losses_agree_with_burn() {
    let targets = noise("targets", [9, 10]).abs().detach();
    let teacher = noise("teacher", [9, 10]).detach() * 5.0;
    let ours = |z| cross_entropy(z, targets.clone());
    compare_losses("cross-entropy", &ours, &|z| stock::cross_entropy(z, targets.clone()));
    let ours = |z| kl_divergence(teacher.clone(), z, 4.0);
    compare_losses("divergence", &ours, &|z| stock::kl_divergence(teacher.clone(), z, 4.0));
}

#[test]
fn a_weighted_sum_of_losses_has_the_bits_of_burns() {
    let run = || {
        let losses = ["first", "second"].map(|name| noise(name, [1]).require_grad());
        let sum = weighted_sum(losses.clone(), [0.3, 11.2]);
        let gradients = (sum.clone() * 0.7).backward();
        let slopes = losses.map(|loss| loss.grad(&gradients).expect("tracked").into_scalar::<f32>());
        [sum.into_scalar::<f32>(), slopes[0], slopes[1]].map(f32::to_bits)
    };
    assert_eq!(run(), stock::with(run));
}

type LogitLoss<'a> = &'a dyn Fn(Tensor<2>) -> Tensor<1>;

/// Compares a loss and its gradient.
fn compare_losses(what: &str, ours: LogitLoss, stock: LogitLoss) {
    let [ours, stock] = [ours, stock].map(|loss| {
        let z = (noise("z", [9, 10]) * 3.0).detach().require_grad();
        let loss = loss(z.clone()) * 0.3;
        let gradients = loss.backward();
        (loss.inner(), z.grad(&gradients).expect("tracked"))
    });
    assert_close(ours.0, stock.0, what);
    assert_close(ours.1, stock.1, what);
}

/// Two convolutions, one of them pooled, and two dense layers.
#[derive(Module, Debug)]
struct Net {
    first: Conv2d,
    second: Conv2d,
    hidden: Linear,
    output: Linear,
}

impl Net {
    fn new() -> Self {
        let shrink = |layer: Conv2d| Conv2d {
            weight: layer.weight.map(|w| (w * 0.2).detach().require_grad()),
            ..layer
        };
        let mut net = Self {
            first: shrink(convolution([1, 8, 3, 1, 1])),
            second: shrink(convolution([8, 16, 3, 1, 1])),
            hidden: linear([16 * 7 * 7, 32]),
            output: linear([32, 10]),
        };
        net.hidden.weight = net.hidden.weight.map(|w| (w * 0.05).detach().require_grad());
        net
    }
}

/// Losses of 30 updates on four batches, fused or stock in every part.
fn train(fused: bool, mut optimiser: ModuleOptimizer) -> Vec<f32> {
    let mut net = Net::new();
    (0..30)
        .map(|update| {
            let name = format!("batch {}", update % 4);
            let x = noise(&name, [16, 1, 14, 14]);
            let targets = burn::tensor::activation::softmax(noise::<2>(&name, [16, 10]) * 9.0, 1);
            let teacher = noise::<2>(&name, [16, 10]) * 3.0;
            let loss = if fused {
                let x = convolution_relu_pool(&net.first, x);
                let x = flatten_dense_relu(&net.hidden, convolution_relu(&net.second, x));
                let z = dense(&net.output, x);
                cross_entropy(z.clone(), targets) * 0.5 + kl_divergence(teacher, z, 4.0) * 8.0
            } else {
                let x = stock::convolution_relu_pool(&net.first, x);
                let x = stock::convolution_relu(&net.second, x).flatten(1, 3);
                let z = net.output.forward(stock::dense_relu(&net.hidden, x));
                stock::cross_entropy(z.clone(), targets) * 0.5 + stock::kl_divergence(teacher, z, 4.0) * 8.0
            };
            let gradients = GradientsParams::from_grads(loss.backward(), &net);
            let value = loss.into_scalar();
            net = optimiser.step(0.005, net.clone(), gradients);
            value
        })
        .collect()
}

fn stock_adam() -> ModuleOptimizer {
    AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(0.01).init()
}

fn assert_same_course(ours: &[f32], stock: &[f32]) {
    for (update, (ours, stock)) in ours.iter().zip(stock).enumerate() {
        assert!((ours - stock).abs() <= 1e-4 * stock.abs(), "update {update}: {ours} and {stock}");
    }
    assert!(stock.last() < stock.first(), "it learns: {stock:?}");
}

#[test]
fn thirty_updates_agree_with_burn() {
    let stock = train(false, stock_adam());
    assert_same_course(&train(true, ModuleOptimizer::from(Adam::new(0.01))), &stock);
}

#[test]
fn an_update_s_record_continues_with_burn_s_own_optimiser() {
    let layer = linear([5, 3]);
    let update = |layer: &Linear, optimiser: &mut ModuleOptimizer| {
        let loss = dense(layer, noise("x", [4, 5])).square().sum();
        let gradients = GradientsParams::from_grads(loss.backward(), layer);
        optimiser.step(0.01, layer.clone(), gradients)
    };
    let mut ours = ModuleOptimizer::from(Adam::new(0.01));
    let layer = update(&layer, &mut ours);
    let mut stock = stock_adam().load_record(ours.to_record());
    let (with_ours, with_stock) = (update(&layer, &mut ours), update(&layer, &mut stock));
    assert_close(with_ours.weight.val().inner(), with_stock.weight.val().inner(), "second update");
}
