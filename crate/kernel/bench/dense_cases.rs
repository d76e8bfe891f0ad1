//! The dense layers of the playground's and the reference networks.

use retort_kernel::dense::{self, Features, Shape};

use crate::{Case, noise};

pub fn cases() -> Vec<Case> {
    [
        (64, 784, 128, 1),
        (64, 128, 64, 1),
        (64, 64, 10, 1),
        (64, 784, 16, 1),
        (64, 16, 10, 1),
        (64, 784, 10, 16),
        (64, 32, 10, 8),
        (64, 3136, 128, 64),
        (256, 3136, 128, 64),
        (1, 784, 128, 1),
        (37, 784, 128, 1),
        (50, 784, 16, 1),
        (3136, 64, 256, 1),
        (3136, 256, 64, 1),
        (3136, 32, 32, 1),
        (1088, 16, 64, 1),
    ]
    .into_iter()
    .flat_map(|(batch, inputs, outputs, channels)| {
        let features = if channels > 1 { Features::Image { channels } } else { Features::Plain };
        layer(Shape { batch, inputs, outputs, features })
    })
    .collect()
}

fn layer(shape: Shape) -> Vec<Case> {
    let Shape { batch, inputs, outputs, .. } = shape;
    let operations = 2.0 * (batch * inputs * outputs) as f64;
    let name = |pass| format!("dense {batch} x {inputs} -> {outputs} {pass}");
    let (x, w, b) = (noise(batch * inputs), noise(inputs * outputs), noise(outputs));
    let dy = noise(batch * outputs);
    let (x2, w2, dy2) = (x.clone(), w.clone(), dy.clone());
    let (mut y, mut dx, mut dw) = (dy.clone(), x.clone(), w.clone());
    vec![
        Case::new(name("y"), operations, move || dense::forward(&shape, &x, &w, Some(&b), true, &mut y)),
        Case::new(name("dw"), operations, move || dense::backward_weights(&shape, &x2, &dy, &mut dw)),
        Case::new(name("dx"), operations, move || dense::backward_input(&shape, &w2, &dy2, &mut dx)),
    ]
}
