//! Defects of rolled steel, drawn by the program: six classes with the names of the NEU surface defect database (Song & Yan
//! 2013), of which no image is used. Brushed metal under uneven light and noise; contrast, number, size and place of the
//! defects vary, and the faintest are hard to tell apart.

use super::{Contents, Source, Split};
use crate::math;
use crate::seed::{Seed, Stream};

const SIDE: usize = 28;

/// The dataset.
pub static DEFECTS: Source = Source {
    key: "defects",
    width: SIDE,
    height: SIDE,
    classes: &["crazing", "inclusion", "patches", "pitted", "rolled-in-scale", "scratches"],
    white: 255,
    train: 3000,
    test: 600,
    contents: Contents::Generated(generate),
    licence: "MIT OR Apache-2.0",
    origin: "drawn by the program",
};

fn generate() -> [Split; 2] {
    [("data/defects/train", DEFECTS.train), ("data/defects/test", DEFECTS.test)].map(|(purpose, count)| {
        let mut stream = Seed(0).stream(purpose);
        let labels: Vec<u8> = (0..count).map(|at| (at % DEFECTS.classes.len()) as u8).collect();
        let pixels = labels.iter().flat_map(|&label| image(label, &mut stream)).collect();
        Split { pixels, labels, searched: vec![] }
    })
}

/// Brightness around 0, row by row.
struct Plate {
    light: Vec<f32>,
}

fn image(label: u8, stream: &mut Stream) -> Vec<u8> {
    let mut plate = Plate::metal(stream);
    let contrast = between(stream, 0.25, 0.6);
    match label {
        0 => plate.crazing(contrast, stream),
        1 => plate.inclusion(contrast, stream),
        2 => plate.patches(contrast, stream),
        3 => plate.pitted(contrast, stream),
        4 => plate.scale(contrast, stream),
        _ => plate.scratches(contrast, stream),
    }
    plate.seen(stream)
}

fn between(stream: &mut Stream, least: f32, most: f32) -> f32 {
    least + (most - least) * stream.uniform()
}

/// A place on the plate, in pixels.
fn place(stream: &mut Stream) -> [f32; 2] {
    [between(stream, 2.0, 26.0), between(stream, 2.0, 26.0)]
}

/// A direction as a vector of length one, from a point in the disc: no sine is needed.
fn direction(stream: &mut Stream) -> [f32; 2] {
    loop {
        let [x, y] = [between(stream, -1.0, 1.0), between(stream, -1.0, 1.0)];
        let length = x * x + y * y;
        if (0.05..=1.0).contains(&length) {
            let length = libm::sqrtf(length);
            return [x / length, y / length];
        }
    }
}

/// 1 at 0, falling to 0 at 1 and beyond, smoothly.
fn bump(squared: f32) -> f32 {
    let rest = (1.0 - squared).max(0.0);
    rest * rest
}

/// Smooth noise from -1 to 1: random values on a grid of `columns` by `rows` cells, joined smoothly.
fn cloud(columns: usize, rows: usize, stream: &mut Stream) -> Vec<f32> {
    let grid = stream.symmetric((columns + 1) * (rows + 1), 1.0);
    let at = |position: usize, cells: usize| {
        let x = position as f32 * cells as f32 / SIDE as f32;
        let cell = x as usize;
        let t = x - cell as f32;
        (cell, t * t * (3.0 - 2.0 * t))
    };
    let mut values = Vec::with_capacity(SIDE * SIDE);
    for y in 0..SIDE {
        let (row, v) = at(y, rows);
        for x in 0..SIDE {
            let (column, u) = at(x, columns);
            let corner = |dy: usize, dx: usize| grid[(row + dy) * (columns + 1) + column + dx];
            let top = corner(0, 0) * (1.0 - u) + corner(0, 1) * u;
            let bottom = corner(1, 0) * (1.0 - u) + corner(1, 1) * u;
            values.push(top * (1.0 - v) + bottom * v);
        }
    }
    values
}

impl Plate {
    /// Metal without a defect: brushed along the rows, lit from one side.
    fn metal(stream: &mut Stream) -> Self {
        let (brushed, fine) = (cloud(3, 27, stream), cloud(9, 9, stream));
        let [dx, dy] = direction(stream);
        let (tilt, level) = (between(stream, 0.0, 0.12), between(stream, -0.1, 0.1));
        let light = (0..SIDE * SIDE).map(|at| {
            let (x, y) = ((at % SIDE) as f32 / 14.0 - 1.0, (at / SIDE) as f32 / 14.0 - 1.0);
            level + 0.07 * brushed[at] + 0.06 * fine[at] + tilt * (dx * x + dy * y)
        });
        Self { light: light.collect() }
    }

