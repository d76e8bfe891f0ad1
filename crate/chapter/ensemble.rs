//! Several teachers: is the student of an averaged answer better than the student of one?

use super::{Axis, Chapter, Expected, Figure, Measure, Series, Unit};
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "ensemble",
    link: "v=1&arms=hard-labels,soft-labels",
    axis: Some(Axis {
        key: "teachers",
        points: &[(1.0, ""), (3.0, "teachers=3"), (5.0, "teachers=5")],
        log: false,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: "teacher", value: |run| run.accuracy(TEACHER) },
            Series { key: "soft-labels", value: |run| run.accuracy("soft-labels") },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "teachers-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(runs.last()?.accuracy(TEACHER)? - runs.first()?.accuracy(TEACHER)?),
            expected: Expected::AtLeast(0.0),
        },
        Measure {
            key: "student-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| {
                Some(runs.last()?.accuracy("soft-labels")? - runs.first()?.accuracy("soft-labels")?)
            },
            expected: Expected::Between(-0.01, 0.03),
        },
        Measure {
            key: "teachers-cost",
            unit: Unit::Ratio,
            claimed: None,
            value: |runs| {
                let flops = |run: &super::Results| Some(run.net(TEACHER)?.cost.flops as f64);
                Some(flops(runs.last()?)? / flops(runs.first()?)?)
            },
            expected: Expected::Between(5.0, 5.0),
        },
        Measure {
            key: "student-to-ensemble",
            unit: Unit::Ratio,
            claimed: None,
            value: |runs| {
                let last = runs.last()?;
                Some(last.net(TEACHER)?.cost.flops as f64 / last.net("soft-labels")?.cost.flops as f64)
            },
            expected: Expected::AtLeast(10.0),
        },
    ],
};
