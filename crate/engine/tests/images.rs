//! Layers on images.

use burn::nn::{BatchNorm, BatchNormConfig};

use super::*;

fn norm(channels: usize) -> BatchNorm {
    let mut layer = BatchNormConfig::new(channels).with_epsilon(1e-3).with_momentum(0.2).init(&device());
    layer.gamma = layer.gamma.map(|_| noise("gamma", [channels]).require_grad());
    layer.beta = layer.beta.map(|_| noise("beta", [channels]).require_grad());
    layer
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
