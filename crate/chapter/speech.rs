//! A student of few bits for a voice assistant: spoken digits, quantised while training or afterwards.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::math;

const FULL: &str = "soft-labels";
const AWARE: &str = "quantisation-aware";
const AFTER: &str = "post-training-quantised";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "speech",
    link: "v=1&data=spoken-english&labels=100&unlabelled=1900&teacher=dropout-cnn-24-48-96&T=2\
           &arms=soft-labels,quantisation-aware,post-training-quantised&tepochs=10&tlr=0.004&tbatch=32",
    axis: Some(Axis { key: "bits", points: &[(8.0, ""), (4.0, "bits=4"), (2.0, "bits=2")], log: false }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: FULL, value: |run| run.accuracy(FULL) },
            Series { key: AWARE, value: |run| run.accuracy(AWARE) },
            Series { key: AFTER, value: |run| run.accuracy(AFTER) },
        ],
    },
    measures: &[
        Measure {
            key: "kept-at-8",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain(AWARE, FULL),
            expected: Expected::AtLeast(-0.06),
        },
        Measure {
            key: "smaller-at-8",
            unit: Unit::Ratio,
            claimed: None,
            value: |runs| {
                let run = runs.first()?;
                Some(run.net(FULL)?.cost.bytes as f64 / run.net(AWARE)?.cost.bytes as f64)
            },
            expected: Expected::AtLeast(3.0),
        },
        Measure {
            key: "aware-over-after-at-2",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.last()?.gain(AWARE, AFTER),
            expected: Expected::AtLeast(0.05),
        },
        Measure {
            key: "flipped-after-at-8",
            unit: Unit::Share,
            claimed: None,
            value: |runs| flipped(runs.first()?, AFTER),
            expected: Expected::AtMost(0.02),
        },
        Measure {
            key: "aware-over-after-at-4",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.get(1)?.gain(AWARE, AFTER),
            expected: Expected::AtLeast(0.02),
        },
        Measure {
            key: "flipped-after-at-4",
            unit: Unit::Share,
            claimed: None,
            value: |runs| flipped(runs.get(1)?, AFTER),
            expected: Expected::Reported,
        },
    ],
};

/// Share of the test sounds for which the quantised student says another digit than the full one.
fn flipped(run: &Results, arm: &str) -> Option<f64> {
    let classes = run.dataset.source.classes.len();
    let answers = |role| {
        let logits = run.net(role)?.logits.chunks_exact(classes);
        Some(logits.map(math::argmax).collect::<Vec<_>>())
    };
    let (full, few) = (answers(FULL)?, answers(arm)?);
    let changed = full.iter().zip(&few).filter(|(a, b)| a != b).count();
    Some(changed as f64 / full.len() as f64)
}
