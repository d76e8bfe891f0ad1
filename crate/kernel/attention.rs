//! Multi-head attention (Vaswani et al. 2017, equation 1) between the tokens of a sample, without its projections.
//!
//! | array | shape |
//! |---|---|
//! | `query`, `key`, `value`, `output` and their gradients | `[batch][tokens][width]` |
//! | `scores`, `weights` and their gradients | `[batch][heads][tokens][tokens]` |
//!
//! A head takes `width / heads` neighbouring columns and is read where it lies. All six products of forward and
//! backward go through the register tile, one sample and head at a time: for tens of tokens that is a few kilobytes,
//! which stay in the first level of the cache.

use crate::elementary::exp_not_above_zero;
use crate::pack::{pack_columns, pack_rows, packed_length};
use crate::target::Block;
use crate::tile::{Rows, Starts, Walk, multiply};
use crate::vector::{F4, LANES};

/// Sizes of an attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Samples.
    pub batch: usize,
    /// Tokens of a sample.
    pub tokens: usize,
    /// Width of a token, a multiple of the heads.
    pub width: usize,
    /// Heads.
    pub heads: usize,
}

impl Shape {
    /// Whether the kernels can do it: whole heads, and nothing is empty.
    pub fn is_supported(&self) -> bool {
        self.batch * self.tokens * self.width * self.heads > 0 && self.width.is_multiple_of(self.heads)
    }

    /// Length of `query`.
    pub fn tokens_length(&self) -> usize {
        self.batch * self.tokens * self.width
    }

    /// Length of `scores`.
    pub fn scores_length(&self) -> usize {
        self.batch * self.heads * self.tokens * self.tokens
    }

    /// Width of a head.
    fn each(&self) -> usize {
        self.width / self.heads
    }

    /// One over the root of a head's width.
    fn factor(&self) -> f32 {
        1.0 / (self.each() as f32).sqrt()
    }

    /// For each sample and head, where it starts in the tokens and in the scores.
    fn parts(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.batch * self.heads).map(move |part| {
            let (sample, head) = (part / self.heads, part % self.heads);
            let tokens = sample * self.tokens * self.width + head * self.each();
            (tokens, part * self.tokens * self.tokens)
        })
    }

    /// Panels that are large enough for every product.
    fn panels(&self) -> Vec<f32> {
        let (tokens, each) = (self.tokens, self.each());
        vec![0.0; packed_length(each, tokens).max(packed_length(tokens, each))]
    }

    /// `scores = factor * a bᵀ` of one head, `a` and `b` tokens.
    fn tokens_by_tokens(&self, a: &[f32], b: &[f32], factor: f32, panels: &mut [f32], to: &mut [f32]) {
        let panels = &mut panels[..packed_length(self.each(), self.tokens)];
        pack_columns(b, self.each(), self.tokens, self.width, panels);
        let starts = Starts::Even { count: self.tokens, stride: self.width };
        let rows = Rows { data: a, starts, walk: Walk::contiguous(self.each()) };
        let values = &mut to[..self.tokens * self.tokens];
        multiply(
            &rows,
            panels,
            self.tokens,
            &mut Block { values, stride: self.tokens, width: self.tokens, factor },
        );
    }

    /// `tokens = factor * scores b` of one head, or with the scores transposed.
    fn scores_by_tokens(
        &self,
        (scores, transposed): (&[f32], bool),
        b: &[f32],
        factor: f32,
        panels: &mut [f32],
        to: &mut [f32],
    ) {
        let panels = &mut panels[..packed_length(self.tokens, self.each())];
        pack_rows(b, self.tokens, self.each(), |token| token * self.width, panels);
        let (stride, step) = if transposed { (1, self.tokens) } else { (self.tokens, 1) };
        let starts = Starts::Even { count: self.tokens, stride };
        let rows = Rows { data: scores, starts, walk: Walk::strided(self.tokens, step) };
        let mut target = Block { values: to, stride: self.width, width: self.each(), factor };
        multiply(&rows, panels, self.each(), &mut target);
    }
}

/// Fills `scores`: `query keyᵀ` over the root of a head's width.
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn scores(shape: &Shape, query: &[f32], key: &[f32], scores: &mut [f32]) {
    check(shape, &[query, key], scores);
    let mut panels = shape.panels();
    for (tokens, score) in shape.parts() {
        let to = &mut scores[score..];
        shape.tokens_by_tokens(&query[tokens..], &key[tokens..], shape.factor(), &mut panels, to);
    }
}

/// Fills the gradients of `query` and `key` from that of `scores`.
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn scores_backward(
    shape: &Shape,
    [query, key]: [&[f32]; 2],
    dscores: &[f32],
    [mut dquery, mut dkey]: [Option<&mut [f32]>; 2],
) {
    check(shape, &[query, key], dscores);
    let (mut panels, factor) = (shape.panels(), shape.factor());
    for (tokens, score) in shape.parts() {
        let dscores = &dscores[score..];
        if let Some(dquery) = &mut dquery {
            let to = &mut dquery[tokens..];
            shape.scores_by_tokens((dscores, false), &key[tokens..], factor, &mut panels, to);
        }
        if let Some(dkey) = &mut dkey {
            let to = &mut dkey[tokens..];
            shape.scores_by_tokens((dscores, true), &query[tokens..], factor, &mut panels, to);
        }
    }
}

