//! Dense layers: `y = x · w + b`, with optional ReLU, and their gradients.
//!
//! | array | shape | |
//! |---|---|---|
//! | `x`, `dx` | `[batch][inputs]` | |
//! | `w`, `dw` | `[inputs][outputs]` | rows in the layer's own order, see [`Features`] |
//! | `b`, `db` | `[outputs]` | |
//! | `y`, `dy` | `[batch][outputs]` | |
//!
//! Forward: rows are samples, panels hold `w`, in blocks of [`BLOCK`] inputs so that a panel (8 kB) and the rows' part
//! of the block stay in the caches. `dw`: rows are inputs, walked over the samples; panels hold `dy`. `dx`: rows are
//! the rows of `w` themselves, which therefore need no packing, and panels hold `dy` transposed; the tile is turned
//! over in registers before it is stored. With many more samples than inputs it is the other way round.

use crate::columns::ColumnSums;
use crate::pack::{pack_columns, pack_rows, packed_length};
use crate::target::{Matrix, first_sums, read_row, write_row};
use crate::tile::{Offsets, Rows, Starts, Target, Walk, multiply};
use crate::vector::{F4, LANES};

/// Inputs that a block of the forward product covers.
const BLOCK: usize = 256;

/// Samples that a block of the backward products covers.
const SAMPLES: usize = 64;

/// Up to so many samples packing the weights costs more than it brings.
const FEW: usize = 3;

/// From so many samples an input on, as with the tokens of a transformer, `dx` packs `w` instead of `dy`.
const MANY: usize = 4;

/// How the inputs of a layer are ordered in `x`, compared with the rows of `w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Features {
    /// The same order.
    Plain,
    /// `x` is an image `[position][channel]`, `w` has its rows as `[channel][position]`: a flattened NCHW image.
    Image {
        /// Channels of the image.
        channels: usize,
    },
}

/// Sizes of a dense layer.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Samples.
    pub batch: usize,
    /// Features of `x`.
    pub inputs: usize,
    /// Features of `y`.
    pub outputs: usize,
    /// Order of the features of `x`.
    pub features: Features,
}

impl Shape {
    /// The row of `w` that belongs to a feature of `x`.
    #[inline(always)]
    fn weight_row(&self, feature: usize) -> usize {
        match self.features {
            Features::Plain => feature,
            Features::Image { channels } => {
                (feature % channels) * (self.inputs / channels) + feature / channels
            }
        }
    }

    /// Calls `work` with each feature of `x` in order, and the row of `w` that belongs to it.
    #[inline(always)]
    fn each_feature(&self, mut work: impl FnMut(usize, usize)) {
        let channels = match self.features {
            Features::Plain => 1,
            Features::Image { channels } => channels,
        };
        let positions = self.inputs / channels;
        for position in 0..positions {
            for channel in 0..channels {
                work(position * channels + channel, channel * positions + position);
            }
        }
    }
}

/// `y = x · w + b`, negative values cut off where `relu`.
pub fn forward(shape: &Shape, x: &[f32], w: &[f32], bias: Option<&[f32]>, relu: bool, y: &mut [f32]) {
    let Shape { batch, inputs, outputs, .. } = *shape;
    assert_eq!(x.len(), batch * inputs);
    assert_eq!(w.len(), inputs * outputs);
    assert_eq!(y.len(), batch * outputs);
    if batch <= FEW {
        for (x, y) in x.chunks_exact(inputs.max(1)).zip(y.chunks_exact_mut(outputs.max(1))) {
            forward_one(shape, x, w, bias, relu, y);
        }
        return;
    }
    let first = first_sums(bias, outputs);
    let mut panels = vec![0.0; packed_length(BLOCK.min(inputs), outputs)];
    for start in (0..inputs.max(1)).step_by(BLOCK) {
        let depth = BLOCK.min(inputs - start);
        let panels = &mut panels[..packed_length(depth, outputs)];
        pack_rows(w, depth, outputs, |step| shape.weight_row(start + step) * outputs, panels);
        let rows = Rows {
            data: &x[start..],
            starts: Starts::Even { count: batch, stride: inputs },
            walk: Walk::contiguous(depth),
        };
        let last = start + depth == inputs;
        let first = (start == 0).then_some(&first[..]);
        multiply(
            &rows,
            panels,
            outputs,
            &mut Matrix { values: y, width: outputs, first, relu: relu && last },
        );
    }
}

