//! A limit: with plenty of true labels there is nothing left to hand on. This chapter guards the others: were the gains made
//! up, there would be one here too.

use super::{Chapter, Expected, Figure, Measure, Series, Unit};
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "limits-no-gain",
    link: "labels=1300&student=cnn-8-16&arms=hard-labels,soft-labels",
    axis: None,
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| run.accuracy(TEACHER) },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
            Series { key: "soft-labels", value: |run| run.accuracy("soft-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtMost(0.0),
        },
        Measure {
            key: "hard-right",
            unit: Unit::Share,
            claimed: None,
            value: |runs| runs.first()?.accuracy("hard-labels"),
            expected: Expected::AtLeast(0.5),
        },
    ],
};
