//! A teacher that sees and hears, and a student that only sees or only hears.

use super::{Axis, Chapter, Expected, Figure, Measure, Series, Unit};
use crate::session::TEACHER;

const DISTILLED: &str = "soft-labels";
const CONTROL: &str = "hard-labels";

/// The chapter. Its points: the student sees the picture and the teacher both, or only the picture; the student hears
/// the sound and the teacher has both, or only the sound.
pub static CHAPTER: Chapter = Chapter {
    key: "two-views",
    link: "v=1&data=image-and-sound&labels=100&unlabelled=3900&view=first&teacher=dropout-cnn-16-32-64\
           &T=2&arms=hard-labels,soft-labels&steps=500&tepochs=4&tbatch=32",
    axis: Some(Axis {
        key: "views",
        points: &[(1.0, ""), (2.0, "tview=first"), (3.0, "view=second"), (4.0, "view=second&tview=second")],
        log: false,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| run.accuracy(TEACHER) },
            Series { key: DISTILLED, value: |run| run.accuracy(DISTILLED) },
            Series { key: CONTROL, value: |run| run.accuracy(CONTROL) },
        ],
    },
    measures: &[
        Measure {
            key: "second-view-teacher",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(runs.first()?.accuracy(TEACHER)? - runs.get(1)?.accuracy(TEACHER)?),
            expected: Expected::AtLeast(0.02),
        },
        Measure {
            key: "second-view-picture",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(runs.first()?.accuracy(DISTILLED)? - runs.get(1)?.accuracy(DISTILLED)?),
            expected: Expected::Reported,
        },
        Measure {
            key: "second-view-sound",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(runs.get(2)?.accuracy(DISTILLED)? - runs.get(3)?.accuracy(DISTILLED)?),
            expected: Expected::Reported,
        },
        Measure {
            key: "gain-picture",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain(DISTILLED, CONTROL),
            expected: Expected::AtLeast(0.02),
        },
    ],
};
