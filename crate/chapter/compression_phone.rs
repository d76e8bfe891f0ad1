//! A large network for the phone: residual teacher, depthwise-separable student.

use super::{Chapter, Expected, Figure, Measure, NetResult, Results, Series, Unit};
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "compression-phone",
    link: "data=fashion&teacher=residual-16-32&student=depthwise-8-16&tdata=4000&tepochs=4&tlr=0.01&\
           labels=200&unlabelled=3800&T=2&steps=200&lr=0.02&arms=hard-labels,soft-labels",
    axis: None,
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| run.accuracy(TEACHER) },
            Series { key: STUDENT, value: |run| run.accuracy(STUDENT) },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "smaller",
            unit: Unit::Ratio,
            claimed: Some(10.0),
            value: |runs| ratio(runs.first()?, |net| net.cost.parameters as f64),
            expected: Expected::Between(10.0, 100.0),
        },
        Measure {
            key: "fewer-operations",
            unit: Unit::Ratio,
            claimed: None,
            value: |runs| ratio(runs.first()?, |net| net.cost.flops as f64),
            expected: Expected::AtLeast(10.0),
        },
        Measure {
            key: "faster",
            unit: Unit::Ratio,
            claimed: Some(3.0),
            value: |runs| ratio(runs.first()?, |net| net.microseconds_per_image),
            expected: Expected::Reported,
        },
        Measure {
            key: "teacher-time",
            unit: Unit::Microseconds,
            claimed: None,
            value: |runs| Some(runs.first()?.net(TEACHER)?.microseconds_per_image),
            expected: Expected::Reported,
        },
        Measure {
            key: "student-time",
            unit: Unit::Microseconds,
            claimed: None,
            value: |runs| Some(runs.first()?.net(STUDENT)?.microseconds_per_image),
            expected: Expected::Reported,
        },
        Measure {
            key: "kept",
            unit: Unit::Share,
            claimed: None,
            value: |runs| Some(runs.first()?.accuracy(STUDENT)? / runs.first()?.accuracy(TEACHER)?),
            expected: Expected::AtLeast(0.85),
        },
        Measure {
            key: "gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain(STUDENT, "hard-labels"),
            expected: Expected::AtLeast(0.05),
        },
    ],
};

/// The distilled student.
const STUDENT: &str = "soft-labels";

/// How many times as much the teacher takes.
fn ratio(run: &Results, quantity: fn(&NetResult) -> f64) -> Option<f64> {
    Some(quantity(run.net(TEACHER)?) / quantity(run.net(STUDENT)?))
}
