//! From half of the teacher to a thousandth: where knowledge is lost.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "size-ladder",
    link: "data=mnist&teacher=dropout-cnn-16-32-64&tdata=4000&tepochs=4&tlr=0.004&tbatch=32&\
           labels=300&unlabelled=3700&T=2&steps=300&arms=hard-labels,soft-labels,teacher-decisions",
    axis: Some(Axis {
        key: "student",
        // How many times as many parameters the teacher has. The smallest students learn at a higher rate.
        points: &[
            (2.5, "student=cnn-24-48"),
            (4.4, "student=cnn-16-32"),
            (10.6, "student=cnn-8-16"),
            (23.6, ""),
            (50.1, "student=cnn-2-4&lr=0.01"),
            (114.0, "student=pool-7&lr=0.02"),
            (219.0, "student=pool-5&lr=0.02"),
            (335.0, "student=pool-4&lr=0.02"),
            (1139.0, "student=pool-2&lr=0.02"),
        ],
        log: true,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: "soft-labels", value: |run| kept(run, "soft-labels") },
            Series { key: "teacher-decisions", value: |run| kept(run, "teacher-decisions") },
            Series { key: "hard-labels", value: |run| kept(run, "hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "kept-at-11",
            unit: Unit::Share,
            claimed: None,
            value: |runs| kept(runs.get(2)?, "soft-labels"),
            expected: Expected::AtLeast(0.95),
        },
        Measure {
            key: "kept-at-50",
            unit: Unit::Share,
            claimed: None,
            value: |runs| kept(runs.get(4)?, "soft-labels"),
            expected: Expected::AtLeast(0.93),
        },
        Measure {
            key: "kept-at-114",
            unit: Unit::Share,
            claimed: None,
            value: |runs| kept(runs.get(5)?, "soft-labels"),
            expected: Expected::AtMost(0.88),
        },
        Measure {
            key: "kept-at-1139",
            unit: Unit::Share,
            claimed: None,
            value: |runs| kept(runs.last()?, "soft-labels"),
            expected: Expected::AtMost(0.4),
        },
        Measure {
            key: "gain-at-11",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.get(2)?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtLeast(0.04),
        },
        Measure {
            key: "gain-at-335",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.get(7)?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtMost(0.0),
        },
        Measure {
            key: "softness-at-24",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.get(3)?.gain("soft-labels", "teacher-decisions"),
            expected: Expected::Between(-0.02, 0.01),
        },
    ],
};

/// Share of the teacher's accuracy that a student keeps.
fn kept(run: &Results, role: &str) -> Option<f64> {
    Some(run.accuracy(role)? / run.accuracy(TEACHER)?)
}