/// One sample: the weights are read once, where they lie. The same sums in the same order.
fn forward_one(shape: &Shape, x: &[f32], w: &[f32], bias: Option<&[f32]>, relu: bool, y: &mut [f32]) {
    match bias {
        Some(bias) => y.copy_from_slice(bias),
        None => y.fill(0.0),
    }
    let mut column = 0;
    while column < y.len() {
        column += match y.len() - column {
            WIDE.. => add_columns::<{ WIDE / LANES }>(shape, x, w, column, y),
            LANES.. => add_columns::<1>(shape, x, w, column, y),
            rest => {
                shape.each_feature(|feature, row| {
                    let row = &w[row * shape.outputs..][..shape.outputs];
                    for (y, w) in y[column..].iter_mut().zip(&row[column..]) {
                        *y += x[feature] * w;
                    }
                });
                rest
            }
        }
    }
    if relu {
        for y in y {
            // NaN stays NaN, as in the vectors' ReLU.
            *y = if *y <= 0.0 { 0.0 } else { *y };
        }
    }
}

/// Columns that [`forward_one`] sums at once: two cache lines of a row, and eight sums.
const WIDE: usize = 32;

/// Adds all features to `4 V` columns; returns their number.
#[inline(always)]
fn add_columns<const V: usize>(shape: &Shape, x: &[f32], w: &[f32], column: usize, y: &mut [f32]) -> usize {
    let y = &mut y[column..][..LANES * V];
    let mut sums: [F4; V] = core::array::from_fn(|v| F4::from_slice(&y[LANES * v..]));
    shape.each_feature(|feature, row| {
        let row = &w[row * shape.outputs + column..][..LANES * V];
        let x = F4::splat(x[feature]);
        for (v, sum) in sums.iter_mut().enumerate() {
            *sum = sum.plus_product(x, F4::from_slice(&row[LANES * v..]));
        }
    });
    for (sum, y) in sums.into_iter().zip(y.chunks_exact_mut(LANES)) {
        sum.write(y);
    }
    LANES * V
}

/// `dw = xᵀ · dy`.
pub fn backward_weights(shape: &Shape, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    let Shape { batch, inputs, outputs, .. } = *shape;
    assert_eq!(x.len(), batch * inputs);
    assert_eq!(dy.len(), batch * outputs);
    assert_eq!(dw.len(), inputs * outputs);
    if batch == 1 {
        shape.each_feature(|feature, row| {
            for (dw, dy) in dw[row * outputs..][..outputs].iter_mut().zip(dy) {
                // As every sum begins at zero: no negative zero.
                *dw = 0.0 + x[feature] * dy;
            }
        });
        return;
    }
    let mut panels = vec![0.0; packed_length(SAMPLES.min(batch), outputs)];
    for start in (0..batch.max(1)).step_by(SAMPLES) {
        let depth = SAMPLES.min(batch - start);
        let panels = &mut panels[..packed_length(depth, outputs)];
        pack_rows(dy, depth, outputs, |step| (start + step) * outputs, panels);
        let rows = Rows {
            data: &x[start * inputs..],
            starts: Starts::Even { count: inputs, stride: 1 },
            walk: Walk::strided(depth, inputs),
        };
        multiply(&rows, panels, outputs, &mut WeightGradient { shape, values: dw, fresh: start == 0 });
    }
}

/// `db`: the sum of `dy` over the batch.
pub fn backward_bias(shape: &Shape, dy: &[f32], db: &mut [f32]) {
    assert_eq!(dy.len(), shape.batch * shape.outputs);
    let mut sums = ColumnSums::new(shape.outputs);
    sums.add(dy);
    db.copy_from_slice(sums.total());
}

/// `dx = dy · wᵀ`.
pub fn backward_input(shape: &Shape, w: &[f32], dy: &[f32], dx: &mut [f32]) {
    let Shape { batch, inputs, outputs, features } = *shape;
    assert_eq!(w.len(), inputs * outputs);
    assert_eq!(dy.len(), batch * outputs);
    assert_eq!(dx.len(), batch * inputs);
    if features == Features::Plain && batch >= MANY * inputs {
        // The same sums in the same order, but what is packed is the smaller matrix.
        let rows = Rows {
            data: dy,
            starts: Starts::Even { count: batch, stride: outputs },
            walk: Walk::contiguous(outputs),
        };
        let mut panels = vec![0.0; packed_length(outputs, inputs)];
        pack_columns(w, outputs, inputs, outputs, &mut panels);
        let first = first_sums(None, inputs);
        let mut target = Matrix { values: dx, width: inputs, first: Some(&first), relu: false };
        return multiply(&rows, &panels, inputs, &mut target);
    }
    let table = match features {
        Features::Plain => Offsets::new(Vec::new()),
        Features::Image { .. } => {
            Offsets::new((0..inputs).map(|feature| shape.weight_row(feature) * outputs).collect())
        }
    };
    let starts = match features {
        Features::Plain => Starts::Even { count: inputs, stride: outputs },
        Features::Image { .. } => Starts::Table { offsets: &table, count: inputs },
    };
    let rows = Rows { data: w, starts, walk: Walk::contiguous(outputs) };
    let mut panels = vec![0.0; packed_length(outputs, SAMPLES.min(batch))];
    for start in (0..batch).step_by(SAMPLES) {
        let samples = SAMPLES.min(batch - start);
        let panels = &mut panels[..packed_length(outputs, samples)];
        pack_columns(&dy[start * outputs..], outputs, samples, outputs, panels);
        let values = &mut dx[start * inputs..][..samples * inputs];
        multiply(&rows, panels, samples, &mut TurnedOver { values, width: inputs });
    }
}

