//! A limit: a teacher that was taught to call most 4s 9s hands that on, unless true labels object.

use super::{Axis, Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::metric::confusion::confusion;
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "limits-bias",
    link: "labels=1000&tfrom=4&tto=9&tshare=0.75&tepochs=20&arms=hard-labels,soft-labels",
    axis: Some(Axis {
        key: "alpha",
        points: &[
            (0.0, ""),
            (0.25, "alpha=0.25"),
            (0.5, "alpha=0.5"),
            (0.75, "alpha=0.75"),
            (0.9, "alpha=0.9"),
            (1.0, "alpha=1"),
        ],
        log: false,
    }),
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| mistaken(run, TEACHER) },
            Series { key: "soft-labels", value: |run| mistaken(run, "soft-labels") },
            Series { key: "hard-labels", value: |run| mistaken(run, "hard-labels") },
        ],
    },
    measures: &[
        Measure {
            key: "teacher-mistakes",
            unit: Unit::Share,
            claimed: None,
            value: |runs| mistaken(runs.first()?, TEACHER),
            expected: Expected::AtLeast(0.6),
        },
        Measure {
            key: "mistakes-at-0",
            unit: Unit::Share,
            claimed: None,
            value: |runs| mistaken(runs.first()?, "soft-labels"),
            expected: Expected::AtLeast(0.4),
        },
        Measure {
            key: "mistakes-at-half",
            unit: Unit::Share,
            claimed: None,
            value: |runs| mistaken(runs.get(2)?, "soft-labels"),
            expected: Expected::Reported,
        },
        Measure {
            key: "mistakes-at-0.9",
            unit: Unit::Share,
            claimed: None,
            value: |runs| mistaken(runs.get(4)?, "soft-labels"),
            expected: Expected::AtMost(0.15),
        },
        Measure {
            key: "mistakes-true-labels",
            unit: Unit::Share,
            claimed: None,
            value: |runs| mistaken(runs.first()?, "hard-labels"),
            expected: Expected::AtMost(0.05),
        },
    ],
};

/// Share of the one class's test images that are taken for the other one, as the teacher was taught.
fn mistaken(run: &Results, role: &str) -> Option<f64> {
    let (from, to) = (run.spec.confused_from.label()?, run.spec.confused_to.label()?);
    let classes = run.dataset.source.classes.len();
    let counts = confusion(&run.net(role)?.logits, &run.dataset.test.labels, classes);
    let row = &counts[usize::from(from) * classes..][..classes];
    Some(f64::from(row[usize::from(to)]) / f64::from(row.iter().sum::<u32>()))
}
