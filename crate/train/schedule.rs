//! The learning rate of each update.

use crate::math;
use crate::spec::choices::Schedule;

/// Learning rate of update `done` (counted from 0) of `total`.
pub fn learning_rate(schedule: Schedule, peak: f32, done: u32, total: u32) -> f64 {
    let share = f64::from(done) / f64::from(total);
    f64::from(peak)
        * match schedule {
            Schedule::Cosine => 0.5 * (1.0 + math::cos(core::f64::consts::PI * share)),
            Schedule::Constant => 1.0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_starts_at_the_peak_and_ends_near_zero() {
        assert_eq!(learning_rate(Schedule::Cosine, 0.5, 0, 100), 0.5);
        assert!((learning_rate(Schedule::Cosine, 0.5, 50, 100) - 0.25).abs() < 1e-12);
        assert!(learning_rate(Schedule::Cosine, 0.5, 99, 100) < 0.001);
        assert_eq!(learning_rate(Schedule::Constant, 0.5, 99, 100), 0.5);
    }
}