/// Writes a tile to the rows of `dw`, wherever the layer keeps them.
struct WeightGradient<'a> {
    shape: &'a Shape,
    values: &'a mut [f32],
    /// Whether the sums start at zero; they continue from `values` otherwise.
    fresh: bool,
}

impl Target for WeightGradient<'_> {
    #[inline(always)]
    fn begin<const R: usize, const V: usize>(&self, row: usize, valid: usize, column: usize) -> [[F4; V]; R] {
        if self.fresh {
            return [[F4::zero(); V]; R];
        }
        let width = self.shape.outputs;
        core::array::from_fn(|r| {
            let row = self.shape.weight_row(row + r.min(valid - 1));
            read_row(&self.values[row * width..][..width], column)
        })
    }

    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        row: usize,
        valid: usize,
        column: usize,
        sums: [[F4; V]; R],
    ) {
        let width = self.shape.outputs;
        for (r, sums) in sums.into_iter().enumerate().take(valid) {
            let row = self.shape.weight_row(row + r);
            write_row(&mut self.values[row * width..][..width], column, sums);
        }
    }
}

/// Writes a tile's rows as columns of a row-major matrix.
struct TurnedOver<'a> {
    values: &'a mut [f32],
    width: usize,
}

impl Target for TurnedOver<'_> {
    #[inline(always)]
    fn begin<const R: usize, const V: usize>(&self, _: usize, _: usize, _: usize) -> [[F4; V]; R] {
        [[F4::zero(); V]; R]
    }

    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        row: usize,
        valid: usize,
        column: usize,
        sums: [[F4; V]; R],
    ) {
        for group in (0..valid).step_by(LANES) {
            let columns: [_; V] =
                core::array::from_fn(|v| F4::transpose(core::array::from_fn(|r| sums[group + r][v])));
            for (v, lines) in columns.into_iter().enumerate() {
                for (lane, line) in lines.into_iter().enumerate() {
                    let start = (column + LANES * v + lane) * self.width;
                    if start >= self.values.len() {
                        break;
                    }
                    let first = row + group;
                    line.write_part(
                        &mut self.values[start + first..start + (first + LANES).min(row + valid)],
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::through_relu;
    use crate::reference::{Noise, assert_close};

    fn masked(y: &[f32], dy: &[f32]) -> Vec<f32> {
        let mut masked = vec![9.0; y.len()];
        through_relu(y, dy, &mut masked);
        masked
    }

    fn check(shape: Shape, relu: bool, noise: &mut Noise) {
        let Shape { batch, inputs, outputs, .. } = shape;
        let (x, w, b) = (noise.take(batch * inputs), noise.take(inputs * outputs), noise.take(outputs));
        let dy = noise.take(batch * outputs);
        let weight = |i: usize, o: usize| f64::from(w[shape.weight_row(i) * outputs + o]);
        let mut y = vec![f32::NAN; batch * outputs];
        forward(&shape, &x, &w, Some(&b), relu, &mut y);
        let mut expected = vec![0.0; batch * outputs];
        for s in 0..batch {
            for o in 0..outputs {
                let sum: f64 = (0..inputs).map(|i| f64::from(x[s * inputs + i]) * weight(i, o)).sum();
                let sum = sum + f64::from(b[o]);
                expected[s * outputs + o] = if relu { sum.max(0.0) } else { sum };
            }
        }
        assert_close(&y, &expected, &format!("{shape:?} y"));

        let dy = if relu { masked(&y, &dy) } else { dy };
        let (mut dx, mut dw, mut db) = (x.clone(), w.clone(), b.clone());
        backward_input(&shape, &w, &dy, &mut dx);
        backward_weights(&shape, &x, &dy, &mut dw);
        backward_bias(&shape, &dy, &mut db);
        let mut expected_dx = vec![0.0; batch * inputs];
        let mut expected_dw = vec![0.0; inputs * outputs];
        let mut expected_db = vec![0.0; outputs];
        for s in 0..batch {
            for o in 0..outputs {
                let d = f64::from(dy[s * outputs + o]);
                expected_db[o] += d;
                for i in 0..inputs {
                    expected_dx[s * inputs + i] += d * weight(i, o);
                    expected_dw[shape.weight_row(i) * outputs + o] += d * f64::from(x[s * inputs + i]);
                }
            }
        }
        assert_close(&dx, &expected_dx, &format!("{shape:?} dx"));
        assert_close(&dw, &expected_dw, &format!("{shape:?} dw"));
        assert_close(&db, &expected_db, &format!("{shape:?} db"));
    }

    #[test]
    fn agrees_with_the_definition_for_every_remainder() {
        let mut noise = Noise::new(1);
        for (batch, inputs, outputs) in [
            (1, 1, 1),
            (1, 784, 10),
            (37, 33, 10),
            (50, 784, 16),
            (64, 128, 64),
            (65, 300, 17),
            (130, 7, 12),
            (3, 257, 9),
            (1, 30, 75),
            (2, 784, 128),
        ] {
            for relu in [false, true] {
                check(Shape { batch, inputs, outputs, features: Features::Plain }, relu, &mut noise);
            }
        }
        for _ in 0..60 {
            let [batch, inputs, outputs] = [noise.below(20) + 1, noise.below(40) + 1, noise.below(30) + 1];
            check(
                Shape { batch, inputs, outputs, features: Features::Plain },
                noise.below(2) == 1,
                &mut noise,
            );
        }
    }

    #[test]
    fn flattened_images_find_their_weights() {
        let mut noise = Noise::new(2);
        for (batch, positions, channels, outputs) in
            [(3, 49, 16, 10), (64, 4, 8, 10), (5, 6, 3, 130), (2, 25, 1, 7), (1, 9, 4, 39)]
        {
            let features = Features::Image { channels };
            check(Shape { batch, inputs: positions * channels, outputs, features }, true, &mut noise);
        }
    }

    #[test]
    fn a_sample_does_not_feel_its_batch() {
        let mut noise = Noise::new(3);
        let inputs = 300;
        for (outputs, features) in
            [(21, Features::Plain), (75, Features::Plain), (39, Features::Image { channels: 12 })]
        {
            let (x, w) = (noise.take(7 * inputs), noise.take(inputs * outputs));
            let bias = noise.take(outputs);
            for (bias, relu) in [(None, false), (Some(&bias[..]), true)] {
                let shape = |batch| Shape { batch, inputs, outputs, features };
                let mut together = vec![0.0; 7 * outputs];
                forward(&shape(7), &x, &w, bias, relu, &mut together);
                for (few, s) in [(1, 0), (2, 1), (3, 4)] {
                    let mut alone = vec![0.0; few * outputs];
                    forward(&shape(few), &x[s * inputs..][..few * inputs], &w, bias, relu, &mut alone);
                    assert_eq!(alone, together[s * outputs..][..few * outputs]);
                }
            }
        }
    }

    #[test]
    fn the_gradient_of_a_sample_does_not_feel_its_batch() {
        let mut noise = Noise::new(4);
        for (inputs, outputs) in [(7, 12), (8, 300), (5, 3)] {
            let shape = |batch| Shape { batch, inputs, outputs, features: Features::Plain };
            let (dy, w) = (noise.take(50 * outputs), noise.take(inputs * outputs));
            let mut together = vec![0.0; 50 * inputs];
            backward_input(&shape(50), &w, &dy, &mut together);
            for (dy, together) in dy.chunks(3 * outputs).zip(together.chunks(3 * inputs)) {
                let mut alone = vec![0.0; together.len()];
                backward_input(&shape(together.len() / inputs), &w, dy, &mut alone);
                assert_eq!(alone, together);
            }
        }
    }

    #[test]
    fn the_gradient_of_weights_is_the_same_sum_for_one_sample() {
        let mut noise = Noise::new(5);
        let shape =
            |batch| Shape { batch, inputs: 12, outputs: 9, features: Features::Image { channels: 3 } };
        // The second sample adds nothing.
        let (mut x, dy) = (noise.take(24), noise.take(18));
        x[3] = -0.0;
        x[12..].fill(0.0);
        let (mut one, mut two) = (vec![7.0; 108], vec![7.0; 108]);
        backward_weights(&shape(1), &x[..12], &dy[..9], &mut one);
        backward_weights(&shape(2), &x, &dy, &mut two);
        let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&one), bits(&two));
    }

    #[test]
    fn nan_and_infinity_pass_through() {
        let shape = Shape { batch: 2, inputs: 5, outputs: 3, features: Features::Plain };
        let mut x = vec![1.0; 10];
        x[1] = f32::NAN;
        x[7] = f32::INFINITY;
        let mut y = vec![0.0; 6];
        forward(&shape, &x, &[1.0; 15], None, true, &mut y);
        assert!(y[..3].iter().all(|y| y.is_nan()) && y[3..].iter().all(|y| *y == f32::INFINITY));
        assert_eq!(masked(&[f32::NAN, 0.0, 1.0, -0.0, 2.0], &[1.0; 5]), [1.0, 0.0, 1.0, 0.0, 1.0]);
    }
}
