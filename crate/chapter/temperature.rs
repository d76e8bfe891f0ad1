//! The temperature: how soft the teacher's answers are, and how much the students learn from them.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::math;
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "temperature",
    link: "",
    axis: Some(Axis {
        key: "T",
        points: &[
            (0.25, "T=0.25"),
            (1.0, "T=1"),
            (2.0, "T=2"),
            (4.0, ""),
            (8.0, "T=8"),
            (20.0, "T=20"),
            (100.0, "T=100"),
        ],
        log: true,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: "soft-labels", value: |run| run.accuracy("soft-labels") },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "gain-at-4",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.get(3)?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtLeast(0.05),
        },
        Measure {
            key: "gain-at-quarter",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain("soft-labels", "hard-labels"),
            expected: Expected::Between(-0.05, 0.05),
        },
        Measure {
            key: "entropy-at-quarter",
            unit: Unit::Nats,
            claimed: None,
            value: |runs| entropy(runs.first()?),
            expected: Expected::AtMost(0.1),
        },
        Measure {
            key: "entropy-at-1",
            unit: Unit::Nats,
            claimed: None,
            value: |runs| entropy(runs.get(1)?),
            expected: Expected::AtMost(0.5),
        },
        Measure {
            key: "entropy-at-20",
            unit: Unit::Nats,
            claimed: None,
            value: |runs| entropy(runs.get(5)?),
            expected: Expected::AtLeast(1.5),
        },
    ],
};

/// Mean entropy of the teacher's answers to the test images at the training temperature, in nats.
fn entropy(run: &Results) -> Option<f64> {
    let t = f64::from(run.spec.temperature.get());
    let logits = &run.net(TEACHER)?.logits;
    let classes = run.dataset.source.classes.len();
    let images = logits.len() / classes;
    let sum: f64 = logits
        .chunks_exact(classes)
        .map(|row| {
            let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let weights: Vec<f64> = row.iter().map(|&z| math::exp(f64::from(z - largest) / t)).collect();
            let total: f64 = weights.iter().sum();
            -weights.iter().map(|w| w / total).filter(|p| *p > 0.0).map(|p| p * math::ln(p)).sum::<f64>()
        })
        .sum();
    Some(sum / images as f64)
}
