//! Every path against the definition in f64.

use super::*;
use crate::reference::{Noise, assert_close};

fn check(shape: Shape, noise: &mut Noise) {
    let Shape { batch, height, width, channels, kernel, stride, padding } = shape;
    let (x, w, b) = (noise.take(shape.x_length()), noise.take(shape.w_length()), noise.take(channels));
    let dy = noise.take(shape.y_length());
    let mut y = vec![f32::NAN; shape.y_length()];
    let mut dx = vec![f32::NAN; shape.x_length()];
    let (mut dw, mut db) = (vec![f32::NAN; w.len()], vec![f32::NAN; channels]);
    forward(&shape, &x, &w, Some(&b), &mut y);
    backward(&shape, Backward { x: &x, w: &w, dy: &dy }, Some(&mut dx), &mut dw, Some(&mut db));

    let (mut want_y, mut want_dx) = (vec![0.0; y.len()], vec![0.0; x.len()]);
    let (mut want_dw, mut want_db) = (vec![0.0; w.len()], vec![0.0; channels]);
    for index in 0..y.len() {
        let (channel, pixel) = (index % channels, index / channels);
        let (column, row) = (pixel % shape.output_width(), pixel / shape.output_width());
        let (row, image) = (row % shape.output_height(), row / shape.output_height());
        assert!(image < batch);
        want_y[index] += f64::from(b[channel]);
        want_db[channel] += f64::from(dy[index]);
        for tap in 0..kernel * kernel {
            let (y, x_place) = (row * stride + tap / kernel, column * stride + tap % kernel);
            if y < padding || x_place < padding || y >= height + padding || x_place >= width + padding {
                continue;
            }
            let from = ((image * height + y - padding) * width + x_place - padding) * channels + channel;
            let weight = channel * kernel * kernel + tap;
            want_y[index] += f64::from(x[from]) * f64::from(w[weight]);
            want_dx[from] += f64::from(dy[index]) * f64::from(w[weight]);
            want_dw[weight] += f64::from(dy[index]) * f64::from(x[from]);
        }
    }
    assert_close(&y, &want_y, &format!("{shape:?} y"));
    assert_close(&dx, &want_dx, &format!("{shape:?} dx"));
    assert_close(&dw, &want_dw, &format!("{shape:?} dw"));
    assert_close(&db, &want_db, &format!("{shape:?} db"));
}

#[test]
fn agrees_with_the_definition_for_every_remainder() {
    let mut noise = Noise::new(90);
    for (batch, height, width, channels) in
        [(1, 3, 3, 4), (3, 7, 7, 16), (2, 8, 9, 5), (1, 14, 14, 8), (2, 5, 6, 33), (1, 1, 1, 1), (1, 2, 4, 3)]
    {
        for kernel in [3, 5] {
            for stride in 1..4 {
                for padding in 0..kernel {
                    let shape = Shape { batch, height, width, channels, kernel, stride, padding };
                    if shape.is_supported() {
                        check(shape, &mut noise);
                    }
                }
            }
        }
    }
}

#[test]
fn shapes_without_a_kernel_are_refused() {
    let shape = Shape { batch: 1, height: 6, width: 6, channels: 4, kernel: 3, stride: 1, padding: 1 };
    assert!(shape.is_supported());
    for shape in [
        Shape { kernel: 4, ..shape },
        Shape { padding: 3, ..shape },
        Shape { stride: 0, ..shape },
        Shape { batch: 0, ..shape },
        Shape { height: 0, ..shape },
        Shape { width: 2, padding: 0, ..shape },
    ] {
        assert!(!shape.is_supported(), "{shape:?}");
    }
}

#[test]
fn not_a_number_stays_in_its_channel_and_neighbourhood() {
    let shape = Shape { batch: 1, height: 5, width: 5, channels: 2, kernel: 3, stride: 1, padding: 1 };
    let (mut x, mut y) = (vec![1.0; 50], vec![0.0; 50]);
    x[0] = f32::NAN;
    forward(&shape, &x, &[1.0; 18], None, &mut y);
    for (index, y) in y.iter().enumerate() {
        let (channel, column, row) = (index % 2, index / 2 % 5, index / 10);
        assert_eq!(y.is_nan(), channel == 0 && column < 2 && row < 2, "{index}");
    }
}

#[test]
fn an_image_does_not_feel_its_batch() {
    let mut noise = Noise::new(91);
    let shape = Shape { batch: 3, height: 6, width: 5, channels: 6, kernel: 3, stride: 2, padding: 1 };
    let (x, w) = (noise.take(shape.x_length()), noise.take(shape.w_length()));
    let mut together = vec![0.0; shape.y_length()];
    forward(&shape, &x, &w, None, &mut together);
    let one = Shape { batch: 1, ..shape };
    let mut alone = vec![0.0; one.y_length()];
    forward(&one, &x[one.x_length()..][..one.x_length()], &w, None, &mut alone);
    assert_eq!(alone, together[one.y_length()..][..one.y_length()]);
}
