//! Half of the layers: a transformer whose student starts from every second layer of its teacher, or from chance.

use super::{Axis, Chapter, Expected, Figure, Measure, Series, Unit};
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "half-depth",
    link: "teacher=vit-4-32&student=vit-2-32&start=teacher&map=1-3&labels=1300&T=2&alpha=0.3&\
           arms=hard-labels,soft-labels,hidden-cosine&steps=200&batch=32&lr=0.003&tepochs=25&\
           tlr=0.003&tbatch=32",
    axis: Some(Axis { key: "start", points: &[(f64::NAN, ""), (f64::NAN, "start=random")], log: false }),
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
            key: "fewer-parameters",
            unit: Unit::Share,
            claimed: Some(0.4),
            value: |runs| {
                let parameters = |role| Some(runs.first()?.net(role)?.cost.parameters as f64);
                Some(1.0 - parameters(STUDENT)? / parameters(TEACHER)?)
            },
            expected: Expected::AtLeast(0.4),
        },
        Measure {
            key: "faster",
            unit: Unit::Share,
            claimed: Some(0.6),
            value: |runs| {
                let time = |role| Some(runs.first()?.net(role)?.microseconds_per_image);
                Some(time(TEACHER)? / time(STUDENT)? - 1.0)
            },
            expected: Expected::Reported,
        },
        Measure {
            key: "kept",
            unit: Unit::Share,
            claimed: Some(0.97),
            value: |runs| Some(runs.first()?.accuracy(STUDENT)? / runs.first()?.accuracy(TEACHER)?),
            expected: Expected::AtLeast(0.97),
        },
        Measure {
            key: "start-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(runs.first()?.accuracy(STUDENT)? - runs.last()?.accuracy(STUDENT)?),
            expected: Expected::AtLeast(0.2),
        },
        Measure {
            key: "loss-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain(STUDENT, "hard-labels"),
            expected: Expected::Between(-0.02, 0.03),
        },
    ],
};

/// The student of the document.
const STUDENT: &str = "hidden-cosine";
