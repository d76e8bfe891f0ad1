//! Relational distillation: Park et al. 2019, "Relational Knowledge Distillation", equations 4 to 8, beside the soft
//! labels.
//!
//!   L = L_soft-labels + beta * (25 L_distance + 50 L_angle)
//!
//! Not the embedding of an image is compared, but how the images of a batch lie to each other: all distances, divided by
//! their mean, and the angles of all triangles; so the networks may differ in width. Differences go through the Huber
//! loss, the means over all pairs and triples of the batch. The embedding is the last tap before the output layer.

use burn::tensor::Tensor;

use super::{Batch, Loss, Method, Needs, soft_labels};
use crate::model::{Anatomy, Forward};
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;
use crate::spec::fields::Value;

/// See the module.
pub struct Relational;

/// Weights of the two terms at beta = 1 (Park et al. 2019, section 4).
const DISTANCE: f32 = 25.0;
const ANGLE: f32 = 50.0;

/// Most images in a batch: the angles are as many as its third power.
const LARGEST_BATCH: u32 = 128;

impl Method for Relational {
    fn key(&self) -> &'static str {
        "relational"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: true }
    }

    fn fits(&self, student: &Anatomy, teacher: &Anatomy, spec: &ExperimentSpec) -> Result<(), Clash> {
        let has_embedding = |net: &Anatomy| !net.taps.is_empty() || !net.hidden.is_empty();
        if !has_embedding(student) || !has_embedding(teacher) {
            let allowed = "networks with a layer before the output layer";
            return Err(Clash::without_arm(spec, self.key(), "no-embedding", allowed));
        }
        if spec.batch.get() > LARGEST_BATCH {
            return Err(Clash {
                reason: "too-many-triples",
                key: "batch",
                nearest: Value::Integer(LARGEST_BATCH),
                allowed: format!("at most {LARGEST_BATCH} beside {}", self.key()),
            });
        }
        Ok(())
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let distilled = soft_labels::distillation(batch);
        let embeddings = (embedding(&batch.student), embedding(batch.teacher()));
        let (Some(student), Some(teacher)) = embeddings else { return distilled };
        let (distance, angle) = relations(student, teacher);
        distilled.with_feature(distance * DISTANCE + angle * ANGLE, batch.spec.feature_weight.get())
    }
}

/// What a network makes of each image just before its output layer, `[batch, width]`.
fn embedding(net: &Forward) -> Option<Tensor<2>> {
    match (net.taps.last(), net.hidden.last()) {
        (Some(tap), _) => Some(tap.rows()),
        (None, Some(hidden)) => {
            let [batch, _, width] = hidden.dims();
            Some(hidden.clone().mean_dim(1).reshape([batch, width]))
        }
        (None, None) => None,
    }
}

/// Distance and angle loss of embeddings `[batch, width]`, the widths may differ; one number each. The teacher's are
/// constants.
pub fn relations(student: Tensor<2>, teacher: Tensor<2>) -> (Tensor<1>, Tensor<1>) {
    let (student, teacher) = (Relations::of(student), Relations::of(teacher.detach()));
    (huber(student.distances - teacher.distances), huber(student.angles - teacher.angles))
}

/// How the images of a batch lie to each other.
struct Relations {
    /// Distances over their mean, `[batch, batch]`.
    distances: Tensor<2>,
    /// Cosine of the angle at the first image between the second and the third, `[batch, batch, batch]`.
    angles: Tensor<3>,
}

impl Relations {
    /// Everything follows from the inner products of the centred embeddings, which cost less than all differences. Pairs
    /// closer than a thousandth of the usual distance (the same image twice, or a network that is silent on both) have
    /// no direction: they count as distance and cosine 0, without gradient.
    fn of(embedding: Tensor<2>) -> Self {
        let [batch, _] = embedding.dims();
        let centred = embedding.clone() - embedding.mean_dim(0);
        let products = centred.clone().matmul(centred.clone().transpose());
        let norms = centred.square().sum_dim(1);
        let squares = norms.clone() + norms.clone().transpose() - products.clone() * 2.0;
        let device = squares.device();
        let others = Tensor::<2>::ones([batch, batch], &device) - Tensor::eye(batch, &device);
        let usual = (squares.clone().detach() * others.clone()).mean();
        let least = usual.reshape([1, 1]).clamp_min(TINY) * 1e-6;
        let apart = squares.clone().detach().greater(least.clone().expand([batch, batch])).float() * others;
        // A masked root: its argument is 1 where the pair does not count, so that no gradient is infinite.
        let lengths = (squares * apart.clone() + (-apart.clone() + 1.0)).sqrt();
        let distances = lengths.clone() * apart.clone();
        let count = apart.clone().sum().clamp_min(1.0);
        let mean = (distances.clone().sum() / count).clamp_min(TINY).reshape([1, 1]);
        let inverse = apart / lengths;
        let square = |x: Tensor<2>, dims: [usize; 3]| x.reshape(dims).expand([batch, batch, batch]);
        // (x_j - x_i) (x_k - x_i) = x_j x_k - x_i x_j - x_i x_k + x_i x_i
        let inner = square(products.clone(), [1, batch, batch])
            - square(products.clone(), [batch, batch, 1])
            - square(products, [batch, 1, batch])
            + square(norms, [batch, 1, 1]);
        let angles = inner * square(inverse.clone(), [batch, batch, 1]) * square(inverse, [batch, 1, batch]);
        Self { distances: distances / mean, angles }
    }
}

/// Keeps divisors of a silent network away from 0.
const TINY: f32 = 1e-12;

/// Mean Huber loss: half the square below 1, linear above.
fn huber<const D: usize>(difference: Tensor<D>) -> Tensor<1> {
    let size = difference.abs();
    let inner = size.clone().clamp_max(1.0);
    (inner.clone() * (size - inner / 2.0)).mean()
}
