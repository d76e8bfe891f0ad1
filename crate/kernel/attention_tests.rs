//! Attention against its definition in f64.
#![allow(clippy::disallowed_methods, reason = "the standard library is the reference here")]

use super::*;
use crate::reference::{Noise, assert_close};

fn check_shape(shape: Shape, spread: f32, noise: &mut Noise) {
    let Shape { batch, tokens, width, heads } = shape;
    let each = width / heads;
    let mut take = |count: usize, spread: f32| -> Vec<f32> {
        noise.take(count).iter().map(|value| value * spread).collect()
    };
    let [query, key] = [0, 1].map(|_| take(shape.tokens_length(), spread));
    let [value, doutput] = [0, 1].map(|_| take(shape.tokens_length(), 1.0));

    let [mut score, mut weights, mut dscores] = [0, 1, 2].map(|_| vec![f32::NAN; shape.scores_length()]);
    let [mut output, mut dquery, mut dkey, mut dvalue] =
        [0, 1, 2, 3].map(|_| vec![f32::NAN; shape.tokens_length()]);
    scores(&shape, &query, &key, &mut score);
    mix(&shape, &score, &value, &mut weights, &mut output);
    mix_backward(&shape, &weights, &value, &doutput, [Some(&mut dscores), Some(&mut dvalue)]);
    scores_backward(&shape, [&query, &key], &dscores, [Some(&mut dquery), Some(&mut dkey)]);

    let token = |sample: usize, token: usize, head: usize, column: usize| {
        (sample * tokens + token) * width + head * each + column
    };
    let [mut want_score, mut want_weights, mut want_dscores] = [(); 3].map(|()| Vec::new());
    let [mut want_output, mut want_dquery, mut want_dkey, mut want_dvalue] =
        [(); 4].map(|()| vec![0.0; shape.tokens_length()]);
    let at = |values: &[f32], index: usize| f64::from(values[index]);
    for sample in 0..batch {
        for head in 0..heads {
            for t in 0..tokens {
                let dot = |a: &[f32], b: &[f32], t: usize, u: usize| -> f64 {
                    let term = |c| at(a, token(sample, t, head, c)) * at(b, token(sample, u, head, c));
                    (0..each).map(term).sum()
                };
                let row: Vec<f64> =
                    (0..tokens).map(|u| dot(&query, &key, t, u) / (each as f64).sqrt()).collect();
                let largest = row.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
                let sum: f64 = row.iter().map(|score| (score - largest).exp()).sum();
                let p: Vec<f64> = row.iter().map(|score| (score - largest).exp() / sum).collect();
                let dp: Vec<f64> = (0..tokens).map(|u| dot(&doutput, &value, t, u)).collect();
                let mean: f64 = p.iter().zip(&dp).map(|(p, dp)| p * dp).sum();
                for u in 0..tokens {
                    let ds = p[u] * (dp[u] - mean);
                    want_dscores.push(ds);
                    for c in 0..each {
                        let (here, there) = (token(sample, t, head, c), token(sample, u, head, c));
                        want_output[here] += p[u] * at(&value, there);
                        want_dvalue[there] += p[u] * at(&doutput, here);
                        want_dquery[here] += ds * at(&key, there) / (each as f64).sqrt();
                        want_dkey[there] += ds * at(&query, here) / (each as f64).sqrt();
                    }
                }
                want_score.extend(row);
                want_weights.extend(p);
            }
        }
    }
    for (what, ours, wanted) in [
        ("scores", score, want_score),
        ("weights", weights, want_weights),
        ("output", output, want_output),
        ("dvalue", dvalue, want_dvalue),
    ] {
        assert_close(&ours, &wanted, &format!("{shape:?} {what}"));
    }
    if tokens == 1 || spread > 5.0 {
        // Rounding is all that remains of these gradients.
        assert!(dquery.iter().chain(&dkey).chain(&dscores).all(|gradient| gradient.abs() < spread));
        return;
    }
    for (what, ours, wanted) in
        [("dscores", dscores, want_dscores), ("dquery", dquery, want_dquery), ("dkey", dkey, want_dkey)]
    {
        assert_close(&ours, &wanted, &format!("{shape:?} {what}"));
    }
}

#[test]
fn agrees_with_the_definition_for_every_remainder() {
    let mut noise = Noise::new(60);
    for (batch, tokens, width, heads) in [
        (1, 1, 4, 1),
        (3, 16, 32, 4),
        (2, 17, 24, 2),
        (1, 49, 64, 4),
        (2, 64, 16, 1),
        (3, 50, 36, 3),
        (2, 5, 6, 3),
        (1, 3, 7, 1),
        (2, 9, 8, 8),
    ] {
        check_shape(Shape { batch, tokens, width, heads }, 1.0, &mut noise);
        check_shape(Shape { batch, tokens, width, heads }, 3.0, &mut noise);
    }
    for _ in 0..40 {
        let [batch, tokens, heads, each] = [3, 20, 4, 12].map(|limit| noise.below(limit) + 1);
        check_shape(Shape { batch, tokens, width: heads * each, heads }, 1.0, &mut noise);
    }
}

#[test]
fn large_scores_do_not_overflow() {
    let shape = Shape { batch: 1, tokens: 2, width: 1, heads: 1 };
    let (mut weights, mut output) = ([0.0; 4], [0.0; 2]);
    mix(&shape, &[1e38, -1e38, -3e38, -3e38], &[2.0, 6.0], &mut weights, &mut output);
    assert_eq!((weights, output), ([1.0, 0.0, 0.5, 0.5], [2.0, 4.0]));
}

#[test]
fn a_sample_does_not_feel_its_batch() {
    let mut noise = Noise::new(61);
    let shape = |batch| Shape { batch, tokens: 7, width: 12, heads: 3 };
    let [query, key] = [0, 1].map(|_| noise.take(shape(3).tokens_length()));
    let mut together = vec![0.0; shape(3).scores_length()];
    scores(&shape(3), &query, &key, &mut together);
    let mut alone = vec![0.0; shape(1).scores_length()];
    scores(&shape(1), &query[84..168], &key[84..168], &mut alone);
    assert_eq!(alone, together[3 * 49..6 * 49]);
}

#[test]
fn not_a_number_stays_in_its_row() {
    let shape = Shape { batch: 1, tokens: 3, width: 2, heads: 1 };
    let (mut weights, mut output) = ([0.0; 9], [0.0; 6]);
    let scores = [0.0, 1.0, f32::NAN, 0.0, 1.0, 2.0, f32::NAN, f32::NAN, f32::NAN];
    mix(&shape, &scores, &[1.0; 6], &mut weights, &mut output);
    let nan: Vec<bool> = output.iter().map(|value| value.is_nan()).collect();
    assert_eq!(nan, [true, true, false, false, true, true]);
}
