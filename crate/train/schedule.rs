//! What changes from update to update: the learning rate, and the temperature and alpha where they follow a path.

use crate::math;
use crate::spec::choices::{Path, Schedule};

/// Learning rate of update `done` (counted from 0) of `total`.
pub fn learning_rate(schedule: Schedule, peak: f32, done: u32, total: u32) -> f64 {
    let share = f64::from(done) / f64::from(total);
    f64::from(peak)
        * match schedule {
            Schedule::Cosine => 0.5 * (1.0 + math::cos(core::f64::consts::PI * share)),
            Schedule::Constant => 1.0,
        }
}

/// The quantity of update `done` (counted from 0) of `total`: `start` in the first, `end` in the last.
pub fn along(path: Path, [start, end]: [f32; 2], done: u32, total: u32) -> f32 {
    if path == Path::Constant {
        return start;
    }
    let share = f64::from(done) / f64::from(total.saturating_sub(1).max(1));
    let share = match path {
        Path::Cosine => 0.5 * (1.0 - math::cos(core::f64::consts::PI * share)),
        _ => share,
    };
    (f64::from(start) + (f64::from(end) - f64::from(start)) * share) as f32
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

    #[test]
    fn a_path_leads_from_its_start_to_its_end() {
        assert_eq!(along(Path::Constant, [4.0, 1.0], 99, 100), 4.0);
        for path in [Path::Linear, Path::Cosine] {
            assert_eq!(along(path, [4.0, 1.0], 0, 101), 4.0);
            assert!((along(path, [4.0, 1.0], 50, 101) - 2.5).abs() < 1e-6);
            assert_eq!(along(path, [4.0, 1.0], 100, 101), 1.0);
            assert_eq!(along(path, [4.0, 1.0], 0, 1), 4.0);
        }
        assert!(along(Path::Cosine, [4.0, 1.0], 10, 101) > along(Path::Linear, [4.0, 1.0], 10, 101));
    }
}
