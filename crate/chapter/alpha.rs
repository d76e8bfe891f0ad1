//! Alpha: how much the true labels count beside the teacher, and why the teacher's term is multiplied by T².

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::math;
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "alpha",
    link: "v=1&arms=hard-labels,soft-labels",
    axis: Some(Axis {
        key: "alpha",
        points: &[
            (0.0, ""),
            (0.25, "alpha=0.25"),
            (0.5, "alpha=0.5"),
            (0.75, "alpha=0.75"),
            (0.9, "alpha=0.9"),
            (1.0, "alpha=1"),
        ],
        log: false,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: "soft-labels", value: |run| run.accuracy("soft-labels") },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "teacher-only",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtLeast(0.05),
        },
        Measure {
            key: "half-and-half",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.get(2)?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtLeast(0.0),
        },
        Measure {
            key: "labels-only",
            unit: Unit::Points,
            claimed: Some(0.0),
            value: |runs| runs.last()?.gain("soft-labels", "hard-labels"),
            // The same student, bit for bit.
            expected: Expected::Between(0.0, 0.0),
        },
        Measure {
            key: "with-t2",
            unit: Unit::Ratio,
            claimed: Some(1.0),
            value: |runs| hot_over_warm(runs.first()?, Student::Blank, true),
            expected: Expected::Between(0.5, 2.0),
        },
        Measure {
            key: "without-t2",
            unit: Unit::Ratio,
            claimed: Some(WARM * WARM / (HOT * HOT)),
            value: |runs| hot_over_warm(runs.first()?, Student::Blank, false),
            expected: Expected::AtMost(0.02),
        },
        Measure {
            key: "with-t2-later",
            unit: Unit::Ratio,
            claimed: Some(1.0),
            // The 1/T² of the paper holds where T is large beside the logits; those of a trained student are not small.
            value: |runs| hot_over_warm(runs.first()?, Student::Trained, true),
            expected: Expected::Between(1.0, 5.0),
        },
    ],
};

/// The temperatures whose gradients are compared.
const WARM: f64 = 2.0;
const HOT: f64 = 20.0;

/// Whose answers the soft term is to change.
#[derive(Clone, Copy)]
enum Student {
    /// A student that knows nothing yet: all classes alike.
    Blank,
    /// The hard-label student after its training; it never saw the teacher.
    Trained,
}

/// The length of the soft gradient at the higher temperature over that at the lower one.
fn hot_over_warm(run: &Results, student: Student, with_square: bool) -> Option<f64> {
    Some(gradient(run, student, HOT, with_square)? / gradient(run, student, WARM, with_square)?)
}

/// Mean length, over the test images, of the soft term's gradient by the student's logits. That of KL at T is
/// `(p_student - p_teacher) / T`, both softened at T; T² makes it `T (p_student - p_teacher)`.
fn gradient(run: &Results, student: Student, t: f64, with_square: bool) -> Option<f64> {
    let teacher = &run.net(TEACHER)?.logits;
    let student = match student {
        Student::Blank => vec![0.0; teacher.len()],
        Student::Trained => run.net("hard-labels")?.logits.clone(),
    };
    let classes = run.dataset.source.classes.len();
    let length = |(student, teacher): (&[f32], &[f32])| {
        let (student, teacher) = (math::log_softmax(student, t), math::log_softmax(teacher, t));
        let squares = student.iter().zip(&teacher).map(|(s, t)| math::exp(*s) - math::exp(*t)).map(|d| d * d);
        math::sqrt(squares.sum())
    };
    let images = teacher.len() / classes;
    let sum: f64 = student.chunks_exact(classes).zip(teacher.chunks_exact(classes)).map(length).sum();
    let scale = if with_square { t } else { 1.0 / t };
    Some(scale * sum / images as f64)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::chapter::NetResult;
    use crate::data::Dataset;
    use crate::model::Cost;
    use crate::spec::ExperimentSpec;

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
        let net = |role: &str, logits: [f32; 10]| NetResult {
            role: role.into(),
            logits: logits.to_vec(),
            weights: vec![],
            cost: Cost { parameters: 0, bytes: 0, flops: 0 },
            microseconds_per_image: 0.0,
            training_seconds: 0.0,
            fingerprint: String::new(),
        };
        let student = [2.0, -1.0, 0.5, 0.0, 1.0, 3.0, -2.0, 0.0, 0.0, 1.5];
        let teacher = [0.0, 4.0, 0.5, -1.0, 1.0, 0.0, -2.0, 1.0, 0.0, 2.5];
        let nets = vec![net(TEACHER, teacher), net("hard-labels", student)];
        let run = Results { spec: ExperimentSpec::default(), dataset, nets };
        for t in [WARM, HOT] {
            // By central differences of T² KL.
            let loss = |class: usize, by: f32| {
                let mut moved = student;
                moved[class] += by;
                let log_teacher = math::log_softmax(&teacher, t);
                t * t * math::kl_divergence(&log_teacher, &math::log_softmax(&moved, t))
            };
            let slope = |class| (loss(class, 0.0625) - loss(class, -0.0625)) / 0.125;
            let numeric = math::sqrt((0..10).map(|class| slope(class) * slope(class)).sum());
            let analytic = gradient(&run, Student::Trained, t, true).expect("both networks");
            assert!((numeric - analytic).abs() < 1e-3 * analytic, "T={t}: {numeric} {analytic}");
            let plain = gradient(&run, Student::Trained, t, false).expect("both networks");
            assert!((plain * t * t - analytic).abs() < 1e-12);
        }
    }
}
