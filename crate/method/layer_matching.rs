//! Layer matching between transformers: Jiao et al. 2020, "TinyBERT", equations 7 to 11. Student layer m follows teacher
//! layer g(m), which the map of the experiment names; all four terms act at once and each can be left out:
//!
//!   embedding  MSE(E_s W_e, E_t)                          equation 9
//!   attention  sum over m of MSE(A_s,m, A_t,g(m))         equation 7, scores before the softmax, as the paper chose
//!   hidden     sum over m of MSE(H_s,m W_h, H_t,g(m))     equation 8
//!   logits     alpha * CE + (1 - alpha) * T² * KL         equation 10, with KL for its cross-entropy
//!
//!   L = logits + beta * (embedding + attention + hidden)
//!
//! MSE is the mean over all elements, batch included. W_e and W_h are dense layers that learn with the student; as in
//! the authors' program they have a bias.

use burn::nn::Linear;
use burn::tensor::Tensor;

use super::soft_labels::distillation;
use super::{Batch, Loss, Method, Needs};
use crate::model::{Anatomy, Forward};
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Path, Signal, Start};
use crate::spec::clash::Clash;
use crate::spec::fields::Value;
use crate::spec::layer_map::LayerMap;

/// See the module.
pub struct LayerMatching;

const KEY: &str = "layer-matching";

impl Method for LayerMatching {
    fn key(&self) -> &'static str {
        KEY
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: true }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let matches = |signal| batch.spec.matched.contains(&signal);
        let base = if matches(Signal::Logits) {
            distillation(batch)
        } else {
            let hard = batch.hard_loss();
            let total = hard.clone().map(|hard| hard * batch.alpha.get());
            let total = total.unwrap_or_else(|| Tensor::zeros([1], &batch.student.logits.device()));
            Loss { total, hard, soft: None, feature: None }
        };
        match feature_loss(batch) {
            Some(feature) => base.with_feature(feature, batch.spec.feature_weight.get()),
            None => base,
        }
    }

    fn fits(&self, student: &Anatomy, teacher: &Anatomy, spec: &ExperimentSpec) -> Result<(), Clash> {
        are_transformers(KEY, student, teacher, spec)?;
        let (layers, of) = (student.attention.len(), teacher.attention.len());
        spec.layer_map.resolve(layers, of).ok_or_else(|| map_does_not_fit(layers, of))?;
        let matches = |signal| spec.matched.contains(&signal);
        let with = |reason, signals: Vec<Signal>, allowed: &str| {
            let words = signals.iter().map(|signal| signal.key()).collect();
            Err(Clash { reason, key: "match", nearest: Value::Words(words), allowed: allowed.into() })
        };
        if spec.matched.is_empty() {
            return with("nothing-to-match", Signal::ALL.to_vec(), "at least one signal");
        }
        if matches(Signal::Attention) && student.attention[0] != teacher.attention[0] {
            let others = spec.matched.iter().copied().filter(|&s| s != Signal::Attention).collect();
            return with("attention-needs-equal-heads", others, "attention between equal numbers of heads");
        }
        let labels_count =
            spec.alpha.get() > 0.0 || (spec.alpha_path != Path::Constant && spec.alpha_end.get() > 0.0);
        if !matches(Signal::Logits) && !labels_count && spec.start == Start::Random {
            // The features stop short of the last layer: it would stay as it was drawn.
            let all = spec.matched.iter().copied().chain([Signal::Logits]).collect();
            return with(
                "output-would-not-learn",
                all,
                "logits among the signals, alpha > 0 or start=teacher",
            );
        }
        Ok(())
    }

    fn projections(&self, student: &Anatomy, teacher: &Anatomy, spec: &ExperimentSpec) -> Vec<[usize; 2]> {
        let ends = |at: usize| [student.hidden[at][1], teacher.hidden[at][1]];
        let projected = [(Signal::Embedding, ends(0)), (Signal::Hidden, ends(1))];
        projected.into_iter().filter(|(signal, _)| spec.matched.contains(signal)).map(|(_, e)| e).collect()
    }
}

