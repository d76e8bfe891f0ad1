//! A small student for a production line: surface defects, and how many are missed at a threshold.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::math;
use crate::session::TEACHER;

const DISTILLED: &str = "soft-labels";
const CONTROL: &str = "hard-labels";

/// Least probability of a class that raises an alarm.
const THRESHOLD: f64 = 0.5;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "inspection",
    link: "v=1&data=defects&labels=60&unlabelled=2400&teacher=residual-8-16-32&student=depthwise-8-16&T=1&steps=500\
           &lr=0.01&tepochs=4&tbatch=32",
    axis: Some(Axis {
        key: "labels",
        points: &[(30.0, "labels=30"), (60.0, ""), (150.0, "labels=150"), (600.0, "labels=600")],
        log: true,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| missed(run, TEACHER) },
            Series { key: DISTILLED, value: |run| missed(run, DISTILLED) },
            Series { key: CONTROL, value: |run| missed(run, CONTROL) },
        ],
    },
    measures: &[
        Measure {
            key: "gain-at-60",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.get(1)?.gain(DISTILLED, CONTROL),
            expected: Expected::AtLeast(0.05),
        },
        Measure {
            key: "missed-distilled",
            unit: Unit::Share,
            claimed: None,
            value: |runs| missed(runs.get(1)?, DISTILLED),
            expected: Expected::Reported,
        },
        Measure {
            key: "missed-control",
            unit: Unit::Share,
            claimed: None,
            value: |runs| missed(runs.get(1)?, CONTROL),
            expected: Expected::Reported,
        },
        Measure {
            key: "false-alarms",
            unit: Unit::Share,
            claimed: None,
            value: |runs| alarms(runs.get(1)?, DISTILLED).map(|[_, false_alarms]| false_alarms),
            expected: Expected::Reported,
        },
        Measure {
            key: "smaller",
            unit: Unit::Ratio,
            claimed: None,
            value: |runs| {
                let run = runs.get(1)?;
                Some(run.net(TEACHER)?.cost.parameters as f64 / run.net(DISTILLED)?.cost.parameters as f64)
            },
            expected: Expected::AtLeast(10.0),
        },
    ],
};

fn missed(run: &Results, role: &str) -> Option<f64> {
    alarms(run, role).map(|[missed, _]| missed)
}

/// Share of the test images whose own defect gets no alarm, and share in which some other defect gets one.
fn alarms(run: &Results, role: &str) -> Option<[f64; 2]> {
    let classes = run.dataset.source.classes.len();
    let labels = &run.dataset.test.labels;
    let mut counts = [0.0; 2];
    for (row, &label) in run.net(role)?.logits.chunks_exact(classes).zip(labels) {
        let raised: Vec<bool> =
            math::log_softmax(row, 1.0).into_iter().map(|log_p| math::exp(log_p) >= THRESHOLD).collect();
        let own = raised[usize::from(label)];
        counts[0] += f64::from(u8::from(!own));
        counts[1] += f64::from(u8::from(raised.iter().filter(|&&raised| raised).count() > usize::from(own)));
    }
    Some(counts.map(|count| count / labels.len() as f64))
}
