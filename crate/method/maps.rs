//! Which feature maps of two networks can be compared: taps with a height and a width, of the same size.

use burn::tensor::Tensor;
use burn::tensor::module::avg_pool2d;
use burn::tensor::ops::AvgPoolOptions;

use crate::model::{Anatomy, Forward, Tap};
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;

/// A tap of the student and the teacher's tap that it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Index of the student's tap.
    pub student: usize,
    /// Index of the teacher's tap.
    pub teacher: usize,
    /// Edge of the squares over which the teacher's map is averaged; 1 leaves it as it is.
    pub pool: usize,
}

/// All pairs, shallow to deep, from the channels, heights and widths of the taps. Of several taps of one size the
/// deepest stands for all: the end of a group of layers (Zagoruyko & Komodakis 2017, section 3.1). Where no sizes are
/// equal, the teacher's deepest map that is a whole number of times as large is averaged down.
pub fn pairs(student: &[[usize; 3]], teacher: &[[usize; 3]]) -> Vec<Pair> {
    let (student, teacher) = (groups(student), groups(teacher));
    let all = |fits: &dyn Fn([usize; 2], [usize; 2]) -> Option<usize>| -> Vec<Pair> {
        let partner = |&(index, size): &(usize, [usize; 2])| {
            teacher.iter().rev().find_map(|&(other, large)| {
                fits(size, large).map(|pool| Pair { student: index, teacher: other, pool })
            })
        };
        student.iter().filter_map(partner).collect()
    };
    let equal = all(&|small, large| (small == large).then_some(1));
    if equal.is_empty() { all(&whole_ratio) } else { equal }
}

/// The deepest tap of each size, shallow to deep. A dense layer, 1x1, is no map.
fn groups(taps: &[[usize; 3]]) -> Vec<(usize, [usize; 2])> {
    let sizes = taps.iter().map(|&[_, height, width]| [height, width]).enumerate();
    let deeper = |index: usize, size| taps[index + 1..].iter().any(|&[_, h, w]| [h, w] == size);
    sizes.filter(|&(index, size)| size != [1, 1] && !deeper(index, size)).collect()
}

/// How many times as large the second size is as the first, where both sides agree on a whole number.
fn whole_ratio([height, width]: [usize; 2], [large_height, large_width]: [usize; 2]) -> Option<usize> {
    let ratio = large_height / height;
    (ratio > 0 && large_height == ratio * height && large_width == ratio * width).then_some(ratio)
}

/// The pairs that two networks offer.
pub fn of_anatomies(student: &Anatomy, teacher: &Anatomy) -> Vec<Pair> {
    pairs(&student.taps, &teacher.taps)
}

/// Says that a method needs such maps.
///
/// # Errors
/// [`Clash`] where the networks offer no pair: the nearest experiment goes without the method.
pub fn required(
    arm: &'static str,
    student: &Anatomy,
    teacher: &Anatomy,
    spec: &ExperimentSpec,
) -> Result<(), Clash> {
    if of_anatomies(student, teacher).is_empty() {
        let allowed = "convolutional networks whose feature maps have sizes with a whole ratio";
        return Err(Clash::without_arm(spec, arm, "no-comparable-maps", allowed));
    }
    Ok(())
}

/// The maps to compare, shallow to deep: the student's `[batch, channels, height, width]`, and the teacher's of the same
/// height and width.
pub fn of_batch(student: &Forward, teacher: &Forward) -> Vec<[Tensor<4>; 2]> {
    let sizes = |forward: &Forward| -> Vec<[usize; 3]> { forward.taps.iter().map(Tap::sides).collect() };
    pairs(&sizes(student), &sizes(teacher))
        .into_iter()
        .map(|pair| {
            let large = teacher.taps[pair.teacher].maps();
            let options = AvgPoolOptions::new([pair.pool; 2]);
            let fitted = if pair.pool == 1 { large } else { avg_pool2d(large, options) };
            [student.taps[pair.student].maps(), fitted]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sizes_come_first_and_the_deepest_of_a_size_stands_for_it() {
        let student = [[4, 12, 12], [8, 5, 5], [16, 1, 1]];
        let teacher = [[16, 12, 12], [16, 12, 12], [32, 5, 5], [64, 1, 1]];
        let found = pairs(&student, &teacher);
        assert_eq!(
            found,
            [Pair { student: 0, teacher: 1, pool: 1 }, Pair { student: 1, teacher: 2, pool: 1 }]
        );
    }

    #[test]
    fn a_larger_map_is_averaged_down_by_whole_numbers_only() {
        let found = pairs(&[[4, 6, 6], [8, 2, 2]], &[[8, 8, 8], [16, 4, 4], [32, 1, 1]]);
        assert_eq!(found, [Pair { student: 1, teacher: 1, pool: 2 }]);
        assert_eq!(pairs(&[[4, 6, 6]], &[[8, 8, 8], [16, 4, 4]]), []);
        assert_eq!(pairs(&[[16, 1, 1]], &[[16, 4, 4], [32, 1, 1]]), [], "a dense layer is no map");
    }
}
