//! What a network needs of its images, and of the other network.

use super::anatomies;
use crate::method::layer_matching::map_does_not_fit;
use crate::model;
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Adaptation, Domain, Start};
use crate::spec::clash::Clash;
use crate::spec::fields::Value;

/// A transformer cuts the image into equal squares; a network of convolutions takes its place where that fails.
pub fn patches_cover_the_image(spec: &ExperimentSpec) -> Option<Clash> {
    let source = crate::data::source(spec.dataset).ok()?;
    let chosen = [("teacher", spec.teacher, "residual-16-32"), ("student", spec.student, "depthwise-8-16")];
    chosen.into_iter().find_map(|(key, model, stand_in)| {
        (!model::find(model).ok()?.fits(source)).then(|| Clash {
            reason: "patches-do-not-cover-the-image",
            key,
            nearest: Value::Word(stand_in),
            allowed: "a network without patches, or images whose sides are multiples of a patch".into(),
        })
    })
}

/// Statistics of one image say nothing about the others.
pub fn batch_norm_gets_more_than_one_image(spec: &ExperimentSpec) -> Option<Clash> {
    let normed = |key| model::find(key).is_ok_and(model::Model::has_batch_norm);
    let counts = [
        ("batch", spec.batch.get(), normed(spec.student)),
        ("labels", spec.labelled.get(), normed(spec.student)),
        ("unlabelled", spec.unlabelled.get(), normed(spec.student)),
        ("tbatch", spec.teacher_batch.get(), normed(spec.teacher)),
        ("tdata", spec.teacher_images.get(), normed(spec.teacher)),
    ];
    counts.into_iter().find(|&(_, count, normed)| normed && count == 1).map(|(key, ..)| Clash {
        reason: "batch-norm-needs-two-images",
        key,
        nearest: Value::Integer(2),
        allowed: "2 or more beside batch norm".into(),
    })
}

/// A student that starts as half of its teacher needs layers of the same shape, and a map that names them.
pub fn a_start_finds_the_teachers_layers(spec: &ExperimentSpec) -> Option<Clash> {
    if spec.start == Start::Random {
        return None;
    }
    let (student, teacher) = anatomies(spec)?;
    let (layers, of) = (student.attention.len(), teacher.attention.len());
    if !student.has_layers_like(&teacher) || layers > of {
        return Some(Clash {
            reason: "start-needs-equal-widths",
            key: "start",
            nearest: Value::Word(Start::Random.key()),
            allowed: "random, or a student with layers of the teacher's width and heads".into(),
        });
    }
    spec.layer_map.resolve(layers, of).is_none().then(|| map_does_not_fit(layers, of))
}

/// Only batch norm has statistics that can be taken again.
pub fn statistics_belong_to_batch_norm(spec: &ExperimentSpec) -> Option<Clash> {
    if spec.domain == Domain::Original || spec.adaptation != Adaptation::Statistics {
        return None;
    }
    (!model::find(spec.teacher).ok()?.has_batch_norm()).then(|| Clash {
        reason: "no-batch-norm",
        key: "adapt",
        nearest: Value::Word(Adaptation::PseudoLabels.key()),
        allowed: "none, pseudo-labels; statistics for a teacher with batch norm".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{change, changes};

    const VIT: &str = "teacher=vit-4-32&student=vit-2-32";

    #[test]
    fn one_image_is_too_few_for_batch_norm() {
        let reason = "batch-norm-needs-two-images";
        for (link, key) in [
            ("student=depthwise-8-16&batch=1", "batch"),
            ("student=depthwise-8-16&labels=1", "labels"),
            ("student=residual-16-32&unlabelled=1", "unlabelled"),
            ("teacher=residual-16-32&tbatch=1", "tbatch"),
            ("teacher=residual-16-32&tdata=1", "tdata"),
        ] {
            assert_eq!(changes(link), change(reason, key, "2"), "{link}");
        }
        assert_eq!(changes("batch=1&tbatch=1&labels=2&student=cnn-4-8"), []);
        assert_eq!(changes("student=depthwise-8-16&batch=2&teacher=residual-16-32&tbatch=2"), []);
    }

    #[test]
    fn a_start_from_the_teacher_needs_its_layers() {
        assert_eq!(changes(&format!("{VIT}&start=teacher")), []);
        let reason = "start-needs-equal-widths";
        for pair in ["", "teacher=vit-4-32&student=vit-2-16", "teacher=vit-2-32&student=vit-4-32"] {
            assert_eq!(
                changes(&format!("{pair}&start=teacher")),
                change(reason, "start", "random"),
                "{pair}"
            );
        }
        let other = format!("{VIT}&start=teacher&map=1-5");
        assert_eq!(changes(&other), change("map-names-other-layers", "map", "uniform"));
    }

    #[test]
    fn a_teacher_without_batch_norm_has_no_statistics_to_adapt() {
        let used = change("no-batch-norm", "adapt", "pseudo-labels");
        assert_eq!(changes("domain=inverted&adapt=statistics"), used);
        assert_eq!(changes("adapt=statistics"), [], "there is no other domain");
    }
}
