//! The convolutions of the playground's and the reference networks.

use retort_kernel::convolution::{self, Backward, Forward, Gradients, Shape};

use crate::{Case, noise};

/// Name, side, inputs, outputs, kernel, stride, padding, pooling.
const LAYERS: [(&str, [usize; 6], bool); 14] = [
    ("w2 first", [28, 1, 8, 3, 1, 1], true),
    ("w2 second", [14, 8, 16, 3, 1, 1], true),
    ("w3 first", [28, 1, 32, 3, 1, 1], false),
    ("w3 second", [28, 32, 32, 3, 1, 1], true),
    ("w3 third", [14, 32, 64, 3, 1, 1], true),
    ("cnn 4-8 first, 28", [28, 1, 4, 5, 2, 0], false),
    ("cnn 4-8 second, 28", [12, 4, 8, 3, 2, 0], false),
    ("cnn 4-8 first, 8", [8, 1, 4, 3, 1, 0], false),
    ("cnn 4-8 second, 8", [6, 4, 8, 3, 2, 0], false),
    ("teacher 16-32 first, 28", [28, 1, 16, 5, 2, 0], false),
    ("teacher 16-32 second, 28", [12, 16, 32, 3, 2, 0], false),
    ("teacher 8-16 first, 8", [8, 1, 8, 3, 1, 1], false),
    ("teacher 8-16 second, 8", [8, 8, 16, 3, 2, 1], false),
    ("odd channels", [14, 15, 27, 3, 1, 1], false),
];

/// Images of a run.
const BATCH: usize = 64;

pub fn cases() -> Vec<Case> {
    LAYERS.into_iter().flat_map(layer).collect()
}

fn layer(
    (name, [side, inputs, outputs, kernel, stride, padding], pool): (&str, [usize; 6], bool),
) -> Vec<Case> {
    let shape = Shape {
        batch: BATCH,
        height: side,
        width: side,
        inputs,
        outputs,
        kernel,
        stride,
        padding,
        relu: true,
        pool,
    };
    let map = shape.batch * shape.map_height() * shape.map_width();
    let operations = (2 * map * shape.outputs * inputs * kernel * kernel) as f64;
    let name = |pass| format!("convolution {name}, {inputs} -> {outputs} {pass}");
    let (x, w, bias) = (noise(shape.x_length()), noise(shape.w_length()), noise(outputs));
    let mut y = vec![0.0; shape.y_length()];
    let mut argmax = vec![0; if pool { y.len() } else { 0 }];
    convolution::forward(&shape, Forward { x: &x, w: &w, bias: Some(&bias) }, &mut y, &mut argmax);
    let dy = noise(y.len());
    let backward = |wants_dx: bool| {
        let (x, w, y, argmax, dy) = (x.clone(), w.clone(), y.clone(), argmax.clone(), dy.clone());
        let (mut dx, mut dw, mut db) = (x.clone(), w.clone(), bias.clone());
        move || {
            let from = Backward { x: &x, w: &w, y: &y, argmax: &argmax, dy: &dy };
            let dx = wants_dx.then_some(&mut dx[..]);
            convolution::backward(&shape, from, Gradients { dx, dw: &mut dw, db: Some(&mut db) });
        }
    };
    let mut cases = vec![Case::new(name("dw"), operations, backward(false))];
    if inputs > 1 {
        cases.push(Case::new(name("dw dx"), 2.0 * operations, backward(true)));
    }
    let forward = move || {
        convolution::forward(&shape, Forward { x: &x, w: &w, bias: Some(&bias) }, &mut y, &mut argmax);
    };
    cases.insert(0, Case::new(name("y"), operations, forward));
    cases
}