/// Fills `weights`, the softmax of each row of `scores`, and `output`, the values that they weight.
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn mix(shape: &Shape, scores: &[f32], value: &[f32], weights: &mut [f32], output: &mut [f32]) {
    check(shape, &[value, output], scores);
    assert_eq!(weights.len(), scores.len());
    let (mut panels, square) = (shape.panels(), shape.tokens * shape.tokens);
    for (tokens, score) in shape.parts() {
        let (scores, weights) = (&scores[score..][..square], &mut weights[score..][..square]);
        let rows = scores.chunks_exact(shape.tokens).zip(weights.chunks_exact_mut(shape.tokens));
        rows.for_each(|(scores, weights)| softmax(scores, weights));
        let to = &mut output[tokens..];
        shape.scores_by_tokens((weights, false), &value[tokens..], 1.0, &mut panels, to);
    }
}

/// Fills the gradients of `scores` and `value` from that of `output`.
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn mix_backward(
    shape: &Shape,
    weights: &[f32],
    value: &[f32],
    doutput: &[f32],
    [mut dscores, mut dvalue]: [Option<&mut [f32]>; 2],
) {
    check(shape, &[value, doutput], weights);
    let mut panels = shape.panels();
    for (tokens, score) in shape.parts() {
        let (doutput, weights) = (&doutput[tokens..], &weights[score..]);
        if let Some(dvalue) = &mut dvalue {
            let to = &mut dvalue[tokens..];
            shape.scores_by_tokens((weights, true), doutput, 1.0, &mut panels, to);
        }
        if let Some(dscores) = &mut dscores {
            // First the gradient of the weights, then through the softmax in place.
            let to = &mut dscores[score..][..shape.tokens * shape.tokens];
            shape.tokens_by_tokens(doutput, &value[tokens..], 1.0, &mut panels, to);
            for (gradient, weights) in to.chunks_exact_mut(shape.tokens).zip(weights.chunks(shape.tokens)) {
                through_softmax(weights, gradient);
            }
        }
    }
}

fn check(shape: &Shape, tokens: &[&[f32]], scores: &[f32]) {
    assert!(shape.is_supported(), "{shape:?}");
    assert!(tokens.iter().all(|tokens| tokens.len() == shape.tokens_length()));
    assert_eq!(scores.len(), shape.scores_length());
}

/// Softmax of a row. The largest is taken away first, so nothing overflows.
#[inline(always)]
fn softmax(values: &[f32], to: &mut [f32]) {
    let (values, rest) = values.as_chunks::<LANES>();
    // Behind the row's end the exponentials are zero.
    let rest = tail(rest, f32::NEG_INFINITY);
    // NaN loses here and comes back with its own exponential.
    let [a, b, c, d] = values.iter().fold(rest, |largest, values| largest.max(F4::new(*values))).to_array();
    let larger = |a: f32, b: f32| if a > b { a } else { b };
    let largest = larger(larger(a, b), larger(c, d));
    let largest = F4::splat(larger(largest, f32::NEG_INFINITY));
    let (to, to_rest) = to.as_chunks_mut::<LANES>();
    let mut sum = F4::zero();
    for (values, to) in values.iter().zip(to.iter_mut()) {
        let exponentials = exp_not_above_zero(F4::new(*values) - largest);
        sum = sum + exponentials;
        exponentials.write(to);
    }
    let rest = if to_rest.is_empty() { F4::zero() } else { exp_not_above_zero(rest - largest) };
    let share = F4::splat(1.0 / (sum + rest).sum());
    to.iter_mut().for_each(|to| (F4::new(*to) * share).write(to));
    (rest * share).write_part(to_rest);
}

/// From the gradient of a softmax's results to that of its logits: `p (g - Σ p g)`.
#[inline(always)]
fn through_softmax(weights: &[f32], gradient: &mut [f32]) {
    let (weights, weights_rest) = weights.as_chunks::<LANES>();
    let (gradient, gradient_rest) = gradient.as_chunks_mut::<LANES>();
    let [weights_tail, gradient_tail] = [weights_rest, &*gradient_rest].map(|rest| tail(rest, 0.0));
    let mut sum = weights_tail * gradient_tail;
    for (weights, gradient) in weights.iter().zip(&*gradient) {
        sum = sum.plus_product(F4::new(*weights), F4::new(*gradient));
    }
    let mean = F4::splat(sum.sum());
    for (weights, gradient) in weights.iter().zip(gradient) {
        (F4::new(*weights) * (F4::new(*gradient) - mean)).write(gradient);
    }
    (weights_tail * (gradient_tail - mean)).write_part(gradient_rest);
}

/// What is left of a row, and `behind` in the lanes behind its end.
#[inline(always)]
fn tail(rest: &[f32], behind: f32) -> F4 {
    let mut lanes = [behind; LANES];
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *lane = *value;
    }
    F4::new(lanes)
}

#[cfg(test)]
#[path = "attention_tests.rs"]
mod tests;
