//! Drawings that travel with a link. They are what to look at with the trained networks and no part of the experiment:
//! they stand beside it as a claim does ([`super::claim`]), and equal experiments with other drawings are still equal.
//!
//! `x=` holds drawings joined by `.`, each in base64url (RFC 4648, section 5) without padding. A drawing is a list of
//! strokes on a grid of 28 x 28 cells, bit after bit, the highest first:
//!
//! ```text
//! 10 bits   cell in which the pen is put down: row * 28 + column
//!  8 bits   number of steps that follow
//!  3 bits   each step: 0 = right, then on by 45 degrees, clockwise on a screen: 1 = right and down, … 7 = right and up
//! ```
//!
//! Bits that are left in the last character are 0. As a line and not as pixels a digit takes 30 to 50 characters, where its
//! 784 pixels would take 131, and it can be drawn as finely as each dataset has its images.

use super::link::MAX_LENGTH;

/// The key of the drawings in a link.
pub const KEY: &str = "x";
/// Cells along a side.
pub const SIDE: u16 = 28;
/// Most drawings of one link.
pub const MOST: usize = 24;
/// What drawings look like, in words.
pub const ALLOWED: &str = "drawings joined by \".\", each of strokes on 28 x 28 cells in base64url";

/// Column and row of a cell.
pub type Cell = [u8; 2];
/// The cells along a line of the pen: each touches the one before, by a side or by a corner.
pub type Stroke = Vec<Cell>;
/// A drawing: strokes in the order in which they were drawn.
pub type Drawing = Vec<Stroke>;

const START_BITS: usize = 10;
const COUNT_BITS: usize = 8;
const STEP_BITS: usize = 3;
const MOST_STEPS: usize = (1 << COUNT_BITS) - 1;
const DIGIT_BITS: usize = 6;
const STEPS: [[i16; 2]; 8] = [[1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]];

/// The drawings of `x=`: a drawing that is none is `Err` with its text.
pub fn read(text: &str) -> Vec<Result<Drawing, &str>> {
    text.split('.').map(|part| read_one(part).ok_or(part)).collect()
}

fn read_one(text: &str) -> Option<Drawing> {
    let digits: Option<Vec<u8>> = text.bytes().map(value_of).collect();
    let mut bits = Bits { digits: digits?, at: 0 };
    let mut strokes = vec![];
    while bits.left() >= START_BITS + COUNT_BITS {
        let start = bits.take(START_BITS)?;
        let mut cell = [start % SIDE, start / SIDE].map(|place| place as i16);
        let mut stroke = vec![cell_of(cell)?];
        for _ in 0..bits.take(COUNT_BITS)? {
            let [right, down] = STEPS[usize::from(bits.take(STEP_BITS)?)];
            cell = [cell[0] + right, cell[1] + down];
            stroke.push(cell_of(cell)?);
        }
        strokes.push(stroke);
    }
    let left = bits.left();
    (!strokes.is_empty() && left < DIGIT_BITS && bits.take(left)? == 0).then_some(strokes)
}

/// The text of the first drawings, as many as are allowed and as fit into a link beside `taken` bytes of other parts,
/// `&x=` included. Strokes without a cell are left out, as are drawings without a stroke.
pub fn write(drawings: &[Drawing], taken: usize) -> String {
    let mut text = String::new();
    let room = MAX_LENGTH.saturating_sub(taken + KEY.len() + 2);
    let texts = drawings.iter().map(write_one).filter(|each| !each.is_empty());
    for each in texts.take(MOST) {
        let longer = if text.is_empty() { each } else { format!("{text}.{each}") };
        if longer.len() > room {
            break;
        }
        text = longer;
    }
    text
}

fn write_one(drawing: &Drawing) -> String {
    let mut bits: Vec<bool> = vec![];
    let mut put = |value: u16, count: usize| bits.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
    for stroke in drawing {
        // The next part begins where the last one ended: a line is not broken by being long.
        for from in (0..stroke.len().max(2) - 1).step_by(MOST_STEPS) {
            let Some(part) = stroke.get(from..stroke.len().min(from + MOST_STEPS + 1)) else { continue };
            let Some([column, row]) = part.first() else { continue };
            put(u16::from(*row) * SIDE + u16::from(*column), START_BITS);
            put(part.len() as u16 - 1, COUNT_BITS);
            for (from, to) in part.iter().zip(&part[1..]) {
                put(direction(*from, *to), STEP_BITS);
            }
        }
    }
    let digit = |bits: &[bool]| {
        let value = (0..DIGIT_BITS).fold(0, |sum, bit| sum << 1 | u8::from(bits.get(bit) == Some(&true)));
        char::from(ALPHABET[usize::from(value)])
    };
    bits.chunks(DIGIT_BITS).map(digit).collect()
}

/// The drawing of a pen's lines, whose places are shares of the drawn square from its top left corner; what lies outside
/// counts as on the edge. A place that is no number counts as 0.
pub fn snap(lines: &[Vec<[f32; 2]>]) -> Drawing {
    let cell = |place: &[f32; 2]| place.map(|share| (share * f32::from(SIDE)).clamp(0.0, 27.0) as u8);
    let snapped = |line: &Vec<[f32; 2]>| {
        let mut stroke: Stroke = vec![];
        for to in line.iter().map(cell) {
            match stroke.last() {
                Some(from) => stroke.extend(between(*from, to)),
                None => stroke.push(to),
            }
        }
        stroke
    };
    lines.iter().map(snapped).filter(|stroke| !stroke.is_empty()).collect()
}

