//! The operations that burn's dispatch routes to Flex, with and without a gradient graph.

use burn::backend::autodiff::Autodiff;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Flex, backend_extension};

use super::attention::{Mix, Scores};
use super::batch_norm::BatchNorm;
use super::convolution::Convolution;
use super::dense::{Dense, Flatten};
use super::depthwise::Depthwise;
use super::images::{AddRelu, GlobalAverage};
use super::layer_norm::LayerNorm;
use super::loss::{CrossEntropy, KlDivergence, WeightedSum};
use super::node::{Node, tracked};

/// Layers and losses as one operation each.
#[backend_extension(Flex, Autodiff)]
pub trait Layers: Backend {
    /// Convolution and bias; ReLU, and 2x2 max-pooling if asked.
    #[allow(clippy::too_many_arguments, reason = "burn's extensions take tensors and plain numbers only")]
    fn convolution(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        stride: usize,
        padding: usize,
        relu: bool,
        pool: bool,
    ) -> FloatTensor<Self>;
    /// Convolution alone.
    fn convolution_without_bias(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self>;
    /// Depthwise convolution and bias.
    fn depthwise(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self>;
    /// Depthwise convolution alone.
    fn depthwise_without_bias(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self>;
    /// Dense layer on rows, or on images as if they were flattened; ReLU if asked.
    fn dense(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        relu: bool,
    ) -> FloatTensor<Self>;
    /// Layer norm over the last dimension.
    fn layer_norm(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self>;
    /// Scores of attention.
    fn attention_scores(query: FloatTensor<Self>, key: FloatTensor<Self>, heads: usize) -> FloatTensor<Self>;
    /// Values weighted with the softmax of the scores.
    fn attention_mix(scores: FloatTensor<Self>, value: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Batch norm of images with given statistics; ReLU if asked.
    #[allow(clippy::too_many_arguments, reason = "burn's extensions take tensors and plain numbers only")]
    fn batch_norm(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        epsilon: f32,
        own_statistics: bool,
        relu: bool,
    ) -> FloatTensor<Self>;
    /// Sum of two branches, then ReLU.
    fn add_relu(x: FloatTensor<Self>, y: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Mean over height and width.
    fn global_average(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Images as rows.
    fn flatten(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Mean cross-entropy with target distributions, which get no gradient.
    fn cross_entropy(logits: FloatTensor<Self>, targets: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Mean divergence from the teacher, which gets no gradient.
    fn kl_divergence(
        student: FloatTensor<Self>,
        teacher: FloatTensor<Self>,
        temperature: f32,
    ) -> FloatTensor<Self>;
    /// Two losses times their weights.
    fn weighted_sum(
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        first_weight: f32,
        second_weight: f32,
    ) -> FloatTensor<Self>;
}

impl Layers for Flex {
    fn convolution(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        stride: usize,
        padding: usize,
        relu: bool,
        pool: bool,
    ) -> FloatTensor<Self> {
        Convolution { stride, padding, relu, pool }.forward([&x, &w, &b]).0
    }

    fn convolution_without_bias(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        let operation = Convolution { stride, padding, relu: false, pool: false };
        operation.forward([&x, &w]).0
    }

    fn depthwise(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        Depthwise { stride, padding }.forward([&x, &w, &b]).0
    }

    fn depthwise_without_bias(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        Depthwise { stride, padding }.forward([&x, &w]).0
    }

    fn dense(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        relu: bool,
    ) -> FloatTensor<Self> {
        Dense { relu }.forward([&x, &w, &b]).0
    }

    fn layer_norm(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self> {
        LayerNorm { epsilon }.forward([&x, &gamma, &beta]).0
    }

    fn attention_scores(query: FloatTensor<Self>, key: FloatTensor<Self>, heads: usize) -> FloatTensor<Self> {
        Scores { heads }.forward([&query, &key]).0
    }

    fn attention_mix(scores: FloatTensor<Self>, value: FloatTensor<Self>) -> FloatTensor<Self> {
        Mix.forward([&scores, &value]).0
    }

    fn batch_norm(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        epsilon: f32,
        own_statistics: bool,
        relu: bool,
    ) -> FloatTensor<Self> {
        let operation = BatchNorm { epsilon, own_statistics, relu };
        operation.forward([&x, &gamma, &beta, &mean, &variance]).0
    }

    fn add_relu(x: FloatTensor<Self>, y: FloatTensor<Self>) -> FloatTensor<Self> {
        AddRelu.forward([&x, &y]).0
    }

    fn global_average(x: FloatTensor<Self>) -> FloatTensor<Self> {
        GlobalAverage.forward([&x]).0
    }

    fn flatten(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Flatten.forward([&x]).0
    }

    fn cross_entropy(logits: FloatTensor<Self>, targets: FloatTensor<Self>) -> FloatTensor<Self> {
        CrossEntropy.forward([&logits, &targets]).0
    }

    fn kl_divergence(
        student: FloatTensor<Self>,
        teacher: FloatTensor<Self>,
        temperature: f32,
    ) -> FloatTensor<Self> {
        KlDivergence { temperature }.forward([&student, &teacher]).0
    }

    fn weighted_sum(
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        first_weight: f32,
        second_weight: f32,
    ) -> FloatTensor<Self> {
        WeightedSum { weights: [first_weight, second_weight] }.forward([&first, &second]).0
    }
}

impl<C: CheckpointStrategy> Layers for Autodiff<Flex, C> {
    fn convolution(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        stride: usize,
        padding: usize,
        relu: bool,
        pool: bool,
    ) -> FloatTensor<Self> {
        tracked::<C, _, 3>(Convolution { stride, padding, relu, pool }, [x, w, b])
    }

    fn convolution_without_bias(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        let operation = Convolution { stride, padding, relu: false, pool: false };
        tracked::<C, _, 2>(operation, [x, w])
    }

    fn depthwise(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        tracked::<C, _, 3>(Depthwise { stride, padding }, [x, w, b])
    }

    fn depthwise_without_bias(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        tracked::<C, _, 2>(Depthwise { stride, padding }, [x, w])
    }

    fn dense(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        b: FloatTensor<Self>,
        relu: bool,
    ) -> FloatTensor<Self> {
        tracked::<C, _, 3>(Dense { relu }, [x, w, b])
    }

    fn layer_norm(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self> {
        tracked::<C, _, 3>(LayerNorm { epsilon }, [x, gamma, beta])
    }

    fn attention_scores(query: FloatTensor<Self>, key: FloatTensor<Self>, heads: usize) -> FloatTensor<Self> {
        tracked::<C, _, 2>(Scores { heads }, [query, key])
    }

    fn attention_mix(scores: FloatTensor<Self>, value: FloatTensor<Self>) -> FloatTensor<Self> {
        tracked::<C, _, 2>(Mix, [scores, value])
    }

    fn batch_norm(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        epsilon: f32,
        own_statistics: bool,
        relu: bool,
    ) -> FloatTensor<Self> {
        let operation = BatchNorm { epsilon, own_statistics, relu };
        tracked::<C, _, 5>(operation, [x, gamma, beta, mean, variance])
    }

    fn add_relu(x: FloatTensor<Self>, y: FloatTensor<Self>) -> FloatTensor<Self> {
        tracked::<C, _, 2>(AddRelu, [x, y])
    }

    fn global_average(x: FloatTensor<Self>) -> FloatTensor<Self> {
        tracked::<C, _, 1>(GlobalAverage, [x])
    }

    fn flatten(x: FloatTensor<Self>) -> FloatTensor<Self> {
        tracked::<C, _, 1>(Flatten, [x])
    }

    fn cross_entropy(logits: FloatTensor<Self>, targets: FloatTensor<Self>) -> FloatTensor<Self> {
        tracked::<C, _, 2>(CrossEntropy, [logits, targets])
    }

    fn kl_divergence(
        student: FloatTensor<Self>,
        teacher: FloatTensor<Self>,
        temperature: f32,
    ) -> FloatTensor<Self> {
        tracked::<C, _, 2>(KlDivergence { temperature }, [student, teacher])
    }

    fn weighted_sum(
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        first_weight: f32,
        second_weight: f32,
    ) -> FloatTensor<Self> {
        tracked::<C, _, 2>(WeightedSum { weights: [first_weight, second_weight] }, [first, second])
    }
}
