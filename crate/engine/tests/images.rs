//! Layers on images.

use burn::nn::{BatchNorm, BatchNormConfig};

use super::*;

fn norm(channels: usize) -> BatchNorm {
    let mut layer = BatchNormConfig::new(channels).with_epsilon(1e-3).with_momentum(0.2).init(&device());
    layer.gamma = layer.gamma.map(|_| noise("gamma", [channels]).require_grad());
    layer.beta = layer.beta.map(|_| noise("beta", [channels]).require_grad());
    layer
}

/// `[inputs, outputs, kernel, stride, padding]`, groups, and whether there is a bias.
fn layer([inputs, outputs, kernel, stride, padding]: [usize; 5], groups: usize, bias: bool) -> Conv2d {
    let padding = PaddingConfig2d::Explicit(padding, padding, padding, padding);
    let config = Conv2dConfig::new([inputs, outputs], [kernel; 2]).with_groups(groups).with_bias(bias);
    let mut layer = config.with_stride([stride; 2]).with_padding(padding).init(&device());
    layer.weight = layer.weight.map(|w| noise("w", w.dims()).require_grad());
    layer.bias = layer.bias.map(|bias| bias.map(|_| noise("b", [outputs]).require_grad()));
    layer
}

#[test]
fn plain_convolutions_agree_with_burn() {
    for (shape, sizes, groups) in [
        ([3, 8, 7, 7], [8, 16, 1, 1, 0], 1),
        ([2, 5, 9, 8], [5, 7, 1, 2, 0], 1),
        ([3, 8, 8, 8], [8, 8, 3, 1, 1], 1),
        ([2, 4, 9, 9], [4, 12, 3, 2, 1], 1),
        ([1, 3, 12, 12], [3, 6, 5, 1, 2], 1),
        ([1, 1, 12, 12], [1, 6, 5, 2, 0], 1),
        ([3, 8, 7, 7], [8, 8, 3, 1, 1], 8),
        ([2, 16, 8, 8], [16, 16, 3, 2, 1], 16),
        ([1, 5, 9, 6], [5, 5, 3, 2, 0], 5),
        ([2, 6, 9, 9], [6, 6, 5, 1, 2], 6),
        // No kernel covers these.
        ([2, 6, 8, 8], [6, 12, 3, 1, 1], 3),
        ([2, 4, 8, 8], [4, 8, 3, 1, 1], 4),
        ([2, 4, 8, 8], [4, 4, 4, 1, 1], 4),
    ] {
        for bias in [false, true] {
            let layer = layer(sizes, groups, bias);
            compare_parts(&format!("{shape:?} {sizes:?} in {groups}, bias {bias}"), || {
                let x = noise("x", shape).require_grad();
                let y = super::super::convolution(&layer, x.clone());
                let gradients = (y.clone() * noise("dy", y.dims())).sum().backward();
                let mut parts = vec![
                    ("y", y.inner().flatten(0, 3)),
                    ("dx", gradient(&x, &gradients)),
                    ("dw", gradient(&layer.weight.val(), &gradients)),
                ];
                parts.extend(layer.bias.as_ref().map(|bias| ("db", gradient(&bias.val(), &gradients))));
                parts
            });
        }
    }
}

/// The block of a mobile network: depthwise, batch norm with ReLU, pointwise, and around it a sum.
#[test]
fn blocks_agree_with_burn() {
    let (depthwise, pointwise) = (layer([12, 12, 3, 1, 1], 12, false), layer([12, 12, 1, 1, 0], 1, false));
    compare_parts("block", || {
        let (first, second) = (norm(12), norm(12));
        let x = noise("x", [3, 12, 8, 8]).require_grad();
        let inside = batch_norm(&first, super::super::convolution(&depthwise, x.clone()), true);
        let inside = batch_norm(&second, super::super::convolution(&pointwise, inside), false);
        let y = global_average(add_relu(x.clone(), inside));
        let gradients = (y.clone() * noise("dy", [3, 12])).sum().backward();
        vec![
            ("y", y.inner().flatten(0, 1)),
            ("dx", gradient(&x, &gradients)),
            ("depthwise", gradient(&depthwise.weight.val(), &gradients)),
            ("pointwise", gradient(&pointwise.weight.val(), &gradients)),
            ("gamma", gradient(&first.gamma.val(), &gradients)),
        ]
    });
}

/// Result and gradients of a batch norm behind an ordinary or a channels-last image.
fn parts(layer: &BatchNorm, shape: [usize; 4], relu: bool, last: bool) -> Vec<(&'static str, Tensor<1>)> {
    let x = (noise("x", shape) * 2.0 + 0.5).detach().require_grad();
    let before = if last { add_relu(x.clone(), x.clone() * 0.5) } else { x.clone() };
    let y = batch_norm(layer, before, relu);
    let gradients = (y.clone() * noise("dy", shape)).sum().backward();
    vec![
        ("y", y.inner().flatten(0, 3)),
        ("dx", gradient(&x, &gradients)),
        ("dgamma", gradient(&layer.gamma.val(), &gradients)),
        ("dbeta", gradient(&layer.beta.val(), &gradients)),
    ]
}

const SHAPES: [[usize; 4]; 5] = [[3, 8, 7, 7], [2, 5, 4, 6], [1, 16, 3, 3], [4, 1, 9, 5], [2, 33, 2, 2]];

#[test]
fn batch_norms_agree_with_burn_in_training() {
    for shape in SHAPES {
        for (relu, last) in [(false, false), (true, false), (true, true)] {
            let layer = norm(shape[1]);
            compare_parts(&format!("{shape:?}, {relu}"), || parts(&layer, shape, relu, last));
        }
    }
}

#[test]
fn frozen_batch_norms_agree_with_burn() {
    for shape in SHAPES {
        for relu in [false, true] {
            let mut layer = norm(shape[1]);
            batch_norm(&layer, noise("earlier", shape), relu);
            layer.running_mean.value_sync();
            layer.training = burn::module::Param::from_bool(false);
            compare_parts(&format!("{shape:?}, {relu}"), || parts(&layer, shape, relu, false));
        }
    }
}

/// After several batches, and then where no gradients are wanted.
#[test]
fn running_statistics_are_burn_s() {
    let shape = [4, 6, 5, 5];
    compare_parts("running", || {
        let layer = norm(6);
        for (batch, scale) in [("first", 1.0), ("second", 5.0), ("third", 0.1)] {
            batch_norm(&layer, noise(batch, shape) * scale + 2.0, true);
        }
        let layer = layer.valid();
        let y = batch_norm(&layer, noise("answers", shape).inner(), false);
        vec![
            ("mean", layer.running_mean.value_sync()),
            ("variance", layer.running_var.value_sync()),
            ("y", y.flatten(0, 3)),
        ]
    });
}

#[test]
fn sums_and_means_agree_with_burn() {
    for shape in SHAPES {
        compare_parts(&format!("{shape:?}"), || {
            let [x, y] = ["x", "y"].map(|name| noise(name, shape).require_grad());
            let sum = add_relu(x.clone(), y.clone());
            let mean = global_average(sum.clone());
            let loss = (mean.clone() * noise("dmean", mean.dims())).sum()
                + (sum.clone() * noise("dsum", shape)).sum();
            let gradients = loss.backward();
            vec![
                ("sum", sum.inner().flatten(0, 3)),
                ("mean", mean.inner().flatten(0, 1)),
                ("dx", gradient(&x, &gradients)),
                ("dy", gradient(&y, &gradients)),
            ]
        });
    }
}
