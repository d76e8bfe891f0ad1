//! Mutual learning: Zhang et al. 2018, "Deep Mutual Learning", equations 5 to 7. No teacher: a second student of the same
//! size with other first weights learns beside the first, both from the labels and from each other's present answers.
//!
//!   L = CE(y, p) + T² * KL(softmax(z_peer / T) || softmax(z / T))
//!
//! The paper has T = 1 and both terms at equal weight; alpha has no say, as without labels the two would agree on anything.

use super::{Batch, Loss, Method, Needs, Partners, loss};

/// See the module.
pub struct Mutual;

impl Method for Mutual {
    fn key(&self) -> &'static str {
        "mutual"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: false, temperature: true, unlabelled: false, features: false }
    }

    fn partners(&self) -> Partners {
        Partners::Peer
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let hard = batch.hard_loss().expect("a method without a teacher gets labelled images only");
        let t = batch.temperature.get();
        let peer = batch.teacher().logits.clone();
        let soft = loss::kl_divergence(peer, batch.student.logits.clone(), t);
        Loss {
            total: hard.clone() + soft.clone() * (t * t),
            hard: Some(hard),
            soft: Some(soft),
            feature: None,
        }
    }
}
