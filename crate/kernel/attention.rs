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
use crate::target::{Block, read_row, write_row};
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
    softmax(shape.tokens, scores, weights);
    let mut panels = shape.panels();
    for (tokens, score) in shape.parts() {
        let to = &mut output[tokens..];
        shape.scores_by_tokens((&weights[score..], false), &value[tokens..], 1.0, &mut panels, to);
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

/// Softmax of each row of `width` values. The largest is taken away first, so nothing overflows.
fn softmax(width: usize, values: &[f32], to: &mut [f32]) {
    assert_eq!(values.len(), to.len());
    // Behind the row's end the exponentials are zero.
    let mut row = vec![f32::NEG_INFINITY; width.next_multiple_of(LANES)];
    for (values, to) in values.chunks_exact(width).zip(to.chunks_exact_mut(width)) {
        row[..width].copy_from_slice(values);
        let largest =
            row.as_chunks::<LANES>().0.iter().fold(F4::splat(f32::NEG_INFINITY), |largest, values| {
                // NaN loses here and comes back with its own exponential.
                largest.max(F4::new(*values))
            });
        let [a, b, c, d] = largest.to_array();
        let larger = |a: f32, b: f32| if b > a { b } else { a };
        let largest = F4::splat(larger(larger(a, b), larger(c, d)));
        let mut sum = F4::zero();
        for values in row.as_chunks_mut::<LANES>().0 {
            let exponentials = exp_not_above_zero(F4::new(*values) - largest);
            sum = sum + exponentials;
            exponentials.write(values);
        }
        let share = F4::splat(1.0 / sum.sum());
        for (column, exponentials) in row.as_chunks::<LANES>().0.iter().enumerate() {
            write_row(to, column * LANES, [F4::new(*exponentials) * share]);
        }
        row[width..].fill(f32::NEG_INFINITY);
    }
}

/// From the gradient of a softmax's results to that of its logits: `p (g - Σ p g)`.
#[inline(always)]
fn through_softmax(weights: &[f32], gradient: &mut [f32]) {
    let mut sum = F4::zero();
    for column in (0..weights.len()).step_by(LANES) {
        let ([weights], [gradient]) = (read_row(weights, column), read_row(gradient, column));
        sum = sum.plus_product(weights, gradient);
    }
    let mean = F4::splat(sum.sum());
    for column in (0..weights.len()).step_by(LANES) {
        let ([weights], [values]): ([F4; 1], [F4; 1]) =
            (read_row(weights, column), read_row(gradient, column));
        write_row(gradient, column, [weights * (values - mean)]);
    }
}

#[cfg(test)]
#[path = "attention_tests.rs"]
mod tests;
