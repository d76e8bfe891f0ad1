//! Batch norm, depthwise and pointwise convolution, as residual and mobile networks have them.

use retort_kernel::batch_norm::{self, Norm};
use retort_kernel::{convolution, depthwise};

use crate::{Case, noise};

/// Images of a run.
const BATCH: usize = 64;

pub fn cases() -> Vec<Case> {
    let norms = [[28, 8], [14, 16], [7, 32], [8, 6]].into_iter().flat_map(norm_cases);
    let depthwise =
        [[28, 8, 3, 1], [14, 16, 3, 1], [14, 16, 3, 2], [7, 32, 3, 1], [14, 18, 3, 1], [14, 16, 5, 1]];
    let pointwise = [[28, 8, 16], [14, 16, 32], [7, 32, 32]];
    norms
        .chain(depthwise.into_iter().flat_map(depthwise_cases))
        .chain(pointwise.into_iter().flat_map(pointwise_cases))
        .collect()
}

fn norm_cases([side, channels]: [usize; 2]) -> Vec<Case> {
    let length = BATCH * side * side * channels;
    let name = |pass| format!("batch norm {side} x {side} x {channels} {pass}");
    let (x, dy, gamma) = (noise(length), noise(length), noise(channels));
    let (mut mean, mut variance, mut y) = (gamma.clone(), gamma.clone(), x.clone());
    let backward = {
        let (x, y, gamma) = (x.clone(), x.clone(), gamma.clone());
        let (mut dx, mut dgamma, mut dbeta) = (x.clone(), gamma.clone(), gamma.clone());
        move || {
            let [mean, variance] = [&gamma, &[1.0].repeat(channels)];
            let norm = Norm { mean, variance, gamma: &gamma, epsilon: 1e-5, relu: true };
            let from = batch_norm::Backward { x: &x, y: &y, dy: &dy, own_statistics: true };
            batch_norm::backward(&norm, from, Some(&mut dx), &mut dgamma, &mut dbeta);
        }
    };
    let forward = move || {
        batch_norm::statistics(&x, &mut mean, &mut variance);
        let norm = Norm { mean: &mean, variance: &variance, gamma: &gamma, epsilon: 1e-5, relu: true };
        batch_norm::forward(&norm, &gamma, &x, &mut y);
    };
    vec![
        Case::new(name("y"), 7.0 * length as f64, forward),
        Case::new(name("dx dgamma"), 10.0 * length as f64, backward),
    ]
}

fn depthwise_cases([side, channels, kernel, stride]: [usize; 4]) -> Vec<Case> {
    let padding = kernel / 2;
    let shape =
        depthwise::Shape { batch: BATCH, height: side, width: side, channels, kernel, stride, padding };
    let operations = (2 * shape.y_length() * kernel * kernel) as f64;
    let name = |pass| format!("depthwise {side} x {side} x {channels}, {kernel} / {stride} {pass}");
    let (x, w, dy) = (noise(shape.x_length()), noise(shape.w_length()), noise(shape.y_length()));
    let mut y = dy.clone();
    let backward = {
        let (x, w) = (x.clone(), w.clone());
        let (mut dx, mut dw) = (x.clone(), w.clone());
        move || {
            let from = depthwise::Backward { x: &x, w: &w, dy: &dy };
            depthwise::backward(&shape, from, Some(&mut dx), &mut dw, None);
        }
    };
    let forward = move || depthwise::forward(&shape, &x, &w, None, &mut y);
    vec![Case::new(name("y"), operations, forward), Case::new(name("dw dx"), 2.0 * operations, backward)]
}

fn pointwise_cases([side, inputs, outputs]: [usize; 3]) -> Vec<Case> {
    let shape = convolution::Shape {
        batch: BATCH,
        height: side,
        width: side,
        inputs,
        outputs,
        kernel: 1,
        stride: 1,
        padding: 0,
        relu: false,
        pool: false,
    };
    let operations = (2 * shape.y_length() * inputs) as f64;
    let name = |pass| format!("pointwise {side} x {side}, {inputs} -> {outputs} {pass}");
    let (x, w, dy) = (noise(shape.x_length()), noise(shape.w_length()), noise(shape.y_length()));
    let mut y = dy.clone();
    let backward = {
        let (x, w) = (x.clone(), w.clone());
        let (mut dx, mut dw) = (x.clone(), w.clone());
        move || {
            let from = convolution::Backward { x: &x, w: &w, y: &[], argmax: &[], dy: &dy };
            let to = convolution::Gradients { dx: Some(&mut dx), dw: &mut dw, db: None };
            convolution::backward(&shape, from, to);
        }
    };
    let from = move || {
        convolution::forward(&shape, convolution::Forward { x: &x, w: &w, bias: None }, &mut y, &mut []);
    };
    vec![Case::new(name("y"), operations, from), Case::new(name("dw dx"), 2.0 * operations, backward)]
}
