//! Hard and soft labels: the same images and updates, and only what the students are told differs.

use super::{Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::math;
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "hard-and-soft",
    link: "",
    axis: None,
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| run.accuracy(TEACHER) },
            Series { key: "soft-labels", value: |run| run.accuracy("soft-labels") },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
            Series { key: "label-smoothing", value: |run| run.accuracy("label-smoothing") },
        ],
    },
    measures: &[
        Measure {
            key: "gain-over-hard",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtLeast(0.05),
        },
        Measure {
            key: "gain-over-smoothing",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain("soft-labels", "label-smoothing"),
            expected: Expected::AtLeast(0.03),
        },
        Measure {
            key: "kept",
            unit: Unit::Share,
            claimed: None,
            value: |runs| Some(runs.first()?.accuracy("soft-labels")? / runs.first()?.accuracy(TEACHER)?),
            expected: Expected::AtLeast(0.85),
        },
        Measure {
            key: "best-at-1",
            unit: Unit::Share,
            claimed: None,
            value: |runs| largest_probability(runs.first()?, 1.0),
            expected: Expected::Between(0.85, 1.0),
        },
        Measure {
            key: "best-at-4",
            unit: Unit::Share,
            claimed: None,
            value: |runs| largest_probability(runs.first()?, 4.0),
            expected: Expected::Between(0.3, 0.85),
        },
    ],
};

/// Mean probability of the class that the teacher finds most likely, over the test images, at a temperature.
fn largest_probability(run: &Results, temperature: f64) -> Option<f64> {
    let logits = &run.net(TEACHER)?.logits;
    let classes = run.dataset.source.classes.len();
    let rows = logits.chunks_exact(classes);
    let images = rows.len() as f64;
    let sum: f64 = rows.map(|row| math::exp(math::log_softmax(row, temperature)[math::argmax(row)])).sum();
    Some(sum / images)
}
