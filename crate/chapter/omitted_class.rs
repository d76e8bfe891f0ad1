//! The omitted class: a student that never saw a 3 says 3, if its teacher's soft labels spoke of it.
//!
//! Hinton, Vinyals & Dean 2015, section 3. The prior of the class, which a bias is to restore, comes from the training labels;
//! the images on which the student's mean answer is taken are the test images, whose labels are not looked at.

use super::{Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::metric::logit_bias::{answers, best_bias, prior_bias};
use crate::session::TEACHER;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "omitted-class",
    link: "labels=200&unlabelled=800&omit=3&student=cnn-8-16&steps=400&arms=hard-labels,soft-labels",
    axis: None,
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| right(run, TEACHER, 0.0) },
            Series { key: "soft-labels", value: |run| right(run, "soft-labels", 0.0) },
            Series {
                key: "soft-corrected",
                value: |run| right(run, "soft-labels", prior(run, "soft-labels")?),
            },
            Series { key: "hard-labels", value: |run| right(run, "hard-labels", 0.0) },
            Series {
                key: "hard-corrected",
                value: |run| right(run, "hard-labels", prior(run, "hard-labels")?),
            },
        ],
    },
    measures: &[
        Measure {
            key: "hard-right",
            unit: Unit::Share,
            claimed: None,
            value: |runs| right(runs.first()?, "hard-labels", 0.0),
            expected: Expected::AtMost(0.0),
        },
        Measure {
            key: "soft-right",
            unit: Unit::Share,
            claimed: None,
            value: |runs| right(runs.first()?, "soft-labels", 0.0),
            expected: Expected::AtLeast(0.5),
        },
        Measure {
            key: "soft-corrected-right",
            unit: Unit::Share,
            claimed: None,
            value: |runs| right(runs.first()?, "soft-labels", prior(runs.first()?, "soft-labels")?),
            expected: Expected::AtLeast(0.75),
        },
        Measure {
            key: "hard-corrected-right",
            unit: Unit::Share,
            claimed: None,
            value: |runs| right(runs.first()?, "hard-labels", prior(runs.first()?, "hard-labels")?),
            expected: Expected::Reported,
        },
        Measure {
            key: "prior-bias",
            unit: Unit::Plain,
            claimed: None,
            value: |runs| Some(f64::from(prior(runs.first()?, "soft-labels")?)),
            expected: Expected::AtLeast(0.0),
        },
        Measure {
            key: "errors",
            unit: Unit::Count,
            claimed: None,
            value: |runs| errors(runs.first()?, "soft-labels", 0.0),
            expected: Expected::Reported,
        },
        Measure {
            key: "errors-corrected",
            unit: Unit::Count,
            claimed: None,
            value: |runs| errors(runs.first()?, "soft-labels", prior(runs.first()?, "soft-labels")?),
            expected: Expected::Reported,
        },
        Measure {
            key: "errors-best",
            unit: Unit::Count,
            claimed: None,
            value: |runs| errors(runs.first()?, "soft-labels", best(runs.first()?, "soft-labels")?),
            expected: Expected::Reported,
        },
    ],
};

/// Share of the omitted class's test images that are answered rightly with a bias on that class.
fn right(run: &Results, role: &str, bias: f32) -> Option<f64> {
    let class = run.spec.omitted.label()?;
    let found = answers(&run.net(role)?.logits, &run.dataset.test.labels, class, bias);
    Some(f64::from(found.class_right) / f64::from(found.of_class))
}

/// Wrong answers among all test images.
fn errors(run: &Results, role: &str, bias: f32) -> Option<f64> {
    let class = run.spec.omitted.label()?;
    let found = answers(&run.net(role)?.logits, &run.dataset.test.labels, class, bias);
    Some(f64::from(found.errors))
}

/// The bias that gives the class the share that it has among the training images.
fn prior(run: &Results, role: &str) -> Option<f32> {
    let class = run.spec.omitted.label()?;
    let labels = &run.dataset.train.labels;
    let share = labels.iter().filter(|&&label| label == class).count() as f64 / labels.len() as f64;
    Some(prior_bias(&run.net(role)?.logits, run.dataset.source.classes.len(), class, share))
}

/// The bias with the fewest errors on the test images: what the paper did, and an upper bound.
fn best(run: &Results, role: &str) -> Option<f32> {
    Some(best_bias(&run.net(role)?.logits, &run.dataset.test.labels, run.spec.omitted.label()?))
}
