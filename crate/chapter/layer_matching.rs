//! What lies between input and answer: which of a transformer's layers help a student of half the depth and width.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "layer-matching",
    link: "teacher=vit-4-32&student=vit-2-16&labels=1300&arms=hard-labels,layer-matching&steps=400&\
           batch=32&lr=0.01&tepochs=25&tlr=0.003&tbatch=32",
    axis: Some(Axis {
        key: "match",
        points: &[
            (f64::NAN, "match=logits"),
            (f64::NAN, "match=embedding,logits"),
            (f64::NAN, "match=attention,logits"),
            (f64::NAN, "match=hidden,logits"),
            (f64::NAN, ""),
            (f64::NAN, "match=hidden,logits&augment=shift,rotate,scale,noise"),
        ],
        log: false,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| run.accuracy(TEACHER) },
            Series { key: MATCHED, value: |run| run.accuracy(MATCHED) },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "kept-all",
            unit: Unit::Share,
            claimed: Some(0.96),
            value: |runs| kept(runs.get(ALL)?),
            expected: Expected::Between(0.7, 0.92),
        },
        Measure {
            key: "kept-hidden",
            unit: Unit::Share,
            claimed: Some(0.96),
            value: |runs| kept(runs.get(HIDDEN)?),
            expected: Expected::AtLeast(0.93),
        },
        Measure {
            key: "embedding-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| gain(runs, EMBEDDING),
            expected: Expected::Between(-0.06, 0.06),
        },
        Measure {
            key: "attention-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| gain(runs, ATTENTION),
            expected: Expected::AtMost(0.0),
        },
        Measure {
            key: "hidden-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| gain(runs, HIDDEN),
            expected: Expected::AtLeast(0.03),
        },
        Measure {
            key: "augmentation-gain",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(runs.get(CHANGED)?.accuracy(MATCHED)? - runs.get(HIDDEN)?.accuracy(MATCHED)?),
            expected: Expected::Reported,
        },
        Measure {
            key: "labels-only",
            unit: Unit::Share,
            claimed: None,
            value: |runs| runs.get(ALL)?.accuracy("hard-labels"),
            expected: Expected::Reported,
        },
    ],
};

/// The student whose layers are matched.
const MATCHED: &str = "layer-matching";

/// Places on the axis.
const EMBEDDING: usize = 1;
const ATTENTION: usize = 2;
const HIDDEN: usize = 3;
const ALL: usize = 4;
/// Hidden states, with images that are shifted, turned, scaled and noisy: the document's data augmentation.
const CHANGED: usize = 5;

/// Share of the teacher's accuracy that the student keeps.
fn kept(run: &Results) -> Option<f64> {
    Some(run.accuracy(MATCHED)? / run.accuracy(TEACHER)?)
}

/// What a signal adds to the logits.
fn gain(runs: &[Results], at: usize) -> Option<f64> {
    Some(runs.get(at)?.accuracy(MATCHED)? - runs.first()?.accuracy(MATCHED)?)
}
