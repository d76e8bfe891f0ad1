//! The losses that methods are made of. Sum over the classes, mean over the batch, in nats.

pub use crate::engine::{cross_entropy, kl_divergence, weighted_sum};
