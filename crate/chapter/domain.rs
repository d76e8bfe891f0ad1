//! Another domain: a specialist for images that its teacher never learnt, with and without preparing the teacher.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::math;
use crate::metric::scores;
use crate::session::{TEACHER, TrainedNet};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "domain",
    link: "labels=50&unlabelled=1000&T=2&arms=hard-labels,soft-labels&domain=noisy&teacher=residual-8-16-32&tepochs=12",
    axis: Some(Axis {
        key: "adapt",
        points: &[
            (f64::NAN, "adapt=none"),
            (f64::NAN, "adapt=pseudo-labels"),
            (f64::NAN, "adapt=statistics"),
        ],
        log: false,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| run.accuracy(TEACHER) },
            Series { key: "teacher-original", value: |run| original(run, TEACHER) },
            Series { key: "soft-labels", value: |run| run.accuracy("soft-labels") },
            Series { key: "student-original", value: |run| original(run, "soft-labels") },
            Series { key: "hard-labels", value: |run| run.accuracy("hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "teacher-loses",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(original(runs.first()?, TEACHER)? - runs.first()?.accuracy(TEACHER)?),
            expected: Expected::AtLeast(0.1),
        },
        Measure {
            key: "gain-none",
            unit: Unit::Points,
            claimed: None,
            value: |runs| runs.first()?.gain("soft-labels", "hard-labels"),
            expected: Expected::AtLeast(0.05),
        },
        Measure {
            key: "gain-pseudo-labels",
            unit: Unit::Points,
            claimed: None,
            value: |runs| {
                Some(runs.get(1)?.accuracy("soft-labels")? - runs.first()?.accuracy("soft-labels")?)
            },
            expected: Expected::Reported,
        },
        Measure {
            key: "gain-statistics",
            unit: Unit::Points,
            claimed: None,
            value: |runs| {
                Some(runs.get(2)?.accuracy("soft-labels")? - runs.first()?.accuracy("soft-labels")?)
            },
            expected: Expected::AtLeast(0.02),
        },
        Measure {
            key: "coverage",
            unit: Unit::Share,
            claimed: None,
            value: |runs| sure(runs.first()?).map(|(covered, _)| covered),
            expected: Expected::Between(0.0, 1.0),
        },
        Measure {
            key: "sure-and-wrong",
            unit: Unit::Share,
            claimed: None,
            value: |runs| sure(runs.first()?).map(|(_, wrong)| wrong),
            expected: Expected::Between(0.0, 1.0),
        },
    ],
};

/// Share of right answers to the test images before they were brought into the other domain.
fn original(run: &Results, role: &str) -> Option<f64> {
    let net = TrainedNet::new(&run.spec, role, &run.net(role)?.weights, run.spec.engine).ok()?;
    Some(scores(&net.answers(&run.dataset.test), &run.dataset.test.labels, None).accuracy)
}

/// Share of the other domain's test images of which the teacher is as sure as pseudo-labels ask, and how many of those it
/// answers wrongly.
fn sure(run: &Results) -> Option<(f64, f64)> {
    let logits = &run.net(TEACHER)?.logits;
    let labels = &run.dataset.test.labels;
    let classes = run.dataset.source.classes.len();
    let threshold = f64::from(run.spec.confidence.get());
    let confident = |row: &[f32]| math::exp(math::log_softmax(row, 1.0)[math::argmax(row)]) >= threshold;
    let covered: Vec<_> =
        logits.chunks_exact(classes).zip(labels).filter(|(row, _)| confident(row)).collect();
    let wrong = covered.iter().filter(|(row, label)| math::argmax(row) != usize::from(**label)).count();
    Some((covered.len() as f64 / labels.len() as f64, wrong as f64 / covered.len().max(1) as f64))
}