    /// An ellipse: half axes `along` the direction, which is the longer one, and `across` it.
    fn spot(&mut self, [cx, cy]: [f32; 2], [dx, dy]: [f32; 2], [along, across]: [f32; 2], amount: f32) {
        // Directions of rolling may be a little longer than one, so nothing of the ellipse lies farther out than this.
        let rows = |centre: f32| {
            (centre - along).max(0.0) as usize..((centre + along + 1.0).max(0.0) as usize).min(SIDE)
        };
        for row in rows(cy) {
            for column in rows(cx) {
                let (x, y) = (column as f32 - cx, row as f32 - cy);
                let (u, v) = ((x * dx + y * dy) / along, (y * dx - x * dy) / across);
                self.light[row * SIDE + column] += amount * bump(u * u + v * v);
            }
        }
    }

    /// A network of fine dark cracks: walks that turn.
    fn crazing(&mut self, contrast: f32, stream: &mut Stream) {
        for _ in 0..5 + stream.below(4) {
            let (mut at, mut heading) = (place(stream), direction(stream));
            for _ in 0..4 + stream.below(4) {
                let turn = direction(stream);
                let mixed = [heading[0] + 0.7 * turn[0], heading[1] + 0.7 * turn[1]];
                let length = libm::sqrtf(mixed[0] * mixed[0] + mixed[1] * mixed[1]).max(0.1);
                heading = [mixed[0] / length, mixed[1] / length];
                self.spot(at, heading, [3.5, 0.9], -contrast);
                at = [at[0] + 3.5 * heading[0], at[1] + 3.5 * heading[1]];
            }
        }
    }

    /// Few dark, long grains, near the direction of rolling.
    fn inclusion(&mut self, contrast: f32, stream: &mut Stream) {
        for _ in 0..1 + stream.below(3) {
            let tilt = between(stream, -0.3, 0.3);
            let size = [between(stream, 4.0, 8.0), between(stream, 1.3, 2.6)];
            self.spot(place(stream), [1.0, tilt], size, -1.3 * contrast);
        }
    }

    /// Large areas with frayed borders.
    fn patches(&mut self, contrast: f32, stream: &mut Stream) {
        let (shape, fray) = (cloud(3, 3, stream), cloud(14, 14, stream));
        let sign = if stream.below(2) == 0 { -1.0 } else { 1.0 };
        let level = between(stream, 0.0, 0.25);
        for (at, light) in self.light.iter_mut().enumerate() {
            let height = shape[at] + 0.25 * fray[at] - level;
            *light += sign * contrast * (height * 5.0).clamp(0.0, 1.0);
        }
    }

    /// Many small dark pits.
    fn pitted(&mut self, contrast: f32, stream: &mut Stream) {
        for _ in 0..8 + stream.below(16) {
            let size = between(stream, 1.1, 2.1);
            self.spot(place(stream), [1.0, 0.0], [size, size], -1.4 * contrast);
        }
    }

    /// Short streaks of scale pressed in along the direction of rolling, dark and bright.
    fn scale(&mut self, contrast: f32, stream: &mut Stream) {
        for _ in 0..7 + stream.below(9) {
            let size = [between(stream, 2.0, 4.5), between(stream, 1.0, 1.7)];
            let sign = if stream.below(3) == 0 { 0.8 } else { -1.1 };
            self.spot(place(stream), [1.0, between(stream, -0.1, 0.1)], size, sign * contrast);
        }
    }

    /// Straight thin lines across much of the plate, mostly bright.
    fn scratches(&mut self, contrast: f32, stream: &mut Stream) {
        for _ in 0..1 + stream.below(3) {
            let sign = if stream.below(4) == 0 { -1.0 } else { 1.0 };
            let size = [between(stream, 8.0, 22.0), between(stream, 0.8, 1.3)];
            let (at, heading) = (place(stream), direction(stream));
            self.spot(at, heading, size, sign * 1.2 * contrast);
        }
    }

    /// What a camera sees: grey levels with noise.
    fn seen(&self, stream: &mut Stream) -> Vec<u8> {
        let noise = between(stream, 0.02, 0.07);
        let grey = |light: &f32| {
            let sum: f32 = (0..4).map(|_| stream.uniform() - 0.5).sum();
            ((0.5 + light + sum * (math::sqrt(3.0) as f32) * noise) * 255.0).clamp(0.0, 255.0) as u8
        };
        self.light.iter().map(grey).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::data::Dataset;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_images_never_change() {
        let defects = Dataset::open("defects", &[]).expect("generated");
        assert_eq!((defects.train.len(), defects.test.len()), (3000, 600));
        let digest =
            Sha256::new().chain_update(&defects.train.pixels).chain_update(&defects.test.pixels).finalize();
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "8662b15aa96b473562db64ce4f0526a84d10024479fd61cf8dd840c6593995ad");
    }
}
