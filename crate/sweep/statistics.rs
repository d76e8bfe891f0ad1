//! What the seeds of one point say together. The interval is that of Student's t (Student 1908); differences are taken
//! seed by seed, see [`crate::metric::paired`].

use super::ResultLine;
use crate::metric::paired::{PairedGain, paired_gain};

/// Some seeds' values of one quantity.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Summary {
    /// Number of values.
    pub count: u32,
    /// Their mean.
    pub mean: f64,
    /// Their sample standard deviation; none for a single value.
    pub deviation: Option<f64>,
    /// Half the width of the 95 % interval of the mean; none for a single value.
    pub margin: Option<f64>,
}

/// Mean, spread and interval of the mean; none for no values.
pub fn summary(values: &[f64]) -> Option<Summary> {
    let gain = paired_gain(&vec![0.0; values.len()], values)?;
    let known = |number: f64| (gain.count > 1).then_some(number);
    Some(Summary {
        count: gain.count,
        mean: gain.mean,
        deviation: known(gain.deviation),
        margin: known(gain.margin),
    })
}

/// What one arm gains over another in accuracy, seed by seed, over the runs that have both; none where no run has.
pub fn gain_over(runs: &[&ResultLine], arm: &str, over: &str) -> Option<PairedGain> {
    let accuracy = |run: &ResultLine, key: &str| run.arms.get(key).map(|net| net.accuracy);
    let pairs = runs.iter().filter_map(|run| accuracy(run, over).zip(accuracy(run, arm)));
    let (before, after): (Vec<f64>, Vec<f64>) = pairs.unzip();
    paired_gain(&before, &after)
}
