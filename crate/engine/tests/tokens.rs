//! Layers on tokens.

use burn::nn::{LayerNorm, LayerNormConfig};

use super::*;

fn norm(width: usize, epsilon: f64) -> LayerNorm {
    let mut layer = LayerNormConfig::new(width).with_epsilon(epsilon).init(&device());
    layer.gamma = layer.gamma.map(|_| noise("gamma", [width]).require_grad());
    layer.beta = layer.beta.map(|beta| beta.map(|_| noise("beta", [width]).require_grad()));
    layer
}

#[test]
fn layer_norms_agree_with_burn() {
    for (shape, epsilon) in [([3, 5, 16], 1e-5), ([1, 1, 7], 1e-5), ([2, 70, 32], 1e-2), ([4, 49, 9], 3e-6)] {
        let layer = norm(shape[2], epsilon);
        compare_parts(&format!("{shape:?}"), || {
            let x = (noise("x", shape) * 3.0 + 0.5).detach().require_grad();
            let y = layer_norm(&layer, x.clone());
            let gradients = (y.clone() * noise("dy", shape)).sum().backward();
            let beta = layer.beta.as_ref().expect("it has one").val();
            vec![
                ("y", y.inner().flatten(0, 2)),
                ("dx", gradient(&x, &gradients)),
                ("dgamma", gradient(&layer.gamma.val(), &gradients)),
                ("dbeta", gradient(&beta, &gradients)),
            ]
        });
    }
}

#[test]
fn a_layer_norm_without_beta_is_burn_s() {
    let layer = LayerNormConfig::new(6).with_bias(false).init(&device());
    let x = noise("x", [2, 3, 6]);
    assert_close(layer_norm(&layer, x.clone()), layer.forward(x), "y");
}

#[test]
fn dense_layers_on_tokens_agree_with_burn() {
    let layer = linear([24, 10]);
    for relu in [false, true] {
        compare_parts("dense", || {
            let x = noise("x", [3, 17, 24]).require_grad();
            let y = dense_tokens(&layer, x.clone(), relu);
            assert_eq!(y.dims(), [3, 17, 10]);
            let gradients = (y.clone() * noise("dy", [3, 17, 10])).sum().backward();
            let bias = layer.bias.as_ref().expect("it has one").val();
            vec![
                ("y", y.inner().flatten(0, 2)),
                ("dx", gradient(&x, &gradients)),
                ("dw", gradient(&layer.weight.val(), &gradients)),
                ("db", gradient(&bias, &gradients)),
            ]
        });
    }
}

/// Output, scores and all gradients, where a loss depends on the output, on the scores, or on both.
#[test]
fn attention_agrees_with_burn() {
    for (shape, heads) in [([2, 16, 16], 2), ([3, 50, 32], 4), ([1, 5, 9], 3), ([2, 17, 8], 1)] {
        for on in [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]] {
            compare_parts(&format!("{shape:?}, {heads} heads, loss on {on:?}"), || {
                let [query, key, value] =
                    ["query", "key", "value"].map(|name| noise(name, shape).require_grad());
                let Attention { output, scores } =
                    attention(query.clone(), key.clone(), value.clone(), heads);
                let [batch, tokens, _] = shape;
                assert_eq!(scores.dims(), [batch, heads, tokens, tokens]);
                let loss = (output.clone() * noise("doutput", shape)).sum() * on[0]
                    + (scores.clone() * noise("dscores", scores.dims())).sum() * on[1];
                let gradients = loss.backward();
                vec![
                    ("output", output.inner().flatten(0, 2)),
                    ("scores", scores.inner().flatten(0, 3)),
                    ("dquery", gradient(&query, &gradients)),
                    ("dkey", gradient(&key, &gradients)),
                    ("dvalue", gradient(&value, &gradients)),
                ]
            });
        }
    }
}

/// An encoder as a transformer has it: one tensor feeds query, key and value, and what comes in is added again.
#[test]
fn tokens_that_are_read_several_times_get_all_their_gradients() {
    let (layer, before) = (linear([12, 12]), norm(12, 1e-5));
    compare_parts("encoder", || {
        let x = noise("x", [2, 9, 12]).require_grad();
        let normal = layer_norm(&before, x.clone());
        let mixed = attention(normal.clone(), normal.clone(), normal, 3).output;
        let y = x.clone() + dense_tokens(&layer, mixed, false);
        let gradients = (y.clone() * noise("dy", [2, 9, 12])).sum().backward();
        vec![
            ("y", y.inner().flatten(0, 2)),
            ("dx", gradient(&x, &gradients)),
            ("dw", gradient(&layer.weight.val(), &gradients)),
        ]
    });
}