/// The cells of a straight line without its first one (Bresenham 1965): nothing for equal cells.
fn between(from: Cell, to: Cell) -> Vec<Cell> {
    let way = [0, 1].map(|axis| i32::from(to[axis]) - i32::from(from[axis]));
    let steps = way[0].abs().max(way[1].abs());
    let along = |step: i32, axis: usize| {
        // Halves go with the way, so that a line is the same drawing wherever it lies.
        let moved = (2 * way[axis].abs() * step + steps) / (2 * steps) * way[axis].signum();
        (i32::from(from[axis]) + moved) as u8
    };
    (1..=steps).map(|step| [along(step, 0), along(step, 1)]).collect()
}

/// The step between neighbours; from a cell that is none, 0.
fn direction(from: Cell, to: Cell) -> u16 {
    let way = [0, 1].map(|axis| i16::from(to[axis]) - i16::from(from[axis]));
    STEPS.iter().position(|step| *step == way).unwrap_or_default() as u16
}

fn cell_of(place: [i16; 2]) -> Option<Cell> {
    place.iter().all(|each| (0..SIDE as i16).contains(each)).then(|| place.map(|each| each as u8))
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn value_of(digit: u8) -> Option<u8> {
    ALPHABET.iter().position(|each| *each == digit).map(|value| value as u8)
}

/// Six bits a digit.
struct Bits {
    digits: Vec<u8>,
    at: usize,
}

impl Bits {
    fn left(&self) -> usize {
        self.digits.len() * DIGIT_BITS - self.at
    }

    /// The next bits as a number; None where there are fewer.
    fn take(&mut self, count: usize) -> Option<u16> {
        if count > self.left() {
            return None;
        }
        let bit = |at: usize| self.digits[at / DIGIT_BITS] >> (DIGIT_BITS - 1 - at % DIGIT_BITS) & 1;
        let value = (self.at..self.at + count).fold(0, |sum, at| sum << 1 | u16::from(bit(at)));
        self.at += count;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A seven: two lines without lifting the pen, and a bar.
    fn seven() -> Drawing {
        snap(&[vec![[0.2, 0.2], [0.8, 0.2], [0.4, 0.9]], vec![[0.35, 0.55], [0.75, 0.55]]])
    }

    #[test]
    fn a_drawing_comes_back_as_it_went() {
        let seven = seven();
        assert_eq!((seven.len(), seven[0][0], seven[0].last()), (2, [5, 5], Some(&[11, 25])));
        let text = write(&[seven.clone(), seven.clone()], 0);
        assert_eq!(read(&text), [Ok(seven.clone()), Ok(seven)]);
        assert!(text.len() < 90, "{} characters", text.len());
    }

    #[test]
    fn the_format_is_the_one_that_was_published() {
        // A dot in the first cell; three steps right from there; a way around a cell.
        assert_eq!(write(&[vec![vec![[0, 0]]]], 0), "AAA");
        assert_eq!(write(&[vec![vec![[0, 0], [1, 0], [2, 0], [3, 0]]]], 0), "AADAA");
        let around = [[9, 9], [10, 9], [10, 10], [9, 10], [9, 9]];
        assert_eq!(write(&[vec![around.to_vec()]], 0), "QUECm");
        assert_eq!(read("QUECm"), [Ok(vec![around.to_vec()])]);
    }

    #[test]
    fn what_is_no_drawing_is_told_from_what_is() {
        let cells = |text| read(text).into_iter().map(|each| each.is_ok()).collect::<Vec<_>>();
        // Nothing, half a stroke, a cell outside, a step out of the square, bits that are left, foreign letters.
        for wrong in ["", "AA", "___", "AAEg", "AAAB", "AA=", "AA/A", "ＡＡＡ", "AAA "] {
            assert_eq!(cells(wrong), [false], "{wrong:?}");
        }
        assert_eq!(cells("AAA.?.AAA"), [true, false, true]);
    }

    #[test]
    fn long_lines_are_written_in_parts_and_stay_whole() {
        let there_and_back: Vec<_> = (0..40).map(|turn| [f32::from(turn % 2 == 0), 0.5]).collect();
        let long = snap(&[there_and_back]);
        let text = write(std::slice::from_ref(&long), 0);
        let parts = read(&text).remove(0).expect("a drawing");
        assert!(parts.len() > 1 && parts.windows(2).all(|pair| pair[0].last() == pair[1].first()));
        let joined: Vec<_> =
            parts.iter().enumerate().flat_map(|(at, part)| &part[usize::from(at > 0)..]).copied().collect();
        assert_eq!(vec![joined], long);
        assert_eq!(write(&[parts], 0), text, "and what was read is written the same");
    }

    #[test]
    fn only_whole_drawings_are_written_and_only_as_many_as_fit() {
        let many = vec![seven(); 100];
        let one = write(&many[..1], 0).len();
        assert_eq!(read(&write(&many, 0)).len(), MOST);
        let rest = MAX_LENGTH - 3 - (3 * one + 2);
        assert_eq!(read(&write(&many, rest)).len(), 3);
        assert_eq!(read(&write(&many, rest + 1)).len(), 2);
        assert_eq!((write(&many, MAX_LENGTH), write(&[vec![]], 0)), (String::new(), String::new()));
    }

    #[test]
    fn odd_places_are_inside() {
        let odd = snap(&[vec![[f32::NAN, -1.0], [f32::INFINITY, 2.0]], vec![]]);
        assert_eq!((odd.len(), odd[0][0], odd[0].last()), (1, [0, 0], Some(&[27, 27])));
    }
}
