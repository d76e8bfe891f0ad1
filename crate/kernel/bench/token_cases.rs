//! Layers on the tokens of small transformers.

use retort_kernel::attention::{self, Shape};
use retort_kernel::layer_norm::{self, Backward};

use crate::{Case, noise};

/// Samples of a run.
const BATCH: usize = 64;

pub fn cases() -> Vec<Case> {
    [[16, 16, 2], [49, 32, 4], [64, 64, 4], [50, 24, 1]]
        .into_iter()
        .flat_map(|[tokens, width, heads]| {
            let shape = Shape { batch: BATCH, tokens, width, heads };
            attention_cases(shape).into_iter().chain(norm_cases(BATCH * tokens, width))
        })
        .collect()
}

fn attention_cases(shape: Shape) -> Vec<Case> {
    let Shape { batch, tokens, width, heads } = shape;
    let operations = (4 * batch * tokens * tokens * width) as f64;
    let name = |pass| format!("attention {tokens} x {width}, {heads} heads {pass}");
    let [query, key, value] = [0, 1, 2].map(|_| noise(shape.tokens_length()));
    let mut scores = vec![0.0; shape.scores_length()];
    let (mut weights, mut dscores, mut output) = (scores.clone(), scores.clone(), query.clone());
    attention::scores(&shape, &query, &key, &mut scores);
    attention::mix(&shape, &scores, &value, &mut weights, &mut output);
    let backward = {
        let (query, key, value, doutput) = (query.clone(), key.clone(), value.clone(), noise(query.len()));
        let [mut dquery, mut dkey, mut dvalue] = [(); 3].map(|()| query.clone());
        move || {
            let to = [Some(&mut dscores[..]), Some(&mut dvalue[..])];
            attention::mix_backward(&shape, &weights, &value, &doutput, to);
            let to = [Some(&mut dquery[..]), Some(&mut dkey[..])];
            attention::scores_backward(&shape, [&query, &key], &dscores, to);
        }
    };
    let mut weights = scores.clone();
    let forward = move || {
        attention::scores(&shape, &query, &key, &mut scores);
        attention::mix(&shape, &scores, &value, &mut weights, &mut output);
    };
    vec![
        Case::new(name("forward"), operations, forward),
        Case::new(name("backward"), 2.0 * operations, backward),
    ]
}

fn norm_cases(rows: usize, width: usize) -> Vec<Case> {
    let length = rows * width;
    let name = |pass| format!("layer norm {rows} x {width} {pass}");
    let (x, dy, gamma, beta) = (noise(length), noise(length), noise(width), noise(width));
    let (mut y, mut moments) = (vec![0.0; length], vec![0.0; 2 * rows]);
    layer_norm::forward(&x, &gamma, Some(&beta), 1e-5, &mut y, &mut moments);
    let backward = {
        let (x, gamma, moments) = (x.clone(), gamma.clone(), moments.clone());
        let (mut dx, mut dgamma, mut dbeta) = (x.clone(), gamma.clone(), gamma.clone());
        move || {
            let from = Backward { x: &x, gamma: &gamma, moments: &moments, dy: &dy };
            layer_norm::backward(from, Some(&mut dx), &mut dgamma, &mut dbeta);
        }
    };
    let forward = move || layer_norm::forward(&x, &gamma, Some(&beta), 1e-5, &mut y, &mut moments);
    vec![
        Case::new(name("y"), 8.0 * length as f64, forward),
        Case::new(name("dx dgamma"), 16.0 * length as f64, backward),
    ]
}
