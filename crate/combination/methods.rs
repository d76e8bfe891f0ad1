//! What a method needs of the networks that it compares.

use super::anatomies;
use crate::data::view;
use crate::method::{self, Method, Partners};
use crate::model::{self, QUANTISED_FAMILIES};
use crate::spec::ExperimentSpec;
use crate::spec::choices::Start;
use crate::spec::clash::Clash;
use crate::spec::fields::Value;

/// Methods that compare layers need layers that can be compared; those that cannot are left out.
pub fn methods_find_what_they_compare(spec: &ExperimentSpec) -> Option<Clash> {
    let compared: Vec<_> = spec.arms.iter().filter_map(|arm| method::find(arm)).collect();
    if compared.iter().all(|method| !method.needs().features) {
        return None;
    }
    let (student, teacher) = anatomies(spec)?;
    compared.iter().find_map(|method| method.fits(&student, &teacher, spec).err())
}

/// Students that learn among themselves have no teacher whose layers they could start from.
pub fn a_start_has_a_teacher(spec: &ExperimentSpec) -> Option<Clash> {
    let among_themselves =
        |arm: &&str| method::find(arm).is_some_and(|method| method.partners() != Partners::Teacher);
    let arm = spec.arms.iter().copied().find(among_themselves).filter(|_| spec.start == Start::Teacher)?;
    Some(Clash::without_arm(spec, arm, "start-without-a-teacher", "methods with a teacher, or start=random"))
}

/// Layers, and answers to changed images, can be compared only where both networks look at the same half of an image.
pub fn compared_networks_see_the_same(spec: &ExperimentSpec) -> Option<Clash> {
    if spec.dataset != view::TWO_PARTS || spec.view == spec.teacher_view {
        return None;
    }
    if !spec.augmentation.is_empty() {
        let allowed = "nothing where teacher and students see different halves".into();
        return Some(Clash {
            reason: "views-differ",
            key: "augment",
            nearest: Value::Words(vec![]),
            allowed,
        });
    }
    let arm = spec.arms.iter().find(|arm| method::find(arm).is_some_and(|method| method.needs().features))?;
    let allowed = "the same view for teacher and students, or another method";
    Some(Clash::without_arm(spec, arm, "views-differ", allowed))
}

/// Rounding needs a student whose every layer takes its input from a plain convolution or dense layer.
pub fn quantised_students_have_plain_layers(spec: &ExperimentSpec) -> Option<Clash> {
    let model = model::find(spec.student).ok()?;
    let arm = spec.arms.iter().find(|arm| method::find(arm).and_then(Method::quantises).is_some())?;
    if QUANTISED_FAMILIES.contains(&model.family) {
        return None;
    }
    let allowed = format!("a student of {}, or another method", QUANTISED_FAMILIES.join(", "));
    Some(Clash::without_arm(spec, arm, "no-quantised-layers", allowed))
}

#[cfg(test)]
mod tests {
    use super::super::{change, changes};

    const VIT: &str = "teacher=vit-4-32&student=vit-2-32";

    #[test]
    fn layers_are_matched_between_transformers_only() {
        let arms = "arms=hard-labels,layer-matching";
        assert_eq!(changes(&format!("{VIT}&{arms}")), []);
        let reason = "layers-need-transformers";
        assert_eq!(changes(arms), change(reason, "arms", "hard-labels"));
        assert_eq!(changes("arms=layer-matching"), change(reason, "arms", "soft-labels"));
        let deeper = format!("teacher=vit-2-32&student=vit-4-32&{arms}");
        assert_eq!(changes(&deeper), change("student-is-deeper", "arms", "hard-labels"));
        let other = format!("{VIT}&{arms}&map=1-2-3");
        assert_eq!(changes(&other), change("map-names-other-layers", "map", "uniform"));
    }

    #[test]
    fn something_is_matched_and_the_last_layer_learns() {
        let arms = "arms=layer-matching";
        let nothing = format!("{VIT}&{arms}&match=");
        let all = "embedding,attention,hidden,logits";
        assert_eq!(changes(&nothing), change("nothing-to-match", "match", all));
        let silent = format!("{VIT}&{arms}&match=hidden");
        assert_eq!(changes(&silent), change("output-would-not-learn", "match", "hidden,logits"));
        assert_eq!(changes(&format!("{silent}&alpha=0.5")), []);
        assert_eq!(changes(&format!("{silent}&start=teacher")), []);
    }

    #[test]
    fn cosines_compare_states_of_the_same_width() {
        let link = "teacher=vit-4-32&student=vit-2-16&arms=soft-labels,hidden-cosine";
        assert_eq!(changes(link), change("cosine-needs-equal-widths", "arms", "soft-labels"));
    }

    #[test]
    fn networks_that_are_compared_see_the_same_half() {
        let apart = "data=image-and-sound&view=first";
        let left_out = change("views-differ", "arms", "soft-labels");
        assert_eq!(changes(&format!("{apart}&arms=soft-labels,hints")), left_out);
        assert_eq!(changes(&format!("{apart}&augment=shift")), change("views-differ", "augment", ""));
        assert_eq!(changes(&format!("{apart}&tview=first&augment=shift")), []);
    }

    #[test]
    fn students_among_themselves_start_from_random_weights() {
        for arm in ["mutual", "born-again"] {
            let left_out = change("start-without-a-teacher", "arms", "hard-labels");
            assert_eq!(changes(&format!("{VIT}&start=teacher&arms=hard-labels,{arm}")), left_out);
            assert_eq!(changes(&format!("{VIT}&arms=hard-labels,{arm}")), []);
        }
    }

    #[test]
    fn methods_that_compare_maps_are_left_out_where_there_are_none() {
        for arm in ["hints", "attention-transfer"] {
            let refused = |pair: &str| changes(&format!("arms=hard-labels,{arm}&{pair}"));
            let left_out = vec![("no-comparable-maps", "arms".to_owned(), "hard-labels".to_owned())];
            assert_eq!(refused("student=mlp-16"), left_out);
            assert_eq!(refused("teacher=mlp-128-64"), left_out);
            assert_eq!(refused("student=cnn-4-8"), []);
            assert_eq!(refused("data=mnist&student=cnn-2-4"), []);
            let alone = changes(&format!("arms={arm}&student=mlp-16"));
            assert_eq!(alone, [("no-comparable-maps", "arms".to_owned(), "soft-labels".to_owned())]);
        }
    }

    #[test]
    fn relations_need_a_batch_whose_triples_can_be_counted() {
        assert_eq!(changes("arms=relational&student=mlp-16&batch=128"), []);
        let refused = changes("arms=relational&batch=512&labels=600");
        assert_eq!(refused, [("too-many-triples", "batch".to_owned(), "128".to_owned())]);
        assert_eq!(changes("arms=decoupled&batch=512&student=mlp-8"), [], "decoupled needs no features");
    }
}
