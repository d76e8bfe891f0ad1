//! What a search found, and how the game ended: AlphaGo Zero (Silver et al. 2017, "Mastering the game of Go without human
//! knowledge", equation 1).
//!
//!   L = (z - v)² - pi . log p,   pi = N^(1/tau) / sum N^(1/tau)
//!
//! The teacher's logits are ln N, so pi is their softmax at the training temperature, tau. Unlike soft labels the
//! student is not softened and there is no T². The paper's c ||theta||² is the weight decay.

use burn::tensor::{Tensor, TensorData};

use super::{Batch, Loss, Method, Needs, loss};
use crate::math;

/// See the module.
pub struct SearchPolicy;

impl Method for SearchPolicy {
    fn key(&self) -> &'static str {
        "search-policy"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: false }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let teacher = batch.teacher();
        let tau = f64::from(batch.temperature.get());
        let policy = loss::cross_entropy(batch.student.logits.clone(), shares(&teacher.logits, tau));
        let total = match (&batch.student.value, &teacher.value) {
            (Some(value), Some(outcome)) => {
                policy.clone() + (outcome.clone() - value.clone()).square().mean()
            }
            // A combination rule keeps networks without a value, and images without an outcome, away.
            _ => policy.clone(),
        };
        Loss { total, hard: batch.hard_loss(), soft: Some(policy), feature: None }
    }
}

/// `softmax(logits / tau)`, `[batch, moves]`. On plain numbers, as they are constants: the same bits on every platform.
fn shares(logits: &Tensor<2>, tau: f64) -> Tensor<2> {
    let [batch, moves] = logits.dims();
    let table: Vec<f32> = crate::device::read(logits.clone()).iter::<f32>().collect();
    let shares: Vec<f32> = table
        .chunks_exact(moves)
        .flat_map(|row| math::log_softmax(row, tau))
        .map(|log| math::exp(log) as f32)
        .collect();
    Tensor::from_data(TensorData::new(shares, [batch, moves]), &logits.device())
}
