//! Which signal: answers, feature maps, attention, relations or decoupled answers, at 50, 100 and 300 labels.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "which-signal",
    link: "v=1&arms=hard-labels,soft-labels,hints,attention-transfer,relational,decoupled&beta=0.02&nckd=2",
    axis: Some(Axis {
        key: "labels",
        points: &[(50.0, ""), (100.0, "labels=100"), (300.0, "labels=300")],
        log: true,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
            Series { key: "soft-labels", value: |run| run.accuracy("soft-labels") },
            Series { key: "hints", value: |run| run.accuracy("hints") },
            Series { key: "attention-transfer", value: |run| run.accuracy("attention-transfer") },
            Series { key: "relational", value: |run| run.accuracy("relational") },
            Series { key: "decoupled", value: |run| run.accuracy("decoupled") },
        ],
    },
    measures: &[
        Measure {
            key: "answers",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtLeast(0.05),
        },
        Measure {
            key: "answers-300",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.last()?.gain("soft-labels", "hard-labels"),
            expected: Expected::Between(0.0, 0.05),
        },
        Measure {
            key: "hints",
            unit: Unit::Points,
            claimed: None,
            value: |runs| beyond_answers(runs, "hints"),
            expected: SMALL,
        },
        Measure {
            key: "attention-transfer",
            unit: Unit::Points,
            claimed: None,
            value: |runs| beyond_answers(runs, "attention-transfer"),
            expected: SMALL,
        },
        Measure {
            key: "relational",
            unit: Unit::Points,
            claimed: None,
            value: |runs| beyond_answers(runs, "relational"),
            expected: SMALL,
        },
        Measure {
            key: "decoupled",
            unit: Unit::Points,
            claimed: None,
            value: |runs| beyond_answers(runs, "decoupled"),
            expected: SMALL,
        },
    ],
};

/// The further signal adds next to nothing here; a run in which it did would be worth a second look.
const SMALL: Expected = Expected::Between(-0.03, 0.03);

/// What a method adds to plain soft labels, mean over the three sizes.
fn beyond_answers(runs: &[Results], arm: &str) -> Option<f64> {
    let gains = runs.iter().map(|run| run.gain(arm, "soft-labels")).collect::<Option<Vec<f64>>>()?;
    (!gains.is_empty()).then(|| gains.iter().sum::<f64>() / gains.len() as f64)
}
