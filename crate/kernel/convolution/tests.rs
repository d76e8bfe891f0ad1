//! Every path against the definition in f64.

use super::*;
use crate::reference::{Noise, assert_close};

/// The convolution before pooling, by its definition.
fn map(shape: &Shape, x: &[f32], w: &[f32], b: &[f32]) -> Vec<f64> {
    let mut map = Vec::new();
    visit(shape, |output, taps| {
        let sum: f64 =
            taps.iter().map(|&(x_index, w_index)| f64::from(x[x_index]) * f64::from(w[w_index])).sum();
        let sum = sum + f64::from(b[output]);
        map.push(if shape.relu && sum <= 0.0 { 0.0 } else { sum });
    });
    map
}

/// Calls `each` for every element of the map in order, with its output channel and the indices into `x` and `w` that
/// are multiplied.
fn visit(shape: &Shape, mut each: impl FnMut(usize, &[(usize, usize)])) {
    let Shape { batch, height, width, inputs, outputs, kernel, stride, padding, .. } = *shape;
    for image in 0..batch {
        for row in 0..shape.map_height() {
            for column in 0..shape.map_width() {
                for output in 0..outputs {
                    let mut taps = Vec::new();
                    for kernel_row in 0..kernel {
                        for kernel_column in 0..kernel {
                            let (y, x) = (row * stride + kernel_row, column * stride + kernel_column);
                            if y < padding || x < padding || y >= height + padding || x >= width + padding {
                                continue;
                            }
                            let pixel = (image * height + y - padding) * width + x - padding;
                            for input in 0..inputs {
                                let tap = kernel_row * kernel + kernel_column;
                                let weight = (output * inputs + input) * kernel * kernel + tap;
                                taps.push((pixel * inputs + input, weight));
                            }
                        }
                    }
                    each(output, &taps);
                }
            }
        }
    }
}

/// For every output of the pooling, the index into the map of the window's place `place`.
fn map_index(shape: &Shape, output_index: usize, place: usize) -> usize {
    let (channel, rest) = (output_index % shape.outputs, output_index / shape.outputs);
    let (column, rest) = (rest % shape.output_width(), rest / shape.output_width());
    let (row, image) = (rest % shape.output_height(), rest / shape.output_height());
    let (row, column) = (2 * row + place / 2, 2 * column + place % 2);
    ((image * shape.map_height() + row) * shape.map_width() + column) * shape.outputs + channel
}

fn check(shape: Shape, noise: &mut Noise) {
    let (x, w, b) = (noise.take(shape.x_length()), noise.take(shape.w_length()), noise.take(shape.outputs));
    let dy = noise.take(shape.y_length());
    let map = map(&shape, &x, &w, &b);
    let mut y = vec![f32::NAN; shape.y_length()];
    let mut argmax = vec![9; if shape.pool { y.len() } else { 0 }];
    forward(&shape, Forward { x: &x, w: &w, bias: Some(&b) }, &mut y, &mut argmax);

    // The expected gradient of the map follows our own winners, once those are known to be (nearly) the largest.
    let mut dmap = vec![0.0; map.len()];
    let expected: Vec<f64> = (0..y.len())
        .map(|index| {
            let place = if shape.pool {
                let window = [0, 1, 2, 3].map(|place| map[map_index(&shape, index, place)]);
                let ours = usize::from(argmax[index]);
                let largest = window.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
                assert!(window[ours] >= largest - 1e-4, "{shape:?}: {window:?} has its largest at {ours}");
                map_index(&shape, index, ours)
            } else {
                index
            };
            if !shape.relu || y[index] > 0.0 {
                dmap[place] += f64::from(dy[index]);
            }
            map[place]
        })
        .collect();
    assert_close(&y, &expected, &format!("{shape:?} y"));

    let mut expected_dx = vec![0.0; x.len()];
    let mut expected_dw = vec![0.0; w.len()];
    let mut expected_db = vec![0.0; b.len()];
    let mut index = 0;
    visit(&shape, |output, taps| {
        let d = dmap[index];
        index += 1;
        expected_db[output] += d;
        for &(x_index, w_index) in taps {
            expected_dx[x_index] += d * f64::from(w[w_index]);
            expected_dw[w_index] += d * f64::from(x[x_index]);
        }
    });
    let (mut dx, mut dw, mut db) = (x.clone(), w.clone(), b.clone());
    let from = Backward { x: &x, w: &w, y: &y, argmax: &argmax, dy: &dy };
    backward(&shape, from, Gradients { dx: Some(&mut dx), dw: &mut dw, db: Some(&mut db) });
    assert_close(&dx, &expected_dx, &format!("{shape:?} dx"));
    assert_close(&dw, &expected_dw, &format!("{shape:?} dw"));
    assert_close(&db, &expected_db, &format!("{shape:?} db"));
    let mut again = w.clone();
    backward(&shape, from, Gradients { dx: None, dw: &mut again, db: None });
    assert_eq!(dw, again, "{shape:?}: dw does not depend on whether dx is wanted");
}

/// A shape from batch, side, channels in and out, kernel, stride and padding.
fn shape(sizes: [usize; 7], relu: bool, pool: bool) -> Shape {
    let [batch, side, inputs, outputs, kernel, stride, padding] = sizes;
    Shape { batch, height: side, width: side, inputs, outputs, kernel, stride, padding, relu, pool }
}