/// The terms of equations 7 to 9 that the experiment matches, unweighted; none where it matches none of them.
fn feature_loss(batch: &Batch) -> Option<Tensor<1>> {
    let (student, teacher) = (&batch.student, batch.teacher());
    let map = mapped(&batch.spec.layer_map, student, teacher);
    let mut projections = batch.projections.iter();
    let mut terms = vec![];
    if batch.spec.matched.contains(&Signal::Embedding) {
        let projection = projections.next();
        terms.push(hidden_loss(&student.hidden[..1], &teacher.hidden[..1], projection));
    }
    if batch.spec.matched.contains(&Signal::Hidden) {
        let layers: Vec<_> = map.iter().map(|&layer| teacher.hidden[layer + 1].clone()).collect();
        terms.push(hidden_loss(&student.hidden[1..], &layers, projections.next()));
    }
    if batch.spec.matched.contains(&Signal::Attention) {
        let layers: Vec<_> = map.iter().map(|&layer| teacher.attention[layer].clone()).collect();
        terms.push(attention_loss(&student.attention, &layers));
    }
    terms.into_iter().reduce(|sum, term| sum + term)
}

/// Equation 7, summed over the layers. Scores before the softmax, `[batch, heads, tokens, tokens]`; one number.
pub fn attention_loss(student: &[Tensor<4>], teacher: &[Tensor<4>]) -> Tensor<1> {
    let terms = student.iter().zip(teacher).map(|(s, t)| (s.clone() - t.clone()).square().mean());
    terms.reduce(|sum, term| sum + term).expect("a transformer has layers")
}

/// Equations 8 and 9, summed over the layers. Hidden states `[batch, tokens, width]`, the student's through the
/// projection where there is one; one number.
pub fn hidden_loss(student: &[Tensor<3>], teacher: &[Tensor<3>], projection: Option<&Linear>) -> Tensor<1> {
    let terms = student.iter().zip(teacher).map(|(s, t)| {
        let s = match projection {
            Some(projection) => crate::engine::dense_tokens(projection, s.clone(), false),
            None => s.clone(),
        };
        (s - t.clone()).square().mean()
    });
    terms.reduce(|sum, term| sum + term).expect("a transformer has layers")
}

/// The teacher's layer for each of the student's.
fn mapped(map: &LayerMap, student: &Forward, teacher: &Forward) -> Vec<usize> {
    map.resolve(student.attention.len(), teacher.attention.len()).expect("fits() has looked at the map")
}

/// Whether both networks are transformers on the same tokens, and the student is not the deeper one.
pub(super) fn are_transformers(
    arm: &str,
    student: &Anatomy,
    teacher: &Anatomy,
    spec: &ExperimentSpec,
) -> Result<(), Clash> {
    let (layers, of) = (student.attention.len(), teacher.attention.len());
    if layers == 0 || of == 0 || student.hidden[0][0] != teacher.hidden[0][0] {
        let allowed = "a teacher and a student of family vit";
        return Err(Clash::without_arm(spec, arm, "layers-need-transformers", allowed));
    }
    if layers > of {
        let allowed = "a student with no more layers than its teacher";
        return Err(Clash::without_arm(spec, arm, "student-is-deeper", allowed));
    }
    Ok(())
}

/// The way out for a map that names other layers than there are.
pub(crate) fn map_does_not_fit(student: usize, teacher: usize) -> Clash {
    Clash {
        reason: "map-names-other-layers",
        key: "map",
        nearest: Value::Layers(LayerMap::Uniform),
        allowed: format!("uniform, first, last or {student} layers of {teacher} joined by -"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transformer(layers: usize, heads: usize, width: usize) -> Anatomy {
        Anatomy {
            family: "vit",
            taps: vec![],
            attention: vec![[heads, 16]; layers],
            hidden: vec![[16, width]; layers + 1],
        }
    }

    #[test]
    fn attention_is_matched_between_equal_numbers_of_heads_only() {
        let spec = ExperimentSpec::default();
        let fits = |heads| LayerMatching.fits(&transformer(2, heads, 16), &transformer(4, 2, 32), &spec);
        assert_eq!(fits(2), Ok(()));
        let clash = fits(4).expect_err("other heads");
        assert_eq!(clash.reason, "attention-needs-equal-heads");
        assert_eq!(clash.nearest, Value::Words(vec!["embedding", "hidden", "logits"]));
    }

    #[test]
    fn each_matched_width_gets_its_projection() {
        let of = |matched: &[Signal]| {
            let spec = ExperimentSpec { matched: matched.to_vec(), ..ExperimentSpec::default() };
            LayerMatching.projections(&transformer(2, 2, 16), &transformer(4, 2, 32), &spec)
        };
        assert_eq!(of(Signal::ALL), [[16, 32], [16, 32]]);
        assert_eq!(of(&[Signal::Hidden]), [[16, 32]]);
        assert_eq!(of(&[Signal::Attention, Signal::Logits]), [[0; 2]; 0]);
    }
}