#[test]
fn the_playground_s_shapes_agree_with_the_definition() {
    let mut noise = Noise::new(10);
    for sizes in [
        [3, 28, 1, 4, 5, 2, 0],
        [3, 12, 4, 8, 3, 2, 0],
        [5, 8, 1, 4, 3, 1, 0],
        [5, 6, 4, 8, 3, 2, 0],
        [2, 28, 1, 16, 5, 2, 0],
        [2, 12, 16, 32, 3, 2, 0],
        [4, 8, 1, 8, 3, 1, 1],
        [4, 8, 8, 16, 3, 2, 1],
    ] {
        check(shape(sizes, true, false), &mut noise);
    }
    for sizes in
        [[2, 28, 1, 8, 3, 1, 1], [2, 14, 8, 16, 3, 1, 1], [1, 28, 32, 32, 3, 1, 1], [2, 14, 32, 64, 3, 1, 1]]
    {
        check(shape(sizes, true, true), &mut noise);
        check(shape(sizes, false, false), &mut noise);
    }
}

#[test]
fn random_shapes_agree_with_the_definition() {
    let mut noise = Noise::new(11);
    let mut checked = 0;
    while checked < 250 {
        let shape = Shape {
            batch: noise.below(3) + 1,
            height: noise.below(11) + 1,
            width: noise.below(11) + 1,
            inputs: noise.below(20) + 1,
            outputs: noise.below(20) + 1,
            kernel: noise.below(5) + 1,
            stride: noise.below(3) + 1,
            padding: noise.below(3),
            relu: noise.below(2) == 1,
            pool: noise.below(2) == 1,
        };
        if shape.is_supported() {
            check(shape, &mut noise);
            checked += 1;
        }
    }
}

#[test]
fn tiles_may_hang_over_and_span_images() {
    let mut noise = Noise::new(12);
    for (batch, height, width, inputs, outputs, padding) in [
        (9, 7, 7, 8, 8, 1),
        (40, 4, 4, 8, 12, 1),
        (2, 9, 13, 12, 21, 0),
        (3, 6, 8, 16, 10, 2),
        (1, 30, 31, 8, 9, 1),
    ] {
        for (relu, pool) in [(true, true), (true, false), (false, true), (false, false)] {
            let shape =
                Shape { batch, height, width, inputs, outputs, kernel: 3, stride: 1, padding, relu, pool };
            assert!(winograd::pays(&shape), "{shape:?}");
            check(shape, &mut noise);
        }
    }
}

#[test]
fn ties_go_to_the_first_place() {
    for inputs in [1, 8] {
        let shape = shape([1, 4, inputs, 8, 3, 1, 1], false, true);
        let (x, w) = (vec![0.0; shape.x_length()], vec![1.0; shape.w_length()]);
        let (mut y, mut argmax) = (vec![1.0; shape.y_length()], vec![9; shape.y_length()]);
        forward(&shape, Forward { x: &x, w: &w, bias: None }, &mut y, &mut argmax);
        assert!(y.iter().all(|y| *y == 0.0) && argmax.iter().all(|place| *place == 0));
    }
}

#[test]
fn nan_wins_the_pooling_and_passes_the_relu() {
    for inputs in [1, 8] {
        let shape = shape([2, 4, inputs, 8, 3, 1, 1], true, true);
        let mut x = vec![1.0; shape.x_length()];
        x[0] = f32::NAN;
        let w = vec![1.0; shape.w_length()];
        let (mut y, mut argmax) = (vec![1.0; shape.y_length()], vec![9; shape.y_length()]);
        forward(&shape, Forward { x: &x, w: &w, bias: None }, &mut y, &mut argmax);
        let image = shape.y_length() / 2;
        assert!(y[..8].iter().all(|y| y.is_nan()), "the window that sees it");
        assert!(y[image..].iter().all(|y| y.is_finite()), "other images do not");
        let (mut dx, mut dw) = (x.clone(), w.clone());
        let from = Backward { x: &x, w: &w, y: &y, argmax: &argmax, dy: &vec![1.0; y.len()] };
        backward(&shape, from, Gradients { dx: Some(&mut dx), dw: &mut dw, db: None });
        assert!(dw.iter().any(|dw| dw.is_nan()));
    }
}

#[test]
fn an_image_does_not_feel_its_batch() {
    let mut noise = Noise::new(13);
    for sizes in [[5, 8, 1, 4, 3, 1, 0], [5, 7, 8, 8, 3, 1, 1], [33, 6, 4, 8, 3, 2, 0]] {
        for pool in [false, true] {
            let together = shape(sizes, true, pool);
            let alone = Shape { batch: 1, ..together };
            let (x, w) = (noise.take(together.x_length()), noise.take(together.w_length()));
            let argmax = |shape: &Shape| vec![0; if pool { shape.y_length() } else { 0 }];
            let mut y = vec![0.0; together.y_length()];
            forward(&together, Forward { x: &x, w: &w, bias: None }, &mut y, &mut argmax(&together));
            for image in 0..together.batch {
                let x = &x[image * alone.x_length()..][..alone.x_length()];
                let mut own = vec![0.0; alone.y_length()];
                forward(&alone, Forward { x, w: &w, bias: None }, &mut own, &mut argmax(&alone));
                assert_eq!(own, y[image * own.len()..][..own.len()]);
            }
        }
    }
}
